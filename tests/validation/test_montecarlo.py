"""Monte Carlo against closed forms: the Vasicek limit, the law of its sampler, and networks small enough to enumerate."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.special import ndtr, ndtri
from scipy.stats import binom, chisquare, multivariate_normal, norm

from analysis.contagion import cascade, montecarlo
from analysis.contagion.kernels.sampling import draw
from analysis.contagion.montecarlo.draws import plan
from graph.network import GuaranteeNetwork

CASE = json.loads((Path(__file__).parent / "cases" / "21_vasicek_asrf.json").read_text(encoding="utf-8"))
INDEPENDENT = montecarlo.FactorLoadings(0.0, 0.0, 0.0)
Z = 4.5  # standard errors: of some hundred comparisons, one in a thousand seeds would go beyond


def equal_loans(size, chance):
    """So many firms with one loan of a yuan each and no guarantee."""
    network = GuaranteeNetwork.from_loans([(i, 1.0, []) for i in range(size)], [0.0] * size)
    return replace(network, parties=replace(network.parties, default_probability=np.broadcast_to(chance, size).astype(float)))


@pytest.mark.parametrize("given", CASE["expected"], ids=lambda given: f"p={given['p']} rho={given['rho']} q={given['q']}")
def test_21_many_small_loans_have_the_vasicek_quantiles(given):
    """Φ((Φ⁻¹(p) + √ρ·Φ⁻¹(q)) / √(1−ρ)) lies within the run's own interval for the value at risk."""
    p, rho, q = given["p"], given["rho"], given["q"]
    size = 4000
    market = montecarlo.FactorLoadings(rho**0.5, 0.0, 0.0)
    result = montecarlo.run(equal_loans(size, p), seed=1, scenarios=20_000, loadings=market)
    risk = result.risk_at(q)
    assert risk.var_low <= size * ndtr((ndtri(p) + rho**0.5 * ndtri(q)) / (1 - rho) ** 0.5) <= risk.var_high
    assert result.expected_loss.low <= size * p <= result.expected_loss.high
    # ES of the limit: the mean of L beyond its q-quantile is Φ₂(Φ⁻¹(p), Φ⁻¹(1−q); √ρ) / (1−q)
    root = rho**0.5
    beyond = multivariate_normal.cdf([ndtri(p), -ndtri(q)], cov=[[1, root], [root, 1]]) / (1 - q)
    assert risk.es_low <= size * beyond <= risk.es_high
    assert result.contagion_share.value == 0.0
    assert result.multiplier.value == 1.0


def test_intervals_of_the_value_at_risk_hold_as_often_as_they_say():
    """With 50 loans the number of defaults has an exact law: binomial given the market, mixed over it."""
    size, p, rho, runs = 50, 0.1, 0.2, 100
    grid = np.linspace(-8.0, 8.0, 2001)
    given_market = ndtr((ndtri(p) - rho**0.5 * grid) / (1 - rho) ** 0.5)
    law = (binom.cdf(np.arange(size + 1)[:, None], size, given_market) * norm.pdf(grid)).sum(axis=1) * (grid[1] - grid[0])
    network, market = equal_loans(size, p), montecarlo.FactorLoadings(rho**0.5, 0.0, 0.0)
    found = Counter()
    for seed in range(runs):
        result = montecarlo.run(network, seed=seed, scenarios=400, loadings=market, threads=1)
        for risk in result.risks[:2]:
            exact = int(np.argmax(law >= risk.level))
            found[risk.level] += risk.var_low <= exact and (risk.var_high is None or exact <= risk.var_high)
        found["mean"] += result.expected_loss.low <= size * p <= result.expected_loss.high
    assert min(found.values()) >= binom.ppf(0.001, runs, montecarlo.CONFIDENCE)


def test_everyone_defaults_as_often_as_its_probability_says():
    rng = np.random.default_rng(1)
    chance = np.concatenate([rng.choice([0.015, 0.08, 0.4, 0.75], 100), rng.random(100) ** 3, [0.0, 1.0, 0.5]])
    network = equal_loans(len(chance), chance)
    parties = replace(
        network.parties, county=rng.integers(-1, 4, len(chance)).astype(np.int32), sector=rng.integers(-1, 3, len(chance)).astype(np.int32)
    )
    scenarios = 20_000
    result = montecarlo.run(replace(network, parties=parties), seed=3, scenarios=scenarios)
    off = np.abs(result.probability_alone - chance) / np.sqrt(np.maximum(chance * (1 - chance), 1e-12) / scenarios)
    assert off.max() < Z
    assert result.times_seed[-3:-1].tolist() == [0, scenarios]
    assert (result.times_down == result.times_seed).all()


def seeds_by_scenario(network, scenarios, loadings, seed=4):
    parties, n = network.parties, len(network.parties.capacity)
    chance = parties.default_probability
    draws = plan(parties.county, parties.sector, chance, chance, montecarlo.Design(scenarios, seed, loadings))
    weather, found = draws.furnish(), np.zeros(n, np.int64)
    table = np.zeros((scenarios, n), bool)
    for scenario in range(scenarios):
        size = draw(draws.cells, draws.members, draws.loadings, draws.seed, scenario, *weather, found)
        table[scenario, found[:size]] = True
    return table


