"""Why each party fell: the calls that were on it at that moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.contagion.cascade import CallResult
from analysis.contagion.obligations import capacities, positions, resolve
from graph.network import GuaranteeNetwork

_RULES: Final = ("several", "joint", "general")  # as kernels.terms counts them


@dataclass(frozen=True)
class CallRecord:
    """One guarantee called."""

    loan: int
    borrower: int
    guarantor: int
    amount: float
    rule: str  # joint | several | general
    capped: bool  # the amount is the guarantee's cap
    guarantee: int
    contract: str


@dataclass(frozen=True)
class DefaultRecord:
    """One fall: round r sees those who fell in rounds before r."""

    party: int
    round: int
    calls: tuple[CallRecord, ...]
    called: float
    capacity: float  # 0 or infinite where unknown, as assumed


def explain(network: GuaranteeNetwork, result: CallResult) -> tuple[DefaultRecord, ...]:
    """A record per defaulted party, by round, then position; read in order they replay the cascade.

    In a worst case nobody falls before another: the calls on each party are those with all the others of the result down. A seed may be
    down without any call.
    """
    from analysis.contagion.kernels.falling import make_scratch
    from analysis.contagion.kernels.releasing import NEVER, calls_on

    terms = resolve(network, result.parameters, positions(network, result.rescue, "rescue"))
    capacity = capacities(network, result.parameters)
    scratch = make_scratch(terms)
    order = np.lexsort((result.defaulted, result.round_of))
    claims, amounts = np.empty(len(terms.claims), np.int64), np.empty(len(terms.claims))
    records = []
    standing = -NEVER
    fell = np.full(len(network.parties.capacity), standing)  # minus the round, so that an earlier fall counts as larger
    fell[result.defaulted] = -result.round_of
    for party, fell_in in zip(result.defaulted[order].tolist(), result.round_of[order].tolist(), strict=True):
        since = 0 if result.worst else 1 - fell_in
        size = calls_on(*terms, scratch.at_party, scratch.slots, party, fell, since, claims, amounts)
        calls = tuple(
            CallRecord(
                loan=loan,
                borrower=int(network.loans.borrower[loan]),
                guarantor=party,
                amount=amount,
                rule=_RULES[terms.claims["kind"][claim]],
                capped=bool(amount == terms.claims["cap"][claim]),
                guarantee=int(terms.claims["source"][claim]),
                contract=network.guarantees.contract[int(terms.claims["source"][claim])].as_py(),
            )
            for claim, amount in zip(claims[:size].tolist(), amounts[:size].tolist(), strict=True)
            for loan in (int(network.guarantees.loan[terms.claims["source"][claim]]),)
        )
        records.append(
            DefaultRecord(
                party=party,
                round=fell_in,
                calls=calls,
                called=sum(call.amount for call in calls),
                capacity=float(capacity[party]),
            )
        )
    return tuple(records)
