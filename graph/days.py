"""Days somebody writes down: 2026-06-30, in a time in which months can be counted back and forth."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Final

FIRST_YEAR: Final = 1949
LAST_YEAR: Final = 2100


def iso_day(text: str) -> date:
    """A day written as 2026-06-30; a ValueError with a sentence for anything else.

    >>> iso_day("2026-06-30")
    datetime.date(2026, 6, 30)

    """
    day: date | None = None
    with suppress(ValueError):
        day = date.fromisoformat(text)
    if day is None or day.isoformat() != text:  # Python also takes weeks, and dates without dashes
        raise ValueError(f"{text!r} is not a date such as 2026-06-30")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"{text!r} is not between {FIRST_YEAR} and {LAST_YEAR}")
    return day
