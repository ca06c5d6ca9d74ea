from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.clean.cells import REASONS, split
from ingest.clean.dates import clean


def day(cell: Any, dtype: str = "object") -> Any:
    cleaned = clean(split(pd.Series([cell], dtype=dtype)))
    reason = REASONS[cleaned.reasons[0]]
    if reason:
        assert pd.isna(cleaned.values[0])
        return reason.value
    return None if pd.isna(cleaned.values[0]) else cleaned.values[0].date().isoformat()


@pytest.mark.parametrize(
    "cell",
    [
        "2026-03-01",
        "2026/3/1",
        "2026-3-1",
        "2026.03.01",
        "2026.3.1",
        "2026年3月1日",
        "2026年03月01日",
        "2026年3月1号",
        "20260301",
        "46082",
        "46082.75",
        "2026-03-01 00:00:00",
        "2026-03-01T10:30:00",
        "2026-03-01T10:30:00Z",
        "2026-03-01T10:30:00.123+08:00",
        "2026/3/1 0:00",
        "2026年3月1日 10:30",
        "20260301103000",
        "２０２６／３／１",
        "2026 - 03 - 01",
        "2026年 3月 1日",
        46082,
        46082.0,
        46082.9,
        20260301,
        20260301.0,
        date(2026, 3, 1),
        pd.Timestamp(2026, 3, 1, 15, 30).to_pydatetime(),
        pd.Timestamp(2026, 3, 1),
        pd.Timestamp("2026-03-01T23:00:00+08:00"),
    ],
)
def test_one_day_in_its_many_forms(cell: Any) -> None:
    assert day(cell) == "2026-03-01"


@pytest.mark.parametrize(
    "cell",
    [
        "2026-02-30",
        "2026-13-01",
        "2026年13月1日",
        "20261301",
        "2025-02-29",
        "3/1/2026",
        "01/03/2026",
        "26-3-1",
        "2026年3月",
        "2026",
        "2026-03/01",
        "昨天",
        "12345",
        "99999",
        "2026-3-112345",
        20261301,
        20260230,
        12345,
        3.5,
        -1,
        True,
        float("inf"),
        timedelta(days=3),
    ],
)
def test_what_is_no_day_is_refused(cell: Any) -> None:
    assert day(cell) == "date-invalid"


@pytest.mark.parametrize("cell", ["1948-12-31", "2101-01-01", "9999-12-31", "0001-01-01", date(1900, 1, 1), 19001231, "2119-01-11"])
def test_years_nobody_means_are_refused(cell: Any) -> None:
    assert day(cell) == "date-range"


def test_empty_cells_stay_empty() -> None:
    assert [day(cell) for cell in ("", "-", "无", None, float("nan"), pd.NaT)] == [None] * 6


@pytest.mark.parametrize("dtype", ["datetime64[s]", "datetime64[ns]"])
def test_typed_columns_keep_their_day(dtype: str) -> None:
    assert day("2026-03-01T12:00:00", dtype) == "2026-03-01"


@given(st.dates(date(1949, 1, 1), date(2100, 12, 31)))
def test_every_form_reads_back(one: date) -> None:
    forms = [
        one.isoformat(),
        f"{one.year}/{one.month}/{one.day}",
        f"{one.year}年{one.month}月{one.day}日",
        f"{one:%Y%m%d}",
        int(f"{one:%Y%m%d}"),
    ]
    serial = (one - date(1899, 12, 30)).days
    if serial >= 20_000:
        forms += [str(serial), serial, float(serial)]
    assert {day(form) for form in forms} == {one.isoformat()}
