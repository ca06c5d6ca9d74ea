"""Consents: who agreed that its loans are shown."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response

from api.models.consents import ConsentState
from api.paging import answer, answers
from api.problems import responses
from api.routes.entries import Enterprise
from api.security import Visitor
from api.security.consents import consent_of
from api.security.entries import own_firm
from api.visiting import Shot, allowed

router = APIRouter(tags=["consents"])


@router.get("/consents/{enterprise}", summary="A firm's consent", responses=answers(ConsentState) | responses(404))
def consent(request: Request, visitor: Annotated[Visitor, allowed("consents")], shot: Shot, enterprise: Enterprise) -> Response:
    """Whether it agreed in writing that its loans are shown one by one: to a county of its own firms, to a bank of its borrowers."""
    return answer(request, shot, visitor, lambda: consent_of(shot, own_firm(shot.view(visitor), enterprise)))
