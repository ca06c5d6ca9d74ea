import json
from dataclasses import replace

import numpy as np
import pytest

from analysis import spillover
from analysis.contagion import cascade
from analysis.importance import sweep


@pytest.fixture
def chain(city):
    """0 (county 0) owes 100, backed by 1 (county 1), which owes 40 itself, backed by 2 (county 2, rich). 3 has no county and owes 7,
    backed by 4 (no county), which owes 5. Nobody but 2 can pay anything."""
    return city(
        [(0, 100.0, [(1, None, 1.0)]), (1, 40.0, [(2, 30.0, 1.0)]), (3, 7.0, [(4, None, 1.0)]), (4, 5.0, [])],
        [0, 0, 1000.0, 0, 0],
        bank=[0, 1, 0, 1],
        county=[0, 1, 2, -1, -1],
        default_probability=[0.1, 0.5, 0.02, 0.5, 0.2],
    )


def test_a_county_is_charged_with_what_its_firms_do_to_others(chain):
    found = spillover.matrix(chain, sweep(chain))
    expected = np.zeros((4, 4))
    expected[0, 1] = 0.1 * 10  # of 1's 40 the rich guarantor pays 30
    expected[3, 3] = 0.5 * 5
    assert found.expected == pytest.approx(expected)
    assert found.by_bank == pytest.approx(np.array([[0, 1.0], [0, 0], [0, 0], [0, 2.5]]))
    assert found.paid[:, 2] == pytest.approx([0.1 * 30, 0.5 * 30, 0, 0])
    assert found.loans.tolist() == [100, 40, 0, 12]


def test_sums_leave_out_what_stays(chain):
    found = spillover.matrix(chain, sweep(chain))
    assert found.exported == pytest.approx([1, 0, 0, 0])
    assert found.imported == pytest.approx([0, 1, 0, 0])
    assert found.within == pytest.approx([0, 0, 0, 2.5])
    assert found.per_yuan(found.exported)[:2] == pytest.approx([0.01, 0])
    assert np.isnan(found.per_yuan(found.exported)[2])


def test_a_scenario_starts_in_one_county(chain):
    assert spillover.scenario(chain, 0).expected[0, 1] == pytest.approx(1)
    assert spillover.scenario(chain, 0).seeds == 1
    assert spillover.scenario(chain, 1).expected.sum() == 0
    assert spillover.scenario(chain, -1).expected[3, 3] == pytest.approx(2.5)


def test_json_names_the_unknown_county_and_has_no_nan(chain):
    document = json.loads(json.dumps(spillover.matrix(chain, sweep(chain)).to_json(), allow_nan=False))
    assert [county["county"] for county in document["counties"]] == ["330000", "330001", "330002", None]
    assert document["counties"][3]["name"] == "未知"
    assert document["counties"][2]["exported_per_yuan"] is None
    assert {"from": "330000", "to": "330001", "expected": 1.0, "paid": 0.0} in document["flows"]
    unknown_capital = {"net_capital": None, "share_of_capital": None, "local_legal_person": False}
    assert {"from": None, "bank": "B1", "name": "B1", "expected": 2.5, **unknown_capital} in document["banks"]


def test_bank_losses_stand_against_net_capital(chain):
    banks = replace(chain.banks, net_capital=np.array([np.nan, 70.0]), local=np.array([False, True]))
    document = spillover.matrix(replace(chain, banks=banks), sweep(chain)).to_json()
    # 1.0 a year from county 0 and 2.5 from the unknown county, all at B1
    assert [row["share_of_capital"] for row in document["banks"]] == pytest.approx([1 / 70, 2.5 / 70])
    (total,) = document["bank_totals"]
    assert (total["bank"], total["expected"], total["local_legal_person"]) == ("B1", 3.5, True)
    assert total["share_of_capital"] == pytest.approx(0.05)


def test_the_table_shows_the_unknown_county_only_where_it_matters(chain, city):
    assert spillover.matrix(chain, sweep(chain)).frame()["起因区县"].tolist()[-1] == "未知"
    calm = city([(0, 1.0, [(1, None, 1.0)])], [0, 0], default_probability=[0.1, 0.1])
    assert spillover.matrix(calm, sweep(calm)).frame()["起因区县"].tolist() == ["330000县"]


def test_an_unknown_probability_counts_as_none_and_is_counted(city):
    network = city([(0, 1.0, [(1, None, 1.0)]), (1, 1.0, [])], [0, 0], default_probability=[np.nan, 0.1])
    found = spillover.matrix(network, sweep(network))
    assert found.expected.sum() == 0
    assert found.unknown_probability == 1


@pytest.mark.parametrize("seed", range(3))
def test_the_matrix_is_the_sum_over_single_defaults(city, seed):
    rng = np.random.default_rng(seed)
    n, k = 30, 50
    loans = [
        (int(b), float(x), [(int(g), None, 1.0) for g in rng.choice(n, 2, replace=False) if g != b])
        for b, x in zip(rng.integers(0, n, k), rng.integers(1, 100, k), strict=True)
    ]
    network = city(
        loans,
        rng.integers(0, 60, n).astype(float),
        county=rng.integers(-1, 4, n),
        bank=rng.integers(0, 3, k),
        default_probability=rng.random(n),
    )
    found = spillover.matrix(network, sweep(network))
    county = network.parties.county
    expected, paid, by_bank = np.zeros((5, 5)), np.zeros((5, 5)), np.zeros((5, 3))
    for i in range(n):
        result, chance = cascade.run(network, [i]), network.parties.default_probability[i]
        for loan, loss in enumerate(result.loss_of_loan):
            if network.loans.borrower[loan] != i:
                expected[county[i], county[network.loans.borrower[loan]]] += chance * loss
                by_bank[county[i], network.loans.bank[loan]] += chance * loss
        for calls in result.calls.values():
            for guarantor, amount in calls.items():
                paid[county[i], county[guarantor]] += chance * amount
    assert found.expected == pytest.approx(expected)
    assert found.paid == pytest.approx(paid)
    assert found.by_bank == pytest.approx(by_bank)
