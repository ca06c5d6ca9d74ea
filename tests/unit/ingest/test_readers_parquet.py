"""Parquet feeds: typed, fast, only what is known."""

from __future__ import annotations

import time
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from graph.errors import UnreadableFile
from ingest.raw import RawTable
from ingest.readers import read_folder
from ingest.reasons import Reason


def read(tmp_path: Path, **changes: pa.Array | list[object]) -> RawTable:
    columns: dict[str, pa.Array | list[object]] = {
        "loan_no": ["L1", None], "borrower": ["A", " B "], "bank_code": ["601398", ""], "balance": [1.5, None],
        "starts_on": [date(2026, 1, 1), None], "matures_on": ["2026-12-31", "20261231"],
    }  # fmt: skip
    pq.write_table(pa.table(columns | changes), tmp_path / "loans.parquet")
    (table,) = read_folder(tmp_path).tables
    return table


def test_types_are_kept_and_rows_counted_below_a_header(tmp_path: Path) -> None:
    table = read(
        tmp_path, overdue_days=pa.array([3, None], pa.int16()), product=pa.array(["流贷", "流贷"]).dictionary_encode(), other=[1, 2]
    )
    assert {name: str(dtype) for name, dtype in table.frame.dtypes.items()} == {
        "loan_no": "str", "borrower": "str", "bank_code": "str", "product": "str", "balance": "float64",
        "starts_on": "datetime64[s]", "matures_on": "str", "overdue_days": "Int64",
    }  # fmt: skip
    assert table.frame["borrower"].tolist() == ["A", "B"]
    assert table.frame["bank_code"].isna().tolist() == [False, True]
    assert table.rows.tolist() == [2, 3]
    assert table.unmapped == ("other",)


@pytest.mark.parametrize(
    ("cells", "expected", "dtype"),
    [
        (pa.array([Decimal("1.25"), None]), [1.25, None], "float64"),
        (pa.array([125, None], pa.int32()), [125, None], "Int64"),
        (pa.array([2**63, 1], pa.uint64()), [2.0**63, 1.0], "float64"),
        (pa.array(["1.25", "x"], pa.string_view()), ["1.25", "x"], "str"),
        (pa.nulls(2), [None, None], "str"),
    ],
)
def test_money_in_every_type(tmp_path: Path, cells: pa.Array, expected: list[object], dtype: str) -> None:
    column = read(tmp_path, balance=cells).frame["balance"]
    assert str(column.dtype) == dtype
    assert [None if pd.isna(cell) else cell for cell in column] == expected


def test_moments_lose_nothing_but_fractions(tmp_path: Path) -> None:
    cells = pa.array([datetime.fromisoformat("2026-03-01T10:20:30.5"), None], pa.timestamp("ns"))
    assert read(tmp_path, starts_on=cells).frame["starts_on"].iloc[0] == pd.Timestamp("2026-03-01 10:20:30")
    with pytest.raises(UnreadableFile, match="starts_on"):
        read(tmp_path, starts_on=pa.array([1, 2], pa.timestamp("s", tz="UTC")))


def test_codes_are_text_and_rounded_ones_faults(tmp_path: Path) -> None:
    table = read(tmp_path, loan_no=[6.217e18, 601398.0], bank_code=pa.array([601398, None]), borrower=[1.5, None])
    assert table.frame["loan_no"].tolist()[1] == "601398"
    assert table.frame["bank_code"].tolist()[0] == "601398"
    assert table.frame["borrower"].tolist()[0] == "1.5"
    assert table.frame[["bank_code", "borrower"]].iloc[1].isna().all()
    assert [(fault.position, fault.column, fault.reason) for fault in table.faults] == [(0, "loan_no", Reason.NUMBER_ROUNDED)]


def test_a_unit_in_a_name_and_chinese_names(tmp_path: Path) -> None:
    columns = {"借据编号": ["L1"], "借款企业": ["A"], "机构代码": ["B"], "balance_wan": [1.0], "发放日": ["x"], "到期日": ["y"]}
    pq.write_table(pa.table(columns), tmp_path / "feed.parquet")
    (table,) = read_folder(tmp_path).tables
    assert table.table.name == "loans"
    assert table.units == {"balance": 1_000_000}


def test_a_city_of_guarantees_is_read_in_a_second(tmp_path: Path) -> None:
    count = 700_000
    numbers = pa.array(np.char.mod("G%08d", np.arange(count)))
    columns = {
        "guarantee_no": numbers,
        "guarantor": numbers,
        "loan_no": numbers,
        "cap": np.arange(count) * 0.5,
        "signed_on": pa.nulls(count),
    }
    pq.write_table(pa.table(columns), tmp_path / "guarantees.parquet")
    read_folder(tmp_path)  # imports and caches
    start = time.process_time()
    (table,) = read_folder(tmp_path).tables
    assert len(table) == count
    assert time.process_time() - start < 2  # about 0.4 s; the rest is other work on the machine
