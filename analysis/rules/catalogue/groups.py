"""Sections 2 and 4: who controls whom."""

from __future__ import annotations

from typing import Final

from analysis.rules.model import Maturity, Parameter, Rule, Severity
from analysis.rules.units import Unit

_COMPANY: Final = "公司法（2023）第265条"
_LARGE: Final = "商业银行大额风险暴露管理办法（银保监会令2018年第1号）"
_DATA: Final = "数据质量"


def _flag(name: str, zh: str, en: str) -> Parameter:
    return Parameter(name, zh, en, default=True, unit=Unit.FLAG, low=False, high=True, maturity=Maturity.SECONDARY)


RULES: Final = (
    Rule(
        "groups.control", "控制认定", "Control", 2, _COMPANY, Maturity.SECONDARY, Severity.INFO,
        "登记的实际控制人优先；否则合计持股（含已控制企业和一致行动人所持）超过控制线的为控制人，逐层向上至最终控制人。",
        "A stated actual controller comes first; else whoever holds more than the line, firms it controls and concerted parties included; "
        "upwards link by link to the ultimate controller.",
        (
            Parameter("share_above", "控制线", "share above", 0.50, Unit.SHARE, 0.10, 0.99, Maturity.SECONDARY),
            _flag("pool_concerted", "合并一致行动人持股", "pool concerted parties"),
            _flag("stated_first", "登记的实际控制人优先", "stated controller first"),
        ),
        by_county=False,
    ),
    Rule(
        "groups.cycle", "循环控制", "Control cycle", 2, _DATA, Maturity.SECONDARY, Severity.WARNING,
        "相互控股成环，无法唯一认定最终控制人；集团以代码最小的成员命名。",
        "Firms control each other in a circle: no one ultimate controller; the group is named after the member with the smallest code.",
        figures=("members", "cycle"),
        text_zh="{name}等{members}户相互控制：{cycle}", text_en="{name} and others ({members}) control each other: {cycle}",
        by_county=False,
    ),
    Rule(
        "groups.shares_over_full", "持股合计超过100%", "Shares above 100% in total", 2, _DATA, Maturity.SECONDARY, Severity.WARNING,
        "登记的持股比例合计超过100%，控制认定不可靠。", "Recorded shares add up to more than 100%: control cannot be relied on.",
        figures=("held",),
        text_zh="{name}的登记持股合计{held}，超过100%", text_en="The recorded shares of {name} add up to {held}, above 100%",
        by_county=False,
    ),
    Rule(
        "groups.several_controllers", "登记多个实际控制人", "Several actual controllers", 2, _DATA, Maturity.SECONDARY, Severity.INFO,
        "同一企业登记了多个实际控制人，按持股最多者认定。", "Several actual controllers are stated; the one with the largest share counts.",
        figures=("controllers",),
        text_zh="{name}登记的实际控制人：{controllers}", text_en="Actual controllers stated for {name}: {controllers}", by_county=False,
    ),
    Rule(
        "groups.dependence", "可能的经济依存", "Possible economic dependence", 4, _LARGE, Maturity.UNVERIFIED, Severity.INFO,
        "担保人对集团外一户借款人的担保大到可能无力代偿（占净资产达到标准）：可能构成关联客户，只提示，不并入集团。",
        "A guarantor's guarantees for one borrower outside its group are too large for it to pay: possibly connected, never merged.",
        (Parameter("share_from", "占担保人净资产", "share of the guarantor's net assets from", 1.0, Unit.SHARE, 0.05, 10.0,
        Maturity.UNVERIFIED),),
        ("borrower", "guaranteed", "net_assets", "share"), ("subject", "borrower"),
        text_zh="{name}为{borrower}担保{guaranteed}，占其净资产{net_assets}的{share}，可能存在经济依存，未并入集团",
        text_en="{name} guarantees {guaranteed} for {borrower}, {share} of its net assets of {net_assets}: possibly dependent, not merged",
        by_county=False,
    ),
)  # fmt: skip
