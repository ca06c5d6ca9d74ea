"""Days of the 321 rule: calendar months that clamp at their ends, and working days as far as the holidays are known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

import pandas as pd

_LONGEST_REST: Final = 14  # days; no holiday is longer


def months(days: pd.Series[Any], number: int) -> pd.Series[Any]:
    """The same day some months later (negative: earlier), the last day of the month where it has no such day.

    >>> months(pd.Series(pd.to_datetime(["2026-05-31"]).astype("datetime64[s]")), -3).dt.date.tolist()
    [datetime.date(2026, 2, 28)]

    """
    return (days + pd.DateOffset(months=number)).astype("datetime64[s]")


@dataclass(frozen=True)
class WorkingDay:
    """A working day, and whether the year's holidays are published; where not, only weekends count as free."""

    day: date
    certain: bool


@lru_cache(maxsize=4096)
def next_working_day(day: date) -> WorkingDay:
    """The first working day from `day` on. Source of the holidays: the State Council's yearly notices as `chinesecalendar` keeps them."""
    certain = True
    for ahead in range(_LONGEST_REST + 1):
        then = day + timedelta(days=ahead)
        works, known = _works(then)
        certain &= known
        if works:
            return WorkingDay(then, certain)
    return WorkingDay(day, certain=False)


def _works(day: date) -> tuple[bool, bool]:
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day)), True
    except NotImplementedError:  # no notice for this year yet
        return day.weekday() < 5, False
