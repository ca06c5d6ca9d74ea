"""DebtRank: trouble hurts creditors before anybody fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from analysis.contagion.textbook.matrices import ROUNDING, relative, square, vector, whole
from graph.errors import InvalidParameter
from graph.network import Floats, Ints

MOST_ROUNDS: Final = 100_000  # where no other limit is given


@dataclass(frozen=True, eq=False)
class DistressResult:
    """How much of its equity everybody has lost, and whether the figures had settled when the rounds ended."""

    distress: Floats  # n; capped at 1
    losses: Floats  # n; distress before the cap times equity, the initial one included
    defaulted: Ints  # ascending; distress of 1
    rounds: int  # rounds whose change was above the tolerance
    converged: bool  # False: max_rounds ended it; distress and losses are lower bounds
    tolerance: float


def debtrank(
    exposures: npt.ArrayLike,
    equity: npt.ArrayLike,
    initial_distress: npt.ArrayLike,
    *,
    single_hit: bool = False,
    tolerance: float = 1e-12,
    max_rounds: int | None = None,
) -> DistressResult:
    """Distress that every firm hands on to its creditors in proportion to their exposure.

    h_i(t+1) = h_i(t) + Σ_j X[i, j]/E_i·[min(1, h_j(t)) − min(1, h_j(t−1))], h(−1) = 0. With `single_hit` a firm hands on only once, what it
    has when first hit; trouble then does not go round circles, and at most n rounds change anything. Weights X/E are not cut at 1 (they are
    in the paper of 2012, which matters only where an exposure above equity meets a debtor in partial distress): losses stay those of the
    books. Without `single_hit` the distress climbs towards the least solution of h = h(0) + X·min(1, h)/E and may need many rounds where
    circles return nearly all they receive; rounds that did not suffice are told by `converged`. A firm without equity is in full distress
    at its first loss.

    Args:
        exposures: n × n, [i, j] = what i loses if j fails entirely; zeros on the diagonal.
        equity: n, what a firm can lose.
        initial_distress: n, initial loss as a share of equity; may exceed 1.
        single_hit: Battiston's rule instead of the linear one.
        tolerance: a round that changes distress by at most this, in the Euclidean norm and before the cap, is the last.
        max_rounds: rounds above the tolerance that are made at most; 100,000 by default.

    Returns:
        Losses in the unit of the exposures.

    Raises:
        InvalidNetwork: NaN, infinite or negative values, a matrix that is not square or exposed to itself, lengths that differ.
        InvalidParameter: a tolerance that is negative or no number, or max_rounds below 0.

    O(n²) a round. Battiston et al., DebtRank: Too Central to Fail?, Scientific Reports 2, 541, 2012 (single hit); Bardoscia et al.,
    DebtRank: A Microscopic Foundation for Shock Propagation, PLoS ONE 10(6), 2015.

    >>> result = debtrank([[0, 1, 0], [0, 0, 2], [0, 0, 0]], [4, 4, 4], [0, 0, 0.5])
    >>> result.distress.tolist(), result.losses.tolist(), result.rounds, result.converged
    ([0.0625, 0.25, 0.5], [0.25, 1.0, 2.0], 2, True)

    """
    claims = square("exposures", exposures)
    capital = vector("equity", equity, len(claims))
    initial = vector("initial_distress", initial_distress, len(claims))
    if not isinstance(tolerance, (int, float, np.integer, np.floating)) or not 0.0 <= tolerance < np.inf:
        raise InvalidParameter(f"tolerance is {tolerance!r}: it must be a finite number of at least 0")
    limit = MOST_ROUNDS if max_rounds is None else whole("max_rounds", max_rounds, 0)
    first = initial * capital
    losses, distress = first, initial
    handed_on = np.zeros(len(claims))
    rounds = 0
    while True:
        capped = np.minimum(1.0, distress)
        handed_on = np.where(handed_on > 0, handed_on, capped) if single_hit else capped
        new_losses = first + claims @ handed_on
        new = np.maximum(relative(new_losses, capital), initial)
        done = bool(np.linalg.norm(new - distress) <= tolerance)
        if not done and rounds == limit:
            break
        losses, distress = new_losses, new
        if done:
            break
        rounds += 1
    defaulted = np.flatnonzero(distress >= 1 - ROUNDING)
    return DistressResult(np.minimum(1.0, distress), losses, defaulted, rounds, done, float(tolerance))
