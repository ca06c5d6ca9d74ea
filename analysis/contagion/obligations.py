"""From contracts as written to terms a kernel can compute with: kinds, weights and thresholds under the parameters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from analysis.contagion.parameters import ONE_FEN, CascadeParameters
from graph.errors import InvalidNetwork, InvalidParameter, UnknownCode
from graph.network import HALF_FEN, Floats, GuaranteeNetwork, Ints, Liability, check

if TYPE_CHECKING:
    from analysis.contagion.kernels.terms import Terms

WIDEST: Final = 10_000  # guarantees of one loan; the worst case takes the square of it
_OVERRIDE: Final = {"joint": Liability.JOINT, "several": Liability.SEVERAL, "general": Liability.GENERAL}


def resolve(network: GuaranteeNetwork, parameters: CascadeParameters, rescue: npt.NDArray[np.int64]) -> Terms:
    """The terms of a network. A rescued party never falls.

    Raises:
        InvalidNetwork: a value no model can compute with, or a loan with more than WIDEST guarantees.

    """
    from analysis.contagion.kernels.terms import GENERAL, JOINT, SEVERAL, lay_out

    check(network)
    width = np.diff(network.loans.first_guarantee)
    if width.max(initial=0) > WIDEST:
        raise InvalidNetwork(f"loan {int(width.argmax())} has {width.max()} guarantees: more than {WIDEST} are taken for an error")
    parties, loans, promises = network.parties, network.loans, network.guarantees
    order = np.empty(3, np.int8)
    order[[Liability.SEVERAL, Liability.JOINT, Liability.GENERAL]] = SEVERAL, JOINT, GENERAL
    written = promises.liability
    if parameters.liability != "contract":
        written = np.full(len(written), _OVERRIDE[parameters.liability], np.int8)
    threshold = capacities(network, parameters) + HALF_FEN
    threshold[rescue] = np.inf
    return lay_out(
        _pinned(parties.first_loan, np.int64),
        _pinned(parties.own_loans, np.int32),
        _pinned(loans.shortfall, np.float64),
        _pinned(loans.first_guarantee, np.int64),
        _pinned(promises.guarantor, np.int32),
        _pinned(promises.cap, np.float64),
        _pinned(_weights(network, parameters), np.float64),
        _pinned(promises.share, np.float64),
        _pinned(order[written], np.int8),
        float(parameters.enforcement_recovery),
        threshold,
    )


def capacities(network: GuaranteeNetwork, parameters: CascadeParameters) -> Floats:
    """What each party can pay, the unknown ones as assumed."""
    unknown = 0.0 if parameters.unknown_capacity == "zero" else np.inf
    return np.where(network.parties.capacity_known, network.parties.capacity, unknown)


def positions(network: GuaranteeNetwork, parties: Iterable[int] | Ints, role: str) -> npt.NDArray[np.int64]:
    """Parties as ascending positions, each once.

    Raises:
        InvalidParameter: they are no whole numbers.
        UnknownCode: one is not in the network.

    """
    given = np.asarray(parties if isinstance(parties, np.ndarray) else list(parties))
    if given.size == 0:
        return np.empty(0, np.int64)
    if given.ndim != 1 or not np.issubdtype(given.dtype, np.integer):
        raise InvalidParameter(f"{role} must be a flat list of positions of parties, not {parties!r}")
    n = len(network.parties.capacity)
    outside = (given < 0) | (given >= n)
    if outside.any():
        raise UnknownCode(f"{role}: there is no party {given[np.argmax(outside)]}, the network has {n}")
    return np.unique(given).astype(np.int64)


def _weights(network: GuaranteeNetwork, parameters: CascadeParameters) -> Floats:
    """What co-guarantors share by."""
    promises = network.guarantees
    if parameters.weights == "stated":
        weights = promises.weight
    elif parameters.weights == "equal":
        weights = np.ones(len(promises.cap))
    elif parameters.weights == "cap":
        weights = np.where(np.isinf(promises.cap), network.loans.shortfall[promises.loan], promises.cap)
    else:
        weights = np.where(network.parties.capacity_known, network.parties.capacity, 0.0)[promises.guarantor]
    return np.maximum(weights, ONE_FEN)


def _pinned(values: npt.NDArray[Any], dtype: type[np.generic]) -> npt.NDArray[Any]:
    """The same values with one dtype, contiguous and read-only, so that every network is one signature to the compiler."""
    view = np.ascontiguousarray(values, dtype).view()
    view.setflags(write=False)
    return view
