"""The lines that put a circle before the county, the city, or a city leader: rules as data, and the verdict they give."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, Final, Literal

from graph.errors import InvalidParameter

COUNTY: Final = "coordination.county"
BOTH: Final = "coordination.city.both_conditions"
Condition = Literal["crosses_counties", "large_influence", "leader"]
Unit = Literal["yuan", "counties", "people"]


@dataclass(frozen=True)
class CoordinationParameters:
    """Lines of the coordination queue: local parameters (地方自设), printed with the results. A figure on the line reaches it."""

    city_spillover: float = 10e6  # yuan of loss in other counties, expected a year or in the worst case
    city_counties: int = 3
    city_employees: int = 1000
    leader_loss: float = 500e6  # yuan of bank loss in the worst case, own loans included
    leader_employees: int = 3000
    both_conditions_needed: bool = False  # crossing counties and large influence together, not one of them

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if not 0 <= value < math.inf:
                raise InvalidParameter(f"{name} is {value}: it must be a number of at least 0")

    def as_dict(self) -> dict[str, Any]:
        """The lines by name, ready for JSON."""
        return asdict(self)


DEFAULT_LINES: Final = CoordinationParameters()


@dataclass(frozen=True)
class Line:
    """One rule: the figure, the parameter that is its line, and the condition it meets. Source: the policy, section 11."""

    id: str
    condition: Condition
    figure: str
    parameter: str
    unit: Unit
    zh: str
    en: str


_PULLED_DOWN: Final = "employees of the firms that fall, the first included"
LINES: Final = (
    Line(
        "coordination.city.expected_spillover", "crosses_counties", "expected_spillover", "city_spillover", "yuan",
        "预期外溢（每年）", "expected loss in other counties a year",
    ),
    Line(
        "coordination.city.worst_case_spillover", "crosses_counties", "worst_case_spillover", "city_spillover", "yuan",
        "最坏外溢", "worst-case loss in other counties",
    ),
    Line("coordination.city.counties", "crosses_counties", "counties", "city_counties", "counties", "波及区县", "counties hit"),
    Line("coordination.city.employees", "large_influence", "employees", "city_employees", "people", "违约企业职工（含首家）", _PULLED_DOWN),
    Line(
        "coordination.leader.worst_case_loss", "leader", "worst_case_loss", "leader_loss", "yuan",
        "最坏情形银行损失", "worst-case bank loss",
    ),
    Line("coordination.leader.employees", "leader", "employees", "leader_employees", "people", "违约企业职工（含首家）", _PULLED_DOWN),
)  # fmt: skip
_BELOW: Final = tuple(line for line in LINES if line.condition != "leader")  # told of a circle that stays with its county
_UNITS: Final = {"counties": ("个", ""), "people": ("人", "")}


@dataclass(frozen=True)
class Figures:
    """What the lines are held against; yuan to the fen."""

    expected_spillover: float
    worst_case_spillover: float
    counties: int
    employees: int
    worst_case_loss: float


@dataclass(frozen=True)
class Reason:
    """One line, reached or not, with its number; `zh` and `en` say it in a sentence."""

    code: str
    value: float | int
    threshold: float | int
    zh: str
    en: str


@dataclass(frozen=True)
class Verdict:
    """The level proposed, the rule that decided it, and every line reached (for the county: the nearest figures)."""

    level: Literal["county", "city"]
    rule: str
    leader_link: bool
    reasons: tuple[Reason, ...]


def judge(figures: Figures, parameters: CoordinationParameters) -> Verdict:
    """County first: the city only where a line is reached, or one of each condition where both are needed."""
    reached = [line for line in LINES if getattr(figures, line.figure) >= getattr(parameters, line.parameter)]
    city = [line for line in reached if line.condition != "leader"]
    met = len({line.condition for line in city})
    enough = met == 2 if parameters.both_conditions_needed else met > 0
    reasons = [_reason(line, figures, parameters) for line in reached]
    if not enough:
        reasons.insert(0, _below(figures, parameters, one_met=met > 0))
        return Verdict("county", COUNTY, len(reached) > len(city), tuple(reasons))
    rule = BOTH if parameters.both_conditions_needed else city[0].id
    return Verdict("city", rule, len(reached) > len(city), tuple(reasons))


def _reason(line: Line, figures: Figures, parameters: CoordinationParameters) -> Reason:
    value, threshold = getattr(figures, line.figure), getattr(parameters, line.parameter)
    zh = f"{line.zh}{_spoken(value, line.unit)[0]}，达到{_spoken(threshold, line.unit)[0]}的标准"
    en = f"{line.en}: {_spoken(value, line.unit)[1]}, at or above the line of {_spoken(threshold, line.unit)[1]}"
    return Reason(line.id, value, threshold, zh, en)


def _below(figures: Figures, parameters: CoordinationParameters, *, one_met: bool) -> Reason:
    values = tuple(getattr(figures, line.figure) for line in _BELOW)
    return Reason(COUNTY, figures.expected_spillover, parameters.city_spillover, *_told_below(values, one_met=one_met))


@lru_cache(maxsize=4096)  # of a city's tens of thousands of circles most send nothing abroad and differ in nothing that is told
def _told_below(values: tuple[float, ...], *, one_met: bool) -> tuple[str, str]:
    told = [(line, _spoken(value, line.unit)) for line, value in zip(_BELOW, values, strict=True)]
    zh = "、".join(f"{line.zh}{words[0]}" for line, words in told)
    en = ", ".join(f"{line.en} {words[1]}" for line, words in told)
    why_zh = "“影响大”与“跨县”未同时满足" if one_met else "均未达到市级标准"
    why_en = "large influence and crossing counties do not come together" if one_met else "all below the city's lines"
    return f"{zh}，{why_zh}，由属地县（区）负责", f"{en}: {why_en}; the county is in charge"


def _spoken(value: float, unit: Unit) -> tuple[str, str]:
    """A figure in Chinese (万元) and English (yuan)."""
    if unit == "yuan":
        return f"{_trim(value / 10_000)}万元", f"{_trim(value)} yuan"
    zh, en = _UNITS[unit]
    return f"{value:,}{zh}", f"{value:,}{en}"


def _trim(value: float) -> str:
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".")
