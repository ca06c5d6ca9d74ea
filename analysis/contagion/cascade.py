"""The guarantee-call cascade: who falls when the seeds fall, who is called for how much, and what the banks lose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Unpack

import numpy as np

from analysis.contagion.obligations import positions, resolve
from analysis.contagion.parameters import CascadeOptions, CascadeParameters
from graph.network import Bools, Floats, GuaranteeNetwork, Ints, PartyKind

if TYPE_CHECKING:
    from analysis.contagion.kernels.falling import Scratch
    from analysis.contagion.kernels.terms import Terms


@dataclass(frozen=True, eq=False)
class CallResult:
    """One cascade. Parties and loans are positions in the network; amounts in yuan."""

    defaulted: Ints  # ascending, seeds included
    rounds: int  # rounds after round 0 in which somebody fell; of a worst case: 0
    round_of: Ints  # of each defaulted party; seeds 0; in a worst case everybody is down from the start
    calls: dict[int, dict[int, float]]  # loan -> surviving guarantor -> amount finally called
    bank_loss: float
    loss_of_loan: Floats  # m; 0 where the borrower stands
    seeds: Ints  # ascending, rescued ones left out
    rescue: Ints
    parameters: CascadeParameters
    worst: bool  # the greatest fixed point instead of the least


def run(
    network: GuaranteeNetwork,
    seeds: Sequence[int] | Ints,
    *,
    rescue: Sequence[int] | Ints = (),
    **assumed: Unpack[CascadeOptions],
) -> CallResult:
    """The least fixed point S*: only those fall whom the seeds pull down.

    F(S) = S, the seeds, and every j whose calls Q_j(S) are above its capacity by more than half a fen, from S empty. F is inflationary and
    monotone, so every order of processing gives the same set (Tarski 1955); O(loans + guarantees) and what the fallen touch.

    Seeds are down from the start. A rescued party never falls, not even as a seed: somebody pays its gap or the principal falling due.
    `assumed`: the fields of `CascadeParameters`.

    Raises:
        UnknownCode: a seed or rescued party that is not in the network.
        InvalidParameter: a parameter outside its choices.
        InvalidNetwork: a value no model can compute with.

    >>> network = GuaranteeNetwork.from_loans([(0, 12.0, [(1, None, 1), (2, None, 1), (3, None, 1)])], [0, 3, 5, 20])
    >>> result = run(network, [0])
    >>> result.defaulted.tolist(), result.rounds, result.calls, result.bank_loss
    ([0, 1, 2], 2, {0: {3: 12.0}}, 0.0)

    """
    from analysis.contagion.kernels.falling import fall, make_scratch

    parameters = CascadeParameters(**assumed)
    saved = positions(network, rescue, "rescue")
    started = np.setdiff1d(positions(network, seeds, "seeds"), saved, assume_unique=True)
    terms = resolve(network, parameters, saved)
    scratch = make_scratch(terms)
    end, _, rounds = fall(*terms, *scratch, started, 0, len(started))
    defaulted = np.sort(scratch.at_party["queue"][:end]).astype(np.int64)
    round_of = scratch.at_party["round_of"][defaulted].astype(np.int64)
    return _settled(network, terms, scratch, CallResult(
        defaulted=defaulted, rounds=rounds, round_of=round_of, calls={}, bank_loss=0.0, loss_of_loan=np.zeros(0), seeds=started,
        rescue=saved, parameters=parameters, worst=False,
    ))  # fmt: skip


def worst_case(
    network: GuaranteeNetwork,
    seeds: Sequence[int] | Ints,
    *,
    rescue: Sequence[int] | Ints = (),
    **assumed: Unpack[CascadeOptions],
) -> CallResult:
    """The greatest fixed point G* of the whole network: what is down if everybody expects it to be.

    Φ(S) = the seeds and every j with Q_j(S without j) above its capacity; start with everybody down, release who is solvent, repeat. What
    G* has beyond S* are self-fulfilling circles: no money is missing there, only confidence. Arguments and errors as for `run`.
    """
    return _held_down(network, seeds, rescue, CascadeParameters(**assumed), near=False)


def worst_case_near(
    network: GuaranteeNetwork,
    seeds: Sequence[int] | Ints,
    *,
    rescue: Sequence[int] | Ints = (),
    **assumed: Unpack[CascadeOptions],
) -> CallResult:
    """G*, counted only in the weakly connected parts (`connected_parts`) that hold a seed (a rescued one does not count).

    G* of the whole network has every such circle of the city whatever the seeds; this leaves out those that have nothing to do with them.
    """
    return _held_down(network, seeds, rescue, CascadeParameters(**assumed), near=True)


def connected_parts(network: GuaranteeNetwork, down: Bools) -> Ints:
    """The weakly connected part of each party, borrowers and guarantors linked; a guarantee company that stands links nobody.

    Guaranteeing strangers is its business: through one that pays, its clients' troubles do not meet.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    n = len(network.parties.capacity)
    links = down | (network.parties.kind != PartyKind.GUARANTEE_COMPANY)
    guarantor = network.guarantees.guarantor
    borrower = network.loans.borrower[network.guarantees.loan]
    kept = links[guarantor] & links[borrower]
    pairs = coo_array((np.ones(int(kept.sum()), np.int8), (borrower[kept], guarantor[kept])), shape=(n, n))
    part: Ints = connected_components(pairs, directed=False)[1]
    return part


