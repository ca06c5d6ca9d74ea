"""The laws of the textbook models, and independent solvers of the same equations, on random systems."""

from __future__ import annotations

from itertools import product
from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from analysis.contagion.textbook import debtrank, eisenberg_noe, furfine, possible_worlds, rogers_veraart, threshold_cascade

SEEDS = st.integers(0, 2**32 - 1)
FRACTIONS = st.sampled_from([0.0, 0.3, 0.5, 0.9, 1.0])
ENDS = ("greatest", "least")
CLOSE = 1e-9


def random_system(rng, *, closed=True, most=7):
    """Liabilities, assets and outside debts; many zeros, so that closed circles without money occur unless forbidden."""
    n = int(rng.integers(1, most + 1))
    owed = rng.random((n, n)) * 10 * (rng.random((n, n)) < rng.choice([0.2, 0.5, 0.9]))
    np.fill_diagonal(owed, 0)
    assets = rng.random(n) * 8 * (rng.random(n) < rng.choice([0.3, 0.8]))
    outside = rng.random(n) * 6 * (rng.random(n) < 0.5) if closed else 0.1 + rng.random(n) * 6
    return owed, assets, outside


def shares_of(owed, outside):
    total = owed.sum(axis=1) + outside
    return total, np.divide(owed, total[:, None], out=np.zeros_like(owed), where=total[:, None] > 0)


def pays(owed, assets, outside, alpha, beta, payments):
    """One application of the clearing map; who is within rounding of its debts pays in full."""
    total, shares = shares_of(owed, outside)
    inflow = shares.T @ payments
    return np.where(assets + inflow >= total * (1 - 1e-11), total, alpha * assets + beta * inflow)


def every_clearing_vector(owed, assets, outside, alpha, beta):
    """All of them, by trying every set of defaulters; the outside debts keep each linear system regular."""
    total, shares = shares_of(owed, outside)
    n = len(total)
    for pattern in product([False, True], repeat=n):
        down = np.array(pattern)
        keep = np.diag(down.astype(float))
        payments = np.linalg.solve(np.eye(n) - beta * keep @ shares.T, np.where(down, alpha * assets, total))
        if ((assets + shares.T @ payments < total) == down).all():
            yield payments


@given(SEEDS, FRACTIONS, FRACTIONS)
@settings(max_examples=300)
def test_payments_are_clearing_vectors_and_the_least_is_below_the_greatest(number, alpha, beta):
    owed, assets, outside = random_system(np.random.default_rng(number))
    total, _ = shares_of(owed, outside)
    found = {end: rogers_veraart(owed, assets, outside, alpha=alpha, beta=beta, solution=end) for end in ENDS}
    for result in found.values():
        assert result.payments == pytest.approx(pays(owed, assets, outside, alpha, beta, result.payments), abs=CLOSE)
        assert (result.payments >= 0).all()
        assert (result.payments <= total).all()
        solvent = np.setdiff1d(np.arange(len(total)), result.defaulted)
        assert (result.payments[solvent] == total[solvent]).all()
        assert result.rounds <= len(total)
        assert (np.diff(result.defaulted) > 0).all()
    assert (found["least"].payments <= found["greatest"].payments + CLOSE).all()
    assert set(found["greatest"].defaulted.tolist()) <= set(found["least"].defaulted.tolist())


@given(SEEDS)
@settings(max_examples=150)
def test_senior_debts_outside_are_paid_first(number):
    """Negative external assets: no payment below 0, and iteration from above and from below leads to the two ends."""
    rng = np.random.default_rng(number)
    owed, assets, outside = random_system(rng)
    assets = assets - rng.choice([0.0, 1.0, 30.0], len(assets)) * rng.random(len(assets))
    outside = outside + 1.0  # no closed circles: then there is one end only
    total, shares = shares_of(owed, outside)
    payments = total.copy()
    for _ in range(20_000):
        payments = np.clip(assets + shares.T @ payments, 0.0, total)
    for end in ENDS:
        found = eisenberg_noe(owed, assets, outside, solution=end)
        assert found.payments == pytest.approx(payments, abs=CLOSE)
        assert found.defaulted.tolist() == np.flatnonzero(assets + shares.T @ payments < total * (1 - 1e-12)).tolist()


@given(SEEDS, FRACTIONS, FRACTIONS)
@settings(max_examples=150)
def test_both_ends_are_those_of_all_clearing_vectors(number, alpha, beta):
    system = random_system(np.random.default_rng(number), closed=False, most=6)
    everything = np.array(list(every_clearing_vector(*system, alpha, beta)))
    for end, extreme in (("greatest", everything.max(axis=0)), ("least", everything.min(axis=0))):
        assert rogers_veraart(*system, alpha=alpha, beta=beta, solution=end).payments == pytest.approx(extreme, abs=CLOSE)


