"""The models of the literature on plain matrices, without guarantees: for comparison and validation.

`liabilities[i, j]` is what i owes j; `exposures[i, j]` is what i loses when j fails entirely. Amounts in any one currency unit.
"""

from analysis.contagion.textbook.clearing import ClearingResult, eisenberg_noe, rogers_veraart
from analysis.contagion.textbook.distress import DistressResult, debtrank
from analysis.contagion.textbook.failures import CascadeResult, furfine, threshold_cascade
from analysis.contagion.textbook.worlds import PossibleWorlds, possible_worlds

__all__ = [
    "CascadeResult",
    "ClearingResult",
    "DistressResult",
    "PossibleWorlds",
    "debtrank",
    "eisenberg_noe",
    "furfine",
    "possible_worlds",
    "rogers_veraart",
    "threshold_cascade",
]
