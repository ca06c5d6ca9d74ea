"""Values of the table `indicators`: which period counts."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analysis.classification.stated import YEAR, latest_values, months_of

TODAY = date(2026, 6, 30)


def latest(*rows, name="研发投入占比"):
    table = pd.DataFrame(rows, columns=["enterprise", "indicator", "period", "value"])
    return latest_values(table, name, pd.Index(["A", "B"], dtype="str"), TODAY).tolist()


@pytest.mark.parametrize(
    ("period", "first", "months"),
    [
        ("2025", (2025, 1), 12), ("2025年", (2025, 1), 12), ("2025年度", (2025, 1), 12), ("2026Q2", (2026, 4), 3),
        ("2026-q1", (2026, 1), 3), ("2026年一季度", (2026, 1), 3), ("2026年第4季度", (2026, 10), 3), ("2026H1", (2026, 1), 6),
        ("2026年下半年", (2026, 7), 6),
        ("2026-05", (2026, 5), 1), ("202605", (2026, 5), 1), ("2026年5月", (2026, 5), 1), (" 2026/12 ", (2026, 12), 1),
    ],
)  # fmt: skip
def test_periods_as_offices_write_them(period, first, months):
    begin, end = months_of(pd.Series([period]))
    assert (begin[0], end[0]) == (first[0] * YEAR + first[1] - 1, first[0] * YEAR + first[1] - 1 + months - 1)


@pytest.mark.parametrize("period", ["去年", "2026-13", "2026-0", "26", "2026Q5", "2026-05-31"])
def test_texts_that_are_no_period_are_left_out(period):
    assert months_of(pd.Series([period]))[1][0] == -1
    assert np.isnan(latest(("A", "研发投入占比", period, 1.0))).all()


def test_the_period_that_ends_last_of_those_begun_counts():
    rows = [("A", "研发投入占比", "2025", 1.0), ("A", "研发投入占比", "2026Q1", 2.0), ("A", "研发投入占比", "2026Q3", 3.0)]
    assert latest(*rows)[0] == 2.0
    assert latest(*reversed(rows))[0] == 2.0
    assert latest(*rows, ("A", "研发投入占比", "2026-06", 4.0))[0] == 4.0
    assert latest(("A", "x", "2026Q2", 5.0), ("A", "x", "2026-06", 6.0), name="X ")[0] == 5.0  # both end in June, the quarter is longer


def test_other_indicators_other_firms_and_a_firm_without_one():
    assert np.isnan(latest(("A", "专利", "2025", 1.0), ("C", "研发投入占比", "2025", 1.0))).all()
    assert latest(("B", " 研发投入占比", "2025", 0.0))[1] == 0.0
