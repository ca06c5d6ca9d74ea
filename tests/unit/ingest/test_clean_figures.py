from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.clean.cells import REASONS, split
from ingest.clean.figures import clean_count, clean_fraction
from ingest.reasons import Reason


def fraction(cell: Any, *, percent: bool = False, bounds: tuple[float, float] | None = (0.0, 1.0)) -> Any:
    cleaned = clean_fraction(split(pd.Series([cell], dtype="object")), percent=percent, bounds=bounds, out=Reason.SHARE_RANGE)
    reason = REASONS[cleaned.reasons[0]]
    return reason.value if reason else cleaned.values[0]


def count(cell: Any) -> Any:
    cleaned = clean_count(split(pd.Series([cell], dtype="object")))
    reason = REASONS[cleaned.reasons[0]]
    return reason.value if reason else (None if pd.isna(cleaned.values[0]) else int(cleaned.values[0]))


@pytest.mark.parametrize(
    ("cell", "value"),
    [("6%", 0.06), ("６％", 0.06), ("0.06", 0.06), (".06", 0.06), ("4.35%", 0.0435), ("100%", 1.0), (0.06, 0.06), (1, 1.0)],
)
def test_fractions(cell: Any, value: float) -> None:
    assert fraction(cell) == value


@pytest.mark.parametrize(("cell", "value"), [("4.35", 0.0435), (4.35, 0.0435), ("4.35%", 0.0435), (35, 0.35)])
def test_a_header_may_say_that_numbers_are_percents(cell: Any, value: float) -> None:
    assert fraction(cell, percent=True) == value


@pytest.mark.parametrize("cell", ["1.01", "101%", "-1%", 35, -0.1])
def test_beyond_the_bounds(cell: Any) -> None:
    assert fraction(cell) == "share-range"


def test_without_bounds_anything_goes() -> None:
    assert fraction("-250%", bounds=None) == -2.5
    assert fraction(1500, bounds=None) == 1500


@pytest.mark.parametrize("cell", ["六", "%", "6%%", "1.2.3", "nan", "inf", float("inf"), True, pd.Timestamp(2026, 1, 1)])
def test_what_is_no_number(cell: Any) -> None:
    assert fraction(cell, bounds=None) == "number-invalid"


@given(st.integers(0, 10**6))
def test_a_percent_and_its_fraction_are_the_same_float(basis_points: int) -> None:
    percent = f"{Decimal(basis_points) / 10_000:f}"
    assert fraction(percent + "%") == fraction(percent, percent=True) == fraction(float(percent), percent=True)
    assert fraction(percent + "%") == fraction(f"{Decimal(basis_points) / 1_000_000:f}")


@pytest.mark.parametrize(
    ("cell", "value"), [("35", 35), ("1,200", 1200), ("12.0", 12), ("35人", 35), ("90 天", 90), (35.0, 35), (0, 0), ("-", None)]
)
def test_counts(cell: Any, value: int | None) -> None:
    assert count(cell) == value


@pytest.mark.parametrize("cell", ["12.5", "-3", "many", 1.5, -1, float("inf"), True, "1e30"])
def test_what_is_no_count(cell: Any) -> None:
    assert count(cell) == "count-invalid"
