"""Which guarantee to replace: each one called is handed to a company that can pay, one at a time, and the cascade is run again."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.contagion import cascade
from analysis.scenario.edits import NewCompany, ReplaceByCompany
from analysis.scenario.preparation import prepare

if TYPE_CHECKING:
    from analysis.scenario.specification import Scenario
    from graph.network import GuaranteeNetwork


@dataclass(frozen=True)
class Promise:
    """A guarantee of one loan by one guarantor."""

    guarantee: str
    guarantor: str
    loan: str


@dataclass(frozen=True)
class Replaced:
    """What falls and is lost once a promise has been handed over."""

    promise: Promise
    defaulted: int
    bank_loss: float
    paid: float  # by the company: with as much it stands


def try_each(network: GuaranteeNetwork, scenario: Scenario, promises: Sequence[Promise]) -> list[Replaced]:
    """The least cascade of a scenario with each promise replaced alone, in the order given. Raises as `prepare`."""
    options = scenario.cascade_parameters().options()
    enough = round(float(network.loans.exposure.sum()), 2)
    company = _free_code(network)
    found = []
    for promise in promises:
        edit = ReplaceByCompany(
            do="replace_by_company",
            guarantee=promise.guarantee,
            guarantor=promise.guarantor,
            loan=promise.loan,
            company=company,
            new=NewCompany(name=company, net_assets=enough),
        )
        asked = prepare(network, scenario.model_copy(update={"edits": (*scenario.edits, edit)}))
        result = cascade.run(asked.network, asked.seeds, rescue=asked.rescue, **options)
        place = int(asked.network.index([company])[0])
        paid = math.fsum(calls.get(place, 0.0) for calls in result.calls.values())
        found.append(Replaced(promise, len(result.defaulted), result.bank_loss, round(paid, 2)))
    return found


def _free_code(network: GuaranteeNetwork) -> str:
    taken = set(network.parties.code.to_pylist())
    return next(code for code in (f"SOUND-{number}" for number in range(len(taken) + 1)) if code not in taken)
