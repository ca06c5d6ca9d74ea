"""What the textbook models take: matrices, vectors and fractions, refused by name when no model can compute with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from graph.errors import InvalidNetwork, InvalidParameter
from graph.network import Bools, Floats

ROUNDING: Final = 1e-12  # relative; who is short by less than this share of what is compared is not short


@dataclass(frozen=True, eq=False)
class Balances:
    """A payment system of n firms."""

    liabilities: Floats  # n × n, [i, j] = i owes j
    external_assets: Floats  # n
    owed: Floats  # n; everything a firm owes, inside and outside


def balances(
    liabilities: npt.ArrayLike, external_assets: npt.ArrayLike, external_liabilities: npt.ArrayLike | None, *, signed: bool = False
) -> Balances:
    """A payment system, checked; `signed` lets external assets be negative.

    Raises:
        InvalidNetwork: NaN, infinite or negative amounts, a matrix that is not square or owes itself, lengths that differ.

    """
    owes = square("liabilities", liabilities)
    assets = vector("external_assets", external_assets, len(owes), signed=signed)
    outside = np.zeros(len(owes)) if external_liabilities is None else vector("external_liabilities", external_liabilities, len(owes))
    with np.errstate(over="ignore"):
        owed = owes.sum(axis=1) + outside
        all_there_is = owed.sum() + np.abs(assets).sum()
    if not np.isfinite(all_there_is):
        raise InvalidNetwork("liabilities and assets add up to more than a number can hold")
    return Balances(owes, assets, owed)


def square(name: str, values: npt.ArrayLike) -> Floats:
    """A square matrix of finite amounts of at least 0 with zeros on the diagonal.

    Raises:
        InvalidNetwork: it is anything else.

    """
    matrix = _numbers(name, values)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise InvalidNetwork(f"{name} has the shape {matrix.shape}: it must be a square matrix")
    if not len(matrix):
        raise InvalidNetwork(f"{name} is empty: there is no firm in it")
    _refuse(name, matrix, ~(np.isfinite(matrix) & (matrix >= 0)), "must be a finite amount of at least 0")
    _refuse(name, matrix, np.diag(np.diag(matrix) != 0), "must be 0: nobody has a claim on itself")
    return matrix


def vector(name: str, values: npt.ArrayLike, size: int, *, signed: bool = False) -> Floats:
    """So many finite amounts, of at least 0 unless `signed`.

    Raises:
        InvalidNetwork: it is anything else.

    """
    amounts = _numbers(name, values)
    if amounts.shape != (size,):
        raise InvalidNetwork(f"{name} has the shape {amounts.shape}: it must have one value for each of the {size} firms")
    if signed:
        _refuse(name, amounts, ~np.isfinite(amounts), "must be a finite amount")
    else:
        _refuse(name, amounts, ~(np.isfinite(amounts) & (amounts >= 0)), "must be a finite amount of at least 0")
    return amounts


def probabilities(name: str, values: npt.ArrayLike, size: int | None = None) -> Floats:
    """A flat list of probabilities; one value alone stands for all when a size is given.

    Raises:
        InvalidNetwork: the shape is another.
        InvalidParameter: a value is outside [0, 1].

    """
    chances = _numbers(name, values)
    if size is not None and chances.ndim == 0:
        chances = np.full(size, chances)
    if chances.ndim != 1 or (size is not None and len(chances) != size):
        wanted = "a flat list" if size is None else f"one value, or one for each of the {size} guarantees"
        raise InvalidNetwork(f"{name} has the shape {chances.shape}: it must be {wanted}")
    outside = ~((chances >= 0) & (chances <= 1))
    if outside.any():
        place = int(np.argmax(outside))
        raise InvalidParameter(f"{name}[{place}] is {chances[place]}: it must be between 0 and 1")
    return chances


def fraction(name: str, value: float) -> float:
    """A number in [0, 1].

    Raises:
        InvalidParameter: it is not.

    """
    if not isinstance(value, (int, float, np.integer, np.floating)) or not 0.0 <= value <= 1.0:
        raise InvalidParameter(f"{name} is {value!r}: it must be between 0 and 1")
    return float(value)


def whole(name: str, value: int, least: int) -> int:
    """A whole number of at least so much.

    Raises:
        InvalidParameter: it is not.

    """
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < least:
        raise InvalidParameter(f"{name} is {value!r}: it must be a whole number of at least {least}")
    return int(value)


def relative(losses: Floats, equity: Floats) -> Floats:
    """Losses as a share of equity, above 1 where it does not suffice; any loss is all of nothing."""
    share = np.where(losses > 0, 1.0, 0.0)
    some = equity > 0
    with np.errstate(over="ignore"):
        share[some] = np.minimum(losses[some] / equity[some], np.finfo(float).max)
    return share


def _numbers(name: str, values: npt.ArrayLike) -> Floats:
    try:
        array: npt.NDArray[Any] = np.asarray(values)
    except (TypeError, ValueError):
        raise InvalidNetwork(f"{name} cannot be read as an array of numbers: {values!r}") from None
    if array.dtype.kind not in "buif":
        raise InvalidNetwork(f"{name} must hold numbers, not {array.dtype}")
    return array.astype(np.float64)


def _refuse(name: str, values: Floats, bad: Bools, rule: str) -> None:
    if bad.any():
        place = tuple(int(i) for i in np.argwhere(bad)[0])
        raise InvalidNetwork(f"{name}[{', '.join(map(str, place))}] is {values[place]}: it {rule}")
