from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from analysis.contagion.simulation import simulate
from api.messages import chain, simulation
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
    message = simulation(network, simulate(network, [0]))
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


def test_a_simulation_says_what_panic_missing_statements_and_capital_mean(network: GuaranteeNetwork) -> None:
    banks = replace(network.banks, net_capital=np.array([190.0]), local=np.array([True]))
    message = simulation(replace(network, banks=banks), simulate(replace(network, banks=banks), [0]))
    assert message["banks"] == [
        {"bank": "0", "name": "0", "loss": 19.0, "net_capital": 190.0, "share_of_capital": 0.1, "local_legal_person": True}
    ]
    assert message["bounds"] == {
        "zero": {"defaulted": ["0", "1", "2"], "bank_loss": 19.0},
        "unlimited": {"defaulted": ["0", "1"], "bank_loss": 14.0},
    }
    assert message["missing_statements"] == {
        "rows": [{"party": "2", "name": "2", "loss": 5.0, "defaults": 1.0, "seeds": 1}],  # it would pay its cap of 5 and stand
        "truncated": 0,
        "unknown_probability": 0,
    }
    assert message["self_fulfilling"] == []
    told = {fall["party"]: fall["explanation"]["zh"] for fall in message["defaulted"]}
    assert told["1"] == "第1轮：因为0违约，1须连带代偿7元（1笔），超过可动用能力4元，因此违约。"
    unlimited = simulation(network, simulate(network, [0], unknown_capacity="unlimited"))
    assert unlimited["if_unknown_unlimited"] is None
    assert unlimited["bounds"] == message["bounds"]


def test_a_self_fulfilling_circle_names_the_promise_that_holds_it_up() -> None:
    pair = GuaranteeNetwork.from_loans([(0, 10.0, [(1, None, 1)]), (1, 10.0, [(0, None, 1)]), (2, 3.0, [(0, None, 1)])], [8, 8, 0])
    message = simulation(pair, simulate(pair, [2]))
    assert message["self_fulfilling"] == [
        {
            "members": ["0", "1"], "banks": ["0"], "loss": 23.0, "called": 23.0, "truncated": False,  # 10 + 3 called from 0, 10 from 1
            "commitments": [{"party": "1", "name": "1", "called": 10.0, "capacity": 8.0, "banks": ["0"], "holds_up": 2}],
        }
    ]  # fmt: skip


def test_a_chain_leads_to_one_party(network: GuaranteeNetwork) -> None:
    told = chain(network, simulate(network, [0]), 1)
    assert (told["party"], [fall["party"] for fall in told["falls"]]) == ("1", ["0", "1"])


def test_the_worst_case_tells_of_every_fall_what_the_cascade_tells_of_its_own() -> None:
    """10 on loan 1 and 3 on loan 2 are called from 0, 10 on loan 0 from 1; both can pay 8."""
    pair = GuaranteeNetwork.from_loans([(0, 10.0, [(1, None, 1)]), (1, 10.0, [(0, None, 1)]), (2, 3.0, [(0, None, 1)])], [8, 8, 0])
    message = simulation(pair, simulate(pair, [2]))
    falls = message["worst_case"]["falls"]
    assert [fall["party"] for fall in falls] == message["worst_case"]["defaulted"] == ["0", "1", "2"]
    assert [fall["explanation"]["zh"] for fall in falls] == [
        "最坏情形：若1、2违约，0须连带代偿13元（2笔），超过可动用能力8元，也会违约。",
        "最坏情形：若0违约，1须连带代偿10元（1笔），超过可动用能力8元，也会违约。",
        "最坏情形：2为初始违约主体。",
    ]
    assert [(fall["called"], fall["capacity"], fall["round"]) for fall in falls] == [(13.0, 8.0, 0), (10.0, 8.0, 0), (0.0, 0.0, 0)]
    (seed,) = message["defaulted"]  # the only one to fall for want of money
    assert set(falls[0]) == set(seed)
