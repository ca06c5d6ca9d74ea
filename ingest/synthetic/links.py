"""Who guarantees whom among firms: a network of the published shape, built part by part.

Wang, Zhang & Yang (2020, doi 10.1038/s41467-020-16535-8) and their sub-pattern study (2018, arXiv 1806.04351) describe China's
guarantee network: sparse, thousands of small parts beside one or two giants, power-law degrees, small firms in mutual pairs and
triangles, large ones guaranteeing several.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.integer[Any]]

_GIANTS: Final = (0.05, 0.02)  # parts of all firms taking part
_SIZES: Final = np.arange(2, 61)
_SIZE_ODDS: Final = _SIZES**-4.0 / (_SIZES**-4.0).sum()
_MUTUAL_PAIR: Final = 0.26  # of the parts of two
_RING: Final = {3: 0.33, 4: 0.22, 5: 0.22}  # of the parts of that size
_JOINT_GROUP: Final = 0.11  # of the parts of three: everybody guarantees everybody (联保)
_MUTUAL: Final = 0.06  # of the links of larger parts
_CHORD: Final = 0.03  # further links of larger parts, per firm
_FROM_ELSEWHERE: Final = 0.12  # of the places taken by a firm of another county


@dataclass(frozen=True, eq=False)
class Links:
    """Directed links between firms, each once: `guarantor[k]` guarantees loans of `borrower[k]`."""

    guarantor: Ints
    borrower: Ints
    group: Ints  # number of the joint-guarantee group a link belongs to, -1 none
    taking_part: Ints  # firms, part by part
    part: Ints  # number of the part, aligned with taking_part


def make_links(rng: np.random.Generator, county: Ints, size: npt.NDArray[np.float64], share: float) -> Links:
    """Links over firms `0..len(county)-1`; `share` of them take part. Complexity O(n log n)."""
    n = len(county)
    sizes = _part_sizes(rng, int(n * share))
    taking = _seats(rng, county, int(sizes.sum()))
    part = np.repeat(np.arange(len(sizes)), sizes)
    taking = taking[np.lexsort((-size[taking], part))]  # inside a part the largest first: it becomes the hub
    first = np.repeat(np.cumsum(sizes) - sizes, sizes)
    rank = np.arange(len(part)) - first
    whole = np.repeat(sizes, sizes)
    shape = _shapes(rng, sizes)[part]
    parents, children = _tree(rng, first, rank)
    tree_shape = shape[children]
    plain, ring, joint = tree_shape == 0, tree_shape == 1, tree_shape == 2
    down = rng.random(len(children)) < np.where(whole[children] > 2, 0.62, 0.5)
    guarantor = np.where(down, parents, children)[plain]
    borrower = np.where(down, children, parents)[plain]
    smallness = 1.0 - np.maximum(_standing(size)[taking[guarantor]], _standing(size)[taking[borrower]])
    back = rng.random(plain.sum()) < np.where(whole[guarantor] == 2, 3.0 * _MUTUAL_PAIR * smallness, _MUTUAL)
    pairs = [(guarantor, borrower), (borrower[back], guarantor[back])]
    pairs.append(_closed(first, rank, whole, children[ring]))
    members, others = _everybody(first, children[joint])
    pairs.append((members, others))
    large = np.flatnonzero((whole > 5) & (rank > 1) & (rng.random(len(whole)) < _CHORD))
    pairs.append((large, first[large] + (rng.random(len(large)) * rank[large]).astype(np.int64)))
    source = np.concatenate([one for one, _ in pairs])
    target = np.concatenate([two for _, two in pairs])
    group = np.full(len(source), -1, dtype=np.int64)
    start = sum(len(one) for one, _ in pairs[:3])
    group[start : start + len(members)] = part[members]
    kept = np.sort(np.unique(source * len(part) + target, return_index=True)[1])
    source, target, group = source[kept], target[kept], group[kept]
    return Links(taking[source], taking[target], group, taking, part)


def _part_sizes(rng: np.random.Generator, firms: int) -> Ints:
    """Sizes of the parts, giants first; the others follow s^-4, which has the published mean."""
    giants = [max(3, int(firms * share)) for share in _GIANTS]
    rest = firms - sum(giants)
    drawn = rng.choice(_SIZES, size=rest // 2, p=_SIZE_ODDS)
    drawn = drawn[np.cumsum(drawn) <= rest]
    return np.concatenate([np.array(giants), drawn]).astype(np.int64)


def _seats(rng: np.random.Generator, county: Ints, seats: int) -> Ints:
    """Firms in the order in which parts take them: county by county, some places exchanged across counties."""
    firms = np.sort(rng.permutation(len(county))[:seats])
    order = firms[np.lexsort((rng.random(seats), county[firms]))]
    start = rng.integers(seats)
    order = np.roll(order, start)  # the giants take the first seats, which need not be the first county
    moved = np.flatnonzero(rng.random(seats) < _FROM_ELSEWHERE)
    order[moved] = order[rng.permutation(moved)]
    return order


def _shapes(rng: np.random.Generator, sizes: Ints) -> npt.NDArray[np.int8]:
    """Per part: 0 a tree with some mutual links, 1 one ring, 2 a joint-guarantee group."""
    chance = rng.random(len(sizes))
    shape = np.zeros(len(sizes), dtype=np.int8)
    for length, share in _RING.items():
        shape[(sizes == length) & (chance < share)] = 1
    shape[(sizes == 3) & (chance >= _RING[3]) & (chance < _RING[3] + _JOINT_GROUP)] = 2
    return shape


def _tree(rng: np.random.Generator, first: Ints, rank: Ints) -> tuple[Ints, Ints]:
    """Parent and child seats: member k of a part joins member ⌊k·u²⌋, so that degrees fall off like those of preferential attachment."""
    children = np.flatnonzero(rank > 0)
    parents = first[children] + (rank[children] * rng.random(len(children)) ** 2).astype(np.int64)
    return parents, children


def _standing(size: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Each firm's place by size, 0 the smallest, 1 the largest; the larger of two has 2/3 on average."""
    place = np.empty(len(size))
    place[np.argsort(size, kind="stable")] = np.linspace(0.0, 1.0, len(size))
    return place


def _closed(first: Ints, rank: Ints, whole: Ints, children: Ints) -> tuple[Ints, Ints]:
    """A ring through all members of a part: 0 → 1 → … → 0."""
    last = children[rank[children] == whole[children] - 1]
    return np.concatenate([children - 1, last]), np.concatenate([children, first[last]])


def _everybody(first: Ints, children: Ints) -> tuple[Ints, Ints]:
    """Both directions between all three members of a part."""
    start = np.unique(first[children])
    pairs: list[tuple[Any, Any]] = [(start + a, start + b) for a in range(3) for b in range(3) if a != b]
    if not len(start):
        return start, start
    return np.concatenate([a for a, _ in pairs]), np.concatenate([b for _, b in pairs])
