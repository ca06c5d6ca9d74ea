"""Loads as jobs: files received, queued, followed to their run and its report."""

from __future__ import annotations

import hashlib
import json
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from api.jobs.loading import KIND, LANDED
from api.problems import Conflict, NotFound, TooMany
from api.simulation_jobs import AGAIN_SECONDS, same
from api.wiring import open_store
from graph.errors import InvalidManifest, InvalidParameter, StoreUnreachable, UnknownCode
from graph.schema import TABLES
from graph.side_store import ACTIVE
from ingest.manifest import FILE, parse_complete, read_manifest
from ingest.reasons import in_chinese

if TYPE_CHECKING:
    from api.form import Form
    from api.security import Visitor
    from api.services import Services
    from api.uploads import Upload
    from graph.side_store import Job, Submission
    from graph.store import Run

MOST_TOLD: Final = 500  # rejections told with a report
_BLOCK: Final = 1 << 20


@dataclass(frozen=True)
class Wanted:
    """What an upload asks for beside its files, as the command line takes it."""

    reporting_date: date | None = None
    complete: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Found:
    """A load: the job of an upload, the run it became, whose that is; one of job and run at least."""

    job: Job | None
    run: Run | None
    landed: Submission | None


def wanted(fields: tuple[tuple[str, str], ...]) -> Wanted:
    """The fields of a form; InvalidParameter for one that is not known or not understood."""
    day, complete, reason = None, [], ""
    for name, value in fields:
        try:
            if name == "reporting_date":
                day = date.fromisoformat(value)
            elif name == "complete":
                parse_complete(value)
                complete.append(value)
            elif name == "reason":
                reason = value.strip()
            else:
                raise InvalidParameter(f"{name[:40]}: not a field of an upload")
        except InvalidManifest as fault:
            raise InvalidParameter(fault.message) from None
        except ValueError:
            raise InvalidParameter(f"{name}: {value!r} is not a date such as 2026-06-30") from None
    return Wanted(day, tuple(complete), reason)


def submit(served: Services, visitor: Visitor, upload: Upload, form: Form, key: str | None) -> Job:
    """Queue the load of what was received, or find the one the same upload with the same key queued before.

    Raises:
        InvalidParameter: no file, a field or a manifest that is not understood.
        Conflict: the key came with another upload.
        TooMany: the visitor has as many jobs as he may.

    """
    if not form.files.keys() - {FILE}:
        raise InvalidParameter("no file was sent")
    asked = wanted(form.fields)
    if FILE in form.files:
        read_manifest(form.files[FILE])
    sums = {name: _sum(path) for name, path in sorted(form.files.items())}
    told = {
        "reporting_date": asked.reporting_date.isoformat() if asked.reporting_date else None,
        "complete": list(asked.complete),
        "reason": asked.reason,
    }
    digest = hashlib.sha256(json.dumps([sums, told], ensure_ascii=False).encode()).hexdigest()
    author = {"who": visitor.who, "role": visitor.role, "jurisdiction": visitor.jurisdiction}
    request = told | {"upload": upload.id, "files": list(sums), "author": author}
    job, new = served.side.jobs.submit(
        KIND, visitor.who, request, digest=digest, snapshot=None, key=key, most=served.settings.jobs_per_user
    )  # fmt: skip
    if job is None:
        raise TooMany(f"{served.settings.jobs_per_user} jobs of yours are queued or running: wait for one, or cancel it", AGAIN_SECONDS)
    if new:
        upload.of_job(job.id)
        served.jobs.call()
    else:
        upload.drop()
    return same(job, digest)


def find(served: Services, name: str) -> Found:
    """A load by the id of its job or run; NotFound where there is neither."""
    job = served.side.jobs.get(name)
    if job is not None and job.kind == KIND:
        landed = next(iter(served.side.submissions.of(LANDED, subject=job.request["upload"])), None)
        return Found(job, _run(served, landed.run_id) if landed is not None and landed.run_id else None, landed)
    run = _run(served, name)
    if run is None:
        raise NotFound(f"no load and no run has the id {name!r}")
    landed = served.side.submissions.of_runs([name]).get(name)
    return Found(None, run, landed)


