"""Compressed rows of edges: drawn from contracts, turned round, peeled to where rings can be, renumbered."""

from __future__ import annotations

from typing import Final, TypeAlias, cast

import numpy as np
import numpy.typing as npt

from analysis.compiled import kernel

Int64s: TypeAlias = npt.NDArray[np.int64]
Int32s: TypeAlias = npt.NDArray[np.int32]
Flags: TypeAlias = npt.NDArray[np.uint8]

ZERO: Final = cast("int", np.int64(0))  # numba compiles a plain 0 as a type of its own
_COUNT: Final = np.int64(32)  # bits of an edge's word for the number of its contracts


@kernel
def draw_edges(
    first_given: Int64s, given: Int32s, loan: Int32s, borrower: Int32s, connects: Flags, place: Int64s, guarantor: Int64s, words: Int64s
) -> int:
    """Distinct edges by guarantor, then borrower: `guarantor`, and `words` of the borrower above the number of contracts; how many.

    Only between parties that `connects` flags. `place` starts as -1. O(guarantees) but for sorting each guarantor's borrowers.
    """
    size = ZERO
    for p in range(connects.size):
        start = size
        if connects[p]:
            for x in range(first_given[p], first_given[p + 1]):
                b = borrower[loan[given[x]]]
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
def turn_round(first: Int64s, items: Int64s, turned_first: Int64s, turned: Int64s) -> None:
    """The same edges by their other end, ascending in each row. `turned_first` (n+2 zeros) ends as the n+1 starts and one more."""
    for e in range(items.size):
        turned_first[items[e] + 2] += 1
    for p in range(2, turned_first.size):
        turned_first[p] += turned_first[p - 1]
    for p in range(first.size - 1):
        for e in range(first[p], first[p + 1]):
            place = turned_first[items[e] + 1]
            turned[place] = p
            turned_first[items[e] + 1] = place + 1


@kernel
def peel(out_first: Int64s, out: Int64s, in_first: Int64s, into: Int64s, leaving: Int64s, entering: Int64s, queue: Int64s) -> int:
    """Take away, as long as there is one, a party without an edge out or without an edge in; how many parties are left.

    `leaving` and `entering` end as the numbers of edges among those left: both zero for a party taken away. Every ring is among them.
    """
    n = leaving.size
    gone = ZERO
    for p in range(n):
        leaving[p] = out_first[p + 1] - out_first[p]
        entering[p] = in_first[p + 1] - in_first[p]
        if leaving[p] == 0 or entering[p] == 0:
            queue[gone] = p
            gone += 1
            leaving[p] = entering[p] = -1
    head = ZERO
    while head < gone:
        p = queue[head]
        head += 1
        for e in range(out_first[p], out_first[p + 1]):
            gone = lessen(entering, leaving, out[e], queue, gone)
        for e in range(in_first[p], in_first[p + 1]):
            gone = lessen(leaving, entering, into[e], queue, gone)
    for q in range(gone):
        leaving[queue[q]] = entering[queue[q]] = 0
    return n - gone


@kernel
def lessen(edges: Int64s, others: Int64s, p: int, queue: Int64s, gone: int) -> int:
    """Take one edge of p, and p with its last one; how many are gone."""
    if edges[p] < 0:
        return gone
    edges[p] -= 1
    if edges[p] == 0:
        queue[gone] = p
        gone += 1
        edges[p] = others[p] = -1
    return gone


@kernel
def renumber(
    out_first: Int64s, out: Int64s, order: Int64s, number: Int64s, new_first: Int64s, new_out: Int32s, back_first: Int64s, back: Int32s
) -> None:
    """Edges among the parties of `order` under their places there, forth and back, ascending in each row.

    `number` is the place of each party, -1 for those not in it. The two `first` are zeros of one more than their starts.
    """
    n = order.size
    for i in range(n):
        p = order[i]
        for e in range(out_first[p], out_first[p + 1]):
            if number[out[e]] >= 0:
                back_first[number[out[e]] + 2] += 1
                new_first[i + 2] += 1
    for i in range(2, n + 2):
        back_first[i] += back_first[i - 1]
        new_first[i] += new_first[i - 1]
    for i in range(n):
        p = order[i]
        for e in range(out_first[p], out_first[p + 1]):
            j = number[out[e]]
            if j >= 0:
                back[back_first[j + 1]] = i
                back_first[j + 1] += 1
    for j in range(n):
        for e in range(back_first[j], back_first[j + 1]):
            i = back[e]
            new_out[new_first[i + 1]] = j
            new_first[i + 1] += 1
