"""Section 2 for borrowers and controller groups: lines of joint credit, the county of a group, and what joint limits are used."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.lending import LendingDesk
from analysis.lending.book import CreditBook
from analysis.lending.many_lenders import joint_credit, usage
from analysis.rules import RULES, Override, RuleBook
from tests.reference.facts import frame

EAST, WEST = "380101", "380102"
GROUPS = {"A": "A", "B": "A", "C": "P", "D": "P", "P": "P", "E": "E"}  # A controls B; the person P controls C and D
BORROWERS = "ABCDE"


def desk(
    owed: list[tuple[str, int]],
    guarantees: list[tuple[str, str, int]] | None = None,
    limits: dict[str, int] | None = None,
    counties: dict[str, str] | None = None,
) -> LendingDesk:
    """Loans (borrower, yuan), guarantees (guarantor, borrower, yuan), joint limits in yuan and the counties of enterprises."""
    loans = pd.DataFrame(owed, columns=["borrower", "balance"]).astype({"borrower": "str"})
    promises = pd.DataFrame(guarantees or [], columns=["guarantor", "borrower", "amount"]).astype({"guarantor": "str", "borrower": "str"})
    rows = [{"borrower": code, "limit": limit * 100, "valid_from": "2025-01-01"} for code, limit in (limits or {}).items()]
    facts: Any = {"joint_limits": frame("joint_limits", rows)}
    groups: Any = None  # not asked
    return LendingDesk(
        facts,
        groups,
        RuleBook(),
        CreditBook(date(2026, 6, 30), loans, pd.DataFrame(), pd.DataFrame()),
        pd.DataFrame({"county_code": pd.Series(counties or {}, dtype="str")}),
        promises,
        pd.Series(GROUPS, dtype="str"),
        pd.Series(dtype="str"),
    )


def highest(lenders: int, financing: float, prefix: str, county: str | None = None, book: RuleBook | None = None) -> str:
    rows = pd.DataFrame({"lenders": [lenders], "financing": [financing], "county": [county]})
    (found,) = joint_credit(book or RuleBook(), rows, prefix)
    return str(found)


@pytest.mark.parametrize("prefix", ["lending.", "lending.group_"])
@pytest.mark.parametrize(
    ("lenders", "financing", "expected"),
    [
        (3, 5e9, "must"),
        (2, 9e9, "none"),
        (3, 5e9 - 0.01, "may"),
        (3, 2e9, "may"),
        (4, 2e9 - 0.01, "none"),
        (5, 2e9 - 0.01, "local"),
        (5, 5e7, "local"),
        (4, 5e7, "none"),
        (5, 5e7 - 0.01, "none"),
        (5, 5e7 - 1e-6, "local"),  # the noise of a sum, not a fen
    ],
)
def test_the_highest_line_that_lenders_and_financing_reach(lenders: int, financing: float, expected: str, prefix: str) -> None:
    assert highest(lenders, financing, prefix) == expected


def test_a_county_may_set_another_line_for_groups_than_for_borrowers() -> None:
    book = RuleBook((Override(EAST, "lending.group_multi_lender_local", "lenders_from", 4),))
    assert highest(4, 5e7, "lending.group_", EAST, book) == "local"
    assert highest(4, 5e7, "lending.group_", WEST, book) == "none"
    assert highest(4, 5e7, "lending.", EAST, book) == "none"


def test_the_rules_on_groups_are_those_on_borrowers_with_the_same_numbers() -> None:
    of_groups = [rule for rule in RULES.values() if rule.id.startswith("lending.group_")]
    assert {rule.id.replace("group_", "") for rule in of_groups} == {
        "lending.multi_lender_must", "lending.multi_lender_may", "lending.multi_lender_local", "lending.joint_limit_warning",
        "lending.joint_limit_exceeded", "lending.offsite", "lending.growth",
    }  # fmt: skip
    for rule in of_groups:
        single = RULES[rule.id.replace("group_", "")]
        assert (rule.parameters, rule.severity, rule.maturity) == (single.parameters, single.severity, single.maturity)
        assert rule.of_group
        assert not single.of_group
        assert all("{members}" in text for text in (rule.text_zh, rule.text_en))


@pytest.mark.parametrize(
    ("counties", "expected"),
    [
        ({"A": WEST, "B": EAST, "C": EAST, "D": WEST}, {"A": WEST, "P": WEST}),  # A's own; of P's firms D owes more
        ({"B": EAST, "C": EAST}, {"A": EAST, "P": EAST}),  # nobody knows where A and D are
        ({"E": EAST}, {"A": None, "P": None}),
    ],
)
def test_a_group_is_at_home_where_its_controller_is_else_where_it_owes_most(
    counties: dict[str, str], expected: dict[str, str | None]
) -> None:
    found = desk([("B", 900), ("C", 300), ("D", 200), ("D", 101), ("E", 5)], counties=counties).homes
    assert {code: None if pd.isna(county) else county for code, county in found.items()} == expected


def test_two_counties_that_owe_the_same_are_told_apart_by_their_codes() -> None:
    assert desk([("C", 300), ("D", 300)], counties={"C": WEST, "D": EAST}).homes["P"] == EAST


amounts = st.integers(0, 50)


@settings(max_examples=60)
@given(
    owed=st.lists(st.tuples(st.sampled_from(BORROWERS), amounts), max_size=8),
    guarantees=st.lists(st.tuples(st.sampled_from("ABCDEP"), st.sampled_from(BORROWERS), amounts), max_size=8),
    limits=st.dictionaries(st.sampled_from(BORROWERS), st.integers(1, 80)),
)
def test_limits_are_used_by_the_debts_and_outside_guarantees_of_those_that_have_one(
    owed: list[tuple[str, int]], guarantees: list[tuple[str, str, int]], limits: dict[str, int]
) -> None:
    used: dict[str, int] = defaultdict(int)
    for code, amount in owed:
        used[code] += amount
    for guarantor, borrower, amount in guarantees:
        used[guarantor] += amount if GROUPS[guarantor] != GROUPS[borrower] else 0
    asked = desk(owed, guarantees, limits)
    assert usage(asked)["usage"].to_dict() == {code: used[code] / limit for code, limit in limits.items()}
    table = usage(asked, asked.joined)
    for group, members in (("A", "AB"), ("P", "CDP")):
        limited = [code for code in members if code in limits]
        assert (group in table.index) == bool(limited)
        if limited:
            row = table.loc[group]
            assert row["members"] == len(limited)
            assert row["usage"] == sum(used[code] for code in limited) / sum(limits[code] for code in limited)
    assert "E" not in table.index  # a group of one is its member
