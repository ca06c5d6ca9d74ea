"""Scores worked by hand, and compared with a plain loop over the same definition."""

from __future__ import annotations

from dataclasses import replace
from statistics import fmean, median

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.classification import Dimension, Direction, Indicator, Scheme, score
from analysis.classification.scoring import SCOPES, STATES


def indicator(name, direction="higher", benchmark="median", weight=10.0, cap=1.2, dimension=Dimension.VITALITY, source="企业自报"):
    return Indicator(name, name, name, dimension, None, name, Direction(direction), benchmark, weight, cap, source)


def scheme(*indicators, missing="average", min_firms=3):
    return Scheme("s", "1", "甲", "发改局", tuple(indicators), missing, min_firms)


A = indicator("a", weight=50.0)
B = indicator("b", "lower", 0.5, weight=30.0, cap=1.0, dimension=Dimension.RISK)
C = indicator("c", weight=20.0, cap=1.5, dimension=Dimension.SOCIAL)
VALUES = pd.DataFrame(
    {"a": [80.0, 100.0, 150.0, 50.0], "b": [0.4, 1.0, 0.0, 0.5], "c": [10.0, np.nan, 30.0, 20.0]}, index=pd.Index(["P", "Q", "R", "S"])
)
COUNTY = pd.Series(["X", "X", "X", "Y"])


def test_a_score_to_the_digit():
    """a: X's median of 80, 100, 150 is 100; Y has one firm, so it takes the city's, (80 + 100) / 2 = 90. c: two values in X and one in Y,
    so both take the city's median of 20. P: 50·0.8 + 30·min(1, 0.5/0.4) + 20·0.5; Q: 50 + 15 + 20·(0.5 + 1.5 + 1)/3; R: 50·1.2 + 30 +
    20·1.5 is above 100; S: 50·50/90 + 30 + 20.
    """
    found = score(VALUES, COUNTY, scheme(A, B, C))
    assert found.points.tolist() == [
        pytest.approx([40.0, 30.0, 10.0]), pytest.approx([50.0, 15.0, 20.0]), pytest.approx([60.0, 30.0, 30.0]),
        pytest.approx([250 / 9, 30.0, 20.0]),
    ]  # fmt: skip
    assert found.total.tolist() == [80.0, 85.0, 100.0, 77.78]
    assert found.missing.tolist() == [0.0, pytest.approx(0.2), 0.0, 0.0]
    assert found.dimension(Dimension.SOCIAL)[0].tolist() == pytest.approx([10.0, 20.0, 30.0, 20.0])
    assert [SCOPES[place] for place in found.scope[0]] == ["county", "stated", "city"]
    assert STATES[found.state[1, 2]] == "missing_average"
    told = found.benchmarks.set_index(["county", "indicator"])
    assert told.loc[("X", "a"), ["value", "scope", "firms"]].tolist() == [100.0, "county", 3]
    assert told.loc[("Y", "a"), ["value", "scope", "firms", "reason"]].tolist() == [90.0, "city", 1, "few"]


@pytest.mark.parametrize(("rule", "total", "state"), [("zero", 65.0, "missing_zero"), ("leave_out", 81.25, "missing_left_out")])
def test_the_other_rules_for_what_is_missing(rule, total, state):
    """Q without c: 50 + 15 of 100, or (50 + 15) / 80 where its weight is shared."""
    found = score(VALUES, COUNTY, scheme(A, B, C, missing=rule))
    assert (found.total[1], STATES[found.state[1, 2]]) == (total, state)


def test_weights_need_not_add_up_to_100():
    half = scheme(*(replace(one, weight=one.weight / 2) for one in (A, B, C)))
    assert score(VALUES, COUNTY, half).total.tolist() == [80.0, 85.0, 100.0, 77.78]


def test_a_median_not_above_0_gives_way_to_the_city_and_that_to_nothing():
    """X's median is −1, the city's of −1, −1, 2, 4, 6 is 2; below no benchmark at all: b alone is scored, a's weight counts as missing."""
    values = pd.DataFrame({"a": [-1.0, -1.0, 2.0, 4.0, 6.0], "b": [0.5, 1.0, 1.0, 1.0, 1.0]})
    county = pd.Series(["X", "X", "X", "Y", "Y"])
    found = score(values, county, scheme(A, B, min_firms=3))
    assert found.benchmarks.query("indicator == 'a'")["reason"].tolist() == ["not_positive", "few"]
    assert found.points[:3, 0].tolist() == [0.0, 0.0, 62.5]  # 2 / 2 of 50 / 80
    nothing = score(values.assign(a=-values["a"].abs()), county, scheme(A, B))
    assert [STATES[one] for one in nothing.state[:, 0]] == ["no_benchmark"] * 5
    assert nothing.total.tolist() == [100.0, 50.0, 50.0, 50.0, 50.0]
    assert nothing.missing.tolist() == pytest.approx([50 / 80] * 5)


