"""Results as the JSON that leaves the house: codes for parties, amounts in yuan with at most two decimals."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.network import HALF_FEN, GuaranteeNetwork, Ints, PartyKind

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

UNKNOWN = "unknown"  # the county or bank nobody stated


def yuan(amount: float) -> float | None:
    """An amount for JSON; None where it is unlimited or unknown."""
    return round(float(amount), 2) + 0.0 if np.isfinite(amount) else None


def county_code(network: GuaranteeNetwork, place: int) -> str | None:
    """A county's code, None where it is unknown."""
    return str(network.counties.code[int(place)].as_py()) if place >= 0 else None


def county_names(network: GuaranteeNetwork) -> dict[str | None, str]:
    """County names by code."""
    return dict(zip(network.counties.code.to_pylist(), network.counties.name.to_pylist(), strict=True))


def assumptions(network: GuaranteeNetwork) -> dict[str, Any]:
    """Every number behind the network that no file states."""
    stated = asdict(network.assumptions)
    return stated | {"probability_by_class": list(stated["probability_by_class"])}


def built_from(network: GuaranteeNetwork) -> dict[str, Any]:
    """What every answer says of the network it was computed on."""
    return {"assumptions": assumptions(network), "counts": asdict(network.counts)}


def simulation(network: GuaranteeNetwork, found: Simulation) -> dict[str, Any]:
    """One simulated default: who falls, called for what, and what banks lose.

    `unknown_capacity` counts the parties this run reached, fallen or called, whose capacity nobody stated (it counts as 0);
    `if_unknown_unlimited` is the outcome if each of them could pay everything, and `bounds` has both ends. `self_fulfilling` is what
    the worst case has beyond the cascade, `missing_statements` what each statement that nobody gave would spare.
    """
    result, worst, bounds = found.result, found.worst, found.bounds
    return {
        "as_of": network.as_of.isoformat() if network.as_of else None,
        "model": {"name": "guarantee-call cascade", **result.parameters.as_dict(), **built_from(network)},
        "seeds": _codes(network, result.seeds),
        "rescue": _codes(network, result.rescue),
        "rounds": result.rounds,
        "defaulted": [_fall(network, record, told) for record, told in zip(found.records, found.sentences, strict=True)],
        "bank_loss": yuan(result.bank_loss),
        **_losses(network, result),
        "banks": [_bank(bank) for bank in found.banks],
        "calls_paid": [
            {"loan": _loan(network, loan), "guarantor": _code(network, guarantor), "amount": yuan(amount)}
            for loan, calls in sorted(result.calls.items())
            for guarantor, amount in sorted(calls.items())
        ],
        "employees": _employees(network, result.defaulted),
        "unknown_capacity": _unknown(network, result),
        "if_unknown_unlimited": _outcome(network, bounds.unlimited) if result.parameters.unknown_capacity == "zero" else None,
        "bounds": {"zero": _outcome(network, bounds.zero), "unlimited": _outcome(network, bounds.unlimited)},
        "missing_statements": missing_statements(network, found.missing),
        "self_fulfilling": [self_fulfilling_circle(network, circle) for circle in found.self_fulfilling],
        "worst_case": {
            "defaulted": _codes(network, worst.defaulted),
            "bank_loss": yuan(worst.bank_loss),
            **_losses(network, worst),
            "employees": _employees(network, worst.defaulted),
        },
    }


def chain(network: GuaranteeNetwork, found: Simulation, party: int) -> dict[str, Any]:
    """From the seeds to one party, fall by fall."""
    from analysis.contagion.explanation import why

    told = dict(zip((record.party for record in found.records), found.sentences, strict=True))
    falls = why(found.records, party)
    return {"party": _code(network, party), "falls": [_fall(network, record, told[record.party]) for record in falls]}


