"""Monte Carlo against a sampler and a cascade written from their formulas, and its laws, on random networks."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.contagion import cascade, clearing, montecarlo
from analysis.contagion.kernels.sampling import draw
from analysis.contagion.montecarlo.draws import plan
from graph.network import Sectors

CLOSE = 1e-6
NUMBERS = st.integers(0, 2**32 - 1)
CHANCES = [0.0, 1e-9, 0.01, 0.015, 0.3, 0.49, 0.5, 0.51, 0.75, 1.0]
LOADINGS = [(0.0, 0.0, 0.0), (0.3464, 0.245, 0.245), (0.0, 0.9, 0.1), (1.0, 0.0, 0.0), (0.6, 0.0, 0.8), (0.2, 0.7, 0.0)]


@pytest.fixture(scope="module")
def sampler():
    spec = importlib.util.spec_from_file_location("reference_montecarlo", Path(__file__).parents[1] / "reference" / "montecarlo.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def places(rng, n):
    return rng.integers(-1, 3, n).astype(np.int32), rng.integers(-1, 2, n).astype(np.int32)


def drawn(county, sector, chance, envelope, design, scenario):
    draws = plan(county, sector, chance, envelope, design)
    found = np.zeros(len(chance), np.int64)
    size = draw(draws.cells, draws.members, draws.loadings, draws.seed, scenario, *draws.furnish(), found)
    assert len(set(found[:size].tolist())) == size
    return set(found[:size].tolist())


def sectored(networks, rng, most=10):
    network = networks.random_network(rng, most=most)
    n = len(network.parties.capacity)
    chance = rng.choice([*CHANCES, np.nan], n)
    parties = replace(network.parties, sector=rng.integers(-1, 2, n).astype(np.int32), default_probability=chance)
    return replace(network, parties=parties, sectors=Sectors(pa.array(["A", "B"]))), n


@given(NUMBERS)
@settings(max_examples=150, deadline=None)
def test_the_sampler_is_the_formula_bit_for_bit(sampler, number):
    rng = np.random.default_rng(number)
    n = int(rng.integers(1, 60))
    county, sector = places(rng, n)
    spread_out = rng.random(n) ** 4
    envelope = np.where(rng.random(n) < 0.5, rng.choice(CHANCES, n), spread_out)
    chance = np.where(rng.random(n) < 0.5, envelope, envelope * rng.choice([0.0, 0.3, 0.99], n))
    loadings = LOADINGS[rng.integers(len(LOADINGS))]
    seed = [0, 7, 2**63 + 5, 2**64 - 1][rng.integers(4)]
    design = montecarlo.Design(1, seed, montecarlo.FactorLoadings(*loadings))
    for scenario in (0, 1, 12_345_678):
        ours = drawn(county, sector, chance, envelope, design, scenario)
        assert ours == sampler.seeds(county.tolist(), sector.tolist(), chance.tolist(), envelope.tolist(), loadings, seed, scenario)


@given(NUMBERS)
@settings(max_examples=100, deadline=None)
def test_common_numbers_a_higher_chance_adds_and_nobody_else_moves(number):
    rng = np.random.default_rng(number)
    n, more = int(rng.integers(1, 60)), int(rng.integers(0, 5))
    county, sector = places(rng, n + more)
    before = np.append(rng.choice(CHANCES, n), np.zeros(more))
    raised = rng.random(n + more) < 0.4
    after = np.where(raised, np.maximum(before, rng.choice(CHANCES, n + more)), before)
    design = montecarlo.Design(1, int(rng.integers(2**32)))
    for scenario in range(5):
        one = drawn(county, sector, before, after, design, scenario)
        other = drawn(county, sector, after, after, design, scenario)
        assert one <= other
        assert all(after[party] > before[party] for party in other - one)
        assert max(one, default=0) < n
        # whoever is appended without a chance above what its cell has leaves the others' draws alone
        alone = drawn(county[:n], sector[:n], before[:n], before[:n], design, scenario)
        grown = np.append(before[:n], np.full(more, before[:n].min()))
        assert alone == {party for party in drawn(county, sector, grown, grown, design, scenario) if party < n}


def test_every_scenario_is_the_cascade_of_its_seeds(sampler, reference, networks):
    rng = np.random.default_rng(11)
    for _ in range(25):
        network, n = sectored(networks, rng)
        assumptions = networks.random_assumptions(rng, n)
        seed, loadings = int(rng.integers(2**32)), LOADINGS[rng.integers(len(LOADINGS))]
        factors = montecarlo.FactorLoadings(*loadings)
        result = montecarlo.run(network, seed=seed, scenarios=20, loadings=factors, tail=0.5, **assumptions)
        model = reference.Model(network, **assumptions)
        chance = np.nan_to_num(network.parties.default_probability)
        chance[assumptions["rescue"]] = 0.0
        of_party, seeded, down_in = np.zeros((20, n)), np.zeros(n), np.zeros(n)
        for scenario in range(20):
            places_of = (network.parties.county.tolist(), network.parties.sector.tolist(), chance.tolist(), chance.tolist())
            started = sampler.seeds(*places_of, loadings, seed, scenario)
            replayed = montecarlo.seeds_of_scenario(network, scenario, seed=seed, loadings=factors, rescue=assumptions["rescue"])
            assert replayed.tolist() == sorted(started)
            down = model.least(started)[-1]
            for number, loan in enumerate(model.loans):
                of_party[scenario, loan.borrower] += model.loss(number, down)
            others = sorted(down - started)
            assert (result.seeds[scenario], result.defaults[scenario]) == (len(started), len(down))
            assert result.loss[scenario] == pytest.approx(of_party[scenario].sum(), abs=CLOSE)
            assert result.contagion_loss[scenario] == pytest.approx(of_party[scenario, others].sum(), abs=CLOSE)
            seeded[sorted(started)] += 1
            down_in[sorted(down)] += 1
        assert result.times_seed.tolist() == seeded.tolist()
        assert result.times_down.tolist() == down_in.tolist()
        assert result.expected_loss_of_party == pytest.approx(of_party.mean(axis=0), abs=CLOSE)
        beyond = result.loss > result.tail.var
        assert result.tail.scenarios == beyond.sum()
        if beyond.any():
            assert result.tail.party == pytest.approx(of_party[beyond].mean(axis=0), abs=CLOSE)
            for parts in (result.tail.party, result.tail.bank, result.tail.county):
                assert parts.sum() == pytest.approx(result.loss[beyond].mean(), abs=CLOSE)
        else:
            assert np.isnan(result.tail.party).all()
            assert any("tail" in note.en for note in result.notes)


def test_a_scenario_by_clearing_is_the_clearing_of_its_seeds(networks):
    rng = np.random.default_rng(12)
    for _ in range(15):
        network, n = sectored(networks, rng)
        resources = rng.choice([0.0, 1, 3, 8, 20], n)
        debt = rng.choice([0.0, 0, 2, 5], n)
        parties = replace(network.parties, resources=resources, own_debt=debt, capacity=np.maximum(0.0, resources - debt))
        network = replace(network, parties=parties)
        assumptions = networks.random_assumptions(rng, n)
        alpha = float(rng.choice([0.0, 0.4, 1.0]))
        result = montecarlo.run(network, seed=5, scenarios=20, model="clearing", alpha=alpha, **assumptions)
        of_bank = np.zeros(len(network.banks.code))
        for scenario in range(20):
            seeds = montecarlo.seeds_of_scenario(network, scenario, seed=5, rescue=assumptions["rescue"])
            single = clearing.run(network, seeds, alpha=alpha, **assumptions)
            assert result.defaults[scenario] == len(single.defaulted)
            assert result.loss[scenario] == pytest.approx(single.bank_loss, abs=CLOSE)
            others = ~np.isin(network.loans.borrower, seeds)
            assert result.contagion_loss[scenario] == pytest.approx(single.loss_of_loan[others].sum(), abs=CLOSE)
            of_bank += np.bincount(network.loans.bank, weights=single.loss_of_loan, minlength=len(of_bank)) / 20
        assert result.expected_loss_of_bank == pytest.approx(of_bank, abs=CLOSE)
        assert result.not_converged == 0


@pytest.mark.parametrize("model", ["cascade", "clearing"])
def test_threads_change_nothing(networks, model):
    network, _ = sectored(networks, np.random.default_rng(3), most=40)
    reported = []
    one = montecarlo.run(network, seed=9, scenarios=210, model=model, tail=0.3, threads=1)
    three = montecarlo.run(
        network, seed=9, scenarios=210, model=model, tail=0.3, threads=3, progress=lambda *step: reported.append(step)
    )  # fmt: skip
    assert one.loss.sum() > 0
    for name in ("loss", "contagion_loss", "seeds", "defaults", "times_seed", "times_down", "expected_loss_of_party",
                 "expected_loss_of_bank", "expected_loss_of_county"):  # fmt: skip
        assert (getattr(one, name) == getattr(three, name)).all(), name
    for name in ("party", "bank", "county"):
        np.testing.assert_array_equal(getattr(one.tail, name), getattr(three.tail, name))
    assert one.as_dict() == three.as_dict()
    assert ("scenarios", 210, 210) in reported
    longer = montecarlo.run(network, seed=9, scenarios=300, model=model, threads=2)
    assert longer.loss[:210].tolist() == one.loss.tolist()


@given(NUMBERS)
@settings(max_examples=40, deadline=None)
def test_comparing_policies(networks, number):
    rng = np.random.default_rng(number)
    network, n = sectored(networks, rng)
    chance = np.nan_to_num(network.parties.default_probability)
    assumptions = networks.random_assumptions(rng, n) | {"weights": "stated", "rescue": ()}  # other weights move with capacity
    stronger = replace(network, parties=replace(network.parties, capacity=network.parties.capacity + rng.choice([0.0, 5.0], n)))
    safer = chance * rng.choice([1.0, 0.5, 0.0], n)
    saved = [int(rng.integers(n))]
    result = montecarlo.compare(
        network, stronger, seed=number, scenarios=32, after_probabilities=safer, after_rescue=saved, **assumptions
    )  # fmt: skip
    alone = montecarlo.run(network, seed=number, scenarios=32, **assumptions)
    assert result.before.loss.tolist() == alone.loss.tolist()
    assert result.before.as_dict() == alone.as_dict()
    assert (result.after.seeds <= result.before.seeds).all()
    assert (result.after.defaults <= result.before.defaults).all()
    assert (result.after.loss <= result.before.loss + CLOSE).all()
    assert result.after.times_down[saved] == 0
    assert result.higher == 0
    assert result.expected_loss.value == pytest.approx(result.after.loss.mean() - result.before.loss.mean(), abs=CLOSE)
    assert result.lower == (result.after.loss < result.before.loss - 0.005).sum()


def test_the_cascade_of_seeds_that_stand_in_any_order_is_one(networks):
    """`run` hands its seeds over cell by cell, `cascade.run` ascending."""
    network, _ = sectored(networks, np.random.default_rng(8), most=40)
    result = montecarlo.run(network, seed=2, scenarios=40)
    for scenario in range(40):
        single = cascade.run(network, montecarlo.seeds_of_scenario(network, scenario, seed=2))
        assert result.defaults[scenario] == len(single.defaulted)
        assert result.loss[scenario] == pytest.approx(single.bank_loss, abs=CLOSE)