def test_what_nobody_has_is_left_out_and_counted():
    found = score(VALUES.assign(c=np.nan), COUNTY, scheme(A, B, C, missing="zero"))
    assert [STATES[one] for one in found.state[:, 2]] == ["missing_left_out"] * 4
    assert found.total[0] == 87.5  # 40 + 30 of 80
    assert found.missing.tolist() == pytest.approx([0.2] * 4)
    empty = score(VALUES.assign(a=np.nan, b=np.nan, c=np.nan), COUNTY, scheme(A, B, C))
    assert np.isnan(empty.total).all()


def test_no_firm_at_all_and_a_firm_of_unknown_county():
    assert len(score(VALUES.iloc[:0], COUNTY.iloc[:0].astype("str"), scheme(A, B, C)).total) == 0
    found = score(VALUES, pd.Series(["X", "X", "X", None], dtype="str"), scheme(A, B, C))
    assert found.total.tolist() == [80.0, 85.0, 100.0, 77.78]
    assert found.benchmarks["county"].unique().tolist() == ["X"]


def test_an_indicator_without_a_source_or_from_a_statistical_return_is_not_used():
    refused = scheme(A, B, replace(C, source=" "), replace(C, id="d", source="统计年报"))
    assert [one.refused for one in refused.indicators] == [None, None, "names no legal source", "rests on a statistical return"]
    found = score(VALUES, COUNTY, refused)
    assert [one.id for one in found.used] == ["a", "b"]
    assert found.total[0] == 87.5
    assert replace(A, source="企业自报的财务报表").refused is None


def plain_benchmark(one, values, county, place, how):
    if one.benchmark != "median":
        return one.benchmark
    known = [(v, at) for v, at in zip(values[one.id], county, strict=True) if not np.isnan(v)]
    near = [v for v, at in known if at == place]
    for group in (near if len(near) >= how.min_firms else [], [v for v, _ in known]):
        if group and median(group) > 0:
            return median(group)
    return None


def plain_item(one, value, base):
    if base is None or np.isnan(value):
        return None
    raw = value / base if one.direction == "higher" else base / value if value > 0 else one.cap
    return min(max(raw, 0.0), one.cap)


def plain_average(own, county, place, how):
    """What a missing item scores by the rule; None where it is left out. `own`: the scores of all firms, None without one."""
    known = [(got, at) for got, at in zip(own, county, strict=True) if got is not None]
    if not known or how.missing == "leave_out":
        return None
    near = [got for got, at in known if at == place]
    return 0.0 if how.missing == "zero" else fmean(near if len(near) >= how.min_firms else [got for got, _ in known])


def plainly(values, county, how):
    """The definition of docs/classification.md, firm by firm."""
    points, of = [0.0] * len(values), [0.0] * len(values)
    for one in how.used:
        bases = [plain_benchmark(one, values, county, place, how) for place in county]
        own = [plain_item(one, value, base) for value, base in zip(values[one.id], bases, strict=True)]
        for row, (got, value) in enumerate(zip(own, values[one.id], strict=True)):
            scored = plain_average(own, county, county[row], how) if got is None and np.isnan(value) else got
            if scored is not None:
                points[row], of[row] = points[row] + one.weight * scored, of[row] + one.weight
    return [min(100.0, 100 * a / b) if b else np.nan for a, b in zip(points, of, strict=True)]


NUMBER = st.one_of(st.just(np.nan), st.floats(-50, 50).map(lambda x: round(x, 2)))


@given(
    rows=st.lists(st.tuples(NUMBER, NUMBER, NUMBER, st.sampled_from("XYZ")), min_size=1, max_size=14),
    missing=st.sampled_from(["average", "zero", "leave_out"]),
    min_firms=st.integers(1, 4),
)
def test_scores_are_those_of_the_definition_and_add_up(rows, missing, min_firms):
    values = pd.DataFrame([row[:3] for row in rows], columns=["a", "b", "c"], dtype="float64")
    county = pd.Series([row[3] for row in rows])
    how = scheme(A, B, C, missing=missing, min_firms=min_firms)
    found = score(values, county, how)
    assert found.total == pytest.approx(np.round(plainly(values, county.tolist(), how), 2), abs=0.0051, nan_ok=True)
    there = ~np.isnan(found.total)
    assert np.minimum(found.points.sum(axis=1), 100.0)[there] == pytest.approx(found.total[there], abs=0.0051)
    assert found.weight.sum(axis=1)[there] == pytest.approx(100.0)
    parts = sum(found.dimension(one)[0] for one in Dimension)
    assert parts == pytest.approx(found.points.sum(axis=1))


@given(st.permutations(range(4)), st.floats(0.01, 1000))
def test_neither_the_order_nor_the_unit_of_a_median_indicator_matters(order, unit):
    turned = score(VALUES.iloc[order].assign(a=VALUES["a"].iloc[order] * unit), COUNTY.iloc[order], scheme(A, B, C))
    assert turned.total == pytest.approx(score(VALUES, COUNTY, scheme(A, B, C)).total[order], abs=0.011)
