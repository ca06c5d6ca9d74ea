"""Jobs: long work asked for over the network, kept so that a restart loses none."""

from __future__ import annotations

import json
import secrets
import time
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from graph.side_store.presence import is_gone

if TYPE_CHECKING:
    import sqlite3

    from graph.side_store.database import SideStore

JobStatus = Literal["queued", "running", "done", "failed", "cancelled", "interrupted"]
ACTIVE: Final = ("queued", "running")
FINAL: Final = tuple(one for one in get_args(JobStatus) if one not in ACTIVE)
LEASE_SECONDS: Final = 5.0  # a running job whose runner was not heard of for so long was interrupted
_COLUMNS: Final = (
    "rowid AS number, id, kind, owner, status, request, snapshot, request_digest, progress, stage, submitted_at, started_at, "
    "finished_at, cancel_wanted, error"
)


@dataclass(frozen=True)
class Job:
    """A job without its result, which may be large."""

    number: int  # its place in the order of submission
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
            if key is not None and (known := self.asked_before(owner, key)) is not None:
                return known, False
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

    def asked_before(self, owner: str, key: str) -> Job | None:
        """The job an owner submitted with an idempotency key."""
        rows = self._side.rows(f"SELECT {_COLUMNS} FROM jobs WHERE owner = ? AND idempotency_key = ?", (owner, key))
        return _job(rows[0]) if rows else None

    def get(self, name: str) -> Job | None:
        """A job by its id."""
        self.expire()
        rows = self._side.rows(f"SELECT {_COLUMNS} FROM jobs WHERE id = ?", (name,))
        return _job(rows[0]) if rows else None

    def listed(self, kind: str, owner: str | None, *, limit: int = 100, before: int | None = None) -> list[Job]:
        """Jobs of a kind, latest first, of one owner or everybody; `before`: only those submitted before that number."""
        self.expire()
        rows = self._side.rows(
            f"SELECT {_COLUMNS} FROM jobs WHERE kind = ? AND (? IS NULL OR owner = ?) AND (? IS NULL OR rowid < ?) "
            "ORDER BY rowid DESC LIMIT ?",
            (kind, owner, owner, before, before, limit),
        )
        return [_job(row) for row in rows]

    def count(self, kind: str, owner: str | None) -> int:
        """How many jobs of a kind there are, of one owner or everybody."""
        rows = self._side.rows("SELECT count(*) FROM jobs WHERE kind = ? AND (? IS NULL OR owner = ?)", (kind, owner, owner))
        return int(rows[0][0])

    def result(self, name: str) -> bytes | None:
        """The result of a job that is done, as JSON; None otherwise."""
        rows = self._side.rows("SELECT result FROM jobs WHERE id = ? AND status = 'done'", (name,))
        return zlib.decompress(rows[0]["result"]) if rows and rows[0]["result"] is not None else None

    def claim(self, runner: str, kinds: tuple[str, ...]) -> Job | None:
        """Take the job that waits longest."""
        marks = ", ".join("?" * len(kinds))
        if not self._side.rows(f"SELECT 1 FROM jobs WHERE status = 'queued' AND kind IN ({marks}) LIMIT 1", kinds):
            return None  # without the write lock: runners ask all the time
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

    def finish(
        self, runner: str, name: str, status: JobStatus, *, result: bytes | None = None, error: dict[str, Any] | None = None
    ) -> None:
        """End a job with what `packed` made of its result; cancelled where somebody wanted that, and nothing where another has ended it."""
        with self._side.transaction() as connection:
            connection.execute(
                "UPDATE jobs SET status = CASE WHEN cancel_wanted THEN 'cancelled' ELSE ?1 END, finished_at = ?2, "
                "progress = CASE WHEN ?1 = 'done' AND NOT cancel_wanted THEN 1 ELSE progress END, "
                "stage = CASE WHEN ?1 = 'done' AND NOT cancel_wanted THEN NULL ELSE stage END, "
                "result = CASE WHEN cancel_wanted THEN NULL ELSE ?3 END, error = CASE WHEN cancel_wanted THEN NULL ELSE ?4 END "
                "WHERE id = ?5 AND runner = ?6 AND status = 'running'",
                (status, _now(), result, json.dumps(error, ensure_ascii=False) if error else None, name, runner),
            )

    def cancel(self, name: str) -> None:
        """A queued job is cancelled at once, a running one as soon as its runner hears of it."""
        with self._side.transaction() as connection:
            connection.execute("UPDATE jobs SET status = 'cancelled', finished_at = ? WHERE id = ? AND status = 'queued'", (_now(), name))
            connection.execute("UPDATE jobs SET cancel_wanted = 1 WHERE id = ? AND status = 'running'", (name,))

    def forget(self, days: int) -> int:
        """Remove jobs that ended so many days ago, results too; how many. The audit trail keeps that they were."""
        ended = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="milliseconds")
        with self._side.transaction() as connection:
            marks = ", ".join("?" * len(FINAL))
            return connection.execute(f"DELETE FROM jobs WHERE status IN ({marks}) AND finished_at < ?", (*FINAL, ended)).rowcount

    def expire(self) -> None:
        """Mark running jobs whose runner was not heard of as interrupted."""
        stale = time.time() - LEASE_SECONDS
        if self._side.rows("SELECT 1 FROM jobs WHERE status = 'running' AND heartbeat < ? LIMIT 1", (stale,)):
            self._interrupt("heartbeat < ?", stale)

    def abandon(self) -> None:
        """Mark running jobs as interrupted at once where their runner is known to be gone."""
        for row in self._side.rows("SELECT DISTINCT runner FROM jobs WHERE status = 'running'"):
            if is_gone(self._side.path, row["runner"]):
                self._interrupt("runner = ?", row["runner"])

    def _interrupt(self, which: str, value: object) -> None:
        with self._side.transaction() as connection:
            connection.execute(
                f"UPDATE jobs SET status = CASE WHEN cancel_wanted THEN 'cancelled' ELSE 'interrupted' END, finished_at = ? "
                f"WHERE status = 'running' AND {which}",
                (_now(), value),
            )


def packed(result: Any) -> bytes:
    """A result as it is kept."""
    return zlib.compress(json.dumps(result, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode(), 1)


def _job(row: sqlite3.Row) -> Job:
    told = {name: row[name] for name in Job.__dataclass_fields__}
    told |= {"request": json.loads(row["request"]), "cancel_wanted": bool(row["cancel_wanted"])}
    return Job(**told | {"error": json.loads(row["error"]) if row["error"] else None})


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
