"""The simplest cascade: what a plain loop finds, and a bound of the cascade in full."""

import numpy as np
import pytest

from analysis.contagion import threshold
from analysis.importance import sweep
from graph.network import HALF_FEN, GuaranteeNetwork
from tests.reference.networks import random_network


def plain_loop(network, seed):
    """Everybody asks everybody again until nobody falls."""
    promises, loans, capacity = network.guarantees, network.loans, network.parties.capacity
    most = np.minimum(promises.cap, loans.shortfall[promises.loan])
    borrower = loans.borrower[promises.loan]
    down = np.zeros(len(capacity), bool)
    down[seed] = True
    while True:
        called = np.bincount(promises.guarantor, most * down[borrower], minlength=len(capacity))
        more = down | (called > np.where(network.parties.capacity_known, capacity, 0.0) + HALF_FEN)
        if (more == down).all():
            return down.sum(), called[down].sum()
        down = more


@pytest.mark.parametrize("block", range(2))
def test_every_seed_is_what_a_plain_loop_finds_and_bounds_the_cascade_in_full(block):
    rng = np.random.default_rng(block)
    for _ in range(300):
        network = random_network(rng)
        found = threshold.sweep(network, threads=2)
        for seed in range(len(found.fallen)):
            fallen, unpaid = plain_loop(network, seed)
            assert found.fallen[seed] == fallen
            assert found.unpaid[seed] == pytest.approx(unpaid, rel=1e-12, abs=1e-9)
        assert (sweep(network, worst=False).pulled_down + 1 <= found.fallen).all()


def test_contracts_of_the_same_two_parties_count_together():
    network = GuaranteeNetwork.from_loans([(0, 4.0, [(1, None, 1)]), (0, 4.0, [(1, 3.0, 1)])], [0.0, 6.0])
    assert threshold.sweep(network).fallen.tolist() == [2, 1]
