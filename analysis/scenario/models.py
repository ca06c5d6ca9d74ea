"""The four models, each asked as a prepared scenario says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.contagion import cascade, clearing, distress, montecarlo
from analysis.contagion.cascade import CallResult
from analysis.contagion.clearing import ClearingResult
from analysis.contagion.distress import DistressOutcome
from analysis.contagion.montecarlo import FactorLoadings, MonteCarloComparison, MonteCarloResult
from analysis.scenario.preparation import Prepared
from graph.network import Floats
from graph.progress import Progress, silent


@dataclass(frozen=True, eq=False)
class CascadeOutcome:
    """What must fall, and what falls if nobody trusts anybody in the connected parts that hold a seed."""

    least: CallResult
    worst: CallResult


def run_cascade(asked: Prepared) -> CascadeOutcome:
    """Model A, both ends of the interval."""
    options = asked.scenario.cascade_parameters().options()
    return CascadeOutcome(
        least=cascade.run(asked.network, asked.seeds, rescue=asked.rescue, **options),
        worst=cascade.worst_case_near(asked.network, asked.seeds, rescue=asked.rescue, **options),
    )


def run_clearing(asked: Prepared) -> ClearingResult:
    """Model B; without alpha a failed party pays nothing."""
    scenario = asked.scenario
    return clearing.run(
        asked.network,
        asked.seeds,
        alpha=scenario.alpha or 0.0,
        rescue=asked.rescue,
        own_claims=scenario.own_claims,
        **scenario.cascade_parameters().options(),
    )


def run_distress(asked: Prepared) -> DistressOutcome:
    """Model C; a seed is in full distress."""
    options = asked.scenario.cascade_parameters().options()
    return distress.run(asked.network, asked.initial_distress, rescue=asked.rescue, **options)


def run_montecarlo(asked: Prepared, progress: Progress = silent, threads: int | None = None) -> MonteCarloResult:
    """Model D; seeds default in every scenario."""
    scenario = asked.scenario
    return montecarlo.run(
        asked.network,
        seed=scenario.seed,
        scenarios=scenario.scenarios,
        loadings=FactorLoadings(**scenario.loadings.model_dump()),
        probabilities=_probabilities(asked),
        rescue=asked.rescue,
        model="cascade" if scenario.alpha is None else "clearing",
        alpha=scenario.alpha or 0.0,
        tail=scenario.tail,
        threads=threads,
        progress=progress,
        **scenario.cascade_parameters().options(),
    )


def compare_montecarlo(before: Prepared, after: Prepared, progress: Progress = silent) -> MonteCarloComparison:
    """Model D before and after, on the same draws."""
    scenario = before.scenario
    return montecarlo.compare(
        before.network,
        after.network,
        seed=scenario.seed,
        scenarios=scenario.scenarios,
        loadings=FactorLoadings(**scenario.loadings.model_dump()),
        before_probabilities=_probabilities(before),
        after_probabilities=_probabilities(after),
        rescue=before.rescue,
        after_rescue=after.rescue,
        after_assumed=after.scenario.cascade_parameters().options(),
        model="cascade" if scenario.alpha is None else "clearing",
        alpha=scenario.alpha or 0.0,
        tail=scenario.tail,
        progress=progress,
        **scenario.cascade_parameters().options(),
    )


def _probabilities(asked: Prepared) -> Floats:
    chance: Floats = np.array(asked.network.parties.default_probability, np.float64)
    chance[asked.seeds] = 1.0
    return chance