def self_fulfilling_circle(network: GuaranteeNetwork, circle: SelfFulfillingCircle) -> dict[str, Any]:
    """A circle that falls only if everybody expects it, and the promises that hold it up, one after the other."""
    return {
        "members": [_code(network, party) for party in circle.members],
        "banks": [_bank_code(network, bank) for bank in circle.banks],
        "loss": yuan(circle.loss),
        "called": yuan(circle.called),
        "commitments": [
            {
                "party": _code(network, one.party),
                "name": network.parties.name[one.party].as_py(),
                "called": yuan(one.called),
                "capacity": yuan(one.capacity),
                "banks": [_bank_code(network, bank) for bank in one.lenders],
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
                "party": _code(network, row.party),
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
        "as_of": network.as_of.isoformat() if network.as_of else None,
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
                "default_probability": _share(row.default_probability),
                "vulnerability": _share(row.vulnerability),
            }
            for row in rows
        ],
    }


def _share(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _outcome(network: GuaranteeNetwork, result: CallResult) -> dict[str, Any]:
    return {"defaulted": _codes(network, result.defaulted), "bank_loss": yuan(result.bank_loss)}


def _bank(found: BankLoss) -> dict[str, Any]:
    return {
        "bank": found.code,
        "name": found.name,
        "loss": yuan(found.loss),
        "net_capital": yuan(found.net_capital),
        "share_of_capital": _share(found.share_of_capital),
        "local_legal_person": found.local_legal_person,
    }


def _bank_code(network: GuaranteeNetwork, bank: int) -> str:
    return str(network.banks.code[bank].as_py())


def _codes(network: GuaranteeNetwork, parties: Ints) -> list[str]:
    codes: list[str] = network.parties.code.take(parties.astype(np.int64)).to_pylist()
    return codes


def _code(network: GuaranteeNetwork, party: int) -> str:
    return str(network.parties.code[party].as_py())


def _loan(network: GuaranteeNetwork, loan: int) -> str:
    return str(network.loans.number[loan].as_py())


def _fall(network: GuaranteeNetwork, record: DefaultRecord, told: Sentence) -> dict[str, Any]:
    parties = network.parties
    return {
        "party": _code(network, record.party),
        "name": parties.name[record.party].as_py(),
        "kind": PartyKind(int(parties.kind[record.party])).name.lower(),
        "county": county_code(network, parties.county[record.party]),
        "round": record.round,
        "calls": [
            {
                "loan": _loan(network, call.loan),
                "borrower": _code(network, call.borrower),
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
        "fallen_guarantors": [_code(network, party) for party in record.fallen_guarantors],
        "explanation": {"zh": told.zh, "en": told.en},
    }


def _losses(network: GuaranteeNetwork, result: CallResult) -> dict[str, Any]:
    """The bank loss by bank, by the borrower's county, and loan by loan."""
    loans = network.loans
    lost = np.flatnonzero(result.loss_of_loan > HALF_FEN)
    county = network.parties.county[loans.borrower[lost]]
    return {
        "loss_by_bank": _sums(network.banks.code.to_pylist(), loans.bank[lost], result.loss_of_loan[lost]),
        "loss_by_county": _sums(network.counties.code.to_pylist(), county, result.loss_of_loan[lost]),
        "losses": [
            {
                "loan": _loan(network, loan),
                "borrower": _code(network, int(loans.borrower[loan])),
                "bank": network.banks.code[int(loans.bank[loan])].as_py(),
                "county": county_code(network, int(network.parties.county[loans.borrower[loan]])),
                "loss": yuan(result.loss_of_loan[loan]),
            }
            for loan in lost.tolist()
        ],
    }


def _sums(codes: list[str], places: Ints, amounts: Any) -> dict[str, float | None]:
    totals = np.bincount(places.astype(np.int64) + 1, weights=amounts, minlength=len(codes) + 1)
    return {name: yuan(total) for name, total in zip([UNKNOWN, *codes], totals, strict=True) if total > HALF_FEN}


def _employees(network: GuaranteeNetwork, parties: Ints) -> int:
    stated = network.parties.employees[parties]
    return int(stated[stated > 0].sum())


def _unknown(network: GuaranteeNetwork, result: CallResult) -> int:
    reached = np.zeros(len(network.parties.code), dtype=bool)
    reached[result.defaulted] = True
    reached[network.guarantees.guarantor[reached[network.loans.borrower[network.guarantees.loan]]]] = True
    return int((reached & ~network.parties.capacity_known).sum())
