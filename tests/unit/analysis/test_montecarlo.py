from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from analysis.contagion import montecarlo
from analysis.contagion.montecarlo import FactorLoadings, risk
from graph.errors import InvalidNetwork, InvalidParameter, UnknownCode
from graph.network import GuaranteeNetwork

CERTAIN = [1.0, 0.0, 0.0, 0.0]


@pytest.fixture
def chain(city):
    """0 certainly falls and pulls 1 down; 2 stands; 3 is rich and unknown. Banks 0, 0, 1; counties 0, 1, unknown, 0."""
    network = city(
        [(0, 10.0, [(1, None, 1)]), (1, 4.0, []), (2, 7.0, [(3, None, 1)])], [0.0, 5.0, 50.0, 9.0],
        bank=[0, 0, 1], county=[0, 1, -1, 0], sector=[0, 0, -1, -1], default_probability=CERTAIN,
    )  # fmt: skip
    return replace(network, banks=replace(network.banks, net_capital=np.array([28.0, np.nan])))


def test_certain_defaults_give_certain_figures(chain):
    result = montecarlo.run(chain, seed=1, scenarios=100)
    assert result.loss.tolist() == [14.0] * 100
    assert result.contagion_loss.tolist() == [4.0] * 100
    assert (result.expected_loss.value, result.expected_loss.error) == (14.0, 0.0)
    assert (result.contagion_share.value, result.multiplier.value) == (4 / 14, 2.0)
    assert result.probability_alone.tolist() == [1.0, 0.0, 0.0, 0.0]
    assert result.probability.tolist() == [1.0, 1.0, 0.0, 0.0]
    assert result.probability_error.tolist() == [0.0] * 4
    assert result.expected_loss_of_party.tolist() == [10.0, 4.0, 0.0, 0.0]
    assert result.expected_loss_of_bank.tolist() == [14.0, 0.0]
    assert result.expected_loss_of_county.tolist() == [10.0, 4.0, 0.0]
    assert result.quantiles([0.1, 0.9]).tolist() == [14.0, 14.0]
    counts, ends = result.histogram(7)
    assert (counts.tolist(), ends[0], ends[-1]) == ([0] * 6 + [100], 0.0, 14.0)


def test_a_loss_that_never_varies_has_no_tail_and_says_so(chain):
    result = montecarlo.run(chain, seed=1, scenarios=100)
    assert result.tail.scenarios == 0
    assert np.isnan(result.tail.party).all()
    assert any("no scenario" in note.en for note in result.notes)
    assert any("没有情景" in note.zh for note in result.notes)


def test_the_tail_is_laid_to_those_whose_loans_it_is_on(chain):
    """0 falls in one scenario of two: every loss above the median is that of 0 and 1."""
    result = montecarlo.run(chain, seed=1, scenarios=1000, probabilities=[0.4, 0, 0, 0], tail=0.5)
    assert result.tail.scenarios == result.times_seed[0] == (result.loss > 0).sum()
    assert result.tail.var == 0.0
    assert result.tail.party.tolist() == [10.0, 4.0, 0.0, 0.0]
    assert result.tail.bank.tolist() == [14.0, 0.0]
    np.testing.assert_array_equal(result.tail.bank_per_capital, [0.5, np.nan])
    assert result.tail.county.tolist() == [10.0, 4.0, 0.0]


def test_a_rescued_party_never_falls(chain):
    result = montecarlo.run(chain, seed=1, scenarios=10, rescue=[1])
    assert result.times_down.tolist() == [10, 0, 0, 0]
    assert result.loss.tolist() == [0.0] * 10  # it stands for the loan of 0, as somebody pays its gap
    assert montecarlo.run(chain, seed=1, scenarios=10, rescue=[0]).loss.tolist() == [0.0] * 10


def test_nothing_at_stake_leaves_ratios_open(chain):
    result = montecarlo.run(chain, seed=1, scenarios=10, probabilities=[0.0] * 4)
    assert result.multiplier.value is None
    assert result.contagion_share.value is None
    assert result.expected_loss.value == 0.0


def test_what_is_unknown_is_counted(chain):
    result = montecarlo.run(chain, seed=1, scenarios=10, probabilities=[0.5, np.nan, 0.2, 0.1])
    assert (result.unknown_probability, result.unknown_county, result.unknown_sector) == (1, 1, 2)
    assert result.times_seed[1] == 0


def test_a_result_says_how_to_repeat_it(chain):
    result = montecarlo.run(chain, seed=2**64 - 1, scenarios=10, loadings=FactorLoadings(0.5, 0.1, 0.2), weights="equal")
    said = json.loads(json.dumps(result.as_dict(), ensure_ascii=False))
    assert (said["seed"], said["scenarios"], said["sampler"], said["snapshot"]) == (2**64 - 1, 10, montecarlo.SAMPLER, chain.snapshot)
    assert said["loadings"] == {"market": 0.5, "county": 0.1, "sector": 0.2}
    assert said["parameters"]["weights"] == "equal"
    assert said["confidence"] == montecarlo.CONFIDENCE
    compared = montecarlo.compare(chain, chain, seed=1, scenarios=10)
    assert json.loads(json.dumps(compared.as_dict()))["expected_loss"]["value"] == 0.0


