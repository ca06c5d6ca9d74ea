"""Clearing against a solver written from the formulas, and its laws, on random networks."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.contagion import cascade, clearing
from analysis.contagion.obligations import called_shortfall

CLOSE = 1e-7
SEEDS = st.integers(0, 2**32 - 1)


@pytest.fixture(scope="module")
def solver():
    spec = importlib.util.spec_from_file_location("reference_clearing", Path(__file__).parents[1] / "reference" / "clearing.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def indebted(networks, rng, most=8):
    """A random network whose parties have debts of their own, some more than they own."""
    network = networks.random_network(rng, most=most)
    n = len(network.parties.capacity)
    resources, debt = rng.choice([0.0, 1, 3, 8, 20], n), rng.choice([0.0, 0, 2, 5], n)
    capacity = np.maximum(0.0, resources - debt)
    return replace(network, parties=replace(network.parties, resources=resources, own_debt=debt, capacity=capacity)), n


def test_equals_the_reference(reference, networks, solver):
    rng = np.random.default_rng(5)
    for _ in range(300):
        network, n = indebted(networks, rng)
        assumptions = networks.random_assumptions(rng, n)
        seeds, alpha = [int(i) for i in rng.choice(n, 2)], float(rng.choice([0, 0.3, 0.8, 1]))
        unknown = 0.0 if assumptions["unknown_capacity"] == "zero" else np.inf
        means = np.where(network.parties.capacity_known, network.parties.resources, unknown).tolist()
        model = reference.Model(network, **assumptions)
        rho, down, _, losses = solver.clear(model, seeds, alpha, means, network.parties.own_debt.tolist(), rounds=2000)
        result = clearing.run(network, seeds, alpha=alpha, **assumptions)
        assert result.converged
        assert set(result.defaulted.tolist()) == down
        assert result.recovery == pytest.approx(rho, abs=CLOSE)
        assert result.loss_of_loan == pytest.approx(losses, abs=CLOSE)


@given(SEEDS)
@settings(max_examples=150, deadline=None)
def test_laws_of_clearing(networks, number):
    rng = np.random.default_rng(number)
    network, n = indebted(networks, rng, 12)
    assumptions = networks.random_assumptions(rng, n)
    seeds = rng.choice(n, 2)
    least = cascade.run(network, seeds, **assumptions)
    before = None
    for alpha in (0.0, 0.25, 0.6, 1.0):
        result = clearing.run(network, seeds, alpha=alpha, **assumptions)
        down = set(result.defaulted.tolist())
        if before is None:
            assert down == set(least.defaulted.tolist())
            assert result.bank_loss == pytest.approx(least.bank_loss, abs=CLOSE)
        else:
            assert down <= set(before.defaulted.tolist())
            assert result.bank_loss <= before.bank_loss + CLOSE
        before = result
        for loan, debt in enumerate(called_shortfall(network, least.parameters)):
            borrower = network.loans.borrower[loan]
            paid = sum(result.paid.get(loan, {}).values())
            unpaid = result.unpaid_of_loan[loan]
            assert unpaid == pytest.approx(debt * (1 - result.recovery[borrower]) if borrower in down else 0.0, abs=CLOSE)
            assert paid + result.enforced_of_loan[loan] + result.loss_of_loan[loan] == pytest.approx(unpaid, abs=CLOSE)
