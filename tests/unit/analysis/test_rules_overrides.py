from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.rules import RULES, Override, Parameter, Rule, parse_rules, read_rules
from graph.errors import InvalidRules

HEAD = 'version = "2026-1"\nauthor = "市金融办"\n'
COUNTIES = {"380101", "380102"}


def read(text: str, head: str = HEAD) -> tuple[Override, ...]:
    return parse_rules((head + text).encode(), "city.toml", COUNTIES).overrides


def refused(text: str, head: str = HEAD) -> InvalidRules:
    with pytest.raises(InvalidRules) as failed:
        read(text, head)
    assert failed.value.message.startswith("city.toml: ")
    assert failed.value.exit_code == 3
    return failed.value


def test_a_file_sets_numbers_of_the_city_and_of_counties(tmp_path: Path) -> None:
    text = HEAD + (
        'note = "试行"\n[city]\nguarantee.ratio_warning.share_above = 0.6\n"guarantee.clients".clients_above = 8\n'
        "[county.380102]\nlending.multi_lender_local = { lenders_from = 4, financing_from = 30_000_000 }\n"
    )
    path = tmp_path / "city.toml"
    path.write_text(text, encoding="utf-8")
    book = read_rules(path, COUNTIES)
    assert book.overrides == (
        Override(None, "guarantee.ratio_warning", "share_above", 0.6),
        Override(None, "guarantee.clients", "clients_above", 8),
        Override("380102", "lending.multi_lender_local", "lenders_from", 4),
        Override("380102", "lending.multi_lender_local", "financing_from", 30e6),
    )
    told = book.to_json()
    assert (told["file"], told["version"], told["author"], told["counties_checked"]) == (str(path), "2026-1", "市金融办", True)
    assert told["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert told["overrides"][3] == {
        "where": "county.380102", "rule": "lending.multi_lender_local", "parameter": "financing_from", "default": 50e6, "value": 30e6,
        "unit": "yuan", "maturity": "local",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code", "sentence"),
    [
        ("[city]\nguarantee.ratio_warnin.share_above = 0.6", "rules-unknown-rule", "did you mean 'guarantee.ratio_warning'?"),
        ("[city]\nshare_above = 0.6", "rules-unknown-rule", "[city]: no rule has the id 'share_above'"),
        ("[city]\nguarantee.ratio_warning.share = 0.6", "rules-unknown-parameter", "has no parameter 'share'; it has share_above"),
        ("[city]\nguarantee.lapsed.days = 6", "rules-unknown-parameter", "it has none"),
        (
            "[city]\nguarantee.ratio_warning.share_above = 6",
            "rules-value",
            "[city] guarantee.ratio_warning.share_above is 6: it must be",
        ),
        ("[city]\nguarantee.ratio_warning.share_above = nan", "rules-value", "is nan"),
        ("[city]\nguarantee.ratio_warning.share_above = true", "rules-value", "must be a number, not True"),
        ('[city]\nguarantee.ratio_warning.share_above = "60%"', "rules-value", "must be a number, not '60%'"),
        ("[city]\nguarantee.ratio_warning.share_above = {}", "rules-value", "must be a number, not {}"),
        ("[city]\nguarantee.ratio_warning.share_above = [0.6]", "rules-value", "must be a number"),
        ("[city]\nguarantee.clients.clients_above = 5.5", "rules-value", "must be a whole number, not 5.5"),
        ("[city]\ngroups.control.pool_concerted = 1", "rules-value", "must be true or false, not 1"),
        ("[city]\nguarantee.period_unclear.months = 12", "rules-value", "must be within 6 and 6"),
        (
            "[city]\nmaturities.steps.plan_months = 3",
            "rules-value",
            "funds_months < plan_months < ledger_months must rise",
        ),
        ("[county.380199]\nguarantee.clients.clients_above = 6", "rules-unknown-county", "'380199' is no county of the data"),
        ("[county.3801]\nguarantee.clients.clients_above = 6", "rules-unknown-county", "'3801' is no six-digit county code"),
        ("[county.380101]\ngroups.control.share_above = 0.3", "rules-value", "holds for the whole city: set it under [city]"),
        ("[town]\nguarantee.clients.clients_above = 6", "rules-invalid", "'town' is not known at the top"),
        ("city = 6", "rules-invalid", "[city] must be a table"),
        ("county = 6", "rules-invalid", "county must be tables"),
        ("[county]\n380101 = 6", "rules-invalid", "[county.380101] must be a table"),
        ("[city", "rules-invalid", "it is no TOML in UTF-8"),
        ("[city]\nguarantee.clients.clients_above = 6\n[city]", "rules-invalid", "it is no TOML"),
    ],
)
def test_what_no_rule_can_take_is_named_with_its_place(text: str, code: str, sentence: str) -> None:
    fault = refused(text)
    assert fault.code == code
    assert sentence in fault.message


