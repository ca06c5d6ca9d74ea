"""What a planted cascade comes to, told as the demo's answer file tells it."""

from __future__ import annotations

from typing import Any

import numpy as np

from analysis.contagion import cascade
from graph.network import GuaranteeNetwork


def codes(network: GuaranteeNetwork, places: Any) -> list[str]:
    return [str(network.parties.code[int(place)]) for place in places]


def simulated(network: GuaranteeNetwork, run: dict[str, Any], **parameters: Any) -> dict[str, Any]:
    seeds = network.index(run["seeds"])
    result = cascade.run(network, seeds, **parameters)
    worst = cascade.worst_case_near(network, seeds, **parameters)
    number = network.loans.number
    lost = {str(number[int(loan)]): float(result.loss_of_loan[loan]) for loan in np.flatnonzero(result.loss_of_loan)}
    calls = {
        str(number[loan]): {str(network.parties.code[who]): amount for who, amount in called.items()}
        for loan, called in result.calls.items()
        if called
    }
    by_county: dict[str, float] = {}
    by_bank: dict[str, float] = {}
    for loan in np.flatnonzero(result.loss_of_loan):
        county = str(network.counties.code[int(network.parties.county[network.loans.borrower[loan]])])
        bank = str(network.banks.code[int(network.loans.bank[loan])])
        by_county[county] = by_county.get(county, 0.0) + float(result.loss_of_loan[loan])
        by_bank[bank] = by_bank.get(bank, 0.0) + float(result.loss_of_loan[loan])
    return {
        "defaulted": sorted(codes(network, result.defaulted)), "rounds": result.rounds, "bank_loss": result.bank_loss, "loss_of_loan": lost,
        "loss_by_county": by_county, "loss_by_bank": by_bank, "calls": calls,
        "worst": (sorted(codes(network, worst.defaulted)), worst.bank_loss),
    }  # fmt: skip
