"""Counties, banks, and what crosses the borders between them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from api.fields import built_from
from api.models.lists import Page
from api.models.network import County, Exposure, SpilloverAnswer
from api.paging import CursorText, Limit, answer, answers, page
from api.problems import NotFound, responses
from api.security import Visitor
from api.security import places as seen
from api.visiting import Shot, allowed

router = APIRouter(tags=["places"])


@router.get("/counties", summary="The counties", responses=answers(Page[County]))
def counties(
    request: Request, visitor: Annotated[Visitor, allowed("counties")], shot: Shot, limit: Limit = 100, cursor: CursorText = None
) -> Response:
    """Counties by code, with parties and loans where the visitor sees them."""
    return page(request, shot, visitor, lambda: seen.counties(shot.view(visitor)), limit=limit, cursor=cursor)


@router.get("/banks/{code}/exposures", summary="What a bank lent to whom", responses=answers(Page[Exposure]) | responses(404))
def exposures(
    request: Request,
    visitor: Annotated[Visitor, allowed("banks")],
    shot: Shot,
    code: Annotated[str, Path(max_length=64, description="The code of a bank.")],
    limit: Limit = 100,
    cursor: CursorText = None,
) -> Response:
    """Borrowers by exposure (balance less margin deposit), the largest first; a county sees its own borrowers, a bank itself."""
    view = shot.view(visitor)
    place = seen.bank_place(code, view)
    if place is None:
        raise NotFound(f"no bank has the code {code!r}")

    def rows() -> list[dict[str, Any]]:
        return shot.once(("exposures", visitor.scope, place), lambda: seen.exposures(place, view))

    return page(request, shot, visitor, rows, limit=limit, cursor=cursor)


@router.get("/spillover", summary="Which county pays for which", responses=answers(SpilloverAnswer))
def spillover(request: Request, visitor: Annotated[Visitor, allowed("spillover")], shot: Shot) -> Response:
    """Expected bank losses a year, from the county where a default starts to the county where the loan is lost."""

    def made() -> dict[str, Any]:
        return seen.spillover(shot.spillover.to_json(), shot.view(visitor)) | built_from(shot.network)

    return answer(request, shot, visitor, made)
