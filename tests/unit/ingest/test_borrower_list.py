from __future__ import annotations

import pytest
import xlsxwriter

from graph.errors import UnreadableFile
from graph.values import complete_credit_code
from ingest.borrower_list import Wanted, read_borrowers

ONE, TWO = complete_credit_code("91330101", "MA2AA001"), complete_credit_code("91330101", "MA2AA002")


def test_codes_one_a_line(tmp_path):
    path = tmp_path / "名单.txt"
    path.write_text(f"{ONE}\n{TWO.lower()}\n{ONE}\n", encoding="gb18030")
    assert read_borrowers(path) == [Wanted(1, ONE, None), Wanted(2, TWO, None)]


def test_an_offices_sheet_with_a_title_a_unit_and_proposed_amounts(tmp_path):
    path = tmp_path / "拟授信.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("说明").write(0, 0, "请勿修改")
        sheet = book.add_worksheet("名单")
        sheet.write(0, 0, "拟授信企业名单")
        sheet.write_row(1, 0, ["", "单位：万元"])
        sheet.write_row(2, 0, ["序号", "统一社会信用代码", "企业名称", "拟授信金额"])
        sheet.write_row(3, 0, [1, ONE, "甲", 500])
        sheet.write_row(4, 0, [2, TWO, "乙", "1,200.5"])
        sheet.write_row(5, 0, ["合计", "", "", 1700.5])
    assert read_borrowers(path) == [Wanted(4, ONE, 5_000_000.0), Wanted(5, TWO, 12_005_000.0)]


def test_the_unit_of_the_header_goes_first_and_an_empty_cell_proposes_nothing(tmp_path):
    path = tmp_path / "名单.csv"
    path.write_text(f"代码,申请金额(元)\n{ONE},5000000\n{TWO},\n", encoding="utf-8")
    assert read_borrowers(path) == [Wanted(2, ONE, 5_000_000.0), Wanted(3, TWO, None)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("企业,金额\n甲,5\n", "no column of it holds a unified social credit code"),
        (f"代码,拟授信金额\n{ONE},约五百万\n", "row 2: '约五百万'"),
    ],
)
def test_what_is_no_list_is_said(tmp_path, text, said):
    path = tmp_path / "名单.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableFile, match=said):
        read_borrowers(path)
