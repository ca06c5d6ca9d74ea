"""`Neo4jStore`: the graph in a Neo4j database. Readers see finished runs only; one writer at a time."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from typing import Any, Final

import pandas as pd

from graph.cypher import layout
from graph.errors import StoreError, StoreIncompatible, StoreUnreachable, UnknownCode
from graph.model import Table
from graph.neo4j_store import facts, results, search
from graph.neo4j_store.connection import PATIENCE, Connection
from graph.neo4j_store.lease import Lease
from graph.neo4j_store.run import Neo4jRun
from graph.schema import TABLES
from graph.store import PartyHit, Run, StoreState
from graph.store_url import StoreUrl, parse
from graph.versions import Feed

_VERSION: Final = layout.version(TABLES.values())
_STATE: Final = "MATCH (s:Store) RETURN s.store_id AS id, s.schema AS schema, s.last_run AS last, toString(s.data_date) AS day"
_CREATE: Final = """
MERGE (s:Store {name: 'suretygraph'})
ON CREATE SET s.store_id = $id, s.schema = $schema, s.created_at = datetime(), s.last_run = 0, s.sweeps = 0, s.dates = '{}'"""
_RUN: Final = (
    "r.run_id AS number, toString(r.started_at) AS started_at, toString(r.finished_at) AS finished_at, toString(r.data_date) AS day"
)


class Neo4jStore:
    """The GraphStore on Neo4j. Until the first run begins, nothing is written to an empty database."""

    schema_version = _VERSION

    def __init__(self, url: str | StoreUrl, *, user: str, password: str, create: bool = False, patience: float = PATIENCE) -> None:
        """Open the store at an address; in an empty database one is begun only with `create`.

        Raises:
            StoreUnreachable: no server answers, or there is no store in the database.
            StoreRefused: the server refuses the user or the password.
            StoreIncompatible: the database holds something else, or another version's facts.

        """
        address = parse(url) if isinstance(url, str) else url
        self.url = str(address)
        self._connection = Connection(address, user, password, patience)
        try:
            self._connection.check()
            self._look(create=create)
        except BaseException:
            self._connection.close()
            raise
        self._unborn = secrets.token_hex(16)

    def _look(self, *, create: bool) -> None:
        if not self._exists() and not create:
            raise StoreUnreachable(f"{self.url}: no store there; load files with 'suretygraph ingest' first")

    def _exists(self) -> bool:
        """True for a store of this version, False for an empty database."""
        found = self._connection.read(_STATE)
        if not found:
            if self._connection.read("MATCH (n) RETURN 1 AS one LIMIT 1"):
                raise StoreIncompatible(f"{self.url}: a database with other data, not a suretygraph store")
            return False
        if found[0]["schema"] != _VERSION:
            raise StoreIncompatible(f"{self.url}: written with another version of the schema; load the files into a new store")
        return True

    def close(self) -> None:
        """Let go of all connections."""
        self._connection.close()

    def state(self) -> StoreState:
        """What the store holds now."""
        found = self._connection.read(_STATE)
        if not found:
            return StoreState(self._unborn, 0, None)
        return StoreState(found[0]["id"], found[0]["last"], date.fromisoformat(found[0]["day"]) if found[0]["day"] else None)

    @contextmanager
    def start_run(self) -> Iterator[Neo4jRun]:
        """Begin a run; leaving without `finish` undoes it."""
        self._create()
        lease = Lease(self._connection)
        lease.take()
        run = None
        try:
            run = Neo4jRun(self._connection, lease)
            yield run
        finally:
            if run is not None and not run.finished:
                with suppress(StoreError):  # what cannot be undone now is undone by the next run
                    run.undo()
            with suppress(StoreError):
                lease.release()

    def _create(self) -> None:
        """Make constraints, indexes and the store's own node, unless they are there."""
        if self._exists():
            return
        there = {row["name"] for row in self._connection.alone("SHOW INDEXES YIELD name")}
        missing = [text for name, text in layout.statements(TABLES.values()).items() if name not in there]
        for text in missing:
            self._connection.alone(text)
        if missing:
            self._connection.alone("CALL db.awaitIndexes(3600)")
        self._connection.run(_CREATE, id=self._unborn, schema=_VERSION)

    def read(
        self, table: Table, as_of: date | None = None, *, known_at: int | None = None, columns: Iterable[str] | None = None
    ) -> pd.DataFrame:
        """The facts of a table valid on a date, as known after a run."""
        last = facts.last_run(self._connection)
        return facts.known(self._connection, table, as_of, last if known_at is None else min(known_at, last), columns)

    def feeds(self, table: Table, *, known_at: int | None = None) -> list[Feed]:
        """What the dated feeds of a table said without opening a version, as known after a run."""
        last = facts.last_run(self._connection)
        return facts.feeds(self._connection, table, last if known_at is None else min(known_at, last))

    def history(self, table: Table, *, known_at: int | None = None) -> pd.DataFrame:
        """Every version of a table there ever was up to a run, with the runs between which it was known."""
        last = facts.last_run(self._connection)
        return facts.history(self._connection, table, last if known_at is None else min(known_at, last))

    def search(self, text: str, limit: int = 20) -> list[PartyHit]:
        """Parties whose name or code contains a text; exact codes first, then by name."""
        return search.find(self._connection, text, limit)

    def runs(self) -> list[Run]:
        """Finished runs, latest first, without their reports."""
        return [_run(row) for row in self._connection.read(f"MATCH (r:Run) RETURN {_RUN}, null AS report ORDER BY r.run_id DESC")]

    def run(self, run_id: str) -> Run:
        """One finished run with its report."""
        text = f"MATCH (r:Run {{run_id: $number}}) RETURN {_RUN}, r.report AS report"
        found = self._connection.read(text, number=int(run_id)) if run_id.isascii() and run_id.isdigit() else []
        if not found:
            raise UnknownCode(f"no run {run_id!r} in {self.url}")
        return _run(found[0])

    def save_results(self, results_: pd.DataFrame, *, as_of: date, run_id: str) -> None:
        """Replace the saved results."""
        results.save(self._connection, results_, as_of, run_id)

    def results(self) -> pd.DataFrame:
        """The saved results."""
        return results.load(self._connection)


def _run(row: dict[str, Any]) -> Run:
    report: dict[str, Any] | None = json.loads(row["report"]) if row["report"] is not None else None
    return Run(
        str(row["number"]),
        row["number"],
        datetime.fromisoformat(row["started_at"]),
        datetime.fromisoformat(row["finished_at"]),
        report,
        date.fromisoformat(row["day"]) if row["day"] else None,
    )
