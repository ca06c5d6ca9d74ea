"""Clearing vectors: what everybody can pay when everybody pays out of what the others pay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from analysis.contagion.textbook.matrices import ROUNDING, Balances, balances, fraction
from graph.errors import InvalidParameter
from graph.network import Bools, Floats, Ints

Solution: TypeAlias = Literal["greatest", "least"]


@dataclass(frozen=True, eq=False)
class ClearingResult:
    """A clearing vector. Exact up to the rounding of linear solves: nothing was left to converge."""

    payments: Floats  # n; to creditors inside and outside together
    defaulted: Ints  # ascending; those who cannot pay in full
    rounds: int  # greatest: rounds in which somebody was found short; least: in which somebody was found able to pay


def eisenberg_noe(
    liabilities: npt.ArrayLike,
    external_assets: npt.ArrayLike,
    external_liabilities: npt.ArrayLike | None = None,
    *,
    solution: Solution = "greatest",
) -> ClearingResult:
    """A clearing vector under limited liability, absolute priority and equal treatment of creditors.

    p = max(0, min(p̄, e + Πᵀp)), where p̄ are a firm's liabilities inside and outside, and Π[i, j] the share of them owed to j. The greatest
    solution comes from the fictitious default algorithm: who is short when the rest pays as before stays short, so the set of the short
    only grows and at most n linear systems are solved. All solutions leave everybody with the same equity; they differ only in closed
    circles that no money enters, where the least one pays nothing.

    Args:
        liabilities: n × n, [i, j] = i owes j; zeros on the diagonal.
        external_assets: n, what firms have without the others' payments; negative where senior creditors outside are owed more than that,
            who are paid first.
        external_liabilities: n, owed to creditors outside, who rank equally with those inside; none by default.
        solution: the greatest or the least clearing vector.

    Returns:
        Payments in the unit of the liabilities. Who is short by less than 1e-12 of its liabilities counts as paying in full.

    Raises:
        InvalidNetwork: NaN or infinite amounts, negative liabilities, a matrix that is not square or owes itself, lengths that differ.
        InvalidParameter: a solution that is neither greatest nor least.

    O(n⁴) at worst; rounds rarely exceed a handful, each O(n³). Eisenberg & Noe, Systemic Risk in Financial Systems, Management Science
    47(2), 2001.

    >>> result = eisenberg_noe([[0, 3], [1, 0]], [1, 2], [1, 0])
    >>> result.payments.tolist(), result.defaulted.tolist(), result.rounds
    ([2.0, 1.0], [0], 1)

    """
    return _clear(balances(liabilities, external_assets, external_liabilities, signed=True), 1.0, 1.0, solution)


def rogers_veraart(
    liabilities: npt.ArrayLike,
    external_assets: npt.ArrayLike,
    external_liabilities: npt.ArrayLike | None = None,
    *,
    alpha: float,
    beta: float,
    solution: Solution = "greatest",
) -> ClearingResult:
    """A clearing vector when default costs money: a failed firm realises α of its external assets and β of what others pay it.

    p_i = p̄_i where e_i + (Πᵀp)_i ≥ p̄_i, else α·e_i + β·(Πᵀp)_i. The map is monotone but jumps, so solutions can lie far apart, and plain
    iteration from below may stop short of a solution. Greatest: everybody pays; who is short stays short, the rest is a linear system (the
    paper's Greatest Clearing Vector Algorithm); at most n rounds. Least: nobody is known to be able to pay; firms not known to be able pay
    min(p̄, αe + βΠᵀp), least solution, which is below every clearing vector; whoever is able even then is able in all of them, so the set
    of the able only grows, and when it stops the payments are a clearing vector; at most n rounds of at most n linear systems.

    Args:
        liabilities: n × n, [i, j] = i owes j; zeros on the diagonal.
        external_assets: n, what firms have without the others' payments.
        external_liabilities: n, owed to creditors outside, who rank equally with those inside; none by default.
        alpha: share of external assets a failed firm realises, in [0, 1].
        beta: share of incoming payments a failed firm realises, in [0, 1].
        solution: the greatest or the least clearing vector.

    Returns:
        As for `eisenberg_noe`, which is α = β = 1.

    Raises:
        InvalidNetwork: NaN, infinite or negative amounts, a matrix that is not square or owes itself, lengths that differ.
        InvalidParameter: α or β outside [0, 1], or a solution that is neither greatest nor least.

    O(n⁴) at worst for the greatest, O(n⁵) for the least. Rogers & Veraart, Failure and Rescue in an Interbank Network, Management Science
    59(4), 2013.

    >>> owed = [[0, 2.2], [2.2, 0]]
    >>> [rogers_veraart(owed, [1, 1], alpha=0.5, beta=0.5, solution=end).payments.tolist() for end in ("greatest", "least")]
    [[2.2, 2.2], [1.0, 1.0]]

    """
    checked = fraction("alpha", alpha), fraction("beta", beta)
    return _clear(balances(liabilities, external_assets, external_liabilities), *checked, solution)


def _clear(system: Balances, alpha: float, beta: float, solution: str) -> ClearingResult:
    owed = system.owed
    shares = np.divide(system.liabilities, owed[:, None], out=np.zeros_like(system.liabilities), where=owed[:, None] > 0)
    if solution == "greatest":
        payments, short, rounds = _greatest(shares, system.external_assets, owed, alpha, beta)
    elif solution == "least":
        payments, short, rounds = _least(shares, system.external_assets, owed, alpha, beta)
    else:
        raise InvalidParameter(f"solution is {solution!r}: it must be one of greatest, least")
    return ClearingResult(payments, np.flatnonzero(short), rounds)


def _greatest(shares: Floats, assets: Floats, owed: Floats, alpha: float, beta: float) -> tuple[Floats, Bools, int]:
    """Payments, who is short, rounds.

    The systems are never singular: that takes a circle, all of it short, which pays nobody outside, has nothing and gets nothing. Summed
    over such a circle, money in equals money out, so in the round before somebody in it was not short after all.
    """
    payments = owed.copy()
    short = np.zeros(len(owed), np.bool_)
    rounds = 0
    while True:
        found = (assets + payments @ shares < owed * (1 - ROUNDING)) & ~short
        if not found.any():
            return payments, short, rounds
        rounds += 1
        short |= found
        able = ~short
        inside = shares[np.ix_(short, short)]
        given = alpha * assets[short] + beta * (owed[able] @ shares[np.ix_(able, short)])
        payments[short] = np.clip(_shared_out(beta * inside, given), 0.0, owed[short])


def _shared_out(shares: Floats, given: Floats) -> Floats:
    """What those who are short pay: x = max(0, given + sharesᵀx).

    Who has senior debts above its assets pays nothing until the others' payments lift it above 0; each payment that begins lifts others,
    so who pays only grows, from those who have something.
    """
    paying = given >= 0.0
    while True:
        paid = np.zeros(len(given))
        inside = shares[np.ix_(paying, paying)]
        paid[paying] = np.linalg.solve(np.eye(len(inside)) - inside.T, given[paying])
        lifted = (given + paid @ shares > 0.0) & ~paying
        if not lifted.any():
            return paid
        paying |= lifted


def _least(shares: Floats, assets: Floats, owed: Floats, alpha: float, beta: float) -> tuple[Floats, Bools, int]:
    """Payments, who is short, rounds."""
    able = np.zeros(len(owed), np.bool_)
    rounds = 0
    while True:
        # Without a jump solutions differ only in closed circles that no money enters: the greatest without those is the least.
        started = np.where(able, owed, alpha * assets)
        payments = _greatest(beta * shares, started, owed, 1.0, 1.0)[0]
        payments[~_reached(beta * shares, started > 0)] = 0.0
        found = (assets + payments @ shares >= owed * (1 - ROUNDING)) & ~able
        if not found.any():
            return payments, ~able, rounds
        rounds += 1
        able |= found


def _reached(shares: Floats, start: Bools) -> Bools:
    """Where money from the start can flow."""
    reached, edge = start.copy(), start
    while edge.any():
        edge = (shares[edge] > 0).any(axis=0) & ~reached
        reached |= edge
    return reached
