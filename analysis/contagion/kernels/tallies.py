"""Sums by county or bank, and rows of them: no table of seeds by places is ever made."""

from __future__ import annotations

from typing import Final

import numpy as np

from analysis.contagion.kernels import kernel
from analysis.contagion.kernels.terms import Records

TALLY: Final = np.dtype([("amount", "f8"), ("held", "i4"), ("holds", "u1")], align=True)  # `held` is a list of the places
ROW: Final = np.dtype([("place", "i4"), ("amount", "f8")], align=True)


@kernel
def add(tally: Records, size: int, place: int, amount: float) -> int:
    """Add an amount at a place (-1: unknown, the last record); how many places are held now."""
    if not tally[place].holds:
        tally[place].holds = 1
        tally[size].held = place
        size += 1
    tally[place].amount += amount
    return size


@kernel
def emit(tally: Records, size: int, rows: Records, used: int) -> int:
    """Append the tally by ascending place and clean it; how many rows are used now."""
    for i in range(1, size):
        place = tally[i].held
        j = i
        while j > 0 and tally[j - 1].held > place:
            tally[j].held = tally[j - 1].held
            j -= 1
        tally[j].held = place
    for i in range(size):
        place = tally[i].held
        rows[used + i].place = place
        rows[used + i].amount = tally[place].amount
        tally[place].amount = 0.0
        tally[place].holds = 0
    return used + size
