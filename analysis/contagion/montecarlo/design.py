"""What a Monte Carlo run is asked to do: all that is needed to repeat it, besides the network."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal, TypeAlias, get_args

import numpy as np

from analysis.contagion.parameters import CascadeParameters
from graph.errors import InvalidParameter

Model: TypeAlias = Literal["cascade", "clearing"]
_ROUNDING: Final = 1e-12  # √a² + √b² may come out a little above a + b
_MOST: Final = 2**31 - 1
_WORDS: Final = 2**64


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool) and not math.isnan(value)


def _is_whole(value: object) -> bool:
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


@dataclass(frozen=True)
class FactorLoadings:
    """How much of a party's fortune X is the market's, its county's and its sector's; the rest is its own.

    X_i = market·M + county·Z_county + sector·Z_sector + √(1 − market² − county² − sector²)·ε_i, all standard normal and independent. Two
    parties correlate by the squares of what they share. The defaults are a local assumption: 0.12 between parties that share nothing but
    the market, 0.24 within one county and sector, the two ends of the asset correlations Basel takes for firms (CRE31.5). A party whose
    county (sector) is unknown has none in common with anybody: that part is its own.

    Raises:
        InvalidParameter: a loading that is negative or no number, or squares that sum above 1.

    """

    market: float = math.sqrt(0.12)
    county: float = math.sqrt(0.06)
    sector: float = math.sqrt(0.06)

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if not _is_number(value) or not 0.0 <= value < math.inf:
                raise InvalidParameter(f"loading {name} is {value!r}: it must be a number of at least 0")
        total = self.market**2 + self.county**2 + self.sector**2
        if total > 1.0 + _ROUNDING:
            loadings = f"market {self.market}, county {self.county} and sector {self.sector}"
            raise InvalidParameter(f"loadings {loadings} have squares that sum to {total}: at most 1 is possible")

    def own(self, *, county: bool, sector: bool) -> float:
        """The loading of what is a party's own, where its county and sector are known or not."""
        shared = self.market**2 + (self.county**2 if county else 0.0) + (self.sector**2 if sector else 0.0)
        return math.sqrt(max(0.0, 1.0 - shared))


LOADINGS: Final = FactorLoadings()


@dataclass(frozen=True)
class Design:
    """A run without its network. The number of threads is no part of it: it never changes a figure.

    Raises:
        InvalidParameter: a value outside its choices.

    """

    scenarios: int
    seed: int
    loadings: FactorLoadings = LOADINGS
    parameters: CascadeParameters = field(default_factory=CascadeParameters)
    model: Model = "cascade"
    alpha: float = 0.0  # of clearing
    tail: float = 0.99  # contributions are to losses above this VaR

    def __post_init__(self) -> None:
        if not _is_whole(self.scenarios) or not 1 <= self.scenarios <= _MOST:
            raise InvalidParameter(f"scenarios is {self.scenarios!r}: it must be a whole number from 1 to {_MOST}")
        if not _is_whole(self.seed) or not 0 <= self.seed < _WORDS:
            raise InvalidParameter(f"seed is {self.seed!r}: it must be a whole number of at least 0 and below 2**64")
        if self.model not in get_args(Model):
            raise InvalidParameter(f"model is {self.model!r}: it must be one of {', '.join(get_args(Model))}")
        if not _is_number(self.alpha) or not 0.0 <= self.alpha <= 1.0:
            raise InvalidParameter(f"alpha is {self.alpha!r}: it must be between 0 and 1")
        if self.model == "cascade" and self.alpha != 0.0:
            raise InvalidParameter(f"alpha is {self.alpha!r}: only clearing has a recovery, the cascade has none")
        if not _is_number(self.tail) or not 0.0 < self.tail < 1.0:
            raise InvalidParameter(f"tail is {self.tail!r}: it must be between 0 and 1, neither of them")
        if not isinstance(self.loadings, FactorLoadings):
            raise InvalidParameter(f"loadings is {self.loadings!r}: it must be FactorLoadings")

    def as_dict(self) -> dict[str, Any]:
        """By name, ready for JSON; `parameters` as they name themselves."""
        return {
            "scenarios": int(self.scenarios), "seed": int(self.seed), "model": self.model,
            "loadings": {name: float(value) for name, value in asdict(self.loadings).items()},
            "alpha": float(self.alpha), "tail": float(self.tail), "parameters": self.parameters.as_dict(),
        }  # fmt: skip
