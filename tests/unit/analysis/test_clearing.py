from __future__ import annotations

import numpy as np
import pytest

from analysis.contagion import clearing, distress
from graph.errors import InvalidNetwork, InvalidParameter, UnknownCode
from graph.network import GuaranteeNetwork
from tests.reference.networks import empty_network

NETWORK = GuaranteeNetwork.from_loans([(0, 10.0, [(1, None, 1)]), (1, 10.0, [(0, None, 1)])], [0, 5], [4, 5], [0, 0])


@pytest.mark.parametrize("alpha", [-0.1, 1.1, float("nan"), "1", None])
def test_a_recovery_outside_nought_and_one_is_refused(alpha):
    with pytest.raises(InvalidParameter, match="alpha"):
        clearing.run(NETWORK, [0], alpha=alpha)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"tolerance": -1e-9}, "tolerance is -1e-09"), ({"tolerance": float("nan")}, "tolerance is nan"), ({"tolerance": "0"}, "tolerance"),
        ({"max_rounds": 0}, "max_rounds is 0"), ({"max_rounds": 1.5}, r"max_rounds is 1\.5"),
    ],
)  # fmt: skip
def test_an_end_no_iteration_can_have_is_refused(wrong, told):
    for call in (lambda: clearing.run(NETWORK, [0], alpha=0.5, **wrong), lambda: distress.run(NETWORK, {0: 0.5}, **wrong)):
        with pytest.raises(InvalidParameter, match=told):
            call()


@pytest.mark.parametrize("recovery", [-0.5, 1.5, float("nan"), np.array([0.5]), np.array([0.5, 2.0]), "1", None])
def test_a_recovery_no_party_can_have_is_refused(recovery):
    with pytest.raises(InvalidParameter, match="recovery"):
        distress.run(NETWORK, {0: 0.5}, recovery=recovery)


def test_nobody_is_there():
    for call in (
        lambda: clearing.run(empty_network(), [], alpha=0.5),
        lambda: distress.run(empty_network(), {}),
        lambda: distress.run(empty_network(), np.zeros(0)),
    ):
        with pytest.raises(InvalidNetwork, match="the network is empty"):
            call()


def test_a_seed_that_does_not_exist_is_refused():
    with pytest.raises(UnknownCode):
        clearing.run(NETWORK, [2], alpha=0.5)
    with pytest.raises(UnknownCode):
        distress.run(NETWORK, {2: 0.5})


def test_default_may_make_all_own_loans_due():
    assert clearing.run(NETWORK, [0], alpha=1.0).bank_loss == 0.0  # nothing is due, so the resources suffice
    assert clearing.run(NETWORK, [0], alpha=0.5, own_claims="all").unpaid_of_loan[0] > 7.9  # 0.5 · 4 of 10 or less


def test_too_few_rounds_are_told():
    result = clearing.run(NETWORK, [0], alpha=1.0, own_claims="all", max_rounds=1)
    assert not result.converged
    assert not distress.run(NETWORK, {0: 0.1}, max_rounds=1).converged


@pytest.mark.parametrize(
    "initial",
    [
        np.array([0.5]), np.array([0.5, 1.5]), np.array([np.nan, 0.0]), np.array([np.inf, 0.0]), {0: -1.0}, {0: "1"}, {0: None},
        ["0", "1"], [[0.5], 1], None, {0.5: 1.0},
    ],
)  # fmt: skip
def test_distress_is_a_number_between_nought_and_one_for_each_party(initial):
    with pytest.raises(InvalidParameter, match="initial"):
        distress.run(NETWORK, initial)
