"""What the textbook models refuse, and the edges of what they take."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from analysis.contagion.textbook import debtrank, eisenberg_noe, furfine, possible_worlds, rogers_veraart, threshold_cascade
from graph.errors import InvalidNetwork, InvalidParameter

OWED = [[0.0, 3.0], [1.0, 0.0]]
MODELS = {
    "eisenberg_noe": lambda owed=OWED, assets=(1, 2): eisenberg_noe(owed, assets),
    "rogers_veraart": lambda owed=OWED, assets=(1, 2): rogers_veraart(owed, assets, alpha=0.5, beta=0.5, solution="least"),
    "furfine": lambda owed=OWED, assets=(1, 2): furfine(owed, assets, recovery=0.5),
    "debtrank": lambda owed=OWED, assets=(1, 2): debtrank(owed, assets, [1, 0]),
    "threshold_cascade": lambda owed=OWED, assets=(1, 2): threshold_cascade(owed, assets, [1, 0]),
}
each_model = pytest.mark.parametrize("solve", MODELS.values(), ids=MODELS.keys())


@each_model
@pytest.mark.parametrize(
    ("matrix", "told"),
    [
        ([[0, np.nan], [1, 0]], r"\[0, 1\] is nan"),
        ([[0, 1], [np.inf, 0]], r"\[1, 0\] is inf"),
        ([[0, -2], [1, 0]], r"\[0, 1\] is -2"),
        ([[0, 1], [1, 4]], r"\[1, 1\] is 4"),
        ([[0, 1, 2], [1, 0, 2]], r"\(2, 3\)"),
        ([0, 1], r"\(2,\)"),
        ([[0, 1], [1]], "array of numbers"),
        ([["0", "1"], ["1", "0"]], "must hold numbers"),
        ([[0, 1j], [1, 0]], "must hold numbers"),
        (np.zeros((0, 0)), "empty"),
    ],
)
def test_a_matrix_no_model_can_compute_with_is_named(solve, matrix, told):
    with pytest.raises(InvalidNetwork, match=told):
        solve(owed=matrix)


@each_model
@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([1, np.nan], r"\[1\] is nan"),
        ([np.inf, 1], r"\[0\] is inf"),
        ([1, 2, 3], r"\(3,\)"),
        (1.0, r"\(\)"),
        ([[1, 2]], r"\(1, 2\)"),
        ([None, 1], "must hold numbers"),
    ],
)
def test_a_vector_no_model_can_compute_with_is_named(solve, values, told):
    with pytest.raises(InvalidNetwork, match=told):
        solve(assets=values)


@each_model
def test_assets_below_zero_are_senior_debts_to_eisenberg_and_noe_and_an_error_to_the_others(solve):
    if solve is MODELS["eisenberg_noe"]:
        solve(assets=[1, -0.5])
        return
    with pytest.raises(InvalidNetwork, match=r"\[1\] is -0\.5"):
        solve(assets=[1, -0.5])


def test_outside_debts_and_first_shocks_are_checked_too():
    for solve in (eisenberg_noe, lambda *system: furfine(*system, recovery=0), lambda *system: rogers_veraart(*system, alpha=1, beta=1)):
        with pytest.raises(InvalidNetwork, match=r"external_liabilities\[1\] is -1"):
            solve(OWED, [1, 1], [0, -1])
    for solve in (debtrank, threshold_cascade):
        with pytest.raises(InvalidNetwork, match=r"initial_distress\[0\] is nan"):
            solve(OWED, [1, 1], [np.nan, 0])
        with pytest.raises(InvalidNetwork, match=r"initial_distress has the shape \(1,\)"):
            solve(OWED, [1, 1], [1])


def test_amounts_whose_sum_no_number_holds_are_refused():
    with pytest.raises(InvalidNetwork, match="add up"):
        eisenberg_noe([[0, 1e308, 1e308], [0, 0, 0], [0, 0, 0]], [0, 0, 0])


@pytest.mark.parametrize("value", [-0.1, 1.1, np.nan, np.inf, None, "0.5"])
def test_fractions_outside_their_range_are_named(value):
    for name, call in (
        ("alpha", lambda: rogers_veraart(OWED, [1, 2], alpha=value, beta=0.5)),
        ("beta", lambda: rogers_veraart(OWED, [1, 2], alpha=0.5, beta=value)),
        ("recovery", lambda: furfine(OWED, [1, 2], recovery=value)),
        ("recovery", lambda: threshold_cascade(OWED, [1, 2], [1, 0], recovery=value)),
    ):
        with pytest.raises(InvalidParameter, match=f"{name} is {value!r}".replace("(", r"\(").replace(")", r"\)")):
            call()


def test_other_parameters_are_named():
    for told, call in (
        ("solution is 'best'", lambda: eisenberg_noe(OWED, [1, 2], solution="best")),
        ("tolerance is -1", lambda: debtrank(OWED, [1, 2], [1, 0], tolerance=-1)),
        ("tolerance is nan", lambda: debtrank(OWED, [1, 2], [1, 0], tolerance=float("nan"))),
        ("max_rounds is -1", lambda: debtrank(OWED, [1, 2], [1, 0], max_rounds=-1)),
        ("max_rounds is 1.5", lambda: debtrank(OWED, [1, 2], [1, 0], max_rounds=1.5)),
        ("samples is 0", lambda: possible_worlds([0.1, 0.1], [(0, 1)], 0.5, samples=0, seed=1)),
        ("samples is True", lambda: possible_worlds([0.1, 0.1], [(0, 1)], 0.5, samples=True, seed=1)),
        ("seed is -1", lambda: possible_worlds([0.1, 0.1], [(0, 1)], 0.5, samples=1, seed=-1)),
        ("seed is None", lambda: possible_worlds([0.1, 0.1], [(0, 1)], 0.5, samples=1, seed=None)),
        (r"self_risk\[1\] is 1\.5", lambda: possible_worlds([0.1, 1.5], [(0, 1)], 0.5, samples=1, seed=1)),
        (r"self_risk\[0\] is nan", lambda: possible_worlds([np.nan, 0.5], [(0, 1)], 0.5, samples=1, seed=1)),
        (r"diffusion\[0\] is -0\.5", lambda: possible_worlds([0.1, 0.5], [(0, 1)], -0.5, samples=1, seed=1)),
    ):
        with pytest.raises(InvalidParameter, match=told):
            call()


@pytest.mark.parametrize(
    ("own", "guarantees", "passing", "told"),
    [
        ([], [], 0.5, "empty"),
        ([[0.1]], [], 0.5, r"self_risk has the shape \(1, 1\)"),
        ([0.1, 0.2], [(0, 2)], 0.5, r"guarantees\[0\] is \(0, 2\)"),
        ([0.1, 0.2], [(0, 1), (-1, 0)], 0.5, r"guarantees\[1\] is \(-1, 0\)"),
        ([0.1, 0.2], [(1, 1)], 0.5, "the borrower itself"),
        ([0.1, 0.2], [0, 1], 0.5, r"shape \(2,\)"),
        ([0.1, 0.2], [(0.0, 1.0)], 0.5, "float64"),
        ([0.1, 0.2], [(0, 1), (1,)], 0.5, "cannot be read"),
        ([0.1, 0.2], [(0, 1)], [0.5, 0.5], r"diffusion has the shape \(2,\)"),
    ],
)
def test_guarantees_no_world_can_be_drawn_from_are_named(own, guarantees, passing, told):
    with pytest.raises(InvalidNetwork, match=told):
        possible_worlds(own, guarantees, passing, samples=1, seed=1)


def test_results_cannot_be_changed_and_nothing_given_is():
    owed = np.array([[0.0, 0.7], [0.4, 0.0]])
    assets = np.array([0.1, 0.2])
    kept = owed.copy(), assets.copy()
    for result in (eisenberg_noe(owed, assets), furfine(owed, assets, recovery=0), debtrank(owed, assets, assets)):
        with pytest.raises(dataclasses.FrozenInstanceError):
            result.rounds = 3
    assert (owed == kept[0]).all()
    assert (assets == kept[1]).all()


def test_a_firm_that_owes_nothing_never_defaults():
    result = eisenberg_noe([[0, 0], [5, 0]], [0, 1], solution="least")
    assert result.payments.tolist() == [0, 1]
    assert result.defaulted.tolist() == [1]


def test_a_sum_of_tenths_is_not_a_shortfall():
    assert eisenberg_noe([[0, 0], [0, 0]], [0.1 + 0.1 + 0.1, 0.7 + 0.1], [0.3, 0.8]).defaulted.tolist() == []
    assert furfine([[0, 0.1, 0.2], [0, 0, 0], [0, 0, 0]], [0, 0, 0], recovery=0).defaulted.tolist() == [0]
    assert threshold_cascade([[0, 0.1, 0.7], [0, 0, 0], [0, 0, 0]], [0.8, 1, 1], [0, 1, 1]).defaulted.tolist() == [0, 1, 2]


def test_the_least_goes_on_where_payments_from_nothing_only_approach_the_jump():
    """Iteration from nothing rises to 1/(1 - 0.5) = 2 and never gets there; at 2 both can pay all 3, so 2 is no clearing vector."""
    result = rogers_veraart([[0, 3], [3, 0]], [1, 1], alpha=1, beta=0.5, solution="least")
    assert result.payments.tolist() == [3, 3]


def test_a_firm_without_equity_is_gone_at_its_first_loss_and_not_before():
    claims = [[0, 1, 0], [0, 0, 0], [0, 0, 0]]
    for solve in (debtrank, threshold_cascade):
        assert solve(claims, [0, 2, 0], [0, 1, 0]).defaulted.tolist() == [0, 1]
        assert solve(claims, [0, 2, 0], [0, 1, 0]).losses.tolist() == [1, 2, 0]


def test_rounds_that_did_not_suffice_are_told():
    ring = [[0, 1], [1, 0]]
    result = debtrank(ring, [1, 1], [1e-3, 0], max_rounds=10)
    assert (result.rounds, result.converged, result.tolerance) == (10, False, 1e-12)
    assert result.defaulted.tolist() == []
    end = debtrank(ring, [1, 1], [1e-3, 0])
    assert end.converged
    assert end.defaulted.tolist() == [0, 1]
    assert debtrank(ring, [1, 1], [1e-3, 0], max_rounds=end.rounds).converged
    assert not debtrank(ring, [1, 1], [1e-3, 0], max_rounds=end.rounds - 1).converged


def test_a_single_hit_goes_round_a_ring_once():
    """Battiston's rule by hand: 0 hands on 0.5, 1 hands on 0.5·0.5, what comes back to 0 goes no further."""
    ring = [[0, 0, 1], [1, 0, 0], [0, 1, 0]]
    result = debtrank(ring, [2, 2, 2], [0.5, 0, 0], single_hit=True)
    assert result.distress == pytest.approx([0.5625, 0.25, 0.125])
    assert result.rounds == 3


def test_shocks_above_equity_are_counted_as_losses_but_handed_on_once():
    result = debtrank([[0, 2], [0, 0]], [4, 1], [0, 3])
    assert result.losses.tolist() == [2, 3]
    assert result.distress.tolist() == [0.5, 1]


def test_parties_without_guarantees_default_by_themselves():
    result = possible_worlds([0.0, 1.0, 0.25], [], 0.5, samples=5_000, seed=4)
    assert result.default_probability[:2].tolist() == [0, 1]
    assert abs(result.default_probability[2] - 0.25) < 5 * result.standard_error[2]
    assert (result.samples, result.seed) == (5_000, 4)


@pytest.mark.parametrize("samples", [1, 63, 1024, 1025])
def test_certain_chains_reach_their_end_in_every_world(samples):
    chain = [(i + 1, i) for i in range(50)]
    result = possible_worlds([1.0] + [0.0] * 50, chain, 1.0, samples=samples, seed=0)
    assert (result.default_probability == 1).all()
    assert (result.standard_error == 0).all()
