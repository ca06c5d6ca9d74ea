from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.values import (
    CREDIT_ALPHABET,
    amount,
    amounts_apart,
    complete_credit_code,
    credit_code_faults,
    normalise_name,
    normalised,
    wan,
    yuan,
)

# Codes that companies print on their own publications.
PUBLISHED = ["91440300708461136T", "91100000100003962T", "91330100799655058B"]


@pytest.mark.parametrize("code", PUBLISHED)
def test_published_credit_codes_are_sound(code: str) -> None:
    assert not credit_code_faults(pd.Series([code])).any()


@pytest.mark.parametrize("code", PUBLISHED)
def test_one_wrong_sign_is_found_anywhere(code: str) -> None:
    spoiled = [code[:place] + ("0" if code[place] != "0" else "1") + code[place + 1 :] for place in range(18)]
    assert credit_code_faults(pd.Series(spoiled)).all()


@pytest.mark.parametrize("code", ["", None, "12345", "91440300708461136T ", "91440300708461136t", "一二三四五六七八九十一二三四五六七八"])
def test_what_is_no_code_at_all(code: str | None) -> None:
    assert credit_code_faults(pd.Series([code], dtype="str")).all()


@given(st.text("0123456789", min_size=7, max_size=7), st.text([s for s in CREDIT_ALPHABET if s != "X"], min_size=8, max_size=8))
def test_completed_codes_are_sound(authority: str, organisation: str) -> None:
    for first in "9NYA":
        assert not credit_code_faults(pd.Series([complete_credit_code(first + authority, organisation)])).any()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("东山（集团）有限责任公司", "东山(集团)有限公司"),
        ("东山　集团有限公司", "东山集团有限公司"),
        ("ＡＢＣ科技有限公司", "abc科技有限公司"),
    ],
)
def test_spellings_of_one_name_agree(one: str, other: str) -> None:
    assert normalise_name(one) == normalise_name(other)


def test_money_is_shown_exactly() -> None:
    assert yuan(123_456_789) == 1_234_567.89
    assert wan(1_234_567_890_000) == "1,234,567.89"
    assert wan(100) == "0.0001"
    assert wan(0) == "0"


@pytest.mark.parametrize(
    ("more", "less", "told"),
    [
        (12e6, 8e6, ("1,200万元", "800万元")),
        (800.01e4, 800e4, ("800.01万元", "800万元")),
        (100_000_001.0, 100_000_000.0, ("1.00000001亿元", "1亿元")),
        (0.02, 0.01, ("0.02元", "0.01元")),
    ],
)
def test_two_amounts_are_told_apart(more: float, less: float, told: tuple[str, str]) -> None:
    assert amounts_apart(more, less) == told


def test_an_amount_has_the_decimals_asked_for() -> None:
    assert (amount(123_456_789.0, decimals=0), amount(10.0, decimals=0), amount(1_234_500.0, "en", decimals=4)) == (
        "1亿元",
        "10元",
        "1.2345 m yuan",
    )


def test_normalised_agrees_with_the_rule_for_one_name() -> None:
    names = ["东山（集团）有限责任公司", "东山集团有限公司", "有限责任公司", "ＡＢＣ Trading Co., Ltd.", "甲 乙", "①②", "㈱东山", "（）"]
    assert normalised(pd.Series([*names, None], dtype="str")) == {name: normalise_name(name) for name in names}
