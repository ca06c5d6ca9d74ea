"""Sections 3 and 10: what listed companies are watched for."""

from __future__ import annotations

from typing import Final

from analysis.rules.model import Maturity, Parameter, Rule, Severity
from analysis.rules.units import Unit

_EXCHANGE: Final = "上市公司对外担保监管规则及交易所上市规则"
_COMPANY: Final = "公司法（2023）第135条"
_PRACTICE: Final = "监管实践（二手来源）"
_POLICY: Final = "本市政策：上市公司按季排查"


def _share(zh: str, en: str, default: float) -> Parameter:
    return Parameter("share_above", zh, en, default, Unit.SHARE, 0.01, 5.0, Maturity.SECONDARY)


RULES: Final = (
    Rule(
        "listed.net_assets", "担保总额超净资产50%", "Guarantees above half the net assets", 3, _EXCHANGE, Maturity.SECONDARY,
        Severity.WARNING, "上市公司及其控股子公司担保总额超过净资产的一定比例：须经股东会审议。",
        "Guarantees of a listed company and its subsidiaries above a share of net assets: a shareholder vote.",
        (_share("占净资产", "share of net assets above", 0.50),), ("guaranteed", "net_assets", "share"),
        text_zh="{name}集团担保{guaranteed}，占净资产{net_assets}的{share}，超过{share_above}，须经股东会审议",
        text_en="{name}'s group guarantees {guaranteed}, {share} of net assets of {net_assets}, above {share_above}: a shareholder vote",
    ),
    Rule(
        "listed.total_assets", "担保总额超总资产30%", "Guarantees above 30% of total assets", 3, _COMPANY, Maturity.SECONDARY,
        Severity.WARNING, "上市公司担保总额超过总资产的一定比例：须经股东会审议。",
        "Guarantees of a listed company above a share of total assets: a shareholder vote.",
        (_share("占总资产", "share of total assets above", 0.30),), ("guaranteed", "total_assets", "share"),
        text_zh="{name}集团担保{guaranteed}，占总资产{total_assets}的{share}，超过{share_above}，须经股东会审议",
        text_en="{name}'s group guarantees {guaranteed}, {share} of total assets of {total_assets}, above {share_above}: a "
        "shareholder vote",
    ),
    Rule(
        "listed.single_guarantee", "单笔担保超净资产10%", "One guarantee above 10% of net assets", 3, _EXCHANGE, Maturity.SECONDARY,
        Severity.WARNING, "单笔担保额超过净资产的一定比例：须经股东会审议。",
        "One guarantee above a share of net assets: a shareholder vote.",
        (_share("占净资产", "share of net assets above", 0.10),),
        ("guarantee", "borrower", "amount", "net_assets", "share"), ("subject", "guarantee", "borrower"),
        text_zh="{name}为{borrower}担保{amount}（合同{guarantee}），占净资产{net_assets}的{share}，超过{share_above}，须经股东会审议",
        text_en="{name} guarantees {amount} for {borrower} (contract {guarantee}), {share} of net assets of {net_assets}, above "
        "{share_above}: "
        "a shareholder vote",
    ),
    Rule(
        "listed.debtor_leverage", "为高负债对象担保", "Guarantee for a highly leveraged debtor", 3, _EXCHANGE, Maturity.SECONDARY,
        Severity.WARNING, "为资产负债率超过标准的对象担保：须经股东会审议。",
        "A guarantee for a debtor of leverage above the line: a shareholder vote.",
        (Parameter("leverage_above", "资产负债率", "leverage above", 0.70, Unit.SHARE, 0.1, 2.0, Maturity.SECONDARY),),
        ("borrower", "amount", "leverage"), ("subject", "borrower"),
        text_zh="{name}为{borrower}担保{amount}，其资产负债率{leverage}，超过{leverage_above}，须经股东会审议",
        text_en="{name} guarantees {amount} for {borrower}, whose leverage is {leverage}, above {leverage_above}: a shareholder vote",
    ),
    Rule(
        "listed.related_guarantee", "为股东、实际控制人及其关联方担保", "Guarantee for a shareholder or controller", 3, _EXCHANGE,
        Maturity.SECONDARY, Severity.CRITICAL, "为股东、实际控制人及其关联方担保：须经股东会审议。",
        "A guarantee for a shareholder, the controller or their related parties: a shareholder vote.",
        figures=("borrower", "amount"), identity=("subject", "borrower"),
        text_zh="{name}为股东、实际控制人或其关联方{borrower}担保{amount}，须经股东会审议",
        text_en="{name} guarantees {amount} for {borrower}, a shareholder, the controller or a related party: a shareholder vote",
    ),
    Rule(
        "listed.pledge", "累计质押比例偏高", "Much pledged", 10, _PRACTICE, Maturity.SECONDARY, Severity.WARNING,
        "累计质押比例超过标准。", "The cumulative pledge is above the line.",
        (Parameter("pledged_above", "累计质押比例", "pledged above", 0.50, Unit.SHARE, 0.01, 1.0, Maturity.SECONDARY),),
        ("listed_code", "pledged"), ("subject", "listed_code"),
        text_zh="{name}所持{listed_code}累计质押{pledged}，超过{pledged_above}",
        text_en="{name} has pledged {pledged} of {listed_code}, above {pledged_above}",
    ),
    Rule(
        "listed.quarter", "上市公司季度排查", "Quarterly review of listed companies", 10, _POLICY, Maturity.TEXT, Severity.INFO,
        "每季一次：质押、债券、担保的排查结果；无异常也是一份报告。",
        "Once a quarter: pledges, bonds, guarantees; a quarter with nothing to report is a report.",
        (Parameter("months", "间隔", "every", 3, Unit.MONTHS, 3, 3, Maturity.TEXT),),
        ("quarter", "listed_code", "raised"), ("subject", "quarter"),
        text_zh="{name}（{listed_code}）{quarter}排查：{raised}项异常",
        text_en="{name} ({listed_code}), {quarter}: {raised} matters raised",
    ),
)  # fmt: skip
