"""Blank Excel workbooks, one per table, generated from the schema: Chinese headers, lists of words, and a sheet that explains itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from graph.model import Column, Table
from graph.schema import TABLES
from graph.values import Kind

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

_LAST_ROW: Final = 1_048_575
_LONGEST_LIST: Final = 255  # signs Excel takes in one list
_YES_NO: Final = ("是", "否")
_REQUIRED: Final = "#FFE699"
_OPTIONAL: Final = "#DDEBF7"
_KINDS: Final[dict[Kind, tuple[str, str]]] = {  # what to fill in, and the format of the cells
    Kind.CREDIT_CODE: ("统一社会信用代码，18位", "@"),
    Kind.PARTY_CODE: ("统一社会信用代码，自然人填脱敏后的人员标识", "@"),
    Kind.COUNTY_CODE: ("行政区划代码，6位", "@"),
    Kind.CITY_CODE: ("城市代码，4位", "@"),
    Kind.NUMBER: ("编号，按文本填写", "@"),
    Kind.TEXT: ("文字", "@"),
    Kind.MONEY: ("金额", "#,##0.00####"),
    Kind.SHARE: ("比例，如 50% 或 0.5", "0.00##%"),
    Kind.RATE: ("比率，如 6% 或 0.06", "0.00##%"),
    Kind.COUNT: ("整数", "0"),
    Kind.DATE: ("日期，如 2026-06-30", "yyyy-mm-dd"),
    Kind.FLAG: ("是 或 否", "@"),
    Kind.CHOICE: ("从列表中选填", "@"),
}
NOTES: Final[dict[str, str]] = {
    "enterprises.county_code": "按实际属地填写，不由信用代码推出",
    "enterprises.registered_in_city": "空白视为“是”",
    "enterprises.as_of": "以下各项数据所属日期",
    "enterprises.default_probability": "一年内违约概率；空白时按政策参数表",
    "persons.person_id": "脱敏后的标识，不得填写身份证号码",
    "counties.city_code": "也可填末两位为00的6位代码",
    "loans.rate": "年利率",
    "loans.margin_deposit": "风险敞口为余额减保证金",
    "guarantees.loan_no": "与授信编号二选一",
    "guarantees.facility_no": "与借据编号二选一",
    "guarantees.cap": "空白表示担保全部债务；金额不详的请勿填“未知”等字样",
    "guarantees.liability": "空白视为未约定",
    "guarantees.share": "按份保证约定的份额",
    "guarantees.signed_on": "2021年1月1日前签订且未约定保证方式的为连带责任保证，之后为一般保证",
    "guarantees.period_ends_on": "届满后保证责任消灭",
    "controls.valid_to": "控制关系的最后一日",
    "risk_list.delisted_on": "销号当日起不在台账",
    "consents.ends_on": "授权的最后一日",
}


def write_templates(out: Path) -> list[Path]:
    """Write the workbooks, numbered in the order in which tables refer to each other; amounts are in 万元."""
    import xlsxwriter

    out.mkdir(parents=True, exist_ok=True)
    written = []
    for place, table in enumerate(TABLES.values(), start=1):
        target = out / f"{place:02d}_{table.chinese}.xlsx"
        with xlsxwriter.Workbook(str(target)) as workbook:
            _write_table(workbook, table)
            _write_explanation(workbook, table)
        written.append(target)
    return written


def header(column: Column) -> str:
    """The header of a column: money with its unit, required columns with a star."""
    return column.headers[0] + ("(万元)" if column.kind is Kind.MONEY else "") + ("*" if column.required else "")


def _write_table(workbook: Workbook, table: Table) -> None:
    worksheet = workbook.add_worksheet(table.chinese)
    worksheet.freeze_panes(1, 0)
    for place, column in enumerate(table.file_columns):
        look = {"bold": True, "border": 1, "align": "center", "bg_color": _REQUIRED if column.required else _OPTIONAL}
        text = header(column)
        worksheet.set_column(place, place, max(14, 2 * len(text) + 2), workbook.add_format({"num_format": _KINDS[column.kind][1]}))
        worksheet.write_string(0, place, text, workbook.add_format(look))
        if words := _words(column):
            lenient = column.vocabulary is not None and column.vocabulary.other is not None
            rule = {
                "validate": "list",
                "source": list(words),
                "error_type": "warning" if lenient else "stop",
                "error_title": "取值不在列表中",
                "error_message": "列表外的取值按“其他”入库" if lenient else "请从列表中选择",
            }
            worksheet.data_validation(1, place, _LAST_ROW, place, rule)


def _words(column: Column) -> tuple[str, ...]:
    """The words to choose from, as many as Excel takes."""
    words: tuple[str, ...] = _YES_NO if column.kind is Kind.FLAG else ()
    if column.vocabulary is not None:
        words = tuple(column.vocabulary.chinese(word) for word in column.vocabulary.words)
    return words if len(",".join(words)) <= _LONGEST_LIST else ()


def _write_explanation(workbook: Workbook, table: Table) -> None:
    worksheet = workbook.add_worksheet("说明")
    bold, wrap = workbook.add_format({"bold": True, "bg_color": _OPTIONAL}), workbook.add_format({"text_wrap": True, "valign": "top"})
    titles = ("列名", "英文列名", "必填", "填写内容", "单位", "填写说明", "也认可的列名", "认可的取值")
    for place, (title, width) in enumerate(zip(titles, (24, 24, 6, 44, 8, 44, 40, 80), strict=True)):
        worksheet.set_column(place, place, width, wrap)
        worksheet.write_string(0, place, title, bold)
    for row, column in enumerate(table.file_columns, start=1):
        accepted = ""
        if column.vocabulary is not None:
            accepted = "\n".join("、".join((*spellings, word)) for word, spellings in column.vocabulary.words.items())
        cells = (
            column.headers[0],
            column.name,
            "是" if column.required else "",
            _KINDS[column.kind][0],
            "万元" if column.kind is Kind.MONEY else "",
            NOTES.get(f"{table.name}.{column.name}", ""),
            "、".join(column.headers[1:]),
            accepted,
        )
        for place, text in enumerate(cells):
            worksheet.write_string(row, place, text, wrap)
    worksheet.freeze_panes(1, 0)
