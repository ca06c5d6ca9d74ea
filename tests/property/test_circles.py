"""Structures against networkx, and what must hold of every division into circles."""

from collections import Counter

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.circles import find, mutual_pairs, rings, strong_components, weak_components
from graph.network import GuaranteeNetwork


@st.composite
def networks(draw, most=14):
    n = draw(st.integers(2, most))
    party = st.integers(0, n - 1)
    pairs = draw(st.lists(st.tuples(party, party).filter(lambda pair: pair[0] != pair[1]), max_size=3 * n))
    return as_network(pairs, n), as_graph(pairs, n)


def as_network(pairs, n):
    return GuaranteeNetwork.from_loans([(int(b), 1e6 * (1 + int(b) % 3), [(int(g), None, 1.0)]) for g, b in pairs], [0.0] * n)


def as_graph(pairs, n):
    graph = nx.DiGraph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from((int(g), int(b)) for g, b in pairs)
    return graph


def large(seed, n=400, edges=700, hubs=0.7):
    """A random network with hubs, large enough to be split."""
    rng = np.random.default_rng(seed)
    weight = 1 / np.arange(1, n + 1) ** hubs
    pairs = [(g, b) for g, b in zip(rng.choice(n, edges, p=weight / weight.sum()), rng.integers(0, n, edges), strict=True) if g != b]
    return as_network(pairs, n), as_graph(pairs, n)


def groups(label):
    found = {}
    for party, part in enumerate(label.tolist()):
        found.setdefault(part, set()).add(party)
    return sorted(found.values(), key=min)


def turned(cycle):
    start = cycle.index(min(cycle))
    return (*cycle[start:], *cycle[:start])


def agree(network, graph):
    assert groups(weak_components(network)) == sorted(nx.weakly_connected_components(graph), key=min)
    assert groups(strong_components(network)) == sorted(nx.strongly_connected_components(graph), key=min)
    assert {tuple(pair) for pair in mutual_pairs(network).tolist()} == {(a, b) for a, b in graph.edges if a < b and graph.has_edge(b, a)}
    cycles = [turned(cycle) for cycle in nx.simple_cycles(graph, length_bound=5) if len(cycle) > 2]
    found = [tuple(party for party in ring if party >= 0) for ring in rings(network).parties.tolist()]
    assert Counter(found) == Counter(cycles)


@given(networks())
def test_structures_are_those_of_networkx(drawn):
    agree(*drawn)


@pytest.mark.parametrize("seed", range(4))
def test_structures_of_larger_networks_are_those_of_networkx(seed):
    agree(*large(seed, edges=1500))


def check_division(network, graph, limit):
    found = find(network, limit=limit)
    assert find(network, limit=limit).circles == found.circles
    for part in nx.weakly_connected_components(graph):
        labels = {int(found.circle_of[party]) for party in part}
        if len(part) == 1:
            assert labels == {-1}
        elif len(part) <= limit:
            assert len(labels) == 1
        assert len(part) == 1 or -1 not in labels
    for place, circle in enumerate(found.circles):
        assert set(circle.members) == set(np.flatnonzero(found.circle_of == place).tolist())
        inside = graph.subgraph(circle.members)
        assert nx.is_weakly_connected(inside)
        assert len(circle.members) >= 2
        assert circle.members[0] == circle.core
        assert list(circle.members[1:]) == sorted(circle.members[1:])
        assert circle.edges == inside.number_of_edges()
        assert circle.mutual_pairs == sum(inside.has_edge(b, a) for a, b in inside.edges) / 2
        cycles = Counter(len(cycle) for cycle in nx.simple_cycles(inside, length_bound=5))
        assert dict(circle.rings) == {length: cycles[length] for length in (3, 4, 5)}
        strong = sorted(tuple(sorted(group)) for group in nx.strongly_connected_components(inside) if len(group) > 1)
        assert sorted(circle.strongly_connected) == strong
        assert circle.loan_balance == sum(network.loans.exposure[np.isin(network.loans.borrower, circle.members)])
    assert len({circle.id for circle in found.circles}) == len(found.circles)
    return found


@given(networks(), st.integers(2, 9))
def test_every_party_of_a_part_is_in_exactly_one_connected_circle(drawn, limit):
    check_division(*drawn, limit)


@pytest.mark.parametrize("seed", range(4))
def test_a_giant_part_is_divided_whole(seed):
    network, graph = large(seed)
    found = check_division(network, graph, 50)
    assert any(circle.split for circle in found.circles)


def grown(graph, rank, limit):
    """A part divided as `splitting.gather` describes it: by core, who came in by a ring (or as a mutual partner), in hops, left alone."""
    free, circles = set(graph), {}
    for core in sorted(graph, key=rank.__getitem__):
        if core not in free:
            continue
        still = graph.subgraph(free).to_undirected()
        steps = nx.single_source_shortest_path_length(still, core, cutoff=3)
        cycles = nx.simple_cycles(graph.subgraph(party for party in steps if steps[party] < 3), length_bound=4)
        close = {party for cycle in cycles if core in cycle for party in cycle} | {core}
        taken = set(close)
        for hop in (1, 2, 3):
            partners = {other for party in taken if steps[party] == hop - 1 for other in still[party]} - taken
            taken |= set(sorted(partners, key=rank.__getitem__)[: max(limit - len(taken), 0)])
        circles[core] = (close, taken - close, set())
        free -= taken
    size = {core: len(close | hops) for core, (close, hops, _) in circles.items()}
    home = {party: core for core, (close, hops, _) in circles.items() for party in close | hops}
    for alone in [core for core in circles if size[core] == 1]:
        shared = Counter(home[other] for _, other in [*graph.out_edges(alone), *((b, a) for a, b in graph.in_edges(alone))])
        circles[min(shared, key=lambda core: (-shared[core], size[core], rank[core]))][2].add(alone)
        del circles[alone]
    return circles


@pytest.mark.parametrize(("seed", "limit"), [(0, 30), (1, 30), (2, 12), (3, 5)])
def test_a_split_circle_passes_the_limit_only_by_close_ties_and_by_those_left_alone(seed, limit):
    network, graph = large(seed, n=600, edges=1200)
    found = find(network, limit=limit)
    giant = graph.subgraph(max(nx.weakly_connected_components(graph), key=len))
    circles = grown(giant, found.standing.rank, limit)
    assert {circle.core: set(circle.members) for circle in found.circles if circle.core in giant} == {
        core: close | hops | alone for core, (close, hops, alone) in circles.items()
    }
    assert all(len(close | hops) <= max(limit, len(close)) for close, hops, _ in circles.values())
    assert any(len(close | hops | alone) > limit for close, hops, alone in circles.values())


@given(networks(), st.randoms(use_true_random=False))
def test_ids_survive_a_reload_and_small_changes(drawn, random):
    network, graph = drawn
    before = find(network)
    codes = network.parties.code.to_pylist()
    ids = {codes[party]: circle.id for circle in before.circles for party in circle.members}
    assert find(network, previous=ids).circles == before.circles
    pairs = [pair for pair in graph.edges if random.random() > 0.2]
    after = find(as_network(pairs, len(codes)), previous=ids)
    assert len({circle.id for circle in after.circles}) == len(after.circles)
    for circle in after.circles:
        if all(ids.get(codes[party]) == circle.id for party in circle.members):
            continue
        shared = Counter(ids[codes[party]] for party in circle.members if codes[party] in ids)
        assert not shared or circle.id in shared or circle.id.startswith(f"C-{codes[circle.core]}")
