"""What a larger cap does and does not do, and where every yuan of a loan goes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.contagion import cascade, clearing
from graph.network import GuaranteeNetwork

SEEDS = st.integers(0, 2**32 - 1)
CLOSE = 1e-9


def with_caps(network, cap):
    return replace(network, guarantees=replace(network.guarantees, cap=cap, stated_cap=cap))


def raised(rng, network):
    """One finite cap is raised; None without one."""
    cap = network.guarantees.cap
    finite = np.flatnonzero(np.isfinite(cap))
    if not len(finite):
        return None
    place = int(rng.choice(finite))
    more = cap.copy()
    more[place] += float(rng.choice([1.0, 3.0, 10.0, np.inf]))
    return place, with_caps(network, more)


@given(SEEDS)
@settings(max_examples=150, deadline=None)
def test_with_the_same_parties_down_a_larger_cap_moves_calls_to_its_guarantor_and_loses_nothing_more(networks, number):
    rng = np.random.default_rng(number)
    network = networks.random_network(rng, most=10)
    rich = np.full(len(network.parties.capacity), 1e9)
    network = replace(network, parties=replace(network.parties, capacity=rich, capacity_known=np.ones(len(rich), bool)))
    change = raised(rng, network)
    if change is None:
        return
    place, freer = change
    loan, guarantor = int(network.guarantees.loan[place]), int(network.guarantees.guarantor[place])
    down = np.append(rng.choice(len(rich), 2), network.loans.borrower[loan])
    down = down[down != guarantor]
    before, after = (cascade.run(made, down, liability="joint") for made in (network, freer))
    assert before.defaulted.tolist() == after.defaulted.tolist()
    assert after.bank_loss <= before.bank_loss + CLOSE
    own = {result: sum(calls.get(guarantor, 0.0) for calls in result.calls.values()) for result in (before, after)}
    assert own[after] >= own[before] - CLOSE
    for other, call in after.calls.get(loan, {}).items():
        assert other == guarantor or call <= before.calls[loan][other] + CLOSE


@given(SEEDS)
@settings(max_examples=150, deadline=None)
def test_where_each_loan_has_one_guarantor_more_fall_under_larger_caps(number):
    rng = np.random.default_rng(number)
    n = int(rng.integers(2, 10))
    loans = []
    for _ in range(int(rng.integers(1, 15))):
        borrower, guarantor = rng.choice(n, 2, replace=False)
        loans.append((int(borrower), float(rng.integers(1, 15)), [(int(guarantor), float(rng.integers(0, 12)), 1.0)]))
    network = GuaranteeNetwork.from_loans(loans, rng.integers(0, 15, n).astype(float))
    change = raised(rng, network)
    assert change is not None
    for solve in (cascade.run, cascade.worst_case):
        assert set(solve(network, [0]).defaulted) <= set(solve(change[1], [0]).defaulted)


@given(SEEDS, st.sampled_from([0.0, 0.3, 1.0]))
@settings(max_examples=150, deadline=None)
def test_debt_is_paid_by_borrower_collateral_enforcement_and_guarantors_or_lost(networks, number, alpha):
    rng = np.random.default_rng(number)
    network = networks.random_network(rng, most=10)
    n = len(network.parties.capacity)
    resources, debt = rng.choice([0.0, 2, 6, 15], n), rng.choice([0.0, 0, 3, 8], n)
    parties = replace(network.parties, resources=resources, own_debt=debt, capacity=np.maximum(0.0, resources - debt))
    network = replace(network, parties=parties)
    result = clearing.run(network, rng.choice(n, 2), alpha=alpha, enforcement_recovery=float(rng.choice([0.0, 0.4])))
    assert result.converged
    down = np.isin(network.loans.borrower, result.defaulted)
    for loan in np.flatnonzero(down).tolist():
        owed, short = network.loans.exposure[loan], network.loans.shortfall[loan]
        collateral = owed - short
        from_borrower = result.recovery[network.loans.borrower[loan]] * short
        guarantors = sum(result.paid.get(loan, {}).values())
        found = collateral + from_borrower + result.enforced_of_loan[loan] + guarantors + result.loss_of_loan[loan]
        assert found == pytest.approx(owed, abs=1e-7)
        assert guarantors <= short + CLOSE
        for guarantor, amount in result.paid.get(loan, {}).items():
            assert 0 <= amount <= result.calls[loan][guarantor] + CLOSE
    assert not result.calls.keys() - set(np.flatnonzero(down).tolist())
    spent = np.zeros(n)
    for payments in result.paid.values():
        for guarantor, amount in payments.items():
            spent[guarantor] += amount
    known = network.parties.capacity_known
    assert (spent[known] <= resources[known] + 0.005 + 1e-7).all()
