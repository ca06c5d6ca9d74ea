"""Shocks made on a draft, before any edit: default probabilities, haircuts and resources of everybody a shock's conditions meet."""

from __future__ import annotations

from typing import Final

import numpy as np

from analysis.scenario.draft import Draft
from analysis.scenario.newcomers import place_of
from analysis.scenario.shocks import CapacityShock, CollateralShock, ProbabilityShock
from analysis.scenario.specification import Scenario
from graph.errors import InvalidScenario
from graph.network import Bools, Ints, LoanClass

_ROUNDING: Final = 1e-12


def shake(made: Draft, scenario: Scenario) -> None:
    """Make every shock of the scenario.

    Raises:
        UnknownCode: a county, sector, bank or party that is not in the network.
        InvalidScenario: haircuts that add up to less than 0 or more than 1.

    """
    for number, riskier in enumerate(scenario.probability_shocks):
        hit = _hit(made, riskier, f"probability_shocks[{number}]") & _classes(made, riskier.loan_class)
        made.probability[hit] = np.minimum(1.0, made.probability[hit] * riskier.factor)
    for number, poorer in enumerate(scenario.capacity_shocks):
        hit = _hit(made, poorer, f"capacity_shocks[{number}]")
        if poorer.factor != 1.0:
            made.resources[hit] = np.round(made.resources[hit] * poorer.factor, 2)
    for number, pledged in enumerate(scenario.collateral_shocks):
        _cut(made, pledged, f"collateral_shocks[{number}]")


def _cut(made: Draft, shock: CollateralShock, where: str) -> None:
    hit = _hit(made, shock, where)[made.borrower]
    bank = place_of(made.network.banks.code, shock.bank, "bank", f"{where}.bank")
    hit &= (made.network.loans.bank == bank) | (bank < 0)
    changed = made.haircut[hit] + shock.haircut_change
    outside = (changed < -_ROUNDING) | (changed > 1.0 + _ROUNDING)
    if outside.any():
        raise InvalidScenario(
            f"{where}.haircut_change is {shock.haircut_change}: a haircut would be {changed[outside][0]:.6g}, it must stay between 0 and 1",
            f"{where}.haircut_change",
        )
    made.haircut[hit] = np.clip(changed, 0.0, 1.0)


def _hit(made: Draft, shock: ProbabilityShock | CapacityShock | CollateralShock, where: str) -> Bools:
    """The parties that meet the conditions on county, sector and party."""
    network = made.network
    county = place_of(network.counties.code, shock.county, "county", f"{where}.county")
    sector = place_of(network.sectors.code, shock.sector, "sector", f"{where}.sector")
    hit = np.ones(len(network.parties.code), bool)
    if county >= 0:
        hit &= network.parties.county == county
    if sector >= 0:
        hit &= network.parties.sector == sector
    if not isinstance(shock, CollateralShock) and shock.party is not None:
        one = np.zeros(len(hit), bool)
        one[made.party(shock.party, f"{where}.party")] = True
        hit &= one
    return hit


def _classes(made: Draft, name: str | None) -> Bools:
    """The parties whose worst loan has this class; everybody without a name."""
    if name is None:
        return np.ones(len(made.probability), bool)
    found: Bools = worst_class(made) == LoanClass[name.upper()]
    return found


def worst_class(made: Draft) -> Ints:
    """The worst class of each party's loans; unknown where it has none, or none with a class."""
    worst = np.full(len(made.probability), LoanClass.UNKNOWN, np.int64)
    np.maximum.at(worst, made.network.loans.borrower, made.network.loans.loan_class)
    return worst
