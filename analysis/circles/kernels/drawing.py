"""Compressed rows of edges: drawn from contracts, turned round, peeled to where rings can be, renumbered."""

from __future__ import annotations

from typing import Final, TypeAlias, cast

import numpy as np
import numpy.typing as npt

from analysis.compiled import kernel

Int64s: TypeAlias = npt.NDArray[np.int64]
Int32s: TypeAlias = npt.NDArray[np.int32]
Words: TypeAlias = npt.NDArray[np.uint32]  # places; without a sign nobody has to ask whether one counts from the end
Flags: TypeAlias = npt.NDArray[np.uint8]

ZERO: Final = cast("int", np.int64(0))  # numba compiles a plain 0 as a type of its own
NOWHERE: Final = 0xFFFFFFFF
_COUNT: Final = np.int64(32)  # bits of an edge's word for the number of its contracts


@kernel
def deal(first_guarantee: Int64s, backer: Int32s, borrower: Int32s, cursor: Int64s, of_backer: Words) -> None:
    """The borrower of every contract by guarantor, read in the order of the loans. `cursor` starts as the starts of the guarantors."""
    for loan in range(borrower.size):
        for g in range(first_guarantee[loan], first_guarantee[loan + 1]):
            p = np.uint32(backer[g])
            of_backer[cursor[p]] = borrower[loan]
            cursor[p] += 1


@kernel
def draw_rows(first_given: Int64s, of_backer: Words, connects: Flags, seen: Words, first: Words, out: Words) -> int:
    """The borrowers of every guarantor, each once, in no order; how many edges. `seen` starts as NOWHERE."""
    size = ZERO
    for p in range(connects.size):
        if connects[p]:
            for x in range(first_given[p], first_given[p + 1]):
                b = of_backer[x]
                if connects[b] and seen[b] != p:
                    seen[b] = p
                    out[size] = b
                    size += 1
        first[p + 1] = size
    return size


@kernel
def draw_edges(
    first_given: Int64s, of_backer: Words, connects: Flags, place: Int32s, guarantor: Int64s, words: Int64s
) -> int:  # fmt: skip
    """Distinct edges by guarantor, then borrower: `guarantor`, and `words` of the borrower above the number of contracts; how many.

    Only between parties that `connects` flags. `place` starts as -1. Linear but for sorting each guarantor's borrowers.
    """
    size = ZERO
    for p in range(connects.size):
        start = size
        if connects[p]:
            for x in range(first_given[p], first_given[p + 1]):
                b = of_backer[x]
                if connects[b]:
                    if place[b] < start:
                        place[b] = size
                        guarantor[size] = p
                        words[size] = np.int64(b) << _COUNT
                        size += 1
                    words[place[b]] += 1
            sort_up(words, start, size)
    return size


@kernel
def sort_up(values: Int64s, low: int, high: int) -> None:
    """Sort values[low:high]. Shell's sort: short mostly, but perhaps of any length."""
    gap = ZERO + 1
    while gap < (high - low) // 2:
        gap = gap * 2 + 1
    while gap > 0:
        for i in range(low + gap, high):
            value = values[i]
            j = i
            while j >= low + gap and values[j - gap] > value:
                values[j] = values[j - gap]
                j -= gap
            values[j] = value
        gap //= 2


@kernel
def turn_round(first: Words, items: Words, turned_first: Words, turned: Words) -> None:
    """The same edges by their other end, ascending in each row. `turned_first` (n+2 zeros) ends as the n+1 starts and one more."""
    n = first.size - 1
    for e in range(first[n]):
        turned_first[items[e] + 2] += 1
    for p in range(2, n + 2):
        turned_first[p] += turned_first[p - 1]
    for p in range(n):
        for e in range(first[p], first[p + 1]):
            place = turned_first[items[e] + 1]
            turned[place] = p
            turned_first[items[e] + 1] = place + 1
