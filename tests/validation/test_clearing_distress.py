"""Hand-derived clearing and distress; each case file holds its source, its derivation and its numbers."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from analysis.contagion import cascade, clearing, distress
from graph.network import GuaranteeNetwork

CASES = Path(__file__).parent / "cases"


def case(name):
    return json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))


def g6():
    given = case("G6_clearing_closed_form")
    capacity = [max(0.0, e - d) for e, d in zip(given["e"], given["d"], strict=True)]
    return given, GuaranteeNetwork.from_loans(given["loans"], capacity, given["e"], given["d"])


def test_g6_clearing_in_closed_form():
    given, network = g6()
    wanted = given["expected"]
    result = clearing.run(network, given["seed"], alpha=given["alpha"])
    assert result.converged
    assert result.defaulted.tolist() == wanted["default"]
    assert result.recovery == pytest.approx([wanted["rho0"], wanted["rho1"], 1.0], abs=1e-9)
    assert result.unpaid_of_loan[0] == pytest.approx(wanted["shortfall"], abs=1e-9)
    assert result.calls[0] == pytest.approx({1: wanted["level"], 2: wanted["level"]}, abs=1e-9)
    assert result.paid[0] == pytest.approx({int(j): amount for j, amount in wanted["pay"].items()}, abs=1e-9)
    assert result.bank_loss == pytest.approx(wanted["bank_loss"], abs=1e-9)


def test_g6_without_recovery_is_the_cascade():
    given, network = g6()
    wanted = given["model_A_bound"]
    for result in (cascade.run(network, given["seed"]), clearing.run(network, given["seed"], alpha=0.0)):
        assert result.defaulted.tolist() == wanted["default"]
        assert result.calls[0][2] == pytest.approx(wanted["calls"]["2"])
        assert result.bank_loss == pytest.approx(wanted["bank_loss"])


def test_g7_distress_along_a_chain():
    given = case("G7_guarantee_debtrank_chain")
    # W as calls over capacities of 10: party 0's loan calls 5 and 1, party 1's loan calls 4
    network = GuaranteeNetwork.from_loans([(0, 6.0, [(1, None, 5), (2, None, 1)]), (1, 4.0, [(2, None, 1)])], [0, 10, 10])
    outcome = distress.run(network, np.array(given["h0"], dtype=float), value=np.array(given["v"]))
    assert outcome.converged
    assert outcome.distress == pytest.approx(given["expected"]["h"], abs=1e-12)
    assert outcome.group == pytest.approx(given["expected"]["group_R"], abs=1e-12)
