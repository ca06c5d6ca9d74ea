"""The declarations of the policy's rules, held against the policy's own numbers (policy rules, sections 1 to 11)."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pandas as pd
import pytest

from analysis.coordination import CoordinationParameters
from analysis.coordination.lines import LINES
from analysis.rules import RULES, Maturity, Override, Parameter, Rule, RuleBook, Severity, Unit
from analysis.rules.catalogue.coordination import coordination_parameters
from analysis.rules.references import in_english
from analysis.rules.units import spoken
from graph.errors import InvalidParameter, UnknownCode

POLICY = [
    ("lending.over_lent", "ratio_above", 1.0, "secondary"),
    ("lending.multi_lender_must", "lenders_from", 3, "secondary"),
    ("lending.multi_lender_must", "financing_from", 5e9, "secondary"),
    ("lending.multi_lender_may", "financing_from", 2e9, "secondary"),
    ("lending.multi_lender_may", "financing_below", 5e9, "secondary"),
    ("lending.joint_limit_warning", "usage_from", 0.9, "unverified"),
    ("lending.creditor_committee", "lenders_from", 3, "secondary"),
    ("guarantee.ratio_warning", "share_above", 0.5, "secondary"),
    ("guarantee.ratio_limit", "share_above", 1.0, "unverified"),
    ("guarantee.clients", "clients_above", 5, "unverified"),
    ("guarantee.growth", "growth_from", 0.5, "secondary"),
    ("listed.net_assets", "share_above", 0.5, "secondary"),
    ("listed.total_assets", "share_above", 0.3, "secondary"),
    ("listed.single_guarantee", "share_above", 0.1, "secondary"),
    ("listed.debtor_leverage", "leverage_above", 0.7, "secondary"),
    ("concentration.borrower", "share_above", 0.10, "text"),
    ("concentration.group", "share_above", 0.15, "secondary"),
    ("concentration.borrower_tier1", "share_above", 0.15, "secondary"),
    ("concentration.group_tier1", "share_above", 0.20, "secondary"),
    ("class_floor.overdue", "days_above", 90, "unverified"),
    ("class_floor.overdue", "share_above", 0.20, "unverified"),
    ("class_floor.doubtful", "days_above", 270, "unverified"),
    ("class_floor.loss", "days_above", 360, "unverified"),
    ("class_floor.same_bank", "share_above", 0.10, "secondary"),
    ("guarantee_company.leverage", "times_above", 10.0, "text"),
    ("guarantee_company.leverage", "small_business_times_above", 15.0, "text"),
    ("guarantee_company.client", "share_above", 0.10, "text"),
    ("guarantee_company.related_clients", "share_above", 0.15, "text"),
    ("guarantee.period_unclear", "months", 6, "text"),
    ("maturities.steps", "ledger_months", 3, "text"),
    ("maturities.steps", "plan_months", 2, "text"),
    ("maturities.steps", "funds_months", 1, "text"),
    ("maturities.overdue_steps", "first", 30, "secondary"),
    ("maturities.overdue_steps", "second", 90, "secondary"),
    ("maturities.overdue_steps", "third", 270, "secondary"),
    ("maturities.overdue_steps", "fourth", 360, "secondary"),
    ("signals.shrinking", "tax_down", 0.20, "secondary"),
    ("signals.shrinking", "power_down", 0.15, "secondary"),
    ("signals.shrinking", "insurance_down", 0.15, "secondary"),
    ("signals.lawsuits", "amount_above", 5e6, "secondary"),
    ("signals.lawsuits", "share_above", 0.20, "secondary"),
    ("signals.payroll", "heads_down", 0.30, "secondary"),
    ("signals.payroll", "months_running", 2, "secondary"),
    ("listed.pledge", "pledged_above", 0.50, "secondary"),
    ("signals.bank_withdrawal", "down_from", 0.30, "secondary"),
    ("signals.nonbank", "growth_from", 0.30, "secondary"),
    ("signals.nonbank", "new_lenders_from", 2, "secondary"),
    ("signals.nonbank", "inquiries_from", 6, "secondary"),
    ("signals.nonbank", "months", 3, "secondary"),
    ("evasion.asset_transfer", "transfer_months", 12, "text"),
    ("evasion.asset_transfer", "payment_months", 6, "text"),
    ("coordination.lines", "city_spillover", 10e6, "local"),
    ("coordination.lines", "leader_employees", 3000, "local"),
]


@pytest.mark.parametrize(("rule", "parameter", "number", "maturity"), POLICY)
def test_the_policy_s_numbers_and_how_sure_they_are(rule: str, parameter: str, number: float, maturity: str) -> None:
    assert RuleBook().value(rule, parameter) == number
    assert RULES[rule].maturity == maturity


def test_every_section_of_the_policy_has_rules() -> None:
    assert {rule.section for rule in RULES.values()} == set(range(1, 12))


def test_whatever_the_city_set_is_local_and_everything_local_says_so() -> None:
    for rule in RULES.values():
        assert all(one.maturity.rank <= rule.maturity.rank for one in rule.parameters), rule.id


GOOD = Rule(
    "topic.name", "名", "name", 1, "法", Maturity.SECONDARY, Severity.INFO, "说明", "about",
    (Parameter("share_above", "线", "line", 0.5, Unit.SHARE, 0.0, 1.0, Maturity.SECONDARY),), ("guarantee", "share"),
    text_zh="{name}{share}超过{share_above}", text_en="{name} {share} above {share_above}",
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "fix"),
    [
        ({"id": "Topic"}, "its id must be topic.name"),
        ({"zh": ""}, "zh is empty: write it"),
        ({"reference": ""}, "reference is empty"),
        ({"maturity": Maturity.TEXT}, "'share_above' only secondary: declare the rule secondary, or split it"),
        ({"parameters": (*GOOD.parameters, *GOOD.parameters)}, "'share_above' is declared twice"),
        ({"parameters": (replace(GOOD.parameters[0], default=1.5),)}, "must be within 0.0 and 1.0: correct the default or the range"),
        ({"figures": ("share", "nonsense")}, "'nonsense' is unknown: declare it in analysis/rules/figures.py"),
        ({"text_en": "{name} {shares}"}, "names 'shares', which is no figure or parameter"),
        ({"text_en": ""}, "one language only"),
        ({"note_zh": "测算参考"}, "one language only"),
        ({"text_zh": ""}, "no Chinese text"),
        ({"identity": ("subject", "share")}, "identity names 'share'"),
        ({"identity": ()}, "identity is empty"),
        ({"rising": ("share_above", "other")}, "rising names 'other'"),
        ({"rising": ("share_above", "share_above")}, "must rise"),
        ({"figures": ("share_above",)}, "'share_above' is unknown"),
    ],
)
def test_a_bad_declaration_names_the_rule_and_the_fix(change: dict[str, Any], fix: str) -> None:
    with pytest.raises(TypeError) as failed:
        replace(GOOD, **change)
    assert str(failed.value).startswith(f"rule {change.get('id', 'topic.name')!r}: ")
    assert fix in str(failed.value)


BOOK = RuleBook(
    (
        Override(None, "guarantee.ratio_warning", "share_above", 0.6),
        Override("380102", "guarantee.ratio_warning", "share_above", 0.5),
        Override("380103", "guarantee.ratio_limit", "share_above", 0.8),
    )
)


def test_a_county_goes_before_the_city_and_the_city_before_the_default() -> None:
    counties = pd.Series(["380101", "380102", None, "380103"], dtype="str")
    assert BOOK.numbers("guarantee.ratio_warning", "share_above", counties).tolist() == [0.6, 0.5, 0.6, 0.6]
    assert BOOK.numbers("guarantee.ratio_limit", "share_above", counties).tolist() == [1.0, 1.0, 1.0, 0.8]
    assert [BOOK.value("guarantee.ratio_warning", "share_above", place) for place in ("380101", "380102", None)] == [0.6, 0.5, 0.6]
    assert BOOK.values("guarantee.ratio_limit", "380103") == {"share_above": 0.8}


def test_an_own_number_is_local_and_what_is_to_be_checked_stays_so() -> None:
    counties = pd.Series(["380101", "380102", None], dtype="str")
    ranks = BOOK.maturities("guarantee.ratio_warning", counties).tolist()
    assert [list(Maturity)[rank] for rank in ranks] == [Maturity.LOCAL, Maturity.SECONDARY, Maturity.LOCAL]  # 380102 is back at 50 %
    assert BOOK.maturity("guarantee.ratio_warning", "380102") is Maturity.SECONDARY
    assert BOOK.maturity("guarantee.ratio_limit", "380103") is Maturity.UNVERIFIED


def test_a_name_nobody_declared_is_refused() -> None:
    with pytest.raises(UnknownCode, match=r"nonsense\.rule"):
        BOOK.value("nonsense.rule", "share_above")
    with pytest.raises(InvalidParameter, match="no parameter 'share'"):
        BOOK.value("guarantee.ratio_limit", "share")


def test_the_queue_s_lines_are_the_queue_s_own() -> None:
    assert coordination_parameters(RuleBook()) == CoordinationParameters()
    assert {line.id for line in LINES} <= set(RULES)
    assert [one.name for one in RULES["coordination.lines"].parameters] == [field.name for field in fields(CoordinationParameters)]
    book = RuleBook((Override(None, "coordination.lines", "city_counties", 5),))
    assert coordination_parameters(book) == CoordinationParameters(city_counties=5)


def test_every_source_has_an_english_title() -> None:
    titles = {rule.reference: in_english(rule.reference) for rule in RULES.values()}
    assert not [title for title, told in titles.items() if told == title]
    assert in_english("商业银行金融资产风险分类办法（令〔2023〕第1号）第7条").endswith("(Order 2023 No. 1), art. 7")
    assert in_english("本县办法第3条") == "本县办法第3条"


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (16_000_000, Unit.YUAN, "1,600万元", "16,000,000 yuan"),
        (0.255, Unit.SHARE, "25.5%", "25.5%"),
        (90 / 73.4, Unit.TIMES, "1.23", "1.23"),
        (float("nan"), Unit.YUAN, "未知", "unknown"),
        (None, Unit.CODE, "未知", "unknown"),
        (1, Unit.FLAG, "是", "yes"),
        ("2026-06-30 00:00:00", Unit.DATE, "2026-06-30", "2026-06-30"),
    ],
)
def test_how_a_value_is_said(value: object, unit: Unit, zh: str, en: str) -> None:
    assert (spoken(value, unit, "zh"), spoken(value, unit, "en")) == (zh, en)