def test_pairs_default_together_as_two_correlated_normals_do():
    """P(both) = Φ₂(Φ⁻¹(p), Φ⁻¹(p'); ρ), ρ the squares of the loadings that the two share; an unknown county is shared with nobody."""
    county = np.array([0, 0, 0, 1, -1, -1, 1, 0], np.int32)
    sector = np.array([0, 0, 1, 0, 0, 0, 2, -1], np.int32)
    chance = np.array([0.2, 0.2, 0.3, 0.3, 0.2, 0.2, 0.1, 0.25])
    loadings = montecarlo.FactorLoadings(0.4, 0.5, 0.6)
    network = equal_loans(8, chance)
    network = replace(network, parties=replace(network.parties, county=county, sector=sector))
    scenarios = 10_000
    together = seeds_by_scenario(network, scenarios, loadings).astype(float)
    for i, j in itertools.combinations(range(8), 2):
        rho = 0.16 + 0.25 * (county[i] == county[j] != -1) + 0.36 * (sector[i] == sector[j] != -1)
        both = multivariate_normal.cdf(ndtri([chance[i], chance[j]]), cov=[[1, rho], [rho, 1]])
        assert (together[:, i] * together[:, j]).mean() == pytest.approx(both, abs=Z * (both * (1 - both) / scenarios) ** 0.5)


def test_without_loadings_defaults_are_independent():
    """The parties of one cell: the number of defaults is binomial, and neighbours meet no more often than others."""
    size, p, scenarios = 12, 0.3, 10_000
    table = seeds_by_scenario(equal_loans(size, p), scenarios, INDEPENDENT)
    counts = np.bincount(table.sum(axis=1), minlength=size + 1)
    wanted = binom.pmf(np.arange(size + 1), size, p) * scenarios
    observed, expected = np.append(counts[:8], counts[8:].sum()), np.append(wanted[:8], wanted[8:].sum())
    assert chisquare(observed, expected).pvalue > 1e-4
    for i, j in itertools.combinations(range(size), 2):
        assert (table[:, i] & table[:, j]).mean() == pytest.approx(p * p, abs=Z * (p * p * (1 - p * p) / scenarios) ** 0.5)
    # from one scenario to the next
    again = (table[1:] & table[:-1]).mean()
    assert again == pytest.approx(p * p, abs=Z * (p * p / scenarios / size) ** 0.5)


def small_network():
    """Five firms, chains and a mutual pair; firm 4 stands behind 0 and 2 and bears one of them."""
    loans = [
        (0, 10.0, [(1, None, 1), (4, None, 1)]),
        (1, 4.0, [(2, None, 1)]),
        (2, 6.0, [(1, 3.0, 1), (4, None, 1)]),
        (3, 5.0, [(0, 2.0, 1)]),
    ]
    network = GuaranteeNetwork.from_loans(loans, [1.0, 3.0, 2.0, 0.0, 8.0])
    return replace(network, parties=replace(network.parties, default_probability=np.array([0.1, 0.2, 0.05, 0.3, 0.02])))


@pytest.mark.parametrize("market", [0.0, 0.5])
def test_a_small_network_agrees_with_the_sum_over_all_sets_of_seeds(market):
    """Every set of seeds with its probability, integrated over the market by Gauss and Hermite."""
    network = small_network()
    chance = network.parties.default_probability
    nodes, weights = np.polynomial.hermite_e.hermegauss(80)
    given_market = ndtr((ndtri(chance) - market * nodes[:, None]) / (1 - market**2) ** 0.5)
    loss, beyond, started, down, of_party = 0.0, 0.0, 0.0, np.zeros(5), np.zeros(5)
    law: Counter[float] = Counter()
    for chosen in itertools.product([False, True], repeat=5):
        seeds = np.flatnonzero(chosen)
        odds = (np.where(chosen, given_market, 1 - given_market).prod(axis=1) * weights).sum() / weights.sum()
        single = cascade.run(network, seeds)
        of_borrower = np.bincount(network.loans.borrower, weights=single.loss_of_loan, minlength=5)
        loss += odds * single.bank_loss
        beyond += odds * np.delete(of_borrower, seeds).sum()
        started += odds * len(seeds)
        down[single.defaulted] += odds
        of_party += odds * of_borrower
        law[round(single.bank_loss, 6)] += odds
    scenarios = 20_000
    result = montecarlo.run(network, seed=6, scenarios=scenarios, loadings=montecarlo.FactorLoadings(market, 0.0, 0.0))

    def within(estimate, exact):
        return abs(estimate.value - exact) < Z * estimate.error

    assert within(result.expected_loss, loss)
    assert within(result.contagion_share, beyond / loss)
    assert within(result.multiplier, down.sum() / started)
    assert (np.abs(result.probability_alone - chance) < Z * result.probability_alone_error).all()
    assert (np.abs(result.probability - down) < Z * result.probability_error).all()
    assert result.expected_loss_of_party == pytest.approx(of_party, abs=Z * 10 / scenarios**0.5 * 0.5)
    reached = np.cumsum([law[amount] for amount in sorted(law)])
    for risk in result.risks:
        exact = sorted(law)[int(np.argmax(reached >= risk.level - 1e-12))]
        assert risk.var_low - 1e-6 <= exact <= risk.var_high + 1e-6


def test_the_errors_of_ratios_are_those_of_many_runs():
    """Delta method: the multipliers and shares of 100 short runs spread as a single one says."""
    network = small_network()
    runs = [montecarlo.run(network, seed=seed, scenarios=1000, threads=1) for seed in range(100)]
    for name in ("multiplier", "contagion_share", "expected_loss"):
        estimates = [getattr(run, name) for run in runs]
        spread = np.std([estimate.value for estimate in estimates], ddof=1)
        # the sample deviation of 100 is within a quarter of the true one but in one of three thousand cases
        assert np.mean([estimate.error for estimate in estimates]) == pytest.approx(spread, rel=0.25)
