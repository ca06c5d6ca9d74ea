"""Cascades in which every guarantor is called alone for all it promised: plain edges, nothing to share out."""

from __future__ import annotations

from typing import Final

import numpy as np

from analysis.contagion.kernels import kernel
from analysis.contagion.kernels.terms import ZERO, Float64s, Int32s, Int64s, Records

# `place` is where an edge to the party stands, while one borrower's edges are drawn; `state` counts one seed's calls on it and `fallen`
# says that it is down; `queue` and `touched` are lists that use the records of the first so many rows
EDGE: Final = np.dtype([("party", "u4"), ("amount", "f8")], align=True)
STATE: Final = np.dtype([("called", "f8"), ("threshold", "f8"), ("queue", "u4"), ("touched", "u4"), ("fallen", "u1")], align=True)
TUMBLE: Final = np.dtype([("fallen", "i8"), ("unpaid", "f8")], align=True)


@kernel
def draw_promises(
    first_guarantee: Int64s, borrower: Int32s, shortfall: Float64s, guarantor: Int32s, cap: Float64s, place: Int64s, cursor: Int64s,
    first: Int64s, edges: Records,
) -> int:  # fmt: skip
    """Borrower by borrower what each guarantor promised at most, its contracts together; how many edges.

    Loans are read in their own order and dealt out to their borrowers. `place` starts as -1, `cursor` (n+1) as 0; what is promised of
    nothing is left out, for a party is listed as touched by its first call.
    """
    for loan in range(borrower.size):
        cursor[np.uint32(borrower[loan]) + 1] += first_guarantee[loan + 1] - first_guarantee[loan]
    for p in range(1, cursor.size):
        cursor[p] += cursor[p - 1]
    for loan in range(borrower.size):
        b = np.uint32(borrower[loan])
        at = cursor[b]
        for g in range(first_guarantee[loan], first_guarantee[loan + 1]):
            edges[at].party = guarantor[g]
            edges[at].amount = min(cap[g], shortfall[loan])
            at += 1
        cursor[b] = at  # in the end where the next borrower's begin
    size = ZERO
    begin = ZERO
    for p in range(first.size - 1):
        start = size
        for x in range(begin, cursor[p]):
            j, most = edges[x].party, edges[x].amount
            if most <= 0.0:
                continue
            if place[j] < start:
                place[j] = size
                edges[size].party = j
                edges[size].amount = 0.0
                size += 1
            edges[place[j]].amount += most
        begin = cursor[p]
        first[p + 1] = size
    return size


@kernel
def tumble_seeds(first: Int64s, edges: Records, states: Records, tumbles: Records, begin: int, end: int) -> None:
    """Cascade from each of the parties begin:end alone: parties down, and promises of those down to those down."""
    for seed in range(begin, end):
        states[0].queue = seed
        states[seed].fallen = 1
        size, touched, head = ZERO + 1, ZERO, ZERO
        while head < size:
            p = states[head].queue
            head += 1
            for e in range(first[p], first[p + 1]):
                j = edges[e].party
                called = states[j].called
                if called == 0.0:
                    states[touched].touched = j
                    touched += 1
                called += edges[e].amount
                states[j].called = called
                if called > states[j].threshold and not states[j].fallen:
                    states[j].fallen = 1
                    states[size].queue = j
                    size += 1
        unpaid = 0.0
        for t in range(touched):
            j = states[t].touched
            if states[j].fallen:
                unpaid += states[j].called
            states[j].called = 0.0
        for q in range(size):
            states[states[q].queue].fallen = 0
        tumbles[seed].fallen = size
        tumbles[seed].unpaid = unpaid
