"""Who controls whom, on control graphs drawn by hand."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.groups import ControllerGroups, ControlParameters, of_controls
from graph.errors import UnknownCode
from tests.reference.control import controlled_by, owned

Row = tuple[Any, ...]


def draw(*rows: Row, parties: str = "", **parameters: Any) -> ControllerGroups:
    """Groups of rows (controller, enterprise, share[, kind[, valid_from]]); a kind's first letter is enough."""
    kinds = {"s": "shareholder", "a": "actual_controller", "c": "concerted_party", None: None}
    full = [(*row, *("s", None)[len(row) - 3 :]) for row in rows]
    frame = pd.DataFrame(
        {
            "controller": pd.Series([row[0] for row in full], dtype="str"),
            "enterprise": pd.Series([row[1] for row in full], dtype="str"),
            "share": pd.Series([row[2] for row in full], dtype="float64"),
            "kind": pd.Series([kinds[row[3]] for row in full], dtype="str"),
            "valid_from": pd.to_datetime(pd.Series([row[4] for row in full], dtype="object")).astype("datetime64[s]"),
        }
    )
    names = pd.Series({code: f"{code}公司" for code in parties}, dtype="str")
    return of_controls(frame, names, pd.Series(dtype="str"), ControlParameters(**parameters), None)


def groups_of(found: ControllerGroups) -> dict[str, str]:
    frame = found.frame()
    return dict(zip(frame["party"], frame["group"], strict=True))


def row(found: ControllerGroups, party: str) -> Any:
    frame = found.frame().set_index("party")
    return frame.loc[party]


def test_a_party_nobody_controls_is_its_own_group() -> None:
    found = draw(("P", "A", 0.5), parties="PAZ")
    assert groups_of(found) == {"P": "P", "A": "A", "Z": "Z"}  # 50 % is not more than 50 %
    assert found.members("Z") == ("Z",)
    with pytest.raises(UnknownCode, match="'X'"):
        found.members("X")


def test_control_goes_down_a_chain_though_the_product_falls_below_one_half() -> None:
    found = draw(("P", "A", 0.67, "a"), ("A", "B", 0.8), ("B", "C", 0.6))
    assert set(groups_of(found).values()) == {"P"}
    assert row(found, "C")["ultimate_share"] == pytest.approx(0.67 * 0.8 * 0.6)
    member = found.group("C").members[3]
    assert [(link.controller, link.enterprise, link.kind, link.share) for link in member.chain] == [
        ("P", "A", "actual_controller", 0.67), ("A", "B", "shareholder", 0.8), ("B", "C", "shareholder", 0.6),
    ]  # fmt: skip
    assert member.explain("zh") == "P —实际控制人 67%→ A —持股 80%→ B —持股 60%→ C（最终持股32.16%）"
    assert member.explain("en") == "P —actual controller 67%→ A —holds 80%→ B —holds 60%→ C (owned in the end: 32.16%)"


def test_holdings_of_controlled_firms_add_up() -> None:
    """30 % itself and 25 % through a subsidiary are 55 %; the part owned in the end is 0.30 + 0.6 · 0.25 = 0.45."""
    found = draw(("P", "A", 0.6), ("P", "B", 0.3), ("A", "B", 0.25))
    assert found.members("B") == ("P", "A", "B")
    assert row(found, "B")["share"] == pytest.approx(0.55)
    assert row(found, "B")["ultimate_share"] == pytest.approx(0.45)
    assert found.group("P").members[2].explain("zh") == "P —持股 30%（合计55%）→ B"


def test_control_won_by_pooling_counts_further_down() -> None:
    found = draw(("P", "A", 0.6), ("P", "B", 0.3), ("A", "B", 0.25), ("B", "C", 0.4), ("A", "C", 0.2), ("C", "D", 0.51))
    assert set(groups_of(found).values()) == {"P"}
    assert found.control.rounds == 3  # A and D at once, then B, then C


def test_a_statement_goes_before_shares() -> None:
    rows = (("Q", "A", 0.1, "a"), ("P", "A", 0.7), ("A", "B", 0.9))
    found = draw(*rows)
    assert groups_of(found) == {"P": "P", "Q": "Q", "A": "Q", "B": "Q"}
    assert row(found, "A")["basis"] == "stated"
    assert groups_of(draw(*rows, stated_first=False))["A"] == "P"