@given(SEEDS)
@settings(max_examples=150)
def test_eisenberg_noe_is_rogers_veraart_without_costs_and_a_linear_programme(number):
    owed, assets, outside = random_system(np.random.default_rng(number))
    total, shares = shares_of(owed, outside)
    for end in ENDS:
        plain = eisenberg_noe(owed, assets, outside, solution=end)
        costless = rogers_veraart(owed, assets, outside, alpha=1, beta=1, solution=end)
        assert plain.payments.tolist() == costless.payments.tolist()
        assert plain.defaulted.tolist() == costless.defaulted.tolist()
    optimum = linprog(-np.ones(len(total)), A_ub=np.eye(len(total)) - shares.T, b_ub=assets, bounds=np.stack([0 * total, total], axis=1))
    assert eisenberg_noe(owed, assets, outside).payments == pytest.approx(optimum.x, abs=1e-6)


@given(SEEDS)
@settings(max_examples=150)
def test_limited_liability_and_absolute_priority(number):
    owed, assets, outside = random_system(np.random.default_rng(number))
    _, shares = shares_of(owed, outside)
    equities = []
    for end in ENDS:
        result = eisenberg_noe(owed, assets, outside, solution=end)
        equities.append(assets + shares.T @ result.payments - result.payments)
        assert (equities[-1] >= -CLOSE).all()
        assert equities[-1][result.defaulted] == pytest.approx(0, abs=CLOSE)
    assert equities[0] == pytest.approx(equities[1], abs=CLOSE)


@given(SEEDS)
@settings(max_examples=100)
def test_the_least_is_where_payments_from_nothing_lead(number):
    owed, assets, outside = random_system(np.random.default_rng(number))
    total, shares = shares_of(owed, outside)
    payments = np.zeros(len(total))
    for _ in range(20_000):
        before, payments = payments, np.minimum(total, assets + shares.T @ payments)
        if np.abs(payments - before).max() == 0:
            break
    assert eisenberg_noe(owed, assets, outside, solution="least").payments == pytest.approx(payments, abs=1e-6)


@given(SEEDS, FRACTIONS, FRACTIONS)
@settings(max_examples=150)
def test_more_assets_never_lower_a_payment(number, alpha, beta):
    rng = np.random.default_rng(number)
    owed, assets, outside = random_system(rng)
    more = assets + rng.random(len(assets)) * (rng.random(len(assets)) < 0.5) * 3
    for end in ENDS:
        poor = rogers_veraart(owed, assets, outside, alpha=alpha, beta=beta, solution=end)
        rich = rogers_veraart(owed, more, outside, alpha=alpha, beta=beta, solution=end)
        assert (rich.payments >= poor.payments - CLOSE).all()
    assert set(furfine(owed, more, outside, recovery=alpha).defaulted) <= set(furfine(owed, assets, outside, recovery=alpha).defaulted)


@given(SEEDS, FRACTIONS, FRACTIONS)
@settings(max_examples=100)
def test_the_order_of_firms_does_not_matter(number, alpha, beta):
    rng = np.random.default_rng(number)
    owed, assets, outside = random_system(rng)
    order = rng.permutation(len(assets))
    mixed = owed[np.ix_(order, order)], assets[order], outside[order]
    for end in ENDS:
        plain = rogers_veraart(owed, assets, outside, alpha=alpha, beta=beta, solution=end)
        other = rogers_veraart(*mixed, alpha=alpha, beta=beta, solution=end)
        assert other.payments == pytest.approx(plain.payments[order], abs=CLOSE)
        assert sorted(order[other.defaulted]) == plain.defaulted.tolist()
    shock = rng.random(len(assets)) * 1.5
    for solve in (debtrank, threshold_cascade):
        plain = solve(owed, assets + 1, shock)
        other = solve(mixed[0], mixed[1] + 1, shock[order])
        assert other.losses == pytest.approx(plain.losses[order], rel=1e-8)


@given(SEEDS, FRACTIONS)
@settings(max_examples=150)
def test_furfine_is_the_least_set_that_explains_itself(number, recovery):
    owed, assets, outside = random_system(np.random.default_rng(number))
    worth = assets + owed.sum(axis=0) - owed.sum(axis=1) - outside
    result = furfine(owed, assets, outside, recovery=recovery)
    closed = [set(down) for down in subsets(len(assets)) if set(fails(owed, worth, recovery, down)) <= set(down)]
    assert set(result.defaulted.tolist()) == set.intersection(*closed)
    assert result.losses == pytest.approx((1 - recovery) * owed[result.defaulted].sum(axis=0))


