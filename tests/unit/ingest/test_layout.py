from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from graph.errors import RepeatedColumn, UnreadableFile
from graph.schema import TABLES
from ingest.layout import Layout, judge_rows, read_layout
from ingest.mapping import Lexicon

LOANS = Lexicon(TABLES["loans"])
HEADERS = ["借据编号", "借款企业", "机构代码", "余额", "发放日", "到期日"]
ROW = ["L1", "A", "B", "1", "2026-01-01", "2026-12-31"]


def layout_of(*lines: list[str], lexicon: Lexicon = LOANS) -> Layout:
    return read_layout([list(line) for line in lines], lexicon, "x.xlsx")


def columns(layout: Layout) -> dict[int, str]:
    return {place: match.column.name for place, match in layout.matches.items()}


def test_title_lines_unit_cells_and_blank_lines_stand_above_the_header() -> None:
    layout = layout_of(["某银行借据明细表", *[""] * 5], [""] * 6, ["", "", "", "", "", "单位：万元"], HEADERS, ROW)
    assert layout.header == 3
    assert layout.unit == 1_000_000
    assert list(columns(layout).values()) == ["loan_no", "borrower", "bank_code", "balance", "starts_on", "matures_on"]


def test_a_unit_beside_the_header_counts() -> None:
    assert layout_of([*HEADERS, "单位：亿元"], [*ROW, ""]).unit == 10_000_000_000


@pytest.mark.parametrize(
    ("line", "percent"), [("单位：万元、%", True), ("单位：万元，其中利率单位：％", True), ("单位：万元", False), ("增长20%", False)]
)
def test_a_line_that_counts_in_percents_counts_for_rates(line: str, percent: bool) -> None:
    layout = layout_of([line, *[""] * 6], [*HEADERS, "利率"], [*ROW, "4.35"])
    assert layout.matches[6].percent is percent
    assert not layout.matches[3].percent


def test_of_two_headers_that_may_mean_a_column_the_surer_counts_and_of_two_loose_ones_the_left() -> None:
    surer = layout_of([*HEADERS, "约定到期日", "起息日"])
    assert columns(surer)[5] == "matures_on"
    assert surer.unmapped == {6: "约定到期日", 7: "起息日"}
    left = layout_of(["本金余额" if header == "余额" else header for header in HEADERS] + ["未还本金"])
    assert columns(left)[3] == "balance"
    assert left.unmapped == {6: "未还本金"}
    with pytest.raises(RepeatedColumn, match="本金余额"):
        layout_of(["本金余额" if header == "余额" else header for header in HEADERS] + ["本金 余额"])


def test_blank_columns_and_unknown_headers_do_not_shift_anything() -> None:
    layout = layout_of(["", *HEADERS[:2], "客户经理", "", *HEADERS[2:]])
    assert columns(layout)[1] == "loan_no"
    assert columns(layout)[8] == "matures_on"
    assert layout.unmapped == {3: "客户经理"}


def test_two_lines_of_a_merged_header_are_read_together() -> None:
    above = ["借据编号", "借款企业", "借款企业", "机构代码", "逾期", "逾期", "余额", "期限", "期限"]
    below = ["", "代码", "名称", "", "天数", "本金", "(万元)", "发放日", "到期日"]
    layout = layout_of(["表", *[""] * 8], above, below, ["L1", "A", "甲", "B", "3", "5", "1", "2026-01-01", "2026-12-31"])
    assert layout.header == 2
    assert columns(layout) == {
        0: "loan_no", 1: "borrower", 3: "bank_code", 4: "overdue_days", 5: "overdue_principal", 6: "balance", 7: "starts_on",
        8: "matures_on",
    }  # fmt: skip
    assert layout.matches[6].unit == 1_000_000


def test_a_line_of_units_or_english_names_below_the_header_belongs_to_it() -> None:
    units = layout_of(HEADERS, ["", "", "", "万元", "", ""], ROW)
    assert (units.header, units.matches[3].unit) == (1, 1_000_000)
    english = layout_of(HEADERS, ["loan_no", "borrower", "bank_code", "balance", "starts_on", "matures_on"], ROW)
    assert english.header == 1


def test_a_heading_over_several_columns_states_their_unit() -> None:
    above = ["借据编号", "借款企业", "机构代码", "金额（万元）", "金额（万元）", "期限", "期限", "欠息"]
    layout = layout_of(above, ["", "", "", "余额", "保证金（元）", "发放日", "到期日", ""])
    assert [layout.matches[place].unit for place in (3, 4, 7)] == [1_000_000, 100, None]
    assert layout.unit is None


def test_a_unit_right_above_a_header_is_the_sheets() -> None:
    layout = layout_of(["币种：人民币", "", "单位：", "万元", "", ""], HEADERS)
    assert layout.unit == 1_000_000
    assert layout.matches[3].unit in {None, 1_000_000}


@pytest.mark.parametrize("title", ["借据明细表（万元）", "（人民币万元）", "借据明细表（单位：人民币 万元）"])
def test_a_title_states_the_unit(title: str) -> None:
    assert layout_of([title, *[""] * 5], HEADERS).unit == 1_000_000
    assert layout_of([title] * 6, HEADERS).matches[3].unit in {None, 1_000_000}


def test_the_nearest_statement_of_a_unit_counts() -> None:
    def unit(*lines: list[str], file: str = "x.xlsx", sheet: str = "") -> int | None:
        return read_layout([list(line) for line in lines], LOANS, file, sheet).unit

    assert unit(HEADERS, file="2026/借据明细（万元）.xlsx") == 1_000_000
    assert unit(HEADERS, file="借据（亿元）.xlsx", sheet="借据_万元") == 1_000_000
    assert unit(["单位：元", *[""] * 5], HEADERS, sheet="借据(万元)") == 100
    mixed = ["借据编号", "借款企业", "机构代码", "余额(单位：万元)", "发放日", "到期日"]
    assert unit(mixed) == 1_000_000
    assert unit([*mixed, "抵押物价值(单位：元)"]) is None


