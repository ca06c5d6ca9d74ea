"""Values of indicators as offices report them in the table `indicators`: the latest period that has begun by the day."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from graph.network import Ints

YEAR: Final = 12
_FORM: Final = (
    r"^(?P<year>\d{4})(?:年度?)?[-/.]?"
    r"(?:(?P<quarter>[qQ][1-4]|第?[1-4一二三四]季度?)|(?P<half>[hH][12]|[上下]半年)|(?P<month>\d{1,2})月?)?$"
)
_QUARTERS: Final = {sign: place for place, signs in enumerate(("1一", "2二", "3三", "4四"), start=1) for sign in signs}


def latest_values(indicators: pd.DataFrame, name: str, firms: pd.Index[str], as_of: date) -> pd.Series[Any]:
    """The value of one indicator by firm, NaN where none is known. Names are compared without blanks at their ends and case.

    Periods are years, halves, quarters or months, such as 2025, 2025年, 2026H1, 2026Q2, 2026年一季度, 2026-05; others are left out.
    Of those begun by the day the one that ends last counts, of two that end together the longer. Linear.
    """
    mine = (indicators["indicator"].str.strip().str.casefold() == name.strip().casefold()).to_numpy(dtype=bool)
    rows = indicators.loc[mine, ["enterprise", "period", "value"]]
    rows = rows.loc[firms.get_indexer(pd.Index(rows["enterprise"])) >= 0]
    first, last = months_of(rows["period"])
    begun = (last >= 0) & (first <= as_of.year * YEAR + as_of.month - 1)
    rows = rows.assign(first=first, last=last).loc[begun & np.isfinite(rows["value"].to_numpy(dtype=np.float64))]
    kept = rows.sort_values(["last", "first"], ascending=[True, False], kind="stable").drop_duplicates("enterprise", keep="last")
    found: pd.Series[Any] = kept.set_index("enterprise")["value"].astype("float64").reindex(firms)
    return found


def months_of(periods: pd.Series[Any]) -> tuple[Ints, Ints]:
    """First and last month of every period, as months since year 0; -1 for texts that are no period."""
    parts = periods.str.strip().str.extract(_FORM)
    year = pd.to_numeric(parts["year"]).fillna(-1).to_numpy(dtype=np.int64)
    quarter = parts["quarter"].str.extract(r"([1-4一二三四])", expand=False).map(_QUARTERS).fillna(0).to_numpy(dtype=np.int64)
    half = parts["half"].str.extract(r"([12上下])", expand=False).map({"1": 1, "上": 1, "2": 2, "下": 2}).fillna(0).to_numpy(dtype=np.int64)
    month = pd.to_numeric(parts["month"]).fillna(0).to_numpy(dtype=np.int64)
    said = parts["month"].notna().to_numpy(dtype=bool)
    known = (year >= 0) & (~said | ((month >= 1) & (month <= YEAR)))
    start = np.select([quarter > 0, half > 0, said], [3 * quarter - 3, 6 * half - 6, month - 1], 0)
    length = np.select([quarter > 0, half > 0, said], [3, 6, 1], YEAR)
    first = year * YEAR + start
    return np.where(known, first, -1), np.where(known, first + length - 1, -1)
