"""Sections 4 and 5: concentration against a bank's capital, and class floors across banks."""

from __future__ import annotations

from typing import Final

from analysis.rules.model import Maturity, Parameter, Rule, Severity
from analysis.rules.units import Unit

_LAW: Final = "商业银行法第39条"
_LARGE: Final = "商业银行大额风险暴露管理办法（银保监会令2018年第1号）"
_GROUP: Final = "商业银行集团客户授信业务风险管理指引"
_CLASS: Final = "商业银行金融资产风险分类办法（令〔2023〕第1号）"
_BORROWER: Final = ("bank", "exposure", "capital", "share")
_TIER1: Final = ("bank", "exposure", "tier1", "share")
_AT_BANK: Final = ("subject", "bank")
_TEXT_ZH: Final = "{name}在{bank}的敞口{exposure}，占资本净额{capital}的{share}，超过{share_above}"
_TEXT_EN: Final = "{name} owes {bank} {exposure}, {share} of its net capital of {capital}; the limit is {share_above}"
_TIER1_ZH: Final = "{name}在{bank}的敞口{exposure}，占一级资本净额{tier1}的{share}，超过{share_above}"
_TIER1_EN: Final = "{name} owes {bank} {exposure}, {share} of its tier-1 capital of {tier1}; the limit is {share_above}"

CONCENTRATION: Final = (
    Rule(
        "concentration.borrower", "同一借款人集中度", "Same borrower", 4, _LAW, Maturity.TEXT, Severity.CRITICAL,
        "对同一借款人的贷款余额／资本净额超过上限；只对填报了资本的银行计算。",
        "Loans to one borrower over net capital above the limit; only where the bank gave its capital.",
        (Parameter("share_above", "上限", "share above", 0.10, Unit.SHARE, 0.01, 1.0, Maturity.TEXT),),
        _BORROWER, _AT_BANK, _TEXT_ZH, _TEXT_EN,
    ),
    Rule(
        "concentration.group", "集团客户集中度", "One group", 4, _GROUP, Maturity.SECONDARY, Severity.CRITICAL,
        "对同一控制人集团的授信余额／资本净额超过上限。", "Credit to one controller group over net capital above the limit.",
        (Parameter("share_above", "上限", "share above", 0.15, Unit.SHARE, 0.01, 1.0, Maturity.SECONDARY),),
        (*_BORROWER, "members"), _AT_BANK, "集团" + _TEXT_ZH, "The group of " + _TEXT_EN, of_group=True,
    ),
    Rule(
        "concentration.borrower_tier1", "非同业单一客户大额风险暴露", "Single client, large exposure", 4, _LARGE, Maturity.SECONDARY,
        Severity.CRITICAL, "对单一客户的风险暴露／一级资本净额超过上限。", "Exposure to one client over tier-1 capital above the limit.",
        (Parameter("share_above", "上限", "share above", 0.15, Unit.SHARE, 0.01, 1.0, Maturity.SECONDARY),),
        _TIER1, _AT_BANK, _TIER1_ZH, _TIER1_EN,
    ),
    Rule(
        "concentration.group_tier1", "关联客户大额风险暴露", "Connected clients, large exposure", 4, _LARGE, Maturity.SECONDARY,
        Severity.CRITICAL, "对一组关联客户的风险暴露／一级资本净额超过上限（同业25%，本平台没有同业数据）。",
        "Exposure to a group of connected clients over tier-1 capital above the limit (interbank: 25%, not in this data).",
        (Parameter("share_above", "上限", "share above", 0.20, Unit.SHARE, 0.01, 1.0, Maturity.SECONDARY),),
        (*_TIER1, "members"), _AT_BANK, "集团" + _TIER1_ZH, "The group of " + _TIER1_EN, of_group=True,
    ),
)  # fmt: skip

