"""Sections 1 and 2: the working-capital need, over-lending, and credit at many lenders, of a borrower and of its controller group."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from analysis.rules.model import REFERENCE_EN, REFERENCE_ZH, Maturity, Parameter, Rule, Severity
from analysis.rules.units import Unit

_NEED: Final = "流动资金贷款管理办法（国家金融监督管理总局令2024年第2号）"
_JOINT: Final = "银行业金融机构联合授信管理办法（试行）（银保监发〔2018〕24号）"
_COMMITTEE: Final = "银行业金融机构债权人委员会工作规程（银保监发〔2020〕57号）"
_LOCAL: Final = "地方参数"
_LENDERS: Final = ("lenders", "financing", "largest_share")
_MANY: Final = 1e13  # yuan, the upper end of every amount

_OF_BORROWERS: Final = (
    Rule(
        "lending.over_lent", "流动资金贷款超需求", "Working-capital loans above the need", 1, _NEED, Maturity.SECONDARY, Severity.WARNING,
        "各行流动资金贷款合计与测算需求（扣除自有资金和其他渠道资金）之比超过1，即新增额度为负。测算参考，不等于违规。",
        "Working-capital loans at all banks over the need less own and other funds, above 1: the room is "
        "negative. A reference calculation (测算参考), not a violation.",
        (Parameter("ratio_above", "警戒线", "ratio above", 1.0, Unit.TIMES, 0.5, 5.0, Maturity.SECONDARY),),
        ("need", "own_funds", "other_funds", "existing", "room", "ratio", "crossed_by"),
        text_zh="{name}流动资金贷款{existing}，为可贷需求的{ratio}倍（需求{need}，自有资金{own_funds}，其他{other_funds}），"
        "超过{ratio_above}倍；越线借据{crossed_by}",
        text_en="{name} has working-capital loans of {existing}, {ratio} times what banks need to lend (need {need}, own funds "
        "{own_funds}, "
        "other {other_funds}), above {ratio_above} times; loan {crossed_by} crossed the line",
        note_zh=REFERENCE_ZH, note_en=REFERENCE_EN,
    ),
    Rule(
        "lending.no_need", "无测算需求仍有流动资金贷款", "Working-capital loans without a need", 1, _NEED, Maturity.SECONDARY,
        Severity.INFO,
        "测算需求扣除自有资金和其他渠道资金后不大于零，仍有流动资金贷款；比率无意义，不显示。测算参考。",
        "The need less own and other funds is not above zero, and yet there are working-capital loans; a ratio would mean nothing. "
        "A reference calculation.",
        figures=("need", "own_funds", "other_funds", "existing"),
        text_zh="{name}测算需求{need}，自有资金{own_funds}、其他{other_funds}已可覆盖，仍有流动资金贷款{existing}",
        text_en="{name} needs {need}, covered by own funds {own_funds} and other funds {other_funds}, and has working-capital loans "
        "of {existing}",
        note_zh=REFERENCE_ZH, note_en=REFERENCE_EN,
    ),
    Rule(
        "lending.need_unknown", "流动资金需求不可测算", "Working-capital need cannot be computed", 1, _NEED, Maturity.SECONDARY,
        Severity.INFO, "财务数据缺失、营业收入为零或周转天数合计不大于零：不可测算，绝不按零处理。",
        "Figures are missing, revenue is zero, or the day sum is not above zero: it cannot be computed, and is never taken as zero.",
        figures=("existing", "reason"),
        text_zh="{name}有流动资金贷款{existing}，需求不可测算：{reason}",
        text_en="{name} has working-capital loans of {existing}; the need cannot be computed: {reason}",
        note_zh=REFERENCE_ZH, note_en=REFERENCE_EN,
    ),
    Rule(
        "lending.multi_lender_must", "应当建立联合授信", "Joint credit required", 2, _JOINT, Maturity.SECONDARY, Severity.WARNING,
        "债权机构数和融资余额均达到应当建立联合授信机制的标准。",
        "The number of lenders and the financing both reach the line from which joint credit is required.",
        (
            Parameter("lenders_from", "债权机构数下限", "lenders from", 3, Unit.COUNT, 2, 50, Maturity.SECONDARY),
            Parameter("financing_from", "融资余额下限", "financing from", 5e9, Unit.YUAN, 1e6, _MANY, Maturity.SECONDARY),
        ),
        _LENDERS,
        text_zh="{name}在{lenders}家机构融资{financing}，达到{lenders_from}家且{financing_from}，应当建立联合授信",
        text_en="{name} has {financing} at {lenders} lenders; from {lenders_from} lenders and {financing_from} joint credit is required",
    ),
    Rule(
        "lending.multi_lender_may", "可以建立联合授信", "Joint credit possible", 2, _JOINT, Maturity.SECONDARY, Severity.INFO,
        "债权机构数达到标准，融资余额在可以建立联合授信机制的区间内。",
        "Enough lenders, and financing in the range in which joint credit may be set up.",
        (
            Parameter("lenders_from", "债权机构数下限", "lenders from", 3, Unit.COUNT, 2, 50, Maturity.SECONDARY),
            Parameter("financing_from", "融资余额下限", "financing from", 2e9, Unit.YUAN, 1e6, _MANY, Maturity.SECONDARY),
            Parameter("financing_below", "融资余额上限", "financing below", 5e9, Unit.YUAN, 1e6, _MANY, Maturity.SECONDARY),
        ),
        _LENDERS,
        rising=("financing_from", "financing_below"),
        text_zh="{name}在{lenders}家机构融资{financing}，可以建立联合授信（{lenders_from}家以上，{financing_from}至{financing_below}）",
        text_en="{name} has {financing} at {lenders} lenders; joint credit is possible ({lenders_from} lenders or more, "
        "{financing_from} to "
        "{financing_below})",
    ),
    Rule(
        "lending.multi_lender_local", "地方多头授信关注", "Many lenders by the local line", 2, _LOCAL, Maturity.LOCAL, Severity.WARNING,
        "低于国家标准，但债权机构数和融资余额达到本地设定的关注线。",
        "Below the national lines, and yet the number of lenders and the financing reach the line set locally.",
        (
            Parameter("lenders_from", "债权机构数下限", "lenders from", 5, Unit.COUNT, 2, 50, Maturity.LOCAL),
            Parameter("financing_from", "融资余额下限", "financing from", 50e6, Unit.YUAN, 0, _MANY, Maturity.LOCAL),
        ),
        _LENDERS,
        text_zh="{name}在{lenders}家机构融资{financing}，达到本地关注线（{lenders_from}家且{financing_from}），最大一家占{largest_share}",
        text_en="{name} has {financing} at {lenders} lenders, at or above the local line ({lenders_from} lenders and "
        "{financing_from}); the "
        "largest holds {largest_share}",
    ),
    Rule(
        "lending.joint_limit_warning", "联合授信额度预警", "Joint limit nearly used", 2, _JOINT, Maturity.UNVERIFIED, Severity.WARNING,
        "（全部融资＋对集团外担保）／联合授信额度达到预警线。",
        "All financing and guarantees for others outside the group over the joint limit.",
        (Parameter("usage_from", "预警线", "usage from", 0.9, Unit.SHARE, 0.1, 1.0, Maturity.UNVERIFIED),),
        ("financing", "guaranteed_out", "limit", "usage"),
        text_zh="{name}融资{financing}、对外担保{guaranteed_out}，占联合授信额度{limit}的{usage}，达到{usage_from}预警线",
        text_en="{name} uses {usage} of its joint limit of {limit} (financing {financing}, guarantees for others {guaranteed_out}); the "
        "warning line is {usage_from}",
    ),
    Rule(
        "lending.joint_limit_exceeded", "超联合授信额度", "Joint limit exceeded", 2, _JOINT, Maturity.SECONDARY, Severity.CRITICAL,
        "（全部融资＋对集团外担保）超过联合授信额度。", "All financing and guarantees for others outside the group exceed the joint limit.",
        figures=("financing", "guaranteed_out", "limit", "usage"),
        text_zh="{name}融资{financing}、对外担保{guaranteed_out}，超过联合授信额度{limit}（{usage}）",
        text_en="{name} has financing of {financing} and guarantees for others of {guaranteed_out}, above its joint limit of {limit} "
        "({usage})",
    ),
    Rule(
        "lending.creditor_committee", "可组建债委会", "Creditor committee possible", 2, _COMMITTEE, Maturity.SECONDARY, Severity.INFO,
        "台账内或有不良债权的企业，债权机构数达到标准：可协商组建债权人委员会。",
        "A firm on the risk ledger or with non-performing debt has enough lenders for a (consultative) creditor committee.",
        (Parameter("lenders_from", "债权机构数下限", "lenders from", 3, Unit.COUNT, 2, 50, Maturity.SECONDARY),),
        ("lenders", "financing"),
        text_zh="{name}有{lenders}家债权机构、融资{financing}，可协商组建债委会（{lenders_from}家以上）",
        text_en="{name} has {lenders} lenders and financing of {financing}: a creditor committee is possible (from {lenders_from} lenders)",
    ),
    Rule(
        "lending.offsite", "异地授信偏高", "Much credit from outside the city", 2, _LOCAL, Maturity.LOCAL, Severity.INFO,
        "市外机构授信余额占全部余额的比例达到本地关注线。", "The share of credit by banks outside the city reaches the local line.",
        (
            Parameter("share_from", "占比下限", "share from", 0.5, Unit.SHARE, 0.0, 1.0, Maturity.LOCAL),
            Parameter("balance_from", "余额下限", "balance from", 10e6, Unit.YUAN, 0, _MANY, Maturity.LOCAL),
        ),
        ("offsite_balance", "offsite_share", "financing"),
        text_zh="{name}异地授信{offsite_balance}，占{offsite_share}（关注线{share_from}且{balance_from}）",
        text_en="{name} has {offsite_balance} ({offsite_share}) from banks outside the city (line {share_from} and {balance_from})",
    ),
    Rule(
        "lending.growth", "融资快速增长", "Financing grows fast", 2, _LOCAL, Maturity.LOCAL, Severity.INFO,
        "融资余额十二个月增幅达到本地关注线。", "Financing has grown over 12 months to the local line or above.",
        (
            Parameter("growth_from", "增幅下限", "growth from", 0.5, Unit.SHARE, 0.0, 10.0, Maturity.LOCAL),
            Parameter("financing_from", "融资余额下限", "financing from", 50e6, Unit.YUAN, 0, _MANY, Maturity.LOCAL),
        ),
        ("before", "financing", "growth"),
        text_zh="{name}融资由{before}增至{financing}，十二个月增{growth}（关注线{growth_from}且{financing_from}）",
        text_en="{name} had financing of {before} 12 months ago and has {financing}, up {growth} (line {growth_from} and {financing_from})",
    ),
)  # fmt: skip


def _of_group(rule: Rule, members_zh: str, members_en: str, about_zh: str, about_en: str) -> Rule:
    """The same rule for a controller group, with the number of members it counts, and what the group's figures are."""
    topic, name = rule.id.split(".")
    return replace(
        rule,
        id=f"{topic}.group_{name}",
        zh=f"集团{rule.zh}",
        en=f"Controller group: {rule.en[0].lower()}{rule.en[1:]}",
        about_zh=rule.about_zh + about_zh,
        about_en=f"{rule.about_en} {about_en}",
        figures=(*rule.figures, "members"),
        text_zh=rule.text_zh.replace("{name}", f"集团{{name}}（{{members}}{members_zh}）", 1),
        text_en=rule.text_en.replace("{name}", f"The group of {{name}} ({{members}} {members_en})", 1),
        of_group=True,
    )


