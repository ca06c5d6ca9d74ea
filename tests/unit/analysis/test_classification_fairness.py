"""Like cases treated unlike, by hand and against looking at all pairs."""

from __future__ import annotations

from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.classification.classes import is_closed
from analysis.classification.fairness import unlike_cases
from analysis.rules import Override, RuleBook


def firms(*rows):
    table = pd.DataFrame(rows, columns=["score", "class", "veto", "override"])
    return table.assign(county="380101").set_axis([f"F{place:03d}" for place in range(len(rows))])


def pairs(table, book=None):
    found = unlike_cases(table, book or RuleBook())
    return list(found.itertuples(index=False, name=None))


def test_each_pair_once_with_its_cause():
    """F000 and F001 are parted by a line, F002 was set by hand, F003 is vetoed, F004 is far from everybody, F005 has no class."""
    table = firms(
        (60.5, "帮", False, False), (59.5, "关", False, False), (70.0, "关", False, True), (72.0, "关", True, False),
        (90.0, "保", False, False), (60.0, None, False, False), (71.0, "帮", False, False),
    )  # fmt: skip
    assert pairs(table) == [("F000", "F001", 1.0, "line"), ("F002", "F006", 1.0, "override"), ("F003", "F006", 1.0, "veto")]


@pytest.mark.parametrize(("apart", "found"), [(3.0, 1), (3.01, 0)])
def test_the_line_itself_is_within(apart, found):
    table = firms((50.0, "关", False, False), (50.0 + apart, "帮", False, True))
    assert len(pairs(table)) == found
    wider = RuleBook((Override(None, "classification.unlike_cases", "points_within", 5.0),))
    assert len(pairs(table, wider)) == 1


def test_an_override_among_many_like_cases_is_told_to_each_of_them():
    table = firms(*[(50.0 + place / 10, "关", False, False) for place in range(20)], (51.0, "帮", False, True))
    assert len(pairs(table)) == 20


@given(st.lists(st.tuples(st.integers(0, 4000), st.sampled_from(["保", "帮", "关", None])), max_size=25))
def test_nobody_with_a_like_case_is_left_out_and_no_pair_is_wrong(rows):
    table = firms(*[(score / 100, kind, False, False) for score, kind in rows])
    kept = table.dropna(subset="class")
    score, kind = kept["score"].to_dict(), kept["class"].to_dict()

    def apart(a, b):
        return abs(score[a] - score[b])

    like = {(a, b) for a, b in combinations(kept.index, 2) if apart(a, b) <= 3.0 + 1e-9 and kind[a] != kind[b]}
    told = {(a, b) for a, b, _, _ in pairs(table)}
    assert told <= like
    assert {one for pair in told for one in pair} == {one for pair in like for one in pair}
    assert len(pairs(table)) == len(told) <= 2 * len(kept)
    for a, b in like:  # what is told of each firm is the nearest of its kind
        near = [apart(a, c) for pair in told if a in pair for c in pair if kind[c] == kind[b]]
        assert min(near) <= apart(a, b) + 1e-9


@pytest.mark.parametrize(
    ("status", "closed"),
    [
        ("吊销", True), ("吊销，未注销", True), ("吊销(未注销)", True), ("已吊销", True), ("注销", True), ("依法注销", True),
        ("吊销营业执照", True), ("责令关闭", True), ("Revoked", True), ("拟注销", False),
        ("简易注销公告中", False), ("存续", False), ("在业", False),
        ("停业", False), ("", False),
    ],
)  # fmt: skip
def test_which_statuses_say_a_firm_is_closed(status, closed):
    assert is_closed(status) is closed
