"""From weakly connected parts to circles: small parts whole, giants split around core firms."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from analysis.circles.cores import Standing
from analysis.circles.structures import Edges
from graph.network import Bools, Ints


def gather(found: Edges, part: Ints, standing: Standing, firm: Bools, *, limit: int, hops: int) -> tuple[npt.NDArray[np.int64], Bools]:
    """The core of every party's circle (-1: in none) and whether that circle was split off a giant.

    A part of two to `limit` parties is one circle around its best-ranked enterprise. In a larger part the best-ranked enterprise
    not yet in a circle becomes a core and takes, of the parties still free: all its mutual partners; all rings of three and four
    through it; then its partners within `hops` steps along edges of either direction, nearer first, within a step by rank, until
    the circle has `limit` parties. Then the next. A party left alone (everyone it is tied to is taken) joins the circle with which
    it shares most edges; of equals the smallest, then the one whose core ranks first. So every party of a part is in exactly one
    circle; a circle passes the limit only by mutual partners and rings of its core and by parties left alone. Linear in edges but
    for sorting.
    """
    from analysis.circles.kernels.growing import FREE, adopt, grow_circles, make_stands

    n = len(part)
    size = np.bincount(part, minlength=n)[part]
    core = np.full(n, FREE)
    tied = size > 1
    core[tied] = _best_of_part(part, standing, firm)[part[tied]]
    giant = size > limit
    if not giant.any():
        return core, giant
    inside = found.among(giant[found.guarantor])
    outward, inward = inside.outward(), inside.inward()
    either, ties = inside.either()
    by_rank = np.argsort(standing.rank)
    cores = by_rank[(giant & firm)[by_rank]].astype(np.int64)
    taken_by = np.full(n, FREE)
    grow_circles(
        cores, standing.rank, by_rank, limit, hops, either.first, either.items,
        outward.first, outward.items, inward.first, inward.items, make_stands(n), np.empty(len(either.items), np.int64), taken_by,
    )  # fmt: skip
    held = np.bincount(taken_by[taken_by != FREE], minlength=n)
    alone = giant & ((taken_by == FREE) | ((taken_by == np.arange(n)) & (held == 1)))
    orphans = np.flatnonzero(alone).astype(np.int64)
    adopter = np.empty(len(orphans), np.int64)
    adopt(orphans, standing.rank, held, either.first, either.items, ties, taken_by, np.zeros(n, np.int64), adopter)
    taken_by[orphans] = adopter
    core[giant] = taken_by[giant]
    return core, giant


def _best_of_part(part: Ints, standing: Standing, firm: Bools) -> npt.NDArray[np.int64]:
    """The best-ranked enterprise of every part; every guarantee is for an enterprise's loan, so a part of two has one."""
    by_rank = np.argsort(standing.rank)
    firms = by_rank[firm[by_rank]]
    best = np.full(len(part), -1, np.int64)
    best[part[firms[::-1]]] = firms[::-1]
    return best
