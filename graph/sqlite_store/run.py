"""A run being written: one transaction from its first read to its report."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from graph.model import Table
from graph.schema import TABLES
from graph.sqlite_store import ddl, facts, search
from graph.sqlite_store.connection import fold_log, translated
from graph.sqlite_store.frames import insert, values
from graph.versions import Changes, Feed, by_key


class SqliteRun:
    """The RunWriter of a SQLite store. The connection is in a transaction that holds the write lock, and leaves it with `finish`."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        (last,) = connection.execute("SELECT ifnull(max(number), 0) FROM _runs").fetchone()
        self.number: int = last + 1
        self.started_at = datetime.now(UTC)
        self.run_id = f"{self.started_at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"

    def fingerprints(self, table: Table) -> pd.DataFrame:
        """Known versions of a table: key, date, fingerprint, absence."""
        with translated(self._path):
            return facts.fingerprints(self._connection, table)

    def rows(self, table: Table, keys: Sequence[str]) -> pd.DataFrame:
        """The known versions of some keys, whole."""
        with translated(self._path):
            return facts.of_keys(self._connection, table, keys)

    def feeds(self, table: Table) -> list[Feed]:
        """What earlier runs kept of a table's dated feeds."""
        with translated(self._path):
            return facts.feeds(self._connection, table, self.number)

    def write(self, table: Table, changes: Changes) -> None:
        """Close and open versions of one table, and keep its feeds."""
        self._must_be_open()
        with translated(self._path):
            self._close(table, changes.closed)
            self._open(table, changes.opened)
            self._connection.executemany(
                "INSERT INTO _feeds VALUES (?, ?, ?, ?, ?)",
                [
                    (table.name, self.number, feed.reported_on.isoformat(), feed.scope, feed.repeated.astype("<i8").tobytes())
                    for feed in changes.feeds
                ],
            )
            if search.is_searched(table):
                search.refresh(self._connection, table, {*changes.opened["_key"], *changes.closed["_key"]})

    def _close(self, table: Table, closed: pd.DataFrame) -> None:
        if closed.empty:
            return
        run, name = self._connection, ddl.quoted(table.name)
        run.execute("CREATE TEMP TABLE ended (key TEXT, day TEXT)")
        run.executemany("INSERT INTO ended VALUES (?, ifnull(?, ''))", values(by_key(closed)))
        # one statement with the keys in the order of the index: a third of the time of one statement a version
        version = f"{name}._key = ended.key AND {name}._reported_on = ended.day AND {name}.{facts.OPEN}"
        run.execute(f"UPDATE {name} SET _closed = {self.number} FROM ended WHERE {version}")
        run.execute("DROP TABLE ended")

    def _open(self, table: Table, opened: pd.DataFrame) -> None:
        if opened.empty:
            return
        name = ddl.quoted(table.name)
        first = self._connection.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone() is None
        if first:  # an index is built faster than it is kept
            self._connection.execute(f"DROP INDEX {ddl.open_index_name(table)}")
        stored = [column.name for column in table.columns] + ["_hash", "_gone", "_source", "_row", "_reported_on"]
        columns = ", ".join(map(ddl.quoted, stored))
        row = f"({'?, ' * (len(stored) - 1)}ifnull(?, ''), {self.number})"
        insert(self._connection, f"{name} ({columns}, _opened)", row, by_key(opened)[stored])
        if first:
            self._connection.execute(ddl.open_index(table))

    def finish(self, report: dict[str, Any]) -> None:
        """Make the run visible, whole, with its report."""
        self._must_be_open()
        with translated(self._path):
            self._connection.execute(
                "INSERT INTO _runs VALUES (?, ?, ?, ?, ?, ?)",
                (
                    self.number,
                    self.run_id,
                    self.started_at.isoformat(),
                    datetime.now(UTC).isoformat(),
                    self._data_date(),
                    json.dumps(report, ensure_ascii=False, allow_nan=False),
                ),
            )
            self._connection.execute("COMMIT")
            fold_log(self._connection)

    def _must_be_open(self) -> None:
        if not self._connection.in_transaction:  # a statement now would be a transaction of its own
            raise RuntimeError(f"run {self.run_id} is finished")

    def _data_date(self) -> str | None:
        """The latest date any open version or feed is for."""
        dates = [f"SELECT max(_reported_on) AS day FROM {ddl.quoted(name)} WHERE {facts.OPEN}" for name in TABLES]
        dates.append("SELECT max(reported_on) FROM _feeds")
        (day,) = self._connection.execute(f"SELECT nullif(max(day), '') FROM ({' UNION ALL '.join(dates)})").fetchone()
        return str(day) if day is not None else None
