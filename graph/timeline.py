"""Versions in the order of their keys and days, searched for many (key, day) pairs at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from graph.fingerprint import large

Days = npt.NDArray[np.int64]  # seconds since 1970
Places = npt.NDArray[np.int64]

UNDATED: Final = np.iinfo(np.int64).min  # what NaT is, so that an undated version comes before all others
NEVER: Final = np.iinfo(np.int64).max


def days(dates: pd.Series[Any]) -> Days:
    """Seconds since 1970 of a date column, `UNDATED` where there is none."""
    return dates.to_numpy(dtype="datetime64[s]").view(np.int64)


def codes(*columns: pd.Series[str]) -> list[Places]:
    """Equal texts as equal small integers, across some columns."""
    parts = [large(column) for column in columns]
    indices = pa.concat_arrays(parts).dictionary_encode().indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return np.split(indices, np.cumsum([len(part) for part in parts])[:-1])


@dataclass(frozen=True, eq=False)
class Timeline:
    """Versions sorted by (key, day); `row` says where each stands in the frame it comes from. Searching costs O(log n) a pair."""

    row: Places
    key: Places
    day: Days
    calendar: Days  # the distinct days, ascending
    slot: Places  # key and day as one ascending number

    @classmethod
    def of(cls, key: Places, day: Days) -> Timeline:
        """The timeline of versions given as key codes and days."""
        calendar = np.unique(day)
        slot = key * (len(calendar) + 1) + np.searchsorted(calendar, day, "right")
        row = np.argsort(slot, kind="stable")
        return cls(row, key[row], day[row], calendar, slot[row])

    def _after(self, key: Places, day: Days) -> Places:
        slot = key * (len(self.calendar) + 1) + np.searchsorted(self.calendar, day, "right")
        return np.searchsorted(self.slot, slot, "right").astype(np.int64)

    def upto(self, key: Places, day: Days) -> Places:
        """The row of the latest version of each key up to a day, -1 where there is none."""
        if len(self.row) == 0:
            return np.full(len(key), -1, dtype=np.int64)
        after = self._after(key, day)
        place = np.maximum(after - 1, 0)
        return np.where((after > 0) & (self.key[place] == key), self.row[place], -1)

    def next_day(self, key: Places, day: Days) -> Days:
        """The day of each key's first version after a day, `NEVER` where there is none."""
        if len(self.row) == 0:
            return np.full(len(key), NEVER, dtype=np.int64)
        after = self._after(key, day)
        place = np.minimum(after, len(self.row) - 1)
        return np.where((after < len(self.row)) & (self.key[place] == key), self.day[place], NEVER)
