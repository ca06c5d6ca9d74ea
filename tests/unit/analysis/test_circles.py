import json

import pytest

from analysis.circles import find
from graph.network import GuaranteeNetwork, PartyKind


def test_a_circle_tells_its_figures(city):
    """0 and 1 guarantee each other (one of them twice), 1 → 2 → 0 closes a ring, 3 hangs on; 4 and 5 are another circle."""
    network = city(
        [
            (0, 60e6, [(1, None, 1.0)]),
            (0, 10e6, [(1, 5e6, 1.0), (2, None, 1.0)]),
            (1, 20e6, [(0, None, 1.0)]),
            (2, 5e6, [(1, None, 1.0)]),
            (3, 5e6, [(2, None, 1.0)]),
            (5, 1e6, [(4, None, 1.0)]),
        ],
        [1e6] * 7,
        loan_class=["NORMAL", "SPECIAL_MENTION", "UNKNOWN", "NORMAL", "NORMAL", "LOSS"],
        county=[1, 0, 0, 0, 0, 0, 0],
    )
    found = find(network)
    first, second = found.circles
    assert found.circle_of.tolist() == [0, 0, 0, 0, 1, 1, -1]
    assert (first.members, first.core, first.home_county, first.id) == ((0, 1, 2, 3), 0, 1, "C-0")
    assert (first.loan_balance, first.class_, first.unclassified_loans) == (100e6, "B2", 1)
    assert (first.guarantees, first.edges, first.mutual_pairs, first.split) == (6, 5, 1, False)
    assert (dict(first.rings), first.strongly_connected) == ({3: 1, 4: 0, 5: 0}, ((0, 1, 2),))
    assert first.density == pytest.approx(5 / 12)
    assert (second.members, second.class_) == ((5, 4), "C3")


@pytest.mark.parametrize(("balance", "size"), [(499_999_999.99, "B"), (500e6, "A"), (99_999_999.99, "C"), (100e6, "B")])
def test_size_lines_belong_to_the_larger_class(balance, size):
    network = GuaranteeNetwork.from_loans([(0, balance, [(1, None, 1.0)])], [0, 0])
    assert find(network).circles[0].size_class == size


@pytest.mark.parametrize(
    ("worst", "risk"), [("NORMAL", 1), ("UNKNOWN", 1), ("SPECIAL_MENTION", 2), ("SUBSTANDARD", 3), ("DOUBTFUL", 3), ("LOSS", 3)]
)
def test_the_worst_loan_of_any_member_decides_the_risk(city, worst, risk):
    network = city([(0, 9e6, [(1, None, 1.0)]), (1, 1e6, [])], [0, 0], loan_class=["NORMAL", worst])
    assert find(network).circles[0].risk_class == risk


def test_home_is_the_cores_county_else_that_with_most_loans(city):
    loans = [(0, 9e6, [(3, None, 1.0)]), (1, 2e6, [(0, None, 1.0)]), (2, 3e6, [(0, None, 1.0)]), (4, 1e6, [(0, None, 1.0)])]
    assert find(city(loans, [0] * 5, county=[2, 1, 0, 0, 1])).circles[0].home_county == 2
    assert find(city(loans, [0] * 5, county=[-1, 1, 0, 0, 0])).circles[0].home_county == 0
    assert find(city(loans, [0] * 5, county=[-1, 1, 0, 0, 1])).circles[0].home_county == 0  # 3m each: the first
    assert find(city(loans, [0] * 5, county=[-1, -1, -1, 0, -1])).circles[0].home_county == -1


def test_a_guarantee_company_belongs_to_no_circle(city):
    kinds = [PartyKind.ENTERPRISE, PartyKind.ENTERPRISE, PartyKind.GUARANTEE_COMPANY]
    network = city([(0, 1e6, [(1, None, 1.0), (2, None, 1.0)])], [0, 0, 0], kind=kinds)
    assert find(network).circle_of.tolist() == [0, 0, -1]


def test_the_keep_rule_is_a_filter_that_changes_no_name():
    """A pair and a chain of seven (7 + 6 > 10)."""
    loans = [(1, 1e6, [(0, None, 1.0)])] + [(i, 1e6, [(i - 1, None, 1.0)]) for i in range(3, 9)]
    network = GuaranteeNetwork.from_loans(loans, [0] * 9)
    everything, kept = find(network), find(network, keep_rule=True)
    assert len(everything.circles) == 2
    assert kept.circles == everything.circles[1:]
    assert kept.circle_of.tolist() == [-1, -1, *[0] * 7]


def test_a_few_parties_with_many_edges_are_kept():
    loans = [(i, 1e6, [(j, None, 1.0) for j in range(3) if j != i]) for i in range(3)]
    assert len(find(GuaranteeNetwork.from_loans(loans, [0] * 3), keep_rule=True).circles) == 1


def test_a_circle_keeps_its_id_when_its_core_leaves():
    before = find(
        GuaranteeNetwork.from_loans([(0, 9e6, [(1, None, 1.0)]), (1, 1e6, [(2, None, 1.0)]), (2, 1e6, [(3, None, 1.0)])], [0] * 4)
    )
    ids = {str(party): before.circles[0].id for party in before.circles[0].members}
    network = GuaranteeNetwork.from_loans([(0, 9e6, []), (1, 1e6, [(2, None, 1.0)]), (2, 1e6, [(3, None, 1.0)])], [0] * 4)
    after = find(network, previous=ids)
    assert after.circles[0].id == "C-0"
    assert after.lone_ids(network, [0]) == ["C-0-2"]


def test_json_has_codes_and_two_decimals(city):
    network = city([(0, 1e6, [(1, None, 1.0)])], [0, 0], code=["91A", "91B"], name=["甲公司", "乙公司"], county=[-1, -1])
    found = find(network)
    document = json.loads(json.dumps(found.to_json(network), ensure_ascii=False))
    (circle,) = document["circles"]
    assert (circle["circle"], circle["name"], circle["members"], circle["home_county"]) == ("C-91A", "甲公司担保圈", ["91A", "91B"], None)
    assert circle["rings"] == {"3": 0, "4": 0, "5": 0}
    assert document["parameters"]["limit"] == 50
    assert found.frame(network)["核心企业"].tolist() == ["甲公司"]


def test_no_loans_no_circles():
    network = GuaranteeNetwork.from_loans([], [1.0, 2.0])
    assert find(network).circles == ()
    assert find(network, keep_rule=True).circle_of.tolist() == [-1, -1]
    assert len(find(network).frame(network)) == 0