def _of_groups() -> tuple[Rule, ...]:
    credit = ("lending.multi_lender_must", "lending.multi_lender_may", "lending.multi_lender_local", "lending.offsite", "lending.growth")
    together = {
        "members_zh": "户成员有融资",
        "members_en": "members that borrow",
        "about_zh": "按控制人集团合并计算，成员中至少两户有融资；区县取控制人所在区县，控制人不是企业的，取融资最多的区县。",
        "about_en": "For a controller group as one, at least two members of which borrow; its county is its controller's, where "
        "that is no enterprise the one that owes most.",
    }
    limits = ("lending.joint_limit_warning", "lending.joint_limit_exceeded")
    alike = {
        "members_zh": "户成员有额度",
        "members_en": "members with a limit",
        "about_zh": "按控制人集团合并计算，成员中至少两户有额度；没有额度的成员，其融资和担保不计入已用，集团内部担保不计。",
        "about_en": "For a controller group as one, at least two members of which have a limit: what those use together over their limits "
        "together. Members without a limit count on neither side, nor do guarantees inside the group.",
    }
    told = dict.fromkeys(credit, together) | dict.fromkeys(limits, alike)
    return tuple(_of_group(rule, **told[rule.id]) for rule in _OF_BORROWERS if rule.id in told)


RULES: Final = (*_OF_BORROWERS, *_of_groups())
