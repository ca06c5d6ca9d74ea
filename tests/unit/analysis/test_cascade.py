from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analysis.contagion import cascade
from graph.errors import InvalidNetwork, InvalidParameter, UnknownCode
from graph.network import Liability, PartyKind
from tests.reference.networks import empty_network, of_contracts


def network(loans, capacity, *, kinds=None, shares=None, known=None):
    """A small network; kinds and shares by guarantee, in order of loan and guarantor."""
    made = of_contracts(loans, capacity)
    promises, parties = made.guarantees, made.parties
    if kinds is not None:
        promises = replace(promises, liability=np.array(kinds, np.int8))
    if shares is not None:
        promises = replace(promises, share=np.array(shares, dtype=np.float64))
    if known is not None:
        parties = replace(parties, capacity_known=np.array(known))
    return replace(made, guarantees=promises, parties=parties)


JOINT, GENERAL, SEVERAL = Liability.JOINT, Liability.GENERAL, Liability.SEVERAL


@pytest.mark.parametrize(("debt", "falls"), [(10.0, False), (10.004, False), (10.005, False), (10.006, True), (10.01, True)])
def test_a_call_up_to_half_a_fen_above_capacity_is_borne(debt, falls):
    result = cascade.run(network([(0, debt, [(1, None, 1)])], [0, 10]), [0])
    assert result.defaulted.tolist() == ([0, 1] if falls else [0])


def test_rounds_are_those_of_the_synchronous_map():
    loans = [(0, 5.0, [(1, None, 1), (2, None, 1)]), (1, 5.0, [(2, None, 1)]), (2, 5.0, [(3, None, 1)])]
    result = cascade.run(network(loans, [0, 1, 4, 9]), [0])
    # round 1 sees 0 down: 1 is called 2.5 > 1, 2 is called 2.5 <= 4; round 2 sees 0 and 1 down: 2 is called 5 + 5
    assert dict(zip(result.defaulted.tolist(), result.round_of.tolist(), strict=True)) == {0: 0, 1: 1, 2: 2}
    assert result.rounds == 2
    assert result.calls == {2: {3: 5.0}}
    assert result.loss_of_loan.tolist() == [5.0, 5.0, 0.0]


def test_without_a_seed_nothing_happens():
    result = cascade.run(network([(0, 5.0, [(1, None, 1)])], [0, 0]), [])
    assert (result.defaulted.tolist(), result.rounds, result.calls, result.bank_loss) == ([], 0, {}, 0.0)


def test_a_stated_share_is_several_liability_and_never_grows():
    made = network([(0, 10.0, [(1, None, 1), (2, None, 1)])], [0, 0, 20], kinds=[SEVERAL, SEVERAL], shares=[0.3, 0.7])
    result = cascade.run(made, [0])
    assert result.defaulted.tolist() == [0, 1]
    assert result.calls == {0: {2: pytest.approx(7.0)}}
    assert result.bank_loss == pytest.approx(3.0)


def test_a_stated_share_stays_below_the_cap():
    made = network([(0, 10.0, [(1, 2.0, 1)])], [0, 20], kinds=[SEVERAL], shares=[0.5])
    result = cascade.run(made, [0])
    assert result.calls == {0: {1: 2.0}}
    assert result.bank_loss == 8.0


def test_stated_shares_above_the_debt_are_cut_in_proportion():
    made = network([(0, 10.0, [(1, None, 1), (2, None, 1)])], [0, 20, 20], kinds=[SEVERAL, SEVERAL], shares=[0.9, 0.6])
    result = cascade.run(made, [0])
    assert result.calls[0] == pytest.approx({1: 6.0, 2: 4.0})
    assert result.bank_loss == 0.0


@pytest.mark.parametrize(
    ("shares", "caps", "expected"),
    [
        # nobody down, each would be asked for 4 of 12: what the contracts leave goes to those that state nothing
        ([0.5, None, None], [None, None, None], {1: 6.0, 2: 3.0, 3: 3.0}),
        ([0.5, 0.25, None], [None, None, None], {1: 6.0, 2: 3.0, 3: 3.0}),
        ([0.75, 0.25, None], [None, None, None], {1: 9.0, 2: 3.0}),
        ([1.0, 0.5, None], [None, None, None], {1: 8.0, 2: 4.0}),
        ([0.75, None, None], [6.0, None, 2.0], {1: 6.0, 2: 5 * 6 / 7, 3: 2 * 6 / 7}),  # caps: 6 stays, 5 and 2 share the other 6
        ([0.25, None, None], [None, None, None], {1: 3.0, 2: 4.0, 3: 4.0}),
    ],
)
def test_a_stated_share_stays_and_the_unstated_ones_give_way(shares, caps, expected):
    made = network(
        [(0, 12.0, [(guarantor, cap, 1) for guarantor, cap in enumerate(caps, 1)])], [0, 99, 99, 99], kinds=[SEVERAL] * 3,
        shares=[np.nan if share is None else share for share in shares],
    )  # fmt: skip
    result = cascade.run(made, [0])
    assert result.calls[0] == pytest.approx(expected)
    assert result.bank_loss == pytest.approx(12.0 - sum(expected.values()))