def document(job: Job, landed: Submission | None) -> dict[str, Any]:
    """How a load stands; one whose run is in the store is done, whatever became of its job."""
    done = landed is not None and job.status not in ACTIVE
    return {
        "id": job.id, "status": "done" if done else job.status, "progress": 1.0 if done else round(job.progress, 4), "stage": job.stage,
        "author": job.owner, "files": job.request["files"], "submitted_at": job.submitted_at, "started_at": job.started_at,
        "finished_at": job.finished_at, "error": None if done else job.error, "run": landed.run_id if landed is not None else None,
    }  # fmt: skip


def with_report(served: Services, found: Found) -> dict[str, Any]:
    """How a load stands, and its report."""
    if found.job is not None:
        told = document(found.job, found.landed)
        return told | {"result": report(served, found) if told["status"] == "done" else None}
    run = found.run
    if run is None:
        raise NotFound("no such run")
    ended = run.finished_at.isoformat() if run.finished_at else None
    return {
        "id": run.run_id, "status": "done", "progress": 1.0, "stage": None, "author": found.landed.author if found.landed else None,
        "files": sorted((run.report or {}).get("files", {})), "submitted_at": run.started_at.isoformat(),
        "started_at": run.started_at.isoformat(), "finished_at": ended, "error": None, "run": run.run_id, "result": report(served, found),
    }  # fmt: skip


def report(served: Services, found: Found) -> dict[str, Any] | None:
    """The report of the run, its rejections cut."""
    if found.run is None or found.run.report is None:
        return None
    told = found.run.report
    every = told["rejections"]
    back = [path.name for path in workbooks(served, found)]
    return told | {"rejections": [refused(one) for one in every[:MOST_TOLD]], "returned": back, "truncated": len(every) > MOST_TOLD}


def refused(entry: dict[str, Any]) -> dict[str, Any]:
    """A refused cell with what its column is called, and the reason in Chinese too."""
    holders = [table for table in TABLES.values() if any(column.name == entry["column"] for column in table.columns)]
    named = [table for table in holders if table.chinese in (entry["sheet"] or entry["file"])]
    header = (named or holders)[0].column(entry["column"]).headers[0] if holders else entry["column"]
    return entry | {"header": header, "chinese": in_chinese(entry, header)}


def workbooks(served: Services, found: Found) -> list[Path]:
    """The marked copies of a load that are still kept."""
    folder = _returned(served, found)
    return sorted(folder.rglob("*.xlsx")) if folder is not None and folder.is_dir() else []


def returned_file(served: Services, found: Found) -> Path:
    """What is handed out for the marked copies: the only one, or the archive of several; NotFound where there are none."""
    copies = workbooks(served, found)
    if not copies:
        raise NotFound("no file of this load had a refused row that can be marked, or the copies are no longer kept")
    archive = copies[0] if len(copies) == 1 else (_returned(served, found) or copies[0]) / "returned.zip"
    if not archive.is_file():
        raise Conflict("the copies are still being written")
    return archive


def row_of(run: Run, by: Submission | None) -> dict[str, Any]:
    """A run for a list."""
    return {
        "id": run.run_id, "number": run.number, "started_at": run.started_at.isoformat(),
        "finished_at": run.finished_at.isoformat() if run.finished_at else None,
        "data_date": run.data_date.isoformat() if run.data_date else None, "kind": by.kind if by else None,
        "author": by.author if by else None, "role": by.role if by else None, "jurisdiction": by.jurisdiction if by else None,
    }  # fmt: skip


def _returned(served: Services, found: Found) -> Path | None:
    name = found.job.request["upload"] if found.job is not None else found.landed.subject if found.landed is not None else None
    if name is None or (found.landed is not None and found.landed.kind != LANDED):
        return None
    return served.uploads.named(name).returned


def _run(served: Services, name: str) -> Run | None:
    """A run with its report, from a connection of its own: a report may be long."""
    with closing(open_store(served.settings)) as store, suppress(UnknownCode):
        return store.run(name)
    return None


def _sum(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as fault:
        raise StoreUnreachable(f"{path.name}: {fault.strerror}") from None
