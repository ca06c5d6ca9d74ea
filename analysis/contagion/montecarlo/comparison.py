"""Two policies under the same random numbers: what differs between them is what the policy does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Unpack

import numpy as np

from analysis.contagion.montecarlo import risk
from analysis.contagion.montecarlo.design import LOADINGS, Design, FactorLoadings, Model
from analysis.contagion.montecarlo.draws import plan, probabilities_of
from analysis.contagion.montecarlo.results import MonteCarloResult
from analysis.contagion.montecarlo.risk import Estimate, rounded
from analysis.contagion.montecarlo.simulation import Lot, simulate
from analysis.contagion.obligations import positions
from analysis.contagion.parameters import CascadeOptions, CascadeParameters
from graph.errors import InvalidParameter
from graph.network import HALF_FEN, Floats, GuaranteeNetwork, Ints
from graph.progress import Progress, silent


@dataclass(frozen=True)
class RiskChange:
    """After less before at one level, yuan; the shortfall's from paired scenarios, None where they are too few."""

    level: float
    var: float
    es: float
    es_error: float | None
    es_low: float | None
    es_high: float | None


@dataclass(frozen=True, eq=False)
class MonteCarloComparison:
    """Two runs, scenario by scenario on the same draws. Changes are after less before, with errors of the paired differences."""

    before: MonteCarloResult
    after: MonteCarloResult
    expected_loss: Estimate
    contagion_loss: Estimate
    seeds: Estimate  # parties that default of their own, a scenario
    defaults: Estimate  # parties down, a scenario
    risks: tuple[RiskChange, ...]
    lower: int  # scenarios with a smaller loss after than before, by more than half a fen
    higher: int

    def as_dict(self) -> dict[str, Any]:
        """Ready for JSON; amounts to the fen."""
        return {
            "before": self.before.as_dict(),
            "after": self.after.as_dict(),
            "expected_loss": {name: rounded(value) for name, value in self.expected_loss.as_dict().items()},
            "contagion_loss": {name: rounded(value) for name, value in self.contagion_loss.as_dict().items()},
            "seeds": self.seeds.as_dict(),
            "defaults": self.defaults.as_dict(),
            "risks": [
                {"level": change.level} | {name: rounded(getattr(change, name)) for name in ("var", "es", "es_error", "es_low", "es_high")}
                for change in self.risks
            ],
            "lower": self.lower,
            "higher": self.higher,
        }


def compare(
    before_network: GuaranteeNetwork,
    after_network: GuaranteeNetwork,
    *,
    seed: int,
    scenarios: int = 10_000,
    loadings: FactorLoadings = LOADINGS,
    before_probabilities: Floats | Sequence[float] | None = None,
    after_probabilities: Floats | Sequence[float] | None = None,
    rescue: Sequence[int] | Ints = (),
    after_rescue: Sequence[int] | Ints | None = None,
    after_assumed: CascadeOptions | None = None,
    model: Model = "cascade",
    alpha: float = 0.0,
    tail: float = 0.99,
    threads: int | None = None,
    progress: Progress = silent,
    **assumed: Unpack[CascadeOptions],
) -> MonteCarloComparison:
    """`run` on two networks under common random numbers; arguments as there.

    `after_rescue` is `rescue` and `after_assumed` is `assumed` unless given.

    Party i is the same party in both; the later network may have more at the end, and other capacities, loans, guarantees and
    probabilities. Who has the same probability in both defaults of its own in the same scenarios, who has a higher one in these and more.
    Candidates are drawn from the higher of the two probabilities, so `before` is what `run` gives alone as long as no probability rises and
    none of a newcomer is the highest of its cell; else it is another sample of the same law.

    Raises:
        InvalidParameter: a parameter outside its choices; parties missing after, or in another county or sector than before.

    """
    design = Design(scenarios, seed, loadings, CascadeParameters(**assumed), model, alpha, tail)
    later = design if after_assumed is None else replace(design, parameters=CascadeParameters(**after_assumed))
    _same_parties(before_network, after_network)
    parties = after_network.parties
    saved = positions(before_network, rescue, "rescue")
    saved_after = positions(after_network, rescue if after_rescue is None else after_rescue, "after_rescue")
    chance, unknown = probabilities_of(before_network, before_probabilities, saved)
    chance_after, unknown_after = probabilities_of(after_network, after_probabilities, saved_after)
    padded = np.zeros(len(chance_after))
    padded[: len(chance)] = chance
    envelope = np.maximum(padded, chance_after)
    draws = [plan(parties.county, parties.sector, own, envelope, design) for own in (padded, chance_after)]
    before = simulate(Lot(before_network, design, saved, chance, unknown, draws[0]), threads, progress, " before")
    after = simulate(Lot(after_network, later, saved_after, chance_after, unknown_after, draws[1]), threads, progress, " after")
    change = after.loss - before.loss
    return MonteCarloComparison(
        before=before,
        after=after,
        expected_loss=risk.mean(change),
        contagion_loss=risk.mean(after.contagion_loss - before.contagion_loss),
        seeds=risk.mean((after.seeds - before.seeds).astype(np.float64)),
        defaults=risk.mean((after.defaults - before.defaults).astype(np.float64)),
        risks=tuple(_risk_change(before, after, place) for place in range(len(risk.LEVELS))),
        lower=int((change < -HALF_FEN).sum()),
        higher=int((change > HALF_FEN).sum()),
    )


def _risk_change(before: MonteCarloResult, after: MonteCarloResult, place: int) -> RiskChange:
    one, other = before.risks[place], after.risks[place]
    paired = risk.mean(risk.excess(after.loss, other.var, other.level) - risk.excess(before.loss, one.var, one.level))
    enough = one.es_error is not None and other.es_error is not None and paired.error is not None
    change = other.es - one.es
    wide = (paired.high - paired.low) / 2.0 if paired.high is not None and paired.low is not None else 0.0
    return RiskChange(
        level=one.level, var=other.var - one.var, es=change, es_error=paired.error if enough else None,
        es_low=change - wide if enough else None, es_high=change + wide if enough else None,
    )  # fmt: skip


def _same_parties(before: GuaranteeNetwork, after: GuaranteeNetwork) -> None:
    size = len(before.parties.capacity)
    if len(after.parties.capacity) < size:
        raise InvalidParameter(f"the network after has {len(after.parties.capacity)} parties, fewer than the {size} before")
    for name in ("county", "sector"):
        one, other = getattr(before.parties, name), getattr(after.parties, name)[:size]
        if (one != other).any():
            place = int(np.argmax(one != other))
            raise InvalidParameter(f"{name} of party {place} is {one[place]} before and {other[place]} after: it must be the same")