def test_joint_guarantors_absorb_the_part_of_a_fallen_several_one():
    made = network([(0, 12.0, [(1, None, 1), (2, None, 1), (3, None, 1)])], [0, 1, 99, 99], kinds=[SEVERAL, JOINT, JOINT])
    result = cascade.run(made, [0])  # 4 each; 1 falls; 2 and 3 owe the whole debt
    assert result.defaulted.tolist() == [0, 1]
    assert result.calls[0] == pytest.approx({2: 6.0, 3: 6.0})
    assert result.bank_loss == 0.0


def test_general_guarantors_answer_for_what_the_others_limits_leave():
    made = network([(0, 12.0, [(1, 5.0, 1), (2, None, 1)])], [0, 9, 9], kinds=[JOINT, GENERAL])
    assert cascade.run(made, [0]).calls[0] == pytest.approx({1: 5.0, 2: 7.0})
    recovered = cascade.run(made, [0], enforcement_recovery=0.25)
    assert recovered.calls[0] == pytest.approx({1: 5.0, 2: 4.0})  # 12 · (1 − 0.25) − 5
    assert recovered.bank_loss == 0.0


def test_a_general_guarantor_behind_an_uncapped_joint_one_is_not_called():
    made = network([(0, 12.0, [(1, None, 1), (2, None, 1)])], [0, 20, 20], kinds=[JOINT, GENERAL])
    assert cascade.run(made, [0]).calls == {0: {1: 12.0}}


def test_a_general_guarantor_is_called_when_the_joint_one_falls():
    made = network([(0, 12.0, [(1, None, 1), (2, None, 1)])], [0, 1, 20], kinds=[JOINT, GENERAL])
    result = cascade.run(made, [0])
    assert result.defaulted.tolist() == [0, 1]
    assert result.calls == {0: {2: 12.0}}


def test_enforcement_lowers_the_loss_only_where_somebody_is_generally_liable():
    made = network([(0, 10.0, [(1, None, 1)]), (0, 10.0, [(2, 4.0, 1)])], [0, 0, 0], kinds=[JOINT, GENERAL])
    result = cascade.run(made, [0], enforcement_recovery=0.5)
    assert result.defaulted.tolist() == [0, 1, 2]
    assert result.loss_of_loan.tolist() == [10.0, 5.0]


def test_two_contracts_of_one_guarantor_on_one_loan_add_up():
    result = cascade.run(network([(0, 12.0, [(1, 2.0, 1), (1, None, 1), (2, None, 1)])], [0, 99, 99]), [0])
    assert result.calls[0] == pytest.approx({1: 7.0, 2: 5.0})
    assert cascade.run(network([(0, 12.0, [(1, 2.0, 1), (1, None, 1), (2, None, 1)])], [0, 6.9, 99]), [0]).calls == {0: {2: 12.0}}


@pytest.mark.parametrize(
    ("weights", "calls"),
    [
        ("stated", {1: 3.0, 2: 9.0}),
        ("equal", {1: 6.0, 2: 6.0}),
        ("cap", {1: 10 / 22 * 12, 2: 12 / 22 * 12}),
        ("capacity", {1: 8.0, 2: 4.0}),
    ],
)
def test_weights(weights, calls):
    made = network([(0, 12.0, [(1, 10.0, 1), (2, None, 3)])], [0, 100, 50])
    assert cascade.run(made, [0], weights=weights).calls[0] == pytest.approx(calls)


def test_a_weight_below_one_fen_counts_as_one_fen():
    made = network([(0, 12.0, [(1, None, 0.0), (2, None, 0.03)])], [0, 100, 100])
    assert cascade.run(made, [0]).calls[0] == pytest.approx({1: 3.0, 2: 9.0})


def test_unknown_capacity_is_nothing_or_no_limit():
    made = network([(0, 12.0, [(1, None, 1)])], [0, 100], known=[True, False])
    assert cascade.run(made, [0]).defaulted.tolist() == [0, 1]
    assert cascade.run(made, [0], unknown_capacity="unlimited").defaulted.tolist() == [0]


def test_the_rescued_never_fall_not_even_as_seeds():
    made = network([(0, 12.0, [(1, None, 1)]), (1, 5.0, [(2, None, 1)])], [0, 1, 1])
    result = cascade.run(made, [0], rescue=[1])
    assert result.defaulted.tolist() == [0]
    assert result.calls == {0: {1: 12.0}}
    assert cascade.run(made, [0, 1], rescue=[0]).defaulted.tolist() == [1, 2]
    assert cascade.worst_case(made, [0], rescue=[0, 1]).defaulted.tolist() == []


def test_a_loan_without_shortfall_calls_nobody():
    result = cascade.run(network([(0, 0.0, [(1, None, 1)])], [0, 0]), [0])
    assert (result.defaulted.tolist(), result.calls, result.bank_loss) == ([0], {}, 0.0)


