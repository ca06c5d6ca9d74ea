"""What key enterprises report of their innovation: some of them, and not all of it."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from ingest.synthetic.identities import chosen

_INDICATORS: Final = ("研发投入占比", "有效发明专利数")
_REPORT: Final = (0.45, 0.35)  # of key enterprises report each
_BEFORE: Final = 0.3  # of the reports had one a year earlier
_RESEARCH: Final = 0.022  # median share of revenue spent on it
_YEARS: Final = ("2025", "2024")


def indicator_table(rng: np.random.Generator, code: pd.Series[str], revenue: npt.NDArray[np.float64], key: Any) -> pd.DataFrame:
    """Values of last year and of the year before; `key` marks the key enterprises, `revenue` is yuan. The year before differs."""
    n = len(code)
    reports = (rng.random((2, n)) < np.array(_REPORT)[:, None]) & np.asarray(key, dtype=bool)
    share = np.round(np.clip(_RESEARCH * rng.lognormal(0.0, 0.7, n), 0.001, 0.2), 4)
    patents = 1.0 + rng.poisson(np.minimum(revenue / 5e7, 40.0))
    earlier = rng.random((2, n)) < _BEFORE
    parts = []
    for place, (values, before) in enumerate(((share, np.round(share * 0.8, 4) + 0.001), (patents, patents + 1.0))):
        for year, told, firms in ((0, values, reports[place]), (1, before, reports[place] & earlier[place])):
            who = np.flatnonzero(firms)
            parts.append(pd.DataFrame({"firm": who, "indicator": place, "year": year, "value": told[who]}))
    rows = pd.concat(parts, ignore_index=True)
    return pd.DataFrame(
        {
            "enterprise": code.take(rows["firm"].to_numpy()).reset_index(drop=True),
            "indicator": chosen(list(_INDICATORS), rows["indicator"].to_numpy()),
            "period": chosen(list(_YEARS), rows["year"].to_numpy()),
            "value": rows["value"],
        }
    )
