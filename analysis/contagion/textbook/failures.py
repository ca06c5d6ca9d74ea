"""Cascades in which only outright failure hurts: a firm loses nothing on a debtor until the debtor is down."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.contagion.textbook.matrices import ROUNDING, balances, fraction, relative, square, vector
from graph.network import Floats, Ints


@dataclass(frozen=True, eq=False)
class CascadeResult:
    """Who fails. Finished by construction: the set of the failed grows every round, so there are at most n rounds."""

    defaulted: Ints  # ascending, the first ones included
    losses: Floats  # n; of the failed too, beyond their equity if it comes to that; an initial loss included
    rounds: int  # rounds after the first failures in which somebody failed


def furfine(
    liabilities: npt.ArrayLike, external_assets: npt.ArrayLike, external_liabilities: npt.ArrayLike | None = None, *, recovery: float
) -> CascadeResult:
    """Who fails when creditors lose a fixed share of their claims on whoever fails.

    First fail those with negative net worth w = e + Σ_j L[j, i] − p̄; then i while w_i < Σ over the failed d of (1 − R)·L[d, i]. Strictly:
    a loss that eats the net worth exactly is survived (within 1e-12 of the balance sheet). The least fixed point of a monotone map:
    the order of failures does not matter.

    Args:
        liabilities: n × n, [i, j] = i owes j; zeros on the diagonal.
        external_assets: n, what firms have without claims on each other.
        external_liabilities: n, owed to creditors outside; none by default.
        recovery: R, the share of a claim on a failed firm that is recovered, in [0, 1].

    Returns:
        Losses on claims, in the unit of the liabilities.

    Raises:
        InvalidNetwork: NaN, infinite or negative amounts, a matrix that is not square or owes itself, lengths that differ.
        InvalidParameter: a recovery outside [0, 1].

    O(n²): a firm's row is read once, when it fails. Furfine, Interbank Exposures: Quantifying the Risk of Contagion, Journal of Money,
    Credit and Banking 35(1), 2003.

    >>> result = furfine([[0, 4, 0], [0, 0, 3], [0, 0, 0]], [1, 1, 5], recovery=0.5)
    >>> result.defaulted.tolist(), result.losses.tolist(), result.rounds
    ([0], [0.0, 2.0, 0.0], 0)
    >>> furfine([[0, 4, 0], [0, 0, 3], [0, 0, 0]], [1, 1, 5], recovery=0.25).defaulted.tolist()
    [0, 1]

    """
    lost = 1.0 - fraction("recovery", recovery)
    system = balances(liabilities, external_assets, external_liabilities)
    assets = system.external_assets + system.liabilities.sum(axis=0)
    worth = assets - system.owed + ROUNDING * (assets + system.owed)
    losses = np.zeros(len(worth))
    failed = np.zeros(len(worth), np.bool_)
    new = worth < 0
    rounds = -1
    while new.any():
        rounds += 1
        failed |= new
        losses += lost * system.liabilities[new].sum(axis=0)
        new = (losses > worth) & ~failed
    return CascadeResult(np.flatnonzero(failed), losses, max(rounds, 0))


def threshold_cascade(
    exposures: npt.ArrayLike, equity: npt.ArrayLike, initial_distress: npt.ArrayLike, *, recovery: float = 0.0
) -> CascadeResult:
    """Who fails when losses on failed debtors add to an initial loss until they reach the equity.

    Distress h_i = h_i(0) + Σ over the failed d of (1 − R)·X[i, d]/E_i; i fails when h_i ≥ 1 (within 1e-12): here, unlike in `furfine`,
    equity eaten exactly is gone. A firm without equity fails at its first loss. The least fixed point of a monotone map.

    Args:
        exposures: n × n, [i, j] = what i loses if j fails entirely; zeros on the diagonal.
        equity: n, what a firm can lose.
        initial_distress: n, initial loss as a share of equity; may exceed 1.
        recovery: R, the share of a claim on a failed firm that is recovered, in [0, 1].

    Returns:
        Losses in the unit of the exposures, distress times equity without a limit. A firm without equity has no initial loss.

    Raises:
        InvalidNetwork: NaN, infinite or negative values, a matrix that is not square or exposed to itself, lengths that differ.
        InvalidParameter: a recovery outside [0, 1].

    O(n²): a firm's column is read once, when it fails. Reviewed in Upper, Simulation
    Methods to Assess the Danger of Contagion in Interbank Markets, Journal of Financial Stability 7(3), 2011.

    >>> result = threshold_cascade([[0, 0, 0], [3, 0, 0], [0, 1, 0]], [5, 3, 4], [1, 0, 0])
    >>> result.defaulted.tolist(), result.losses.tolist(), result.rounds
    ([0, 1], [5.0, 3.0, 1.0], 1)

    """
    lost = 1.0 - fraction("recovery", recovery)
    claims = square("exposures", exposures)
    capital = vector("equity", equity, len(claims))
    initial = vector("initial_distress", initial_distress, len(claims))
    losses = initial * capital
    failed = np.zeros(len(claims), np.bool_)
    new = initial >= 1 - ROUNDING
    rounds = -1
    while new.any():
        rounds += 1
        failed |= new
        losses += lost * claims[:, new].sum(axis=1)
        new = (relative(losses, capital) >= 1 - ROUNDING) & ~failed
    return CascadeResult(np.flatnonzero(failed), losses, max(rounds, 0))
