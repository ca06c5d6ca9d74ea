"""Section 10: early signals, evasion, and what touches many people."""

from __future__ import annotations

from typing import Final

from analysis.rules.model import Maturity, Parameter, Rule, Severity
from analysis.rules.units import Unit

_PRACTICE: Final = "监管实践（二手来源）"
_BANKRUPTCY: Final = "企业破产法第31条、第32条"
_LIST: Final = "省级逃废债名单管理办法（各省不同）"
_POLICY: Final = "本市政策"
_LOCAL: Final = "地方参数"
_MONTHS: Final = Parameter("months", "观察期", "months looked back", 3, Unit.MONTHS, 1, 24, Maturity.SECONDARY)


def _fall(name: str, zh: str, en: str, default: float) -> Parameter:
    return Parameter(name, zh, en, default, Unit.SHARE, 0.01, 1.0, Maturity.SECONDARY)


SIGNS: Final = (
    Rule(
        "signals.shrinking", "税电社保同降", "Tax, electricity and social insurance fall together", 10, _PRACTICE, Maturity.SECONDARY,
        Severity.WARNING, "纳税、用电、社保降幅同时达到标准。", "Tax, electricity and social insurance all fall by the lines or more.",
        (
            _fall("tax_down", "纳税降幅", "tax down", 0.20),
            _fall("power_down", "用电降幅", "electricity down", 0.15),
            _fall("insurance_down", "社保降幅", "social insurance down", 0.15),
        ),
        ("tax_change", "power_change", "insurance_change"),
        text_zh="{name}纳税{tax_change}、用电{power_change}、社保{insurance_change}（标准：降{tax_down}、{power_down}、{insurance_down}）",
        text_en="{name}: tax {tax_change}, electricity {power_change}, social insurance {insurance_change} (lines: down {tax_down}, "
        "{power_down}, {insurance_down})",
    ),
    Rule(
        "signals.lawsuits", "涉诉金额偏高", "Large lawsuits", 10, _PRACTICE, Maturity.SECONDARY, Severity.WARNING,
        "涉诉金额超过标准，或超过净资产的一定比例。", "Lawsuits above an amount, or above a share of net assets.",
        (
            Parameter("amount_above", "金额", "amount above", 5e6, Unit.YUAN, 0, 1e13, Maturity.SECONDARY),
            Parameter("share_above", "占净资产", "share of net assets above", 0.20, Unit.SHARE, 0.01, 10.0, Maturity.SECONDARY),
        ),
        ("amount", "net_assets", "share"),
        text_zh="{name}涉诉{amount}，占净资产{net_assets}的{share}（标准：{amount_above}或{share_above}）",
        text_en="{name} faces lawsuits of {amount}, {share} of its net assets of {net_assets} (lines: {amount_above} or {share_above})",
    ),
    Rule(
        "signals.payroll", "参保人数连续下降", "Payroll heads fall", 10, _PRACTICE, Maturity.SECONDARY, Severity.WARNING,
        "参保人数连续数月降幅达到标准。", "Payroll heads are down by the line for some months running.",
        (
            _fall("heads_down", "降幅", "heads down", 0.30),
            Parameter("months_running", "连续月数", "months running", 2, Unit.MONTHS, 1, 12, Maturity.SECONDARY),
        ),
        ("heads_change",),
        text_zh="{name}参保人数{heads_change}，连续{months_running}个月（标准：降{heads_down}）",
        text_en="{name}: payroll heads {heads_change} for {months_running} months running (line: down {heads_down})",
    ),
    Rule(
        "signals.bank_withdrawal", "抽贷压贷", "Credit withdrawn", 10, _PRACTICE, Maturity.SECONDARY, Severity.WARNING,
        "观察期内其他银行授信余额降幅达到标准。", "Credit at other banks is down by the line over the months looked back.",
        (_fall("down_from", "降幅", "down from", 0.30), _MONTHS),
        ("bank", "before", "balance", "change"), ("subject", "bank"),
        text_zh="{name}在{bank}的贷款由{before}降至{balance}（{change}，{months}个月，标准：降{down_from}）",
        text_en="{name}'s loans at {bank} went from {before} to {balance} ({change}, {months} months; line: down {down_from})",
    ),
    Rule(
        "signals.nonbank", "非银行融资增多", "Turning to non-banks", 10, _PRACTICE, Maturity.SECONDARY, Severity.WARNING,
        "观察期内非银行融资增幅、新增非银行债权机构、征信查询次数任一达到标准。",
        "Over the months looked back non-bank financing grows, or new non-bank lenders or credit inquiries reach their lines.",
        (
            Parameter("growth_from", "融资增幅", "growth from", 0.30, Unit.SHARE, 0.01, 10.0, Maturity.SECONDARY),
            Parameter("new_lenders_from", "新增机构", "new lenders from", 2, Unit.COUNT, 1, 20, Maturity.SECONDARY),
            Parameter("inquiries_from", "查询次数", "inquiries from", 6, Unit.COUNT, 1, 100, Maturity.SECONDARY),
            _MONTHS,
        ),
        ("before", "balance", "growth", "new_lenders", "inquiries"),
        text_zh="{name}{months}个月内非银行融资由{before}至{balance}（{growth}），新增{new_lenders}家，征信查询{inquiries}次"
        "（标准：{growth_from}、{new_lenders_from}家、{inquiries_from}次）",
        text_en="{name}, {months} months: non-bank financing from {before} to {balance} ({growth}), new lenders {new_lenders}, credit "
        "inquiries {inquiries} (lines: {growth_from}, {new_lenders_from}, {inquiries_from})",
    ),
    Rule(
        "signals.bond_default", "债券违约", "Bond default", 10, _PRACTICE, Maturity.SECONDARY, Severity.CRITICAL,
        "发行的债券已违约。", "A bond it issued is in default.",
        figures=("bond", "balance", "due_on"), identity=("subject", "bond"),
        text_zh="{name}债券{bond}违约，余额{balance}，{due_on}到期",
        text_en="{name}'s bond {bond} is in default: balance {balance}, due on {due_on}",
    ),
)  # fmt: skip

