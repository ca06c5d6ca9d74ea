"""Banks that call their own loans back (抽贷), and which loans of a fallen borrower are called."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analysis.contagion import cascade, clearing, distress
from analysis.contagion.parameters import CascadeParameters
from analysis.contagion.withdrawal import withdrawn
from analysis.importance import sweep
from graph.errors import InvalidParameter, UnknownCode


@pytest.fixture
def network(city):
    """0 owes 100, guaranteed by 1, which can pay 120 and owes B1 60 (guaranteed by 2, rich). 3 owes B0 500, has nothing, and is called by
    nobody. No loan is due."""
    loans = [(0, 100.0, [(1, None, 1)]), (1, 60.0, [(2, None, 1)]), (3, 500.0, [])]
    made = city(loans, [0, 120, 1000, 0], bank=[0, 1, 0])
    return replace(made, loans=replace(made.loans, due=np.zeros(3, bool)))


def test_a_bank_that_withdraws_brings_down_who_could_pay_the_call(network):
    # called 100, able to pay 120; with half of its 60 withdrawn it needs 130
    assert cascade.run(network, [0]).defaulted.tolist() == [0]
    result = cascade.run(network, [0], withdrawal=0.5)
    assert result.defaulted.tolist() == [0, 1]
    assert result.calls == {1: {2: 60.0}}
    assert result.bank_loss == 100.0  # loan 0, now without its guarantor; 1's own loan counts in full and 2 pays it


def test_exactly_the_capacity_is_no_default(network):
    assert cascade.run(network, [0], withdrawal=20 / 60).defaulted.tolist() == [0]  # 100 + 20 = 120


@pytest.mark.parametrize(
    ("shares", "fallen"),
    [({"B1": 0.5}, [0, 1]), ({"B0": 1.0}, [0]), ({"*": 0.5}, [0, 1]), ({"*": 0.5, "B1": 0.0}, [0]), ({"B0": 0.0, "*": 1.0}, [0, 1])],
)
def test_by_bank_the_star_stands_for_those_not_named(network, shares, fallen):
    assert cascade.run(network, [0], withdrawal=shares).defaulted.tolist() == fallen


def test_nobody_withdraws_from_whoever_is_not_called(network):
    assert 3 not in cascade.run(network, [0], withdrawal=1.0).defaulted
    assert cascade.worst_case(network, [], withdrawal=1.0).defaulted.tolist() == []


def test_what_own_debt_holds_already_is_not_taken_twice(network):
    due = replace(network, loans=replace(network.loans, due=np.array([False, True, False])))
    assert withdrawn(due, CascadeParameters(withdrawal=0.5)).tolist() == [50, 30, 0, 250]  # no own debt was taken off
    for own_debt, drain in ((60.0, 0.0), (20.0, 20.0)):  # of the 60 due, 20 are in own debt: half of the other 40
        taken = replace(due, parties=replace(due.parties, own_debt=np.array([0, own_debt, 0, 0])))
        assert withdrawn(taken, CascadeParameters(withdrawal=0.5))[1] == pytest.approx(drain)


def test_a_bank_nobody_stated_is_one_of_the_others(network):
    unstated = replace(network, loans=replace(network.loans, bank=np.array([0, -1, 0], np.int32)))
    for shares, drain in ((0.5, 30.0), ({"*": 0.5}, 30.0), ({"B1": 0.5}, 0.0)):
        assert withdrawn(unstated, CascadeParameters(withdrawal=shares))[1] == drain


def test_every_model_withdraws(network):
    assert sweep(network, withdrawal=0.5).pulled_down.tolist() == [1, 0, 0, 0]
    assert cascade.worst_case_near(network, [0], withdrawal=0.5).defaulted.tolist() == [0, 1]
    assert clearing.run(network, [0], alpha=0.0, withdrawal=0.5).defaulted.tolist() == [0, 1]
    # 1 can bear 120 - 30 of its 100
    assert distress.run(network, {0: 0.9}, withdrawal=0.5, max_rounds=1).distress[1] == pytest.approx(1.0)
    assert distress.run(network, {0: 0.9}, max_rounds=1).distress[1] == pytest.approx(0.9 * 100 / 120)


def test_a_rescued_party_and_unlimited_capacity_bear_it(network):
    assert cascade.run(network, [0], rescue=[1], withdrawal=1.0).defaulted.tolist() == [0]
    unknown = replace(network, parties=replace(network.parties, capacity_known=np.array([True, False, True, True])))
    assert cascade.run(unknown, [0], unknown_capacity="unlimited", withdrawal=1.0).defaulted.tolist() == [0]


def test_cross_default_calls_every_loan_of_a_fallen_borrower_or_those_due(city):
    # 0 owes 10, due, guaranteed by 1 (can pay 12), and 5, due next year, guaranteed by 1 as well: 15 in all
    made = city([(0, 10.0, [(1, None, 1)]), (0, 5.0, [(1, None, 1)])], [0, 12])
    made = replace(made, loans=replace(made.loans, due=np.array([True, False])))
    everything = cascade.run(made, [0])
    assert (everything.defaulted.tolist(), everything.bank_loss) == ([0, 1], 15.0)
    due = cascade.run(made, [0], cross_default="due")
    assert (due.defaulted.tolist(), due.calls, due.bank_loss) == ([0], {0: {1: 10.0}}, 0.0)
    assert clearing.run(made, [0], alpha=0.0, cross_default="due").calls == {0: {1: 10.0}}
    assert sweep(made, cross_default="due").pulled_down.tolist() == [0, 0]


def test_a_bank_nobody_knows_is_named(network):
    with pytest.raises(UnknownCode, match="B9"):
        cascade.run(network, [0], withdrawal={"B9": 0.5})


@pytest.mark.parametrize("wrong", [1.5, -0.1, float("nan"), True, "half", {"B1": 2.0}, {"*": None}])
def test_a_share_outside_its_range_is_named(network, wrong):
    with pytest.raises(InvalidParameter, match="withdrawal"):
        cascade.run(network, [0], withdrawal=wrong)


def test_parameters_keep_what_they_were_given():
    shares = {"B1": 0.5}
    parameters = CascadeParameters(withdrawal=shares)
    shares["B1"] = 0.9
    assert parameters.as_dict()["withdrawal"] == {"B1": 0.5}
    assert CascadeParameters(**parameters.options()) == parameters
    assert (parameters.withdraws, CascadeParameters(withdrawal={"*": 0.0}).withdraws, CascadeParameters().withdraws) == (True, False, False)
