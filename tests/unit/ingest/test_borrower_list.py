from __future__ import annotations

import pytest
import xlsxwriter

from graph.errors import InputError, RepeatedColumn
from graph.values import complete_credit_code
from ingest.borrower_list import Wanted, read_borrowers

ONE, TWO, THREE = (complete_credit_code("91330101", f"MA2AA00{place}") for place in (1, 2, 3))
WRONG = ONE[:-1] + ("0" if ONE[-1] != "0" else "1")


@pytest.fixture
def told(tmp_path):
    """What a list comes to: its borrowers, and row, column, value and code of what is refused."""

    def read(text, name="名单.csv", encoding="utf-8"):
        (tmp_path / name).write_text(text, encoding=encoding)
        found = read_borrowers(tmp_path / name)
        return list(found.wanted), [(one.row, one.column, one.value, one.code) for one in found.rejections()]

    return read


def test_codes_one_a_line_need_no_header_and_count_once(told):
    wanted, refused = told(f"{ONE}\n{TWO.lower()}\n{ONE}\n", "名单.txt", "gb18030")
    assert wanted == [Wanted(1, ONE, None), Wanted(2, TWO, None)]
    assert refused == [(3, "credit_code", ONE, "repeated-row")]


def test_a_code_gone_wrong_at_the_top_of_a_bare_list_is_a_row_and_not_its_header(told):
    assert told(f"{WRONG}\n{TWO}\n") == ([Wanted(2, TWO, None)], [(1, "credit_code", WRONG, "credit-code-invalid")])
    assert told(f"查询企业\n{TWO}\n") == ([Wanted(2, TWO, None)], [])


def test_an_offices_sheet_with_a_title_a_unit_and_proposed_amounts(tmp_path):
    path = tmp_path / "拟授信.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        notes = book.add_worksheet("说明")
        notes.write_column(0, 0, ["请勿修改", "统一社会信用代码", "十八位"])
        sheet = book.add_worksheet("名单")
        sheet.write(0, 0, "拟授信企业名单")
        sheet.write_row(1, 0, ["", "单位：万元"])
        sheet.write_row(2, 0, ["序号", "统一社会信用代码", "企业名称", "拟新增授信", "联系电话", "职工人数"])
        sheet.write_row(3, 0, [1, ONE, "甲", 500, 13800001111, 120])
        sheet.write_row(4, 0, [2, TWO, "乙", "1,200.5", "", 30])
        sheet.write_row(5, 0, [3, THREE, "丙", "约五百万", "", ""])
        sheet.write_row(6, 0, [4, "", "丁", 300, "", ""])
        sheet.write_row(7, 0, [5, WRONG, "戊", "", "", ""])
        sheet.write_row(8, 0, ["合计", "", "", 2000.5])
        more = book.add_worksheet("二批")
        more.write_column(0, 0, ["信用代码", THREE])
        book.add_worksheet("底稿").hide()
    found = read_borrowers(path)
    assert found.wanted == (Wanted(4, ONE, 5_000_000.0), Wanted(5, TWO, 12_005_000.0))
    assert [(one.sheet, one.row, one.column, one.value, one.code) for one in found.rejections()] == [
        ("名单", 6, "proposed", "约五百万", "amount-invalid"),
        ("名单", 7, "credit_code", "", "required-empty"),
        ("名单", 8, "credit_code", WRONG, "credit-code-invalid"),
    ]
    assert "“统一社会信用代码”为空" in found.rejections()[1].chinese
    assert found.unread == ("职工人数",)  # a telephone number counts nothing
    assert {one.sheet for one in found.skipped} == {"二批", "底稿"}


def test_a_spreadsheets_own_text_in_gbk_with_title_unit_and_amounts_as_people_write_them(told):
    text = (
        "东山区拟支持企业名单,,\n金额单位：万元,,\n企业名称,信用代码,拟放款金额\n"
        f"甲,{ONE},500\n乙,{TWO},2000000元\n丙,{THREE},-\n丁,{WRONG},待定\n"
    )
    wanted, refused = told(text, encoding="gb18030")
    assert wanted == [Wanted(4, ONE, 5_000_000.0), Wanted(5, TWO, 2_000_000.0), Wanted(6, THREE, None)]
    assert refused == [(7, "credit_code", WRONG, "credit-code-invalid"), (7, "proposed", "待定", "amount-invalid")]


