"""Days overdue after the report: cases by hand, and what holds from each day to the next."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.overdue import as_told, counted_on, days_past

REPORT = date(2026, 6, 30)


def asked(told: float | None, due: date, as_of: date, report: date = REPORT) -> tuple[int, bool]:
    past, since = (days_past(pd.Series([pd.Timestamp(day)]), as_of) for day in (due, report))
    found = counted_on(np.array([np.nan if told is None else told]), past, since)
    return int(found.days[0]), bool(found.extrapolated[0])


@pytest.mark.parametrize(
    ("told", "due", "later", "expected"),
    [
        (95, "2027-01-01", 0, (95, False)),  # interest, long before it is due
        (95, "2027-01-01", 100, (195, True)),
        (30, "2026-05-31", 0, (30, False)),
        (30, "2026-05-31", 100, (130, True)),
        (10, "2026-05-31", 100, (110, True)),  # the bank counts from an extension nobody recorded
        (0, "2026-12-31", 100, (0, False)),
        (0, "2026-07-10", 100, (90, True)),  # matured since: not above 90 yet
        (0, "2026-07-09", 100, (91, True)),
        (0, "2026-06-30", 100, (100, True)),  # was due on the day of the report
        (0, "2026-05-31", 0, (0, False)),  # the bank says not a day
        (0, "2026-05-31", 100, (100, True)),  # and is believed for the day it said so
        (None, "2026-05-31", 0, (30, True)),
        (None, "2026-05-31", 100, (130, True)),
        (None, "2026-12-31", 100, (0, False)),
        (40, "2026-06-10", -10, (40, False)),  # asked about a day before the first report
    ],
)
def test_a_report_counts_for_its_day_and_every_day_since_adds_one(
    told: float | None, due: str, later: int, expected: tuple[int, bool]
) -> None:
    assert asked(told, date.fromisoformat(due), REPORT + timedelta(days=later)) == expected


@given(st.one_of(st.none(), st.integers(0, 500)), st.integers(-400, 400), st.integers(0, 400))
def test_a_day_later_it_is_the_same_or_one_more_and_never_less_than_was_told(told: int | None, due: int, later: int) -> None:
    matures, day = REPORT + timedelta(days=due), REPORT + timedelta(days=later)
    (days, extrapolated), (then, _) = (asked(told, matures, one) for one in (day, day + timedelta(days=1)))
    assert then - days == (1 if told or matures <= day else 0)
    assert days >= (told or 0)
    assert extrapolated == (days > 0 and days != told)
    if matures >= REPORT:  # no report has spoken of it as matured
        assert days >= (day - matures).days


def test_findings_say_how_the_days_were_come_by() -> None:
    assert as_told(np.array([False, True])).tolist() == ["as reported", "extrapolated"]