def test_of_several_stated_controllers_the_largest_counts_and_it_is_flagged() -> None:
    found = draw(("Q", "A", 0.3, "a"), ("P", "A", 0.4, "a"), ("P", "B", 0.4, "a"), ("Q", "B", 0.4, "a"))
    assert groups_of(found) == {"P": "P", "Q": "Q", "A": "P", "B": "P"}  # equal shares: the first code
    assert found.group("A").members[1].flags == ("several_controllers",)


def test_a_statement_without_a_share_controls_and_leaves_the_share_unknown() -> None:
    found = draw(("P", "A", np.nan, "a"), ("A", "B", 0.8))
    assert set(groups_of(found).values()) == {"P"}
    assert np.isnan(row(found, "A")["share"])
    assert np.isnan(row(found, "B")["ultimate_share"])
    assert found.group("P").members[2].explain("en").endswith("(owned in the end: unknown)")


def test_an_actual_controller_s_own_row_may_be_the_indirect_share_and_is_not_added() -> None:
    """P owns 80 % of H, which owns 60 % of A; P's own row of 48 % is that product, not another 48 %."""
    found = draw(("P", "H", 0.8), ("H", "A", 0.6), ("P", "A", 0.48, "a"), ("X", "A", 0.4))
    assert not row(found, "A")["over_full"]
    assert row(found, "A")["ultimate_share"] == pytest.approx(0.48)


def test_concerted_parties_are_pooled_and_not_merged() -> None:
    rows = (("P", "A", 0.3, "c"), ("Q", "A", 0.25, "c"), ("X", "A", 0.4), ("Q", "W", 0.9))
    found = draw(*rows)
    assert groups_of(found) == {"P": "P", "A": "P", "Q": "Q", "W": "Q", "X": "X"}
    assert row(found, "A")["share"] == pytest.approx(0.55)
    (concerted,) = found.group("A").concerted
    assert (concerted.party, concerted.enterprise, concerted.share) == ("Q", "A", 0.25)
    assert groups_of(draw(*rows, pool_concerted=False))["A"] == "A"


def test_a_concerted_party_alone_votes_with_the_largest_holder_or_the_stated_controller() -> None:
    assert groups_of(draw(("P", "A", 0.35), ("X", "A", 0.3), ("Q", "A", 0.2, "c")))["A"] == "P"
    stated = draw(("P", "A", 0.1), ("X", "A", 0.3, "a"), ("Q", "A", 0.25, "c"), ("Y", "A", 0.35), stated_first=False)
    assert groups_of(stated)["A"] == "X"
    pooled = draw(("X", "A", 0.3, "a"), ("Q", "A", 0.25, "c"))
    assert row(pooled, "A")["share"] == pytest.approx(0.55)
    assert pooled.group("A").members[1].explain("zh") == "X —实际控制人 30%（合计55%）→ A"


def test_firms_that_control_each_other_are_one_flagged_group() -> None:
    found = draw(("A", "B", 0.6), ("B", "A", 0.6), ("B", "C", 0.7))
    assert found.members("C") == ("A", "B", "C")
    assert found.frame()["cyclic"].tolist() == [True, True, False]
    assert found.group("B").members[0].explain("zh") == "A：与成员相互控制，无外部控制人"
    assert [link.enterprise for link in found.group("A").members[2].chain] == ["B", "C"]


def test_who_owns_a_circle_net_of_its_cross_holdings_controls_it() -> None:
    """P has 40 % of A and 40 % of B, the rest of each is the other's: a = 0.4 + 0.6 b and b = 0.4 + 0.6 a give a = b = 1."""
    found = draw(("A", "B", 0.6), ("B", "A", 0.6), ("P", "A", 0.4), ("P", "B", 0.4))
    assert found.members("B") == ("P", "A", "B")
    assert row(found, "A")["ultimate_share"] == pytest.approx(1.0)
    assert row(found, "A")["basis"] == "cycle"
    assert row(found, "A")["cyclic"]
    assert [link.controller for link in found.group("B").members[2].chain] == ["P", "A"]


