"""Scores of all firms at once: each value against its county's benchmark, weighed, capped, and what is missing by the scheme's rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.classification.scheme import Dimension, Direction, Indicator, Scheme
from graph.network import Bools, Floats, Ints

COUNTY, CITY, STATED, NONE = 0, 1, 2, 3
SCOPES: Final = ("county", "city", "stated", "none")
SCORED, AVERAGED, ZERO, LEFT_OUT, NO_BENCHMARK = 0, 1, 2, 3, 4
STATES: Final = ("scored", "missing_average", "missing_zero", "missing_left_out", "no_benchmark")
FULL: Final = 100.0
DECIMALS: Final = 2  # of a score; lines are compared with what is printed


@dataclass(frozen=True, eq=False)
class Scores:
    """n firms by k indicators in use. Points are `weight` × `ratio` and add up to `total` but for its limit of 100."""

    scheme: Scheme
    firms: pd.Index[str]
    county: npt.NDArray[np.object_]  # (n) its code, missing where unknown
    used: tuple[Indicator, ...]
    value: Floats  # (n, k) NaN: missing
    benchmark: Floats  # (n, k) NaN: there is none
    scope: npt.NDArray[np.int8]  # (n, k) whose benchmark it is, of SCOPES
    state: npt.NDArray[np.int8]  # (n, k) of STATES
    ratio: Floats  # (n, k) what the item scores as a part of its weight, 0..cap; NaN where it is left out
    weight: Floats  # (n, k) of 100 in each row, shared among what is scored; 0 where it is left out
    total: Floats  # (n) 0..100, two decimals; NaN where nothing could be scored
    missing: Floats  # (n) the weight of what is missing or has no benchmark, of all
    benchmarks: (
        pd.DataFrame
    )  # `county`, `indicator`, `value`, `scope`, `firms` (that have a value), `reason` (few, not_positive or missing)

    @property
    def points(self) -> Floats:
        """What every item adds to the score; 0 where it is left out."""
        return self.weight * np.nan_to_num(self.ratio)

    def dimension(self, dimension: Dimension) -> tuple[Floats, Floats]:
        """The points of a dimension by firm, and the weight it has."""
        mine = np.array([one.dimension is dimension for one in self.used], dtype=bool)
        return self.points[:, mine].sum(axis=1), self.weight[:, mine].sum(axis=1)


def score(values: pd.DataFrame, county: pd.Series[Any], scheme: Scheme) -> Scores:
    """Score every firm. `values`: one row a firm, one column an indicator in use (by id); `county`: the code of each row, or missing.

    An item scores weight × value / benchmark (lower is better: benchmark / value), at least 0, at most weight × cap; a value of 0 or less
    where lower is better scores the cap. The median is the county's where enough of its firms have a value and it is above 0, else the
    city's. What nobody can be measured by is left out and its weight shared among the rest. O(firms · indicators).
    """
    used = scheme.used
    place, counties = pd.factorize(county)
    n, k = len(values), len(used)
    value, benchmark = np.full((n, k), np.nan), np.full((n, k), np.nan)
    ratio = np.full((n, k), np.nan)
    scope, state = np.full((n, k), NONE, np.int8), np.zeros((n, k), np.int8)
    told: list[pd.DataFrame] = []
    for column, one in enumerate(used):
        own = values[one.id].to_numpy(dtype=np.float64)
        own = np.where(np.isfinite(own), own, np.nan)
        by_county, whose, why, firms = _benchmarks(own, place, len(counties), one, scheme)
        value[:, column], benchmark[:, column], scope[:, column] = own, by_county[place], whose[place]
        scored = _ratio(own, benchmark[:, column], one)
        ratio[:, column], state[:, column] = _filled(scored, own, place, len(counties), scheme)
        told.append(_told(one, counties, by_county, whose, why, firms))
    weights = np.array([one.weight for one in used])
    there = np.isfinite(ratio) * weights
    shared = there.sum(axis=1, keepdims=True)
    weight = np.divide(FULL * there, shared, out=np.zeros((n, k)), where=shared > 0.0)
    total = np.where(shared[:, 0] > 0.0, (weight * np.nan_to_num(ratio)).sum(axis=1), np.nan)
    missing = ((state != SCORED) * weights).sum(axis=1) / weights.sum() if k else np.ones(n)
    return Scores(
        scheme=scheme,
        firms=values.index,
        county=county.to_numpy(dtype=object),
        used=used,
        value=value,
        benchmark=benchmark,
        scope=scope,
        state=state,
        ratio=ratio,
        weight=weight,
        total=np.asarray(np.round(np.minimum(total, FULL), DECIMALS), np.float64),
        missing=missing,
        benchmarks=pd.concat(told, ignore_index=True) if told else pd.DataFrame(columns=list(_COLUMNS)),
    )


_COLUMNS: Final = ("county", "indicator", "value", "scope", "firms", "reason")


def _benchmarks(own: Floats, place: Ints, counties: int, one: Indicator, scheme: Scheme) -> tuple[Floats, Ints, list[str | None], Ints]:
    """By county, the last entry for firms of unknown county: benchmark, scope, why it is not the county's, firms with a value."""
    known = np.isfinite(own)
    firms = np.bincount(np.where(place < 0, counties, place)[known], minlength=counties + 1)
    if one.benchmark != "median":
        stated = np.full(counties + 1, one.benchmark, dtype=np.float64)
        return stated, np.full(counties + 1, STATED), [None] * (counties + 1), firms
    medians = np.full(counties + 1, np.nan)
    grouped = pd.Series(own[known]).groupby(place[known]).median()
    medians[grouped.index.to_numpy(dtype=np.int64)] = grouped.to_numpy()
    medians[counties] = np.nan
    enough, positive = firms >= scheme.min_firms, np.nan_to_num(medians) > 0.0
    city = float(np.median(own[known])) if known.any() else np.nan
    whole = city if city > 0.0 else np.nan
    mine = enough & positive & (np.arange(counties + 1) < counties)
    whose = np.where(mine, COUNTY, CITY if whole > 0.0 else NONE)
    why = [None if own_one else "not_positive" if many else "few" for own_one, many in zip(mine, enough, strict=True)]
    if not known.any():
        why = ["missing"] * (counties + 1)
    return np.where(mine, medians, whole), whose, why, firms


