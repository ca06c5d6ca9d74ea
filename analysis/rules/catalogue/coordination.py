"""Section 11: the lines of the coordination queue, taken from where the queue declares them."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Final

from analysis.coordination.lines import DEFAULT_LINES, LINES, CoordinationParameters, Line
from analysis.rules.model import Maturity, Parameter, Rule, Severity
from analysis.rules.units import Unit

if TYPE_CHECKING:
    from analysis.rules.book import RuleBook

_POLICY: Final = "本市政策：县级负责、市级统筹"
LINES_RULE: Final = "coordination.lines"
_UNITS: Final = {"yuan": Unit.YUAN, "counties": Unit.COUNT, "people": Unit.PEOPLE}
_NAMES: Final = {
    "city_spillover": ("市级：外溢损失", "city: loss in other counties", Unit.YUAN, 1e13),
    "city_counties": ("市级：波及区县", "city: counties hit", Unit.COUNT, 100),
    "city_employees": ("市级：职工", "city: employees", Unit.PEOPLE, 10_000_000),
    "leader_loss": ("市领导：最坏情形银行损失", "city leader: worst-case bank loss", Unit.YUAN, 1e13),
    "leader_employees": ("市领导：职工", "city leader: employees", Unit.PEOPLE, 10_000_000),
    "both_conditions_needed": ("影响大与跨县须同时满足", "both large influence and crossing counties", Unit.FLAG, True),
}


def _parameter(name: str) -> Parameter:
    zh, en, unit, high = _NAMES[name]
    default = getattr(DEFAULT_LINES, name)
    return Parameter(name, zh, en, default, unit, type(default)(0), high, Maturity.LOCAL)


def _rule(line: Line) -> Rule:
    unit = "" if line.unit == "yuan" else {"counties": "个", "people": "人"}[line.unit]
    leader = line.condition == "leader"
    return Rule(
        line.id, line.zh, line.en, 11, _POLICY, Maturity.LOCAL, Severity.CRITICAL if leader else Severity.WARNING,
        f"达到{'市领导联系' if leader else '市级协调'}的标准；数值见 {LINES_RULE}。",
        f"Reaches a line of {'a city leader' if leader else 'the city'}; for the numbers see {LINES_RULE}.",
        figures=(line.figure,),
        text_zh=f"{{name}}{line.zh}{{{line.figure}}}{unit}", text_en=f"{{name}}: {line.en} {{{line.figure}}}", by_county=False,
    )  # fmt: skip


RULES: Final = (
    Rule(
        LINES_RULE, "市级协调标准", "Lines of the coordination queue", 11, _POLICY, Maturity.LOCAL, Severity.INFO,
        "市级协调清单的标准，达到即提请；县级始终负责。",
        "The lines of the coordination queue: a figure on the line reaches it; the county stays in charge.",
        tuple(_parameter(field.name) for field in fields(CoordinationParameters)), by_county=False,
    ),
    *(_rule(line) for line in LINES),
)  # fmt: skip


def coordination_parameters(book: RuleBook) -> CoordinationParameters:
    """The queue's lines as the book has them."""
    return CoordinationParameters(**book.values(LINES_RULE))  # type: ignore[arg-type]  # each checked by the book
