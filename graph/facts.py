"""`CityFacts`: the tables of a store as of a date, each read once and only when somebody asks."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from graph.schema import TABLES

if TYPE_CHECKING:
    from graph.store import GraphStore


class CityFacts:
    """What is known for one day, table by table, as `GraphStore.read` gives it: canonical dtypes, money in whole fen, empty is missing.

    Frames are shared by everybody who asks: nobody changes them. Used by one thread at a time, like the store it reads.
    """

    def __init__(self, store: GraphStore, as_of: date, *, known_at: int | None = None) -> None:
        """Facts valid on `as_of`, as known after run number `known_at` (default: the last run now, also if more follow)."""
        self.as_of = as_of
        self.known_at = store.state().last_run if known_at is None else known_at
        self._store = store
        self._read = cache(self._fresh)
        self._heard = cache(self._first_heard)
        self._days: dict[date, CityFacts] = {as_of: self}

    def _fresh(self, name: str) -> pd.DataFrame:
        return self._store.read(TABLES[name], self.as_of, known_at=self.known_at)

    def __getitem__(self, name: str) -> pd.DataFrame:
        """A table of `graph.schema.TABLES` as of the date; KeyError when there is no such table."""
        return self._read(name)

    def every_version(self, name: str) -> pd.DataFrame:
        """All versions of a table that are known, whatever their date."""
        return self._store.read(TABLES[name], known_at=self.known_at)

    def on(self, day: date) -> CityFacts:
        """The same knowledge about another day, for comparisons over time."""
        if day not in self._days:
            other = CityFacts(self._store, day, known_at=self.known_at)
            other._days = self._days
            self._days[day] = other
        return self._days[day]

    def told_on(self, name: str, day: date) -> bool:
        """Whether the first report of a table was in by a day; before it the past is only what later reports still hold."""
        heard = self.first_heard(name)
        return bool(len(heard) and (heard <= pd.Timestamp(day)).any())

    def first_heard(self, name: str) -> pd.Series[Any]:
        """The day each fact of a dateless table was first handed in, by `_key`: its earliest reporting date, else the day of the load.

        Reads the keys of one run after the other until every undated fact has been seen, once.
        """
        return self._heard(name)

    def _first_heard(self, name: str) -> pd.Series[Any]:
        key = next(iter(TABLES[name].key))
        versions = self._store.read(TABLES[name], known_at=self.known_at, columns=[key])
        dated = versions.groupby("_key")["_reported_on"].min()
        heard = dated.astype("datetime64[s]")
        for run in sorted(self._store.runs(), key=lambda run: run.number):
            open_keys = heard.index[heard.isna()]
            if open_keys.empty or run.number > self.known_at:
                break
            then = self._store.read(TABLES[name], known_at=run.number, columns=[key])["_key"]
            heard.loc[open_keys[open_keys.isin(then)]] = pd.Timestamp(run.started_at.astimezone().date())
        return heard
