"""Excel as it comes: places, types, formulas, errors, merged cells, hidden sheets."""

from __future__ import annotations

import re
import time
import zipfile
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter
import xlwt

from ingest.raw import RawTable
from ingest.readers import Reading, read_folder
from ingest.reasons import Reason

DAY = datetime.fromisoformat("2026-03-01")
HEADERS = ["借据编号", "借款企业", "机构代码", "余额", "发放日", "到期日"]
ROW = ["L1", "91330100MA2H2ABCD0", "601398", 100, "2026-01-01", "2026-12-31"]


class Book:
    """A workbook under test; `sheet` is its first one."""

    def __init__(self, path: Path, name: str = "借据") -> None:
        self.path = path
        self.book = xlsxwriter.Workbook(str(path))
        self.sheet = self.book.add_worksheet(name)
        self.date = self.book.add_format({"num_format": "yyyy-mm-dd"})

    def rows(self, *rows: list[object], top: int = 0, left: int = 0) -> None:
        for place, row in enumerate(rows):
            self.sheet.write_row(top + place, left, row)

    def read(self) -> Reading:
        self.book.close()
        return read_folder(self.path.parent)

    def table(self) -> RawTable:
        (table,) = self.read().tables
        return table


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book(tmp_path / "loans.xlsx")


