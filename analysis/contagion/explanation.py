"""Why each party fell: the calls that were on it at that moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from analysis.contagion.cascade import CallResult
from analysis.contagion.obligations import capacities, positions, resolve
from analysis.contagion.withdrawal import withdrawn
from graph.errors import InvalidParameter
from graph.network import HALF_FEN, GuaranteeNetwork, Ints

if TYPE_CHECKING:
    from analysis.contagion.kernels.terms import Records

Party = TypeVar("Party", int, str)
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
    """One fall: round r sees those who fell in rounds before r; a seed and a worst case have round 0."""

    party: int
    round: int
    calls: tuple[CallRecord, ...]
    called: float
    capacity: float  # 0 or infinite where unknown, as assumed
    capacity_known: bool
    withdrawn: float  # what banks call back because it is called; called and withdrawn together are above the capacity
    fallen_guarantors: tuple[int, ...]  # of the loans called, besides itself: their falls raised its calls


def explain(network: GuaranteeNetwork, result: CallResult) -> tuple[DefaultRecord, ...]:
    """A record per defaulted party, by round, then position; read in order they replay the cascade.

    In a worst case nobody falls before another: the calls on each party are those with all the others of the result down. A seed may be
    down without any call.
    """
    from analysis.contagion.kernels.falling import make_scratch
    from analysis.contagion.kernels.releasing import NEVER, calls_on

    terms = resolve(network, result.parameters, positions(network, result.rescue, "rescue"))
    capacity, drain = capacities(network, result.parameters), withdrawn(network, result.parameters)
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
            _call(network, terms.claims[claim], amount)
            for claim, amount in zip(claims[:size].tolist(), amounts[:size].tolist(), strict=True)
        )
        called = sum(call.amount for call in calls)
        records.append(
            DefaultRecord(
                party=party,
                round=fell_in,
                calls=calls,
                called=called,
                capacity=float(capacity[party]),
                capacity_known=bool(network.parties.capacity_known[party]),
                withdrawn=float(drain[party]) if called > HALF_FEN else 0.0,
                fallen_guarantors=_fallen_guarantors(network, calls, fell, since),
            )
        )
    return tuple(records)


def why(records: Sequence[DefaultRecord], party: int) -> tuple[DefaultRecord, ...]:
    """The falls that lead from the seeds to this party, in order: played back alone they bring it down with the same calls.

    Each needs the borrowers of the loans it was called for, and the guarantors whose falls before raised its calls. O(records and calls).

    Raises:
        InvalidParameter: the party does not fall.

    """
    of_party = {record.party: record for record in records}
    if party not in of_party:
        raise InvalidParameter(f"party {party} does not fall here: there is nothing to explain")
    causes = {record.party: {call.borrower for call in record.calls} | set(record.fallen_guarantors) for record in records}
    needed = leading_to(party, causes)
    return tuple(record for record in records if record.party in needed)


def leading_to(party: Party, causes: Mapping[Party, Iterable[Party]]) -> set[Party]:
    """A party and everybody whose fall is a cause of its own, at any remove. O(causes)."""
    needed, waiting = {party}, [party]
    while waiting:
        before = set(causes[waiting.pop()]) - needed
        waiting += before
        needed |= before
    return needed


def _call(network: GuaranteeNetwork, claim: Records, amount: float) -> CallRecord:
    guarantee = int(claim["source"])
    loan = int(network.guarantees.loan[guarantee])
    return CallRecord(
        loan=loan,
        borrower=int(network.loans.borrower[loan]),
        guarantor=int(claim["party"]),
        amount=amount,
        rule=_RULES[int(claim["kind"])],
        capped=bool(amount == claim["cap"]),
        guarantee=guarantee,
        contract=str(network.guarantees.contract[guarantee].as_py()),
    )


def _fallen_guarantors(network: GuaranteeNetwork, calls: tuple[CallRecord, ...], fell: Ints, since: int) -> tuple[int, ...]:
    first, found = network.loans.first_guarantee, set[int]()
    for loan, party in {(call.loan, call.guarantor) for call in calls}:
        others = network.guarantees.guarantor[first[loan] : first[loan + 1]]
        found.update(others[(fell[others] >= since) & (others != party)].tolist())
    return tuple(sorted(found))
