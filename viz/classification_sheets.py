"""保 / 帮 / 关 and the ledger of risk enterprises as the workbooks offices hand on; the ledger's own sheet is read back by a load."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from graph.model import Column as TableColumn
from graph.schema import TABLES
from graph.values import Kind as Value
from viz.style import APPLICATION, DIMENSION, DIMENSIONS_SCORED, LEVEL, STANDING, TIER, UNLIKE_CAUSE, word
from viz.workbook import Column, Kind, Sheet

_WHO: Final = (Column("统一社会信用代码", width=22), Column("企业名称", width=30), Column("区县代码"))
_KINDS: Final[dict[Value, Kind]] = {Value.DATE: "date", Value.MONEY: "money", Value.COUNT: "count", Value.FLAG: "flag"}
_CHOICES: Final = {"tier": TIER, "application": APPLICATION}


def classification_sheets(
    rows: Sequence[dict[str, Any]], unlike: Sequence[dict[str, Any]], counts: Sequence[dict[str, Any]], head: dict[str, Any]
) -> list[Sheet]:
    """The list, how many there are of each class, like cases treated unlike, and, where the rows have them, what made each score."""
    scheme, day = head["scheme"], head["as_of"]
    about = (
        f"数据时点：{day}",
        head["note"]["zh"],
        f"评价方案：{scheme['id']} {scheme['version']}（{scheme['owner']}，{scheme['maturity_zh']}）",
    )
    listed = Sheet(
        "分类建议",
        f"“保、帮、关”拟分类表（{day}）",
        (
            *_WHO, Column("在台账", "flag"), Column("风险等级"), Column("综合得分", "number"),
            *(Column(f"{DIMENSION[name].zh}得分", "number") for name in DIMENSIONS_SCORED),
            Column("缺失占比", "share"), Column("拟分类"), Column("现分类"), Column("理由", width=60), Column("状态"),
            Column("公示日", "date"), Column("异议截止", "date"), Column("异议数", "count"), Column("人工调整", width=40),
        ),
        [
            (
                row["enterprise"], row["name"], row["county"], row["on_ledger"],
                TIER[row["tier"]].zh if row["tier"] else None, row["score"],
                *((row["dimensions"].get(name) or {}).get("score") for name in DIMENSIONS_SCORED),
                row["missing"], row["proposed"], row["class"], row["reason"]["zh"], STANDING[row["status"]].zh if row["status"] else None,
                row["published_on"], row["objection_until"], len(row["objections"]) or None, overridden(row["override"]),
            )
            for row in rows
        ],
        about,
    )  # fmt: skip
    classes = ("保", "帮", "关")
    summed = Sheet(
        "分类汇总",
        f"台账内企业拟分类汇总（{day}）",
        (Column("区县代码"), Column("户数", "count", total=True), *(Column(f"“{one}”", "count", total=True) for one in classes),
         Column("未分类", "count", total=True), Column("人工调整", "count", total=True)),
        [(one["county"], one["firms"], *(one[name] for name in classes), one["unclassed"], one["overridden"]) for one in counts],
        about[:2],
    )  # fmt: skip
    pairs = Sheet(
        "同类不同待",
        f"得分相近而分类不同的企业（{day}）",
        (*_WHO, Column("得分", "number"), Column("分类"), Column("对照企业代码", width=22), Column("对照企业", width=30),
         Column("对照得分", "number"), Column("对照分类"), Column("相差（分）", "number"), Column("原因")),
        [
            (one["enterprise"], one["name"], one["county"], one["score"], one["class"], one["other"], one["other_name"], one["other_score"],
             one["other_class"], one["points"], UNLIKE_CAUSE[one["cause"]].zh)
            for one in unlike
        ],
        about[:2],
    )  # fmt: skip
    detailed = [
        (row["enterprise"], row["name"], DIMENSION[item["dimension"]].zh, item["name_zh"], item["value"], item["benchmark"], item["weight"],
         item["points"], item["missing"], item["text_zh"], item["source"])
        for row in rows
        for item in row.get("items", ())
    ]  # fmt: skip
    if not detailed:
        return [listed, summed, pairs]
    columns = (
        *_WHO[:2], Column("维度"), Column("指标", width=24), Column("指标值", "number"), Column("基准值", "number"),
        Column("权重", "number"), Column("得分", "number"), Column("缺失", "flag"), Column("说明", width=80), Column("数据来源", width=40),
    )  # fmt: skip
    return [listed, summed, pairs, Sheet("得分明细", f"得分明细（{day}）", columns, detailed, about)]


def overridden(override: dict[str, Any] | None) -> str | None:
    """An override in a cell."""
    if override is None:
        return None
    return (
        f"“{override['class']}”：{override['reason']}（{override['decided_on']}，{override['author']}提出，{override['confirmed_by']}确认）"
    )


def ledger_sheets(
    rows: Sequence[dict[str, Any]], sums: Mapping[str, Sequence[dict[str, Any]]], names: dict[str, str], as_of: str
) -> list[Sheet]:
    """The ledger with the headers a load reads back, what stands beside each firm, and the sums by county, tier and department."""
    table = TABLES["risk_list"]
    own = Sheet(
        table.chinese,
        f"{table.chinese}（{as_of}）",
        tuple(_column(column) for column in table.file_columns),
        [tuple(_cell(column, row[column.name]) for column in table.file_columns) for row in rows],
    )
    about = (f"数据时点：{as_of}", "贷款余额含保证金；担保按担保人最多承担的金额计")
    beside = Sheet(
        "企业情况说明",
        f"台账企业情况（{as_of}）",
        (*_WHO, Column("风险等级"), Column("列入日期", "date"), Column("销号日期", "date"), Column("在台账", "flag"),
         Column("在账天数", "count"), Column("累计在账天数", "count"), Column("列入次数", "count"),
         Column("职工人数", "count"), Column("贷款余额", "money"),
         Column("获得担保", "money"), Column("对外担保", "money"), Column("协调层级")),
        [
            (row["enterprise"], row["name"], row["county"], TIER[row["tier"]].zh if row["tier"] else None, row["listed_on"],
             row["delisted_on"], row["on_ledger"], row["days"], row["days_total"], row["listings"], row["employees"], row["loan_balance"],
             row["guaranteed_in"], row["guaranteed_out"], LEVEL[row["level"]].zh if row["level"] else None)
            for row in rows
        ],
        about,
    )  # fmt: skip
    made = [own, beside]
    for by, summed in sums.items():
        title = word(by, "zh")
        columns = (
            Column(title, width=26), Column("户数", "count", total=True), Column("其中重点", "count", total=True),
            Column("职工人数", "count", total=True), Column("未报职工户数", "count", total=True), Column("贷款余额", "money", total=True),
            Column("对外担保", "money", total=True),
        )  # fmt: skip
        cells = [
            (said(by, one["by"], names), one["firms"], one["key"], one["employees"], one["unknown_employees"], one["loan_balance"],
             one["guaranteed_out"])
            for one in summed
        ]  # fmt: skip
        made.append(Sheet(f"按{title}汇总", f"在账企业按{title}汇总（{as_of}）", columns, cells, about))
    return made


_TOUCHED: Final[Mapping[str, Column]] = {
    "risk_firms": Column("风险企业户数", "count", total=True),
    "guarantors": Column("关联担保企业户数", "count", total=True),
    "persons": Column("担保自然人数", "count", total=True),
    "employees": Column("职工人数", "count", total=True),
    "unknown_employees": Column("未报职工户数", "count", total=True),
    "wages": Column("欠薪", "money", total=True),
    "other_creditors": Column("其他债权合计", "money", total=True),
    "social_insurance": Column("其中欠缴社保", "money", total=True),
    "tax": Column("其中欠税", "money", total=True),
    "supplier": Column("其中供应商货款", "money", total=True),
    "private": Column("其中民间借贷", "money", total=True),
    "other": Column("其中其他", "money", total=True),
    "unknown_debts": Column("未报其他债务户数", "count", total=True),
}


def stability_sheet(people: Mapping[str, Any], names: dict[str, str], as_of: str) -> Sheet:
    """The people touched by county; what counties count twice is taken off in a row of its own, so that 合计 is the total."""
    total, counties = people["total"], people["by_county"]
    rows = [(said("county", one["by"], names), *(one[name] for name in _TOUCHED)) for one in counties]
    twice = [total[name] - math.fsum(one[name] for one in counties) for name in _TOUCHED]
    if any(round(value, 2) for value in twice):
        rows.append(("减：跨区县重复", *(round(value, 2) for value in twice)))
    about = (f"数据时点：{as_of}", people["note"]["zh"])
    columns = (Column("区县", width=26), *_TOUCHED.values())
    return Sheet("社会稳定", f"在账企业及关联担保人涉及人员与债权人（{as_of}）", columns, rows, about)


def said(by: str, value: str | None, names: dict[str, str]) -> str:
    """What a value of a dimension is called."""
    if value is None:
        return word("none", "zh")
    return TIER[value].zh if by == "tier" else names.get(value, value) if by == "county" else value


def _column(column: TableColumn) -> Column:
    return Column(column.headers[0], _KINDS.get(column.kind, "text"), width=22 if column.required else None)


def _cell(column: TableColumn, value: Any) -> Any:
    words = _CHOICES.get(column.name)
    return words[value].zh if words and value is not None else value
