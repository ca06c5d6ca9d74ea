from __future__ import annotations

import re
import string

import pytest

from ingest.reasons import Notice, Reason, Rejection, in_chinese

PLACES = {"column", "header", "value", "detail"}


@pytest.mark.parametrize("entry", [*Reason, *Notice])
def test_every_code_is_a_stable_word_with_a_sentence_in_both_languages(entry: Reason | Notice) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", entry.value)
    assert entry.english.isascii()
    assert entry.english.endswith(".")
    assert any("一" <= sign <= "鿿" for sign in entry.chinese)
    for sentence in (entry.english, entry.chinese):
        assert {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None} <= PLACES


def test_codes_are_distinct_and_found_again_by_their_text() -> None:
    values = [entry.value for entry in (*Reason, *Notice)]
    assert len(set(values)) == len(values)
    assert Reason("self-guarantee") is Reason.SELF_GUARANTEE


def test_a_rejection_reports_seven_fields() -> None:
    rejection = Rejection("a.csv", "", 3, "balance", "x", "amount-invalid", "balance: x is not an amount.", "“余额”不是有效金额")
    assert list(rejection.to_json()) == ["file", "sheet", "row", "column", "value", "code", "message"]


@pytest.mark.parametrize("reason", Reason)
def test_the_chinese_sentence_follows_from_an_entry_of_a_report(reason: Reason) -> None:
    places = {"column": "balance", "header": "余额", "value": "x (is none of) y", "detail": "a, b: c"}
    entry = {"code": reason.value, "column": "balance", "value": places["value"], "message": reason.english.format(**places)}
    assert in_chinese(entry, "余额") == reason.chinese.format(**places)
