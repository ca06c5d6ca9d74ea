from itertools import permutations

import pytest

from analysis.circles import find
from graph.errors import InvalidParameter
from graph.network import GuaranteeNetwork, PartyKind


def backed(pairs, n, size=None):
    sizes = size or {}
    return GuaranteeNetwork.from_loans([(b, sizes.get(b, 1e6), [(g, None, 1.0)]) for g, b in pairs], [1e6] * n)


def members(network, **options):
    return sorted(sorted(circle.members) for circle in find(network, **options).circles)


def test_a_part_at_the_limit_stays_whole():
    chain = [(i, i + 1) for i in range(49)]
    circles = find(backed(chain, 50)).circles
    assert [len(circle.members) for circle in circles] == [50]
    assert not circles[0].split


def test_a_larger_part_is_split_within_three_hops_of_its_cores():
    chain = [(i, i + 1) for i in range(50)]
    circles = find(backed(chain, 51)).circles
    assert sum(len(circle.members) for circle in circles) == 51
    assert all(circle.split and max(abs(party - circle.core) for party in circle.members) <= 4 for circle in circles)


def test_the_best_ranked_firm_takes_first():
    """Party 10 owes most of all, so its circle is the seven around it."""
    network = backed([(i, i + 1) for i in range(59)], 60, {10: 9e9})
    circle = next(circle for circle in find(network).circles if 10 in circle.members)
    assert circle.members == (10, 7, 8, 9, 11, 12, 13)


def test_a_star_cannot_sensibly_be_split():
    """Everyone is tied to the hub alone: those beyond the limit have nowhere else to go."""
    circles = find(backed([(0, i) for i in range(1, 400)], 400)).circles
    assert [circle.core for circle in circles] == [0]
    assert len(circles[0].members) == 400
    assert circles[0].split


def test_mutual_partners_of_the_core_come_in_even_above_the_limit():
    pairs = (
        [pair for i in range(1, 70) for pair in ((0, i), (i, 0))] + [(0, 70 + i) for i in range(10)] + [(70 + i, 80 + i) for i in range(10)]
    )
    circles = find(backed(pairs, 90)).circles
    hub = next(circle for circle in circles if 0 in circle.members)
    assert set(range(70)) <= set(hub.members)
    assert len(circles) == 11  # the ten pairs behind stay by themselves


@pytest.mark.parametrize("length", [3, 4])
def test_rings_through_the_core_are_never_cut(length):
    ring = [(0, 100), (100, 101), (101, 0)] if length == 3 else [(0, 100), (100, 101), (101, 102), (102, 0)]
    pairs = ring + [(0, i) for i in range(1, 60)] + [(i, i + 200) for i in range(1, 60)]
    circles = find(backed(pairs, 300), limit=10).circles
    hub = next(circle for circle in circles if circle.core == 0)
    assert {party for pair in ring for party in pair} <= set(hub.members)
    assert hub.rings[length] == 1


def test_a_mutual_partner_alone_closes_no_ring_of_four():
    """0 ⇄ 1 ⇄ 2 walks home in four steps without being a ring, so 2 waits for its hop, which the limit cuts off."""
    pairs = [(0, 1), (1, 0), (1, 2), (2, 1), *((0, i) for i in range(3, 20)), *((i, i + 20) for i in range(3, 20)), (2, 50)]
    hub = next(circle for circle in find(backed(pairs, 60), limit=5).circles if circle.core == 0)
    assert 2 not in hub.members


def test_a_party_left_alone_joins_where_it_has_most_ties():
    """Parties 0 and 20 fill their circles; the person 40 stands behind three firms of the second and one of the first."""
    pairs = [(0, i) for i in range(1, 20)] + [(20, i) for i in range(21, 40)] + [(40, 1), (40, 21), (40, 22), (40, 23)]
    circles = find(backed(pairs, 41, {0: 9e9, 20: 8e9}), limit=15).circles
    assert {circle.core: 40 in circle.members for circle in circles} == {0: False, 20: True}


def test_persons_are_never_cores(city):
    kinds = [PartyKind.PERSON] + [PartyKind.ENTERPRISE] * 120
    network = city([(i, 1e6, [(0, None, 1.0)]) for i in range(1, 121)], [1e6] * 121, kind=kinds)
    circles = find(network)
    assert all(network.parties.kind[circle.core] == PartyKind.ENTERPRISE for circle in circles.circles)
    assert (circles.circle_of >= 0).all()


def test_everyone_guaranteeing_everyone_stays_one_circle():
    assert members(backed(permutations(range(60), 2), 60)) == [list(range(60))]


@pytest.mark.parametrize("options", [{"limit": 1}, {"hops": 0}])
def test_a_limit_that_leaves_nobody_is_refused(options):
    with pytest.raises(InvalidParameter):
        find(backed([(0, 1)], 2), **options)