def test_a_circle_is_cut_where_its_controller_enters() -> None:
    """P has 40 % of B alone: b = 0.4 + 0.6 a and a = 0.9 b give b = 0.4 / 0.46 = 87 % and a = 78 %."""
    found = draw(("B", "A", 0.9), ("A", "B", 0.6), ("P", "B", 0.4), ("Q", "A", 0.1), ("A", "C", 0.8))
    assert found.members("A") == ("P", "A", "B", "C")
    assert row(found, "B")["share"] == pytest.approx(0.4 / 0.46)
    assert row(found, "B")["ultimate_share"] == pytest.approx(0.4 / 0.46)
    assert row(found, "A")["ultimate_share"] == pytest.approx(0.9 * 0.4 / 0.46)
    assert (row(found, "A")["basis"], row(found, "B")["basis"]) == ("shares", "cycle")
    assert [link.controller for link in found.group("C").members[3].chain] == ["P", "B", "A"]


def test_a_circle_two_outsiders_share_belongs_to_neither() -> None:
    """p's part of A is 0.4 / (1 − 0.36) = 62.5 %, of B 37.5 %; q's the other way round."""
    found = draw(("A", "B", 0.6), ("B", "A", 0.6), ("P", "A", 0.4), ("Q", "B", 0.4))
    assert groups_of(found) == {"A": "A", "B": "A", "P": "P", "Q": "Q"}


def test_a_closed_circle_a_stated_circle_and_two_circles_end() -> None:
    closed = draw(("A", "B", 1.0), ("B", "A", 1.0), ("P", "C", 0.9))
    assert groups_of(closed) == {"A": "A", "B": "A", "C": "P", "P": "P"}
    stated = draw(("A", "B", 0.1, "a"), ("B", "C", 0.1, "a"), ("C", "A", 0.1, "a"))
    assert set(groups_of(stated).values()) == {"A"}
    inner, outer = [("A", "B"), ("B", "A"), ("C", "D"), ("D", "C")], [("A", "C"), ("B", "D"), ("C", "A"), ("D", "B")]
    two = draw(*((a, b, 0.55) for a, b in inner), *((a, b, 0.45) for a, b in outer))
    assert two.control.cyclic.all()
    assert len(set(groups_of(two).values())) <= 2


def test_a_long_chain_and_a_long_ring_end() -> None:
    size = 3000
    codes = [f"{place:05d}" for place in range(size)]
    chain = draw(*((a, b, 0.6) for a, b in pairwise(codes)))
    assert set(groups_of(chain).values()) == {codes[0]}
    assert chain.control.rounds == 1
    ring = draw(*((a, b, 0.6) for a, b in zip(codes, codes[1:] + codes[:1], strict=True)))
    assert ring.control.cyclic.all()
    assert set(groups_of(ring).values()) == {codes[0]}


def test_shares_above_everything_are_flagged() -> None:
    found = draw(("P", "A", 0.7), ("Q", "A", 0.6), ("R", "B", 0.5), ("S", "B", 0.5))
    assert found.frame().set_index("party")["over_full"].to_dict() == {
        "A": True,
        "B": False,
        "P": False,
        "Q": False,
        "R": False,
        "S": False,
    }
    assert groups_of(found)["A"] == "P"


def test_of_one_relation_told_twice_the_later_counts_and_kinds_do_not_add_up() -> None:
    found = draw(("P", "A", 0.7, "s", "2020-01-01"), ("P", "A", 0.3, "s", "2024-01-01"), ("Q", "B", 0.4, "s"), ("Q", "B", 0.4, "c"))
    assert groups_of(found) == {"P": "P", "A": "A", "Q": "Q", "B": "B"}
    assert found.total_share.tolist()[:2] == [0.3, 0.4]


def test_a_firm_that_holds_itself_is_left_out_and_counted() -> None:
    found = draw(("A", "A", 0.9), ("P", "A", 0.1))
    assert groups_of(found) == {"A": "A", "P": "P"}
    assert found.held.own == 1


def test_the_line_is_a_parameter() -> None:
    rows = (("P", "A", 0.35), ("Q", "A", 0.3))
    assert groups_of(draw(*rows))["A"] == "A"
    assert groups_of(draw(*rows, share_above=0.34))["A"] == "P"


def test_groups_are_looked_up_by_the_column() -> None:
    found = draw(("P", "A", 0.6), parties="APZ")
    asked = pd.Series(["A", "Z", "elsewhere", None, "P"], index=[5, 4, 3, 2, 1], dtype="str")
    told = found.of(asked)
    assert told.index.tolist() == [5, 4, 3, 2, 1]
    assert told.fillna("-").tolist() == ["P", "Z", "elsewhere", "-", "P"]
    assert [member["name"] for member in found.group("A").to_json()["members"]] == ["P公司", "A公司"]


