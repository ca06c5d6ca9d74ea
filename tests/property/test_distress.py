"""Distress against the formula with plain loops, and its laws, on random networks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.contagion import distress

SEEDS = st.integers(0, 2**32 - 1)


def by_hand(model, start, recovery, rounds):
    """h after so many rounds; W from the reference's calls with nobody down."""
    w = np.zeros((model.n, model.n))
    for number, loan in enumerate(model.loans):
        for claim, call in zip(loan.claims, model.calls(number, set()), strict=True):
            w[claim.guarantor, loan.borrower] += call * (1 - recovery[loan.borrower])
    for j in range(model.n):
        for i in range(model.n):
            if w[j, i] > 0:
                bears = max(0.0, model.capacity[j] - model.drain[j])
                w[j, i] = w[j, i] / bears if bears > 0 else 1.0
    before, now = np.zeros(model.n), start
    for _ in range(rounds):
        before, now = (
            now,
            np.array([min(1.0, now[j] + sum(w[j, i] * (now[i] - before[i]) for i in range(model.n))) for j in range(model.n)]),
        )
    return now


@given(SEEDS)
@settings(max_examples=150, deadline=None)
def test_equals_the_formula_and_never_falls(reference, networks, number):
    rng = np.random.default_rng(number)
    network = networks.random_network(rng)
    n = len(network.parties.capacity)
    assumptions = {**networks.random_assumptions(rng, n)}
    del assumptions["rescue"]
    start, recovery = rng.choice([0.0, 0.0, 0.3, 1.0], n), rng.choice([0.0, 0.5, 1.0], n)
    model = reference.Model(network, **assumptions)
    for rounds in (1, 2, 6):
        outcome = distress.run(network, start, recovery=recovery, max_rounds=rounds, **assumptions)
        assert outcome.distress == pytest.approx(by_hand(model, start, recovery, rounds), abs=1e-9)
        assert (outcome.distress >= start).all()
        assert outcome.distress.max() <= 1.0
    more = distress.run(network, np.maximum(start, 0.5), recovery=recovery, max_rounds=6, **assumptions)
    assert (more.distress >= outcome.distress - 1e-12).all()
    assert outcome.group >= 0.0
