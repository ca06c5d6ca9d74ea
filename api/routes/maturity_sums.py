"""What falls due added up, and the ledger as the workbook offices hand on."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import FileResponse

from api.models.maturity_sums import MaturitySums
from api.paging import CursorText, Limit, answers, page
from api.routes.maturities import Stage
from api.security import Visitor
from api.security.maturities import DueFilter
from api.security.maturity_sums import By, chosen_ledger, missed_by, summed
from api.taken import files, mark_of, sent
from api.visiting import Shot, allowed

router = APIRouter(tags=["maturities"])


def _asked(
    stage: Annotated[list[Stage] | None, Query(description="Only loans in these stages.")] = None,
    county: Annotated[str | None, Query(max_length=12, description="Only borrowers of this county.")] = None,
    bank: Annotated[str | None, Query(max_length=64, description="Only loans of this bank.")] = None,
    borrower: Annotated[str | None, Query(max_length=64, description="Only this borrower's.")] = None,
    due_from: Annotated[date | None, Query(description="Only what falls due on this day or later.")] = None,
    due_to: Annotated[date | None, Query(description="Only what falls due by this day.")] = None,
) -> DueFilter:
    return DueFilter(tuple(stage or ()), county, bank, borrower, due_from, due_to)


Asked = Annotated[DueFilter, Depends(_asked)]


@router.get("/maturities/sums", summary="What falls due, added up", responses=answers(MaturitySums))
def maturity_sums(
    request: Request,
    visitor: Annotated[Visitor, allowed("maturities")],
    shot: Shot,
    asked: Asked,
    by: Annotated[By, Query(description="What is added up by.")] = "month",
    limit: Limit = 500,
    cursor: CursorText = None,
) -> Response:
    """The sums of `maturities --by`, over the rows the visitor sees; days and months in their order, the rest by what is pressing."""

    def rows() -> list[dict[str, Any]]:
        with shot.lock:
            return summed(shot, shot.view(visitor), asked, by)

    return page(
        request, shot, visitor, rows, limit=limit, cursor=cursor, beside=lambda: {"by": by, "as_of": shot.id.as_of.isoformat()}
    )  # fmt: skip


@router.get("/maturities/file", summary="The ledger of maturities as a workbook", responses=files("xlsx"))
def maturity_file(
    request: Request,
    visitor: Annotated[Visitor, allowed("maturities")],
    shot: Shot,
    asked: Asked,
    by: Annotated[Literal["county", "department", "bank", "group", "circle"] | None, Query(description="With sums by this.")] = None,
) -> FileResponse:
    """What `maturities --excel` writes of the rows the visitor sees: 万元, with 合计, and who took it."""
    visitor.check("exports")
    view = shot.view(visitor)
    with shot.lock:
        ledger = chosen_ledger(shot, view, asked)
        missed = missed_by(shot, view, ledger)
        sums = None if by is None else summed(shot, view, asked, by)
    mark = mark_of(request, visitor, shot)
    request.state.results = len(ledger.rows)

    def write(path: Path) -> None:
        import pandas as pd

        from viz.maturity_sheets import ledger_sheets
        from viz.workbook import write_workbook

        table = None if sums is None else pd.DataFrame([row | {"by": row["name"] or row["by"]} for row in sums])
        write_workbook(ledger_sheets(ledger, missed, table, by, mark), path)

    return sent(f"maturities-{shot.id}.xlsx", "xlsx", write)
