"""Changes over months: as signals report them, or worked out from monthly levels among the indicators."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.signal_kinds import falls, named

MEASURED: Final = ("tax", "electricity", "social_insurance", "payroll")
YEAR: Final = 12
_PERIOD: Final = r"^(\d{4})[-/年]?(\d{1,2})月?$"


def changes(signals: pd.DataFrame, indicators: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """One row a firm, kind and month up to the day: `enterprise`, `kind`, `month` (months since year 0), `change` (a fraction).

    A signal's value is the change itself (−0.25: a quarter less; of a kind such as 税收下降 either sign is a fall). Levels among the
    indicators (`2026-05`) are compared with the same month a year before, as tax and electricity have seasons; a month without that year
    has no change. A signal goes before a level; of several signals of a month the last observed counts.
    """
    told = _of_signals(signals)
    worked_out = _of_levels(indicators)
    rows = pd.concat([part for part in (worked_out, told) if len(part)] or [told], ignore_index=True)
    rows = rows.loc[(rows["month"] <= month_of(as_of)).to_numpy(dtype=bool)]
    kept = rows.drop_duplicates(["enterprise", "kind", "month"], keep="last")
    return kept.sort_values(["enterprise", "kind", "month"], ignore_index=True)


def month_of(day: date) -> int:
    """Months since year 0."""
    return day.year * YEAR + day.month - 1


def latest(rows: pd.DataFrame, as_of: date, within: int) -> pd.DataFrame:
    """The last change of every firm, one column a kind, as far as it is of the last `within` months; NaN where there is none."""
    recent = rows.loc[(rows["month"] > month_of(as_of) - within).to_numpy(dtype=bool)]
    table = recent.drop_duplicates(["enterprise", "kind"], keep="last").pivot_table(index="enterprise", columns="kind", values="change")
    return table.reindex(columns=list(MEASURED)).astype(np.float64)


def running(rows: pd.DataFrame, kind: str, as_of: date, months: int, within: int) -> pd.Series[Any]:
    """Per firm the mildest of its last `months` changes of a kind, month upon month without a gap, the last of them recent."""
    mine = rows.loc[(rows["kind"] == kind).to_numpy(dtype=bool)]
    last = mine.groupby("enterprise")["month"].transform("max")
    window = mine.loc[((mine["month"] > last - months) & (last > month_of(as_of) - within)).to_numpy(dtype=bool)]
    whole = window.groupby("enterprise")["change"].agg(["size", "max"])
    found: pd.Series[Any] = whole.loc[whole["size"] == months, "max"]
    return found


def _of_signals(signals: pd.DataFrame) -> pd.DataFrame:
    kind = named(signals["kind"])
    kept = signals.loc[(kind.isin(MEASURED) & signals["value"].notna()).to_numpy(dtype=bool)]
    kept = kept.assign(named=kind).sort_values("observed_on")
    return pd.DataFrame(
        {
            "enterprise": kept["enterprise"],
            "kind": kept["named"],
            "month": kept["observed_on"].dt.year * YEAR + kept["observed_on"].dt.month - 1,
            "change": np.where(falls(kept["kind"]), -kept["value"].abs(), kept["value"]).astype(np.float64),
        }
    )


def _of_levels(indicators: pd.DataFrame) -> pd.DataFrame:
    parts = indicators["period"].str.extract(_PERIOD).astype("float64")
    levels = pd.DataFrame(
        {
            "enterprise": indicators["enterprise"],
            "kind": named(indicators["indicator"]),
            "month": parts[0] * YEAR + parts[1] - 1,
            "level": indicators["value"].astype(np.float64),
        }
    )
    levels = levels.loc[levels["kind"].isin(MEASURED) & levels["month"].notna() & parts[1].between(1, YEAR)]
    levels = levels.assign(month=levels["month"].astype(np.int64)).drop_duplicates(["enterprise", "kind", "month"], keep="last")
    before = levels.assign(month=levels["month"] + YEAR).rename(columns={"level": "before"})
    both = levels.merge(before, on=["enterprise", "kind", "month"])
    both = both.loc[(both["before"] > 0.0).to_numpy(dtype=bool)]
    return both.assign(change=(both["level"] - both["before"]) / both["before"])[["enterprise", "kind", "month", "change"]]
