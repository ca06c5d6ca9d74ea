"""The engine against a solver written from the formulas, and the laws every cascade keeps, on random networks."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.contagion import cascade
from analysis.contagion.explanation import explain, why
from analysis.contagion.obligations import called_shortfall
from analysis.importance import sweep

SEEDS = st.integers(0, 2**32 - 1)
CLOSE = 1e-9


def same_money(model, result, down):
    """Calls and losses of a result are those of the reference for this set."""
    expected = {(loan, j): call for loan, calls in model.surviving_calls(down).items() for j, call in calls.items() if call > CLOSE}
    found = {(loan, j): call for loan, calls in result.calls.items() for j, call in calls.items() if call > CLOSE}
    assert found == pytest.approx(expected, abs=CLOSE)
    losses = [model.loss(number, down) for number in range(len(model.loans))]
    assert result.loss_of_loan == pytest.approx(losses, abs=CLOSE)
    assert result.bank_loss == pytest.approx(sum(losses), abs=1e-8)


@pytest.mark.parametrize("block", range(4))
def test_equals_the_reference_on_thousands_of_networks(block, reference, networks):
    rng = np.random.default_rng(block)
    for _ in range(1000):
        network = networks.random_network(rng)
        n = len(network.parties.capacity)
        assumptions = networks.random_assumptions(rng, n)
        seeds = [int(i) for i in rng.choice(n, int(rng.integers(0, 3)))]
        model = reference.Model(network, **assumptions)

        stages = model.least(seeds)
        result = cascade.run(network, seeds, **assumptions)
        assert set(result.defaulted.tolist()) == stages[-1]
        assert result.rounds == len(stages) - 1
        rounds = dict(zip(result.defaulted.tolist(), result.round_of.tolist(), strict=True))
        assert rounds == {j: next(r for r, stage in enumerate(stages) if j in stage) for j in stages[-1]}
        same_money(model, result, stages[-1])

        held = model.greatest(seeds)
        worst = cascade.worst_case(network, seeds, **assumptions)
        assert set(worst.defaulted.tolist()) == held
        same_money(model, worst, held)

        part = model.parts(held)
        struck = {part[i] for i in seeds if i not in model.rescue}
        near = {j for j in held if part[j] in struck}
        nearby = cascade.worst_case_near(network, seeds, **assumptions)
        assert set(nearby.defaulted.tolist()) == near
        same_money(model, nearby, near)


def test_explanations_replay_the_cascade(reference, networks):
    rng = np.random.default_rng(11)
    for _ in range(500):
        network = networks.random_network(rng)
        n = len(network.parties.capacity)
        assumptions = networks.random_assumptions(rng, n)
        seeds = [int(i) for i in rng.choice(n, 2)]
        model = reference.Model(network, **assumptions)
        fell_in: dict[int, int] = {}
        for record in explain(network, cascade.run(network, seeds, **assumptions)):
            before = {j for j, fell in fell_in.items() if fell < record.round}
            assert record.called == pytest.approx(model.called(record.party, before), abs=CLOSE)
            assert record.capacity == model.capacity[record.party]
            assert record.round == 0 or model.overwhelmed(record.party, record.called)
            fell_in[record.party] = record.round
        worst = cascade.worst_case(network, seeds, **assumptions)
        for record in explain(network, worst):
            assert record.called == pytest.approx(model.called(record.party, set(worst.defaulted.tolist())), abs=CLOSE)


@pytest.mark.parametrize("threads", [1, 3])
def test_a_sweep_is_every_seed_run_alone(threads, reference, networks):
    rng = np.random.default_rng(threads)
    for _ in range(300):
        network = networks.random_network(rng)
        n = len(network.parties.capacity)
        assumptions = networks.random_assumptions(rng, n)
        home = rng.integers(-1, networks.COUNTIES, n)
        impacts = sweep(network, home=home, threads=threads, **assumptions)
        model = reference.Model(network, **assumptions)
        borrower, county = network.loans.borrower, network.parties.county
        spared = np.ones(n)
        for i in set(range(n)) - model.rescue:
            down = model.least([i])[-1]
            spared[sorted(down)] *= 1 - network.parties.default_probability[i]
            loss = np.array([model.loss(number, down) for number in range(len(model.loans))])
            others, away = borrower != i, (borrower != i) & (county[borrower] != home[i])
            figures = [impacts.own_loss[i], impacts.caused_loss[i], impacts.away_loss[i], impacts.pulled_down[i], impacts.employees[i]]
            staff = sum(max(0, int(network.parties.employees[j])) for j in down)
            assert figures == pytest.approx([loss[~others].sum(), loss[others].sum(), loss[away].sum(), len(down) - 1, staff], abs=CLOSE)
            paid = [(county[j], call) for calls in model.surviving_calls(down).values() for j, call in calls.items()]
            for rows, expected in (
                (impacts.counties, zip(county[borrower[others]], loss[others], strict=True)),
                (impacts.banks, zip(network.loans.bank[others], loss[others], strict=True)),
                (impacts.paid, paid),
            ):
                assert row(rows, i) == pytest.approx(summed(expected), abs=CLOSE)

            everywhere = model.greatest([i])
            part = model.parts(everywhere)
            held = {j for j in everywhere if part[j] == part[i]}
            loss = np.array([model.loss(number, held) for number in range(len(model.loans))])
            figures = [impacts.worst_loss[i], impacts.worst_caused_loss[i], impacts.worst_away_loss[i], impacts.worst_pulled_down[i]]
            assert figures == pytest.approx([loss.sum(), loss[others].sum(), loss[away].sum(), len(held) - 1], abs=CLOSE)
        assert impacts.vulnerability == pytest.approx(1 - spared, abs=1e-8)


def test_the_short_way_to_every_worst_case_is_exact_on_larger_networks(networks):
    rng = np.random.default_rng(3)
    beyond = 0
    for _ in range(25):
        network = networks.random_network(rng, most=50)
        n = len(network.parties.capacity)
        network = replace(network, parties=replace(network.parties, capacity=rng.choice([0.0, 3.0, 8.0, 20.0, 50.0], n)))
        assumptions = networks.random_assumptions(rng, n)
        impacts = sweep(network, **assumptions)
        for i in impacts.seeds.tolist():
            worst = cascade.worst_case_near(network, [i], **assumptions)
            assert impacts.worst_pulled_down[i] == len(worst.defaulted) - 1
            assert impacts.worst_loss[i] == pytest.approx(worst.bank_loss, abs=CLOSE)
            beyond += impacts.worst_pulled_down[i] > impacts.pulled_down[i]
    assert beyond > 50


def row(rows, i):
    places = slice(rows.start[i], rows.start[i + 1])
    assert (np.diff(rows.index[places]) > 0).all()
    return {int(place): loss for place, loss in zip(rows.index[places], rows.loss[places], strict=True) if loss > CLOSE}


def summed(pairs):
    total: dict[int, float] = {}
    for place, amount in pairs:
        if amount > CLOSE:
            total[int(place)] = total.get(int(place), 0.0) + amount
    return total


@given(SEEDS)
@settings(max_examples=150, deadline=None)
def test_the_order_of_seeds_loans_and_parties_does_not_matter(networks, number):
    rng = np.random.default_rng(number)
    network = networks.random_network(rng, most=12)
    n, m = len(network.parties.capacity), len(network.loans.shortfall)
    seeds = rng.choice(n, 2)
    place, loan_place = rng.permutation(n), rng.permutation(m)
    promises = network.guarantees
    claims = [
        [
            (int(place[promises.guarantor[g]]), None if np.isinf(promises.cap[g]) else float(promises.cap[g]), float(promises.weight[g]))
            for g in rng.permutation(range(network.loans.first_guarantee[loan], network.loans.first_guarantee[loan + 1]))
        ]
        for loan in range(m)
    ]
    shuffled = [
        (int(place[network.loans.borrower[loan]]), float(network.loans.shortfall[loan]), claims[loan]) for loan in np.argsort(loan_place)
    ]
    capacity = np.empty(n)
    capacity[place] = np.where(network.parties.capacity_known, network.parties.capacity, 0.0)
    other = networks.of_contracts(shuffled, capacity.tolist())
    for solve in (cascade.run, cascade.worst_case, cascade.worst_case_near):
        result = solve(network, seeds, liability="joint")
        mirror = solve(other, place[seeds][::-1], liability="joint")
        assert sorted(place[result.defaulted]) == mirror.defaulted.tolist()
        assert result.rounds == mirror.rounds
        assert result.bank_loss == pytest.approx(mirror.bank_loss)
        assert result.loss_of_loan == pytest.approx(mirror.loss_of_loan[loan_place], abs=CLOSE)


@given(SEEDS)
@settings(max_examples=150, deadline=None)
def test_laws_of_the_fixed_points(networks, number):
    rng = np.random.default_rng(number)
    network = networks.random_network(rng, most=12)
    n = len(network.parties.capacity)
    assumptions = networks.random_assumptions(rng, n)
    few = rng.choice(n, int(rng.integers(0, 3)))
    more = np.append(few, rng.choice(n))
    poorer = replace(network, parties=replace(network.parties, capacity=np.floor(network.parties.capacity * rng.random(n))))
    given_weights = {**assumptions, "weights": "stated"}  # weights by capacity move with the capacity
    for solve in (cascade.run, cascade.worst_case):
        small = set(solve(network, few, **given_weights).defaulted.tolist())
        assert small <= set(solve(network, more, **given_weights).defaulted.tolist())
        assert small <= set(solve(poorer, few, **given_weights).defaulted.tolist())
        assert set(solve(network, few, **{**assumptions, "unknown_capacity": "unlimited"}).defaulted.tolist()) <= set(
            solve(network, few, **{**assumptions, "unknown_capacity": "zero"}).defaulted.tolist()
        )
        assert set(solve(network, few, **{**assumptions, "cross_default": "due"}).defaulted.tolist()) <= set(
            solve(network, few, **{**assumptions, "cross_default": "all"}).defaulted.tolist()
        )
        stages = [set(solve(network, few, **{**assumptions, "withdrawal": share}).defaulted.tolist()) for share in (0.0, 0.2, 0.7, 1.0)]
        assert all(fewer <= more for fewer, more in pairwise(stages))
    least, greatest = cascade.run(network, few, **assumptions), cascade.worst_case(network, few, **assumptions)
    near = cascade.worst_case_near(network, few, **assumptions)
    assert set(least.defaulted.tolist()) <= set(near.defaulted.tolist()) <= set(greatest.defaulted.tolist())
    assert least.bank_loss <= near.bank_loss + CLOSE <= greatest.bank_loss + 2 * CLOSE


@given(SEEDS)
@settings(max_examples=150, deadline=None)
def test_fixed_shares_never_pull_down_more_than_joint_liability(networks, number):
    rng = np.random.default_rng(number)
    network = networks.random_network(rng, most=12)
    network = replace(network, guarantees=replace(network.guarantees, share=np.full(len(network.guarantees.cap), np.nan)))
    seeds = rng.choice(len(network.parties.capacity), 2)
    for solve in (cascade.run, cascade.worst_case):
        several, joint = solve(network, seeds, liability="several"), solve(network, seeds, liability="joint")
        assert set(several.defaulted.tolist()) <= set(joint.defaulted.tolist())


@given(SEEDS)
@settings(max_examples=200, deadline=None)
def test_every_yuan_of_an_opened_loan_is_called_recovered_or_lost(networks, number):
    rng = np.random.default_rng(number)
    network = networks.random_network(rng, most=12)
    n = len(network.parties.capacity)
    assumptions = networks.random_assumptions(rng, n)
    for solve in (cascade.run, cascade.worst_case):
        result = solve(network, rng.choice(n, 2), **assumptions)
        down = np.zeros(n, bool)
        down[result.defaulted] = True
        for loan, debt in enumerate(called_shortfall(network, result.parameters)):
            called = sum(result.calls.get(loan, {}).values())
            lost = result.loss_of_loan[loan]
            assert called <= debt + CLOSE
            assert not down[list(result.calls.get(loan, {}))].any()
            if not down[network.loans.borrower[loan]]:
                assert called == lost == 0
            else:
                recovered = assumptions["enforcement_recovery"] * debt
                assert debt - recovered - CLOSE <= called + lost <= debt + CLOSE


def test_the_chain_to_a_party_alone_brings_it_down_with_the_same_calls(reference, networks):
    rng = np.random.default_rng(12)
    longest = 0
    for _ in range(200):
        network = networks.random_network(rng)
        n = len(network.parties.capacity)
        assumptions = networks.random_assumptions(rng, n)
        model = reference.Model(network, **assumptions)
        records = explain(network, cascade.run(network, [int(i) for i in rng.choice(n, 2)], **assumptions))
        for record in records:
            chain = why(records, record.party)
            assert chain[-1].round == record.round
            for link in chain:
                before = {other.party for other in chain if other.round < link.round}
                assert link.called == pytest.approx(model.called(link.party, before), abs=CLOSE)
            longest = max(longest, len(chain))
    assert longest >= 4
