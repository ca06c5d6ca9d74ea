"""What falls due under 321."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response

from api.models.maturities import MaturityPage
from api.paging import CursorText, Limit, answers, page
from api.security import Visitor
from api.security.maturities import DueFilter, due
from api.visiting import Shot, allowed

router = APIRouter(tags=["maturities"])

Stage = Literal["before", "ledger", "plan", "funds", "overdue"]


@router.get("/maturities", summary="What falls due", responses=answers(MaturityPage))
def maturities(
    request: Request,
    visitor: Annotated[Visitor, allowed("maturities")],
    shot: Shot,
    limit: Limit = 100,
    cursor: CursorText = None,
    stage: Annotated[list[Stage] | None, Query(description="Only loans in these stages.")] = None,
    county: Annotated[str | None, Query(max_length=12, description="Only borrowers of this county.")] = None,
    bank: Annotated[str | None, Query(max_length=64, description="Only loans of this bank.")] = None,
    borrower: Annotated[str | None, Query(max_length=64, description="Only this borrower's.")] = None,
    due_from: Annotated[date | None, Query(description="Only what falls due on this day or later.")] = None,
    due_to: Annotated[date | None, Query(description="Only what falls due by this day.")] = None,
) -> Response:
    """The rows of `maturities --json`, the earliest due first: stage, dates, whose turn it is, money recorded, who falls if it is missed.

    A county sees what its own enterprises owe, a bank its own loans.
    """
    view = shot.view(visitor)

    def rows() -> Any:
        return due(shot, view, DueFilter(tuple(stage or ()), county, bank, borrower, due_from, due_to))

    def beside() -> dict[str, Any]:
        return {"as_of": shot.id.as_of.isoformat(), "other_creditors": shot.ledger.other_creditors if view.whole else None}

    return page(request, shot, visitor, rows, limit=limit, cursor=cursor, beside=beside)
