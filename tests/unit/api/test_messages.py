from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from analysis.contagion import cascade
from analysis.contagion.explanation import explain
from api.messages import county_place, simulation, yuan
from graph.errors import UnknownCode
from graph.network import Counties, GuaranteeNetwork


@pytest.fixture
def network() -> GuaranteeNetwork:
    """0 owes 12 guaranteed by 1 (can pay 4) and by 2 (can pay 20, unknown county); 1 owes 7, guaranteed by nobody."""
    made = GuaranteeNetwork.from_loans([(0, 12.0, [(1, None, 1.0), (2, 5.0, 1.0)]), (1, 7.0, [])], [0.0, 4.0, 20.0, 1.0])
    parties = replace(
        made.parties,
        county=np.array([0, 1, -1, 0], np.int32),
        employees=np.array([10, 20, -1, 7]),
        capacity_known=np.array([True, True, False, False]),
    )
    return replace(made, parties=parties, counties=Counties(pa.array(["330101", "330102"]), pa.array(["东山区", "西河县"])))


def test_a_simulation_says_who_falls_why_and_what_it_costs(network: GuaranteeNetwork) -> None:
    result = cascade.run(network, [0])
    worst = cascade.worst_case_near(network, [0])
    message = simulation(network, result, explain(network, result), worst, cascade.run(network, [0], unknown_capacity="unlimited"))
    assert json.loads(json.dumps(message, allow_nan=False)) == message
    assert message["seeds"] == ["0"]
    assert message["rounds"] == 1
    assert message["bank_loss"] == 19.0  # nobody stated what party 2 can pay, so it pays nothing
    assert message["if_unknown_unlimited"] == {
        "defaulted": ["0", "1"],
        "bank_loss": 14.0,
    }  # with its 5, 7 of loan 0 and all of loan 1 are lost
    falls = {fall["party"]: fall for fall in message["defaulted"]}
    assert falls["0"]["round"] == 0
    assert falls["0"]["calls"] == []
    assert falls["1"]["calls"][0] == {"loan": "0", "borrower": "0", "amount": 7.0, "rule": "joint", "capped": False, "contract": "0"}
    assert falls["1"]["county"] == "330102"
    assert sum(message["loss_by_bank"].values()) == message["bank_loss"]
    assert sum(message["loss_by_county"].values()) == message["bank_loss"]
    assert sum(row["loss"] for row in message["losses"]) == message["bank_loss"]
    assert message["losses"][-1]["county"] == "330102"
    assert message["unknown_capacity"] == 1  # party 2; party 3 has nothing to do with it
    assert set(message["worst_case"]["defaulted"]) >= set(falls)
    assert message["worst_case"]["bank_loss"] >= message["bank_loss"]


def test_amounts_have_two_decimals_no_minus_zero_and_no_infinity() -> None:
    assert yuan(1234.565000001) == 1234.57
    assert str(yuan(-0.0001)) == "0.0"
    assert yuan(float("inf")) is None
    assert yuan(float("nan")) is None


def test_an_unknown_county_is_named(network: GuaranteeNetwork) -> None:
    assert county_place(network, "330102") == 1
    with pytest.raises(UnknownCode, match="999999"):
        county_place(network, "999999")
