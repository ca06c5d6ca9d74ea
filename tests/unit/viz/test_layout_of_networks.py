"""Places of networks: the same every time, apart from each other, neighbours near; parts of large ones small and whole."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from viz.layout import placed
from viz.parts import parts


def network(size: int, kind: str) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    graph: nx.Graph[int] = {
        "scale-free": lambda: nx.powerlaw_cluster_graph(size, 2, 0.3, seed=3),
        "star": lambda: nx.star_graph(size - 1),
        "path": lambda: nx.path_graph(size),
        "apart": lambda: nx.disjoint_union_all([nx.path_graph(4)] * (size // 4)),
        "none": lambda: nx.empty_graph(size),
    }[kind]()
    return tuple(f"P{node}" for node in graph), tuple((f"P{a}", f"P{b}") for a, b in graph.edges)


@pytest.mark.parametrize("kind", ["scale-free", "star", "path", "apart", "none"])
@pytest.mark.parametrize("size", [4, 60, 400])
def test_every_party_has_a_place_of_its_own(kind: str, size: int) -> None:
    codes, pairs = network(size, kind)
    spots = placed(codes, pairs)
    assert tuple(spots) == codes
    assert len(set(spots.values())) == len(codes)
    assert np.isfinite(list(spots.values())).all()
    assert placed.__wrapped__(codes, pairs) == spots


def test_neighbours_stand_nearer_than_others() -> None:
    codes, pairs = network(400, "scale-free")
    spots = placed(codes, pairs)
    near = [np.hypot(*np.subtract(spots[a], spots[b])) for a, b in pairs]
    every = np.array(list(spots.values()))
    far = np.hypot(*(every[:, None] - every[None]).transpose(2, 0, 1))
    assert np.median(near) < 0.5 * np.median(far)


def test_nobody_and_one_are_placed() -> None:
    assert placed((), ()) == {}
    assert placed(("A",), (("A", "A"),)) == {"A": (0.0, 0.0)}


@pytest.mark.parametrize("kind", ["scale-free", "star", "apart"])
def test_parts_hold_everybody_once_and_stay_small(kind: str) -> None:
    codes, pairs = network(1200, kind)
    found = parts(codes, pairs)
    assert sorted(code for part in found for code in part) == sorted(codes)
    assert max(map(len, found)) <= 300
    assert parts.__wrapped__(codes, pairs) == found
