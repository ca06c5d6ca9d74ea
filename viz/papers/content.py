"""What papers are made of: texts that can be printed, and figures as offices write them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from viz.papers.language import language, say
from viz.papers.layout import Layout
from viz.style import Word

NONE: Final = "—"  # not known
YUAN_PER_UNIT: Final = 10_000  # 万元
_UNPRINTABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]+")

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Origin:
    """Where a paper comes from: the day of the data, the snapshot, who took it and when; `mark` is its watermark."""

    as_of: str
    snapshot: str
    made_at: str
    taker: str
    mark: str


@dataclass(frozen=True)
class Fact:
    """A label and what stands beside it."""

    label: str
    value: str


@dataclass(frozen=True)
class Paper:
    """Everything a paper says. Its other fields are named by its layout."""

    layout: ClassVar[Layout]
    title: str
    origin: Origin


def withheld() -> str:
    """What stands for what is known and not to be told."""
    return say("不予显示")


def text(value: Any, missing: str = NONE) -> str:
    """A text without signs that XML or a printer minds, or that turn the direction of others."""
    told = _UNPRINTABLE.sub(" ", str(value)).strip() if value is not None else ""
    return told or missing


def cut(value: Any, most: int) -> str:
    """A text of some signs at most."""
    told = text(value)
    return told if len(told) <= most else told[: most - 1] + "…"


def wan(yuan: float | None, missing: str = NONE) -> str:
    """Yuan as 万元 with two decimals.

    >>> wan(67_833_088.74), wan(None)
    ('6,783.31', '—')
    """
    return _written(None if yuan is None else yuan / YUAN_PER_UNIT, "{:,.2f}", missing)


def count(number: float | None, missing: str = NONE) -> str:
    """A whole number."""
    return _written(number, "{:,.0f}", missing)


def percent(share: float | None, missing: str = NONE) -> str:
    """A share as a percentage."""
    return _written(share, "{:.1%}", missing)


def _written(number: float | None, pattern: str, missing: str) -> str:
    return missing if number is None or not math.isfinite(number) else pattern.format(number)


def called(words: Mapping[Any, Word], key: Any, missing: str = NONE) -> str:
    """What a value of a vocabulary is called."""
    return words[key][language()] if key in words else text(key, missing)


def facts(*pairs: tuple[str, str]) -> tuple[Fact, ...]:
    """Labels, in the language spoken, and values."""
    return tuple(Fact(say(label), value) for label, value in pairs)


def total(amounts: Iterable[float | None]) -> float:
    """Known amounts added up."""
    return math.fsum(one for one in amounts if one is not None)
