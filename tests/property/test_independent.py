"""The engine against a second solver that shares nothing with it (`tests/reference/independent.py`), networkx and scipy."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import identity
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import spsolve

from analysis.contagion import cascade, distress
from analysis.contagion.parameters import CascadeParameters
from graph.network import GuaranteeNetwork, Liability
from tests.reference import independent
from tests.reference.networks import of_contracts

SEEDS = st.integers(0, 2**32 - 1)


def network_of(circle: independent.Circle) -> GuaranteeNetwork:
    loans = [(d.borrower, d.amount, [(p.who, None if np.isinf(p.cap) else p.cap, p.weight) for p in d.promises]) for d in circle.debts]
    network = of_contracts(loans, circle.capacity)
    promises = [p for d in circle.debts for p in sorted(d.promises, key=lambda p: p.who)]
    kinds = np.array([Liability[p.kind.upper()] for p in promises], np.int8)
    share = np.array([np.nan if p.share is None else p.share for p in promises], np.float64)
    return replace(network, guarantees=replace(network.guarantees, liability=kinds, share=share))


def agree(number: int, *, every_set: bool) -> None:
    """One random network, its seeds in any order: the same sets, and the same losses."""
    rng = np.random.default_rng(number)
    circle = independent.random_circle(rng, 6 if every_set else 9)
    network = network_of(circle)
    seeds = rng.permutation(len(circle.capacity))[: int(rng.integers(0, 3))].tolist()
    result = cascade.run(network, seeds, enforcement_recovery=circle.recovered)
    assert set(result.defaulted.tolist()) == independent.one_at_a_time(circle, set(seeds), rng)
    assert result.bank_loss == pytest.approx(independent.lost(circle, set(result.defaulted.tolist())), abs=1e-6)
    asked = {party: independent.on(circle, party, frozenset(result.defaulted.tolist())) for party in circle.everybody}
    called = {party: sum(calls.get(party, 0.0) for calls in result.calls.values()) for party in circle.everybody}
    standing = set(circle.everybody) - set(result.defaulted.tolist())
    assert {p: called[p] for p in standing} == pytest.approx({p: asked[p] for p in standing}, abs=1e-6)
    if every_set:
        least, greatest = independent.ends(circle, set(seeds))
        worst = cascade.worst_case(network, seeds, enforcement_recovery=circle.recovered)
        assert set(result.defaulted.tolist()) == least
        assert set(worst.defaulted.tolist()) == greatest
        assert worst.bank_loss == pytest.approx(independent.lost(circle, greatest), abs=1e-6)


@pytest.mark.parametrize("block", range(3))
def test_a_second_solver_finds_the_same(block):
    for number in range(block * 150, (block + 1) * 150):
        agree(number, every_set=False)


def test_all_sets_there_are_have_no_other_ends():
    for number in range(10_000_000, 10_000_060):
        agree(number, every_set=True)


@given(SEEDS)
@settings(max_examples=60, deadline=None)
def test_the_level_is_the_optimum_of_a_linear_programme(number):
    """Least λ with x ≤ u, x ≤ λw and Σx at least what is owed or promised."""
    rng = np.random.default_rng(number)
    width = int(rng.integers(1, 7))
    caps, weights = rng.integers(1, 20, width).astype(float), rng.integers(1, 5, width).astype(float)
    owed = float(rng.integers(1, 40))
    goal = min(owed, caps.sum())
    below = np.hstack([np.eye(width), -weights[:, None]])
    enough = np.append(-np.ones(width), 0.0)
    optimum = linprog(
        np.append(np.zeros(width), 1.0), A_ub=np.vstack([below, enough]), b_ub=np.append(np.zeros(width), -goal),
        bounds=[(0, cap) for cap in caps] + [(0, None)],
    )  # fmt: skip
    loans = [(0, owed, [(1 + j, caps[j], weights[j]) for j in range(width)])]
    called = cascade.run(GuaranteeNetwork.from_loans(loans, [0.0] + [1e9] * width), [0]).calls[0]
    assert [called[1 + j] for j in range(width)] == pytest.approx(np.minimum(caps, optimum.x[-1] * weights), abs=1e-6)


@given(SEEDS)
@settings(max_examples=100, deadline=None)
def test_where_nobody_can_pay_all_fall_that_networkx_can_reach(number):
    rng = np.random.default_rng(number)
    n = int(rng.integers(2, 40))
    pairs = {(int(b), int(g)) for b, g in rng.integers(0, n, (int(rng.integers(1, 80)), 2)) if b != g}
    graph = nx.DiGraph(pairs)
    graph.add_nodes_from(range(n))
    loans = [(b, 1.0, [(g, None, 1.0) for other, g in sorted(pairs) if other == b]) for b in range(n)]
    seed = int(rng.integers(n))
    result = cascade.run(GuaranteeNetwork.from_loans(loans, [0.0] * n), [seed])
    assert set(result.defaulted.tolist()) == {seed} | nx.descendants(graph, seed)
    assert result.rounds == max(nx.single_source_shortest_path_length(graph, seed).values())
    assert result.bank_loss == len(result.defaulted)
    part = cascade.connected_parts(GuaranteeNetwork.from_loans(loans, [0.0] * n), np.zeros(n, bool))
    count, mirror = connected_components(nx.to_scipy_sparse_array(graph, nodelist=range(n)), directed=False)
    assert len(set(zip(part.tolist(), mirror.tolist(), strict=True))) == count == part.max() + 1


@given(SEEDS)
@settings(max_examples=60, deadline=None)
def test_distress_below_failure_solves_a_sparse_linear_system(number):
    """Where nobody comes near 1, h = h(0) + W·h."""
    rng = np.random.default_rng(number)
    n = int(rng.integers(2, 30))
    loans = [
        (b, float(rng.integers(1, 9)), [(int(g), None, 1.0) for g in rng.permutation(n)[:3] if g != b]) for b in range(n)
    ]  # fmt: skip
    network = GuaranteeNetwork.from_loans(loans, [60.0] * n)
    start = rng.random(n) * 0.02
    weights = distress.sensitivities(network, CascadeParameters(), np.zeros(n))
    expected = spsolve((identity(n) - weights).tocsc(), start)
    outcome = distress.run(network, start)
    assert outcome.converged
    assert expected.max() < 1
    assert outcome.distress == pytest.approx(expected, abs=1e-9)
