from __future__ import annotations

import re

import pytest

from graph.network import Liability, PartyKind
from viz import style
from viz.style import amount, word


@pytest.mark.parametrize(
    ("yuan", "zh", "en"),
    [
        (0.0, "0元", "0 yuan"),
        (-0.001, "0元", "0 yuan"),
        (999.5, "999.5元", "999.5 yuan"),
        (9_999.99, "9,999.99元", "9,999.99 yuan"),
        (9_999.999, "10,000元", "10,000 yuan"),
        (45_600.0, "4.56万元", "45,600 yuan"),
        (-45_600.0, "-4.56万元", "-45,600 yuan"),
        (99_999_999.0, "10,000万元", "100 m yuan"),
        (100_000_000.0, "1亿元", "100 m yuan"),
        (1_234_567_890.0, "12.35亿元", "1.23 bn yuan"),
    ],
)
def test_amounts_carry_their_unit(yuan: float, zh: str, en: str) -> None:
    assert (amount(yuan, "zh"), amount(yuan, "en")) == (zh, en)


def test_every_word_has_both_languages() -> None:
    for key, term in style.WORDS.items():
        assert term.zh, key
        assert term.en, key
        assert re.search(r"[\u4e00-\u9fff]", term.zh), key


def test_every_kind_of_the_network_has_its_word() -> None:
    assert set(style.PARTY) == set(PartyKind)
    assert set(style.LIABILITY) == set(Liability)


def test_a_field_without_a_word_shows_its_name() -> None:
    assert word("no_such_field", "zh") == "no such field"
