"""The shapes a guarantee network is made of: edges guarantor → borrower, mutual pairs, rings, connected parts.

Guarantee companies are left out: guaranteeing strangers is their business, so they connect nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from graph.network import Bools, GuaranteeNetwork, Ints, PartyKind

_Words: TypeAlias = npt.NDArray[np.uint32]

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

        first, items = np.zeros(self.parties + 2, np.uint32), np.empty(len(self.guarantor), np.uint32)
        turn_round(*self.words(), first, items)
        return Rows(first[:-1].astype(np.int64), items.astype(np.int64))

    def words(self) -> tuple[_Words, _Words]:
        """The borrowers of every guarantor as the kernels take them."""
        return _starts(self.guarantor, self.parties).astype(np.uint32), self.borrower.astype(np.uint32)

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

    n, most = len(network.parties.kind), len(network.guarantees.loan)
    guarantor, words = np.empty(most, np.int64), np.empty(most, np.int64)
    size = draw_edges(*_dealt(network), np.full(n, -1, np.int32), guarantor, words)
    words = words[:size]
    return Edges(n, guarantor[:size].copy(), words >> 32, words & 0xFFFFFFFF)


def _dealt(network: GuaranteeNetwork) -> tuple[npt.NDArray[np.int64], _Words, npt.NDArray[np.uint8]]:
    """The borrowers of each guarantor's contracts in compressed rows, and the flags of who connects."""
    from analysis.circles.kernels.drawing import deal
    from analysis.compiled import pinned

    parties, loans, promises = network.parties, network.loans, network.guarantees
    first_given = pinned(parties.first_given, np.int64)
    of_backer = np.empty(len(promises.loan), np.uint32)
    deal(
        pinned(loans.first_guarantee, np.int64),
        pinned(promises.guarantor, np.int32),
        pinned(loans.borrower, np.int32),
        first_given.copy(),
        of_backer,
    )
    return first_given, of_backer, (parties.kind != PartyKind.GUARANTEE_COMPANY).view(np.uint8)


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
    """Connected parts of some edges, linear in parties and edges (weak: SciPy's breadth-first search; strong: Tarjan 1972)."""
    if connection == "strong":
        return _number(_tied(_peeled(*found.words()), found.parties))
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    rows = found.outward()
    matrix = csr_array((np.ones(len(rows.items), np.int8), rows.items, rows.first), shape=(found.parties, found.parties))
    count, label = connected_components(matrix, directed=True, connection="weak")
    first = np.empty(count, np.int64)
    first[label[::-1]] = np.arange(found.parties - 1, -1, -1)  # the last one written stays
    return _number(first[label])


@dataclass(frozen=True, eq=False)
class _Knots:
    """Where rings can be: parties with edges in and out among themselves, busiest first, and these edges by place in that order."""

    order: _Words
    first: _Words
    out: _Words
    back_first: _Words
    back: _Words


def _peeled(first: _Words, out: _Words) -> _Knots:
    from analysis.circles.kernels.drawing import NOWHERE, turn_round
    from analysis.circles.kernels.peeling import peel, renumber

    n, most = len(first) - 1, int(first[-1])
    in_first, into = np.zeros(n + 2, np.uint32), np.empty(most, np.uint32)
    turn_round(first, out, in_first, into)
    leaving, entering = np.empty(n, np.int32), np.empty(n, np.int32)
    kept = peel(first, out, in_first[:-1], into, leaving, entering, np.empty(n, np.uint32))
    left = np.flatnonzero(leaving)
    busy = np.minimum(leaving[left] + entering[left], np.iinfo(np.int16).max).astype(np.int16)
    order = left[np.argsort(-busy, kind="stable")].astype(np.uint32)
    number = np.full(n, NOWHERE, np.uint32)
    number[order] = np.arange(kept)
    size = int(leaving.sum())
    some_first, some = np.zeros(kept + 1, np.uint32), np.empty(size, np.uint32)
    renumber(first, out, order, number, some_first, some)
    back_first, back = np.zeros(kept + 2, np.uint32), np.empty(size, np.uint32)
    turn_round(some_first, some, back_first, back)
    forth_first, forth = np.zeros(kept + 2, np.uint32), some
    turn_round(back_first[:-1], back, forth_first, forth)
    return _Knots(order, some_first, forth, back_first[:-1], back)


