"""What happens if a firm falls, as papers say it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from viz.papers.content import Fact, Row, count, facts, text, wan
from viz.papers.language import say
from viz.papers.layout import Column
from viz.papers.sections import county

MOST_FALLEN: Final = 15


@dataclass(frozen=True)
class FallenLine:
    """A party pulled down, and in which round."""

    round: str
    name: str
    code: str
    county: str


FALLEN: Final = (
    Column("round", "轮次", 8, number=True),
    Column("name", "连锁违约主体", 40),
    Column("code", "代码", 28),
    Column("county", "区县", 14),
)


@dataclass(frozen=True)
class Falls:
    """What a cascade from one firm does; `parties` are those who may be named, `elsewhere` counts the others."""

    name: str
    pulled_down: int
    employees: int
    own_loss: float
    caused_loss: float
    counties: int
    banks: int
    parties: Sequence[Row]
    elsewhere: int


def falling_facts(falls: Falls | None) -> tuple[Fact, ...]:
    """Its figures."""
    if falls is None:
        return ()
    return facts(
        ("拖累违约（家）", count(falls.pulled_down)),
        ("涉及职工（含自身，人）", count(falls.employees)),
        ("自身贷款损失（万元）", wan(falls.own_loss)),
        ("波及他方损失（万元）", wan(falls.caused_loss)),
        ("波及区县（个）", count(falls.counties)),
        ("波及银行（家）", count(falls.banks)),
    )


def fallen_lines(falls: Falls | None, counties: Mapping[str, str]) -> tuple[FallenLine, ...]:
    """Who falls, round by round; beyond some, and beyond one's border, how many more."""
    if falls is None:
        return ()
    shown = falls.parties[:MOST_FALLEN]
    lines = [FallenLine(count(one["round"]), text(one["name"]), text(one["party"]), county(one["county"], counties)) for one in shown]
    more = len(falls.parties) - len(shown) + falls.elsewhere
    return (*lines, *([FallenLine("", say("另有{more}家", more=more), "", "")] if more else []))


def falling_lines(falls: Falls | None, *, withheld: bool) -> tuple[str, ...]:
    """What the figures are of."""
    if withheld:
        return (say("传导测算含他行损失，按权限不予显示。"),)
    if falls is None:
        return (say("该主体不在担保网络中，无传导。"),)
    return (
        say("假定{name}违约，按担保合同逐轮传导的确定性测算（代偿能力未知者按零计），仅供研判参考，不构成认定。", name=text(falls.name)),
    )
