"""Figures of a sample of losses, each with what the sample leaves open."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, Final, NamedTuple

import numpy as np

from graph.network import Floats

LEVELS: Final = (0.95, 0.99, 0.999)
CONFIDENCE: Final = 0.95  # of every interval
FEWEST: Final = 10  # scenarios beyond a VaR below which its shortfall gets no interval
_ROUNDING: Final = 1e-9  # of a rank: 1000 times 0.99 is not always 990


class Note(NamedTuple):
    """What a reader of a result must know, in both languages."""

    en: str
    zh: str


@dataclass(frozen=True)
class Estimate:
    """A figure, its standard error and its normal interval at CONFIDENCE; None where the sample says nothing."""

    value: float | None
    error: float | None
    low: float | None
    high: float | None

    def as_dict(self) -> dict[str, float | None]:
        """By name, ready for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class TailRisk:
    """Value at risk and expected shortfall at one level, yuan.

    `var` is the smallest loss that at least `level` of the scenarios do not exceed; its bounds are order statistics whose ranks come from
    the binomial distribution, so they hold whatever the distribution (None: no rank of so few scenarios is far enough out). `es` is the
    mean of the worst 1 − level of the scenarios (Acerbi & Tasche 2002), its error that of Rockafellar & Uryasev's mean excess.
    """

    level: float
    var: float
    var_low: float | None
    var_high: float | None
    es: float
    es_error: float | None
    es_low: float | None
    es_high: float | None
    beyond: int  # scenarios with a loss above `var`

    def as_dict(self) -> dict[str, float | int | None]:
        """By name, ready for JSON."""
        return asdict(self)


def mean(values: Floats) -> Estimate:
    """The mean of a sample."""
    return _estimate(math.fsum(values) / len(values), _error(values))


def ratio(above: Floats, below: Floats) -> Estimate:
    """E[above]/E[below] of paired samples, its error by the delta method; nothing where `below` is 0 throughout."""
    base = math.fsum(below) / len(below)
    if base == 0.0:
        return Estimate(None, None, None, None)
    value = math.fsum(above) / len(above) / base
    return _estimate(value, _error((above - value * below) / base))


def tail_risk(losses: Floats, level: float) -> TailRisk:
    """VaR and ES of a sample in ascending order."""
    from scipy.stats import binom

    size = len(losses)
    rank = rank_of(size, level)
    var = float(losses[rank - 1])
    rest = losses[rank:]
    es = ((rank - size * level) * var + math.fsum(rest)) / (size * (1.0 - level))
    open_side = (1.0 - CONFIDENCE) / 2.0
    low, high = int(binom.ppf(open_side, size, level)), int(binom.ppf(1.0 - open_side, size, level)) + 1
    interval = _estimate(es, _error(excess(losses, var, level)) if len(rest) >= FEWEST else None)
    return TailRisk(
        level=level, var=var, var_low=float(losses[low - 1]) if low >= 1 else None,
        var_high=float(losses[high - 1]) if high <= size else None, es=es, es_error=interval.error, es_low=interval.low,
        es_high=interval.high, beyond=int((rest > var).sum()),
    )  # fmt: skip


def rank_of(size: int, level: float) -> int:
    """Which of so many losses in ascending order is the value at risk, counted from 1."""
    return max(1, math.ceil(size * level - _ROUNDING))


def excess(losses: Floats, var: float, level: float) -> Floats:
    """By scenario, what it adds to the expected shortfall beyond `var`."""
    return np.asarray(np.maximum(losses - var, 0.0) / (1.0 - level), np.float64)


def notes_on(size: int, risks: tuple[TailRisk, ...]) -> list[Note]:
    """What so few scenarios leave open."""
    notes = []
    for risk in risks:
        percent = f"{risk.level * 100:g}%"
        if risk.var_high is None:
            notes.append(Note(
                f"{size} scenarios are too few for an upper bound of the {percent} value at risk",
                f"{size}个情景不足以给出{percent}在险价值的上界",
            ))  # fmt: skip
        if risk.var_low is None:
            notes.append(Note(
                f"{size} scenarios are too few for a lower bound of the {percent} value at risk",
                f"{size}个情景不足以给出{percent}在险价值的下界",
            ))  # fmt: skip
        if risk.es_error is None:
            notes.append(Note(
                f"{size} scenarios are too few for an interval of the {percent} expected shortfall",
                f"{size}个情景不足以给出{percent}预期尾部损失的区间",
            ))  # fmt: skip
    return notes


def rounded(value: Any) -> Any:
    """Amounts to the fen, None kept."""
    return None if value is None else round(float(value), 2)


def _error(values: Floats) -> float | None:
    """The standard error of a mean; none of a single value."""
    size = len(values)
    if size < 2:
        return None
    middle = math.fsum(values) / size
    return math.sqrt(math.fsum((values - middle) ** 2) / (size - 1) / size)


def _estimate(value: float, error: float | None) -> Estimate:
    from scipy.special import ndtri

    if error is None:
        return Estimate(value, None, None, None)
    wide = float(ndtri((1.0 + CONFIDENCE) / 2.0)) * error
    return Estimate(value, error, value - wide, value + wide)