def _tied(knots: _Knots, parties: int) -> npt.NDArray[np.int64]:
    """The smallest party of everyone's strongly connected part; no part of two reaches beyond the knots."""
    from analysis.circles.kernels.peeling import tie

    size = len(knots.order)
    spare, open_, found = np.empty(size, np.uint32), np.empty(size, np.uint32), np.empty(size, np.int64)
    tie(
        knots.first, knots.out, knots.order, knots.first.copy(), np.zeros(size, np.uint32), np.empty(size, np.uint32), spare, open_, found
    )  # fmt: skip
    lead = np.arange(parties)
    lead[knots.order] = found
    return lead


def _number(lead: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Parts numbered by their smallest party."""
    number: npt.NDArray[np.int64] = np.cumsum(lead == np.arange(len(lead)))[lead] - 1
    return number


def rings(network: GuaranteeNetwork, longest: int = LONGEST_RING, *, cap: int = RING_CAP) -> Rings:
    """Every ring (环保: A guarantees B guarantees C guarantees A) of 3 to `longest` parties.

    Depth-first search from every party among those of lower rank (busiest first, so that hubs are searched once and then
    gone), pruned to parties from which the start is near enough to close the ring. At most `cap` rings a strongly connected part.
    """
    from analysis.circles.kernels.drawing import NOWHERE, draw_rows

    n, most = len(network.parties.kind), len(network.guarantees.loan)
    first, out = np.zeros(n + 1, np.uint32), np.empty(most, np.uint32)
    draw_rows(*_dealt(network), np.full(n, NOWHERE, np.uint32), first, out)
    knots = _peeled(first, out)
    part = _number(_tied(knots, n))
    written, _, full = _walk(knots, part, longest, cap, room=_ROOM)
    walked = np.append(knots.order.astype(np.int64), -1)[np.minimum(written, len(knots.order))]
    length = (walked >= 0).sum(axis=1)
    lead = np.argmin(np.where(walked >= 0, walked, n), axis=1)
    steps = (lead[:, None] + np.arange(longest)) % length[:, None]
    turned = np.where(np.arange(longest) < length[:, None], np.take_along_axis(walked, steps, axis=1), np.int64(-1))
    sort = np.lexsort(_keys(turned, length, n))
    parties = turned[sort].astype(np.int64)
    return Rings(parties, length[sort].astype(np.int64), part[parties[:, 0]], np.flatnonzero(full))


def ring_counts(found: Edges, part: Ints, longest: int = LONGEST_RING, *, cap: int = RING_CAP) -> tuple[npt.NDArray[np.int64], Bools]:
    """Rings of some edges by strongly connected part (rows) and length (columns), and the parts whose count stopped at the cap."""
    _, counts, full = _walk(_peeled(*found.words()), part, longest, cap, room=0)
    return counts, full


def _walk(knots: _Knots, part: Ints, longest: int, cap: int, *, room: int) -> tuple[_Words, npt.NDArray[np.int64], Bools]:
    """Rings by places in the knots' order, padded with NOWHERE behind, `room` at a time; their counts by part; the parts that are full."""
    from analysis.circles.kernels.drawing import NOWHERE
    from analysis.circles.kernels.walking import START, walk

    size = len(knots.order)
    counts, full = np.zeros((len(part), longest + 1), np.int64), np.zeros(len(part), np.uint8)
    reach = max(longest, 4)
    now, path, at = np.zeros(2, np.int64), np.empty(reach, np.uint32), np.empty(reach, np.uint32)
    mark, head, queue = np.full(size, -1, np.int32), knots.first.copy(), np.empty(size, np.uint32)
    written = []
    while now[START] < size:
        rows = np.full((room, longest), NOWHERE, np.uint32)
        ended = walk(
            knots.first, knots.out, knots.back_first, knots.back, part[knots.order].astype(np.int64), mark, path, at, head,
            queue, reach, SHORTEST_RING, cap, counts, full, now, rows,
        )  # fmt: skip
        written.append(rows[:ended])
        room = room if ended else 2 * room  # so that the rings of one sweep fit
    return np.concatenate([np.empty((0, longest), np.uint32), *written]), counts, full.view(bool)


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
