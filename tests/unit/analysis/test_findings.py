from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.findings import Batch, FindingTable, compare, report
from analysis.rules import RULES, Maturity, Override, Rule, RuleBook, Severity

RATIO = "guarantee.ratio_warning"
FLOOR = "class_floor.overdue"
GROUP = "concentration.group"


def ratios(subjects: list[str], county: Any = None, share: float = 1.6, **columns: Any) -> pd.DataFrame:
    rows = {"subject": subjects, "county": county, "guaranteed": 16e6, "net_assets": 10e6, "share": share} | columns
    return pd.DataFrame(rows, index=subjects)


def found(*subjects: str, book: RuleBook | None = None, **columns: Any) -> Batch:
    return report(book or RuleBook(), RATIO, ratios(list(subjects), **columns))


def test_a_finding_says_rule_numbers_contracts_and_how_sure_the_law_is() -> None:
    contracts = pd.Series(["DB3", "DB1", "DB2", "DB9"], index=["A", "B", "A", "elsewhere"])
    rows = ratios(["A", "B"], county=["380101", None], name=["甲公司", None])
    first, second = report(RuleBook(), RATIO, rows, contracts=contracts).findings()
    told = first.to_json()
    assert {"rule", "severity", "maturity", "numbers", "contracts", "text_zh", "text_en"} <= set(told)
    assert (told["rule"], told["severity"], told["maturity"]) == (RATIO, "warning", "secondary")
    assert told["numbers"] == {"guaranteed": 16e6, "net_assets": 10e6, "share": 1.6}
    assert told["units"] == {"guaranteed": "yuan", "net_assets": "yuan", "share": "share"}
    assert told["contracts"] == ["DB2", "DB3"]
    assert told["text_zh"] == "甲公司对外担保1,600万元，为净资产1,000万元的160%，超过50%"
    assert told["text_en"] == "甲公司 guarantees 16,000,000 yuan, 160% of its net assets of 10,000,000 yuan; the warning line is 50%"
    assert (second.name, second.county, second.contracts) == ("B", None, ("DB1",))


def test_an_own_number_is_said_and_marked_where_it_holds() -> None:
    book = RuleBook((Override("380102", RATIO, "share_above", 0.6),))
    here, there = found("A", "B", book=book, county=["380102", "380101"]).findings()
    assert (here.maturity, there.maturity) == (Maturity.LOCAL, Maturity.SECONDARY)
    assert here.text_zh.endswith("超过60%（地方自设）")
    assert here.text_en.endswith("60% (local parameter)")
    assert there.text_zh.endswith("超过50%")


def test_what_is_to_be_checked_and_a_reference_calculation_say_so() -> None:
    limit = report(RuleBook(), "guarantee.ratio_limit", ratios(["A"])).findings()[0]
    assert limit.text_zh.endswith("（待核）")
    assert limit.text_en.endswith("(to be checked)")
    rows = pd.DataFrame(
        {
            "subject": ["A"], "county": None, "need": 103.4e6, "own_funds": 25e6, "other_funds": 5e6, "existing": 90e6, "room": -16.6e6,
            "ratio": 90 / 73.4, "crossed_by": "JJ3",
        }
    )  # fmt: skip
    lent = report(RuleBook(), "lending.over_lent", rows).findings()[0]
    assert lent.text_zh.endswith("越线借据JJ3（测算参考）")
    assert lent.details == {"crossed_by": "JJ3"}
    assert lent.numbers["room"] == -16.6e6


def test_unknown_numbers_are_null_and_said() -> None:
    one = found("A", share=np.nan).findings()[0]
    assert one.numbers["share"] is None
    assert "的未知，超过50%" in one.text_zh


def test_a_row_may_be_graver_than_its_rule() -> None:
    table = FindingTable.of([found("A", "B", severity=["info", Severity.CRITICAL])])
    assert table.index()["subject"].tolist() == ["B", "A"]
    assert [one.severity for one in table] == [Severity.CRITICAL, Severity.INFO]
    assert table.at_least(Severity.WARNING).counts() == {RATIO: 1}


