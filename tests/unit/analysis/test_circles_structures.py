import math
from itertools import permutations

import networkx as nx
import numpy as np
import pytest

from analysis.circles import mutual_pairs, rings, strong_components, weak_components
from analysis.circles.structures import edges
from graph.network import GuaranteeNetwork, PartyKind
from tests.reference.networks import empty_network


def backed(pairs, n=6):
    """One loan an edge guarantor → borrower."""
    return GuaranteeNetwork.from_loans([(borrower, 1e6, [(guarantor, None, 1.0)]) for guarantor, borrower in pairs], [1e6] * n)


def test_contracts_between_the_same_two_parties_are_one_edge():
    found = edges(backed([(0, 1), (2, 1), (0, 1), (1, 0)]))
    assert list(zip(found.guarantor.tolist(), found.borrower.tolist(), found.contracts.tolist(), strict=True)) == [
        (0, 1, 2),
        (1, 0, 1),
        (2, 1, 1),
    ]


def test_mutual_pairs_are_found_once():
    assert mutual_pairs(backed([(0, 1), (1, 0), (1, 2), (5, 4), (4, 5), (4, 5)])).tolist() == [[0, 1], [4, 5]]


def test_rings_start_at_their_smallest_party_and_are_sorted():
    found = rings(backed([(2, 0), (0, 1), (1, 2), (1, 3), (3, 4), (4, 0), (5, 0)]))
    assert found.parties.tolist() == [[0, 1, 2, -1, -1], [0, 1, 3, 4, -1]]
    assert found.length.tolist() == [3, 4]
    assert not len(found.cut_parts)


def test_a_mutual_pair_is_no_ring():
    assert len(rings(backed([(0, 1), (1, 0)])).length) == 0


def test_a_ring_longer_than_asked_is_not_one():
    circle = [(i, (i + 1) % 6) for i in range(6)]
    assert len(rings(backed(circle)).length) == 0
    assert rings(backed(circle), longest=6).parties.tolist() == [[0, 1, 2, 3, 4, 5]]


@pytest.mark.parametrize("size", [3, 5, 8, 16])  # the last has more rings than the walk has room for at a time
def test_where_everyone_guarantees_everyone_the_number_of_rings_is_known(size):
    found = rings(backed(permutations(range(size), 2), size))
    for length in (3, 4, 5):
        assert (found.length == length).sum() == math.comb(size, length) * math.factorial(length - 1)
    assert len(np.unique(found.parties, axis=0)) == len(found.parties)


def test_a_part_with_more_rings_than_the_cap_is_named_and_hides_no_other():
    dense = list(permutations(range(8), 2))
    network = backed([*dense, (8, 9), (9, 10), (10, 8)], 11)
    found = rings(network, cap=20)
    assert found.cut_parts.tolist() == [strong_components(network)[0]]
    assert (found.part == strong_components(network)[0]).sum() == 20
    assert found.parties[found.part == strong_components(network)[8]].tolist() == [[8, 9, 10, -1, -1]]


def test_a_cap_that_is_just_enough_cuts_nothing():
    assert not len(rings(backed([(0, 1), (1, 2), (2, 0)]), cap=1).cut_parts)


def test_parts_are_numbered_by_their_smallest_party():
    network = backed([(4, 3), (3, 4), (0, 3), (1, 2)])
    assert weak_components(network).tolist() == [0, 1, 1, 0, 0, 2]
    assert strong_components(network).tolist() == [0, 1, 2, 3, 3, 4]


def test_guarantee_companies_connect_nobody(city):
    kinds = [PartyKind.ENTERPRISE, PartyKind.ENTERPRISE, PartyKind.GUARANTEE_COMPANY, PartyKind.PERSON]
    network = city([(0, 1e6, [(2, None, 1.0)]), (1, 1e6, [(2, None, 1.0), (3, None, 1.0)])], [1e6] * 4, kind=kinds)
    assert weak_components(network).tolist() == [0, 1, 2, 1]


def test_no_party_at_all():
    network = empty_network()
    assert len(mutual_pairs(network)) == len(rings(network).parties) == len(weak_components(network)) == 0


@pytest.mark.parametrize("longest", [3, 4, 5, 6])
def test_rings_up_to_any_length_are_those_of_networkx(longest):
    rng = np.random.default_rng(longest)
    pairs = {(int(a), int(b)) for a, b in rng.integers(0, 30, (150, 2)) if a != b}
    cycles = [cycle for cycle in nx.simple_cycles(nx.DiGraph(sorted(pairs)), length_bound=longest) if len(cycle) > 2]
    turned = sorted((len(cycle), *(cycle + cycle)[cycle.index(min(cycle)) :][: len(cycle)]) for cycle in cycles)
    found = rings(backed(sorted(pairs), 30), longest=longest)
    assert [(int(n), *ring[:n]) for n, ring in zip(found.length, found.parties.tolist(), strict=True)] == turned
