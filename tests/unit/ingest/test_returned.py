from __future__ import annotations

import csv
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from ingest.readers import read_folder
from ingest.reasons import Reason, Rejection
from ingest.returned import write_returned

HEADERS = ["借据编号", "借款企业", "机构代码", "余额", "发放日", "到期日"]
ROW: list[Any] = ["L1", "A", "B", 100.5, "2026-01-01", "2026-12-31"]


def rejection(file: str, sheet: str, row: int, column: str, chinese: str = "余额有误") -> Rejection:
    return Rejection(file, sheet, row, column, "x", Reason.AMOUNT_INVALID, "wrong", chinese)


def cells(path: Path, sheet: int = 0) -> list[list[Any]]:
    with path.open("rb") as stream, CalamineWorkbook.from_filelike(stream) as book:
        return book.get_sheet_by_index(sheet).to_python(skip_empty_area=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "in"
    path.mkdir()
    with xlsxwriter.Workbook(str(path / "借据.xlsx")) as book:
        sheet = book.add_worksheet("六月")
        sheet.merge_range("A1:F1", "借据明细表")
        sheet.write("F2", "单位：万元")
        for row, line in enumerate([HEADERS, ROW, ["L2", "=1+1", "@x", "-5", "+1", 46_000], [], ["合计", None, None, 200]], start=2):
            for column, cell in enumerate(line):
                (sheet.write_string if isinstance(cell, str) else sheet.write)(row, column, cell)
        sheet.write_formula("D9", "=1/0", None, "#DIV/0!")
        book.add_worksheet("说明").write("A1", "填表说明")
    return path


def test_the_copy_keeps_every_value_and_adds_the_reasons_last(folder: Path, tmp_path: Path) -> None:
    refused = [rejection("借据.xlsx", "六月", 5, "balance"), rejection("借据.xlsx", "六月", 5, "starts_on", "发放日有误")]
    (copy,) = write_returned(folder, tmp_path / "out", refused)
    assert copy == tmp_path / "out" / "借据_退回.xlsx"
    rows = cells(copy)
    assert rows[0][0] == "借据明细表"
    assert rows[1][5] == "单位：万元"
    assert rows[2] == [*HEADERS, "退回原因"]
    assert rows[3] == [*ROW, ""]
    assert rows[4] == ["L2", "=1+1", "@x", "-5", "+1", 46_000.0, "余额有误；发放日有误"]
    assert rows[6][:4] == ["合计", "", "", 200.0]
    assert rows[8][3] == "#DIV/0!"
    assert cells(copy, 1) == [["填表说明"]]


def test_a_percent_cell_comes_back_as_one(tmp_path: Path) -> None:
    path = tmp_path / "in"
    path.mkdir()
    with xlsxwriter.Workbook(str(path / "借据.xlsx")) as book:
        sheet = book.add_worksheet("借据")
        sheet.write_row(0, 0, [*HEADERS, "年利率(%)"])
        sheet.write_row(1, 0, ROW)
        sheet.write_number(1, 6, 0.0435, book.add_format({"num_format": "0.00%"}))
    write_returned(path, tmp_path / "out", [rejection("借据.xlsx", "借据", 2, "balance")])
    (table,) = read_folder(tmp_path / "out").tables
    assert table.frame["rate"].tolist() == [4.35]


def test_nothing_in_the_copy_is_a_formula_and_bad_cells_are_coloured(folder: Path, tmp_path: Path) -> None:
    (copy,) = write_returned(folder, tmp_path / "out", [rejection("借据.xlsx", "六月", 5, "balance")])
    with zipfile.ZipFile(copy) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        styles = archive.read("xl/styles.xml").decode()
    assert "<f>" not in sheet
    assert 'rgb="FFFFC7CE"' in styles
    row = sheet[sheet.index('<c r="A5"') : sheet.index("</row>", sheet.index('<c r="A5"'))]
    assert [cell.split('"')[1] for cell in row.split("<c ")[1:] if ' s="' in cell.split(">")[0]] == ["D5"]


def test_the_copy_can_be_sent_again(folder: Path, tmp_path: Path) -> None:
    (before,) = read_folder(folder).tables
    write_returned(folder, tmp_path / "out", [rejection("借据.xlsx", "六月", 5, "balance")])
    (after,) = read_folder(tmp_path / "out").tables
    assert after.rows.tolist()[:2] == before.rows.tolist()[:2] == [4, 5]
    assert after.units == before.units
    assert after.unmapped == ()
    assert after.frame["loan_no"].tolist()[:2] == before.frame["loan_no"].tolist()[:2]


def test_a_second_return_replaces_the_first_reasons(folder: Path, tmp_path: Path) -> None:
    write_returned(folder, tmp_path / "once", [rejection("借据.xlsx", "六月", 5, "balance")])
    (copy,) = write_returned(tmp_path / "once", tmp_path / "twice", [rejection("借据_退回.xlsx", "六月", 4, "balance", "新的原因")])
    assert copy.name == "借据_退回.xlsx"
    rows = cells(copy)
    assert rows[2].count("退回原因") == 1
    assert [row[6] for row in rows[3:5]] == ["新的原因", ""]


def test_text_files_come_back_as_workbooks_that_keep_text(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "工行").mkdir(parents=True)
    with (folder / "工行" / "借据.csv").open("w", encoding="gb18030", newline="") as out:
        csv.writer(out).writerows([HEADERS, ["0012", "=cmd|' /C calc'!A0", "B", "1,000", "x\ny", "2026-12-31"], ["L2", *map(str, ROW[1:])]])
    (copy,) = write_returned(folder, tmp_path / "out", [rejection("工行/借据.csv", "", 2, "starts_on")])
    assert copy == tmp_path / "out" / "工行" / "借据_退回.xlsx"
    assert cells(copy)[1] == ["0012", "=cmd|' /C calc'!A0", "B", "1,000", "x\ny", "2026-12-31", "余额有误"]
    (table,) = read_folder(tmp_path / "out").tables
    assert table.frame["loan_no"].tolist() == ["0012", "L2"]


def test_only_files_with_rejections_come_back_and_feeds_do_not(folder: Path, tmp_path: Path) -> None:
    (folder / "企业.csv").write_text("统一社会信用代码,企业名称,属地区县代码\n", encoding="utf-8")
    (folder / "loans.parquet").write_bytes(b"PAR1")
    assert write_returned(folder, tmp_path / "out", []) == []
    assert write_returned(folder, tmp_path / "out", [rejection("loans.parquet", "", 2, "balance")]) == []
    assert not (tmp_path / "out").exists()


def test_two_files_of_one_name_do_not_overwrite_each_other(folder: Path, tmp_path: Path) -> None:
    (folder / "借据.csv").write_text(",".join(HEADERS) + "\nL9,A,B,1,x,y\n", encoding="utf-8")
    refused = [rejection("借据.xlsx", "六月", 5, "balance"), rejection("借据.csv", "", 2, "balance")]
    written = write_returned(folder, tmp_path / "out", refused)
    assert [path.name for path in written] == ["借据_退回.xlsx", "借据.xlsx_退回.xlsx"]
    assert len(read_folder(tmp_path / "out").tables) == 2


def test_a_reason_about_a_column_the_file_lacks_stands_in_the_last_column(folder: Path, tmp_path: Path) -> None:
    (copy,) = write_returned(folder, tmp_path / "out", [rejection("借据.xlsx", "六月", 4, "principal", "缺发放金额")])
    assert cells(copy)[3][6] == "缺发放金额"