def subsets(n):
    return [[i for i in range(n) if pattern >> i & 1] for pattern in range(2**n)]


def fails(owed, worth, recovery, down):
    return [i for i in range(len(worth)) if (1 - recovery) * owed[down, i].sum() > worth[i] + 1e-10 or worth[i] < -1e-10]


@given(SEEDS, FRACTIONS)
@settings(max_examples=200)
def test_threshold_is_within_debtrank_and_both_solve_their_equations(number, recovery):
    rng = np.random.default_rng(number)
    claims, equity, _ = random_system(rng)
    equity = equity + 1
    shock = rng.random(len(equity)) * 1.5 * (rng.random(len(equity)) < 0.5)
    soft, hard = debtrank(claims, equity, shock), threshold_cascade(claims, equity, shock)
    assert soft.converged
    assert soft.losses / equity == pytest.approx(shock + claims @ np.minimum(1, soft.losses / equity) / equity, abs=1e-8)
    assert soft.distress == pytest.approx(np.minimum(1, soft.losses / equity))
    assert (hard.losses <= soft.losses + CLOSE).all()
    assert set(hard.defaulted) <= set(soft.defaulted)
    once = debtrank(claims, equity, shock, single_hit=True)
    assert (once.losses <= soft.losses + CLOSE).all()
    assert once.rounds <= len(equity)
    some = threshold_cascade(claims, equity, shock, recovery=recovery)
    assert some.losses == pytest.approx(shock * equity + (1 - recovery) * claims[:, some.defaulted].sum(axis=1))
    assert some.defaulted.tolist() == np.flatnonzero(some.losses / equity >= 1 - 1e-12).tolist()
    assert set(some.defaulted) <= set(hard.defaulted)


@pytest.mark.parametrize("number", range(6))
def test_worlds_agree_with_the_product_formula_on_trees(number):
    rng = np.random.default_rng(number)
    n, samples = 12, 40_000
    ends = [(i, int(rng.integers(i))) for i in range(1, n)]
    pairs = [(i, j) if rng.random() < 0.5 else (j, i) for i, j in ends]
    order = rng.permutation(len(pairs))
    own, passing = rng.random(n) * 0.3, rng.random(len(pairs))
    result = possible_worlds(own, [pairs[k] for k in order], passing[order], samples=samples, seed=number)

    def chance(party):
        reached = prod(1 - passing[k] * chance(j) for k, (i, j) in enumerate(pairs) if i == party)
        return 1 - (1 - own[party]) * reached

    exact = np.array([chance(party) for party in range(n)])
    assert result.standard_error == pytest.approx(np.sqrt(exact * (1 - exact) / samples), rel=0.2)
    assert (np.abs(result.default_probability - exact) < 5 * np.sqrt(exact * (1 - exact) / samples)).all()


@pytest.mark.parametrize("number", range(3))
def test_worlds_agree_with_all_worlds_where_chains_meet_and_close(number):
    rng = np.random.default_rng(number)
    n, samples = 4, 40_000
    pairs = [(1, 0), (2, 0), (3, 1), (3, 2), (0, 3), (3, 1)]
    own, passing = rng.random(n) * 0.4, rng.random(len(pairs))
    exact = np.zeros(n)
    for world in product([0, 1], repeat=n + len(pairs)):
        weight = prod(p if hit else 1 - p for p, hit in zip([*own, *passing], world, strict=True))
        down = {i for i in range(n) if world[i]}
        for _ in range(n):
            down |= {i for k, (i, j) in enumerate(pairs) if world[n + k] and j in down}
        exact[sorted(down)] += weight
    result = possible_worlds(own, pairs, passing, samples=samples, seed=number)
    assert (np.abs(result.default_probability - exact) < 5 * np.sqrt(exact * (1 - exact) / samples)).all()


@given(SEEDS)
@settings(max_examples=25)
def test_riskier_worlds_drawn_with_the_same_seed_are_never_better(number):
    rng = np.random.default_rng(number)
    n = int(rng.integers(2, 20))
    pairs = [(i, j) for i, j in rng.integers(0, n, (30, 2)).tolist() if i != j]
    own, passing = rng.random(n) * 0.2, rng.random(len(pairs)) * 0.5
    calm = possible_worlds(own, pairs, passing, samples=500, seed=number)
    again = possible_worlds(own, pairs, passing, samples=500, seed=number)
    worse = possible_worlds(own * 1.5, pairs, passing * 1.5, samples=500, seed=number)
    assert again.default_probability.tolist() == calm.default_probability.tolist()
    assert (worse.default_probability >= calm.default_probability).all()