@pytest.mark.parametrize(
    "header",
    [
        *("拟新增", "拟新增授信", "拟放款金额", "申请金额", "新增贷款", "拟授信", "拟授信额度", "拟贷金额"),
        *("申请贷款金额", "金额", "amount", "本期拟新增授信"),
    ],
)
@pytest.mark.parametrize(("unit", "times"), [("", 1), ("（万元）", 10_000), ("_万元", 10_000), ("(元)", 1)])
def test_headers_of_proposals_with_their_units(told, header, unit, times):
    assert told(f"代码,{header}{unit}\n{ONE},5\n{TWO},\n") == ([Wanted(2, ONE, 5.0 * times), Wanted(3, TWO, None)], [])


def test_a_nought_proposes_nothing_expressly_and_less_is_refused(told):
    wanted, refused = told(f"代码,申请金额\n{ONE},0\n{TWO},-5\n")
    assert wanted == [Wanted(2, ONE, 0.0)]
    assert refused == [(3, "proposed", "-5", "amount-negative")]


def test_lines_that_differ_about_a_firm_are_all_refused(told):
    wanted, refused = told(f"代码,申请金额\n{ONE},5\n{TWO},7\n{ONE},6\n{TWO},7\n")
    assert wanted == [Wanted(3, TWO, 7.0)]
    assert [(row, code) for row, _, _, code in refused] == [(2, "duplicate-conflict"), (4, "duplicate-conflict"), (5, "repeated-row")]


def test_firms_no_store_has_are_refused_where_they_stand(tmp_path):
    path = tmp_path / "名单.csv"
    path.write_text(f"代码\n{ONE}\n{TWO}\n", encoding="utf-8")
    found = read_borrowers(path)
    (one,) = found.rejections([TWO])
    assert (one.row, one.value, one.code) == (3, TWO, "unknown-reference")
    assert found.rejections() == []


def test_the_header_decides_which_of_two_columns_of_codes_is_meant_else_the_fuller_one(told):
    assert told(f"控股股东,信用代码\n{ONE},{THREE}\n{TWO},\n{ONE},{TWO}\n")[0] == [Wanted(2, THREE, None), Wanted(4, TWO, None)]
    assert told(f"股东,目标\n{ONE},{THREE}\n,{TWO}\n")[0] == [Wanted(2, THREE, None), Wanted(3, TWO, None)]


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        (f"代码,拟新增,授信额度,净资产\n{ONE},5,6,7\n", ("授信额度", "净资产")),
        (f"代码,贷款余额,贷款利率,申请日期\n{ONE},5,4.35,20260630\n", ("贷款余额", "贷款利率", "申请日期")),
        (f"代码,区县代码,备注\n{ONE},330101,重点\n", ()),
        (f"序号,代码,企业名称\n1,{ONE},甲\n", ()),
    ],
)
def test_columns_of_numbers_nobody_knows_are_named(tmp_path, text, unread):
    path = tmp_path / "名单.csv"
    path.write_text(text, encoding="utf-8")
    assert read_borrowers(path).unread == unread


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("企业,金额\n甲,5\n", "no-codes", "no column of it holds a unified social credit code"),
        ("信用代码\n", "no-codes", "no column of it holds a unified social credit code"),
        (f"代码,授信额度\n{ONE},5\n", "column-unclear", "the column '授信额度' holds numbers"),
        (f"代码,贷款金额(万元)\n{ONE},5\n", "column-unclear", "the column '贷款金额(万元)' holds numbers"),
        (f"代码,拟授信金额(美元)\n{ONE},5\n", "column-unclear", "head it 拟授信金额"),
        (f"{ONE},5\n", "column-unclear", "column B holds numbers under no header"),
        (f"代码,拟授信金额,申请金额\n{ONE},5,6\n", RepeatedColumn.code, "both mean proposed"),
    ],
)
def test_what_is_no_list_or_may_mean_two_things_is_said(told, text, code, said):
    with pytest.raises(InputError, match=r"名单\.csv: ") as caught:
        told(text)
    assert caught.value.code == code
    assert said in caught.value.message
