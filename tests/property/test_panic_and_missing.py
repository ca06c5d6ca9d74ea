"""Self-fulfilling circles and missing statements against plain cascades, one for each question, on random networks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analysis.contagion import cascade, missing, self_fulfilling

CLOSE = 1e-9


def test_circles_are_what_the_worst_case_has_beyond_the_cascade(networks):
    rng = np.random.default_rng(21)
    sizes = []
    for _ in range(400):
        network = networks.random_network(rng, most=12)
        n = len(network.parties.capacity)
        network = replace(network, parties=replace(network.parties, capacity=rng.choice([0.0, 3.0, 8.0, 20.0], n)))
        assumptions = networks.random_assumptions(rng, n)
        seeds = [int(i) for i in rng.choice(n, int(rng.integers(0, 3)))]
        least = cascade.run(network, seeds, **assumptions)
        for solve in (cascade.worst_case, cascade.worst_case_near):
            worst = solve(network, seeds, **assumptions)
            circles = self_fulfilling.between(network, least, worst)
            members = [party for circle in circles for party in circle.members]
            assert sorted(members) == sorted(set(worst.defaulted.tolist()) - set(least.defaulted.tolist()))
            assert sum(circle.loss for circle in circles) == pytest.approx(worst.bank_loss - least.bank_loss, abs=CLOSE)
            assert [circle.loss for circle in circles] == sorted((circle.loss for circle in circles), reverse=True)
            sizes += [len(circle.members) for circle in circles]

        promised = list(assumptions["rescue"])
        for circle in circles:  # each promise in turn holds up as many as it says, and all of them together all
            down = len(circle.members)
            for commitment in circle.commitments:
                promised.append(commitment.party)
                down -= commitment.holds_up
                held = cascade.worst_case_near(network, seeds, **{**assumptions, "rescue": promised})
                assert len(set(circle.members) & set(held.defaulted.tolist())) == down
            assert down == 0
        calm = cascade.worst_case_near(network, seeds, **{**assumptions, "rescue": promised})
        assert calm.defaulted.tolist() == least.defaulted.tolist()
    assert max(sizes) >= 5


def test_a_missing_statement_is_worth_what_the_party_spares_by_paying(networks):
    rng = np.random.default_rng(22)
    found = 0
    for _ in range(400):
        network = networks.random_network(rng, most=12)
        n = len(network.parties.capacity)
        network = replace(network, parties=replace(network.parties, capacity_known=rng.random(n) < 0.5))
        assumptions = networks.random_assumptions(rng, n)
        zero = {**assumptions, "unknown_capacity": "zero"}
        seeds = [int(i) for i in rng.choice(n, int(rng.integers(0, 3)))]

        def spared(start, network=network, zero=zero):
            before = cascade.run(network, start, **zero)
            for i in set(before.defaulted.tolist()) - set(before.seeds.tolist()):
                if not network.parties.capacity_known[i]:
                    able = cascade.run(network, start, **{**zero, "rescue": [*zero["rescue"], i]})
                    yield i, before.bank_loss - able.bank_loss, len(before.defaulted) - len(able.defaulted)

        rows = missing.for_seeds(network, seeds, **assumptions).rows
        expected = {i: (loss, falls) for i, loss, falls in spared(seeds)}
        assert {row.party for row in rows} == set(expected)
        for row in rows:
            assert (row.loss, row.defaults) == pytest.approx(expected[row.party], abs=CLOSE)
        assert [row.loss for row in rows] == sorted((row.loss for row in rows), reverse=True)

        bounds = missing.bounds(network, seeds, **assumptions)
        assert set(bounds.unlimited.defaulted.tolist()) <= set(bounds.zero.defaulted.tolist())
        assert bounds.unlimited.bank_loss <= bounds.zero.bank_loss + CLOSE

        found += len(rows)
        if n < 7:
            city = {}
            for i in range(n):
                for party, loss, falls in spared([i]):
                    old = city.get(party, (0.0, 0.0))
                    chance = network.parties.default_probability[i]
                    city[party] = (old[0] + chance * loss, old[1] + chance * falls)
            whole = missing.of_city(network, threads=2, **assumptions)
            assert {row.party: (row.loss, row.defaults) for row in whole.rows} == {
                party: pytest.approx(worth, abs=CLOSE) for party, worth in city.items()
            }
    assert found > 100