def test_no_controls_at_all() -> None:
    found = draw(parties="AB")
    assert groups_of(found) == {"A": "A", "B": "B"}
    assert found.ultimate_share.tolist() == [1.0, 1.0]


@st.composite
def holdings(drawn: st.DrawFn) -> dict[tuple[str, str], float]:
    """Shares among eight parties that add up to at most one for every firm, from a coarse grid so that lines are met exactly too."""
    shares: dict[tuple[str, str], float] = {}
    for firm in "ABCDEF":
        left = 10
        for holder in drawn(st.lists(st.sampled_from("ABCDEFPQ"), max_size=4, unique=True)):
            part = drawn(st.integers(1, 10))
            if holder != firm and part <= left:
                shares[holder, firm] = part / 10
                left -= part
    return shares


@settings(max_examples=40)
@given(holdings())
def test_groups_are_what_the_definition_of_control_says(shares: dict[tuple[str, str], float]) -> None:
    """Without circles of control a firm's group is that of the party nobody controls that controls it; there is exactly one."""
    found = draw(*((holder, firm, share) for (holder, firm), share in shares.items()), parties="ABCDEFPQ")
    told = groups_of(found)
    reach = {party: controlled_by(shares, party) for party in "ABCDEFPQ"}
    for party in "ABCDEFPQ":
        above = {other for other in reach if party in reach[other]}
        tops = {other for other in above | {party} if not any(other in reach[one] for one in reach)}
        if tops and not found.control.cyclic.any():
            assert {told[party]} == tops
    if not found.control.cyclic.any():
        frame = found.frame().set_index("party")
        for party, group in told.items():
            if party != group and not _circles(shares, told, group):
                inside = {one for one in told if told[one] == group}
                assert frame.loc[party, "ultimate_share"] == pytest.approx(owned(shares, group, party, inside))


def _circles(shares: dict[tuple[str, str], float], told: dict[str, str], group: str) -> bool:
    """Whether holdings inside a group run in a circle."""
    inside = {(a, b) for a, b in shares if told[a] == told[b] == group}
    while inside:
        kept = {(a, b) for a, b in inside if any(a == d for _, d in inside) and any(b == c for c, _ in inside)}
        if kept == inside:
            return True
        inside = kept
    return False


@settings(max_examples=20)
@given(holdings(), st.permutations(range(40)))
def test_the_order_of_rows_does_not_matter(shares: dict[tuple[str, str], float], order: list[int]) -> None:
    rows = [(holder, firm, share) for (holder, firm), share in shares.items()]
    mixed = sorted(rows, key=lambda one: order[rows.index(one)])
    assert draw(*rows, parties="ABCDEFPQ").frame().equals(draw(*mixed, parties="ABCDEFPQ").frame())


ANY_ROW = st.tuples(
    st.sampled_from("ABCDEFPQ"), st.sampled_from("ABCDEF"), st.sampled_from([None, 0.1, 0.3, 0.45, 0.55, 0.9, 1.0]), st.sampled_from("sac")
)


@settings(max_examples=30)
@given(st.lists(ANY_ROW, max_size=25))
def test_whatever_was_recorded_ends_in_groups_that_are_trees(rows: list[Row]) -> None:
    """Shares above everything, circles of statements, concerted parties of anybody: every chain ends, at the group's one top."""
    found = draw(*((a, b, np.nan if share is None else share, kind) for a, b, share, kind in rows), parties="ABCDEFPQ")
    told, frame = groups_of(found), found.frame().set_index("party")
    above = frame["controller"].dropna().to_dict()
    for party, group in told.items():
        assert told[group] == group
        assert (party == group) == (party not in above)
        if party in above:
            assert told[above[party]] == group
            assert any(a == above[party] and b == party for a, b, *_ in rows)
    owned_share = frame["ultimate_share"].dropna()
    assert owned_share.between(0.0, 1.0).all()
    assert sum(len(found.members(group)) for group in set(told.values())) == 8
    for group in set(told.values()):
        assert all(member.chain[0].controller == group for member in found.group(group).members[1:])
