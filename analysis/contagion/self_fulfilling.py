"""Self-fulfilling circles (互保恐慌圈): parties down in the worst case though no money is missing, and whose commitment holds them up.

They are what the greatest fixed point has beyond the least. Each could pay what it is called for if the others stood, so a promise to one
of them, above all to renew its loans, costs nothing once it is believed: the others are released, and with them the calls.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Unpack

import numpy as np
import numpy.typing as npt

from analysis.contagion import cascade
from analysis.contagion.cascade import CallResult
from analysis.contagion.obligations import called_shortfall, capacities, resolve
from analysis.contagion.parameters import CascadeOptions
from graph.errors import InvalidParameter
from graph.network import GuaranteeNetwork, Ints

if TYPE_CHECKING:
    from analysis.contagion.kernels.falling import Scratch
    from analysis.contagion.kernels.terms import Terms

TRIED: Final = 32  # members tried for each commitment, those called for most
COMMITMENTS: Final = 20  # of one circle


@dataclass(frozen=True)
class Commitment:
    """A party that, once it is believed to stand, holds up others."""

    party: int
    called: float  # what it is called for in the worst case, all the others being down; yuan
    capacity: float
    lenders: tuple[int, ...]  # banks whose renewal it means: those of its own loans
    holds_up: int  # members that stand by this one, itself included, the commitments before it being given


@dataclass(frozen=True)
class SelfFulfillingCircle:
    """Parties that hold each other down. Positions in the network; amounts in yuan."""

    members: tuple[int, ...]  # ascending
    banks: tuple[int, ...]  # lenders of the members
    loss: float  # bank loss of the worst case beyond that of the cascade
    called: float  # calls on the members in the worst case
    commitments: tuple[Commitment, ...]  # one after the other, each the one that then holds up most
    truncated: bool  # the commitments listed do not hold up every member: there are more than COMMITMENTS


def between(network: GuaranteeNetwork, least: CallResult, worst: CallResult) -> tuple[SelfFulfillingCircle, ...]:
    """The circles by which a worst case exceeds the cascade of the same seeds, the largest loss first.

    Members belong together when one guarantees the other or both guarantee a loan that is open in the worst case. The losses of all
    circles add up to the worst case's beyond the cascade's. Commitments are found greedily, TRIED members at a time: most members held
    up, then the smallest call. O(network) and, for each trial, what it releases.

    Raises:
        InvalidParameter: the two are not the least and the greatest fixed point of one question.

    """
    same = least.parameters == worst.parameters and np.array_equal(least.seeds, worst.seeds) and np.array_equal(least.rescue, worst.rescue)
    if least.worst or not worst.worst or not same:
        raise InvalidParameter("self-fulfilling circles lie between a cascade and the worst case of the same seeds and parameters")
    members = np.setdiff1d(worst.defaulted, least.defaulted, assume_unique=True)
    if not len(members):
        return ()
    count, circle = _circles(network, worst, members)
    loss = _loss_by_circle(network, least, worst, circle, count)
    finder = _Finder(network, worst)
    order = np.argsort(circle[members], kind="stable")
    parts = np.split(members[order], np.cumsum(np.bincount(circle[members], minlength=count))[:-1])
    found = [finder.circle(part, float(loss[number])) for number, part in enumerate(parts)]
    return tuple(sorted(found, key=lambda one: (-round(one.loss, 2), -round(one.called, 2), one.members)))


def of_city(
    network: GuaranteeNetwork, *, rescue: Sequence[int] | Ints = (), **assumed: Unpack[CascadeOptions]
) -> tuple[SelfFulfillingCircle, ...]:
    """Every such circle of the city: those that need no seed at all."""
    if not len(network.parties.capacity):
        return ()
    nobody: tuple[int, ...] = ()
    least = cascade.run(network, nobody, rescue=rescue, **assumed)
    return between(network, least, cascade.worst_case(network, nobody, rescue=rescue, **assumed))


class _Finder:
    """Looks for commitments in one worst case, with scratch of its own."""

    def __init__(self, network: GuaranteeNetwork, worst: CallResult) -> None:
        from analysis.contagion.kernels.falling import make_scratch
        from analysis.contagion.kernels.releasing import NEVER

        n = len(network.parties.capacity)
        self._network = network
        self._terms: Terms = resolve(network, worst.parameters, worst.rescue.astype(np.int64))
        self._scratch: Scratch = make_scratch(self._terms)
        self._capacity = capacities(network, worst.parameters)
        self._pinned = np.zeros(n, np.uint8)
        self._pinned[worst.seeds] = 1
        self._never = NEVER
        self._released = np.zeros(n, np.int64)
        self._released[worst.defaulted] = NEVER
        self._freed = np.empty(n, np.int64)
        self._claims, self._amounts = np.empty(len(self._terms.claims), np.int64), np.empty(len(self._terms.claims))

    def circle(self, members: Ints, loss: float) -> SelfFulfillingCircle:
        called = {party: self._called(party) for party in members.tolist()}
        by_call = sorted(called, key=lambda party: (-called[party], party))
        commitments: list[Commitment] = []
        down = by_call
        while down and len(commitments) < COMMITMENTS:
            best = max(down[:TRIED], key=lambda party: (len(self._try(party)), -called[party], -party))
            freed = self._free(best)
            commitments.append(Commitment(best, called[best], float(self._capacity[best]), self._lenders([best]), len(freed)))
            down = [party for party in down if self._released[party] == self._never]
        return SelfFulfillingCircle(
            members=tuple(members.tolist()),
            banks=self._lenders(members.tolist()),
            loss=max(0.0, loss),
            called=sum(called.values()),
            commitments=tuple(commitments),
            truncated=bool(down),
        )

    def _called(self, party: int) -> float:
        from analysis.contagion.kernels.releasing import calls_on

        size = calls_on(*self._terms, self._scratch.at_party, self._scratch.slots, party, self._released, 1, self._claims, self._amounts)
        return float(self._amounts[:size].sum())

    def _free(self, party: int) -> npt.NDArray[np.int64]:
        from analysis.contagion.kernels.holding import hold_up

        at_party, slots = self._scratch.at_party, self._scratch.slots
        count = hold_up(*self._terms, at_party, slots, self._pinned, self._released, party, self._freed)
        return self._freed[:count]

    def _try(self, party: int) -> npt.NDArray[np.int64]:
        freed = self._free(party)
        self._released[freed] = self._never
        return freed

    def _lenders(self, parties: Sequence[int]) -> tuple[int, ...]:
        first, own = self._network.parties.first_loan, self._network.parties.own_loans
        loans = np.concatenate([own[first[party] : first[party + 1]] for party in parties])
        banks = np.unique(self._network.loans.bank[loans])
        return tuple(banks[banks >= 0].tolist())


def _circles(network: GuaranteeNetwork, worst: CallResult, members: Ints) -> tuple[int, Ints]:
    """How many circles, and the circle of each party, -1: none. They are parts of the graph of members and the worst case's open loans."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    loans, promises = network.loans, network.guarantees
    n, m = len(network.parties.capacity), len(loans.borrower)
    down, member = np.zeros(n, bool), np.zeros(n, bool)
    down[worst.defaulted] = True
    member[members] = True
    open_loan = down[loans.borrower] & (called_shortfall(network, worst.parameters) > 0)
    backs = member[promises.guarantor] & open_loan[promises.loan]
    owes = np.flatnonzero(member[loans.borrower] & open_loan)
    party = np.concatenate([promises.guarantor[backs], loans.borrower[owes]])
    loan = np.concatenate([promises.loan[backs], owes]).astype(np.int64) + n
    graph = coo_array((np.ones(len(party), np.int8), (party, loan)), shape=(n + m, n + m))
    part = connected_components(graph, directed=False)[1][:n]
    _, number = np.unique(part[members], return_inverse=True)
    circle = np.full(n, -1, np.int64)
    circle[members] = number
    return int(number.max()) + 1, circle


def _loss_by_circle(network: GuaranteeNetwork, least: CallResult, worst: CallResult, circle: Ints, count: int) -> npt.NDArray[np.float64]:
    """Each loan's loss beyond the cascade's goes to its borrower's circle, else to that of its guarantors who are in one."""
    promises = network.guarantees
    of_loan = circle[network.loans.borrower].astype(np.int64)
    backers = np.full(len(of_loan), -1, np.int64)
    np.maximum.at(backers, promises.loan, circle[promises.guarantor])
    of_loan = np.where(of_loan >= 0, of_loan, backers)
    more = worst.loss_of_loan - least.loss_of_loan
    counted = (of_loan >= 0) & (more > 0.0)
    return np.bincount(of_loan[counted], weights=more[counted], minlength=count).astype(np.float64)
