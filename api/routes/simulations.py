"""Simulations: submitted, watched, cancelled, read."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Body, Depends, Header, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.sse import EventSourceResponse, ServerSentEvent

from analysis.contagion.explanation import leading_to
from api.jobs.simulations import KIND, scenario_of
from api.models.lists import Page
from api.models.replacements import Replacements
from api.models.simulations import EXAMPLES, Explanation, Result, ResultFormat, ScenarioBody, Simulation, SimulationEvent, SimulationJob
from api.paging import CursorText, Limit, answers, living_page, read_cursor, to_json, written
from api.problems import Conflict, NotFound, responses
from api.replaced import replaced
from api.security import Visitor
from api.security.simulations import falls_for
from api.simulation_files import as_parquet
from api.simulation_jobs import document, job_of, kept_result, owner_of_list, result_bytes, submit, view_of, with_result
from api.visiting import Served, Shot, allowed, signed_in
from graph.errors import InvalidParameter, StoreError
from graph.side_store import FINAL, Job

router = APIRouter(tags=["simulations"])

PARQUET: Final = "application/vnd.apache.parquet"
RESULT: Final[dict[str, Any]] = {
    "model": Result, "description": "The result.", "content": {PARQUET: {"schema": {"type": "string", "format": "binary"}}},
}  # fmt: skip
_LOOK_SECONDS: Final = 0.25  # between two looks at how a job stands, for whoever listens

Id = Annotated[str, Path(max_length=64, description="The id of a simulation.", examples=["5f0c2f6e4b1d4c0f9a8b7c6d"])]


def _asked(request: Request, visitor: Annotated[Visitor, Depends(signed_in)], served: Served, simulation: Id) -> Job:
    job = job_of(served, visitor, simulation)
    request.state.snapshot = job.snapshot
    return job


Asked = Annotated[Job, Depends(_asked)]


@router.post(
    "/simulations",
    summary="Submit a simulation",
    status_code=202,
    response_model=SimulationJob,
    responses=responses(409) | {202: {"description": "It is queued; `Location` is where it is to be read."}},
)
def submitted(
    request: Request,
    visitor: Annotated[Visitor, allowed("simulations")],
    served: Served,
    body: Annotated[ScenarioBody, Body(openapi_examples=EXAMPLES)],
    idempotency_key: Annotated[
        str | None,
        Header(min_length=1, max_length=255, pattern=r"^[!-~]+$", description="The same key with the same body submits nothing twice."),
    ] = None,
) -> Response:
    """A scenario, as files of `simulate --scenario` hold it, asked of the day `as_of` as it is known now.

    Whatever is wrong with it is said here. A county and a bank name `seeds` among their own firms and borrowers; `seeds` are optional for
    montecarlo to everybody else.
    """
    job = submit(served, visitor, body, idempotency_key)
    request.state.snapshot, request.state.results = job.snapshot, 1
    request.state.details = {"simulation": job.id, "model": body.model}
    told = document(job, visitor)
    return Response(to_json(told), 202, media_type="application/json", headers={"Location": f"/api/v1/simulations/{job.id}"})


@router.get("/simulations", summary="One's own simulations", responses=answers(Page[SimulationJob]))
def simulations(
    request: Request,
    visitor: Annotated[Visitor, allowed("simulations")],
    served: Served,
    shot: Shot,
    limit: Limit = 100,
    cursor: CursorText = None,
) -> Response:
    """The latest first, without results; an admin's list has everybody's."""
    owner, jobs = owner_of_list(visitor), served.side.jobs
    before = read_cursor(request, cursor).offset if cursor is not None else None
    found = jobs.listed(KIND, owner, limit=limit + 1, before=before)
    items = [document(job, visitor) for job in found[:limit]]
    following = found[limit - 1].number if len(found) > limit else None
    return living_page(request, shot, items, following=following, total=jobs.count(KIND, owner))


@router.get("/simulations/{simulation}", summary="One simulation", responses=answers(Simulation) | responses(404))
def simulation(
    request: Request,
    visitor: Annotated[Visitor, allowed("simulations")],
    served: Served,
    asked: Asked,
    *,
    result: Annotated[bool, Query(description="Whether to tell the result too.")] = True,
) -> Response:
    """How it stands, and its result once it is done."""
    request.state.results = 1
    return written(request, with_result(served, visitor, asked) if result else to_json(document(asked, visitor)))


@router.get(
    "/simulations/{simulation}/events",
    summary="How a simulation goes on",
    response_class=EventSourceResponse,
    responses=responses(404),
)
async def events(_: Annotated[Visitor, allowed("simulations")], served: Served, asked: Asked) -> AsyncIterator[ServerSentEvent]:
    """Server-sent events: `progress` whenever something changed, and `end` with the final status, after which the stream ends."""
    shown: SimulationEvent | None = None
    while True:
        told = SimulationEvent(id=asked.id, status=asked.status, progress=round(asked.progress, 4), stage=asked.stage)
        over = told.status in FINAL
        if told != shown:
            yield ServerSentEvent(data=told, event="end" if over else "progress")
        if over:
            return
        shown = told
        await asyncio.sleep(_LOOK_SECONDS)
        asked = await run_in_threadpool(_again, served, asked)


@router.delete(
    "/simulations/{simulation}",
    summary="Cancel a simulation",
    status_code=202,
    response_model=SimulationJob,
    responses=responses(404, 409) | {202: {"description": "It is cancelled, or will be in a moment."}},
)
def cancelled(request: Request, visitor: Annotated[Visitor, allowed("simulations")], served: Served, asked: Asked) -> Response:
    """A queued one is cancelled at once, a running one within about a second; one that has ended otherwise is left as it is (409)."""
    served.side.jobs.cancel(asked.id)
    job = job_of(served, visitor, asked.id)
    if job.status in FINAL and job.status != "cancelled":
        raise Conflict(f"the simulation is {job.status} already")
    request.state.results = 1
    return Response(to_json(document(job, visitor)), 202, media_type="application/json")


@router.get(
    "/simulations/{simulation}/result",
    summary="The result of a simulation",
    responses=answers(Result) | {200: RESULT} | responses(404, 409),
    response_class=Response,
)
def result(
    request: Request,
    visitor: Annotated[Visitor, allowed("simulations")],
    served: Served,
    asked: Asked,
    form: Annotated[ResultFormat, Query(alias="format", description="All of it, or its main table.")] = "json",
) -> Response:
    """All of it as JSON, or its main table as Parquet: `defaulted` of cascade and clearing, `distress`, or `by_party` of montecarlo.

    The file says in its metadata of which snapshot it is, who took it and when.
    """
    body = result_bytes(served, visitor, asked)
    request.state.results = 1
    if form == "json":
        return written(request, body)
    about = {"snapshot": str(asked.snapshot), "simulation": asked.id, "taken_by": visitor.who, "taken_at": datetime.now(UTC).isoformat()}
    named = {"Content-Disposition": f'attachment; filename="simulation-{asked.id}.parquet"', "Cache-Control": "private, no-store"}
    return Response(as_parquet(json.loads(body), about), media_type=PARQUET, headers=named)


@router.get(
    "/simulations/{simulation}/explanation/{code}",
    summary="Why a party falls",
    responses=answers(Explanation) | responses(404, 409),
)
def explanation(
    request: Request,
    visitor: Annotated[Visitor, allowed("simulations")],
    served: Served,
    asked: Asked,
    code: Annotated[str, Path(max_length=100, description="The code of a party that falls.")],
) -> Response:
    """From the seeds of a cascade to one party, fall by fall: what `simulate --why` tells."""
    if asked.request["scenario"]["model"] != "cascade":
        raise InvalidParameter("only a cascade has a chain of falls")
    told: dict[str, Any] = json.loads(kept_result(served, asked))
    rows = {row["party"]: row for row in told["defaulted"]}
    view = None if visitor.whole else view_of(served, visitor, asked)
    if code not in rows or (view is not None and code not in view.named_codes):
        raise NotFound(f"nobody with the code {code!r} falls here")
    causes = {party: {call["borrower"] for call in row["calls"]} | set(row["fallen_guarantors"]) for party, row in rows.items()}
    needed = leading_to(code, causes)
    chain = [row for row in told["defaulted"] if row["party"] in needed]
    seen = chain if view is None else falls_for(chain, told["seeds"], view)
    request.state.results = len(seen)
    found = {"party": code, "falls": seen, "elsewhere": len(chain) - len(seen), "snapshot": asked.snapshot}
    return written(request, to_json(found))


@router.get(
    "/simulations/{simulation}/replacements",
    summary="Which guarantee to replace",
    responses=answers(Replacements) | responses(404, 409),
)
def replacements(request: Request, visitor: Annotated[Visitor, allowed("replacements")], served: Served, asked: Asked) -> Response:
    """The guarantees called in a cascade, each handed to a company that can pay, alone: the largest calls, by what banks lose less."""
    if asked.request["scenario"]["model"] != "cascade":
        raise InvalidParameter("only a cascade calls guarantees one by one")
    told: dict[str, Any] = json.loads(kept_result(served, asked))
    found = replaced(view_of(served, visitor, asked).network, scenario_of(asked.request), told)
    request.state.results = len(found["items"])
    return written(request, to_json(found | {"snapshot": asked.snapshot}))


def _again(served: Served, job: Job) -> Job:
    """How the job stands now; as it stood where the side store does not answer at this moment."""
    try:
        return served.side.jobs.get(job.id) or job
    except StoreError:
        return job