_FLOOR: Final = ("floor", "raised", "total")
FLOORS: Final = (
    Rule(
        "class_floor.non_performing", "他行不良：至少关注", "Non-performing at any bank: at least special mention", 5, _CLASS,
        Maturity.UNVERIFIED, Severity.WARNING, "任何一行债权不良，在各行至少归为关注。提示，分类由银行决定。",
        "Any non-performing debt at any bank: at least special mention everywhere. A prompt; the bank decides.",
        figures=("non_performing", *_FLOOR),
        text_zh="{name}有不良债权{non_performing}，各行至少归为{floor}；{raised}家机构分类偏低",
        text_en="{name} has non-performing debts of {non_performing}: at least {floor} at every bank; {raised} lenders class it better",
    ),
    Rule(
        "class_floor.overdue", "逾期占比：至少次级", "Overdue share: at least substandard", 5, _CLASS, Maturity.UNVERIFIED,
        Severity.WARNING, "逾期超过90天的债权占各行债权合计超过20%，在各行至少归为次级。提示，分类由银行决定。",
        "Debts overdue more than 90 days above 20% of all debts: at least substandard at every bank. A prompt; the bank decides.",
        (
            Parameter("days_above", "逾期天数", "days above", 90, Unit.DAYS, 1, 365, Maturity.UNVERIFIED),
            Parameter("share_above", "占比", "share above", 0.20, Unit.SHARE, 0.0, 1.0, Maturity.UNVERIFIED),
        ),
        ("overdue", "share", "counted", *_FLOOR),
        text_zh="{name}逾期超过{days_above}天（{counted}）的债权{overdue}，占{total}的{share}，超过{share_above}：各行至少归为{floor}；"
        "{raised}家机构分类偏低",
        text_en="{name} has {overdue} overdue more than {days_above} days ({counted}), {share} of {total}, above {share_above}: at "
        "least {floor} at every "
        "bank; {raised} lenders class it better",
    ),
    Rule(
        "class_floor.doubtful", "逾期或逃废债：至少可疑", "Long overdue or evasion: at least doubtful", 5, _CLASS, Maturity.UNVERIFIED,
        Severity.CRITICAL, "逾期超过270天，或有逃废债文书，至少归为可疑。提示，分类由银行决定。",
        "Overdue more than 270 days, or evasion by a document: at least doubtful. A prompt; the bank decides.",
        (Parameter("days_above", "逾期天数", "days above", 270, Unit.DAYS, 1, 3650, Maturity.UNVERIFIED),),
        ("overdue", "days", "counted", "reason", *_FLOOR),
        text_zh="{name}最长逾期{days}天（{counted}；{reason}，标准{days_above}天）：至少归为{floor}；{raised}家机构分类偏低",
        text_en="{name} is up to {days} days overdue ({counted}; {reason}; the line is {days_above} days): at least {floor}; {raised} "
        "lenders class it better",
    ),
    Rule(
        "class_floor.loss", "逾期或破产清算：损失", "Very long overdue or liquidation: loss", 5, _CLASS, Maturity.UNVERIFIED,
        Severity.CRITICAL, "逾期超过360天，或破产清算，归为损失。提示，分类由银行决定。",
        "Overdue more than 360 days, or bankruptcy liquidation: loss. A prompt; the bank decides.",
        (Parameter("days_above", "逾期天数", "days above", 360, Unit.DAYS, 1, 3650, Maturity.UNVERIFIED),),
        ("overdue", "days", "counted", "reason", *_FLOOR),
        text_zh="{name}最长逾期{days}天（{counted}；{reason}，标准{days_above}天）：归为{floor}；{raised}家机构分类偏低",
        text_en="{name} is up to {days} days overdue ({counted}; {reason}; the line is {days_above} days): {floor}; {raised} lenders "
        "class it better",
    ),
    Rule(
        "class_floor.same_bank", "同一银行不良占比", "Non-performing share at one bank", 5, f"{_CLASS}第7条", Maturity.SECONDARY,
        Severity.WARNING, "债务人在一家银行的债权中不良超过10%，其在该行的全部债权均归为不良；集团成员的不良不自动扩散。",
        "More than 10% of a debtor's claims at one bank non-performing: all its claims there; a group member's does not spread by itself.",
        (Parameter("share_above", "占比", "share above", 0.10, Unit.SHARE, 0.0, 1.0, Maturity.SECONDARY),),
        ("bank", "non_performing", "total", "share"), _AT_BANK,
        text_zh="{name}在{bank}的债权{total}中不良{non_performing}，占{share}，超过{share_above}：该行全部债权均归为不良",
        text_en="{name} has {non_performing} non-performing of {total} at {bank}, {share}, above {share_above}: all its claims there",
    ),
)  # fmt: skip
RULES: Final = (*CONCENTRATION, *FLOORS)
