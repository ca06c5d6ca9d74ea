"""Files sent over the network become runs: sent, followed, read with their report, what was refused given back."""

from __future__ import annotations

from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Header, Path, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse

from api.filenames import Names
from api.form import read_form
from api.jobs.loading import KIND
from api.loads import document, find, refused, returned_file, row_of, submit, with_report
from api.models.lists import Page
from api.models.loading import Load, LoadJob, RejectionRow, RunPage
from api.paging import CursorText, Limit, answers, next_cursor, page, read_cursor, to_json, written
from api.problems import Conflict, NotFound, responses
from api.security import Visitor
from api.visiting import Served, Shot, allowed
from graph.side_store import ACTIVE

router = APIRouter(tags=["ingest"])

Id = Annotated[str, Path(max_length=64, description="The id of a load, or of a run.", examples=["5f0c2f6e4b1d4c0f9a8b7c6d"])]
WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ARCHIVE: Final = "application/zip"
_FILE: Final = {"schema": {"type": "string", "format": "binary"}}
_COPIES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "One workbook, or an archive of several.", "content": {WORKBOOK: _FILE, ARCHIVE: _FILE}},
}
_FORM: Final = {
    "type": "object",
    "required": ["files"],
    "properties": {
        "files": {"type": "array", "items": {"type": "string", "format": "binary"}, "description": "Workbooks, text and Parquet files."},
        "reporting_date": {"type": "string", "format": "date", "description": "The day the figures are for."},
        "complete": {
            "type": "array", "items": {"type": "string"}, "description": "TABLE[:BANK][@DATE]: these rows are all there are.",
        },
        "reason": {"type": "string", "description": "Why it is loaded; kept with the author."},
    },
}  # fmt: skip


@router.post(
    "/ingest/runs",
    summary="Load files",
    status_code=202,
    response_model=LoadJob,
    responses=responses(413),
    openapi_extra={"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _FORM}}}},
)
async def sent(
    request: Request,
    visitor: Annotated[Visitor, allowed("ingest")],
    served: Served,
    idempotency_key: Annotated[
        str | None,
        Header(min_length=1, max_length=255, pattern=r"^[!-~]+$", description="The same key with the same files loads nothing twice."),
    ] = None,
) -> Response:
    """Files as `ingest` reads them, and perhaps a manifest.toml, in one run: all of it or nothing. Macros are never opened."""
    await run_in_threadpool(served.uploads.sweep)
    upload = await run_in_threadpool(served.uploads.begin)
    try:
        form = await read_form(request, upload.files, Names())
        job = await run_in_threadpool(submit, served, visitor, upload, form, idempotency_key)
    except BaseException:
        upload.drop()
        raise
    request.state.results = len(job.request["files"])
    request.state.reason = job.request["reason"] or None
    request.state.details = {"load": job.id, "files": job.request["files"]}
    headers = {"Location": f"/api/v1/ingest/runs/{job.id}"}
    return Response(to_json(document(job, None)), 202, media_type="application/json", headers=headers)


@router.get("/ingest/runs", summary="Runs of the store", responses=answers(RunPage))
def runs(
    request: Request,
    _: Annotated[Visitor, allowed("ingest")],
    served: Served,
    limit: Limit = 100,
    cursor: CursorText = None,
) -> Response:
    """What was loaded and entered, the latest first; who did it, where it came over the network; and what is under way."""
    before = read_cursor(request, cursor).offset if cursor is not None else None
    every = served.snapshots.asking(lambda store: store.runs())
    left = [run for run in every if before is None or run.number < before]
    shown = left[:limit]
    by = served.side.submissions.of_runs([run.run_id for run in shown])
    shot = str(served.snapshots.current().id) if every else None
    following = shown[-1].number if len(left) > limit else None
    jobs = [job for job in served.side.jobs.listed(KIND, None) if job.status in ACTIVE]
    told: dict[str, Any] = {
        "items": [row_of(run, by.get(run.run_id)) for run in shown],
        "next": next_cursor(request, shot or "", following),
        "snapshot": shot,
        "truncated": False,
        "total": len(every),
        "active": [document(job, None) for job in jobs],
    }
    request.state.results = len(shown)
    return written(request, to_json(told))


@router.get("/ingest/runs/{load}", summary="One load", responses=answers(Load) | responses(404))
def one(
    request: Request,
    visitor: Annotated[Visitor, allowed("ingest")],
    served: Served,
    load: Id,
) -> Response:
    """How a load stands, and once it is in the store the report of its run: the fields of `ingest --json`."""
    request.state.results = 1
    found = find(served, load)
    if found.run is not None:
        served.snapshots.succession.brought(visitor.who, found.run.number)
    return written(request, to_json(with_report(served, found)))


@router.delete(
    "/ingest/runs/{load}",
    summary="Cancel a load",
    status_code=202,
    response_model=LoadJob,
    responses=responses(404, 409) | {202: {"description": "It is cancelled, or will be in a moment."}},
)
def cancelled(
    request: Request,
    _: Annotated[Visitor, allowed("ingest")],
    served: Served,
    load: Id,
) -> Response:
    """A load that waits or is under way leaves nothing in the store; one that is in the store stays there (409)."""
    job = find(served, load).job
    if job is None:
        raise Conflict("the run is in the store: what it says is corrected by another one")
    served.side.jobs.cancel(job.id)
    found = find(served, load)
    told = document(found.job or job, found.landed)
    if told["status"] not in ("cancelled", *ACTIVE):
        raise Conflict(f"the load is {told['status']} already")
    request.state.results = 1
    return Response(to_json(told), 202, media_type="application/json")


@router.get("/ingest/runs/{load}/rejections", summary="Refused cells", responses=answers(Page[RejectionRow]) | responses(404, 409))
def rejections(
    request: Request,
    visitor: Annotated[Visitor, allowed("ingest")],
    served: Served,
    shot: Shot,
    load: Id,
    limit: Limit = 100,
    cursor: CursorText = None,
) -> Response:
    """Every refused cell of a load with its place and reason."""
    found = find(served, load)
    run = found.run
    if run is None:
        raise NotFound("nothing was loaded, so nothing was refused row by row")

    def rows() -> list[dict[str, Any]]:
        return [refused(one) for one in (run.report or {}).get("rejections", [])]

    return page(request, shot, visitor, rows, limit=limit, cursor=cursor, extra=run.run_id)


@router.get(
    "/ingest/runs/{load}/returned",
    summary="The marked copies",
    response_class=Response,
    responses=_COPIES | responses(404, 409),
)
def returned(
    request: Request,
    _: Annotated[Visitor, allowed("ingest")],
    served: Served,
    load: Id,
) -> Response:
    """Copies of the files with refused rows, bad cells coloured and the reasons in the last column, to be corrected and sent again."""
    path = returned_file(served, find(served, load))
    request.state.results = 1
    name = f"filename=\"returned{path.suffix}\"; filename*=utf-8''{quote(path.name)}"
    named = {"Content-Disposition": f"attachment; {name}", "Cache-Control": "private, no-store"}
    return FileResponse(path, media_type=WORKBOOK if path.suffix == ".xlsx" else ARCHIVE, headers=named)
