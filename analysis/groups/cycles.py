"""Firms that control each other in a circle, and who, from outside, controls the circle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.groups.holdings import Holdings
from graph.network import Floats, Ints

LARGEST: Final = 500  # members; a larger circle is not solved for outsiders, only flagged


@dataclass(frozen=True)
class Outside:
    """Who controls a circle from outside: the holder, the member it enters by, and its share net of the cross-holdings."""

    holder: int
    entry: int
    share: float


def loops(parent: Ints, among: Ints) -> list[Ints]:
    """The circles of `parent` (-1: none) through `among`, each ascending. O(parties)."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    child = among[parent[among] >= 0]
    if not len(child):
        return []
    graph = coo_array((np.ones(len(child)), (child, parent[child])), shape=(len(parent), len(parent))).tocsr()
    _, label = connected_components(graph, connection="strong")
    members = np.flatnonzero(np.bincount(label)[label] > 1)
    members = members[np.argsort(label[members], kind="stable")]
    return [np.sort(part) for part in np.split(members, np.flatnonzero(np.diff(label[members])) + 1)] if len(members) else []


def outside_controller(held: Holdings, share: Floats, voter: Ints, root: Ints, loop: Ints, line: float) -> Outside | None:
    """The group outside a circle whose shares in every member, net of cross-holdings, are above the line; None when there is none.

    With W the shares members hold in each other and D those of groups outside, D (I − W)^-1 is what each owns in the end (Brioschi,
    Buzzacchi & Colombo 1989, J. Banking & Finance 13:747). A holding counts for the group its voter is in. O(members^3).
    """
    if len(loop) > LARGEST:
        return None
    rows = np.concatenate([np.arange(held.first[firm], held.first[firm + 1]) for firm in loop])
    firm, hand, amount = np.searchsorted(loop, held.firm[rows]), root[voter[rows]], share[rows]
    inside = np.isin(hand, loop)
    across = np.zeros((len(loop), len(loop)))
    np.add.at(across, (np.searchsorted(loop, hand[inside]), firm[inside]), amount[inside])
    np.fill_diagonal(across, 0.0)  # what a member's own subsidiaries hold in it votes for nobody outside
    groups, place = np.unique(hand[~inside], return_inverse=True)
    direct = np.zeros((len(groups), len(loop)))
    np.add.at(direct, (place, firm[~inside]), amount[~inside])
    if not len(groups) or (across.sum(axis=0) >= 1.0 - 1e-9).all():
        return None  # a closed circle: nothing of it is owned from outside
    try:
        owned = np.linalg.solve((np.eye(len(loop)) - across).T, direct.T).T
    except np.linalg.LinAlgError:  # part of it is closed
        return None
    least = owned.min(axis=1)
    best = int(np.argmax(least))
    if not (least[best] > line and owned[best].max() <= 1.0 + 1e-6):
        return None
    entry = int(loop[int(np.argmax(direct[best]))])
    mine = rows[(root[held.holder[rows]] == groups[best]) & (held.firm[rows] == entry)]
    if not len(mine):
        return None  # only concerted parties of the group hold it: no link to tell
    holder = int(held.holder[mine[int(np.argmax(share[mine]))]])
    return Outside(holder, entry, float(owned[best][np.searchsorted(loop, entry)]))
