"""Where rings can be: parties with edges in and out, as long as any is without; and which of them each reach each."""

from __future__ import annotations

from typing import Final

import numpy as np

from analysis.circles.kernels.drawing import NOWHERE, ZERO, Int32s, Int64s, Words
from analysis.compiled import kernel

_GONE: Final = -1


@kernel
def peel(out_first: Words, out: Words, in_first: Words, into: Words, leaving: Int32s, entering: Int32s, queue: Words) -> int:
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
            leaving[p] = entering[p] = _GONE
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
def lessen(edges: Int32s, others: Int32s, p: np.uint32, queue: Words, gone: int) -> int:
    """Take one edge of p, and p with its last one; how many are gone."""
    if edges[p] == _GONE:
        return gone
    edges[p] -= 1
    if edges[p] == 0:
        queue[gone] = p
        gone += 1
        edges[p] = others[p] = _GONE
    return gone


@kernel
def renumber(out_first: Words, out: Words, order: Words, number: Words, first: Words, items: Words) -> None:
    """Edges among the parties of `order` by their places there. `number` is the place of each party, NOWHERE for those not in it."""
    size = ZERO
    for i in range(order.size):
        p = order[i]
        for e in range(out_first[p], out_first[p + 1]):
            j = number[out[e]]
            if j != NOWHERE:
                items[size] = j
                size += 1
        first[i + 1] = size


@kernel
def tie(first: Words, out: Words, party: Words, cursor: Words, entered: Words, low: Words, path: Words, open_: Words, lead: Int64s) -> None:
    """By row: the smallest party of its strongly connected part (Tarjan 1972), into `lead`.

    `cursor` starts as the starts of the rows, `entered` as 0.
    """
    n = first.size - 1
    clock = ZERO
    opened = ZERO
    for root in range(n):
        if entered[root] != 0:
            continue
        depth = ZERO + 1
        path[0] = root
        while depth > 0:
            v = path[depth - 1]
            if entered[v] == 0:
                clock += 1
                entered[v] = low[v] = clock
                open_[opened] = v
                opened += 1
            if cursor[v] < first[v + 1]:
                w = out[cursor[v]]
                cursor[v] += 1
                if entered[w] == 0:
                    path[depth] = w
                    depth += 1
                elif low[w] < low[v]:  # of a finished part it is larger than any
                    low[v] = low[w]
                continue
            depth -= 1
            if depth > 0:
                low[path[depth - 1]] = min(low[path[depth - 1]], low[v])
            if low[v] == entered[v]:
                opened = close_part(v, party, low, open_, opened, lead)


@kernel
def close_part(v: np.uint32, party: Words, low: Words, open_: Words, opened: int, lead: Int64s) -> int:
    """Take the part that v was first of from the open ones; how many stay open."""
    start = opened - 1
    smallest = np.int64(party[open_[start]])
    while open_[start] != v:
        start -= 1
        smallest = min(smallest, np.int64(party[open_[start]]))
    for x in range(start, opened):
        low[open_[x]] = NOWHERE
        lead[open_[x]] = smallest
    return start