def test_the_worst_case_near_leaves_out_circles_elsewhere():
    pair = [(0, 10.0, [(1, None, 1)]), (1, 10.0, [(0, None, 1)])]
    elsewhere = [(2, 10.0, [(3, None, 1)]), (3, 10.0, [(2, None, 1)])]
    made = network([*pair, *elsewhere], [8, 8, 8, 8])
    assert cascade.run(made, []).defaulted.tolist() == []
    assert cascade.worst_case(made, [0]).defaulted.tolist() == [0, 1, 2, 3]
    near = cascade.worst_case_near(made, [0])
    assert near.defaulted.tolist() == [0, 1]
    assert near.bank_loss == 20.0
    assert cascade.worst_case_near(made, []).defaulted.tolist() == []


def test_co_guarantors_share_a_weakly_connected_part():
    made = network([(0, 1.0, [(1, None, 1), (2, None, 1)]), (3, 1.0, [])], [1, 1, 1, 1])
    part = cascade.connected_parts(made, np.zeros(4, bool))
    assert part[0] == part[1] == part[2] != part[3]


def test_a_guarantee_company_that_pays_does_not_tie_its_clients_together():
    pair = [(1, 10.0, [(2, None, 1)]), (2, 10.0, [(1, None, 1)])]
    made = network([(0, 5.0, [(3, None, 1)]), (1, 1.0, [(3, None, 1)]), *pair], [0, 8, 8, 100])
    made = replace(made, parties=replace(made.parties, kind=np.array([0, 0, 0, PartyKind.GUARANTEE_COMPANY], np.int8)))
    assert cascade.worst_case(made, [0]).defaulted.tolist() == [0, 1, 2]
    assert cascade.worst_case_near(made, [0]).defaulted.tolist() == [0]
    poor = replace(made, parties=replace(made.parties, capacity=np.array([0.0, 8.0, 8.0, 3.0])))
    assert cascade.worst_case_near(poor, [0]).defaulted.tolist() == [0, 1, 2, 3]


def test_many_guarantors_on_one_loan():
    width = 5000
    made = network([(0, float(width), [(j + 1, float(j % 7), 1 + j % 3) for j in range(width)])], [0.0] + [1e9] * width)
    result = cascade.run(made, [0])
    assert sum(result.calls[0].values()) == pytest.approx(width)


def test_a_loan_with_absurdly_many_guarantees_is_refused():
    made = network([(0, 1.0, [(1, None, 1)] * 10_001)], [0.0, 0.0])
    with pytest.raises(InvalidNetwork, match="loan 0 has 10001 guarantees"):
        cascade.run(made, [0])


@pytest.mark.parametrize("seeds", [[2], [-1], [0, 5]])
def test_a_seed_that_does_not_exist(seeds):
    with pytest.raises(UnknownCode, match="there is no party"):
        cascade.run(network([], [0, 0]), seeds)


@pytest.mark.parametrize(
    "seeds", [[0.5], [float("nan")], [[0]], [[0], [1, 0]], ["0"], [True], [0, True], "0", "", 0, None, [None], [2**70]]
)
def test_seeds_that_are_no_positions(seeds):
    with pytest.raises(InvalidParameter, match="seeds"):
        cascade.run(network([], [0, 0]), seeds)


@pytest.mark.parametrize(
    "wrong",
    [
        {"liability": "jiont"}, {"weights": "size"}, {"unknown_capacity": "some"}, {"enforcement_recovery": 1.5},
        {"enforcement_recovery": float("nan")}, {"enforcement_recovery": "0"},
    ],
)  # fmt: skip
def test_parameters_outside_their_choices(wrong):
    with pytest.raises(InvalidParameter, match=next(iter(wrong))):
        cascade.run(network([], [0]), [0], **wrong)


@pytest.mark.parametrize(
    ("part", "field", "value"),
    [
        ("parties", "capacity", [np.nan, 0.0]), ("parties", "capacity", [-1.0, 0.0]), ("loans", "shortfall", [np.inf]),
        ("guarantees", "cap", [np.nan]), ("guarantees", "weight", [-1.0]), ("guarantees", "share", [1.5]),
    ],
)  # fmt: skip
def test_values_nobody_can_compute_with(part, field, value):
    made = network([(0, 1.0, [(1, None, 1)])], [0.0, 0.0])
    broken = replace(made, **{part: replace(getattr(made, part), **{field: np.array(value)})})
    with pytest.raises(InvalidNetwork, match=field):
        cascade.run(broken, [0])


def test_an_empty_network_is_no_answer():
    for solve in (cascade.run, cascade.worst_case, cascade.worst_case_near):
        with pytest.raises(InvalidNetwork, match="the network is empty"):
            solve(empty_network(), [])


def test_results_carry_their_assumptions():
    result = cascade.run(network([], [0]), [0], liability="general", enforcement_recovery=0.1)
    assert result.parameters.as_dict() == {
        "liability": "general", "weights": "stated", "enforcement_recovery": 0.1, "unknown_capacity": "zero",
        "cross_default": "all", "withdrawal": 0.0,
    }  # fmt: skip
