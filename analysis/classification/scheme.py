"""`Scheme`: how a county scores its key enterprises. The five dimensions are the policy's; everything else is its owner's to set.

A scheme is data: it names indicators, and where each one's values lawfully come from. 统计法 art. 28: statistical returns may not be used,
so an indicator that names no source, or a statistical return, is kept in the scheme and refused for use.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Literal, TypeAlias

from analysis.classification.measures import MEASURES
from graph.errors import InvalidScheme

Benchmark: TypeAlias = float | Literal["median"]
Missing: TypeAlias = Literal["average", "zero", "leave_out"]
MISSING: Final[Mapping[Missing, str]] = {"average": "缺失项取平均分", "zero": "缺失项计零分", "leave_out": "缺失项不计，权重分摊"}
LARGEST_CAP: Final = 10.0
_STATISTICS: Final = re.compile(
    r"统计\s*(报表|年报|季报|月报|快报|调查|普查|直报|一套表|台账)|statistical (return|survey|census)", re.IGNORECASE
)
_ID: Final = re.compile(r"[a-z][a-z0-9_]*")


class Dimension(StrEnum):
    """The five dimensions of the policy."""

    VITALITY = "vitality"
    INNOVATION = "innovation"
    STRUCTURE = "structure"
    SOCIAL = "social"
    RISK = "risk"

    @property
    def zh(self) -> str:
        """As the policy calls it."""
        return DIMENSIONS[self][0]

    @property
    def en(self) -> str:
        """The same in English."""
        return DIMENSIONS[self][1]


DIMENSIONS: Final = {
    Dimension.VITALITY: ("经营活力", "vitality"),
    Dimension.INNOVATION: ("创新驱动", "innovation"),
    Dimension.STRUCTURE: ("结构优化", "structure"),
    Dimension.SOCIAL: ("社会价值", "social value"),
    Dimension.RISK: ("风险信号", "risk signals"),
}


class Direction(StrEnum):
    """Which way an indicator is good."""

    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True)
class Indicator:
    """One item of a score: `weight` × value / benchmark (lower is better: benchmark / value), at most `cap` × `weight`."""

    id: str
    zh: str
    en: str
    dimension: Dimension
    measure: str | None  # a figure the platform works out, one of `measures.MEASURES`
    table: str | None  # otherwise the name its values have in the table `indicators`
    direction: Direction
    benchmark: Benchmark | None  # a number, or the county's median; None is a fault
    weight: float
    cap: float  # in weights
    source: str  # where its values lawfully come from

    @property
    def refused(self) -> str | None:
        """Why it may not be used, None when it may: a word of `analysis.rules.terms`."""
        if not self.source.strip():
            return "names no legal source"
        return "rests on a statistical return" if _STATISTICS.search(self.source) else None

    def to_json(self) -> dict[str, Any]:
        """Everything it says."""
        return {
            "id": self.id,
            "zh": self.zh,
            "en": self.en,
            "dimension": self.dimension.value,
            "measure": self.measure,
            "table": self.table,
            "direction": self.direction.value,
            "benchmark": self.benchmark,
            "weight": self.weight,
            "cap": self.cap,
            "source": self.source,
            "refused": self.refused,
        }


@dataclass(frozen=True)
class Scheme:
    """The whole of it. Raises InvalidScheme with everything that is wrong, so that one that exists can be used."""

    id: str
    version: str
    author: str
    owner: str  # 发改部门
    indicators: tuple[Indicator, ...]
    missing: Missing = "average"
    min_firms: int = 10  # a county with fewer firms that have a value takes the city's median and average
    local: bool = True  # 地方自设
    file: str | None = None
    sha256: str | None = None

    def __post_init__(self) -> None:
        faults = list(faults_of(self))
        if faults:
            raise InvalidScheme(self.file or self.id, tuple(sentence for _, sentence in faults), faults[0][0])

    @property
    def used(self) -> tuple[Indicator, ...]:
        """The indicators that may be used and weigh something."""
        return tuple(one for one in self.indicators if one.refused is None and one.weight > 0.0)

    def needs(self, prefix: str) -> bool:
        """Whether some indicator uses a measure whose name begins so."""
        return any((one.measure or "").startswith(prefix) for one in self.used)

    def to_json(self) -> dict[str, Any]:
        """What results say of the scheme behind them."""
        return {
            "id": self.id,
            "version": self.version,
            "author": self.author,
            "owner": self.owner,
            "maturity": "local" if self.local else "text",
            "maturity_zh": "地方自设",
            "file": self.file,
            "sha256": self.sha256,
            "missing": self.missing,
            "min_firms": self.min_firms,
            "indicators": [one.to_json() for one in self.indicators],
        }


def faults_of(scheme: Scheme) -> Iterator[tuple[str, str]]:
    """What is wrong with a scheme, as code and sentence."""
    for name in ("id", "version", "author", "owner"):
        if not getattr(scheme, name).strip():
            yield "scheme-invalid", f"{name} is empty"
    if scheme.missing not in MISSING:
        yield "scheme-invalid", f"missing is {scheme.missing!r}: it must be one of {', '.join(MISSING)}"
    if scheme.min_firms < 1:
        yield "scheme-invalid", f"min_firms is {scheme.min_firms}: it must be at least 1"
    if not scheme.indicators:
        yield "scheme-invalid", "it has no indicators"
        return
    ids = [one.id for one in scheme.indicators]
    for name in dict.fromkeys(one for one in ids if ids.count(one) > 1):
        yield "scheme-duplicate", f"indicator {name!r} stands in it {ids.count(name)} times"
    for one in scheme.indicators:
        yield from _indicator(one)
    weights = [one.weight for one in scheme.indicators]
    if all(weight >= 0.0 for weight in weights) and math.fsum(weights) <= 0.0:
        yield "scheme-weight", "the weights add up to 0: at least one indicator must weigh something"


def _indicator(one: Indicator) -> Iterator[tuple[str, str]]:
    where = f"indicator {one.id!r}"
    if not _ID.fullmatch(one.id):
        yield "scheme-invalid", f"{where}: its id must be lower-case letters, digits and _"
    if not one.zh.strip() or not one.en.strip():
        yield "scheme-invalid", f"{where} has no name"
    if (one.measure is None) == (one.table is None):
        yield "scheme-measure", f"{where} must have either measure or table"
    elif one.measure is not None and one.measure not in MEASURES:
        yield "scheme-measure", f"{where}: no measure is called {one.measure!r}; known are {', '.join(MEASURES)}"
    if one.benchmark is None:
        yield "scheme-benchmark", f'{where} has no benchmark: "median", or a number above 0'
    elif one.benchmark != "median" and not (math.isfinite(one.benchmark) and one.benchmark > 0.0):
        yield "scheme-benchmark", f"{where}: its benchmark is {one.benchmark}, it must be above 0"
    if not (math.isfinite(one.weight) and one.weight >= 0.0):
        yield "scheme-weight", f"{where}: its weight is {one.weight}, it must be at least 0"
    if not (math.isfinite(one.cap) and 0.0 <= one.cap <= LARGEST_CAP):
        yield "scheme-cap", f"{where}: its cap is {one.cap}, it must be within 0 and {LARGEST_CAP:g}"
