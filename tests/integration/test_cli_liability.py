"""One case per liability kind, from a Chinese workbook in 万元 through the command line to the yuan of `simulate --json`.

A borrows 1,200 万元; what X, Y and Z can pay is chosen so that each kind ends differently. Every figure is worked out in the comments.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

WAN = 10_000.0
LOAN = ("JJ1", 0, 1200, None)
DAY = "2026-01-10"


@pytest.fixture
def simulate(call: Callable[..., Any], folder: Callable[..., Path], credit_code: Callable[[int], str]) -> Callable[..., dict[str, Any]]:
    """Load the case, let A fail, and give the answer with parties as A, X, Y, Z and amounts in 万元."""
    letter = {credit_code(place): name for place, name in enumerate("AXYZ")}

    def run(capacity: Sequence[float], loans: Sequence[Any], guarantees: Sequence[Any], *options: str) -> dict[str, Any]:
        loaded = call("ingest", folder(capacity, loans, guarantees), "--json")
        assert loaded.code == 0, loaded.out + loaded.err
        told = call("simulate", "--seeds", credit_code(0), "--json", *options)
        assert told.code == 0, told.err
        answer = told.json
        assert answer["as_of"] == "2026-06-30"
        return {
            "fallen": {letter[fall["party"]]: fall["round"] for fall in answer["defaulted"]},
            "calls": {
                (letter[fall["party"]], call_["loan"]): (call_["amount"] / WAN, call_["rule"])
                for fall in answer["defaulted"]
                for call_ in fall["calls"]
            },
            "paid": {(letter[call_["guarantor"]], call_["loan"]): call_["amount"] / WAN for call_ in answer["calls_paid"]},
            "loss": answer["bank_loss"] / WAN,
            "answer": answer,
        }

    return run


def test_joint_survivors_absorb(simulate: Callable[..., dict[str, Any]], credit_code: Callable[[int], str]) -> None:
    # thirds of 400: X (300) falls; halves of 600: Y (500) falls; Z is called for all and pays
    promises = [(f"DB{place}", place, "JJ1", None, "连带责任保证", None, DAY) for place in (1, 2, 3)]
    told = simulate([300, 500, 1200], [LOAN], promises)
    assert told["fallen"] == {"A": 0, "X": 1, "Y": 2}
    assert told["calls"] == {("X", "JJ1"): (400, "joint"), ("Y", "JJ1"): (600, "joint")}
    assert told["paid"] == {("Z", "JJ1"): 1200}
    assert told["loss"] == 0
    answer = told["answer"]
    assert answer["seeds"] == [credit_code(0)]
    assert answer["rounds"] == 2
    assert answer["defaulted"][1] | {"calls": []} == {
        "party": credit_code(1), "name": "企业X", "kind": "enterprise", "county": "330102", "round": 1, "calls": [],
        "called": 4_000_000.0, "capacity": 3_000_000.0, "capacity_known": True, "withdrawn": 0.0, "fallen_guarantors": [],
        "explanation": {
            "zh": "第1轮：因为企业A违约，企业X须连带代偿400万元（1笔），超过可动用能力300万元，因此违约。",
            "en": "Round 1: because 企业A defaults, 企业X must pay 4 m yuan as joint guarantor (1 loan), "
            "more than the 3 m yuan it can pay, and defaults.",
        },
    }  # fmt: skip
    assert answer["defaulted"][1]["calls"][0]["borrower"] == credit_code(0)


def test_joint_when_the_last_one_falls_the_bank_loses_all(simulate: Callable[..., dict[str, Any]]) -> None:
    promises = [(f"DB{place}", place, "JJ1", None, "连带", None, DAY) for place in (1, 2, 3)]
    told = simulate([300, 500, 1199.99], [LOAN], promises)
    assert told["fallen"] == {"A": 0, "X": 1, "Y": 2, "Z": 3}
    assert told["loss"] == 1200
    assert told["answer"]["loss_by_bank"] == {"B1": 12_000_000.0}
    assert told["answer"]["loss_by_county"] == {"330101": 12_000_000.0}
    assert told["answer"]["worst_case"]["bank_loss"] == 12_000_000.0


def test_several_shares_never_grow(simulate: Callable[..., dict[str, Any]]) -> None:
    # X owes half, 600 > 300, and falls; Y and Z owe 360 and 240 whatever X does; the bank loses X's half
    promises = [("DB1", 1, "JJ1", None, "按份责任保证", "50%", DAY), ("DB2", 2, "JJ1", None, "按份责任保证", "30%", DAY),
                ("DB3", 3, "JJ1", None, "按份责任保证", "20%", DAY)]  # fmt: skip
    told = simulate([300, 500, 500], [LOAN], promises)
    assert told["fallen"] == {"A": 0, "X": 1}
    assert told["calls"] == {("X", "JJ1"): (600, "several")}
    assert told["paid"] == {("Y", "JJ1"): 360, ("Z", "JJ1"): 240}
    assert told["loss"] == 600


def test_general_is_called_for_what_the_others_leave(simulate: Callable[..., dict[str, Any]]) -> None:
    # X is joint up to 500 and pays it; Y is general: 700 > 650, falls
    promises = [("DB1", 1, "JJ1", 500, "连带责任保证", None, DAY), ("DB2", 2, "JJ1", None, "一般保证", None, DAY)]
    told = simulate([600, 650, 0], [LOAN], promises)
    assert told["fallen"] == {"A": 0, "Y": 1}
    assert told["calls"] == {("Y", "JJ1"): (700, "general")}
    assert told["paid"] == {("X", "JJ1"): 500}
    assert told["loss"] == 700


def test_general_after_enforcement_against_the_borrower(simulate: Callable[..., dict[str, Any]]) -> None:
    # enforcement brings 10 % of 1200: Y is called for 1080 − 500 = 580 and pays
    promises = [("DB1", 1, "JJ1", 500, "连带责任保证", None, DAY), ("DB2", 2, "JJ1", None, "一般保证", None, DAY)]
    told = simulate([600, 650, 0], [LOAN], promises, "--enforcement-recovery", "0.1")
    assert told["fallen"] == {"A": 0}
    assert told["paid"] == {("X", "JJ1"): 500, ("Y", "JJ1"): 580}


@pytest.mark.parametrize(("signed", "wording"), [("2020-12-31", "未约定"), ("2020-12-31", None)])
def test_unclear_signed_before_2021_is_joint(signed: str, wording: str | None, simulate: Callable[..., dict[str, Any]]) -> None:
    # halves of 600: Y (500) falls first, then X (700) is called for all and falls
    promises = [("DB1", 1, "JJ1", None, "连带责任保证", None, DAY), ("DB2", 2, "JJ1", None, wording, None, signed)]
    told = simulate([700, 500, 0], [LOAN], promises)
    assert told["fallen"] == {"A": 0, "Y": 1, "X": 2}
    assert told["calls"] == {("Y", "JJ1"): (600, "joint"), ("X", "JJ1"): (1200, "joint")}
    assert told["loss"] == 1200


@pytest.mark.parametrize(("signed", "wording"), [("2021-01-01", "约定不明"), ("2021-01-01", None)])
def test_unclear_signed_from_2021_on_is_general(signed: str, wording: str | None, simulate: Callable[..., dict[str, Any]]) -> None:
    # X alone is joint: 1200 > 700, falls; then Y is called, as general guarantor, for 1200 > 500
    promises = [("DB1", 1, "JJ1", None, "连带责任保证", None, DAY), ("DB2", 2, "JJ1", None, wording, None, signed)]
    told = simulate([700, 500, 0], [LOAN], promises)
    assert told["fallen"] == {"A": 0, "X": 1, "Y": 2}
    assert told["calls"] == {("X", "JJ1"): (1200, "joint"), ("Y", "JJ1"): (1200, "general")}
    assert told["loss"] == 1200


def test_a_maximum_amount_over_two_loans_is_one_cap(simulate: Callable[..., dict[str, Any]]) -> None:
    # one contract, cap 600 over loans of 800 and 400: 400 and 200, not 600 and 400
    loans = [("JJ1", 0, 800, None), ("JJ2", 0, 400, None)]
    promises = [("ZGE", 1, "JJ1", 600, "连带责任保证", None, DAY), ("ZGE", 1, "JJ2", 600, "连带责任保证", None, DAY)]
    told = simulate([600, 0, 0], loans, promises)
    assert told["fallen"] == {"A": 0}
    assert told["paid"] == {("X", "JJ1"): 400, ("X", "JJ2"): 200}
    assert told["loss"] == 600


def test_collateral_comes_first_less_its_haircut(simulate: Callable[..., dict[str, Any]]) -> None:
    # 1200 − 0.7 · 1000 = 500
    told = simulate([500, 0, 0], [("JJ1", 0, 1200, 1000)], [("DB1", 1, "JJ1", None, "连带责任保证", None, DAY)])
    assert told["fallen"] == {"A": 0}
    assert told["paid"] == {("X", "JJ1"): 500}


def test_the_model_can_override_the_contracts_and_hold_somebody_up(
    simulate: Callable[..., dict[str, Any]], call: Callable[..., Any], credit_code: Callable[[int], str]
) -> None:
    promises = [(f"DB{place}", place, "JJ1", None, "连带责任保证", None, DAY) for place in (1, 2, 3)]
    told = simulate([300, 500, 500], [LOAN], promises, "--liability", "several")
    assert told["fallen"] == {"A": 0, "X": 1}  # 400 each, fixed
    assert told["loss"] == 400
    kept = call("simulate", "--seeds", credit_code(0), "--rescue", f"{credit_code(1)},{credit_code(2)}", "--json").json
    assert kept["rounds"] == 0
    assert kept["rescue"] == [credit_code(1), credit_code(2)]
    assert kept["bank_loss"] == 0
