from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from graph.values import complete_credit_code
from ingest.clean import codes
from ingest.clean.cells import REASONS, Cleaned, split

CODE = complete_credit_code("91990101", "MA001234")
ID_NUMBER = "11010519491231002X"


def one(clean: Callable[..., Cleaned], cell: Any, **how: Any) -> Any:
    cleaned = clean(split(pd.Series([cell], dtype="object")), **how)
    reason = REASONS[cleaned.reasons[0]]
    return reason.value if reason else cleaned.values[0]


@pytest.mark.parametrize(
    "cell", [CODE, CODE.lower(), f" {CODE} ", f"{CODE[:8]} {CODE[8:]}", "".join(chr(ord(sign) + 0xFEE0) for sign in CODE), f"\ufeff{CODE}"]
)
def test_one_credit_code_in_its_many_forms(cell: str) -> None:
    assert one(codes.clean_credit_code, cell, names=False) == CODE
    assert one(codes.clean_party_code, cell, person=False) == CODE


@pytest.mark.parametrize(
    "cell", [CODE[:17], CODE + "0", CODE[:17] + ("0" if CODE[17] != "0" else "1"), CODE.replace("M", "O"), "123", "某公司"]
)
def test_wrong_credit_codes(cell: str) -> None:
    assert one(codes.clean_credit_code, cell, names=False) == "credit-code-invalid"


@pytest.mark.parametrize("cell", ["某某有限公司", "Acme Holdings Ltd", "ACME", "甲 公司2"])
def test_a_name_may_stand_where_a_reference_is_meant(cell: str) -> None:
    assert one(codes.clean_credit_code, cell, names=True) == cell


@pytest.mark.parametrize("cell", [CODE[:17], "123456", "ABC-123"])
def test_a_broken_code_is_no_name(cell: str) -> None:
    assert one(codes.clean_credit_code, cell, names=True) == "credit-code-invalid"


@pytest.mark.parametrize(
    "cell", [ID_NUMBER, ID_NUMBER.lower(), "110105 19491231 002X", "110105491231002", "110105194912310021", "990105194912310024"]
)
def test_identity_card_numbers_are_refused_as_such(cell: str) -> None:
    assert one(codes.clean_party_code, cell, person=True) == "raw-id-number"
    assert one(codes.clean_credit_code, cell, names=True) == "raw-id-number"


@pytest.mark.parametrize("cell", ["11010519491331002X", "913301194912310021", "P001", "a3f9c2", "110105499931002", "990105491231002"])
def test_what_only_resembles_one_is_a_pseudonym(cell: str) -> None:
    assert one(codes.clean_party_code, cell, person=True) == cell


def test_a_masked_number_keeps_region_and_end() -> None:
    assert codes.masked(ID_NUMBER) == "110105********002X"
    assert codes.masked("110105491231002") == "110105*****1002"


@pytest.mark.parametrize(
    ("cell", "code"),
    [("990101", "990101"), ("９９０１０１", "990101"), ("990101000000", "990101"), (990101, "990101"), (990101.0, "990101")],
)
def test_county_codes(cell: Any, code: str) -> None:
    assert one(codes.clean_county_code, cell, names=False) == code


@pytest.mark.parametrize("cell", ["99010", "9901010", "990101123456", "X90101"])
def test_wrong_county_codes(cell: str) -> None:
    assert one(codes.clean_county_code, cell, names=True) == "county-code-invalid"


def test_a_county_may_be_named() -> None:
    assert one(codes.clean_county_code, "东山县", names=True) == "东山县"
    assert one(codes.clean_county_code, "东山县", names=False) == "county-code-invalid"


@pytest.mark.parametrize(
    ("cell", "code"), [("9901", "9901"), ("990100", "9901"), ("990101", "city-code-invalid"), ("99", "city-code-invalid")]
)
def test_city_codes(cell: str, code: str) -> None:
    assert one(codes.clean_city_code, cell) == code


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("00123", "00123"),
        ('="00123"', "00123"),
        ("'00123", "00123"),
        ("ＬＮ－０１", "LN-01"),
        ("浙（2026）借字第1号", "浙（2026）借字第1号"),
        ("a1", "a1"),
        ("L\u200b1", "L1"),
        (20260001, "20260001"),
        (20260001.0, "20260001"),
        ("6.217E+18", "number-rounded"),
        ("6217e18", "6217e18"),
        ("L\x001", "damaged-text"),
        ("L\ufffd", "damaged-text"),
        ("''", "identifier-invalid"),
        ("x" * 201, "text-too-long"),
        ("x" * 200, "x" * 200),
    ],
)
def test_numbers_stay_as_they_are(cell: Any, number: str) -> None:
    assert one(codes.clean_number, cell if cell != "''" else '=""') == number


def test_text_keeps_what_is_inside() -> None:
    assert one(lambda cells: codes.clean_text(cells, 100), "  一行\n两行  ") == "一行\n两行"
    assert one(lambda cells: codes.clean_text(cells, 3), "一二三四") == "text-too-long"
    assert one(lambda cells: codes.clean_text(cells, 100), pd.Timestamp(2026, 3, 1)) == "2026-03-01"


def test_what_may_be_a_name() -> None:
    texts = pa.array(["某公司", "Acme Ltd", "ACME", "P001", "a1b2", "９１", "甲1"])
    assert codes.may_be_names(texts).tolist() == [True, True, True, False, False, False, True]
