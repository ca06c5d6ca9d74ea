"""Contract numbers: a serial number scattered over eight digits, so that neighbours in a list are strangers in the city."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

FACILITY: Final = "SX3801"
GUARANTEE: Final = "DB3801"
PERSON: Final = "ZRR"
_STRIDE: Final = 61_803_399  # shares no factor with 10
_START: Final = 31_415_926


def scattered(serial: npt.NDArray[np.integer[Any]], digits: int) -> npt.NDArray[np.int64]:
    """A bijection of 0 .. 10^digits − 1."""
    numbers: npt.NDArray[np.int64] = (serial.astype(np.int64) * _STRIDE + _START) % 10**digits
    return numbers


def loan_prefixes(banks: int) -> list[str]:
    """Per bank the head of its loan numbers: letters at some, nothing but digits at others, as banks differ."""
    return [f"{'JJ' if place % 3 else '26'}{place:04d}" for place in range(banks)]
