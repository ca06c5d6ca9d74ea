"""How likely all of it is: defaults drawn from common and own causes, the cascade of each scenario, and what the losses look like.

`run` answers for one network, `compare` for two under the same random numbers. A scenario can be looked at by itself: hand
`seeds_of_scenario` to `cascade.run` and `explanation`.
"""

from analysis.contagion.montecarlo.comparison import MonteCarloComparison, RiskChange, compare
from analysis.contagion.montecarlo.design import Design, FactorLoadings, Model
from analysis.contagion.montecarlo.draws import SAMPLER, seeds_of_scenario
from analysis.contagion.montecarlo.results import MonteCarloResult, TailContributions
from analysis.contagion.montecarlo.risk import CONFIDENCE, LEVELS, Estimate, Note, TailRisk
from analysis.contagion.montecarlo.simulation import run

__all__ = [
    "CONFIDENCE",
    "LEVELS",
    "SAMPLER",
    "Design",
    "Estimate",
    "FactorLoadings",
    "Model",
    "MonteCarloComparison",
    "MonteCarloResult",
    "Note",
    "RiskChange",
    "TailContributions",
    "TailRisk",
    "compare",
    "run",
    "seeds_of_scenario",
]
