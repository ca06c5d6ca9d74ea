"""What the page of rules says."""

from __future__ import annotations

from typing import Final

from viz.style import SEVERITY, Word

TEXTS: Final = {f"severity.{key}": word for key, word in SEVERITY.items()} | {
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
    "maturity.text": Word("法律原文", "text"),
    "maturity.secondary": Word("二手来源", "secondary"),
    "maturity.unverified": Word("待核", "unverified"),
    "maturity.local": Word("地方自设", "set locally"),
    "finding.text": Word("说明", "What is found"),
    "finding.since": Word("首次发现", "Since"),
}
