"""The days of 321 by hand; the ledger as a whole is tested through the command line."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from analysis.maturities.days import WorkingDay, months, next_working_day


@pytest.mark.parametrize(
    ("due", "ledger", "plan", "funds"),
    [
        ("2026-05-31", "2026-02-28", "2026-03-31", "2026-04-30"),  # the policy's own example
        ("2028-05-31", "2028-02-29", "2028-03-31", "2028-04-30"),  # a leap year
        ("2026-05-29", "2026-02-28", "2026-03-29", "2026-04-29"),
        ("2026-03-31", "2025-12-31", "2026-01-31", "2026-02-28"),
        ("2026-12-31", "2026-09-30", "2026-10-31", "2026-11-30"),
        ("2026-01-15", "2025-10-15", "2025-11-15", "2025-12-15"),
    ],
)
def test_months_clamp_at_their_ends_each_from_the_day_itself(due, ledger, plan, funds):
    days = pd.Series(pd.to_datetime([due]).astype("datetime64[s]"))
    assert [months(days, -ahead)[0].date().isoformat() for ahead in (3, 2, 1)] == [ledger, plan, funds]


@pytest.mark.parametrize(
    ("due", "then", "certain"),
    [
        (date(2026, 6, 30), date(2026, 6, 30), True),
        (date(2026, 8, 15), date(2026, 8, 17), True),  # a Saturday
        (date(2026, 10, 1), date(2026, 10, 8), True),  # National Day, whose last day off is the 7th
        (date(2026, 10, 10), date(2026, 10, 10), True),  # a Saturday worked in for it
        (date(2099, 1, 3), date(2099, 1, 5), False),  # a Saturday of a year nobody has published
    ],
)
def test_the_next_working_day_says_whether_the_holidays_are_known(due, then, certain):
    assert next_working_day(due) == WorkingDay(then, certain)
