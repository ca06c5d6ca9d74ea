"""Columns that say row by row what the money beside them is counted in."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from graph.errors import UnreadableFile
from ingest.clean.columns import clean_column
from ingest.raw import RawTable
from ingest.readers import read_folder
from ingest.readers.denomination import counted
from ingest.reasons import Reason

WAN = 1_000_000


def read(folder: Path, header: str, *cells: str, above: str = "", balance: str = "余额") -> RawTable:
    rows = [f"L{place},A,B,1,{cell},2026-01-01,2026-12-31" for place, cell in enumerate(cells)]
    text = "\n".join([above, f"借据编号,借款企业,机构代码,{balance},{header},发放日,到期日", *rows])
    (folder / "借据.csv").write_text(text, encoding="utf-8")
    (table,) = read_folder(folder).tables
    return table


@pytest.mark.parametrize("header", ["单位", "金额单位", "货币单位"])
def test_a_unit_repeated_in_every_row_is_the_unit(tmp_path: Path, header: str) -> None:
    assert read(tmp_path, header, "万元", "", "万元").units == {"balance": WAN}
    assert read(tmp_path, header, "万元", balance="余额(元)").units == {"balance": 100}
    assert read(tmp_path, header, "某某单位", "万元").units == {"balance": 100}


def test_rows_that_name_different_units_keep_each_its_own(tmp_path: Path) -> None:
    table = read(tmp_path, "单位", "万元", "元", "亿元")
    assert clean_column(table, table.table.column("balance")).values.tolist() == [WAN, 100, 10_000_000_000]
    headed = read(tmp_path, "单位", "万元", "元", balance="余额(元)")
    assert clean_column(headed, headed.table.column("balance")).values.tolist() == [100, 100]


@pytest.mark.parametrize(
    ("cell", "shown"), [(12.5, "12.5万元"), ("1,234", "1,234万元"), ("（5）", "（5万元）"), ("3元", "3元"), ("x", "x")]
)
def test_the_unit_of_a_row_is_written_behind_an_amount_that_has_none(cell: object, shown: str) -> None:
    assert counted(pd.Series([cell, None], dtype=object), pd.Series(["万元", "元"])).tolist() == [shown, None]


@pytest.mark.parametrize(("cells", "above"), [(["万元", "元", ""], ""), (["万元", "元"], "单位：元"), (["万元"], "单位：元")])
def test_units_that_differ_are_refused(tmp_path: Path, cells: list[str], above: str) -> None:
    with pytest.raises(UnreadableFile, match="several units"):
        read(tmp_path, "单位", *cells, above=above)


def test_a_row_in_another_currency_is_refused(tmp_path: Path) -> None:
    table = read(tmp_path, "币种", "人民币", "USD", "", "CNY", "美元", "ＲＭＢ")
    assert [(fault.position, fault.column, fault.value, fault.reason) for fault in table.faults] == [
        (1, "币种", "USD", Reason.CURRENCY_FOREIGN),
        (4, "币种", "美元", Reason.CURRENCY_FOREIGN),
    ]
