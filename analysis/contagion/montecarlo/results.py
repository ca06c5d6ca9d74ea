"""What a Monte Carlo run found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from analysis.contagion.montecarlo.design import Design
from analysis.contagion.montecarlo.draws import SAMPLER
from analysis.contagion.montecarlo.risk import CONFIDENCE, Estimate, Note, TailRisk, rounded, tail_risk
from graph.errors import InvalidParameter
from graph.network import Floats, Ints


@dataclass(frozen=True, eq=False)
class TailContributions:
    """Whose loans the loss of the bad scenarios is on: E[L_i | L > VaR], yuan. Each of the three adds up to E[L | L > VaR]."""

    level: float
    var: float
    scenarios: int  # with a loss above `var`; 0: all below are NaN
    party: Floats
    bank: Floats
    bank_per_capital: Floats  # NaN where the bank's net capital is not given
    county: Floats  # of the borrower; the last is the unknown county


@dataclass(frozen=True, eq=False)
class MonteCarloResult:
    """A run. By scenario, party, bank or county: arrays; losses in yuan.

    A scenario's loss is the bank loss of its cascade (or clearing). The contagion loss is its part on the loans of those who fell through
    others, S* without S0.
    """

    design: Design
    snapshot: str  # of the network
    as_of: date | None
    rescue: Ints
    unknown_probability: int  # parties whose probability of default nobody states; it counts as 0
    unknown_county: int  # parties with a probability above 0 that have no county factor
    unknown_sector: int
    not_converged: int  # scenarios whose clearing ended at its limit of rounds
    loss: Floats
    contagion_loss: Floats
    seeds: Ints  # |S0|
    defaults: Ints  # |S*|
    expected_loss: Estimate
    risks: tuple[TailRisk, ...]  # at LEVELS
    contagion_share: Estimate  # contagion loss over all loss; nothing without a loss
    multiplier: Estimate  # E|S*| / E|S0|; nothing without a seed
    times_seed: Ints  # scenarios in which a party defaults of its own
    times_down: Ints
    expected_loss_of_party: Floats  # E[L_i]: bank loss on its loans
    expected_loss_of_bank: Floats
    expected_loss_of_county: Floats  # by the borrower's county; the last is the unknown county
    tail: TailContributions
    notes: tuple[Note, ...]
    sampler: str = SAMPLER
    confidence: float = CONFIDENCE

    @property
    def probability_alone(self) -> Floats:
        """By party, the share of scenarios in which it defaults of its own: without contagion."""
        return self.times_seed / self.design.scenarios

    @property
    def probability(self) -> Floats:
        """By party, the share of scenarios in which it is down: with contagion."""
        return self.times_down / self.design.scenarios

    @property
    def probability_alone_error(self) -> Floats:
        """Its standard errors."""
        return _errors(self.probability_alone, self.design.scenarios)

    @property
    def probability_error(self) -> Floats:
        """Its standard errors."""
        return _errors(self.probability, self.design.scenarios)

    def risk_at(self, level: float) -> TailRisk:
        """Value at risk and expected shortfall at any level between 0 and 1."""
        if not 0.0 < level < 1.0:
            raise InvalidParameter(f"level is {level!r}: it must be between 0 and 1, neither of them")
        return tail_risk(np.sort(self.loss), level)

    def quantiles(self, levels: Sequence[float] = (0.5, 0.75, 0.9, 0.95, 0.975, 0.99, 0.995, 0.999)) -> Floats:
        """The smallest losses that so many of the scenarios do not exceed."""
        return np.asarray(np.quantile(self.loss, levels, method="inverted_cdf"), np.float64)

    def histogram(self, bins: int = 50) -> tuple[Ints, Floats]:
        """How many scenarios have a loss in each of so many equal steps from 0 to the largest, and the bins + 1 ends of the steps."""
        counts, ends = np.histogram(self.loss, bins=bins, range=(0.0, max(float(self.loss.max()), 1.0)))
        return counts, ends

    def as_dict(self) -> dict[str, Any]:
        """The figures that are not by scenario or party, ready for JSON; amounts to the fen."""
        return {
            **self.design.as_dict(),
            "snapshot": self.snapshot,
            "as_of": None if self.as_of is None else self.as_of.isoformat(),
            "sampler": self.sampler,
            "confidence": self.confidence,
            "rescued": len(self.rescue),
            "unknown_probability": self.unknown_probability,
            "unknown_county": self.unknown_county,
            "unknown_sector": self.unknown_sector,
            "not_converged": self.not_converged,
            "expected_loss": {name: rounded(value) for name, value in self.expected_loss.as_dict().items()},
            "risks": [
                {name: value if name in {"level", "beyond"} else rounded(value) for name, value in risk.as_dict().items()}
                for risk in self.risks
            ],
            "contagion_share": self.contagion_share.as_dict(),
            "multiplier": self.multiplier.as_dict(),
            "seeds_mean": float(self.seeds.mean()),
            "defaults_mean": float(self.defaults.mean()),
            "tail_scenarios": self.tail.scenarios,
            "notes": [note._asdict() for note in self.notes],
        }


def _errors(share: Floats, size: int) -> Floats:
    return np.asarray(np.sqrt(share * (1.0 - share) / size), np.float64)
