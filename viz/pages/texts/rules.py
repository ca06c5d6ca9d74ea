"""What the page of rules says."""

from __future__ import annotations

from typing import Final

from viz.style import Word

SECTIONS: Final = {
    1: Word("流动资金需求与超额授信", "Working-capital need, over-lending"),
    2: Word("多头授信与控制人集团", "Many lenders, controller groups"),
    3: Word("担保人与上市公司", "Guarantors, listed companies"),
    4: Word("集中度", "Concentration"),
    5: Word("跨行分类下限", "Class floors across banks"),
    6: Word("融资担保公司", "Financing guarantee companies"),
    7: Word("担保法律", "Guarantee law"),
    8: Word("到期（321）", "Maturities (321)"),
    9: Word("保帮关", "保 / 帮 / 关"),
    10: Word("风险信号与逃废债线索", "Signals, evasion"),
    11: Word("市级协调与社会稳定", "Coordination, stability"),
}
UNITS: Final = {
    "yuan": Word("元", "yuan"),
    "share": Word("比例", "share"),
    "times": Word("倍", "times"),
    "days": Word("天", "days"),
    "months": Word("个月", "months"),
    "count": Word("个", ""),
    "people": Word("人", "people"),
    "points": Word("分", "points"),
    "flag": Word("", ""),
}

TEXTS: Final = (
    {f"section.{number}": word for number, word in SECTIONS.items()}
    | {f"rules.unit.{name}": word for name, word in UNITS.items()}
    | {
        "rules.title": Word("规则与参数", "Rules and their numbers"),
        "rules.lead": Word(
            "每条规则的依据、成熟度与现行参数；标注“待核”者不作为法律结论",
            "Where every rule comes from, how sure its text is, and the numbers in force; nothing unverified is a legal conclusion",
        ),
        "rules.search": Word("查找规则、依据或参数", "Rule, source or number"),
        "rules.county": Word("按区县参数", "Numbers of the county"),
        "rules.city_wide": Word("全市", "the city's"),
        "rules.section": Word("章节", "Section"),
        "rules.maturity": Word("依据状态", "Source"),
        "rules.severity": Word("级别", "Severity"),
        "rules.changed_only": Word("仅看本地调整", "Only numbers set here"),
        "rules.parameter": Word("参数", "Parameter"),
        "rules.value": Word("现行值", "In force"),
        "rules.default": Word("默认值", "Default"),
        "rules.range": Word("允许范围", "Range"),
        "rules.set_here": Word("本地已调整", "set here"),
        "rules.findings": Word("查看命中", "See its findings"),
        "rules.findings_of": Word("“{rule}”的命中", "Findings of “{rule}”"),
        "rules.no_findings": Word("目前没有命中", "Nothing is found at present"),
        "rules.shown": Word("{shown} / {total} 条", "{shown} of {total}"),
        "rules.origin": Word("参数文件 {file}，版本 {version}，{author}", "Numbers of {file}, version {version}, {author}"),
        "rules.as_declared": Word("参数均为默认值", "All numbers as declared"),
        "rules.says_nothing": Word("计算用参数，不产生提示", "Numbers of a computation; finds nothing by itself"),
        "rules.details": Word("参数与依据", "Numbers and source"),
        "rules.by_county": Word("可按区县设置", "counties may set it"),
        "rules.finding": Word("说明", "What is found"),
        "rules.restricted": Word("部分内容不在您的查看范围内", "Not all of it may be shown to you"),
        "rules.unchanged": Word("（默认）", "(as declared)"),
        "rules.back": Word("返回全部规则", "Back to all rules"),
    }
)