def _held_down(
    network: GuaranteeNetwork, seeds: Sequence[int] | Ints, rescue: Sequence[int] | Ints, parameters: CascadeParameters, *, near: bool
) -> CallResult:
    from analysis.contagion.kernels.falling import DOWN, make_scratch
    from analysis.contagion.kernels.releasing import NEVER, release

    saved = positions(network, rescue, "rescue")
    started = np.setdiff1d(positions(network, seeds, "seeds"), saved, assume_unique=True)
    terms = resolve(network, parameters, saved)
    scratch = make_scratch(terms)
    pinned = np.zeros(len(network.parties.capacity), np.uint8)
    pinned[started] = 1
    released = np.full(len(pinned), NEVER)
    release(*terms, scratch.at_party, scratch.slots, pinned, released)
    down = released == NEVER
    if near:
        part = connected_parts(network, down)
        down &= np.isin(part, part[started])
    defaulted = np.flatnonzero(down)
    scratch.at_party["state"][defaulted] = DOWN
    return _settled(network, terms, scratch, CallResult(
        defaulted=defaulted, rounds=0, round_of=np.zeros(len(defaulted), np.int64), calls={}, bank_loss=0.0, loss_of_loan=np.zeros(0),
        seeds=started, rescue=saved, parameters=parameters, worst=True,
    ))  # fmt: skip


def _settled(network: GuaranteeNetwork, terms: Terms, scratch: Scratch, result: CallResult) -> CallResult:
    """The result with the final calls and losses of whoever is DOWN in the scratch."""
    from analysis.contagion.kernels.falling import settle

    loss = np.zeros(len(network.loans.shortfall))
    by_row = np.zeros(len(loss))
    settle(terms.loans, terms.claims, scratch.at_party, scratch.call, scratch.slots, by_row)
    loss[network.parties.own_loans] = by_row
    called = np.flatnonzero(scratch.call)
    guarantor, amount = terms.claims["party"][called], scratch.call[called]
    calls: dict[int, dict[int, float]] = {}
    loan = network.guarantees.loan[terms.claims["source"][called]]
    for row in np.lexsort((guarantor, loan)).tolist():
        of_loan = calls.setdefault(int(loan[row]), {})
        payer = int(guarantor[row])
        of_loan[payer] = of_loan.get(payer, 0.0) + float(amount[row])
    return replace(result, calls=calls, bank_loss=float(loss.sum()), loss_of_loan=loss)
