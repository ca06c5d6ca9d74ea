"""The shapes a guarantee network is made of: edges guarantor → borrower, mutual pairs, rings, connected parts.

Guarantee companies are left out: guaranteeing strangers is their business, so they connect nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from graph.network import Bools, GuaranteeNetwork, Ints, PartyKind

SHORTEST_RING: Final = 3  # shorter ones are mutual pairs
LONGEST_RING: Final = 5
RING_CAP: Final = 1_000_000  # rings enumerated in one strongly connected part


@dataclass(frozen=True, eq=False)
class Edges:
    """Who guarantees whom, each pair once however many contracts it has; sorted by guarantor, then borrower."""

    parties: int  # n
    guarantor: npt.NDArray[np.int64]
    borrower: npt.NDArray[np.int64]
    contracts: npt.NDArray[np.int64]  # guarantees behind the edge

    def among(self, kept: Bools) -> Edges:
        """The edges a mask keeps."""
        return Edges(self.parties, self.guarantor[kept], self.borrower[kept], self.contracts[kept])

    def outward(self) -> Rows:
        """The borrowers of every guarantor, ascending."""
        return Rows(_starts(self.guarantor, self.parties), self.borrower)

    def inward(self) -> Rows:
        """The guarantors of every borrower, ascending."""
        order = np.lexsort((self.guarantor, self.borrower))
        return Rows(_starts(self.borrower[order], self.parties), self.guarantor[order])

    def either(self) -> tuple[Rows, npt.NDArray[np.int64]]:
        """The partners of every party, ascending and once, and the edges between the two: 1, or 2 when mutual."""
        ends = np.concatenate([self.guarantor, self.borrower]).astype(np.int64)
        others = np.concatenate([self.borrower, self.guarantor]).astype(np.int64)
        pairs, ties = np.unique(ends * self.parties + others, return_counts=True)
        rows = Rows(_starts(pairs // max(self.parties, 1), self.parties), (pairs % max(self.parties, 1)).astype(np.int64))
        return rows, ties.astype(np.int64)


@dataclass(frozen=True, eq=False)
class Rows:
    """Compressed rows: those of party i are `items[first[i]:first[i + 1]]`."""

    first: npt.NDArray[np.int64]
    items: npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Rings:
    """Simple directed cycles, each once, starting at its smallest party; sorted by length, then parties."""

    parties: npt.NDArray[np.int64]  # one row a ring, padded with -1 behind
    length: npt.NDArray[np.int64]
    part: npt.NDArray[np.int64]  # the strongly connected part each lies in
    cut_parts: Ints  # strongly connected parts with more rings than the cap: theirs are incomplete


def edges(network: GuaranteeNetwork) -> Edges:
    """Distinct edges guarantor → borrower of the guarantees in force, between enterprises and persons."""
    n = len(network.parties.kind)
    guarantor = network.guarantees.guarantor.astype(np.int64)
    borrower = network.loans.borrower[network.guarantees.loan].astype(np.int64)
    connects = network.parties.kind != PartyKind.GUARANTEE_COMPANY
    kept = connects[guarantor] & connects[borrower]
    pairs, contracts = np.unique(guarantor[kept] * n + borrower[kept], return_counts=True)
    return Edges(n, (pairs // max(n, 1)).astype(np.int64), (pairs % max(n, 1)).astype(np.int64), contracts.astype(np.int64))


def mutual_pairs(network: GuaranteeNetwork) -> npt.NDArray[np.int64]:
    """Pairs of parties that guarantee each other (互保), one row each, the smaller index first, ascending."""
    return mutual_among(edges(network))


def mutual_among(found: Edges) -> npt.NDArray[np.int64]:
    """`mutual_pairs` of some edges."""
    forth = found.guarantor.astype(np.int64) * found.parties + found.borrower
    back = found.borrower.astype(np.int64) * found.parties + found.guarantor
    both = np.isin(forth, back, assume_unique=True) & (found.guarantor < found.borrower)
    return np.stack([found.guarantor[both], found.borrower[both]], axis=1)


def weak_components(network: GuaranteeNetwork) -> Ints:
    """The weakly connected part of every party, numbered by smallest party; a party without edges is a part of its own."""
    return components_among(edges(network), "weak")


def strong_components(network: GuaranteeNetwork) -> Ints:
    """The strongly connected part of every party (each reaches each along guarantees), numbered by smallest party."""
    return components_among(edges(network), "strong")


def components_among(found: Edges, connection: Literal["weak", "strong"]) -> npt.NDArray[np.int64]:
    """Connected parts of some edges, linear in parties and edges (SciPy: breadth-first search; Pearce 2005 for strong)."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    rows = found.outward()
    matrix = csr_array((np.ones(len(rows.items), np.int8), rows.items, rows.first), shape=(found.parties, found.parties))
    _, label = connected_components(matrix, directed=True, connection=connection)
    _, first, place = np.unique(label, return_index=True, return_inverse=True)
    number = np.empty(len(first), np.int64)
    number[np.argsort(first)] = np.arange(len(first))
    return number[place]


def rings(network: GuaranteeNetwork, longest: int = LONGEST_RING, *, cap: int = RING_CAP) -> Rings:
    """Every ring (环保: A guarantees B guarantees C guarantees A) of 3 to `longest` parties.

    Depth-first search from every party among those of lower rank (busiest first, so that hubs are searched once and then
    gone), pruned to parties from which the start is near enough to close the ring. At most `cap` rings a strongly connected part.
    """
    found = edges(network)
    part = components_among(found, "strong")
    walked, _, full = _walk(found, part, longest, cap, room=1024)
    length = (walked >= 0).sum(axis=1)
    lead = np.argmin(np.where(walked >= 0, walked, found.parties), axis=1)
    steps = (lead[:, None] + np.arange(longest)) % length[:, None]
    turned = np.where(np.arange(longest) < length[:, None], np.take_along_axis(walked, steps, axis=1), np.int64(-1))
    sort = np.lexsort((*turned.T[::-1], length))
    parties = turned[sort].astype(np.int64)
    return Rings(parties, length[sort].astype(np.int64), part[parties[:, 0]], np.flatnonzero(full))


def ring_counts(found: Edges, part: Ints, longest: int = LONGEST_RING, *, cap: int = RING_CAP) -> tuple[npt.NDArray[np.int64], Bools]:
    """Rings of some edges by strongly connected part (rows) and length (columns), and the parts whose count stopped at the cap."""
    _, counts, full = _walk(found, part, longest, cap, room=0)
    return counts, full


def _walk(found: Edges, part: Ints, longest: int, cap: int, *, room: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Bools]:
    from analysis.circles.kernels import walk_rings

    inside = found.among(part[found.guarantor] == part[found.borrower])
    outward, inward = inside.outward(), inside.inward()
    busy = np.diff(outward.first) + np.diff(inward.first)
    order = np.argsort(-busy, kind="stable").astype(np.int64)
    rows = np.full((room, longest), -1, np.int64)
    return walk_rings(
        outward.first, outward.items, inward.first, inward.items, order, part.astype(np.int64), longest, SHORTEST_RING, cap, rows
    )


def _starts(owner: Ints, size: int) -> npt.NDArray[np.int64]:
    starts = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(owner, minlength=size), out=starts[1:])
    return starts
