"""`SqliteStore`: the graph in one file. Readers of any process see the last finished run while the next is being written."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import pandas as pd

from graph.errors import StoreUnreachable, UnknownCode
from graph.model import Table
from graph.sqlite_store import facts, search
from graph.sqlite_store.connection import RUN_CACHE_KB, VERSION, again, connect, create, is_store, transaction, translated, unwritten
from graph.sqlite_store.frames import fetch, insert
from graph.sqlite_store.run import SqliteRun
from graph.store import PartyHit, Run, StoreState
from graph.store_url import StoreUrl
from graph.versions import Feed

_RESULTS: Final = {"party": "str", "circle": "str", "rank": "Int64", "class": "str", "level": "str"}


class SqliteStore:
    """The GraphStore on SQLite. Until the first run begins, a new store leaves no file behind."""

    schema_version = VERSION

    def __init__(self, path: Path, connection: sqlite3.Connection, *, exists: bool, busy_seconds: float) -> None:
        self.url = str(StoreUrl("sqlite", path=path))
        self._path = path
        self._connection = connection
        self._second: sqlite3.Connection | None = None  # opened when a table is first read
        self._exists = exists
        self._busy_seconds = busy_seconds

    @classmethod
    def open(cls, path: Path, *, create: bool = False, busy_seconds: float = 2.0) -> SqliteStore:
        """Open the store in a file; one that is not there yet is begun only with `create`.

        Raises:
            StoreUnreachable: there is no store at the path.
            StoreIncompatible: the file is something else, or has another version's tables.

        """
        with translated(path):
            if path.is_dir():
                raise StoreUnreachable(f"{path}: a folder, not a store")
            if path.exists():
                connection = connect(path, busy_seconds)
                try:
                    if is_store(connection, path):
                        return cls(path, connection, exists=True, busy_seconds=busy_seconds)
                except BaseException:
                    connection.close()
                    raise
                connection.close()
        if not create:
            raise StoreUnreachable(f"{path}: no store there; load files with 'suretygraph ingest' first")
        return cls(path, unwritten(), exists=False, busy_seconds=busy_seconds)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
        if self._second is not None:
            self._second.close()

    def state(self) -> StoreState:
        """What the store holds now."""
        with translated(self._path):
            store_id, last_run, data_date = self._connection.execute(
                """SELECT store_id, ifnull(number, 0), data_date FROM _store
                LEFT JOIN (SELECT number, data_date FROM _runs ORDER BY number DESC LIMIT 1)"""
            ).fetchone()
        return StoreState(store_id, last_run, date.fromisoformat(data_date) if data_date else None)

    @contextmanager
    def start_run(self) -> Iterator[SqliteRun]:
        """Begin a run; leaving without `finish` undoes it."""
        with closing(self._writer()) as connection:
            with translated(self._path):
                connection.execute(f"PRAGMA cache_size = -{RUN_CACHE_KB}")
                connection.execute("BEGIN IMMEDIATE")
                run = SqliteRun(connection, self._path)
            yield run  # closing a connection in mid-transaction undoes it

    def _writer(self) -> sqlite3.Connection:
        """A connection to write with; the file is made when it is not there yet."""
        with translated(self._path):
            if not self._exists:
                create(self._path, self._busy_seconds)
                connection = connect(self._path, self._busy_seconds)
                self._connection.close()
                self._connection, self._exists = connection, True
            return connect(self._path, self._busy_seconds)

    def read(
        self, table: Table, as_of: date | None = None, *, known_at: int | None = None, columns: Iterable[str] | None = None
    ) -> pd.DataFrame:
        """The facts of a table valid on a date, as known after a run."""
        with translated(self._path):
            run = self.state().last_run if known_at is None else known_at  # of a finished run every statement sees the same
            return facts.known(self._readers(), table, as_of, run, columns)

    def feeds(self, table: Table, *, known_at: int | None = None) -> list[Feed]:
        """What the dated feeds of a table said without opening a version, as known after a run."""
        with translated(self._path):
            return facts.feeds(self._connection, table, self.state().last_run if known_at is None else known_at)

    def history(self, table: Table, *, known_at: int | None = None) -> pd.DataFrame:
        """Every version of a table there ever was up to a run, with the runs between which it was known."""
        with translated(self._path):
            run = self.state().last_run if known_at is None else known_at
            return facts.history(self._readers(), table, run)

    def _readers(self) -> list[sqlite3.Connection]:
        """A second connection halves the time; later runs it may see change nothing of what an earlier one knew."""
        if self._second is None and self._exists:
            with suppress(sqlite3.Error), ExitStack() as unless_same:  # the file may be gone, or another by now; the first still has it
                second = unless_same.enter_context(closing(again(self._path)))
                if _identity(second) == _identity(self._connection):
                    unless_same.pop_all()
                    self._second = second
        return [self._connection] if self._second is None else [self._connection, self._second]

    def search(self, text: str, limit: int = 20) -> list[PartyHit]:
        """Parties whose name or code contains a text; exact codes first, then by name."""
        with translated(self._path):
            return search.find(self._connection, text, limit)

    def runs(self) -> list[Run]:
        """Finished runs, latest first, without their reports."""
        with translated(self._path):
            rows = self._connection.execute(
                "SELECT number, run_id, started_at, recorded_at, data_date, NULL FROM _runs ORDER BY number DESC"
            )
            return [_run(*row) for row in rows]

    def run(self, run_id: str) -> Run:
        """One finished run with its report."""
        with translated(self._path):
            row = self._connection.execute(
                "SELECT number, run_id, started_at, recorded_at, data_date, report FROM _runs WHERE run_id = ?", (run_id,)
            ).fetchone()
        if row is None:
            raise UnknownCode(f"no run {run_id!r} in {self.url}")
        return _run(*row)

    def save_results(self, results: pd.DataFrame, *, as_of: date, run_id: str) -> None:
        """Replace the saved results."""
        with closing(self._writer()) as connection, translated(self._path), transaction(connection):
            connection.execute("DELETE FROM _results")
            kept = results[list(_RESULTS)].assign(as_of=as_of.isoformat(), run_id=run_id)
            insert(connection, f"_results ({', '.join(kept.columns)})", f"({', '.join('?' * len(kept.columns))})", kept)

    def results(self) -> pd.DataFrame:
        """The saved results."""
        columns = ", ".join(_RESULTS)
        with translated(self._path):
            return fetch(self._connection, f"SELECT {columns} FROM _results ORDER BY rowid", (), _RESULTS)


def _identity(connection: sqlite3.Connection) -> str:
    (found,) = connection.execute("SELECT store_id FROM _store").fetchone()
    return str(found)


def _run(number: int, run_id: str, started_at: str, recorded_at: str, data_date: str | None, report: str | None) -> Run:
    found: dict[str, Any] | None = json.loads(report) if report is not None else None
    day = date.fromisoformat(data_date) if data_date else None
    return Run(run_id, number, datetime.fromisoformat(started_at), datetime.fromisoformat(recorded_at), found, day)
