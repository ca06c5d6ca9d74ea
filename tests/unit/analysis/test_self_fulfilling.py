"""Circles that fall only because all of them expect it; every figure is worked out beside its case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.contagion import cascade, self_fulfilling
from graph.errors import InvalidParameter


@pytest.fixture
def pair(city):
    """0 and 1 guarantee each other's 10 at two banks and could pay 8. 2 guarantees 1's other loan of 3, can pay 2, and owes 4 itself."""
    return city(
        [(0, 10.0, [(1, None, 1)]), (1, 10.0, [(0, None, 1)]), (1, 3.0, [(2, None, 1)]), (2, 4.0, [])], [8, 8, 2], bank=[0, 1, 0, 2]
    )


def test_a_mutual_pair_and_who_hangs_on_it(pair):
    (circle,) = self_fulfilling.of_city(pair)
    assert circle.members == (0, 1, 2)
    assert circle.banks == (0, 1, 2)
    assert circle.loss == 27.0  # everything they owe: nobody is left to pay
    assert circle.called == 10 + 10 + 3


def test_one_commitment_holds_up_all(pair):
    # with 1 standing, nobody calls 0 (its guarantee is for 1) and nobody calls 2; with 0 standing 1 is not called, and then nor is 2
    (circle,) = self_fulfilling.of_city(pair)
    (commitment,) = circle.commitments
    assert (commitment.party, commitment.holds_up, commitment.called, commitment.capacity) == (0, 3, 10.0, 8.0)
    assert commitment.lenders == (0,)
    assert not circle.truncated


def test_two_circles_the_larger_loss_first(city):
    loans = [(0, 10.0, [(1, None, 1)]), (1, 10.0, [(0, None, 1)]), (2, 50.0, [(3, None, 1)]), (3, 50.0, [(2, None, 1)])]
    network = city(loans, [8, 8, 8, 8])
    assert [(circle.members, circle.loss) for circle in self_fulfilling.of_city(network)] == [((2, 3), 100.0), ((0, 1), 20.0)]
    # near a seed in the first circle the second has nothing to do with it, and the circle falls for real
    least, near = cascade.run(network, [0]), cascade.worst_case_near(network, [0])
    assert least.defaulted.tolist() == near.defaulted.tolist() == [0, 1]
    assert self_fulfilling.between(network, least, near) == ()


def test_near_a_seed_only_what_comes_on_top(city):
    # seed 4 makes 0 pay 5 of its 8: it stands; but if 1 falls too, 0 owes 10 more, and 1 owes 10 for 0 of which it has 8
    loans = [(0, 10.0, [(1, None, 1)]), (1, 10.0, [(0, None, 1)]), (4, 5.0, [(0, None, 1)])]
    network = city(loans, [8, 8, 0, 0, 0])
    least, worst = cascade.run(network, [4]), cascade.worst_case_near(network, [4])
    assert least.defaulted.tolist() == [4]
    (circle,) = self_fulfilling.between(network, least, worst)
    assert circle.members == (0, 1)
    assert circle.loss == 25.0  # their 20, and 4's 5, which 0 would have paid
    assert circle.called == 15 + 10


def test_commitments_are_cut_and_say_so(city, monkeypatch):
    # two pairs tied together by a loan that all four guarantee, owed by the seed: it takes a promise for each pair
    loans = [(a, 10.0, [(b, None, 1)]) for a, b in ((0, 1), (1, 0), (2, 3), (3, 2))] + [(4, 4.0, [(i, None, 1) for i in range(4)])]
    network = city(loans, [8, 8, 8, 8, 0])
    least, worst = cascade.run(network, [4]), cascade.worst_case_near(network, [4])
    (circle,) = self_fulfilling.between(network, least, worst)
    assert [(one.party, one.holds_up) for one in circle.commitments] == [(0, 2), (2, 2)]
    assert not circle.truncated
    monkeypatch.setattr(self_fulfilling, "COMMITMENTS", 1)
    (circle,) = self_fulfilling.between(network, least, worst)
    assert (len(circle.commitments), circle.truncated) == (1, True)


def test_a_rescued_party_breaks_its_circle(pair):
    assert self_fulfilling.of_city(pair, rescue=[0]) == ()


def test_two_different_questions_are_refused(pair):
    least, worst = cascade.run(pair, [0]), cascade.worst_case(pair, [0])
    for one, other in ((worst, least), (least, cascade.worst_case(pair, [1])), (least, replace(worst, rescue=worst.seeds)), (least, least)):
        with pytest.raises(InvalidParameter, match="self-fulfilling"):
            self_fulfilling.between(pair, one, other)
    with pytest.raises(InvalidParameter):
        self_fulfilling.between(pair, least, cascade.worst_case(pair, [0], liability="joint"))
