"""`CityFacts`: the tables of a store as of a date, each read once and only when somebody asks."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from graph.lookup import held
from graph.schema import TABLES
from graph.told import last_told
from graph.versions import first_reported, select

if TYPE_CHECKING:
    from graph.store import GraphStore, Run
    from graph.versions import Feed

_TOLD_OVER_TIME: Final = frozenset({"loans", "guarantees", "controls"})  # compared with other days: every version is read, once


class CityFacts:
    """What is known for one day, table by table, as `GraphStore.read` gives it: canonical dtypes, money in whole fen, empty is missing.

    Frames are shared by everybody who asks: nobody changes them. Used by one thread at a time, like the store it reads.
    """

    def __init__(self, store: GraphStore, as_of: date, *, known_at: int | None = None) -> None:
        """Facts valid on `as_of`, as known after run number `known_at` (default: the last run now, also if more follow)."""
        self.as_of = as_of
        state = store.state()
        self.known_at = state.last_run if known_at is None else known_at
        self.snapshot = f"{state.store_id}:{self.known_at}:{as_of}"
        self.store_url = store.url
        self._store = store
        self._read = cache(self._fresh)
        self._versions = cache(self._all)
        self._heard = cache(self._first_heard)
        self._feeds = cache(self._dated)
        self._history = cache(lambda name: store.history(TABLES[name], known_at=self.known_at))
        self._days: dict[date, CityFacts] = {as_of: self}

    def _fresh(self, name: str) -> pd.DataFrame:
        if name not in _TOLD_OVER_TIME:
            return self._store.read(TABLES[name], self.as_of, known_at=self.known_at)
        columns = [column.name for column in TABLES[name].columns]
        return select(self._versions(name), self.as_of)[[*columns, "_key", "_reported_on", "_source", "_row", "_later"]]

    def _all(self, name: str) -> pd.DataFrame:
        return self._store.read(TABLES[name], known_at=self.known_at)

    def __getitem__(self, name: str) -> pd.DataFrame:
        """A table of `graph.schema.TABLES` as of the date; KeyError when there is no such table."""
        return self._read(name)

    def every_version(self, name: str) -> pd.DataFrame:
        """All versions of a table that are known, whatever their date."""
        return self._versions(name)

    def history(self, name: str) -> pd.DataFrame:
        """All versions of a table there ever were, also those corrected since (`GraphStore.history`)."""
        return self._history(name)

    def runs(self) -> list[Run]:
        """The runs whose facts are known, in their order."""
        return sorted((run for run in self._store.runs() if run.number <= self.known_at), key=lambda run: run.number)

    def on(self, day: date) -> CityFacts:
        """The same knowledge about another day, for comparisons over time."""
        if day not in self._days:
            other = type(self)(self._store, day, known_at=self.known_at)
            other._days, other._versions = self._days, self._versions
            other._heard, other._feeds, other._history = self._heard, self._feeds, self._history
            self._days[day] = other
        return self._days[day]

    def told_on(self, name: str, day: date) -> bool:
        """Whether the first report of a table was in by a day; before it the past is only what later reports still hold."""
        by_then = pd.Timestamp(day)
        if (self._versions(name)["_reported_on"] <= by_then).any():
            return True
        if not any(_day_of(run) <= by_then for run in self.runs()):
            return False
        return bool((self.first_heard(name) <= by_then).any())

    def first_heard(self, name: str) -> pd.Series[Any]:
        """The day each fact of a dateless table was first handed in, by `_key`: its earliest reporting date, else the day of the load.

        Reads the keys of one run after the other until every undated fact has been seen; what is left at the last run was heard in it.
        """
        return self._heard(name)

    def last_told(self, name: str, rows: pd.DataFrame) -> pd.Series[Any]:
        """The day up to this one on which some rows of a dateless table were last told: by their report, or one that repeated it.

        What no report dates counts as told on the day the data are for (`Run.data_date`), at the latest on this one.
        """
        told, feeds = rows["_reported_on"], self._feeds(name)
        if feeds and len(rows):
            versions = self._versions(name)
            chosen = select(versions.loc[held(versions["_key"], rows["_key"])], self.as_of)
            told = last_told(chosen, feeds, self.as_of).reindex(rows["_key"]).set_axis(rows.index)
        return told.fillna(self._data_day()) if told.hasnans else told

    def _dated(self, name: str) -> list[Feed]:
        return self._store.feeds(TABLES[name], known_at=self.known_at)

    def _data_day(self) -> pd.Timestamp:
        """The day what has no date is taken to be told on."""
        days = [run.data_date for run in self.runs()[-1:] if run.data_date is not None]
        return pd.Timestamp(min([*days, self.as_of]))

    def _first_heard(self, name: str) -> pd.Series[Any]:
        heard = first_reported(self._versions(name))
        key = next(iter(TABLES[name].key))
        runs = self.runs()
        for place, run in enumerate(runs, start=1):
            open_keys = heard.index[heard.isna()]
            if open_keys.empty:
                break
            if place < len(runs):
                then = self._store.read(TABLES[name], known_at=run.number, columns=[key])["_key"]
                open_keys = open_keys[open_keys.isin(then)]
            heard.loc[open_keys] = _day_of(run)
        return heard


def _day_of(run: Run) -> pd.Timestamp:
    return pd.Timestamp(run.started_at.astimezone().date())
