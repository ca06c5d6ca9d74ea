"""From contracts as written to terms a kernel can compute with: kinds, weights and thresholds under the parameters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from analysis.contagion.parameters import ONE_FEN, CascadeParameters
from analysis.contagion.withdrawal import withdrawn
from graph.errors import InvalidNetwork, InvalidParameter, UnknownCode
from graph.loan_rows import WIDEST
from graph.network import HALF_FEN, Floats, GuaranteeNetwork, Ints, Liability, check

if TYPE_CHECKING:
    from analysis.contagion.kernels.terms import Terms

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
    threshold = bearable(network, parameters) + HALF_FEN
    threshold[rescue] = np.inf
    return lay_out(
        _pinned(parties.first_loan, np.int64),
        _pinned(parties.own_loans, np.int32),
        _pinned(called_shortfall(network, parameters), np.float64),
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


def bearable(network: GuaranteeNetwork, parameters: CascadeParameters) -> Floats:
    """The calls each party can bear: its capacity less what banks withdraw once it is called, at least 0."""
    capacity = capacities(network, parameters)
    return np.maximum(0.0, capacity - withdrawn(network, parameters)) if parameters.withdraws else capacity


def called_shortfall(network: GuaranteeNetwork, parameters: CascadeParameters) -> Floats:
    """What can be called for and lost on each loan when its borrower falls.

    Where only due loans are called the others count as nothing; a pooled cap stays split over all loans it covers.
    """
    shortfall = network.loans.shortfall
    return shortfall if parameters.cross_default == "all" else np.where(network.loans.due, shortfall, 0.0)


def positions(network: GuaranteeNetwork, parties: Iterable[int] | Ints, role: str) -> npt.NDArray[np.int64]:
    """Parties as ascending positions, each once.

    Raises:
        InvalidNetwork: there is no party at all, yet this is no `rescue`.
        InvalidParameter: they are no whole numbers.
        UnknownCode: one is not in the network.

    """
    n = len(network.parties.capacity)
    if not role.endswith("rescue"):
        refuse_empty(network)
    given = _whole_numbers(parties, role)
    outside = (given < 0) | (given >= n)
    if outside.any():
        raise UnknownCode(f"{role}: there is no party {given[np.argmax(outside)]}, the network has {n}")
    return np.unique(given).astype(np.int64)


def refuse_empty(network: GuaranteeNetwork) -> None:
    """A sweep of an empty city finds nothing; who asks what happens to whom needs somebody.

    Raises:
        InvalidNetwork: there is no party.

    """
    if not len(network.parties.capacity):
        raise InvalidNetwork("the network is empty: there is no party in it")


def _whole_numbers(parties: Iterable[int] | Ints, role: str) -> npt.NDArray[np.int64]:
    """The positions as given; a truth value, a text or a number with a fraction is none."""
    try:
        members = parties if isinstance(parties, np.ndarray) else list(parties)
        given = np.asarray(members)
        flat = given.ndim == 1 and (not given.size or np.issubdtype(given.dtype, np.integer)) and not isinstance(parties, (str, bytes))
    except (TypeError, ValueError):
        flat = False
    if not flat or (not isinstance(members, np.ndarray) and any(isinstance(member, (bool, np.bool_)) for member in members)):
        raise InvalidParameter(f"{role} must be a flat list of positions of parties, not {parties!r}")
    return given.astype(np.int64)


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