def _ratio(own: Floats, benchmark: Floats, one: Indicator) -> Floats:
    """What a value scores as a part of the weight; NaN where value or benchmark is missing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = own / benchmark if one.direction is Direction.HIGHER else np.where(own > 0.0, benchmark / own, np.inf)
    found = np.where(np.isfinite(own) & np.isfinite(benchmark), found, np.nan)
    return np.clip(found, 0.0, one.cap)


def _filled(scored: Floats, own: Floats, place: Ints, counties: int, scheme: Scheme) -> tuple[Floats, npt.NDArray[np.int8]]:
    """Ratios with what the scheme's rule gives the missing ones, and each one's state."""
    there: Bools = np.isfinite(scored)
    absent: Bools = ~np.isfinite(own)
    state = np.where(there, SCORED, np.where(absent, LEFT_OUT, NO_BENCHMARK)).astype(np.int8)
    if not there.any() or scheme.missing == "leave_out":
        return scored, state
    if scheme.missing == "zero":
        return np.where(absent, 0.0, scored), np.where(absent, ZERO, state).astype(np.int8)
    mean = float(scored[there].mean())
    at = np.where(place < 0, counties, place)
    firms = np.bincount(at[there], minlength=counties + 1)
    sums = np.bincount(at[there], weights=scored[there], minlength=counties + 1)
    enough = (firms >= scheme.min_firms) & (np.arange(counties + 1) < counties)
    averages = np.where(enough, sums / np.maximum(firms, 1), mean)
    return np.where(absent, averages[at], scored), np.where(absent, AVERAGED, state).astype(np.int8)


def _told(one: Indicator, counties: pd.Index[Any], by_county: Floats, whose: Ints, why: list[str | None], firms: Ints) -> pd.DataFrame:
    """The benchmarks of an indicator, one row a county."""
    n = len(counties)
    return pd.DataFrame(
        {
            "county": list(counties),
            "indicator": one.id,
            "value": by_county[:n],
            "scope": [SCOPES[place] for place in whose[:n].tolist()],
            "firms": firms[:n],
            "reason": pd.Series(why[:n], dtype="object"),
        }
    )
