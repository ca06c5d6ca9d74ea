"""What will stand in a table when the run is over: what the store holds, less what this run closes, and the good rows of the files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa

from graph.fingerprint import large
from graph.lookup import held, places
from graph.model import Table
from graph.schema import TABLES
from graph.store import GraphStore, RunWriter
from graph.timeline import NEVER, Days, Timeline, codes, days
from ingest.batch import Batch, Bools, Positions

_WANTED: Final = {
    "enterprises": ("name", "external"), "persons": ("name", "external"), "guarantee_companies": ("name", "external"), "banks": ("name",),
    "counties": ("name",), "loans": ("bank_code", "borrower"), "facilities": ("bank_code", "borrower"),
}  # fmt: skip


class Known:
    """What earlier runs left in the store, each table read once, and only when something asks for it."""

    def __init__(self, store: GraphStore, run: RunWriter) -> None:
        self._store, self._run = store, run
        self._versions: dict[str, pd.DataFrame] = {}
        self._facts: dict[str, pd.DataFrame] = {}

    def versions(self, name: str) -> pd.DataFrame:
        """The fingerprints of a table."""
        if name not in self._versions:
            self._versions[name] = self._run.fingerprints(TABLES[name])
        return self._versions[name]

    def facts(self, name: str) -> pd.DataFrame:
        """The few columns checks look up, the latest version of each key last; no rows when the table is empty."""
        if name not in self._facts:
            if self.versions(name).empty:
                frame = pd.DataFrame({column: pd.Series(dtype="str") for column in ("_key", *_WANTED[name])})
            else:
                frame = self._store.read(TABLES[name], columns=_WANTED[name]).sort_values(
                    ["_key", "_reported_on"], kind="stable", na_position="first", ignore_index=True
                )
            self._facts[name] = frame
        return self._facts[name]

    def latest(self, name: str, column: str) -> tuple[pa.Array, pa.Array]:
        """Keys of a table, each once, beside what their latest version says in one column."""
        frame = self.facts(name).drop_duplicates("_key", keep="last")
        return large(frame["_key"]), large(frame[column])

    def stubs(self, name: str) -> pd.DataFrame:
        """The versions of parties that no table ever brought: `_key`, `_reported_on`."""
        frame = self.facts(name)
        if "_reported_on" not in frame:
            return pd.DataFrame({"_key": pd.Series(dtype="str"), "_reported_on": pd.Series(dtype="datetime64[s]")})
        return frame.loc[frame["external"].astype("boolean").fillna(value=False).to_numpy(dtype=bool), ["_key", "_reported_on"]]


@dataclass(frozen=True, eq=False)
class Ending:
    """Facts a complete feed no longer holds: their keys end on a day, or altogether."""

    keys: pd.Series[str]
    reported_on: pd.Timestamp | None


@dataclass(frozen=True, eq=False)
class Standing:
    """One table as other tables' rows will find it. Its key is one column, the code."""

    table: Table
    batch: Batch | None
    known: Known
    endings: Sequence[Ending] = ()

    @property
    def versions(self) -> pd.DataFrame:
        """What the store knows."""
        return self.known.versions(self.table.name)

    @cached_property
    def stubs(self) -> pd.Series[str]:
        """The keys of parties the store knows as stubs only."""
        return self.known.stubs(self.table.name)["_key"] if self.table.party else pd.Series(dtype="str")

    @cached_property
    def accepted(self) -> pa.Array:
        """The codes of the files' good rows."""
        return self._codes(good=True)

    @cached_property
    def rejected(self) -> tuple[pa.Array, Positions]:
        """The codes of the files' refused rows, as far as they can be read, beside the rows."""
        if self.batch is None:
            return self._codes(good=False), np.empty(0, dtype=np.int64)
        return self._codes(good=False), np.flatnonzero(~self.batch.good & self._filled())

    def holds(self, values: pa.Array, day: Days, *, own: bool) -> Bools:
        """True where a code stands on its day (`NEVER`: at the latest); with `own`, only what a table brought counts."""
        found = held(values, self.accepted)
        left = np.flatnonzero(~found)
        if len(left) == 0 or self.versions.empty:
            return found
        found[left] = self._alive(values.take(pa.array(left)), day[left])
        if own and len(self.stubs):
            found &= ~held(values, self.stubs) | held(values, self.accepted)
        return found

    def mentions(self, values: pa.Array) -> Bools:
        """True where a code stands in the files, good or refused, or ever stood in the store."""
        every = pa.concat_arrays([self.accepted, self.rejected[0], large(self.versions["_key"])])
        return held(values, every)

    def refused(self, values: pa.Array) -> Positions:
        """For each code, the first refused row that bears it, -1 where there is none."""
        known, rows = self.rejected
        place = places(values, known)
        return np.where(place >= 0, rows[place], -1) if len(rows) else np.full(len(values), -1, dtype=np.int64)

    def last_day(self, values: pd.Series[str]) -> pd.Series[Any]:
        """For each code, the day on which it was last said to be gone; NaT where it never was, or is not dated."""
        gone = self._after.loc[self._after["_gone"]]
        last = gone.groupby("_key")["_reported_on"].max()
        return pd.Series(last.reindex(values).to_numpy(dtype="datetime64[s]"), index=values.index)

    def _codes(self, *, good: bool) -> pa.Array:
        if self.batch is None:
            return pa.array([], pa.large_string())
        chosen = self.batch.good if good else ~self.batch.good & self._filled()
        return self.batch.texts(self.table.key[0]).filter(pa.array(chosen))

    def _filled(self) -> Bools:
        mask: Bools = (
            self.batch.frame[self.table.key[0]].notna().to_numpy(dtype=bool) if self.batch is not None else np.empty(0, dtype=bool)
        )
        return mask

    @cached_property
    def _after(self) -> pd.DataFrame:
        """The known versions, and those that end with this run."""
        frame = self.versions[["_key", "_reported_on", "_gone"]]
        for ending in self.endings:
            if ending.reported_on is None:
                frame = frame.loc[~frame["_key"].isin(ending.keys)]
                continue
            day = pd.Series(ending.reported_on, index=ending.keys.index, dtype="datetime64[s]")
            gone = pd.DataFrame({"_key": ending.keys, "_reported_on": day, "_gone": True})
            frame = pd.concat([frame, gone], ignore_index=True).drop_duplicates(["_key", "_reported_on"], keep="last")
        return frame

    def _alive(self, values: pa.Array, day: Days) -> Bools:
        """True where the version that answers for the day does not say the fact is gone."""
        frame = self._after
        ever_gone = frame.loc[frame["_gone"], "_key"]
        found = held(values, frame["_key"])
        doubtful = np.flatnonzero(found & held(values, ever_gone))
        if len(doubtful) == 0:
            return found
        some = frame.loc[held(frame["_key"], ever_gone)]
        wanted, key = codes(pd.Series(values.take(pa.array(doubtful)).to_pandas(), dtype="str"), some["_key"])
        line = Timeline.of(key, days(some["_reported_on"]))
        place = line.upto(wanted, day[doubtful])
        earliest = line.row[np.searchsorted(line.key, wanted)]
        found[doubtful] = ~some["_gone"].to_numpy(dtype=bool)[np.where(place >= 0, place, earliest)]
        return found


def asked_on(dates: pd.Series[Any]) -> Days:
    """The day for which rows ask what they refer to: their own date, the latest when they have none."""
    day = days(dates).copy()
    day[np.isnat(dates.to_numpy(dtype="datetime64[s]"))] = NEVER
    return day
