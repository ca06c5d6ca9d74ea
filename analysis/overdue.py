"""Days overdue on the day asked for, which may be later than the report that told them: one answer for all that asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.facts import CityFacts
from graph.network import Bools, Floats, Ints

_TOLD: Final = np.array(["as reported", "extrapolated"], dtype=object)


@dataclass(frozen=True, eq=False)
class Overdue:
    """`extrapolated`: no report told these days, they were counted on from the last one, or from the maturity."""

    days: Ints
    extrapolated: Bools


def overdue(facts: CityFacts, loans: pd.DataFrame) -> Overdue:
    """Days overdue of rows of `facts["loans"]` on the facts' day. Linear, but for the reports that repeated what was told before."""
    told = loans["overdue_days"].to_numpy(dtype=np.float64, na_value=np.nan)
    past = days_past(loans["matures_on"], facts.as_of)
    asked = (told > 0.0) | ((told == 0.0) & (past > 0.0))  # for all others it does not matter when they were told
    since = np.zeros(len(loans))
    since[asked] = days_past(facts.last_told("loans", loans.loc[asked]), facts.as_of)
    return counted_on(told, past, since)


def days_past(days: pd.Series[Any], as_of: date) -> Floats:
    """How many days ago each day was, 0 for those to come."""
    past: Floats = np.maximum((pd.Timestamp(as_of) - days).dt.days.to_numpy(dtype=np.float64), 0.0)
    return past


def counted_on(told: Floats, past: Floats, since: Floats) -> Overdue:
    """From the days last told (NaN: never), the days past maturity, and the days since the report.

    A report is believed for its day, also where it told fewer days than have passed since the maturity, or none: an extension may not
    be recorded. Every day since then adds one to a loan that was overdue or past its maturity by then; one that matured later counts
    from its maturity, and so does one nobody reported.
    """
    running = (told > 0.0) | (past > since)
    days = np.where(np.isnan(told) | ~running, past, told + since).astype(np.int64)
    return Overdue(days, (days > 0) & (days != told))


def as_told(extrapolated: Bools) -> npt.NDArray[np.object_]:
    """How days were come by, in the words of findings."""
    words: npt.NDArray[np.object_] = _TOLD[extrapolated.astype(np.int64)]
    return words
