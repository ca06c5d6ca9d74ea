"""Loans written as plain tuples, read into columns; whatever no model can compute with is refused by name before anything is built."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from graph.errors import InvalidNetwork

WIDEST: Final = 10_000  # guarantees of one loan; more are taken for an error, and the worst case takes the square of it
MOST: Final = 1e150  # of an amount: its square is still a number

LoanRow: TypeAlias = tuple[int, float, Sequence[tuple[int, float | None, float]]]


@dataclass(frozen=True, eq=False)
class LoanColumns:
    """Loans, and their guarantees sorted by loan, then guarantor."""

    borrower: npt.NDArray[np.int32]
    shortfall: npt.NDArray[np.float64]
    loan: npt.NDArray[np.int32]  # of each guarantee
    guarantor: npt.NDArray[np.int32]
    cap: npt.NDArray[np.float64]  # inf: none
    weight: npt.NDArray[np.float64]


def read_loans(loans: Sequence[LoanRow], parties: int) -> LoanColumns:
    """Columns of loans (borrower, shortfall, [(guarantor, cap or None, weight)]).

    Raises:
        InvalidNetwork: a row of another form, an index that is no whole number or out of range, an amount or weight that is negative, NaN
            or no number, an infinite shortfall or weight, a guarantor of its own loan or twice on one, more than WIDEST on one.

    """
    borrower, shortfall, rows = [], [], []
    for number, row in enumerate(_several("loans", loans)):
        of_loan = f"loan {number}"
        who, owed, promises = _fields(row, of_loan, "(borrower, shortfall, guarantees)")
        borrower.append(_party(who, f"the borrower of {of_loan}", parties))
        shortfall.append(amount(owed, f"the shortfall of {of_loan}"))
        width = len(_several(f"the guarantees of {of_loan}", promises))
        if width > WIDEST:
            raise InvalidNetwork(f"{of_loan} has {width} guarantees: more than {WIDEST} are taken for an error")
        rows += _promises(promises, number, borrower[-1], parties)
    rows.sort(key=lambda row: row[:2])
    loan, guarantor, cap, weight = zip(*rows, strict=True) if rows else ((), (), (), ())
    return LoanColumns(
        borrower=np.array(borrower, np.int32),
        shortfall=np.array(shortfall, np.float64),
        loan=np.array(loan, np.int32),
        guarantor=np.array(guarantor, np.int32),
        cap=np.array(cap, np.float64),
        weight=np.array(weight, np.float64),
    )


def read_amounts(name: str, values: Iterable[float], parties: int | None = None) -> npt.NDArray[np.float64]:
    """A finite amount of at least 0 for each party.

    Raises:
        InvalidNetwork: a value is anything else, or there are more or fewer than parties.

    """
    try:
        given = list(values)
    except TypeError:
        raise InvalidNetwork(f"{name} is {values!r}: it must be a list with one amount for each party") from None
    if parties is not None and len(given) != parties:
        raise InvalidNetwork(f"{name} has {len(given)} values: it must have one for each of the {parties} parties")
    return np.array([amount(value, f"{name} of party {party}") for party, value in enumerate(given)], np.float64)


def amount(value: object, what: str) -> float:
    """A finite number of at least 0, else InvalidNetwork names it."""
    number = _number(value)
    if not 0.0 <= number <= MOST:
        raise InvalidNetwork(f"{what} is {_short(value)}: it must be a finite amount of at least 0")
    return number


def _promises(promises: Iterable[Any], number: int, borrower: int, parties: int) -> list[tuple[int, int, float, float]]:
    rows = []
    seen: set[int] = set()
    for place, promise in enumerate(promises):
        what = f"guarantee {place} of loan {number}"
        who, cap, weight = _fields(promise, what, "(guarantor, cap or None, weight)")
        guarantor = _party(who, f"the guarantor of {what}", parties)
        if guarantor == borrower:
            raise InvalidNetwork(f"the guarantor of {what} is {guarantor}: it is the borrower itself")
        if guarantor in seen:
            raise InvalidNetwork(f"the guarantor of {what} is {guarantor}: it guarantees this loan already")
        seen.add(guarantor)
        limit, share = np.inf if cap is None else _number(cap), _number(weight)
        if not limit >= 0.0:
            raise InvalidNetwork(f"the cap of {what} is {_short(cap)}: it must be an amount of at least 0, or None")
        if not 0.0 <= share <= MOST:
            raise InvalidNetwork(f"the weight of {what} is {_short(weight)}: it must be a finite number of at least 0")
        rows.append((number, guarantor, limit, share))
    return rows


def _party(value: Any, what: str, parties: int) -> int:
    if not isinstance(value, (int, np.integer)) or isinstance(value, bool):
        raise InvalidNetwork(f"{what} is {_short(value)}: it must be the position of a party, a whole number")
    if not 0 <= value < parties:
        raise InvalidNetwork(f"{what} is {value}: it is not among the {parties} parties")
    return int(value)


def _fields(row: object, what: str, form: str) -> tuple[Any, Any, Any]:
    if not isinstance(row, (Sequence, np.ndarray)) or isinstance(row, (str, bytes)) or len(row) != 3:
        raise InvalidNetwork(f"{what} is {_short(row)}: it must be {form}")
    return row[0], row[1], row[2]


def _several(what: str, rows: Any) -> Any:
    if not isinstance(rows, (Sequence, np.ndarray)) or isinstance(rows, (str, bytes)):
        raise InvalidNetwork(f"{what}: {_short(rows)} is no list")
    return rows


def _number(value: Any) -> float:
    """A number as float; NaN for what is none, also for a truth value."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, Real):
        return np.nan
    try:
        return float(value)
    except OverflowError:
        return np.inf


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
