"""docs/rules.md, written from the declarations: every rule with its law, its numbers and its words."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Final

from analysis.rules.catalogue import RULES
from analysis.rules.model import Maturity, Parameter, Rule, Severity
from analysis.rules.units import Unit

_HEAD: Final = """# Policy rules

Generated from `analysis/rules/catalogue` by `python -m analysis.rules.page docs/rules.md`; a test fails when it is stale.

A finding is a prompt for people. The platform never decides a loan's class and never lists a debt evader. Every finding says its rule, its
numbers, its contracts, and how sure the law is:
"""
_NUMBERS: Final = """
## Numbers of a city and its counties

`--rules FILE`, or the setting `SURETYGRAPH_RULES`, names a TOML file. A county's number goes before the city's, the city's before the
default. A number set here is 地方自设 whatever the rule's text; what is 待核 stays so. The file's name, version, author and checksum, and
every number it changes, are printed with the results. Anything the rules cannot take ends the call with everything that is wrong (exit 3).

```toml
version = "2026-1"
author = "市金融办"

[city]
guarantee.ratio_warning.share_above = 0.6

[county.380102]
lending.multi_lender_local = { lenders_from = 4, financing_from = 30_000_000 }
```

Parameters called `…_above` are exceeded, parameters called `…_from` are reached. Rules marked *whole city* take no county's numbers.
"""
_SECTIONS: Final = {
    1: "Working-capital need and over-lending 流动资金需求与超额授信",
    2: "Many lenders and controller groups 多头授信与控制人集团",
    3: "Guarantors and listed companies 担保人与上市公司",
    4: "Concentration 集中度",
    5: "Class floors across banks 跨行分类下限",
    6: "Financing guarantee companies 融资担保公司",
    7: "Guarantee law 担保法律",
    8: "321",
    9: "保 / 帮 / 关",
    10: "Signals and evasion 风险信号与逃废债线索",
    11: "Coordination and stability 市级协调与社会稳定",
}


def page() -> str:
    """The whole page."""
    lines = [_HEAD, *_words(Maturity, "maturity"), "", *_words(Severity, "severity"), _NUMBERS]
    ordered = sorted(RULES.values(), key=lambda rule: rule.section)
    for section, rules in groupby(ordered, key=lambda rule: rule.section):
        lines += [f"\n## {section}. {_SECTIONS[section]}", *(line for rule in rules for line in _rule(rule))]
    return "\n".join([*lines, ""])


def _words(kind: type[Maturity] | type[Severity], name: str) -> list[str]:
    return [f"| {name} | 中文 | meaning |", "|---|---|---|", *(f"| `{one.value}` | {one.zh} | {one.en} |" for one in kind)]


def _rule(rule: Rule) -> Iterable[str]:
    yield f"\n### `{rule.id}` {rule.zh} · {rule.en}\n"
    scope = "" if rule.by_county else " · whole city"
    makes = f"{rule.severity.value} {rule.severity.zh}" if rule.finds else "parameters only"
    yield f"{rule.reference} · {rule.maturity.value} {rule.maturity.zh} · {makes} · version {rule.version}{scope}\n"
    yield f"{rule.about_zh}\n\n{rule.about_en}"
    if rule.parameters:
        yield "\n| parameter | 中文 | meaning | default | range | maturity |\n|---|---|---|---|---|---|"
        for one in rule.parameters:
            numbers = f"{_shown(one, one.default)} | {_shown(one, one.low)} to {_shown(one, one.high)}"
            yield f"| `{one.name}` | {one.zh} | {one.en} | {numbers} | {one.maturity.value} {one.maturity.zh} |"
    if rule.finds:
        yield "\nThe same finding while these stay: " + ", ".join(f"`{name}`" for name in rule.identity) + "."
        yield f"\n> {rule.text_zh}\n>\n> {rule.text_en}"


def _shown(parameter: Parameter, value: float) -> str:
    if parameter.unit is Unit.FLAG:
        return "true" if value else "false"
    text = f"{value:,.4f}".rstrip("0").rstrip(".")
    return text if parameter.unit in {Unit.SHARE, Unit.COUNT} else f"{text} {parameter.unit.word('en')}"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8", newline="\n")
