"""What clearing, distress and Monte Carlo found, as the JSON that leaves the house. Nothing in it depends on the hour or the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from api.fields import (
    UNKNOWN,
    as_of,
    built_from,
    county_code,
    loan_number,
    losses,
    party_code,
    party_codes,
    share,
    unknown_capacity,
    who,
    yuan,
)
from graph.network import GuaranteeNetwork

if TYPE_CHECKING:
    from analysis.contagion.clearing import ClearingResult
    from analysis.contagion.distress import DistressOutcome
    from analysis.contagion.montecarlo import MonteCarloResult
    from analysis.scenario.preparation import Prepared

UNITS = {"amounts": "yuan", "shares": "fraction", "probabilities": "fraction, a year", "losses": "yuan, a year"}


def clearing(asked: Prepared, result: ClearingResult) -> dict[str, Any]:
    """Model B. A party that is not in `defaulted` pays in full: its recovery is 1.

    `called` is what is claimed from a party under its guarantees, `paid` what it pays of that.
    """
    network = asked.network
    called, paid = _by_guarantor(network, result.calls), _by_guarantor(network, result.paid)
    return {
        "as_of": as_of(network),
        "model": {
            "name": "clearing", **result.parameters.as_dict(), "alpha": result.alpha, "own_claims": result.own_claims,
            "tolerance": result.tolerance, **built_from(network),
        },
        "seeds": party_codes(network, result.seeds),
        "rescue": party_codes(network, result.rescue),
        "rounds": result.rounds,
        "converged": result.converged,
        "defaulted": [
            {
                **who(network, party), "round": fell_in, "recovery": float(result.recovery[party]), "called": yuan(called[party]),
                "paid": yuan(paid[party]), "capacity_known": bool(network.parties.capacity_known[party]),
            }
            for fell_in, party in sorted(zip(result.round_of.tolist(), result.defaulted.tolist(), strict=True))
        ],
        "bank_loss": yuan(result.bank_loss),
        **losses(network, result.loss_of_loan),
        "calls_paid": [
            {
                "loan": loan_number(network, loan), "guarantor": party_code(network, guarantor), "called": yuan(amount),
                "paid": yuan(result.paid[loan][guarantor]),
            }
            for loan, calls in sorted(result.calls.items())
            for guarantor, amount in sorted(calls.items())
        ],
        "unknown_capacity": unknown_capacity(network, result.defaulted),
    }  # fmt: skip


def distress(asked: Prepared, outcome: DistressOutcome, limit: int | None = None) -> dict[str, Any]:
    """Model C. The parties in distress, the worst first; `truncated` where `limit` left some out."""
    network = asked.network
    touched = np.flatnonzero(outcome.distress > 0.0)
    ordered = touched[np.lexsort((touched, -outcome.distress[touched]))]
    return {
        "as_of": as_of(network),
        "model": {"name": "distress", **outcome.parameters.as_dict(), "tolerance": outcome.tolerance, **built_from(network)},
        "seeds": party_codes(network, asked.seeds),
        "rescue": party_codes(network, outcome.rescue),
        "rounds": outcome.rounds,
        "converged": outcome.converged,
        "group": outcome.group,
        "parties": len(touched),
        "truncated": limit is not None and len(touched) > limit,
        "distress": [
            {
                **who(network, party), "initial": float(outcome.initial[party]), "distress": float(outcome.distress[party]),
                "value": float(outcome.value[party]), "capacity_used": yuan(outcome.losses[party]),
                "capacity_known": bool(network.parties.capacity_known[party]),
            }
            for party in ordered[:limit].tolist()
        ],
        "unknown_capacity": unknown_capacity(network, touched),
    }  # fmt: skip


def montecarlo(asked: Prepared, result: MonteCarloResult, limit: int | None = None) -> dict[str, Any]:
    """Model D. Parties by what they expect to lose their banks, the largest first; `truncated` where `limit` left some out."""
    network = asked.network
    told = result.as_dict()
    inside = {name: told.pop(name) for name in ("loadings", "model", "alpha", "tail", "parameters", "sampler", "confidence")}
    for name in ("snapshot", "as_of", "rescued", "notes"):
        del told[name]
    counts, ends = result.histogram()
    touched = np.flatnonzero((result.times_down > 0) | (result.expected_loss_of_party > 0))
    ordered = touched[np.lexsort((touched, -result.probability[touched], -result.expected_loss_of_party[touched]))]
    parameters = inside.pop("parameters")
    return {
        "as_of": as_of(network),
        "model": {"name": "montecarlo", "plays": inside.pop("model"), **parameters, **inside, **built_from(network)},
        "units": UNITS,
        "seeds": party_codes(network, asked.seeds),
        "rescue": party_codes(network, result.rescue),
        **told,
        "quantiles": [{"level": level, "loss": yuan(loss)} for level, loss in zip(_LEVELS, result.quantiles(_LEVELS), strict=True)],
        "histogram": {"scenarios": counts.tolist(), "ends": [yuan(end) for end in ends]},
        "by_bank": _banks(network, result),
        "by_county": _counties(network, result),
        "parties": len(touched),
        "truncated": limit is not None and len(touched) > limit,
        "by_party": [_party(network, result, party) for party in ordered[:limit].tolist()],
        "notes": [note._asdict() for note in result.notes],
        "unknown_capacity": network.counts.unknown_capacity,
    }


_LEVELS = (0.5, 0.75, 0.9, 0.95, 0.975, 0.99, 0.995, 0.999)


def _party(network: GuaranteeNetwork, result: MonteCarloResult, party: int) -> dict[str, Any]:
    return {
        **who(network, party),
        "probability_alone": float(result.probability_alone[party]),
        "probability_alone_error": float(result.probability_alone_error[party]),
        "probability": float(result.probability[party]),
        "probability_error": float(result.probability_error[party]),
        "expected_loss": yuan(result.expected_loss_of_party[party]),
        "tail_loss": yuan(result.tail.party[party]),
    }


def _banks(network: GuaranteeNetwork, result: MonteCarloResult) -> list[dict[str, Any]]:
    banks, tail = network.banks, result.tail
    return [
        {
            "bank": banks.code[place].as_py(), "name": banks.name[place].as_py(), "local": bool(banks.local[place]),
            "expected_loss": yuan(result.expected_loss_of_bank[place]), "tail_loss": yuan(tail.bank[place]),
            "net_capital": yuan(banks.net_capital[place]), "tail_loss_per_capital": share(tail.bank_per_capital[place]),
        }
        for place in range(len(banks.code))
    ]  # fmt: skip


def _counties(network: GuaranteeNetwork, result: MonteCarloResult) -> list[dict[str, Any]]:
    known = len(network.counties.code)
    return [
        {
            "county": county_code(network, place) if place < known else UNKNOWN,
            "expected_loss": yuan(result.expected_loss_of_county[place]),
            "tail_loss": yuan(result.tail.county[place]),
        }
        for place in range(known + 1)
        if place < known or result.expected_loss_of_county[place] > 0
    ]


def _by_guarantor(network: GuaranteeNetwork, calls: dict[int, dict[int, float]]) -> Any:
    totals = np.zeros(len(network.parties.code))
    for of_loan in calls.values():
        for guarantor, amount in of_loan.items():
            totals[guarantor] += amount
    return totals
