"""Jobs: long work asked for over the network, kept so that a restart loses none."""

from __future__ import annotations

import json
import secrets
import time
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

if TYPE_CHECKING:
    import sqlite3

    from graph.side_store.database import SideStore

JobStatus = Literal["queued", "running", "done", "failed", "cancelled", "interrupted"]
ACTIVE: Final = ("queued", "running")
FINAL: Final = tuple(one for one in get_args(JobStatus) if one not in ACTIVE)
LEASE_SECONDS: Final = 5.0  # a running job whose runner was not heard of for so long was interrupted
_COLUMNS: Final = (
    "id, kind, owner, status, request, snapshot, idempotency_key, request_digest, progress, stage, submitted_at, started_at, "
    "finished_at, runner, cancel_wanted, error"
)


@dataclass(frozen=True)
class Job:
    """A job without its result, which may be large."""

    id: str
    kind: str
    owner: str
    status: JobStatus
    request: dict[str, Any]
    snapshot: str | None
    progress: float  # 0..1
    stage: str | None
    submitted_at: str
    started_at: str | None
    finished_at: str | None
    request_digest: str
    cancel_wanted: bool
    error: dict[str, Any] | None


class Jobs:
    """The jobs of a side store. Every change is one transaction; a job is done by whoever claimed it, and by nobody else."""

    def __init__(self, side: SideStore) -> None:
        self._side = side

    def submit(
        self, kind: str, owner: str, request: dict[str, Any], *, digest: str, snapshot: str | None, key: str | None, most: int
    ) -> tuple[Job | None, bool]:
        """Queue a job: the job and whether it is new. The job of an earlier request with the same `key` comes back instead.

        None when the owner has `most` jobs queued or running already.
        """
        with self._side.transaction() as connection:
            if key is not None:
                row = connection.execute(f"SELECT {_COLUMNS} FROM jobs WHERE owner = ? AND idempotency_key = ?", (owner, key)).fetchone()
                if row is not None:
                    return _job(row), False
            (busy,) = connection.execute(
                "SELECT count(*) FROM jobs WHERE owner = ? AND status IN ('queued', 'running')", (owner,)
            ).fetchone()
            if busy >= most:
                return None, False
            name = secrets.token_hex(12)
            connection.execute(
                "INSERT INTO jobs (id, kind, owner, status, request, snapshot, idempotency_key, request_digest, submitted_at) "
                "VALUES (?, ?, ?, 'queued', ?, ?, ?, ?, ?)",
                (name, kind, owner, json.dumps(request, ensure_ascii=False), snapshot, key, digest, _now()),
            )
            return _job(connection.execute(f"SELECT {_COLUMNS} FROM jobs WHERE id = ?", (name,)).fetchone()), True

    def get(self, name: str) -> Job | None:
        """A job by its id."""
        self.expire()
        rows = self._side.rows(f"SELECT {_COLUMNS} FROM jobs WHERE id = ?", (name,))
        return _job(rows[0]) if rows else None

    def listed(self, kind: str, owner: str | None, *, limit: int = 100, offset: int = 0) -> list[Job]:
        """Jobs of a kind, latest first, of one owner or everybody."""
        rows = self._side.rows(
            f"SELECT {_COLUMNS} FROM jobs WHERE kind = ? AND (? IS NULL OR owner = ?) ORDER BY submitted_at DESC, id LIMIT ? OFFSET ?",
            (kind, owner, owner, limit, offset),
        )
        return [_job(row) for row in rows]

    def result(self, name: str) -> Any:
        """The result of a job that is done; None otherwise."""
        rows = self._side.rows("SELECT result FROM jobs WHERE id = ? AND status = 'done'", (name,))
        return json.loads(zlib.decompress(rows[0]["result"])) if rows and rows[0]["result"] is not None else None

    def claim(self, runner: str, kinds: tuple[str, ...]) -> Job | None:
        """Take the job that waits longest."""
        marks = ", ".join("?" * len(kinds))
        with self._side.transaction() as connection:
            row = connection.execute(
                f"SELECT {_COLUMNS} FROM jobs WHERE status = 'queued' AND kind IN ({marks}) ORDER BY submitted_at, rowid LIMIT 1", kinds
            ).fetchone()
            if row is None:
                return None
            connection.execute(
                "UPDATE jobs SET status = 'running', runner = ?, heartbeat = ?, started_at = ? WHERE id = ?",
                (runner, time.time(), _now(), row["id"]),
            )
            return _job(connection.execute(f"SELECT {_COLUMNS} FROM jobs WHERE id = ?", (row["id"],)).fetchone())

    def beat(self, runner: str, name: str, progress: float | None = None, stage: str | None = None) -> bool:
        """Say that the runner lives and how far it is; whether somebody wants the job cancelled, or it is not the runner's any more."""
        with self._side.transaction() as connection:
            changed = connection.execute(
                "UPDATE jobs SET heartbeat = ?, progress = max(progress, ifnull(?, progress)), stage = ifnull(?, stage) "
                "WHERE id = ? AND runner = ? AND status = 'running' RETURNING cancel_wanted",
                (time.time(), progress, stage, name, runner),
            ).fetchone()
        return changed is None or bool(changed[0])

    def finish(self, runner: str, name: str, status: JobStatus, *, result: Any = None, error: dict[str, Any] | None = None) -> bool:
        """End a job the runner holds; False where it is not the runner's any more."""
        packed = zlib.compress(json.dumps(result, ensure_ascii=False, allow_nan=False).encode(), 1) if status == "done" else None
        with self._side.transaction() as connection:
            changed = connection.execute(
                "UPDATE jobs SET status = ?, progress = CASE ? WHEN 'done' THEN 1 ELSE progress END, finished_at = ?, result = ?, "
                "error = ? WHERE id = ? AND runner = ? AND status = 'running'",
                (status, status, _now(), packed, json.dumps(error, ensure_ascii=False) if error else None, name, runner),
            )
            return bool(changed.rowcount)

    def cancel(self, name: str) -> None:
        """A queued job is cancelled at once, a running one as soon as its runner hears of it."""
        with self._side.transaction() as connection:
            connection.execute("UPDATE jobs SET status = 'cancelled', finished_at = ? WHERE id = ? AND status = 'queued'", (_now(), name))
            connection.execute("UPDATE jobs SET cancel_wanted = 1 WHERE id = ? AND status = 'running'", (name,))

    def expire(self) -> None:
        """Mark running jobs whose runner is gone as interrupted."""
        stale = time.time() - LEASE_SECONDS
        if self._side.rows("SELECT 1 FROM jobs WHERE status = 'running' AND heartbeat < ? LIMIT 1", (stale,)):
            with self._side.transaction() as connection:
                connection.execute(
                    "UPDATE jobs SET status = 'interrupted', finished_at = ? WHERE status = 'running' AND heartbeat < ?", (_now(), stale)
                )


def _job(row: sqlite3.Row) -> Job:
    told = {name: row[name] for name in Job.__dataclass_fields__}
    told |= {"request": json.loads(row["request"]), "cancel_wanted": bool(row["cancel_wanted"])}
    return Job(**told | {"error": json.loads(row["error"]) if row["error"] else None})


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
