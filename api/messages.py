"""Answers about the cascade as the JSON that leaves the house: one simulated default, the ranking of all, the coordination queue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from api.fields import (
    as_of,
    bank_code,
    built_from,
    county_code,
    employees,
    loan_number,
    losses,
    party_code,
    party_codes,
    share,
    unknown_capacity,
    who,
    yuan,
)
from graph.network import HALF_FEN, GuaranteeNetwork

if TYPE_CHECKING:
    from analysis.contagion.bank_losses import BankLoss
    from analysis.contagion.cascade import CallResult
    from analysis.contagion.explanation import DefaultRecord
    from analysis.contagion.missing import MissingStatements
    from analysis.contagion.self_fulfilling import SelfFulfillingCircle
    from analysis.contagion.sentences import Sentence
    from analysis.contagion.simulation import Simulation
    from analysis.coordination import Queue
    from analysis.importance import Impacts, RankRow


def simulation(network: GuaranteeNetwork, found: Simulation) -> dict[str, Any]:
    """One simulated default: who falls, called for what, and what banks lose.

    `unknown_capacity` counts the parties this run reached, fallen or called, whose capacity nobody stated (it counts as 0);
    `if_unknown_unlimited` is the outcome if each of them could pay everything, and `bounds` has both ends. `self_fulfilling` is what
    the worst case has beyond the cascade, `missing_statements` what each statement that nobody gave would spare.
    """
    result, worst, bounds = found.result, found.worst, found.bounds
    return {
        "as_of": as_of(network),
        "model": {"name": "guarantee-call cascade", **result.parameters.as_dict(), **built_from(network)},
        "seeds": party_codes(network, result.seeds),
        "rescue": party_codes(network, result.rescue),
        "rounds": result.rounds,
        "defaulted": _falls(network, found.records, found.sentences),
        "bank_loss": yuan(result.bank_loss),
        **_losses(network, result),
        "banks": [_bank(bank) for bank in found.banks],
        "calls_paid": [
            {"loan": loan_number(network, loan), "guarantor": party_code(network, guarantor), "amount": yuan(amount)}
            for loan, calls in sorted(result.calls.items())
            for guarantor, amount in sorted(calls.items())
        ],
        "employees": employees(network, result.defaulted),
        "unknown_capacity": unknown_capacity(network, result.defaulted),
        "if_unknown_unlimited": _outcome(network, bounds.unlimited) if result.parameters.unknown_capacity == "zero" else None,
        "bounds": {"zero": _outcome(network, bounds.zero), "unlimited": _outcome(network, bounds.unlimited)},
        "missing_statements": missing_statements(network, found.missing),
        "self_fulfilling": [self_fulfilling_circle(network, circle) for circle in found.self_fulfilling],
        "worst_case": {
            "defaulted": party_codes(network, worst.defaulted),
            "bank_loss": yuan(worst.bank_loss),
            **_losses(network, worst),
            "employees": employees(network, worst.defaulted),
            "falls": _falls(network, found.worst_records, found.worst_sentences),
        },
    }


def chain(network: GuaranteeNetwork, found: Simulation, party: int) -> dict[str, Any]:
    """From the seeds to one party, fall by fall."""
    from analysis.contagion.explanation import why

    told = dict(zip((record.party for record in found.records), found.sentences, strict=True))
    falls = why(found.records, party)
    return {"party": party_code(network, party), "falls": [_fall(network, record, told[record.party]) for record in falls]}


def self_fulfilling_circle(network: GuaranteeNetwork, circle: SelfFulfillingCircle) -> dict[str, Any]:
    """A circle that falls only if everybody expects it, and the promises that hold it up, one after the other."""
    return {
        "members": [party_code(network, party) for party in circle.members],
        "banks": [bank_code(network, bank) for bank in circle.banks],
        "loss": yuan(circle.loss),
        "called": yuan(circle.called),
        "commitments": [
            {
                "party": party_code(network, one.party),
                "name": network.parties.name[one.party].as_py(),
                "called": yuan(one.called),
                "capacity": yuan(one.capacity),
                "banks": [bank_code(network, bank) for bank in one.lenders],
                "holds_up": one.holds_up,
            }
            for one in circle.commitments
        ],
        "truncated": circle.truncated,
    }


def missing_statements(network: GuaranteeNetwork, found: MissingStatements) -> dict[str, Any]:
    """Parties of unknown capacity by what their being able to pay would spare."""
    return {
        "rows": [
            {
                "party": party_code(network, row.party),
                "name": network.parties.name[row.party].as_py(),
                "loss": yuan(row.loss),
                "defaults": row.defaults,
                "seeds": row.seeds,
            }
            for row in found.rows
        ],
        "truncated": found.truncated,
        "unknown_probability": found.unknown_probability,
    }


def coordination(network: GuaranteeNetwork, queue: Queue, limit: int | None = None) -> dict[str, Any]:
    """The queue, with everything it was computed by."""
    message = queue.to_json()
    total = len(message["rows"])
    message["rows"] = message["rows"][:limit]
    message["parameters"] |= built_from(network)
    return message | {"total": total, "unknown_capacity": network.counts.unknown_capacity}


def ranking(network: GuaranteeNetwork, impacts: Impacts, rows: tuple[RankRow, ...]) -> dict[str, Any]:
    """Parties by the loss their default causes."""
    return {
        "as_of": as_of(network),
        "model": {"name": "guarantee-call cascade", **impacts.parameters.as_dict(), **built_from(network)},
        "parties": len(impacts.seeds),
        "unknown_capacity": network.counts.unknown_capacity,
        "rows": [
            {
                "rank": row.rank,
                "party": row.code,
                "name": row.name,
                "caused_loss": yuan(row.caused_loss),
                "own_loss": yuan(row.own_loss),
                "pulled_down": row.pulled_down,
                "employees": row.employees,
                "counties": row.counties,
                "banks": row.banks,
                "default_probability": share(row.default_probability),
                "vulnerability": share(row.vulnerability),
            }
            for row in rows
        ],
    }


def _outcome(network: GuaranteeNetwork, result: CallResult) -> dict[str, Any]:
    return {"defaulted": party_codes(network, result.defaulted), "bank_loss": yuan(result.bank_loss)}


def _bank(found: BankLoss) -> dict[str, Any]:
    return {
        "bank": found.code,
        "name": found.name,
        "loss": yuan(found.loss),
        "net_capital": yuan(found.net_capital),
        "share_of_capital": share(found.share_of_capital),
        "local_legal_person": found.local_legal_person,
    }


def _falls(network: GuaranteeNetwork, records: Sequence[DefaultRecord], told: Sequence[Sentence]) -> list[dict[str, Any]]:
    return [_fall(network, record, sentence) for record, sentence in zip(records, told, strict=True)]


def _fall(network: GuaranteeNetwork, record: DefaultRecord, told: Sentence) -> dict[str, Any]:
    return {
        **who(network, record.party),
        "round": record.round,
        "calls": [
            {
                "loan": loan_number(network, call.loan),
                "borrower": party_code(network, call.borrower),
                "amount": yuan(call.amount),
                "rule": call.rule,
                "capped": call.capped,
                "contract": call.contract,
            }
            for call in record.calls
        ],
        "called": yuan(record.called),
        "capacity": yuan(record.capacity),
        "capacity_known": record.capacity_known,
        "withdrawn": yuan(record.withdrawn),
        "fallen_guarantors": [party_code(network, party) for party in record.fallen_guarantors],
        "explanation": {"zh": told.zh, "en": told.en},
    }


def _losses(network: GuaranteeNetwork, result: CallResult) -> dict[str, Any]:
    """The bank loss by bank, by the borrower's county, and loan by loan."""
    loans = network.loans
    return losses(network, result.loss_of_loan) | {
        "losses": [
            {
                "loan": loan_number(network, loan),
                "borrower": party_code(network, int(loans.borrower[loan])),
                "bank": bank_code(network, int(loans.bank[loan])),
                "county": county_code(network, int(network.parties.county[loans.borrower[loan]])),
                "loss": yuan(result.loss_of_loan[loan]),
            }
            for loan in np.flatnonzero(result.loss_of_loan > HALF_FEN).tolist()
        ],
    }
