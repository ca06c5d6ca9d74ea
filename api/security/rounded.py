"""The network a bank's what-ifs are asked of: what others lend in it has one significant figure.

Whoever turns a number of a scenario until somebody falls learns what the fall hangs on; of this network that is nobody's exact figure.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow.compute as pc

if TYPE_CHECKING:
    from analysis.scenario.specification import Scenario
    from graph.network import Floats, GuaranteeNetwork

_NUMBERS: Final = (
    "alpha", "initial_distress", "loadings", "tail", "probability_shocks", "collateral_shocks", "capacity_shocks", "withdrawal", "edits",
)  # fmt: skip


def is_plain(scenario: Scenario) -> bool:
    """Whether it is a cascade that nothing is turned on: who falls and what one's own loans lose, as the city is answered."""
    fields = type(scenario).model_fields
    return (
        scenario.model == "cascade"
        and scenario.parameters.enforcement_recovery == 0.0
        and all(getattr(scenario, name) == fields[name].get_default(call_default_factory=True) for name in _NUMBERS)
    )


def rounded(network: GuaranteeNetwork, bank: str) -> GuaranteeNetwork:
    """The network with others' loans, their collateral and the caps of their guarantees to one significant figure. Linear."""
    from analysis.scenario.draft import draft

    loans, promises = network.loans, network.guarantees
    theirs = loans.bank != pc.index(network.banks.code, bank).as_py()
    of_theirs = theirs[promises.loan]
    caps = {name: np.where(of_theirs, one_figure(getattr(promises, name)), getattr(promises, name)) for name in ("stated_cap", "cap")}
    made = draft(replace(network, guarantees=replace(promises, **caps)), set())
    made.exposure = np.where(theirs, one_figure(loans.exposure), loans.exposure)
    made.collateral = np.where(theirs, one_figure(loans.collateral), loans.collateral)
    more = np.where(loans.due, made.exposure - loans.exposure, 0.0)
    changed = np.bincount(loans.borrower, weights=more, minlength=len(made.own_debt))
    made.own_debt = np.maximum(0.0, np.round(made.own_debt + changed, 2))
    return made.finish()


def one_figure(amounts: Floats) -> Floats:
    """Amounts to one significant figure."""
    known = np.isfinite(amounts) & (amounts > 0.0)
    unit = 10.0 ** np.floor(np.log10(np.where(known, amounts, 1.0)))
    found: Floats = np.where(known, np.round(np.where(known, amounts, 0.0) / unit) * unit, amounts)
    return found
