"""What people handed in by themselves: who, as what, why, and the run it became; only added to, answered by later ones, never changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from graph.side_store.audit import append

if TYPE_CHECKING:
    import sqlite3

    from graph.side_store.audit import Act
    from graph.side_store.database import SideStore

_COLUMNS: Final = "number, kind, subject, author, role, jurisdiction, reason, at, body, run_id, answers"


@dataclass(frozen=True)
class Submission:
    """One of them: `subject` is whom or what it is about, `answers` the number of the one it confirms; `number` and `at` are given."""

    kind: str
    subject: str
    author: str
    role: str
    jurisdiction: str | None
    reason: str
    body: Mapping[str, Any] = field(default_factory=dict)
    run_id: str | None = None
    answers: int | None = None
    number: int = 0
    at: str = ""


class Submissions:
    """The submissions of a side store."""

    def __init__(self, side: SideStore) -> None:
        self._side = side

    def add(self, one: Submission, act: Act | None = None) -> Submission:
        """Add one, in the same transaction as its entry of the audit trail."""
        with self._side.transaction() as connection:
            return insert(connection, one, act)

    def last(self, *kinds: str) -> int:
        """The number of the last one of some kinds; 0 where there is none."""
        marks = ", ".join("?" * len(kinds))
        rows = self._side.rows(f"SELECT number FROM entries WHERE +kind IN ({marks}) ORDER BY number DESC LIMIT 1", kinds)  # from the end
        return int(rows[0][0]) if rows else 0

    def get(self, number: int) -> Submission | None:
        """One by its number."""
        rows = self._side.rows(f"SELECT {_COLUMNS} FROM entries WHERE number = ?", (number,))
        return _submission(rows[0]) if rows else None

    def of(self, *kinds: str, subject: str | None = None) -> list[Submission]:
        """All of some kinds, oldest first; of one subject where it is given."""
        marks = ", ".join("?" * len(kinds))
        about, values = (" AND subject = ?", (*kinds, subject)) if subject is not None else ("", kinds)
        return [
            _submission(row)
            for row in self._side.rows(f"SELECT {_COLUMNS} FROM entries WHERE kind IN ({marks}){about} ORDER BY number", values)
        ]

    def of_runs(self, runs: list[str]) -> dict[str, Submission]:
        """Those behind some runs, by run."""
        marks = ", ".join("?" * len(runs))
        rows = self._side.rows(f"SELECT {_COLUMNS} FROM entries WHERE run_id IN ({marks}) ORDER BY number", tuple(runs))
        return {row["run_id"]: _submission(row) for row in rows}


def insert(connection: sqlite3.Connection, one: Submission, act: Act | None = None) -> Submission:
    """Add one inside a transaction."""
    told = [one.kind, one.subject, one.author, one.role, one.jurisdiction, one.reason, datetime.now(UTC).isoformat(timespec="milliseconds")]
    row = connection.execute(
        "INSERT INTO entries (kind, subject, author, role, jurisdiction, reason, at, body, run_id, answers) "
        f"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING {_COLUMNS}",
        (*told, json.dumps(dict(one.body), ensure_ascii=False, sort_keys=True), one.run_id, one.answers),
    ).fetchone()
    if act is not None:
        append(connection, act)
    return _submission(row)


def _submission(row: sqlite3.Row) -> Submission:
    return Submission(**{name: row[name] for name in _COLUMNS.split(", ")} | {"body": json.loads(row["body"])})
