"""Distress before anybody fails: how far a weakened borrower weakens those who guarantee it (DebtRank on guarantees)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias, Unpack

import numpy as np
import numpy.typing as npt

from analysis.contagion.obligations import bearable, positions, refuse_empty, resolve
from analysis.contagion.parameters import CascadeOptions, CascadeParameters
from graph.errors import InvalidParameter
from graph.network import Floats, GuaranteeNetwork, Ints

if TYPE_CHECKING:
    from scipy.sparse import csr_array

ByParty: TypeAlias = Mapping[int, float] | npt.NDArray[Any]
TOLERANCE: Final = 1e-12


@dataclass(frozen=True, eq=False)
class DistressOutcome:
    """Distress of every party, from 0, untouched, to 1, as good as failed."""

    distress: Floats
    initial: Floats
    rounds: int  # rounds whose change was above the tolerance
    converged: bool
    tolerance: float  # on the Euclidean norm of one round's change
    group: float  # R: the value in distress beyond what was so at the start
    value: Floats  # v by party; the share of all loans unless given
    losses: Floats  # yuan of capacity used up, h·C (what withdrawal leaves of it); NaN where the capacity is assumed unlimited
    parameters: CascadeParameters
    rescue: Ints


def run(
    network: GuaranteeNetwork,
    initial: ByParty,
    *,
    rescue: Sequence[int] | Ints = (),
    tolerance: float = TOLERANCE,
    max_rounds: int | None = None,
    recovery: float | npt.NDArray[Any] = 0.0,
    value: npt.NDArray[Any] | None = None,
    **assumed: Unpack[CascadeOptions],
) -> DistressOutcome:
    """h_j(t+1) = min(1, h_j(t) + Σ_i W_ji·[h_i(t) − h_i(t−1)]) until a round changes less than `tolerance`.

    W_ji is what j would be called for i's loans with nobody else down, less the part `recovery` of i (one number or n of them) that
    comes back, over j's capacity; 1 where the capacity is 0. `initial`: n numbers in [0, 1], or those that are not 0 by party. `value`: n
    numbers; without, each party's share of all loans outstanding. A rescued party is never in distress. A round costs O(guarantees). After
    Bardoscia et al. 2015.

    Raises:
        UnknownCode: a party of `initial` or `rescue` that is not in the network.
        InvalidParameter: a parameter outside its range or of the wrong length.
        InvalidNetwork: a value no model can compute with.

    >>> network = GuaranteeNetwork.from_loans([(0, 5.0, [(1, None, 1)]), (1, 4.0, [(2, None, 1)])], [0, 10, 10])
    >>> outcome = run(network, {0: 1.0})
    >>> outcome.distress.tolist(), outcome.rounds, round(outcome.group, 4)
    ([1.0, 0.5, 0.2], 2, 0.2222)

    """
    parameters = CascadeParameters(**assumed)
    if not isinstance(tolerance, (int, float, np.floating)) or not 0.0 <= tolerance < math.inf:
        raise InvalidParameter(f"tolerance is {tolerance!r}: it must be a finite number of at least 0")
    if max_rounds is not None and (not isinstance(max_rounds, (int, np.integer)) or max_rounds < 1):
        raise InvalidParameter(f"max_rounds is {max_rounds!r}: it must be a whole number of at least 1, or None")
    n = len(network.parties.capacity)
    start = _start(network, initial)
    saved = positions(network, rescue, "rescue")
    touched = np.ones(n)
    start[saved] = touched[saved] = 0.0
    weight = _loan_share(network) if value is None else _by_party("value", value, n, math.inf)
    back = np.full(n, recovery) if isinstance(recovery, (int, float)) else recovery
    exposure = sensitivities(network, parameters, _by_party("recovery", back, n, 1.0))

    distress, change = start.copy(), start
    rounds, converged = 0, not start.any()
    while not converged and (max_rounds is None or rounds < max_rounds):
        raised = np.minimum(1.0, distress + touched * (exposure @ change))
        distress, change = raised, raised - distress
        converged = bool(np.linalg.norm(change) <= tolerance)
        rounds += not converged
    capacity = bearable(network, parameters)
    limited = np.isfinite(capacity)
    losses = np.where(limited, distress * np.where(limited, capacity, 0.0), np.nan)
    return DistressOutcome(
        distress=distress, initial=start, rounds=rounds, converged=converged, tolerance=float(tolerance),
        group=float(weight @ distress - weight @ start), value=weight, losses=losses, parameters=parameters, rescue=saved,
    )  # fmt: skip


def sensitivities(network: GuaranteeNetwork, parameters: CascadeParameters, recovery: Floats) -> csr_array[np.float64]:
    """W: row j, column i, how much of j's capacity full distress of i uses up."""
    from scipy.sparse import csr_array

    terms = resolve(network, parameters, np.empty(0, np.int64))
    n = len(recovery)
    borrower = np.repeat(terms.loans["borrower"][:-1], np.diff(terms.loans["first"]))
    guarantor = terms.claims["party"]
    called = terms.claims["alone"] * (1.0 - recovery[borrower])
    open_claims = called > 0.0
    matrix = csr_array((called[open_claims], (guarantor[open_claims], borrower[open_claims])), shape=(n, n))
    matrix.sum_duplicates()
    capacity = np.repeat(bearable(network, parameters), np.diff(matrix.indptr))
    matrix.data = np.where(capacity > 0.0, matrix.data / np.where(capacity > 0.0, capacity, 1.0), 1.0)
    return matrix


def _start(network: GuaranteeNetwork, initial: ByParty) -> Floats:
    refuse_empty(network)
    n = len(network.parties.capacity)
    if not isinstance(initial, Mapping):
        return _by_party("initial", initial, n, 1.0)
    positions(network, list(initial), "initial")
    start: list[Any] = [0.0] * n
    for party, distress in initial.items():
        start[party] = distress
    return _by_party("initial", start, n, 1.0)


def _by_party(name: str, given: npt.ArrayLike, n: int, most: float) -> Floats:
    """A copy as floats, each finite and between 0 and `most`."""
    try:
        values = np.array(given)
    except (TypeError, ValueError):
        values = np.array(None)
    if values.dtype.kind not in "uif":
        raise InvalidParameter(f"{name} must hold one number for each of the {n} parties, not {given!r}")
    values = values.astype(np.float64)
    if values.shape != (n,):
        raise InvalidParameter(f"{name} has the shape {values.shape}: it must hold one number for each of the {n} parties")
    bad = ~(np.isfinite(values) & (values >= 0.0) & (values <= most))
    if bad.any():
        party = int(np.argmax(bad))
        raise InvalidParameter(
            f"{name} of party {party} is {values[party]}: it must be at least 0" + (" and at most 1" if most == 1.0 else "")
        )
    return values


def _loan_share(network: GuaranteeNetwork) -> Floats:
    loans = network.loans
    owed = np.bincount(loans.borrower, weights=loans.exposure, minlength=len(network.parties.capacity)).astype(np.float64)
    total = float(owed.sum())
    return owed / total if total > 0.0 else owed
