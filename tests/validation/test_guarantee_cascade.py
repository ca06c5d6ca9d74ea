"""Hand-derived cascades; each case file holds its source, its derivation and its numbers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analysis.contagion import cascade
from graph.network import GuaranteeNetwork

CASES = Path(__file__).parent / "cases"


def case(name):
    return json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))


def named(calls):
    return {int(guarantor): amount for guarantor, amount in calls.items()}


@pytest.mark.parametrize(("liability", "expected"), [("contract", "joint"), ("joint", "joint"), ("several", "several_equal_share")])
def test_g1_survivors_take_over_the_share_of_the_fallen(liability, expected):
    given = case("G1_joint_redistribution")
    wanted = given["expected"][expected]
    result = cascade.run(GuaranteeNetwork.from_loans(given["loans"], given["C"]), given["seed"], liability=liability)
    assert result.defaulted.tolist() == wanted["default"]
    assert result.calls[0] == pytest.approx(named(wanted["calls"]))
    assert result.bank_loss == pytest.approx(wanted["bank_loss"])
    assert result.rounds == wanted.get("rounds", 1)


def test_g2_water_filling_under_caps():
    given = case("G2_caps_waterfill")
    result = cascade.run(GuaranteeNetwork.from_loans(given["loans"], given["C"]), given["seed"])
    assert result.calls[0] == pytest.approx(named(given["expected"]["calls"]))
    assert result.calls[0][2] == pytest.approx(given["expected"]["level"])


def test_g2_caps_below_the_debt_are_all_called_and_the_rest_is_lost():
    given = case("G2_caps_waterfill")
    loans = [[0, 12.0, [[1, 2.0, 1], [2, 3.0, 1]]]]
    result = cascade.run(GuaranteeNetwork.from_loans(loans, given["C"]), given["seed"])
    assert result.calls[0] == {1: 2.0, 2: 3.0}
    assert result.bank_loss == 7.0


def test_g3_a_mutual_pair_holds_or_falls_by_belief():
    given = case("G3_mutual_multiplicity")
    network = GuaranteeNetwork.from_loans(given["loans"], given["C"])
    assert cascade.run(network, given["seed"]).defaulted.tolist() == given["expected"]["least_fixed_point"]
    assert cascade.worst_case(network, given["seed"]).defaulted.tolist() == given["expected"]["greatest_fixed_point"]


@pytest.mark.parametrize(
    ("loans", "expected"),
    [("loans_before", "before"), ("loans_edge_released", "released"), ("loans_edge_replaced_by_collateral_5", "replaced")],
)
def test_g4_releasing_a_guarantor_can_spread_the_fall(loans, expected):
    given = case("G4_edge_cut_can_increase_contagion")
    result = cascade.run(GuaranteeNetwork.from_loans(given[loans], given["C"]), given["seed"])
    assert result.defaulted.tolist() == given["expected"][expected]["default"]
    assert result.bank_loss == pytest.approx(given["expected"][expected]["bank_loss"])