def test_dates_and_counts_come_out_plain() -> None:
    rows = pd.DataFrame(
        {
            "subject": ["A"], "county": ["380101"], "loan": ["JJ1"], "bank": ["B1"], "balance": [1234567.891],
            "due_on": pd.to_datetime(["2026-03-27"]).astype("datetime64[s]"), "days": pd.array([95], "Int64"), "step": [90],
            "band": ["≥90"], "counted": ["extrapolated"],
        }
    )  # fmt: skip
    one = report(RuleBook(), "maturities.overdue", rows).findings()[0]
    assert one.details == {"loan": "JJ1", "bank": "B1", "due_on": "2026-03-27", "band": "≥90", "counted": "extrapolated"}
    assert one.numbers == {"balance": 1234567.89, "days": 95, "step": 90}
    assert isinstance(one.numbers["days"], int)


def test_the_identity_is_rule_and_identity_fields_and_nothing_else() -> None:
    one = found("A").findings()[0].id
    assert one == found("X", "A", share=0.7, county="380102").findings()[1].id
    assert one != found("B").findings()[0].id
    assert one != report(RuleBook(), "guarantee.ratio_limit", ratios(["A"])).findings()[0].id
    later = replace(RULES[RATIO], version=2)
    assert one == report(RuleBook(rules={**RULES, RATIO: later}), RATIO, ratios(["A"])).findings()[0].id


