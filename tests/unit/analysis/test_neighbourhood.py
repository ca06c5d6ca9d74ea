"""Neighbourhoods and shortest chains against networkx, on networks of any shape."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis.neighbourhood import DIRECTIONS, Direction, around, shortest_path
from graph.network import GuaranteeNetwork

PARTIES = 9
LOANS = st.lists(
    st.tuples(st.integers(0, PARTIES - 1), st.sets(st.integers(0, PARTIES - 1), max_size=3)).map(
        lambda loan: (loan[0], 10.0, [(one, None, 1.0) for one in sorted(loan[1] - {loan[0]})])
    ),
    max_size=12,
)


def made(loans: list[tuple[int, float, list[tuple[int, None, float]]]]) -> tuple[GuaranteeNetwork, nx.DiGraph]:
    """The network and its graph: an edge from guarantor to borrower."""
    graph = nx.DiGraph()
    graph.add_nodes_from(range(PARTIES))
    graph.add_edges_from((guarantor, borrower) for borrower, _, promises in loans for guarantor, _, _ in promises)
    return GuaranteeNetwork.from_loans(loans, [1.0] * PARTIES), graph


def seen(graph: nx.DiGraph, direction: Direction) -> nx.Graph:
    return {"any": graph.to_undirected, "given": graph.copy, "received": graph.reverse}[direction]()


@given(LOANS, st.sampled_from(DIRECTIONS), st.sets(st.integers(0, PARTIES - 1), min_size=1, max_size=2), st.integers(0, 4))
def test_the_neighbourhood_is_who_networkx_finds_as_near(loans: list, direction: Direction, start: set[int], depth: int) -> None:
    network, graph = made(loans)
    found = around(network, np.array(sorted(start)), depth, most=PARTIES, direction=direction)
    near = nx.multi_source_dijkstra_path_length(seen(graph, direction), start, cutoff=depth, weight=None)
    assert dict(zip(found.parties.tolist(), found.distance.tolist(), strict=True)) == near
    assert not found.truncated
    assert (np.diff(found.distance) >= 0).all()


@given(LOANS, st.sampled_from(DIRECTIONS), st.integers(0, PARTIES - 1), st.integers(0, PARTIES - 1))
def test_a_chain_is_as_short_as_networkx_finds_and_made_of_guarantees(loans: list, direction: Direction, start: int, end: int) -> None:
    network, graph = made(loans)
    chain = shortest_path(network, start, end, direction=direction)
    walked = seen(graph, direction)
    if not nx.has_path(walked, start, end):
        assert chain is None
        return
    assert chain is not None
    assert (chain[0], chain[-1]) == (start, end)
    assert len(chain) - 1 == nx.shortest_path_length(walked, start, end)
    assert all(walked.has_edge(one, other) for one, other in itertools.pairwise(chain))


def test_the_cap_keeps_the_nearest_and_says_what_it_did() -> None:
    network, _ = made([(0, 10.0, [(one, None, 1.0) for one in range(1, 6)])])
    found = around(network, np.array([0]), 2, most=3)
    assert (found.parties.tolist(), found.truncated) == ([0, 1, 2], True)
    assert not around(network, np.array([0]), 2, most=6).truncated


def test_only_the_guarantees_asked_for_are_walked() -> None:
    network, _ = made([(0, 10.0, [(1, None, 1.0), (2, None, 1.0)])])
    links = network.guarantees.guarantor == 2
    assert around(network, np.array([0]), 1, most=9, links=links).parties.tolist() == [0, 2]
    assert shortest_path(network, 1, 2, links=links) is None
