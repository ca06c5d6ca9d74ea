import pytest

from analysis.circles.cores import standing
from analysis.circles.structures import components_among, edges
from graph.network import PartyKind


def ranked(network):
    found = edges(network)
    return standing(network, found, components_among(found, "weak"))


def test_the_six_measures_of_a_firm(city):
    """0 owes 120, backed by 1 (at most 30) and the guarantee company 3; it guarantees 1's 60 up to 50 and 2's 20 in two contracts."""
    network = city(
        [
            (0, 100.0, [(1, 30.0, 1.0), (3, None, 1.0)]),
            (0, 20.0, []),
            (1, 60.0, [(0, 50.0, 1.0)]),
            (2, 20.0, [(0, None, 1.0), (0, None, 1.0)]),
        ],
        [0] * 4,
        kind=[PartyKind.ENTERPRISE] * 3 + [PartyKind.GUARANTEE_COMPANY],
    )
    found = ranked(network)
    assert (found.loan_balance[0], found.guarantors[0], found.balance_backed[0]) == (120, 1, 30)
    assert (found.guaranteed[0], found.balance_guaranteed[0], found.mutual_partners[0]) == (2, 90, 1)
    assert found.score[0] == pytest.approx((120 + 30 + 90) / 200 + (1 + 2 + 1) / 3)
    assert found.rank.tolist() == [0, 1, 2, 3]
    assert found.score[3] == 0  # its business is no standing


def test_a_loan_with_several_guarantors_counts_once(city):
    network = city([(0, 100.0, [(1, None, 1.0), (2, None, 1.0)])], [0] * 3)
    assert ranked(network).balance_backed[0] == 100


def test_who_stands_behind_many_outranks_each_of_them(city):
    network = city([(i, 1e6, [(0, None, 1.0)]) for i in range(1, 9)], [0] * 9)
    assert ranked(network).rank[0] == 0


def test_equal_scores_go_by_loan_balance_then_code(city):
    """Two pairs that are alike but for size, so their shares are equal."""
    network = city([(1, 5.0, [(0, None, 1.0)]), (3, 9.0, [(2, None, 1.0)]), (5, 5.0, [(4, None, 1.0)])], [0] * 6)
    assert ranked(network).rank.tolist() == [3, 1, 4, 0, 5, 2]
