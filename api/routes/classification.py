"""Scores and classes 保 / 帮 / 关."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response

from api.models.classification import ClassPage, UnlikePair
from api.models.lists import Page
from api.paging import CursorText, Limit, answers, page
from api.security import Visitor
from api.security.classification import beside, classes, pairs
from api.snapshots import Snapshot
from api.visiting import Shot, allowed

router = APIRouter(tags=["classification"])


@router.get("/classification", summary="Scores and classes", responses=answers(ClassPage))
def classification(
    request: Request,
    visitor: Annotated[Visitor, allowed("classification")],
    shot: Shot,
    limit: Limit = 100,
    cursor: CursorText = None,
    county: Annotated[str | None, Query(max_length=12, description="Only firms of this county.")] = None,
    class_: Annotated[list[Literal["保", "帮", "关"]] | None, Query(alias="class", description="Only firms of these classes.")] = None,
    enterprise: Annotated[list[str] | None, Query(max_length=100, description="Only these firms.")] = None,
    *,
    on_ledger: Annotated[bool, Query(description="Only firms on the ledger of risk enterprises.")] = False,
    items: Annotated[bool, Query(description="With what made each score.")] = False,
) -> Response:
    """The rows of `classify --json`: key enterprises and firms on the ledger, 关 and low scores first. A county decides, nobody else."""
    found = shot.classification

    def rows() -> Any:
        return classes(found, shot.view(visitor), county, tuple(class_ or ()), tuple(enterprise or ()), on_ledger=on_ledger, items=items)

    return page(
        request, shot, visitor, rows, limit=limit, cursor=cursor, beside=lambda: beside(found, shot.view(visitor)), extra=_version(shot)
    )  # fmt: skip


@router.get("/classification/unlike", summary="Like cases treated unlike", responses=answers(Page[UnlikePair]))
def unlike(
    request: Request,
    visitor: Annotated[Visitor, allowed("classification")],
    shot: Shot,
    limit: Limit = 100,
    cursor: CursorText = None,
    county: Annotated[str | None, Query(max_length=12, description="Only pairs with a firm of this county.")] = None,
) -> Response:
    """Firms on the ledger with like scores and unlike classes, those set by hand first: for a check of fairness."""
    found = shot.classification
    return page(
        request, shot, visitor, lambda: pairs(found, shot.view(visitor), county), limit=limit, cursor=cursor, extra=_version(shot)
    )  # fmt: skip


def _version(shot: Snapshot) -> str:
    """What decisions the classes stand by: they change while the snapshot stays."""
    return repr(shot.classification.decisions.to_json())
