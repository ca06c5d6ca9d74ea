"""Who controls whom in the end: statements first, then majorities counted over everything a party already controls.

The company control problem (Ceri, Gottlob & Tanca 1990, "Logic Programming and Databases", ch. 12): p controls f when p and the firms p
controls hold more than half of f. It is solved in rounds: every party that nobody controls yet gets the group holding most of it, if
that is above the line; groups grow; the next round counts with the larger groups. A round ends one party's independence at least, so
there are at most as many rounds as parties, in practice as many as the deepest pyramid needs pooling. O(rounds · holdings · log).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from analysis.groups.cycles import loops, outside_controller
from analysis.groups.holdings import Holdings
from graph.network import Bools, Floats, Ints

_HAIR: Final = 1e-9  # shares this close to the line are on it, and the line must be exceeded


class Basis(IntEnum):
    """Why a party has the controller it has."""

    NONE = 0  # nobody controls it
    STATED = 1  # stated as actual controller
    SHARES = 2  # by shares, those of controlled firms and concerted parties included
    CYCLE = 3  # firms that control each other; a controller from outside, if any, by its share net of theirs


@dataclass(frozen=True)
class ControlParameters:
    """The numbers of the rule groups.control."""

    share_above: float = 0.5
    pool_concerted: bool = True
    stated_first: bool = True


@dataclass(frozen=True, eq=False)
class Control:
    """The answer, by party."""

    parent: Ints  # the immediate controller, -1 for none
    root: Ints  # the ultimate controller, itself for none
    basis: npt.NDArray[np.int8]
    share: Floats  # what the controlling group holds; NaN without a controller or unknown
    cyclic: Bools
    several: Bools  # several actual controllers are stated
    voter: Ints  # by holding: in whose hand it votes, the holder or the lead of its concerted parties
    rounds: int


def settle(held: Holdings, parameters: ControlParameters) -> Control:
    """The controller of every party."""
    size = len(held.code)
    share = np.nan_to_num(held.share, nan=0.0)
    parent, net = np.full(size, -1, np.int64), np.full(size, np.nan)
    basis, cyclic = np.zeros(size, np.int8), np.zeros(size, bool)
    lead, several = _leads(held, share)
    if parameters.stated_first:
        stated = np.flatnonzero(lead >= 0)
        parent[stated], basis[stated] = held.holder[lead[stated]], Basis.STATED
        for loop in loops(parent, np.arange(size)):
            _open(loop, int(loop.min()), parent, basis, cyclic)
    voter = _voters(held, share, lead) if parameters.pool_concerted else held.holder
    rounds = 0
    while True:
        root = roots(parent)
        firm, by = _majorities(held, share, voter, root, parameters.share_above)
        if not len(firm):
            break
        rounds += 1
        parent[firm], basis[firm] = _largest(held, share, root, firm, by), Basis.SHARES
        found = loops(roots_through(parent, root, firm), firm)
        cut = {int(loop.min()): int(parent[loop.min()]) for loop in found}
        for loop in found:
            _open(loop, int(loop.min()), parent, basis, cyclic)
        for loop, (at, former) in zip(found, cut.items(), strict=True):
            outside = outside_controller(held, share, voter, root, loop, parameters.share_above + _HAIR)
            if outside is None or _end(parent, outside.holder) in loop:
                continue
            parent[at], basis[at] = former, Basis.SHARES  # the circle is cut where the outsider enters instead
            parent[outside.entry], basis[outside.entry] = outside.holder, Basis.CYCLE
            net[outside.entry] = outside.share
    root = roots(parent)
    return Control(parent, root, basis, np.where(np.isnan(net), pooled(held, voter, root), net), cyclic, several, voter, rounds)


def counted(held: Holdings, root: Ints) -> Bools:
    """Holdings that add up: an actual controller's own row beside holdings of its group may be the whole indirect share and is left."""
    inside = root[held.holder] == root[held.firm]
    others = np.bincount(held.firm[inside & ~held.only_stated], minlength=len(root))
    kept: Bools = ~(inside & held.only_stated & (others[held.firm] > 0))
    return kept


