from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pyarrow as pa
import pytest

from analysis.importance import SparseRows, rank, sweep
from graph.errors import InvalidParameter, UnknownCode
from graph.network import Banks, Counties, GuaranteeNetwork
from tests.reference.networks import empty_network


@pytest.fixture
def chain():
    """0 owes 10, guaranteed by 1, who owes 20, guaranteed by 2, who owes 5 and could pay 30; counties 0, 1, 1; banks 0, 1, 0."""
    network = GuaranteeNetwork.from_loans([(0, 10.0, [(1, None, 1)]), (1, 20.0, [(2, None, 1)]), (2, 5.0, [])], [0, 4, 30])
    two = pa.array(["a", "b"])
    return replace(
        network,
        parties=replace(
            network.parties,
            county=np.array([0, 1, 1], np.int32),
            employees=np.array([7, -1, 30]),
            default_probability=np.array([0.1, 0.2, 0.5]),
        ),
        loans=replace(network.loans, bank=np.array([0, 1, 0], np.int32)),
        banks=Banks(two, two, np.zeros(2, np.int32), np.zeros(2, bool), np.full(2, np.nan)),
        counties=Counties(two, two),
    )


def rows(sparse: SparseRows, i: int) -> dict[int, float]:
    places = slice(sparse.start[i], sparse.start[i + 1])
    return dict(zip(sparse.index[places].tolist(), sparse.loss[places].tolist(), strict=True))


def test_what_each_seed_does(chain):
    impacts = sweep(chain)
    assert impacts.own_loss.tolist() == [10.0, 0.0, 5.0]  # 1 falls too, and 0's bank gets nothing; 2 pays for 1
    assert impacts.caused_loss.tolist() == [0.0, 0.0, 0.0]
    assert impacts.pulled_down.tolist() == [1, 0, 0]
    assert impacts.employees.tolist() == [7, 0, 30]
    assert [rows(impacts.paid, i) for i in range(3)] == [{1: 20.0}, {1: 20.0}, {}]
    assert impacts.vulnerability == pytest.approx([0.1, 1 - 0.9 * 0.8, 0.5])


def test_losses_by_county_and_bank_leave_the_seeds_own_loans_out(chain):
    poorer = replace(chain, parties=replace(chain.parties, capacity=np.array([0.0, 4.0, 3.0])))
    impacts = sweep(poorer)
    assert impacts.own_loss.tolist() == [10.0, 20.0, 5.0]
    assert impacts.caused_loss.tolist() == [25.0, 5.0, 0.0]
    assert impacts.away_loss.tolist() == [25.0, 0.0, 0.0]
    assert [rows(impacts.counties, i) for i in range(3)] == [{1: 25.0}, {1: 5.0}, {}]
    assert [rows(impacts.banks, i) for i in range(3)] == [{0: 5.0, 1: 20.0}, {0: 5.0}, {}]
    assert sweep(poorer, home=np.array([1, 0, 1])).away_loss.tolist() == [0.0, 5.0, 0.0]


def test_the_worst_case_counts_circles_of_the_seeds_own_part_only():
    pair = [(0, 10.0, [(1, None, 1)]), (1, 10.0, [(0, None, 1)])]
    elsewhere = [(2, 10.0, [(3, None, 1)]), (3, 10.0, [(2, None, 1)])]
    network = GuaranteeNetwork.from_loans([*pair, *elsewhere, (4, 1.0, [])], [8, 8, 8, 8, 0])
    impacts = sweep(network)
    assert impacts.worst_loss.tolist() == [20.0, 20.0, 20.0, 20.0, 1.0]
    assert impacts.worst_caused_loss.tolist() == [10.0, 10.0, 10.0, 10.0, 0.0]
    assert impacts.worst_pulled_down.tolist() == [1, 1, 1, 1, 0]


def test_some_seeds_only_and_rescued_ones_left_out(chain):
    impacts = sweep(chain, seeds=[2, 0], rescue=[2])
    assert impacts.seeds.tolist() == [0]
    assert impacts.own_loss.tolist() == [10.0, 0.0, 0.0]
    assert impacts.worst_loss.tolist() == [10.0, 0.0, 0.0]
    assert impacts.pulled_down.tolist() == [1, 0, 0]
    assert [row.party for row in rank(chain, impacts)] == [0]


def test_without_the_worst_case_its_figures_are_missing(chain):
    impacts = sweep(chain, worst=False)
    assert np.isnan(impacts.worst_loss).all()
    assert (impacts.worst_pulled_down == -1).all()


def test_a_missing_probability_makes_vulnerability_unknown(chain):
    network = replace(chain, parties=replace(chain.parties, default_probability=np.array([np.nan, 0.1, 0.1])))
    assert np.isnan(sweep(network).vulnerability).all()


def test_a_certain_default_makes_its_victims_certain(chain):
    network = replace(chain, parties=replace(chain.parties, default_probability=np.array([1.0, 0.2, 0.5])))
    assert sweep(network).vulnerability == pytest.approx([1.0, 1.0, 0.5])


def test_figures_do_not_depend_on_the_number_of_threads():
    rng = np.random.default_rng(5)
    n = 6000
    loans = [
        (i, float(rng.integers(1, 50)), [(int(j), None, 1.0) for j in rng.choice(n, rng.integers(0, 4), replace=False) if j != i])
        for i in range(n)
    ]
    network = GuaranteeNetwork.from_loans(loans, rng.integers(0, 60, n).astype(float).tolist())
    network = replace(network, parties=replace(network.parties, default_probability=rng.random(n)))
    one, three = sweep(network, threads=1), sweep(network, threads=3)
    assert one.pulled_down.max() > 5
    for field in fields(one):
        ours, theirs = getattr(one, field.name), getattr(three, field.name)
        if isinstance(ours, SparseRows):
            assert (ours.start == theirs.start).all()
            assert (ours.index == theirs.index).all()
            assert (ours.loss == theirs.loss).all()
        elif isinstance(ours, np.ndarray):
            assert np.array_equal(ours, theirs)


def test_the_ranking_is_by_caused_loss_then_by_code(chain):
    poorer = replace(chain, parties=replace(chain.parties, capacity=np.array([0.0, 4.0, 3.0]), code=pa.array(["c", "b", "a"])))
    table = rank(poorer, sweep(poorer))
    assert [(row.rank, row.code, row.caused_loss, row.pulled_down, row.counties, row.banks) for row in table] == [
        (1, "c", 25.0, 2, 1, 2), (2, "b", 5.0, 1, 1, 1), (3, "a", 0.0, 0, 0, 0),
    ]  # fmt: skip
    even = rank(chain, sweep(chain), limit=2)
    assert [row.code for row in even] == ["0", "1"]


def test_bad_arguments(chain):
    with pytest.raises(InvalidParameter, match="threads"):
        sweep(chain, threads=0)
    with pytest.raises(InvalidParameter, match="home"):
        sweep(chain, home=np.array([0]))
    with pytest.raises(UnknownCode, match="seeds"):
        sweep(chain, seeds=[3])


def test_an_empty_network():
    empty = empty_network()
    assert rank(empty, sweep(empty)) == ()
