"""Where things stand on a picture: computed here, seeded, so that the browser moves nothing and a picture stays the same.

Each connected part is laid out by itself: distances to a few pivots give its shape (Brandes & Pich 2007), a short run of forces between
near nodes spreads what lies on one spot; then the parts are set side by side, the largest first. Complexity O(n log n + m) a round.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np

from viz.view import View

Position = tuple[float, float]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]

_SPACE: Final = 115.0  # pixels between neighbours, about
_PIVOTS: Final = 40
_ROUNDS: Final = 70  # up to 500 nodes, fewer beyond
_REACH: Final = 2.6  # spaces over which nodes push each other away
_WIDE: Final = 1.6  # width of the whole picture by its height
_KEPT: Final = 64  # layouts at hand


def positions(view: View, seed: int = 7) -> dict[str, Position]:
    """Place every node of a view; the same view and seed give the same places."""
    return placed(tuple(node.code for node in view.nodes), tuple((link.guarantor, link.borrower) for link in view.links), seed)


@lru_cache(maxsize=_KEPT)
def placed(codes: tuple[str, ...], pairs: tuple[tuple[str, str], ...], seed: int = 7) -> dict[str, Position]:
    """Place nodes by the pairs that are linked. What was placed lately is at hand."""
    if not codes:
        return {}
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    number = {code: place for place, code in enumerate(codes)}
    ends = np.array([(number[a], number[b]) for a, b in pairs if a != b], np.int64).reshape(-1, 2)
    adjacency = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(codes), len(codes))).tocsr()
    count, part_of = connected_components(adjacency, directed=False)
    order = np.argsort(part_of, kind="stable")
    groups = np.split(order, np.cumsum(np.bincount(part_of, minlength=count))[:-1])
    groups.sort(key=lambda group: (-len(group), int(group[0])))
    spots = np.zeros((len(codes), 2))
    inside = np.zeros(len(codes), np.int64)
    for group in groups:
        inside[group] = np.arange(len(group))
    owner = part_of[ends[:, 0]] if len(ends) else np.zeros(0, np.int64)
    by_part = np.argsort(owner, kind="stable")
    first = np.searchsorted(owner[by_part], np.arange(count + 1))
    for group in groups:
        part = int(part_of[group[0]])
        own = ends[by_part[first[part] : first[part + 1]]]
        spots[group] = _shape(len(group), inside[own], seed) * _SPACE
    for group, corner in zip(groups, _corners([spots[group] for group in groups]), strict=True):
        spots[group] += corner - spots[group].min(axis=0)
    spots -= (spots.max(axis=0) + spots.min(axis=0)) / 2
    return {code: (round(float(x), 1), round(float(y), 1)) for code, (x, y) in zip(codes, spots, strict=True)}


def _shape(size: int, ends: Ints, seed: int) -> Floats:
    """One connected part, neighbours about 1 apart."""
    if size == 1:
        return np.zeros((1, 2))
    if size == 2:
        return np.array([[0.0, 0.0], [1.4, 0.0]])
    if len(np.unique(ends[:, 0])) == 1 or len(np.unique(ends[:, 1])) == 1:
        return _star(size, ends)
    return _spread(_pivot(size, ends, seed), ends)


def _star(size: int, ends: Ints) -> Floats:
    """A hub with its spokes around it."""
    hub = int(np.bincount(ends.ravel(), minlength=size).argmax())
    turn = 2 * np.pi * np.arange(size - 1) / (size - 1)
    away = max(1.2, 0.62 * (size - 1) / np.pi)
    spots = np.zeros((size, 2))
    spots[np.arange(size) != hub] = away * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    return spots


def _pivot(size: int, ends: Ints, seed: int) -> Floats:
    """Two axes along which the steps to the pivots differ most."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import dijkstra

    graph = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(size, size)).tocsr()
    steps = np.empty((size, min(_PIVOTS, size)))
    nearest = np.full(size, np.inf)
    pivot = int(np.bincount(ends.ravel(), minlength=size).argmax())
    for column in range(steps.shape[1]):
        steps[:, column] = dijkstra(graph, directed=False, unweighted=True, indices=[pivot])[0]
        nearest = np.minimum(nearest, steps[:, column])
        pivot = int(nearest.argmax())
    squared = steps**2
    centred = -0.5 * (squared - squared.mean(axis=0) - squared.mean(axis=1, keepdims=True) + squared.mean())
    values, vectors = np.linalg.eigh(centred.T @ centred)
    axes = centred @ vectors[:, ::-1][:, :2]
    axes /= max(float(np.sqrt(values[-1])), 1e-9) ** 0.5
    axes *= np.sign(axes[np.abs(axes).argmax(axis=0), [0, 1]] + 1e-12)
    jitter = np.random.default_rng(seed).normal(scale=0.25, size=(size, 2))
    return np.asarray(axes * (size**0.5 / max(float(np.abs(axes).max()), 1e-9)) * 0.55 + jitter)


def _spread(spots: Floats, ends: Ints) -> Floats:
    """Linked nodes pull each other to a distance of 1, near ones push each other away; steps grow shorter."""
    from scipy.spatial import cKDTree

    size = len(spots)
    degree = np.bincount(ends.ravel(), minlength=size)
    pull = 1.0 / np.minimum(degree[ends[:, 0]], degree[ends[:, 1]])
    longest = 1.0 + 0.12 * np.sqrt(np.maximum(degree[ends[:, 0]], degree[ends[:, 1]]))
    near = np.zeros((0, 2), np.int64)
    rounds = int(np.clip(_ROUNDS * (500 / size) ** 0.5, 20, _ROUNDS))
    for turn in range(rounds):
        if turn % 5 == 0:
            near = cKDTree(spots).query_pairs(_REACH, output_type="ndarray")
        move = np.zeros((size, 2))
        apart = spots[near[:, 0]] - spots[near[:, 1]]
        away = np.maximum(np.hypot(apart[:, 0], apart[:, 1]), 1e-3)
        push = apart / away[:, None] * (np.maximum(0.0, _REACH - away) * 0.16 / (0.25 + away))[:, None]
        _add(move, near, push)
        along = spots[ends[:, 0]] - spots[ends[:, 1]]
        length = np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-3)
        _add(move, ends, -along * (pull * (length - longest) / length * 0.5)[:, None])
        most = np.maximum(np.hypot(move[:, 0], move[:, 1]), 1e-9)
        spots = spots + move * np.minimum(1.0, (0.9 * (1 - turn / rounds) + 0.02) / most)[:, None]
    return spots


def _add(move: Floats, pairs: Ints, force: Floats) -> None:
    """A force on the first of each pair and its opposite on the second."""
    for axis in (0, 1):
        move[:, axis] += np.bincount(pairs[:, 0], force[:, axis], len(move)) - np.bincount(pairs[:, 1], force[:, axis], len(move))


def _corners(parts: Sequence[Floats]) -> Iterator[Floats]:
    """Where each part begins when they are set in rows, the largest first."""
    sizes = [np.ptp(part, axis=0) + 1.6 * _SPACE for part in parts]
    width = max(float(max(size[0] for size in sizes)), (_WIDE * float(sum(size[0] * size[1] for size in sizes))) ** 0.5)
    x = y = tall = 0.0
    for size in sizes:
        if x > 0 and x + size[0] > width:
            x, y, tall = 0.0, y + tall, 0.0
        yield np.array([x, y])
        x, tall = x + float(size[0]), max(tall, float(size[1]))