def pooled(held: Holdings, voter: Ints, root: Ints) -> Floats:
    """What votes in the hand of each controlled party's group, its concerted parties included; NaN where nothing is stated."""
    mine = (root[voter] == root[held.firm]) & (root[held.firm] != held.firm) & counted(held, root) & ~np.isnan(held.share)
    amount = np.bincount(held.firm[mine], held.share[mine], minlength=len(root))
    return np.where(np.bincount(held.firm[mine], minlength=len(root)) > 0, amount, np.nan)


def roots(parent: Ints) -> Ints:
    """The end of every chain of parents; the chains must have ends. O(parties · log depth)."""
    above = np.where(parent < 0, np.arange(len(parent)), parent)
    while True:
        higher = above[above]
        if np.array_equal(higher, above):
            return above
        above = higher


def _end(parent: Ints, place: int) -> int:
    while parent[place] >= 0:
        place = int(parent[place])
    return place


def roots_through(parent: Ints, root: Ints, firm: Ints) -> Ints:
    """For newly controlled parties the root, before this round, of their new parent; -1 elsewhere."""
    through = np.full(len(parent), -1, np.int64)
    through[firm] = root[parent[firm]]
    return through


def _leads(held: Holdings, share: Floats) -> tuple[Ints, Bools]:
    """By firm the holding of its stated controller (of several the largest, then the first by code), and whether there are several."""
    size = len(held.code)
    lead, rows = np.full(size, -1, np.int64), np.flatnonzero(held.stated)
    order = rows[np.lexsort((-held.holder[rows], share[rows]))]
    lead[held.firm[order]] = order  # the last written is the largest
    return lead, np.bincount(held.firm[rows], minlength=size) > 1


def _voters(held: Holdings, share: Floats, lead: Ints) -> Ints:
    """In whose hand every holding votes: concerted parties with the stated controller, else the largest of them.

    One concerted party alone votes with the largest other holder.
    """
    voter, rows = held.holder.copy(), np.flatnonzero(held.concerted)
    together = np.bincount(held.firm[rows], minlength=len(held.code))
    largest = np.full(len(held.code), -1, np.int64)
    eligible = np.where(together[held.firm] > 1, held.concerted, ~held.concerted & (share > 0)) & (together[held.firm] > 0)
    order = np.flatnonzero(eligible)
    order = order[np.lexsort((-held.holder[order], share[order]))]
    largest[held.firm[order]] = order
    hand = np.where(lead >= 0, lead, largest)[held.firm[rows]]
    voter[rows[hand >= 0]] = held.holder[hand[hand >= 0]]
    return voter


def _majorities(held: Holdings, share: Floats, voter: Ints, root: Ints, line: float) -> tuple[Ints, Ints]:
    """Parties nobody controls and the group that holds most of each, where that is above the line."""
    size = len(root)
    open_ = (root[held.firm] == held.firm) & (root[voter] != held.firm) & (share > 0)
    key, place = np.unique(held.firm[open_] * size + root[voter[open_]], return_inverse=True)
    amount: Floats = np.bincount(place, share[open_], minlength=len(key)).astype(np.float64)
    firm, by = key // size, key % size
    order = np.lexsort((by, -amount, firm))
    first = np.ones(len(order), bool)
    first[1:] = firm[order][1:] != firm[order][:-1]
    best = order[first]
    best = best[amount[best] > line + _HAIR]
    return firm[best], by[best]


def _largest(held: Holdings, share: Floats, root: Ints, firm: Ints, by: Ints) -> Ints:
    """The holder inside the group `by` with the largest holding in each firm: the link a chain is told by."""
    wanted = np.full(len(root), -1, np.int64)
    wanted[firm] = by
    rows = np.flatnonzero(wanted[held.firm] == root[held.holder])
    order = rows[np.lexsort((-held.holder[rows], share[rows]))]
    found = np.full(len(root), -1, np.int64)
    found[held.firm[order]] = held.holder[order]
    return found[firm]


def _open(loop: Ints, at: int, parent: Ints, basis: npt.NDArray[np.int8], cyclic: Bools) -> None:
    """Break a circle at one member, which then stands for it."""
    parent[at], basis[at] = -1, Basis.CYCLE
    cyclic[loop] = True
