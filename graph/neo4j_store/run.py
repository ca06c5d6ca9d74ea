"""A run being written: many transactions that nobody sees before `finish`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, Final

import pandas as pd
from neo4j import ManagedTransaction

from graph.cypher import edges, layout
from graph.cypher.names import HOMES, references, targets
from graph.errors import StoreError
from graph.model import Table
from graph.neo4j_store import facts
from graph.neo4j_store.batches import Batches, Incomplete
from graph.neo4j_store.connection import Connection
from graph.neo4j_store.lease import Lease
from graph.neo4j_store.placement import PAIR, Placement, place, promotable
from graph.neo4j_store.sweep import gather, name_guarantors, sweep
from graph.neo4j_store.writer import carry_out
from graph.schema import TABLES
from graph.values import Kind
from graph.versions import Changes, Feed

_BEGIN: Final = "MATCH (s:Store) RETURN s.last_run AS last, s.loading AS loading, coalesce(s.touched, []) AS touched, s.dates AS dates"
_KEEP_FEED: Final = "CREATE (:Feed {table: $table, run_id: $run, reported_on: $day, scope: $scope, repeated: $repeated})"
_FINISH: Final = """
MATCH (s:Store)
SET s.last_run = $run, s.dates = $dates, s.data_date = $data_date REMOVE s.loading
CREATE (:Run {run_id: $run, started_at: $started_at, finished_at: $finished_at, report: $report, data_date: $data_date})"""


class Neo4jRun:
    """The RunWriter of a Neo4j store, from the lease taken to the lease given back."""

    def __init__(self, connection: Connection, lease: Lease) -> None:
        self._connection = connection
        self._lease = lease
        (store,) = connection.read(_BEGIN)
        self._last = int(store["last"])
        if store["loading"] is not None:
            sweep(lease, self._last, store["touched"])
        self._dates: dict[str, str | None] = json.loads(store["dates"])
        self.number: int = self._last + 1
        self.run_id = str(self.number)
        self.started_at = datetime.now(UTC)
        self.finished = False
        self._standing: dict[str, pd.DataFrame] = {}
        self._moved: set[str] = set()  # codes of parties that came or went
        self._touched: set[str] = set()
        self._batches = Batches(lease, self.number, self.started_at)
        lease.run("MATCH (s:Store) SET s.loading = $run, s.touched = []", run=self.number)

    def _stands(self, table: Table) -> pd.DataFrame:
        if table.name not in self._standing:
            first = self._last == 0 and table.name not in self._touched
            self._standing[table.name] = facts.nothing(table) if first else facts.standing(self._connection, table, self.number)
        return self._standing[table.name]

    def fingerprints(self, table: Table) -> pd.DataFrame:
        """Known versions of a table: key, date, fingerprint, absence."""
        return facts.fingerprints(self._stands(table))

    def rows(self, table: Table, keys: Sequence[str]) -> pd.DataFrame:
        """The known versions of some keys, whole."""
        return facts.of_keys(self._connection, table, keys, self.number)

    def feeds(self, table: Table) -> list[Feed]:
        """What earlier runs kept of a table's dated feeds."""
        return facts.feeds(self._connection, table, self.number)

    def write(self, table: Table, changes: Changes) -> None:
        """Close and open versions of one table, and keep its feeds."""
        standing = self._stands(table)
        changes = self._with_promoted(table, standing, changes)
        placement = place(table, standing, changes, self.number)
        if table.name not in self._touched:
            self._touched.add(table.name)
            self._lease.run("MATCH (s:Store) SET s.touched = $names", names=sorted(self._touched))
        try:
            carry_out(self._batches, table, placement, partial(facts.homes, self._connection))
        except Incomplete as fault:
            raise StoreError(f"{self._connection.url}: {table.name} is not as this run left it ({fault})") from fault
        self._arrived(table, placement)
        for feed in changes.feeds:
            told = {"table": table.name, "run": self.number, "day": feed.reported_on, "scope": feed.scope}
            self._lease.run(_KEEP_FEED, **told, repeated=feed.repeated.astype("<i8").tobytes())
        self._date(table, standing, changes)
        del self._standing[table.name]

    def _with_promoted(self, table: Table, standing: pd.DataFrame, changes: Changes) -> Changes:
        """Open again what answers from now on because what was drawn ends, so that it is drawn."""
        pairs = promotable(standing, changes)
        if pairs.empty:
            return changes
        whole = self.rows(table, pairs["_key"].tolist()).merge(pairs, on=PAIR)
        return replace(
            changes,
            opened=pd.concat([part for part in (changes.opened, whole[list(changes.opened.columns)]) if len(part)], ignore_index=True),
            closed=pd.concat([changes.closed, pairs], ignore_index=True),
        )

    def _arrived(self, table: Table, placement: Placement) -> None:
        """What earlier facts waited for: a county listed at last, or a party that moves from one table to another."""
        if self._last == 0:
            return
        if table.name in HOMES:
            for some in (placement.created, placement.revised, placement.retired):
                self._moved.update(some["_key"].tolist())
        keys = placement.created["_key"].tolist()
        for other in TABLES.values():
            for column in references(other):
                if keys and column.kind is Kind.COUNTY_CODE and targets(column)[0] is table:
                    self._lease.run(edges.draw_towards(other, column), keys=keys, last=self.number)

    def _date(self, table: Table, standing: pd.DataFrame, changes: Changes) -> None:
        """Keep the latest date that any open version or feed of the table is for."""
        ended = changes.closed[PAIR].assign(_ended=True)
        stays = standing.loc[~standing["_over"], PAIR].merge(ended, on=PAIR, how="left")
        latest = max(
            (
                one
                for one in (stays.loc[stays["_ended"].isna(), "_reported_on"].max(), changes.opened["_reported_on"].max())
                if not pd.isna(one)
            ),
            default=None,
        )
        self._dates[table.name] = latest.date().isoformat() if latest is not None else None
        told = [feed.reported_on.isoformat() for feed in changes.feeds]
        self._dates["feeds"] = max([*told, self._dates.get("feeds") or ""]) or None

    def finish(self, report: dict[str, Any]) -> None:
        """Make the run visible, whole, with its report."""
        gather(self._lease, sorted(self._moved), self.number)
        if self._touched & {"guarantees", *HOMES}:
            name_guarantors(self._lease)
        if not self._connection.alone(f"SHOW INDEXES YIELD name WHERE name = '{layout.SEARCH_INDEX}'"):
            self._connection.alone(layout.search_index())
            self._connection.alone("CALL db.awaitIndexes(3600)")
        days = [day for day in self._dates.values() if day]
        flip = partial(
            self._flip,
            dates=json.dumps(self._dates),
            data_date=date.fromisoformat(max(days)) if days else None,
            report=json.dumps(report, ensure_ascii=False, allow_nan=False),
        )
        self._lease.once(flip)
        self.finished = True

    def _flip(self, transaction: ManagedTransaction, **told: Any) -> None:
        transaction.run(_FINISH, run=self.number, started_at=self.started_at, finished_at=datetime.now(UTC), **told).consume()

    def undo(self) -> None:
        """Take back what was written."""
        sweep(self._lease, self._last, self._touched)
