"""The audit trail: who did what, when, why, and how much of it; only added to, each entry sealed with the one before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import sqlite3

    from graph.side_store.database import SideStore

FIRST: Final = "0" * 64  # what the first entry is sealed with
_SEALED: Final = ("at", "who", "role", "jurisdiction", "action", "object", "reason", "results", "status", "request_id", "details")
_COLUMNS: Final = ", ".join(_SEALED)


@dataclass(frozen=True)
class Act:
    """What is written down: `object` is what it was done to, `results` how many rows left the house."""

    who: str
    role: str
    jurisdiction: str | None
    action: str
    object: str
    reason: str | None = None
    results: int | None = None
    status: int | None = None
    request_id: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """An act as it was written down."""

    number: int
    at: str
    act: Act
    previous: str
    digest: str

    def to_json(self) -> dict[str, Any]:
        """For JSON."""
        return {"number": self.number, "at": self.at, **asdict(self.act), "previous": self.previous, "digest": self.digest}


@dataclass(frozen=True)
class Fault:
    """Where the trail does not hold."""

    number: int
    sentence: str


class AuditTrail:
    """The trail of a side store."""

    def __init__(self, side: SideStore) -> None:
        self._side = side

    def write(self, act: Act) -> str:
        """Add an act; its digest. O(1)."""
        with self._side.transaction() as connection:
            return append(connection, act)

    def head(self) -> tuple[int, str]:
        """Number and digest of the last entry: written down elsewhere, they prove later that nothing was cut off."""
        rows = self._side.rows("SELECT number, digest FROM audit ORDER BY number DESC LIMIT 1")
        return (rows[0]["number"], rows[0]["digest"]) if rows else (0, FIRST)

    def read(self, *, before: int | None = None, limit: int = 100, who: str | None = None, action: str | None = None) -> list[Entry]:
        """Entries, latest first; `before` continues below a number."""
        wanted = {"number < ?": before, "who = ?": who, "action = ?": action}
        where = " AND ".join(name for name, value in wanted.items() if value is not None) or "1"
        values = tuple(value for value in wanted.values() if value is not None)
        return [
            _entry(row)
            for row in self._side.rows(
                f"SELECT number, {_COLUMNS}, previous, digest FROM audit WHERE {where} ORDER BY number DESC LIMIT ?", (*values, limit)
            )
        ]

    def faults(self, head: tuple[int, str] | None = None) -> Iterator[Fault]:
        """Every place where an entry was changed, removed or put in; `head` is a number and digest known from elsewhere. Linear."""
        previous, expected, known = FIRST, 1, head in (None, (0, FIRST))
        counted = self._side.rows("SELECT seq FROM sqlite_sequence WHERE name = 'audit'")  # SQLite's own count of all that ever was
        with self._side.translated():
            cursor = self._side.connection().execute(f"SELECT number, {_COLUMNS}, previous, digest FROM audit ORDER BY number")
            for row in cursor:
                number = int(row["number"])
                if number != expected:
                    yield Fault(expected, f"entries {expected} to {number - 1} are missing")
                if row["previous"] != previous:
                    yield Fault(number, f"entry {number} does not follow the one before it")
                if _seal(row["previous"], {name: row[name] for name in _SEALED}) != row["digest"]:
                    yield Fault(number, f"entry {number} was changed")
                if head is not None and number == head[0]:
                    known = True
                    if row["digest"] != head[1]:
                        yield Fault(number, f"entry {number} is not the one that was written down as the last")
                previous, expected = row["digest"], number + 1
        if counted and counted[0]["seq"] >= expected:
            yield Fault(expected, f"entries {expected} to {counted[0]['seq']} are missing")
        if not known and head is not None:
            yield Fault(head[0], f"entry {head[0]}, written down as the last, is missing")


def append(connection: sqlite3.Connection, act: Act) -> str:
    """Add an act inside a transaction, so that what was done and its entry are kept together or not at all."""
    row = connection.execute("SELECT digest FROM audit ORDER BY number DESC LIMIT 1").fetchone()
    previous = row[0] if row is not None else FIRST
    told = asdict(act) | {"at": datetime.now(UTC).isoformat(timespec="milliseconds")}
    told["details"] = json.dumps(told["details"], ensure_ascii=False, sort_keys=True)
    digest = _seal(previous, told)
    connection.execute(
        f"INSERT INTO audit ({_COLUMNS}, previous, digest) VALUES ({', '.join('?' * (len(_SEALED) + 2))})",
        (*(told[name] for name in _SEALED), previous, digest),
    )
    return digest


def _seal(previous: str, told: Mapping[str, Any]) -> str:
    text = json.dumps([previous, *(told[name] for name in _SEALED)], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _entry(row: sqlite3.Row) -> Entry:
    told = {name: row[name] for name in _SEALED if name != "at"}
    told["details"] = json.loads(told["details"])
    return Entry(row["number"], row["at"], Act(**told), row["previous"], row["digest"])
