"""Text as it comes: encodings, delimiters, quotes, shifted rows."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest

from ingest.raw import RawTable
from ingest.readers import read_folder
from ingest.reasons import Reason

HEADERS = ["借据编号", "借款企业", "机构代码", "余额", "发放日", "到期日"]
ROW = ["L1", "91330100MA2H2ABCD0", "601398", "100.50", "2026-01-01", "2026-12-31"]


def text(*rows: list[str], delimiter: str = ",", end: str = "\r\n") -> str:
    out = StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    return out.getvalue()


def read(tmp_path: Path, content: str | bytes, name: str = "借据.csv") -> RawTable:
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    (table,) = read_folder(tmp_path).tables
    return table


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    rare = "" if encoding == "gbk" else "㐂𠮷"  # outside GBK
    mark = "\ufeff" if encoding in {"utf-16-le", "utf-16-be"} else ""
    table = read(tmp_path, (mark + text([*HEADERS, "用途"], [*ROW, f"购买{rare}钢"])).encode(encoding))
    assert table.frame["purpose"].tolist() == [f"购买{rare}钢"]
    assert (table.sheet, table.rows.tolist()) == ("", [2])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(tmp_path: Path, delimiter: str, end: str) -> None:
    rows = [[f"L{place}", *ROW[1:3], "1,000,000.50", *ROW[4:]] for place in range(3)]
    table = read(tmp_path, text(HEADERS, *rows, delimiter=delimiter, end=end))
    assert table.frame["loan_no"].tolist() == ["L0", "L1", "L2"]
    assert table.frame["balance"].tolist() == ["1,000,000.50"] * 3
    assert table.rows.tolist() == [2, 3, 4]


def test_a_record_is_a_row_of_excel_whatever_its_line_breaks(tmp_path: Path) -> None:
    rows = [["借据明细表"], [], ["单位：万元"], [*HEADERS, "用途"], [*ROW, "一\n二\n三"], [], [*ROW, '说 "好"'], ["合计", "", "", "201"]]
    table = read(tmp_path, text(*rows))
    assert table.rows.tolist() == [5, 7]
    assert table.frame["purpose"].tolist() == ["一\n二\n三", '说 "好"']
    assert table.units == {"balance": 1_000_000}
    assert table.left_out == 1


def test_cells_stay_text_and_lose_only_their_wrapping(tmp_path: Path) -> None:
    content = text(HEADERS, ['="0012"', "'91330100MA2H2ABCD0", "0601\t", " 1.50 ", "", "　"])
    frame = read(tmp_path, content).frame
    assert [frame[name].tolist()[0] for name in ("loan_no", "borrower", "bank_code", "balance")] == [
        "0012",
        "91330100MA2H2ABCD0",
        "0601",
        "1.50",
    ]
    assert frame[["starts_on", "matures_on"]].isna().all(axis=None)
    assert {str(dtype) for dtype in frame.dtypes} == {"str"}


def test_rounded_numbers_are_faults(tmp_path: Path) -> None:
    table = read(tmp_path, text(HEADERS, ["6.217E+18", *ROW[1:]], ["2E5", *ROW[1:]]))
    assert [(fault.position, fault.column, fault.value, fault.reason) for fault in table.faults] == [
        (0, "loan_no", "6.217E+18", Reason.NUMBER_ROUNDED)
    ]


def test_a_row_whose_cells_have_shifted_is_a_fault(tmp_path: Path) -> None:
    content = ",".join(HEADERS) + "\nL1,A,B,1,000.00,2026-01-01,2026-12-31\n" + ",".join(ROW) + ",,,\n"
    table = read(tmp_path, content)
    assert [(fault.position, fault.reason) for fault in table.faults] == [(0, Reason.ROW_TOO_LONG)]
    assert table.frame["loan_no"].tolist() == ["L1", "L1"]


def test_short_rows_end_in_empty_cells(tmp_path: Path) -> None:
    table = read(tmp_path, ",".join(HEADERS) + "\nL1,A\n")
    assert table.frame["balance"].isna().all()


def test_thousands_of_empty_columns_and_rows_are_nothing(tmp_path: Path) -> None:
    content = ",".join(HEADERS) + "," * 16_000 + "\n" + ",".join(ROW) + "," * 16_000 + "\n" + ("," * 16_000 + "\n") * 3
    assert read(tmp_path, content).rows.tolist() == [2]


def test_many_rows_cross_the_batches(tmp_path: Path) -> None:
    content = text(HEADERS, *([f"L{place}", *ROW[1:]] for place in range(60_000)))
    table = read(tmp_path, content)
    assert len(table) == 60_000
    assert table.frame["loan_no"].iloc[-1] == "L59999"
    assert table.rows[-1] == 60_001


@pytest.mark.parametrize("name", ["借据.txt", "借据.tsv", "借据.xls", "借据.xlsx"])
def test_text_is_text_under_any_name(tmp_path: Path, name: str) -> None:
    assert len(read(tmp_path, text(HEADERS, ROW, delimiter="\t").encode("gbk"), name)) == 1


def test_a_header_alone_is_a_table_without_rows(tmp_path: Path) -> None:
    table = read(tmp_path, text(HEADERS))
    assert len(table) == len(table.frame) == 0
    assert list(table.frame) == ["loan_no", "borrower", "bank_code", "balance", "starts_on", "matures_on"]
