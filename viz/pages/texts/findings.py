"""What findings say wherever they stand: the law behind a rule, how sure it is, the figures."""

from __future__ import annotations

from typing import Final

from analysis.rules import FIGURES, RULES, Maturity
from analysis.rules.references import in_english
from viz.style import DIMENSION, FINDING_STATUS, FUNDS_SOURCE, LIABILITY, SEVERITY, STAGE, STANDING, TIER, Word

_OWN: Final = {
    "finding.none": Word("没有提示", "No findings"),
    "finding.behind": Word("依据的数字与合同", "Numbers and contracts behind it"),
    "finding.more": Word("另有{count}条“{rule}”", "{count} more: {rule}"),
    "finding.prompt": Word(
        "提示供人工核实，不构成认定；标“待核”“地方自设”的不作为法律结论",
        "Findings are prompts for people; what is marked “to be checked” or “local parameter” is no legal conclusion",
    ),
    "unit.days": Word("天", "days"),
    "unit.months": Word("个月", "months"),
    "unit.people": Word("人", "people"),
    "unit.points": Word("分", "points"),
    "unit.times": Word("倍", "times"),
}

TEXTS: Final[dict[str, Word]] = (
    _OWN
    | {f"reference.{rule.id}": Word(rule.reference, in_english(rule.reference)) for rule in RULES.values()}
    | {f"reference_zh.{rule.id}": Word(rule.reference, rule.reference) for rule in RULES.values()}
    | {f"figure.{one.name}": Word(one.zh, one.en) for one in FIGURES.values()}
    | {f"sure.{one.value}": Word(one.zh, one.en) for one in Maturity}
    | {f"severity.{key}": word for key, word in SEVERITY.items()}
    | {f"finding.{key}": word for key, word in FINDING_STATUS.items()}
    | {f"tier.{key}": word for key, word in TIER.items()}
    | {f"stage.{key}": word for key, word in STAGE.items()}
    | {f"source.{key}": word for key, word in FUNDS_SOURCE.items()}
    | {f"dimension.{key}": word for key, word in DIMENSION.items()}
    | {f"standing.{key}": word for key, word in STANDING.items()}
    | {f"liability.{kind.name.lower()}": word for kind, word in LIABILITY.items()}
)
