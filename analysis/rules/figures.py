"""The figures findings are told by: each name once, with its unit and what it is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from analysis.rules.units import Unit


@dataclass(frozen=True)
class Figure:
    """One number or detail of a finding. Yuan are float yuan, shares fractions; dates are ISO text."""

    name: str
    unit: Unit
    zh: str
    en: str


_YUAN, _SHARE, _TIMES, _DAYS, _COUNT = Unit.YUAN, Unit.SHARE, Unit.TIMES, Unit.DAYS, Unit.COUNT
_LIST: Final = (
    # credit
    Figure("need", _YUAN, "流动资金需求量", "working-capital need"),
    Figure("own_funds", _YUAN, "自有资金", "own funds"),
    Figure("other_funds", _YUAN, "其他渠道资金", "other funds"),
    Figure("existing", _YUAN, "现有流动资金贷款", "working-capital loans at all banks"),
    Figure("room", _YUAN, "新增流动资金贷款额度", "room for new working-capital loans"),
    Figure("ratio", _TIMES, "比率", "ratio"),
    Figure("excess", _YUAN, "超出金额", "amount above the line"),
    Figure("crossed_by", Unit.CODE, "越线借据", "loan that crossed the line"),
    Figure("reason", Unit.WORD, "原因", "reason"),
    Figure("lenders", _COUNT, "债权机构数", "number of lenders"),
    Figure("financing", _YUAN, "融资余额", "financing"),
    Figure("balance", _YUAN, "余额", "balance"),
    Figure("limit", _YUAN, "额度", "limit"),
    Figure("usage", _SHARE, "额度使用率", "limit usage"),
    Figure("guaranteed_out", _YUAN, "对外担保余额", "guarantees for others"),
    Figure("offsite_balance", _YUAN, "异地授信余额", "credit from banks outside the city"),
    Figure("offsite_share", _SHARE, "异地授信占比", "share of credit from outside the city"),
    Figure("growth", _SHARE, "增幅", "growth"),
    Figure("before", _YUAN, "期初", "at the start"),
    Figure("largest_share", _SHARE, "最大债权机构占比", "share of the largest lender"),
    # guarantees
    Figure("guaranteed", _YUAN, "担保余额", "guarantees given"),
    Figure("net_assets", _YUAN, "净资产", "net assets"),
    Figure("total_assets", _YUAN, "总资产", "total assets"),
    Figure("share", _SHARE, "占比", "share"),
    Figure("clients", _COUNT, "被担保户数", "guaranteed clients"),
    Figure("amount", _YUAN, "金额", "amount"),
    Figure("limit_times", _TIMES, "倍数上限", "limit in times"),
    Figure("group", Unit.CODE, "控制人集团", "controller group"),
    Figure("leverage", _SHARE, "资产负债率", "leverage"),
    Figure("times", _TIMES, "倍数", "times"),
    Figure("guarantee", Unit.CODE, "担保合同编号", "guarantee contract"),
    Figure("guarantor", Unit.CODE, "担保人", "guarantor"),
    Figure("loan", Unit.CODE, "借据编号", "loan"),
    Figure("borrower", Unit.CODE, "借款企业", "borrower"),
    Figure("ended_on", Unit.DATE, "保证期间届满日", "end of the guarantee period"),
    Figure("signed_on", Unit.DATE, "签订日", "signed on"),
    Figure("renewed_on", Unit.DATE, "续贷日", "renewed on"),
    Figure("resolved_as", Unit.WORD, "认定方式", "treated as"),
    # banks and class floors
    Figure("bank", Unit.CODE, "银行", "bank"),
    Figure("exposure", _YUAN, "敞口", "exposure"),
    Figure("capital", _YUAN, "资本净额", "net capital"),
    Figure("tier1", _YUAN, "一级资本净额", "tier-1 capital"),
    Figure("floor", Unit.WORD, "分类下限", "class floor"),
    Figure("overdue", _YUAN, "逾期债权", "overdue debts"),
    Figure("total", _YUAN, "债权合计", "debts in total"),
    Figure("non_performing", _YUAN, "不良债权", "non-performing debts"),
    Figure("raised", _COUNT, "需上调分类的机构数", "lenders below the floor"),
    # maturities
    Figure("due_on", Unit.DATE, "到期日", "due on"),
    Figure("stage_on", Unit.DATE, "节点日期", "stage date"),
    Figure("days", _DAYS, "天数", "days"),
    Figure("step", _DAYS, "逾期档", "overdue step"),
    Figure("band", Unit.WORD, "逾期区间", "range of days overdue"),
    Figure("counted", Unit.WORD, "天数来源", "how the days were come by"),
    Figure("planned", _YUAN, "计划金额", "planned"),
    # classification
    Figure("score", Unit.POINTS, "得分", "score"),
    Figure("other_score", Unit.POINTS, "对照企业得分", "score of the like case"),
    Figure("class", Unit.WORD, "分类", "class"),
    Figure("other", Unit.CODE, "对照企业", "like case"),
    Figure("other_class", Unit.WORD, "对照企业分类", "class of the like case"),
    Figure("missing", _SHARE, "缺失比例", "share missing"),
    Figure("indicator", Unit.WORD, "指标", "indicator"),
    # signals
    Figure("tax_change", _SHARE, "纳税变动", "change of tax"),
    Figure("power_change", _SHARE, "用电变动", "change of electricity"),
    Figure("insurance_change", _SHARE, "社保变动", "change of social insurance"),
    Figure("heads_change", _SHARE, "参保人数变动", "change of payroll heads"),
    Figure("change", _SHARE, "变动", "change"),
    Figure("pledged", _SHARE, "累计质押比例", "cumulative pledge"),
    Figure("listed_code", Unit.CODE, "证券代码", "listed code"),
    Figure("new_lenders", _COUNT, "新增债权机构", "new lenders"),
    Figure("inquiries", _COUNT, "征信查询次数", "credit inquiries"),
    Figure("bond", Unit.CODE, "债券", "bond"),
    Figure("moved_on", Unit.DATE, "转让日期", "moved on"),
    Figure("to", Unit.CODE, "对方", "other side"),
    Figure("relation", Unit.WORD, "与对方关系", "relation to the other side"),
    Figure("stated", Unit.CODE, "登记来源", "source as recorded"),
    Figure("kind", Unit.WORD, "类型", "kind"),
    Figure("quarter", Unit.WORD, "季度", "quarter"),
    Figure("employees", Unit.PEOPLE, "职工人数", "employees"),
    Figure("wages", _YUAN, "欠薪", "wages owed"),
    Figure("firms", _COUNT, "企业数", "firms"),
    Figure("creditors", _COUNT, "债权类别数", "kinds of creditors"),
    # groups
    Figure("members", _COUNT, "成员数", "members"),
    Figure("held", _SHARE, "持股合计", "shares in total"),
    Figure("cycle", Unit.WORD, "控制环", "control cycle"),
    Figure("controllers", Unit.WORD, "实际控制人", "actual controllers"),
    # coordination, as in analysis/coordination/lines.py
    Figure("expected_spillover", _YUAN, "预期外溢", "expected spillover"),
    Figure("worst_case_spillover", _YUAN, "最坏外溢", "worst-case spillover"),
    Figure("counties", _COUNT, "波及区县", "counties hit"),
    Figure("worst_case_loss", _YUAN, "最坏情形银行损失", "worst-case bank loss"),
)
FIGURES: Final = {figure.name: figure for figure in _LIST}
if len(FIGURES) != len(_LIST):
    raise TypeError("a figure is declared twice in analysis/rules/figures.py: give one of them another name")
