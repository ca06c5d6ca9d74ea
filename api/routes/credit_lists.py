"""Lists of borrowers: read from the file an office has, and the answers about them as a workbook."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse

from analysis.lending import Proposal
from api.filenames import Names
from api.form import read_form
from api.models.credit import CreditChecks
from api.models.credit_lists import BorrowerListRead
from api.paging import to_json
from api.problems import responses
from api.security import Visitor
from api.security.credit import credit_of, known
from api.taken import files, mark_of, sent
from api.visiting import Shot, allowed
from graph.errors import InvalidParameter
from viz.style import Lang

if TYPE_CHECKING:
    from ingest.borrower_list import BorrowerList

router = APIRouter(tags=["credit"])

_FORM: Final = {
    "type": "object",
    "required": ["file"],
    "properties": {"file": {"type": "string", "format": "binary", "description": "A workbook or text file with a column of credit codes."}},
}


@router.post(
    "/credit-checks/list",
    summary="Read a list of borrowers",
    responses=responses(413) | {200: {"model": BorrowerListRead}},
    openapi_extra={"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _FORM}}}},
)
async def listed(request: Request, _: Annotated[Visitor, allowed("credit")]) -> Response:
    """The codes and proposed amounts of a file, read as `credit --file` reads it; what they are asked of is another request."""
    with TemporaryDirectory(prefix="suretygraph-") as folder:
        form = await read_form(request, Path(folder), Names())
        if len(form.files) != 1:
            raise InvalidParameter("file: one list is read at a time")
        (path,) = form.files.values()
        told = await run_in_threadpool(_read, path)
    request.state.results = len(told["rows"])
    return Response(to_json(told), media_type="application/json", headers={"Cache-Control": "no-store"})


@router.post("/credit-checks/workbook", summary="Many enterprises' credit as a workbook", response_class=Response, responses=files("xlsx"))
def workbook(
    request: Request,
    visitor: Annotated[Visitor, allowed("credit")],
    shot: Shot,
    body: CreditChecks,
    lang: Annotated[Lang, Query(description="Of the headers.")] = "zh",
) -> FileResponse:
    """The answers of `POST /credit-checks` as `credit --excel` writes them, and who took it; codes nobody has are left out."""
    visitor.check("exports")
    view = shot.view(visitor)
    asked = [
        (row.code, None if row.amount is None else Proposal(row.amount, body.bank, working_capital=body.working_capital))
        for row in body.rows
        if known(shot, view, row.code)
    ]
    told = credit_of(shot, view, asked)
    mark = mark_of(request, visitor, shot)
    request.state.results = len(told)

    def write(path: Path) -> None:
        from viz.credit_sheets import credit_sheets
        from viz.workbook import write_workbook

        write_workbook(credit_sheets(told, lang, taken=mark), path)

    return sent(f"credit-{shot.id}.xlsx", "xlsx", write)


def _read(path: Path) -> dict[str, Any]:
    from ingest.borrower_list import read_borrowers

    found: BorrowerList = read_borrowers(path)
    return {
        "rows": [{"code": one.code, "amount": one.amount or None} for one in found.wanted],
        "rejections": [one.to_json() | {"chinese": one.chinese} for one in found.rejections()],
        "unread_columns": list(found.unread),
        "skipped": [asdict(one) for one in found.skipped],
    }
