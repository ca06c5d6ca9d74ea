"""Compiled loops of the circle search; compressed rows as in `structures.Rows`, parties by index."""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt

Int64s = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

FREE = -1  # a party no circle has taken yet


@numba.njit(cache=True)
def walk_rings(
    out_first: Int64s,
    out: Int64s,
    in_first: Int64s,
    into: Int64s,
    order: Int64s,
    part: Int64s,
    longest: int,
    shortest: int,
    cap: int,
    rows: Int64s,
) -> tuple[Int64s, Int64s, Flags]:
    """Rings of edges inside strongly connected parts, their number by part and length, and the parts with more than `cap`.

    `order` is the order of the starts. `rows` gives room for the rings and grows; without any room they are only counted.
    """
    n = len(order)
    rank = np.empty(n, np.int64)
    for place in range(n):
        rank[order[place]] = place
    counts = np.zeros((n, longest + 1), np.int64)  # in column 0 those of all lengths
    full = np.zeros(n, np.bool_)
    seen = np.full(n, -1, np.int64)  # the start for which `home` holds
    home = np.zeros(n, np.int64)  # steps back to the start
    queue = np.empty(n, np.int64)
    on_path = np.zeros(n, np.bool_)
    found = 0
    for place in range(n):
        start = order[place]
        if not full[part[start]] and out_first[start] < out_first[start + 1]:
            reach_home(start, longest // 2, rank, in_first, into, seen, home, queue)
            rows, found = walk_from(
                start, longest, shortest, cap, rank, out_first, out, seen, home, on_path, part, counts, full, rows, found
            )
    return rows[:found], counts, full


@numba.njit(cache=True)
def reach_home(start: int, near: int, rank: Int64s, in_first: Int64s, into: Int64s, seen: Int64s, home: Int64s, queue: Int64s) -> None:
    """Mark the parties of higher rank number from which the start can be reached within `near` steps."""
    queue[0] = start
    seen[start] = start
    home[start] = 0
    size = 1
    head = 0
    while head < size and home[queue[head]] < near:
        v = queue[head]
        head += 1
        for e in range(in_first[v], in_first[v + 1]):
            u = into[e]
            if rank[u] > rank[start] and seen[u] != start:
                seen[u] = start
                home[u] = home[v] + 1
                queue[size] = u
                size += 1


@numba.njit(cache=True)
def walk_from(
    start: int,
    longest: int,
    shortest: int,
    cap: int,
    rank: Int64s,
    out_first: Int64s,
    out: Int64s,
    seen: Int64s,
    home: Int64s,
    on_path: Flags,
    part: Int64s,
    counts: Int64s,
    full: Flags,
    rows: Int64s,
    found: int,
) -> tuple[Int64s, int]:
    """Append the rings through the start and parties of higher rank number; returns the (perhaps larger) rows and their number."""
    near = longest // 2
    mine = part[start]
    path = np.empty(longest, np.int64)
    at = np.empty(longest, np.int64)
    path[0] = start
    at[0] = out_first[start]
    depth = 1
    while depth > 0:
        v = path[depth - 1]
        if at[depth - 1] == out_first[v + 1] or full[mine]:
            on_path[v] = False
            depth -= 1
            continue
        w = out[at[depth - 1]]
        at[depth - 1] += 1
        left = longest - depth  # steps that may still lead from w home
        if w == start:
            if depth >= shortest:
                rows, found = keep_ring(path, depth, mine, cap, counts, full, rows, found)
        elif not (left == 0 or rank[w] < rank[start] or on_path[w] or (left <= near and (seen[w] != start or home[w] > left))):
            path[depth] = w
            at[depth] = out_first[w]
            on_path[w] = True
            depth += 1
    return rows, found


@numba.njit(cache=True)
def keep_ring(path: Int64s, length: int, mine: int, cap: int, counts: Int64s, full: Flags, rows: Int64s, found: int) -> tuple[Int64s, int]:
    """Count one ring, unless its part has had its share, and append it to the rows, if there are any."""
    if counts[mine, 0] == cap:
        full[mine] = True
        return rows, found
    counts[mine, 0] += 1
    counts[mine, length] += 1
    if len(rows) == 0:
        return rows, found
    if found == len(rows):
        rows = np.concatenate((rows, np.full_like(rows, -1)))
    for step in range(length):
        rows[found, step] = path[step]
    return rows, found + 1


@numba.njit(cache=True)
def grow_circles(
    cores: Int64s,
    rank: Int64s,
    by_rank: Int64s,
    limit: int,
    hops: int,
    any_first: Int64s,
    partners: Int64s,
    out_first: Int64s,
    out: Int64s,
    in_first: Int64s,
    into: Int64s,
    taken_by: Int64s,
) -> None:
    """Grow a circle around each core not yet taken, best first; writes the core of every party into `taken_by` (FREE before)."""
    n = len(rank)
    below = np.full(n, -1, np.int64)  # the core that guarantees the party
    above = np.full(n, -1, np.int64)  # the core the party guarantees
    looked = np.full(n, -1, np.int64)
    hop_of = np.zeros(n, np.int64)
    members = np.empty(n, np.int64)
    ranks = np.empty(len(partners), np.int64)
    for place in range(len(cores)):
        core = cores[place]
        if taken_by[core] != FREE:
            continue
        size = take(core, core, 0, taken_by, hop_of, members, 0)
        for e in range(out_first[core], out_first[core + 1]):
            below[out[e]] = core
        for e in range(in_first[core], in_first[core + 1]):
            above[into[e]] = core
            if below[into[e]] == core:
                size = take(into[e], core, 1, taken_by, hop_of, members, size)
        size = close_rings(core, below, above, looked, out_first, out, in_first, into, taken_by, hop_of, members, size)
        widen(core, limit, hops, rank, by_rank, ranks, any_first, partners, taken_by, hop_of, members, size)


@numba.njit(cache=True)
def take(party: int, core: int, hop: int, taken_by: Int64s, hop_of: Int64s, members: Int64s, size: int) -> int:
    """Add a party to the circle when it is free; returns the size."""
    if taken_by[party] != FREE:
        return size
    taken_by[party] = core
    hop_of[party] = hop
    members[size] = party
    return size + 1


@numba.njit(cache=True)
def open_to(party: int, core: int, taken_by: Int64s) -> bool:
    """Whether a party is free or of this circle."""
    return bool(taken_by[party] == FREE or taken_by[party] == core)


@numba.njit(cache=True)
def close_rings(
    core: int,
    below: Int64s,
    above: Int64s,
    looked: Int64s,
    out_first: Int64s,
    out: Int64s,
    in_first: Int64s,
    into: Int64s,
    taken_by: Int64s,
    hop_of: Int64s,
    members: Int64s,
    size: int,
) -> int:
    """Take every party of a ring of three or four through the core whose parties are all open; returns the size."""
    for e in range(out_first[core], out_first[core + 1]):
        a = out[e]
        if not open_to(a, core, taken_by):
            continue
        for f in range(out_first[a], out_first[a + 1]):
            b = out[f]
            if b == core or not open_to(b, core, taken_by):
                continue
            if above[b] == core:  # core → a → b → core
                size = take(a, core, 1, taken_by, hop_of, members, size)
                size = take(b, core, 1, taken_by, hop_of, members, size)
            if looked[b] != core:
                looked[b] = core
                size = close_squares(b, core, below, above, out_first, out, in_first, into, taken_by, hop_of, members, size)
    return size


@numba.njit(cache=True)
def close_squares(
    b: int,
    core: int,
    below: Int64s,
    above: Int64s,
    out_first: Int64s,
    out: Int64s,
    in_first: Int64s,
    into: Int64s,
    taken_by: Int64s,
    hop_of: Int64s,
    members: Int64s,
    size: int,
) -> int:
    """Take every party of a ring core → a → b → c → core through b; returns the size."""
    enter, one_a = count_open(b, core, below, in_first, into, taken_by)
    leave, one_c = count_open(b, core, above, out_first, out, taken_by)
    if enter == 0 or leave == 0 or (enter == 1 and leave == 1 and one_a == one_c):
        return size
    size = take(b, core, 1 if below[b] == core or above[b] == core else 2, taken_by, hop_of, members, size)
    only_c = one_c if leave == 1 else -1  # cannot be the a of the same ring
    only_a = one_a if enter == 1 else -1
    for e in range(in_first[b], in_first[b + 1]):
        if below[into[e]] == core and into[e] != only_c:
            size = take(into[e], core, 1, taken_by, hop_of, members, size)
    for e in range(out_first[b], out_first[b + 1]):
        if above[out[e]] == core and out[e] != only_a:
            size = take(out[e], core, 1, taken_by, hop_of, members, size)
    return size


@numba.njit(cache=True)
def count_open(b: int, core: int, stamp: Int64s, first: Int64s, items: Int64s, taken_by: Int64s) -> tuple[int, int]:
    """How many open parties of b's row bear the core's stamp, and the last of them."""
    count = 0
    last = -1
    for e in range(first[b], first[b + 1]):
        if stamp[items[e]] == core and open_to(items[e], core, taken_by):
            count += 1
            last = items[e]
    return count, last


@numba.njit(cache=True)
def widen(
    core: int,
    limit: int,
    hops: int,
    rank: Int64s,
    by_rank: Int64s,
    ranks: Int64s,
    any_first: Int64s,
    partners: Int64s,
    taken_by: Int64s,
    hop_of: Int64s,
    members: Int64s,
    size: int,
) -> None:
    """Add free partners hop by hop, within a hop by rank, until the circle is full."""
    for hop in range(1, hops + 1):
        count = 0  # of the free partners of the parties one hop nearer, perhaps several times
        for place in range(size):
            v = members[place]
            if hop_of[v] == hop - 1:
                for e in range(any_first[v], any_first[v + 1]):
                    if taken_by[partners[e]] == FREE:
                        ranks[count] = rank[partners[e]]
                        count += 1
        ranks[:count].sort()
        for place in range(count):
            if size < limit:
                size = take(by_rank[ranks[place]], core, hop, taken_by, hop_of, members, size)


@numba.njit(cache=True)
def adopt(orphans: Int64s, rank: Int64s, held: Int64s, any_first: Int64s, partners: Int64s, ties: Int64s, taken_by: Int64s) -> Int64s:
    """For parties left alone: the core of the circle they share most edges with, then of the smallest (`held`), then by rank."""
    strength = np.zeros(len(rank), np.int64)
    adopter = np.full(len(orphans), FREE, np.int64)
    for place in range(len(orphans)):
        orphan = orphans[place]
        for e in range(any_first[orphan], any_first[orphan + 1]):
            strength[taken_by[partners[e]]] += ties[e]
        best = taken_by[partners[any_first[orphan]]]
        for e in range(any_first[orphan], any_first[orphan + 1]):
            core = taken_by[partners[e]]
            if (-strength[core], held[core], rank[core]) < (-strength[best], held[best], rank[best]):
                best = core
        for e in range(any_first[orphan], any_first[orphan + 1]):
            strength[taken_by[partners[e]]] = 0
        adopter[place] = best
    return adopter