EVASION: Final = (
    Rule(
        "evasion.asset_transfer", "可撤销期内资产转移", "Assets moved inside the clawback window", 10, _BANKRUPTCY, Maturity.TEXT,
        Severity.WARNING, "观察日前一年内向同一控制人集团成员转移资产（第31条），个别清偿为六个月（第32条）。"
        "对方只按代码或唯一相符的名称认定；资产转移的对方未能认定的，注明“未核实”，只作提示，不视为集团内。线索，须人工核实。",
        "Assets moved to a member of the own controller group inside the clawback window: one year (art. 31), six months for single "
        "payments (art. 32). The other side is known by its code or as the only bearer of a name; a transfer whose other side is not "
        "identified says so, is information only and is never taken for one inside the group. A prompt for people.",
        (
            Parameter("payment_months", "个别清偿", "single payments", 6, Unit.MONTHS, 6, 6, Maturity.TEXT),
            Parameter("transfer_months", "资产转移", "transfers", 12, Unit.MONTHS, 12, 12, Maturity.TEXT),
        ),
        ("kind", "amount", "moved_on", "to", "relation", "stated"), ("subject", "kind", "moved_on", "to", "stated"),
        rising=("payment_months", "transfer_months"),
        text_zh="{name}于{moved_on}{kind}（{amount}；对方{to}，{relation}），在可撤销期内，请核实",
        text_en="{name}: {kind} on {moved_on} ({amount}; other side: {to}, {relation}), inside the clawback window; please verify",
        note_zh="线索", note_en="a prompt for people",
    ),
    Rule(
        "evasion.document", "逃废债认定文书", "Document on debt evasion", 10, _LIST, Maturity.SECONDARY, Severity.CRITICAL,
        "有法院裁判、行政处罚等文书的才可提请列名；平台从不自行列名。",
        "Listing only on a document (court decision, penalty); the platform never lists anyone.",
        figures=("kind", "moved_on"), identity=("subject", "kind", "moved_on"),
        text_zh="{name}有{kind}（{moved_on}），可由有权机关依文书认定",
        text_en="{name}: {kind} ({moved_on}); for the competent authority to decide on the document",
    ),
)  # fmt: skip

STABILITY: Final = (
    Rule(
        "stability.wages", "风险企业欠薪", "Wages owed by a risk firm", 11, _POLICY, Maturity.LOCAL, Severity.WARNING,
        "台账内企业或其关联担保人欠薪达到关注线。", "A firm on the ledger, or a guarantor linked to it, owes wages from the line up.",
        (Parameter("wages_from", "欠薪下限", "wages from", 1.0, Unit.YUAN, 0, 1e13, Maturity.LOCAL),),
        ("wages", "employees"),
        text_zh="{name}欠薪{wages}，职工{employees}人",
        text_en="{name} owes wages of {wages}; {employees} employees",
    ),
    Rule(
        "stability.people", "影响职工较多", "Many employees touched", 11, _POLICY, Maturity.LOCAL, Severity.INFO,
        "台账内企业及其关联担保人的职工合计达到关注线，同一企业只计一次。",
        "Employees of a risk firm and its linked guarantors reach the line; nobody is counted twice.",
        (Parameter("employees_from", "职工下限", "employees from", 500, Unit.PEOPLE, 1, 10_000_000, Maturity.LOCAL),),
        ("employees", "firms", "creditors"),
        text_zh="{name}及关联担保人共{firms}户、职工{employees}人，债权人{creditors}类（关注线{employees_from}人）",
        text_en="{name} and its linked guarantors: {firms} firms, {employees} employees, {creditors} kinds of creditors (line "
        "{employees_from})",
    ),
)  # fmt: skip
RULES: Final = (*SIGNS, *EVASION, *STABILITY)