def test_a_county_s_numbers_are_held_together_with_the_city_s() -> None:
    assert len(read("[city]\nmaturities.steps.plan_months = 4\nmaturities.steps.ledger_months = 5")) == 2
    fault = refused(
        "[city]\nmaturities.steps.plan_months = 4\nmaturities.steps.ledger_months = 5\n[county.380101]\nmaturities.steps.ledger_months = 3"
    )
    assert fault.faults == ("[county.380101] maturities.steps: funds_months < plan_months < ledger_months must rise, but they are 1, 4, 3",)


def test_everything_wrong_is_told_at_once() -> None:
    fault = refused("[city]\na.b.c = 1\nguarantee.clients.clients_above = 0\n[county.1]\n", head="")
    assert len(fault.faults) == 5  # version, author, rule, number, county
    assert all(sentence in fault.message for sentence in fault.faults)
    assert "\n" not in fault.message
    many = refused("[city]\n" + "".join(f"no.rule{place} = 1\n" for place in range(12)))
    assert len(many.faults) == 12
    assert many.message.endswith("(and 4 more faults)")


@pytest.mark.parametrize("head", ["", 'version = ""\nauthor = "x"\n', 'version = "1"\nauthor = 7\n', 'version = 1\nauthor = "x"\n'])
def test_a_version_and_an_author_are_needed(head: str) -> None:
    assert refused("", head=head).code == "rules-invalid"


def test_what_cannot_be_read_is_no_set_of_rules(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.toml"):
        with pytest.raises(InvalidRules, match="cannot be read"):
            read_rules(path)
    big = tmp_path / "big.toml"
    big.write_bytes(b"#" * 1_000_001)
    with pytest.raises(InvalidRules, match="larger than"):
        read_rules(big)
    with pytest.raises(InvalidRules, match="no TOML in UTF-8"):
        parse_rules("author = '市'".encode("gbk"), "x")


def test_without_a_store_only_the_shape_of_county_codes_is_checked() -> None:
    book = parse_rules((HEAD + "[county.999999]\nguarantee.clients.clients_above = 6").encode(), "x")
    assert book.origin is not None
    assert not book.origin.counties_checked


TAKERS = [(rule, one) for rule in RULES.values() for one in rule.parameters if not rule.rising]


@given(st.sampled_from(TAKERS), st.data())
def test_every_number_within_its_range_is_taken_and_none_outside(taker: tuple[Rule, Parameter], data: st.DataObject) -> None:
    rule, one = taker
    if isinstance(one.default, bool):
        value: float = data.draw(st.booleans())
    elif isinstance(one.default, int):
        value = data.draw(st.integers(int(one.low) - 2, int(one.high) + 2))
    else:
        value = data.draw(st.floats(one.low - 1, one.high + 1))
    text = f"[city]\n{rule.id}.{one.name} = {str(value).lower()}"
    if one.low <= value <= one.high:
        assert read(text) == (Override(None, rule.id, one.name, value),)
    else:
        assert refused(text).code == "rules-value"
