from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.schema import TABLES
from ingest.clean.cells import REASONS, Cleaned, split
from ingest.clean.columns import clean_column
from ingest.clean.money import clean
from ingest.reasons import Notice, Reason

YUAN, WAN, YI = 100, 1_000_000, 10_000_000_000


def fen(cells: list[Any], unit: int = YUAN, dtype: str = "str", *, signed: bool = True) -> Cleaned:
    return clean(split(pd.Series(cells, dtype=dtype)), unit, signed=signed)


def one(cell: Any, unit: int = YUAN, dtype: str = "object") -> Any:
    cleaned = fen([cell], unit, dtype)
    reason = REASONS[cleaned.reasons[0]]
    return reason.value if reason else (None if pd.isna(cleaned.values[0]) else int(cleaned.values[0]))


@pytest.mark.parametrize(
    ("cell", "unit", "amount"),
    [
        ("0.29", WAN, 290_000),
        ("0.29", YUAN, 29),
        ("1234.5", YUAN, 123_450),
        ("1,234.50", YUAN, 123_450),
        ("1，234，567", YUAN, 123_456_700),
        ("1234,5678", YUAN, 1_234_567_800),  # grouped by 万
        ("1 234 567.8", YUAN, 123_456_780),
        ("１２３．４５", YUAN, 12_345),
        ("¥100", YUAN, 10_000),
        ("￥ 100.00", YUAN, 10_000),
        ("人民币100", YUAN, 10_000),
        ("RMB 100", YUAN, 10_000),
        ("100元", WAN, 10_000),  # the cell's own unit goes first
        ("3.5亿元", WAN, 35_000_000_000),
        ("12万", YUAN, 12_000_000),
        ("(1,234.5)", YUAN, -123_450),
        ("（12）", YUAN, -1_200),
        ("-12", YUAN, -1_200),
        ("−12", YUAN, -1_200),
        ("+.5", YUAN, 50),
        ("12.", YUAN, 1_200),
        ("000012", YUAN, 1_200),
        ("0.005", YUAN, 1),  # half a fen goes up
        ("0.0049999", YUAN, 0),
        ("-0.005", YUAN, -1),
        ("0.1234567890123456789", YI, 1_234_567_890),
        ("90000000000000", YUAN, 9_000_000_000_000_000),
    ],
)
def test_amounts_as_people_write_them(cell: str, unit: int, amount: int) -> None:
    assert one(cell, unit) == amount


@pytest.mark.parametrize("cell", ["-", "—", "", " ", "/", "无", "N/A", "null"])
def test_placeholders_are_empty_cells(cell: str) -> None:
    assert one(cell) is None


@pytest.mark.parametrize(
    "cell", ["1,23", "12,34.5", "1.2.3", "--5", "(-5)", "(5", "5)", "abc", "12abc", "5%", "$5", "nan", "inf", ",5", ".", "元", "5美元"]
)
def test_what_is_no_amount_is_refused(cell: str) -> None:
    assert one(cell) == "amount-invalid"


@pytest.mark.parametrize("cell", ["1e5", "1.23E+08", "6.2e-3"])
def test_a_text_in_scientific_notation_has_lost_its_digits(cell: str) -> None:
    assert one(cell) == "number-rounded"


@pytest.mark.parametrize("cell", ["90000000000000.01", "9" * 40, 1e18, 10**17, 10**30])
def test_amounts_beyond_ninety_trillion_yuan_are_refused(cell: Any) -> None:
    assert one(cell) == "amount-too-large"


@pytest.mark.parametrize(
    ("cell", "unit", "amount"),
    [
        (0.29, WAN, 290_000),
        (1.005, YUAN, 101),
        (0.1 + 0.2, YUAN, 30),
        (12345678.9, YUAN, 1_234_567_890),
        (-3, YUAN, -300),
        (2.675, YUAN, 268),
    ],
)
def test_numbers_of_a_spreadsheet_go_to_the_nearest_fen(cell: float, unit: int, amount: int) -> None:
    assert one(cell, unit) == amount


@pytest.mark.parametrize("cell", [True, pd.Timestamp(2026, 1, 1), float("inf"), float("-inf")])
def test_cells_of_another_type_are_no_amounts(cell: Any) -> None:
    assert one(cell) == "amount-invalid"


def test_a_mixed_column_is_cleaned_part_by_part() -> None:
    cleaned = fen(["1,000", 2, 3.5, None, float("nan"), "x"], dtype="object")
    assert cleaned.values.tolist() == [100_000, 200, 350, pd.NA, pd.NA, pd.NA]
    assert str(cleaned.values.dtype) == "Int64"


@pytest.mark.parametrize("dtype", ["float64", "Float64", "int64", "Int32"])
def test_typed_columns_need_no_text(dtype: str) -> None:
    assert fen([1, 2], WAN, dtype).values.tolist() == [1_000_000, 2_000_000]


def test_negative_amounts_only_where_they_may_be() -> None:
    cleaned = fen(["-1", "1", "(2)"], signed=False)
    assert [REASONS[place] for place in cleaned.reasons] == ["amount-negative", None, "amount-negative"]
    assert cleaned.values.isna().tolist() == [True, False, True]


def test_rounding_to_fen_is_noticed() -> None:
    assert fen(["0.001", "0.01", "1"]).noted[Notice.ROUNDED_TO_FEN].tolist() == [0]
    assert fen([0.001, 0.29, 1e9], dtype="float64").noted[Notice.ROUNDED_TO_FEN].tolist() == [0]


@given(st.decimals(min_value=0, max_value=10**9, places=9, allow_nan=False), st.sampled_from([1, YUAN, 100_000, WAN, YI]), st.booleans())
def test_text_is_exact_in_every_unit(amount: Decimal, unit: int, negative: bool) -> None:
    exact = int((amount * unit).quantize(Decimal(1), ROUND_HALF_UP))
    if exact <= 9_000_000_000_000_000:
        assert one(f"{'-' if negative else ''}{amount:f}", unit) == (-exact if negative else exact)
        assert one(f"{amount:,f}", unit) == exact


@given(st.integers(0, 10**13), st.sampled_from([YUAN, WAN, YI]))
def test_text_and_number_of_the_same_amount_agree(amount: int, unit: int) -> None:
    text = f"{Decimal(amount) / unit:f}"
    assert one(text, unit) == amount
    assert one(np.float64(text), unit) == amount


def test_a_unit_that_is_no_power_of_ten_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="power of ten"):
        fen(["1"], 300)


def test_where_an_empty_cell_says_something_only_strokes_are_empty(raw: Any) -> None:
    cells = ["1", "", None, " ", "-", "—", "/", "／", "未知", "不详", "待定", "暂无", "无", "不适用", "N/A", "NULL", "*"]
    cap = clean_column(raw("guarantees", cap=cells), TABLES["guarantees"].column("cap"))
    assert cap.values.isna().tolist() == [False, *[True] * 16]
    assert [REASONS[place] for place in cap.reasons] == [None] * 8 + [Reason.AMOUNT_INVALID] * 9
    deposit = clean_column(raw("loans", margin_deposit=["未知", "N/A", "待定"]), TABLES["loans"].column("margin_deposit"))
    assert [REASONS[place] for place in deposit.reasons] == [None, None, Reason.AMOUNT_INVALID]
