"""Simulations as jobs: submitted on the snapshot of the moment, read by who submitted them."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

from api.jobs.simulations import KIND, request_of, scenario_of
from api.paging import to_json
from api.problems import Conflict, KeyReused, NotFound, TooMany
from api.security.scenarios import check_scenario
from api.security.simulations import error_for, result_for
from api.visiting import day_for
from graph.errors import InvalidNetwork, UsageError

if TYPE_CHECKING:
    from analysis.scenario.specification import Scenario
    from api.security import View, Visitor
    from api.services import Services
    from api.snapshots import Snapshot
    from graph.side_store import Job

AGAIN_SECONDS: Final = 5  # after which somebody with too many jobs may try


def submit(served: Services, visitor: Visitor, scenario: Scenario, key: str | None) -> Job:
    """Queue a simulation, or find the one the same request with the same key queued before.

    Raises:
        UsageError: something in the scenario cannot be done, or is not the visitor's to ask; or the key came with another request.
        TooMany: the visitor has as many jobs as he may.

    """
    digest = hashlib.sha256(json.dumps(scenario.model_dump(mode="json"), sort_keys=True).encode()).hexdigest()
    before = served.side.jobs.asked_before(visitor.who, key) if key is not None else None
    if before is not None:
        return same(before, digest)
    shot = served.snapshots.current(day_for(visitor, served, scenario.as_of))
    if scenario.as_of is not None:
        scenario = scenario.model_copy(update={"as_of": shot.id.as_of})
    check(shot, visitor, scenario)
    job, new = served.side.jobs.submit(
        KIND,
        visitor.who,
        request_of(scenario, shot.store_id, shot.id.as_of, shot.id.run, visitor.jurisdiction if visitor.role == "bank" else None),
        digest=digest,
        snapshot=str(shot.id),
        key=key,
        most=served.settings.jobs_per_user,
    )
    if job is None:
        raise TooMany(f"{served.settings.jobs_per_user} jobs of yours are queued or running: wait for one, or cancel it", AGAIN_SECONDS)
    if new:
        served.jobs.call()
    return same(job, digest)


def check(shot: Snapshot, visitor: Visitor, scenario: Scenario) -> None:
    """Everything that can be wrong with a scenario, found before it is queued."""
    from analysis.scenario.preparation import prepare

    check_scenario(scenario, shot.view(visitor))
    if not len(shot.network.parties.code):
        raise InvalidNetwork(f"nobody is in the network of {shot.id.as_of}")
    prepare(shot.network, scenario)


def job_of(served: Services, visitor: Visitor, name: str) -> Job:
    """A simulation of the visitor's own, an admin's any; NotFound otherwise."""
    job = served.side.jobs.get(name)
    if job is None or job.kind != KIND or not (visitor.role == "admin" or job.owner == visitor.who):
        raise NotFound(f"no simulation has the id {name!r}")
    return job


def owner_of_list(visitor: Visitor) -> str | None:
    """Whose simulations a visitor lists; None: everybody's."""
    return None if visitor.role == "admin" else visitor.who


def document(job: Job, visitor: Visitor) -> dict[str, Any]:
    """How a job stands."""
    scenario = job.request["scenario"]
    return {
        "id": job.id, "model": scenario["model"], "name": scenario["name"], "status": job.status, "progress": round(job.progress, 4),
        "stage": job.stage, "snapshot": job.snapshot, "submitted_at": job.submitted_at, "started_at": job.started_at,
        "finished_at": job.finished_at, "error": error_for(job.error, visitor),
    }  # fmt: skip


def with_result(served: Services, visitor: Visitor, job: Job) -> bytes:
    """How a job stands, and its result as the visitor sees it; what is kept for those who see all is passed on as it is."""
    result = result_bytes(served, visitor, job) if job.status == "done" else None
    return to_json(document(job, visitor))[:-1] + b',"result":' + (result or b"null") + b"}"


def result_bytes(served: Services, visitor: Visitor, job: Job) -> bytes:
    """The result as JSON; Conflict where there is none."""
    kept = kept_result(served, job)
    return kept if visitor.whole else to_json(result_for(json.loads(kept), view_of(served, visitor, job)))


def kept_result(served: Services, job: Job) -> bytes:
    """The whole result as it was computed; Conflict where there is none."""
    kept = served.side.jobs.result(job.id)
    if kept is None:
        raise Conflict(f"the simulation is {job.status}: it has no result" + (" yet" if job.status in ("queued", "running") else ""))
    return kept


def view_of(served: Services, visitor: Visitor, job: Job) -> View:
    """What the visitor sees of the snapshot of a job; NotFound where that is gone, or the scenario is not his to ask any more."""
    try:
        shot = served.snapshots.named(str(job.snapshot))
        view = shot.view(visitor)
        check_scenario(scenario_of(job.request), view)
    except UsageError:
        raise NotFound(f"no simulation has the id {job.id!r}") from None
    if shot.store_id != job.request["store"]:
        raise NotFound(f"no simulation has the id {job.id!r}")
    return view


def same(job: Job, digest: str) -> Job:
    """The job of a request with an idempotency key; KeyReused where the key came with another request."""
    if job.request_digest != digest:
        raise KeyReused("the Idempotency-Key came with another request before: send a new one with a new request")
    return job
