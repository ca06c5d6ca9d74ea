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
_ROOM: Final = 65_536  # rings the walk writes before they are taken away


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
        from analysis.circles.kernels.drawing import turn_round

        rows = self.outward()
        first, items = np.zeros(self.parties + 2, np.int64), np.empty(len(self.guarantor), np.int64)
        turn_round(rows.first, rows.items, first, items)
        return Rows(first[:-1], items)

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
    from analysis.circles.kernels.drawing import draw_edges
    from analysis.compiled import pinned

    parties, n, most = network.parties, len(network.parties.kind), len(network.guarantees.loan)
    guarantor, words = np.empty(most, np.int64), np.empty(most, np.int64)
    size = draw_edges(
        pinned(parties.first_given, np.int64),
        pinned(parties.given, np.int32),
        pinned(network.guarantees.loan, np.int32),
        pinned(network.loans.borrower, np.int32),
        (parties.kind != PartyKind.GUARANTEE_COMPANY).view(np.uint8),
        np.full(n, -1),
        guarantor,
        words,
    )
    words = words[:size]
    return Edges(n, guarantor[:size].copy(), words >> 32, words & 0xFFFFFFFF)


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
    if connection == "strong":
        return _number(_strong_leads(_knots(found), found.parties))
    rows = found.outward()
    return _number(_leads(rows.first, rows.items, np.arange(found.parties), "weak"))


@dataclass(frozen=True, eq=False)
class _Knots:
    """Where rings can be: parties with edges in and out among themselves, busiest first, and these edges by place in that order."""

    order: npt.NDArray[np.int64]
    first: npt.NDArray[np.int64]
    out: npt.NDArray[np.int32]
    back_first: npt.NDArray[np.int64]
    back: npt.NDArray[np.int32]


def _knots(found: Edges) -> _Knots:
    from analysis.circles.kernels.drawing import peel, renumber

    n = found.parties
    outward, inward = found.outward(), found.inward()
    leaving, entering = np.empty(n, np.int64), np.empty(n, np.int64)
    kept = peel(outward.first, outward.items, inward.first, inward.items, leaving, entering, np.empty(n, np.int64))
    left = np.flatnonzero(leaving)
    order = left[np.argsort(-(leaving[left] + entering[left]), kind="stable")]
    number = np.full(n, -1)
    number[order] = np.arange(kept)
    size = int(leaving.sum())
    first, back_first = np.zeros(kept + 2, np.int64), np.zeros(kept + 2, np.int64)
    out, back = np.empty(size, np.int32), np.empty(size, np.int32)
    renumber(outward.first, outward.items, order, number, first, out, back_first, back)
    return _Knots(order, first[:-1], out, back_first[:-1], back)


def _strong_leads(knots: _Knots, size: int) -> npt.NDArray[np.int64]:
    """The smallest party of everyone's strongly connected part; no part of two reaches beyond the knots."""
    lead = np.arange(size)
    lead[knots.order] = _leads(knots.first, knots.out, knots.order, "strong")
    return lead


def _leads(
    first: npt.NDArray[np.int64], items: Ints, party: npt.NDArray[np.int64], connection: Literal["weak", "strong"]
) -> npt.NDArray[np.int64]:
    """By row: the smallest party of its connected part."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    size = len(party)
    if not size:
        return party
    matrix = csr_array((np.ones(len(items), np.int8), items, first), shape=(size, size))
    count, label = connected_components(matrix, directed=True, connection=connection)
    smallest = np.empty(count, np.int64)
    falling = np.argsort(-party)
    smallest[label[falling]] = party[falling]  # the last one written stays
    return smallest[label]


def _number(lead: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Parts numbered by their smallest party."""
    number: npt.NDArray[np.int64] = np.cumsum(lead == np.arange(len(lead)))[lead] - 1
    return number


def rings(network: GuaranteeNetwork, longest: int = LONGEST_RING, *, cap: int = RING_CAP) -> Rings:
    """Every ring (环保: A guarantees B guarantees C guarantees A) of 3 to `longest` parties.

    Depth-first search from every party among those of lower rank (busiest first, so that hubs are searched once and then
    gone), pruned to parties from which the start is near enough to close the ring. At most `cap` rings a strongly connected part.
    """
    found = edges(network)
    knots = _knots(found)
    part = _number(_strong_leads(knots, found.parties))
    written, _, full = _walk(knots, part, longest, cap, room=_ROOM)
    walked = np.where(written >= 0, knots.order[written], np.int64(-1)) if len(written) else np.empty((0, longest), np.int64)
    length = (walked >= 0).sum(axis=1)
    lead = np.argmin(np.where(walked >= 0, walked, found.parties), axis=1)
    steps = (lead[:, None] + np.arange(longest)) % length[:, None]
    turned = np.where(np.arange(longest) < length[:, None], np.take_along_axis(walked, steps, axis=1), np.int64(-1))
    sort = np.lexsort(_keys(turned, length, found.parties))
    parties = turned[sort].astype(np.int64)
    return Rings(parties, length[sort].astype(np.int64), part[parties[:, 0]], np.flatnonzero(full))


def ring_counts(found: Edges, part: Ints, longest: int = LONGEST_RING, *, cap: int = RING_CAP) -> tuple[npt.NDArray[np.int64], Bools]:
    """Rings of some edges by strongly connected part (rows) and length (columns), and the parts whose count stopped at the cap."""
    _, counts, full = _walk(_knots(found), part, longest, cap, room=0)
    return counts, full


def _walk(knots: _Knots, part: Ints, longest: int, cap: int, *, room: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64], Bools]:
    """Rings by places in the knots' order, padded with -1 behind, `room` at a time; their counts by part; the parts that are full."""
    from analysis.circles.kernels.walking import START, walk

    size = len(knots.order)
    counts, full = np.zeros((len(part), longest + 1), np.int64), np.zeros(len(part), np.uint8)
    now, path, at = np.zeros(2, np.int64), np.empty(longest, np.int32), np.empty(longest, np.int64)
    mark, head, queue = np.full(size, -1, np.int32), knots.first.copy(), np.empty(size, np.int32)
    rows = np.full((room, longest), -1, np.int32)
    written = []
    while now[START] < size:
        rows[:] = -1
        ended = walk(
            knots.first, knots.out, knots.back_first, knots.back, part[knots.order].astype(np.int64), mark, path, at, head,
            queue, longest, SHORTEST_RING, cap, counts, full, now, rows,
        )  # fmt: skip
        written.append(rows[:ended].copy())
    return np.concatenate([rows[:0], *written]), counts, full.view(bool)


def _keys(turned: npt.NDArray[np.int64], length: Ints, parties: int) -> list[npt.NDArray[np.int64]]:
    """Keys for `lexsort` by length, then parties: as many columns in one word as there is room for, -1 as 0."""
    bits = parties.bit_length()
    words, used = [length.astype(np.int64)], 8
    for column in turned.T:
        if used + bits > 63:
            words.append(np.zeros(len(length), np.int64))
            used = 0
        words[-1] = (words[-1] << bits) | (column + 1)
        used += bits
    return words[::-1]


def _starts(owner: Ints, size: int) -> npt.NDArray[np.int64]:
    starts = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(owner, minlength=size), out=starts[1:])
    return starts