def test_appended_parties_leave_the_others_draws_alone(chain):
    parties = replace(chain.parties, default_probability=np.array([0.5, 0.2, 0.1, 0.1]))
    before = replace(chain, parties=parties)
    grown = GuaranteeNetwork.from_loans(
        [(0, 10.0, [(1, None, 1), (4, None, 1)]), (1, 4.0, []), (2, 7.0, [(3, None, 1)])], [0.0, 5, 50, 9, 99]
    )
    more = replace(
        grown.parties, county=np.append(parties.county, 1), sector=np.append(parties.sector, 0),
        default_probability=np.append(parties.default_probability, 0.9),
    )  # fmt: skip
    result = montecarlo.compare(before, replace(grown, parties=more, counties=chain.counties), seed=3, scenarios=500)
    assert result.after.times_seed[:4].tolist() == result.before.times_seed.tolist()
    assert result.after.times_seed[4] > 400
    assert result.seeds.value == pytest.approx(result.after.times_seed[4] / 500)


def test_ranks_of_the_interval_follow_the_binomial_distribution():
    """Losses 1..1000: the 2.5 % and 97.5 % points of Bin(1000, 0.95) are 936 and 963, the upper rank is one more."""
    found = risk.tail_risk(np.arange(1.0, 1001.0), 0.95)
    assert (found.var, found.var_low, found.var_high, found.beyond) == (950.0, 936.0, 964.0, 50)
    assert found.es == pytest.approx(975.5)  # the mean of 951..1000
    assert found.es_low < 975.5 < found.es_high


def test_a_rank_between_two_losses_counts_in_part():
    """Ten losses at 85 %: the worst 1.5 are 10 and half of 9; (10 + 0.5 · 9) / 1.5."""
    found = risk.tail_risk(np.arange(1.0, 11.0), 0.85)
    assert (found.var, found.es) == (9.0, pytest.approx(14.5 / 1.5))


def test_too_few_scenarios_leave_bounds_open_and_say_so(chain):
    result = montecarlo.run(chain, seed=1, scenarios=100, probabilities=[0.3, 0.2, 0.1, 0.1])
    worst = result.risks[2]
    assert (worst.var_high, worst.es_error, worst.es_low) == (None, None, None)
    said = " ".join(note.en for note in result.notes)
    assert "too few for an upper bound of the 99.9% value at risk" in said
    assert "99.9%预期尾部损失" in " ".join(note.zh for note in result.notes)
    single = montecarlo.run(chain, seed=1, scenarios=1)
    assert (single.expected_loss.value, single.expected_loss.error) == (14.0, None)


def test_the_basic_loadings_span_the_correlations_of_basel():
    loadings = FactorLoadings()
    assert loadings.market**2 == pytest.approx(0.12)
    assert loadings.market**2 + loadings.county**2 + loadings.sector**2 == pytest.approx(0.24)
    assert FactorLoadings(math.sqrt(0.5), math.sqrt(0.5), 0.0).own(county=True, sector=True) == 0.0


@pytest.mark.parametrize(
    ("loadings", "said"),
    [((0.8, 0.6, 0.1), "sector 0.1"), ((-0.1, 0, 0), "market is -0.1"), ((0, math.nan, 0), "county is nan"), ((0, 0, "x"), "sector is 'x'"),
     ((math.inf, 0, 0), "market is inf"), ((True, 0, 0), "market is True")],
)  # fmt: skip
def test_impossible_loadings_are_refused(loadings, said):
    with pytest.raises(InvalidParameter, match=said):
        FactorLoadings(*loadings)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"scenarios": 0}, "scenarios is 0"), ({"scenarios": 2.5}, "scenarios is 2.5"), ({"seed": -1}, "seed is -1"),
        ({"seed": True}, "seed is True"), ({"seed": 2**64}, "seed is 1844"), ({"model": "fate"}, "model is 'fate'"),
        ({"alpha": 1.5, "model": "clearing"}, "alpha is 1.5"), ({"alpha": 0.5}, "alpha is 0.5"), ({"tail": 1.0}, "tail is 1.0"),
        ({"loadings": 0.3}, "loadings is 0.3"), ({"threads": 0}, "threads is 0"), ({"weights": "gold"}, "weights is 'gold'"),
        ({"probabilities": [0.1]}, "shape"), ({"probabilities": [0.1, 1.2, 0, 0]}, "party 1 is 1.2"),
        ({"probabilities": [-0.1, 0, 0, 0]}, "party 0 is -0.1"), ({"probabilities": ["a", 0, 0, 0]}, "numbers"),
    ],
)  # fmt: skip
def test_impossible_questions_are_refused(chain, asked, said):
    with pytest.raises(InvalidParameter, match=said):
        montecarlo.run(chain, **{"seed": 1, "scenarios": 10} | asked)


def test_who_is_not_there_is_refused(chain):
    with pytest.raises(UnknownCode, match="rescue"):
        montecarlo.run(chain, seed=1, scenarios=10, rescue=[4])
    with pytest.raises(InvalidParameter, match="scenario is -1"):
        montecarlo.seeds_of_scenario(chain, -1, seed=1)
    with pytest.raises(InvalidParameter, match="level is 2"):
        montecarlo.run(chain, seed=1, scenarios=10).risk_at(2)


def test_policies_of_other_parties_are_not_compared(chain, city):
    with pytest.raises(InvalidParameter, match="1 parties, fewer than the 4"):
        montecarlo.compare(chain, city([], [1.0]), seed=1, scenarios=10)
    moved = replace(chain, parties=replace(chain.parties, county=np.array([0, 0, -1, 0], np.int32)))
    with pytest.raises(InvalidParameter, match="county of party 1 is 1 before and 0 after"):
        montecarlo.compare(chain, moved, seed=1, scenarios=10)


def test_an_empty_city_has_no_scenarios(chain):
    nobody = np.zeros(0)
    parties = replace(chain.parties, capacity=nobody, default_probability=nobody)
    with pytest.raises(InvalidNetwork, match="empty"):
        montecarlo.run(replace(chain, parties=parties), seed=1, scenarios=10)