def edit(path: Path, part: str, old: str, new: str) -> None:
    """Change the XML of a closed workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    changed, times = re.subn(old, new, parts[part].decode())
    assert times
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, changed.encode() if name == part else content)


@pytest.mark.parametrize(("top", "left"), [(0, 0), (4, 3)])
def test_rows_are_numbered_as_excel_shows_them(book: Book, top: int, left: int) -> None:
    book.rows(HEADERS, ROW, [], ["L2", *ROW[1:]], top=top, left=left)
    table = book.table()
    assert table.rows.tolist() == [top + 2, top + 4]
    assert table.frame["loan_no"].tolist() == ["L1", "L2"]
    assert list(table.frame) == ["loan_no", "borrower", "bank_code", "balance", "starts_on", "matures_on"]


def test_cells_come_in_the_types_the_checks_expect(book: Book) -> None:
    book.rows(HEADERS, [2026001, "91330100MA2H2ABCD0", 601398.0, 12.5, "2026/3/1", 46082], [" L2 ", "X", "0012", "1,000", "x", "y"])
    book.sheet.write_datetime(3, 4, DAY, book.date)
    book.rows(["L3", True, 1.5, 3], top=3)
    table = book.table()
    assert table.frame["loan_no"].tolist() == ["2026001", "L2", "L3"]
    assert table.frame["borrower"].tolist() == ["91330100MA2H2ABCD0", "X", "TRUE"]
    assert table.frame["bank_code"].tolist() == ["601398", "0012", "1.5"]
    assert table.frame["balance"].tolist() == [12.5, "1,000", 3.0]
    assert table.frame["starts_on"].tolist() == ["2026/3/1", "x", DAY]
    assert table.frame["matures_on"].tolist()[:2] == [46082.0, "y"]
    assert pd.isna(table.frame["matures_on"].iloc[2])
    assert isinstance(table.frame["loan_no"].dtype, pd.StringDtype)


def test_columns_of_one_type_keep_it(book: Book) -> None:
    book.rows([*HEADERS, "逾期天数"], [*ROW, 3])
    book.sheet.write_datetime(1, 4, DAY, book.date)
    frame = book.table().frame
    assert str(frame["balance"].dtype) == "float64"
    assert str(frame["starts_on"].dtype) == "datetime64[s]"
    assert str(frame["matures_on"].dtype) == "str"
    assert str(frame["overdue_days"].dtype) == "float64"


def test_a_code_a_spreadsheet_has_spoiled_is_a_fault(book: Book) -> None:
    book.rows(HEADERS, ROW, [6217000012345678901, *ROW[1:]], ["6.217E+18", *ROW[1:]], ["L4", *ROW[1:]], [999_999_999_999_999, *ROW[1:]])
    book.sheet.write_datetime(4, 2, DAY, book.date)
    table = book.table()
    assert [(fault.position, fault.column, fault.reason) for fault in table.faults] == [
        (1, "loan_no", Reason.NUMBER_ROUNDED),
        (2, "loan_no", Reason.NUMBER_ROUNDED),
        (3, "bank_code", Reason.CODE_AS_DATE),
    ]
    assert table.faults[1].value == "6.217E+18"
    assert table.faults[2].value == "2026-03-01"
    assert table.frame["loan_no"].isna().tolist() == [False, True, True, False, False]
    assert table.frame["loan_no"].iloc[4] == "999999999999999"


def test_a_money_cell_may_be_as_large_as_it_likes(book: Book) -> None:
    book.rows(HEADERS, [*ROW[:3], 6.2e18, *ROW[4:]])
    assert book.table().faults == ()


def test_formulas_are_read_by_their_saved_value_and_counted(book: Book) -> None:
    book.rows([*HEADERS, "客户经理"], ROW, ROW)
    book.sheet.write_formula("D2", "=50+50", None, 100)
    book.sheet.write_formula("A3", '="L"&2', None, "L2")
    book.sheet.write_formula("G3", "=A1", None, "somebody")
    table = book.table()
    assert table.formulas == 2
    assert table.frame["balance"].tolist() == [100, 100]
    assert table.frame["loan_no"].tolist() == ["L1", "L2"]


def test_formulas_without_a_value_and_errors_are_faults_at_their_place(book: Book) -> None:
    book.rows([], [], HEADERS, ROW, ROW, ROW, left=1)
    book.sheet.write_formula("E5", "=SUM(E1:E2)", None, "")
    book.sheet.write_formula("F6", "=1/0", None, "#DIV/0!")
    book.sheet.write_formula("B7", "=A7", None, "")
    table = book.table()
    assert table.rows.tolist() == [4, 5, 6, 7]
    assert [(fault.position, fault.column, fault.value, fault.reason) for fault in table.faults] == [
        (1, "balance", "=SUM(E1:E2)", Reason.FORMULA_WITHOUT_VALUE),
        (2, "starts_on", "#DIV/0!", Reason.CELL_ERROR),
        (3, "loan_no", "=A7", Reason.FORMULA_WITHOUT_VALUE),
    ]


def test_a_formula_whose_saved_value_is_the_empty_text_is_an_empty_cell(book: Book) -> None:
    book.rows([*HEADERS, "用途"], ROW)
    book.sheet.write_formula("G2", '=""', None, "")
    book.book.close()
    edit(book.path, "xl/worksheets/sheet1.xml", r'(<c r="G2")>', r'\1 t="str">')
    (table,) = read_folder(book.path.parent).tables
    assert (table.faults, table.formulas) == ((), 1)
    assert table.frame["purpose"].isna().all()


def test_a_sheet_of_formulas_nobody_computed_is_rejected_row_by_row(book: Book) -> None:
    book.rows(HEADERS)
    for column in "ABCDEF":
        book.sheet.write_formula(f"{column}2", "=X1", None, "")
    book.book.close()
    edit(book.path, "xl/worksheets/sheet1.xml", r"(</f>)<v></v>", r"\1")
    (table,) = read_folder(book.path.parent).tables
    assert table.rows.tolist() == [2]
    assert len(table.faults) == 6


def test_old_workbooks_tell_formulas_and_errors_too(tmp_path: Path) -> None:
    old = xlwt.Workbook()
    sheet = old.add_sheet("借据")
    for row, cells in enumerate([HEADERS, ROW, ROW, ROW], start=2):
        for column, cell in enumerate(cells, start=1):
            if (row, column) not in {(4, 4), (5, 1)}:
                sheet.write(row, column, cell)
    sheet.write(4, 4, xlwt.Formula("1+1"))
    sheet.row(5).set_cell_error(1, 0x17)
    old.save(str(tmp_path / "loans.xls"))
    (table,) = read_folder(tmp_path).tables
    assert table.rows.tolist() == [4, 5, 6]
    assert [(fault.position, fault.column, fault.value, fault.reason) for fault in table.faults] == [
        (1, "balance", "=", Reason.FORMULA_WITHOUT_VALUE),
        (2, "loan_no", "#REF!", Reason.CELL_ERROR),
    ]


def test_merged_cells_hold_for_every_row_but_money_counts_once(book: Book) -> None:
    book.rows(HEADERS, ROW, ["L2"], ["L3"])
    for column, value in ((1, "X"), (2, "Y"), (4, "2026-01-01"), (5, "2026-12-31")):
        book.sheet.merge_range(1, column, 3, column, value)
    book.sheet.merge_range(1, 3, 3, 3, 100)
    frame = book.table().frame
    assert frame["borrower"].tolist() == ["X"] * 3
    assert frame["balance"].isna().tolist() == [False, True, True]


def test_a_title_a_unit_merged_headers_and_totals(book: Book) -> None:
    book.sheet.merge_range("A1:G1", "某银行借据明细表")
    book.sheet.write("G2", "单位：万元")
    for column, text in enumerate(["序号", "借据编号", "借款企业", "机构代码", "余额"]):
        book.sheet.merge_range(2, column, 3, column, text)
    book.sheet.merge_range("F3:G3", "期限")
    book.rows(["发放日", "到期日"], top=3, left=5)
    book.rows([1, *ROW], [], [2, "L2", *ROW[1:]], ["合 计", None, None, None, 200], ["制表人：张三", None, "填报日期：2026-07-01"], top=4)
    table = book.table()
    assert table.rows.tolist() == [5, 7]
    assert table.units == {"balance": 1_000_000}
    assert table.left_out == 2
    assert table.unmapped == ()
    assert table.headers["starts_on"] in {"发放日", "期限发放日"}


def test_headers_with_a_unit_override_the_sheet(book: Book) -> None:
    book.rows(["单位：万元"], [*HEADERS[:3], "余额(亿元)", *HEADERS[4:], "发放金额", "年利率(%)"], [*ROW, 5, 4.35])
    table = book.table()
    assert table.units == {"balance": 10_000_000_000, "principal": 1_000_000}
    assert table.percents == {"rate"}


def test_a_percent_cell_under_a_percent_header_is_what_it_shows(book: Book) -> None:
    book.rows([*HEADERS, "年利率(%)"], [*ROW, 4.35], ROW, ROW, [*ROW, "4.35%"])
    for row, code in ((2, "0.00%"), (3, '0.00"%"')):  # the second writes the sign behind the number
        book.sheet.write_number(row, 6, 0.0435, book.book.add_format({"num_format": code}))
    table = book.table()
    assert table.percents == {"rate"}
    assert table.frame["rate"].tolist() == [4.35, 4.35, 0.0435, "4.35%"]


def test_percent_cells_of_old_workbooks_too(tmp_path: Path) -> None:
    old = xlwt.Workbook()
    sheet = old.add_sheet("借据")
    for row, cells in enumerate([[*HEADERS, "年利率(%)"], [*ROW, 4.35], ROW, ROW, ROW]):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    for row, value, code in ((2, 0.0435, "0.00%"), (3, 0.05, "0.0##%"), (4, 0.05, '0.00"%"')):
        sheet.write(row, 6, value, xlwt.easyxf(num_format_str=code))
    old.save(str(tmp_path / "loans.xls"))
    (table,) = read_folder(tmp_path).tables
    assert table.frame["rate"].tolist() == [4.35, 4.35, 5.0, 0.05]


def test_percent_cells_under_a_plain_header_are_fractions(book: Book) -> None:
    book.rows([*HEADERS, "年利率"], ROW)
    book.sheet.write_number(1, 6, 0.0435, book.book.add_format({"num_format": "0.00%"}))
    assert book.table().frame["rate"].tolist() == [0.0435]


def test_hidden_sheets_explanations_and_empty_sheets_are_named_and_skipped(book: Book) -> None:
    book.rows(HEADERS, ROW)
    book.book.add_worksheet("旧数据").hide()
    book.book.add_worksheet("填报说明").write_row(0, 0, HEADERS)
    book.book.add_worksheet("Sheet3")
    chart = book.book.add_chart({"type": "line"})
    chart.add_series({"values": "=借据!$D$2:$D$2"})
    book.book.add_chartsheet("图").set_chart(chart)
    reading = book.read()
    assert len(reading.tables) == 1
    assert {skipped.sheet: skipped.why for skipped in reading.skipped} == {
        "旧数据": "the sheet is hidden",
        "填报说明": "by its name it explains and holds no data",
        "Sheet3": "the sheet is empty",
        "图": "no worksheet",
    }


def test_several_sheets_of_one_table_are_all_read(tmp_path: Path) -> None:
    book = Book(tmp_path / "上报.xlsx", "借据_工行")
    book.rows(HEADERS, ROW)
    book.book.add_worksheet("借据_农行").write_row(0, 0, HEADERS)
    tables = book.read().tables
    assert [(table.table.name, table.sheet, len(table)) for table in tables] == [("loans", "借据_工行", 1), ("loans", "借据_农行", 0)]


def test_a_sheet_that_lies_about_its_size_and_formats_a_million_columns_is_read(book: Book) -> None:
    book.rows(HEADERS, ROW)
    book.book.close()
    edit(book.path, "xl/worksheets/sheet1.xml", r'<dimension ref="[^"]*"/>', '<dimension ref="A1:XFD1048576"/>')
    edit(
        book.path,
        "xl/worksheets/sheet1.xml",
        r"</row></sheetData>",
        '<c r="XFD2"/></row><row r="1048576"><c r="A1048576"/></row></sheetData>',
    )
    (table,) = read_folder(book.path.parent).tables
    assert table.frame["loan_no"].tolist() == ["L1"]


def test_cells_that_do_not_say_where_they_stand_stand_in_order(book: Book) -> None:
    book.rows(HEADERS, ROW)
    book.sheet.write_formula("D2", "=1/0", None, "#DIV/0!")
    book.book.close()
    edit(book.path, "xl/worksheets/sheet1.xml", r'<(row|c) r="\w+"', r"<\1")
    (table,) = read_folder(book.path.parent).tables
    assert [(fault.position, fault.column) for fault in table.faults] == [(0, "balance")]
    assert table.frame["matures_on"].tolist() == ["2026-12-31"]


def test_a_prefix_in_the_xml_hides_nothing(book: Book) -> None:
    book.rows(HEADERS, ROW)
    book.sheet.write_formula("D2", "=1/0", None, "#DIV/0!")
    book.book.close()
    edit(book.path, "xl/worksheets/sheet1.xml", r"<(/?)(\w)", r"<\1x:\2")
    edit(book.path, "xl/worksheets/sheet1.xml", r"xmlns=", "xmlns:x=")
    (table,) = read_folder(book.path.parent).tables
    assert [(fault.column, fault.value) for fault in table.faults] == [("balance", "#DIV/0!")]


def test_twenty_thousand_rows_are_read_in_seconds(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "loans.xlsx"), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADERS)
        for row in range(20_000):
            sheet.write_row(row + 1, 0, [f"L{row}", *ROW[1:]])
    start = time.process_time()
    (table,) = read_folder(tmp_path).tables
    assert len(table) == 20_000
    assert time.process_time() - start < 5