def test_the_row_with_most_known_headers_is_the_header() -> None:
    assert layout_of(["余额", "余额合计", "", "", "", ""], ["余额", "100", "", "", "", ""], HEADERS, ROW).header == 2


def test_nothing_known_is_no_layout() -> None:
    assert layout_of(["a", "b"], ["1", "2"]).header == -1


def test_a_code_beside_a_name_is_the_column() -> None:
    layout = layout_of(["借据编号", "借款人", "借款人统一社会信用代码", "机构代码", "余额", "发放日", "到期日"])
    assert columns(layout)[2] == "borrower"
    assert layout.unmapped == {1: "借款人"}


@pytest.mark.parametrize("headers", [["担保方式", "保证方式"], ["保证方式", "担保方式"]])
def test_a_loose_header_gives_way_and_stands_in_alone(headers: list[str]) -> None:
    known = ["担保合同编号", "担保人", "借据编号", "签订日"]
    both = layout_of([*known, *headers], lexicon=Lexicon(TABLES["guarantees"]))
    assert both.matches[4 + headers.index("保证方式")].column.name == "liability"
    assert both.unmapped == {4 + headers.index("担保方式"): "担保方式"}
    alone = layout_of([*known, "担保方式"], lexicon=Lexicon(TABLES["guarantees"]))
    assert alone.matches[4].column.name == "liability"


def test_what_the_manifest_names_goes_first() -> None:
    lexicon = Lexicon(TABLES["loans"], {"敞口": "balance"})
    layout = layout_of([*HEADERS, "敞口"], lexicon=lexicon)
    assert columns(layout)[6] == "balance"
    assert layout.unmapped == {3: "余额"}


def test_two_headers_of_one_column_are_refused() -> None:
    with pytest.raises(RepeatedColumn, match="'余额' and '贷款余额' both mean balance"):
        layout_of([*HEADERS, "贷款余额"])


@pytest.mark.parametrize("line", [["单位：元", "单位：万元"], ["单位：元/万元"], ["单位：万美元"]])
def test_contradicting_and_foreign_units_are_refused(line: list[str]) -> None:
    with pytest.raises(UnreadableFile):
        layout_of(line, HEADERS)


def judged(*rows: list[str | None], marked: int | None = None) -> tuple[list[int], int]:
    frame = pd.DataFrame([[*HEADERS, "备注"], *rows], dtype="str")
    found = judge_rows(frame, layout_of([*HEADERS, "备注"]), np.arange(len(frame)) == marked)
    return np.flatnonzero(found.kept).tolist(), found.left_out


def line(*cells: str | None) -> list[str | None]:
    return [*cells, *[None] * (7 - len(cells))]


@pytest.mark.parametrize("text", ["合计", "合 计", "小计", "总计：", "共计", "本页小计", "工商银行小计", "合计（12户）", "总计12笔"])
def test_total_rows_are_left_out(text: str) -> None:
    assert judged(line(*ROW), line(text, None, None, "100"), line(None, text, None, "100"), line("2", text)) == ([1], 3)


@pytest.mark.parametrize("text", ["制表人：张三", "填报日期:2026-07-01", "审核人： 李四", "注：以上为初步数据", "说明", "联系电话：0571-1"])
def test_notes_below_the_table_are_left_out(text: str) -> None:
    assert judged(line(*ROW), line(text, "x")) == ([1], 1)


def test_a_subtotal_behind_the_name_it_is_for_is_left_out() -> None:
    assert judged(line(*ROW), line("B1", "小 计", None, "100"), line(None, None, "东山农商行合计"), line("L2", "某会计公司")) == ([1, 4], 2)


@pytest.mark.parametrize("note", ["注：金额单位：万元", "单位：万元", "以上金额单位为万元"])
def test_a_note_below_the_table_may_state_the_unit(note: str) -> None:
    for place in (0, 6):  # also in a column nobody knows
        cells: list[str | None] = [None] * 7
        cells[place] = note
        frame = pd.DataFrame([[*HEADERS, "备注"], line(*ROW), cells], dtype="str")
        layout = layout_of([*HEADERS, "备注"])
        rows = judge_rows(frame, layout, np.zeros(3, dtype=bool))
        assert np.flatnonzero(rows.kept).tolist() == [1]
        assert rows.settle(layout, "x.csv").unit == 1_000_000
        with pytest.raises(UnreadableFile, match="two units"):
            rows.settle(layout_of(["单位：元", *[""] * 6], [*HEADERS, "备注"]), "x.csv")


def test_blank_rows_are_nothing_at_all() -> None:
    assert judged(line(*ROW), line(), line(*ROW), line(None, None, None, None, None, None, "只有备注")) == ([1, 3], 0)


def test_a_repeated_header_is_left_out() -> None:
    assert judged(line(*ROW), line(*HEADERS), line(*ROW)) == ([1, 3], 1)


def test_a_full_row_is_a_row_whatever_its_words_and_a_lacking_one_too() -> None:
    assert judged(line("合计", *ROW[1:]), line(None, "注销企业"), line("L2", None, "B")) == ([1, 2, 3], 0)


def test_a_row_of_faults_is_not_blank() -> None:
    assert judged(line(), line(*ROW), marked=1) == ([1, 2], 0)