def test_the_identity_is_the_same_in_another_process() -> None:
    program = (
        "import pandas as pd; from analysis.rules import RuleBook; from analysis.findings import report;"
        f"rows = pd.DataFrame({{'subject': ['A'], 'county': None, 'guaranteed': 1.0, 'net_assets': 1.0, 'share': 0.9}});"
        f"print(report(RuleBook(), {RATIO!r}, rows).findings()[0].id)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == found("A").findings()[0].id


def test_two_fields_never_run_together() -> None:
    """A client 1 of company 12 is not the client 21 of company 1."""
    rows = pd.DataFrame(
        {"subject": ["12", "1"], "county": None, "borrower": ["1", "21"], "guaranteed": 1.0, "net_assets": 1.0, "share": 1.0}
    )
    first, second = report(RuleBook(), "guarantee_company.client", rows).findings()
    assert first.id != second.id


@pytest.mark.parametrize(
    ("rule", "rows", "why"),
    [
        (RATIO, ratios(["A", "A"]), "repeats a label"),
        (RATIO, ratios(["A", "A"]).reset_index(drop=True), r"two rows are one finding \(A\)"),
        (RATIO, ratios(["A"]).drop(columns=["share", "county"]), "lack county, share"),
        ("maturities.steps", ratios(["A"]), "makes no findings"),
    ],
)
def test_rows_no_rule_can_take_name_the_rule(rule: str, rows: pd.DataFrame, why: str) -> None:
    with pytest.raises(ValueError, match=f"rule '{rule}'.*{why}"):
        report(RuleBook(), rule, rows)


def test_nothing_found_is_an_empty_table() -> None:
    empty = FindingTable.of([report(RuleBook(), RATIO, ratios(["A"]).iloc[:0])])
    assert len(empty) == 0
    assert empty.findings() == []
    assert empty.index().empty
    assert empty.flags(pd.Series(dtype="str")) == {}
    assert compare(empty, empty).status() == {}


def both(*, overdue: list[str], ratio: list[str]) -> FindingTable:
    told = {"overdue": 1e6, "share": 0.25, "counted": "as reported", "floor": "次级", "raised": 2, "total": 4e6}
    rows = pd.DataFrame({"subject": overdue, "county": None} | told)
    return FindingTable.of([report(RuleBook(), FLOOR, rows), found(*ratio)])


def test_flags_name_the_rules_of_a_party() -> None:
    table = both(overdue=["A"], ratio=["A", "B"])
    assert table.flags(pd.Series({"A": "B", "B": "B"})) == {"A": (FLOOR, RATIO), "B": (RATIO,)}
    assert table.about("B").counts() == {RATIO: 1}
    assert table.only(FLOOR).counts() == {FLOOR: 1}
    assert [one.rule for one in table.findings(2)] == [FLOOR, RATIO]
    with pytest.raises(ValueError, match="reported twice"):
        FindingTable.of([found("A"), found("B")])


def of_group(*groups: str) -> Batch:
    rows = {"bank": "B1", "exposure": 3e6, "capital": 15e6, "share": 0.2, "members": 2}
    return report(RuleBook(), GROUP, pd.DataFrame({"subject": groups, "county": None} | rows))


def test_what_is_found_about_a_group_flags_its_members_and_is_no_finding_about_the_firm_it_is_named_after() -> None:
    table = FindingTable.of([found("A", "C"), of_group("A", "P")])
    groups = pd.Series({"A": "A", "B": "A", "C": "P", "D": "D"})
    assert table.flags(groups) == {"A": (GROUP, RATIO), "B": (GROUP,), "C": (GROUP, RATIO)}
    assert table.of_groups().counts() == {GROUP: 2}
    assert table.of_party("A", "P").counts() == {GROUP: 1, RATIO: 1}
    assert [(one.rule, one.subject) for one in table.of_party("B", "A").findings()] == [(GROUP, "A")]
    assert len({one.id for one in table.about("A").findings()}) == 2


def test_new_continuing_and_resolved() -> None:
    before, after = both(overdue=["A", "B"], ratio=["C"]), both(overdue=["B"], ratio=["C", "D"])
    change = compare(before, after)
    told = [[(one.rule, one.subject) for one in table] for table in (change.new, change.continuing, change.resolved)]
    assert told == [[(RATIO, "D")], [(FLOOR, "B"), (RATIO, "C")], [(FLOOR, "A")]]
    assert sorted(change.status().values()) == ["continuing", "continuing", "new", "resolved"]


PARTIES = st.lists(st.text("AB\x1f甲", min_size=1, max_size=3), unique=True, max_size=12)


@settings(max_examples=15)
@given(PARTIES, PARTIES)
def test_every_finding_is_new_continuing_or_resolved(before: list[str], after: list[str]) -> None:
    change = compare(FindingTable.of([found(*before)]), FindingTable.of([found(*after)]))
    names = [{one.subject for one in table} for table in (change.new, change.continuing, change.resolved)]
    assert names == [set(after) - set(before), set(after) & set(before), set(before) - set(after)]


@settings(max_examples=15)
@given(PARTIES, st.data())
def test_contracts_follow_their_rows_through_a_choice(subjects: list[str], data: st.DataObject) -> None:
    if not subjects:
        return
    owners = data.draw(st.lists(st.sampled_from(subjects), max_size=20))
    contracts = pd.Series([f"DB{place}" for place in range(len(owners))], index=owners, dtype="str")
    whole = FindingTable.of([report(RuleBook(), RATIO, ratios(subjects), contracts=contracts)])
    chosen = data.draw(st.lists(st.sampled_from(subjects), unique=True))
    for one in whole.about(*chosen):
        assert list(one.contracts) == sorted(f"DB{place}" for place, owner in enumerate(owners) if owner == one.subject)


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if rule.finds], ids=lambda rule: rule.id)
def test_every_rule_says_its_figures_in_both_languages(rule: Rule) -> None:
    values = {figure.name: 1.0 if figure.unit.numeric else "2026-03-27" for figure in rule.declared}
    one = report(RuleBook(), rule.id, pd.DataFrame([{"subject": "A", "name": "甲公司", "county": None} | values])).findings()[0]
    for text, mark in ((one.text_zh, "待核"), (one.text_en, "to be checked")):
        assert "甲公司" in text
        assert not set("{}") & set(text)
        assert (mark in text) == (rule.maturity is Maturity.UNVERIFIED)
    assert ("地方自设" in one.text_zh) == (rule.maturity is Maturity.LOCAL)
    assert json.loads(json.dumps(one.to_json()))["numbers"] == dict.fromkeys((f.name for f in rule.declared if f.unit.numeric), 1.0)
