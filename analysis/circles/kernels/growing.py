"""Circles grown around cores inside parts too large to be one."""

from __future__ import annotations

from typing import Any, Final, TypeAlias, cast

import numpy as np
import numpy.typing as npt

from analysis.circles.kernels.drawing import ZERO, Int64s, sort_up
from analysis.compiled import kernel

Records: TypeAlias = npt.NDArray[np.void]

FREE: Final = cast("int", np.int64(-1))  # a party no circle has taken yet
ONE: Final = cast("int", np.int64(1))
TWO: Final = cast("int", np.int64(2))
NOBODY: Final = -1

# `below` and `above`: the last core that guarantees the party, that it guarantees; `looked`: the last whose squares through it were looked
# for; `hop`: its steps from the core of its circle; `member` lists the circle in hand in the records of the first so many rows
STAND: Final = np.dtype([("below", "i8"), ("above", "i8"), ("looked", "i8"), ("hop", "i8"), ("member", "i8")], align=True)


def make_stands(parties: int) -> Any:
    """Scratch for `grow_circles`."""
    stands = np.zeros(parties, STAND)
    for name in ("below", "above", "looked"):
        stands[name] = NOBODY
    return stands


@kernel
def grow_circles(
    cores: Int64s, rank: Int64s, by_rank: Int64s, limit: int, hops: int, any_first: Int64s, partners: Int64s, out_first: Int64s,
    out: Int64s, in_first: Int64s, into: Int64s, stands: Records, ranks: Int64s, taken_by: Int64s,
) -> None:  # fmt: skip
    """Grow a circle around each core not yet taken, best first; writes the core of every party into `taken_by` (FREE before).

    `ranks` has room for the partners.
    """
    for place in range(cores.size):
        core = cores[place]
        if taken_by[core] != FREE:
            continue
        size = take(core, core, ZERO, stands, taken_by, ZERO)
        for e in range(out_first[core], out_first[core + 1]):
            stands[out[e]].below = core
        for e in range(in_first[core], in_first[core + 1]):
            stands[into[e]].above = core
            if stands[into[e]].below == core:
                size = take(into[e], core, ONE, stands, taken_by, size)
        size = close_rings(core, out_first, out, in_first, into, stands, taken_by, size)
        widen(core, limit, hops, rank, by_rank, ranks, any_first, partners, stands, taken_by, size)


@kernel
def take(party: int, core: int, hop: int, stands: Records, taken_by: Int64s, size: int) -> int:
    """Add a party to the circle when it is free; returns the size."""
    if taken_by[party] != FREE:
        return size
    taken_by[party] = core
    stands[party].hop = hop
    stands[size].member = party
    return size + 1


@kernel
def open_to(party: int, core: int, taken_by: Int64s) -> bool:
    """Whether a party is free or of this circle."""
    return bool(taken_by[party] == FREE or taken_by[party] == core)


@kernel
def close_rings(
    core: int, out_first: Int64s, out: Int64s, in_first: Int64s, into: Int64s, stands: Records, taken_by: Int64s, size: int
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
            if stands[b].above == core:  # core → a → b → core
                size = take(a, core, ONE, stands, taken_by, size)
                size = take(b, core, ONE, stands, taken_by, size)
            if stands[b].looked != core:
                stands[b].looked = core
                size = close_squares(b, core, out_first, out, in_first, into, stands, taken_by, size)
    return size


@kernel
def close_squares(
    b: int, core: int, out_first: Int64s, out: Int64s, in_first: Int64s, into: Int64s, stands: Records, taken_by: Int64s, size: int
) -> int:
    """Take every party of a ring core → a → b → c → core through b; returns the size."""
    enter, leave = ZERO, ZERO
    one_a, one_c = FREE, FREE
    for e in range(in_first[b], in_first[b + 1]):
        if stands[into[e]].below == core and open_to(into[e], core, taken_by):
            enter += 1
            one_a = into[e]
    for e in range(out_first[b], out_first[b + 1]):
        if stands[out[e]].above == core and open_to(out[e], core, taken_by):
            leave += 1
            one_c = out[e]
    if enter == 0 or leave == 0 or (enter == 1 and leave == 1 and one_a == one_c):
        return size
    size = take(b, core, ONE if stands[b].below == core or stands[b].above == core else TWO, stands, taken_by, size)
    only_c = one_c if leave == 1 else FREE  # cannot be the a of the same ring
    only_a = one_a if enter == 1 else FREE
    for e in range(in_first[b], in_first[b + 1]):
        if stands[into[e]].below == core and into[e] != only_c:
            size = take(into[e], core, ONE, stands, taken_by, size)
    for e in range(out_first[b], out_first[b + 1]):
        if stands[out[e]].above == core and out[e] != only_a:
            size = take(out[e], core, ONE, stands, taken_by, size)
    return size


@kernel
def widen(
    core: int, limit: int, hops: int, rank: Int64s, by_rank: Int64s, ranks: Int64s, any_first: Int64s, partners: Int64s, stands: Records,
    taken_by: Int64s, size: int,
) -> None:  # fmt: skip
    """Add free partners hop by hop, within a hop by rank, until the circle is full."""
    for hop in range(ONE, hops + 1):
        count = ZERO  # of the free partners of the parties one hop nearer, perhaps several times
        for place in range(size):
            v = stands[place].member
            if stands[v].hop == hop - 1:
                for e in range(any_first[v], any_first[v + 1]):
                    if taken_by[partners[e]] == FREE:
                        ranks[count] = rank[partners[e]]
                        count += 1
        sort_up(ranks, ZERO, count)
        for place in range(count):
            if size < limit:
                size = take(by_rank[ranks[place]], core, hop, stands, taken_by, size)


@kernel
def adopt(
    orphans: Int64s, rank: Int64s, held: Int64s, any_first: Int64s, partners: Int64s, ties: Int64s, taken_by: Int64s, strength: Int64s,
    adopter: Int64s,
) -> None:  # fmt: skip
    """For parties left alone: the core of the circle they share most edges with, then of the smallest (`held`), then by rank.

    Into `adopter`; `strength` is zero for every party before and after.
    """
    for place in range(orphans.size):
        orphan = orphans[place]
        for e in range(any_first[orphan], any_first[orphan + 1]):
            strength[taken_by[partners[e]]] += ties[e]
        best = taken_by[partners[any_first[orphan]]]
        for e in range(any_first[orphan], any_first[orphan + 1]):
            core = taken_by[partners[e]]
            if strength[core] > strength[best] or (
                strength[core] == strength[best] and (held[core] < held[best] or (held[core] == held[best] and rank[core] < rank[best]))
            ):
                best = core
        for e in range(any_first[orphan], any_first[orphan + 1]):
            strength[taken_by[partners[e]]] = 0
        adopter[place] = best
