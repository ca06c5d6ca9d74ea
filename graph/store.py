"""The storage port: what a graph store must do. Two adapters implement it, one contract suite holds both to it.

Facts are versions. A version is identified by (`_key`, `_reported_on`), is opened by one run and closed by at most one later
run, and is never changed in between. Frames handed to and from a store carry the table's columns in canonical dtypes
(`graph.values.DTYPES`) and the bookkeeping columns of `graph.versions`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Protocol

import pandas as pd

from graph.model import Table
from graph.versions import Changes, Feed


@dataclass(frozen=True)
class Run:
    """One load. `number` orders runs; only finished runs are visible to readers."""

    run_id: str
    number: int
    started_at: datetime  # UTC
    finished_at: datetime | None
    report: dict[str, Any] | None  # the JSON report; None while running
    data_date: date | None = None  # latest reporting date of any fact or feed current after it

    @property
    def day(self) -> date:
        """The day the store answers for after it: the latest reporting date, else the day of the load."""
        return self.data_date or self.started_at.astimezone().date()


@dataclass(frozen=True)
class PartyHit:
    """One search result."""

    party: str
    name: str
    kind: Literal["enterprise", "person", "guarantee_company"]
    county: str | None


@dataclass(frozen=True)
class StoreState:
    """What identifies what a store holds now."""

    store_id: str  # random, given at creation
    last_run: int  # number of the last finished run, 0 when empty
    data_date: date | None  # latest reporting date of any current fact or feed


class RunWriter(Protocol):
    """An open run. Leaving the context without `finish` leaves no trace."""

    run_id: str
    number: int
    started_at: datetime

    def fingerprints(self, table: Table) -> pd.DataFrame:
        """Known versions of a table: `_key` str, `_reported_on` datetime64[s], `_hash` int64, `_gone` bool."""
        ...

    def rows(self, table: Table, keys: Sequence[str]) -> pd.DataFrame:
        """The known versions of some keys, whole."""
        ...

    def feeds(self, table: Table) -> list[Feed]:
        """What earlier runs kept of a table's dated feeds (`Changes.feeds`), for `compare` and `close_missing`."""
        ...

    def write(self, table: Table, changes: Changes) -> None:
        """Close and open versions of one table, and keep its feeds. Tables are written in the order of `graph.schema.TABLES`."""
        ...

    def finish(self, report: dict[str, Any]) -> None:
        """Make the run visible, whole, with its report."""
        ...


class GraphStore(Protocol):
    """The port. Every method may raise StoreError; a store is used by one thread at a time."""

    url: str  # without credentials
    schema_version: int  # of the tables and columns it keeps

    def state(self) -> StoreState:
        """What the store holds, for cache keys and the default date."""
        ...

    def start_run(self) -> AbstractContextManager[RunWriter]:
        """Begin a run, after sweeping what a dead one left. StoreBusy when another run is being written."""
        ...

    def read(
        self, table: Table, as_of: date | None = None, *, known_at: int | None = None, columns: Iterable[str] | None = None
    ) -> pd.DataFrame:
        """The facts of a table valid on `as_of` (None: every known version), as known after run `known_at` (None: now).

        `columns` limits the table's own columns; `_key`, `_reported_on`, `_source` and `_row` always come, with `as_of` also `_later`
        (figures dated after it), without it the rest of the bookkeeping. Order is by `_key`, then date, undated first.
        """
        ...

    def feeds(self, table: Table, *, known_at: int | None = None) -> list[Feed]:
        """What the dated feeds of a table said without opening a version, as known after run `known_at` (None: now), by date."""
        ...

    def history(self, table: Table, *, known_at: int | None = None) -> pd.DataFrame:
        """Every version of a table there ever was up to run `known_at` (None: now), also those corrected since, with all bookkeeping.

        `_opened` is the run it became known with, `_closed` that from which it no longer was (missing: up to `known_at` there is none).
        Ordered as by `read`, then by `_opened`.
        """
        ...

    def search(self, text: str, limit: int = 20) -> list[PartyHit]:
        """Parties whose name (as written or normalised) or code contains `text`; exact codes first, then by name."""
        ...

    def runs(self) -> list[Run]:
        """Finished runs, latest first, without their reports."""
        ...

    def run(self, run_id: str) -> Run:
        """One finished run with its report; UnknownCode when there is none."""
        ...

    def save_results(self, results: pd.DataFrame, *, as_of: date, run_id: str) -> None:
        """Replace the saved results: one row a party, `party`, `circle`, `rank`, `class`, `level` (any but party may be null)."""
        ...

    def results(self) -> pd.DataFrame:
        """The saved results, as `save_results` took them; empty when there are none."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...
