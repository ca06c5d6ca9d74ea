"""Scenarios from files through the command line: the paradox of cutting a guarantee, what replaces it, and files that are wrong.

A borrows 10 万元 from B1, X and Y guarantee it jointly; X owes 7 万元 itself; X and Y can pay 6 万元 each. A fails: X and Y pay 5 each.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analysis.scenario.files import load, save

WAN = 10_000.0


@pytest.fixture
def scenario(tmp_path: Path, credit_code: Callable[[int], str]) -> Callable[..., Path]:
    """A JSON file in which A fails, and whatever else is given."""

    def write(**fields: Any) -> Path:
        path = tmp_path / "scenario.json"
        path.write_text(json.dumps({"seeds": [credit_code(0)], **fields}), encoding="utf-8")
        return path

    return write


CUT = {"do": "cut_guarantee", "guarantee": "DB2"}


def test_cutting_a_guarantee_spreads_the_fall(city: Any, scenario: Callable[..., Path], credit_code: Callable[[int], str]) -> None:
    # Y released: X is called for 10 > 6, falls, and its own 7 are lost too
    told = city("compare", "--scenario", scenario(edits=[CUT]), "--json").json
    a, x = credit_code(0), credit_code(1)
    assert told["least"]["defaulted"]["before"] == [a]
    assert told["least"]["defaulted"]["after"] == [a, x]
    assert told["least"]["bank_loss"] == {"before": 0.0, "after": 17 * WAN, "change": 17 * WAN}
    assert told["least"]["by_bank"] == {"B1": told["least"]["bank_loss"]}
    assert told["worst_case"]["defaulted"]["before"] == [a, x, credit_code(2)]  # with X down Y is called for 10 > 6, and X with Y down
    assert [one["party"] for one in told["worst_case"]["defaulted"]["saved"]] == [credit_code(2)]
    assert told["least"]["by_county"] == {
        "330101": {"before": 0.0, "after": 10 * WAN, "change": 10 * WAN},
        "330102": {"before": 0.0, "after": 7 * WAN, "change": 7 * WAN},
    }
    assert told["least"]["defaulted"]["newly_fallen"] == [{"party": x, "name": "企业X", "kind": "enterprise", "county": "330102"}]
    assert told["least"]["defaulted"]["saved"] == []
    assert [warning["code"] for warning in told["warnings"]] == ["call-lands-on-others", "cutting-made-it-worse"]
    assert x in told["warnings"][0]["zh"]
    table = city("compare", "--scenario", scenario(edits=[CUT]))
    assert "新增违约" in table.out
    assert "解除担保后反而更糟" in table.out


@pytest.mark.parametrize(
    ("edit", "fallen"),
    [
        ({"do": "replace_by_collateral", "amount": 5 * WAN / 0.7}, [0]),  # counts 5 after the haircut: X is called for 5
        ({"do": "replace_by_collateral", "amount": 5 * WAN}, [0, 1]),  # counts 3.5: X is called for 6.5 > 6
        ({"do": "replace_by_company", "company": "G", "new": {"name": "担保公司", "net_assets": 5 * WAN}}, [0]),  # pays 5
        (
            {"do": "replace_by_company", "company": "G", "new": {"name": "担保公司", "net_assets": 4 * WAN}},
            [0, 1, "G"],
        ),  # 5 > 4, then 10 > 6
    ],
)
def test_replacing_a_guarantee(
    city: Any, scenario: Callable[..., Path], credit_code: Callable[[int], str], edit: dict[str, Any], fallen: list[Any]
) -> None:
    edit = {"guarantee": "DB2", **edit, **({"amount": round(edit["amount"], 2)} if "amount" in edit else {})}
    told = city("compare", "--scenario", scenario(edits=[edit]), "--json").json
    assert told["least"]["defaulted"]["after"] == [place if place == "G" else credit_code(place) for place in fallen]
    assert [warning["code"] for warning in told["warnings"]] == []


@pytest.mark.parametrize("model", ["clearing", "distress", "montecarlo"])
def test_every_model_sees_the_paradox(city: Any, scenario: Callable[..., Path], credit_code: Callable[[int], str], model: str) -> None:
    told = city("compare", "--scenario", scenario(edits=[CUT], model=model, scenarios=50), "--json").json
    assert "cutting-made-it-worse" in {warning["code"] for warning in told["warnings"]}
    if model == "clearing":
        assert told["bank_loss"]["change"] == 17 * WAN
    elif model == "distress":  # X: 5 of 6 before, all of it after
        (row,) = (row for row in told["distress"] if row["party"] == credit_code(1))
        assert row["before"] == pytest.approx(5 / 6)
        assert row["after"] == 1.0
    else:
        assert told["same_random_numbers"] is True
        assert told["change"]["expected_loss"]["value"] > 0
        assert told["change"]["lower"] == 0


def test_before_can_be_another_scenario_or_keep_the_shocks(
    city: Any, scenario: Callable[..., Path], credit_code: Callable[[int], str], tmp_path: Path
) -> None:
    poorer = {"capacity_shocks": [{"factor": 0.5, "party": credit_code(1)}]}  # X can pay 3 < 5
    helped = scenario(**poorer, edits=[{"do": "add_capacity", "party": credit_code(1), "amount": 2 * WAN}])
    kept = city("compare", "--scenario", helped, "--keep-shocks", "--json").json
    assert kept["least"]["bank_loss"] == {"before": 17 * WAN, "after": 0.0, "change": -17 * WAN}
    assert [one["party"] for one in kept["least"]["defaulted"]["saved"]] == [credit_code(1), credit_code(2)]
    bare = tmp_path / "bare.json"
    bare.write_text(json.dumps({"seeds": [credit_code(0)], **poorer}), encoding="utf-8")
    assert city("compare", "--scenario", bare, "--with", helped, "--json").json["least"] == kept["least"]
    assert city("compare", "--scenario", bare, "--with", helped, "--keep-shocks").code == 2


@pytest.mark.parametrize(
    ("fields", "code", "says"),
    [
        ({"edits": [{"do": "cut_guarantee", "guarantee": "DB9"}]}, "unknown-code", "'DB9'"),
        ({"edits": [{"do": "cut_guarantee", "guarantee": "DB2", "loan": "JJ2"}]}, "unknown-code", "loan 'JJ2'"),
        ({"edits": [{"do": "rescue", "party": "nobody"}]}, "unknown-code", "edits[0].party"),
        ({"edits": [{"do": "repay", "loan": "JJ1", "amount": 100_000.01}]}, "scenario-invalid", "owes 100,000.00"),
        ({"edits": [{"do": "repay", "loan": "JJ1", "amount": 0}]}, "scenario-invalid", "edits[0].amount is 0"),
        ({"edits": [{"do": "repay", "loan": "JJ1", "amount": -5}]}, "scenario-invalid", "edits[0].amount is -5"),
        ({"edits": [{"do": "repay", "loan": "JJ1", "amount": float("nan")}]}, "scenario-invalid", "edits[0].amount is nan"),
        ({"edits": [{"do": "repay", "loan": "JJ1", "amount": True}]}, "scenario-invalid", "edits[0].amount is True"),
        ({"edits": [{"do": "fly"}]}, "scenario-invalid", "edits[0]"),
        ({"capacity_shocks": [{"factor": -0.1}]}, "scenario-invalid", "capacity_shocks[0].factor is -0.1"),
        ({"capacity_shocks": [{"factor": 0.5, "county": "999999"}]}, "unknown-code", "'999999'"),
        ({"collateral_shocks": [{"haircut_change": 0.8}]}, "scenario-invalid", "1.1"),
        ({"collateral_shocks": [{"haircut_change": 0.1, "bank": "B7"}]}, "unknown-code", "'B7'"),
        ({"probability_shocks": [{"factor": 2, "sector": "Q83"}]}, "unknown-code", "'Q83'"),
        ({"withdrawal": {"B7": 0.5}}, "unknown-code", "'B7'"),
        ({"withdrawal": {"B1": 1.5}}, "scenario-invalid", "withdrawal.B1 is 1.5"),
        ({"alpha": 0.5}, "scenario-invalid", "alpha is 0.5"),
        ({"loadings": {"market": 0.8, "county": 0.8}}, "invalid-parameter", "sum to"),
        ({"scenarios": 0}, "scenario-invalid", "scenarios is 0"),
        ({"seeds": []}, "scenario-invalid", "seeds"),
        ({"made_with": {"assumptions": {"haircut": 0.5}}}, "scenario-invalid", "haircut"),
        ({"surprise": 1}, "scenario-invalid", "surprise"),
    ],
)
def test_a_wrong_scenario_is_refused_by_name(
    city: Any, scenario: Callable[..., Path], fields: dict[str, Any], code: str, says: str
) -> None:
    left = city("compare", "--scenario", scenario(**fields), "--json")
    assert left.code == 2
    assert left.out == ""
    assert left.err.endswith(f"[{code}]\n")
    assert says in left.err


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("s.json", "{", "JSON"),
        ("s.toml", "seeds = [", "TOML"),
        ("s.txt", "", ".json or .toml"),
        ("s.json", '{"seeds": [], "seeds": []}', "twice"),
    ],
)
def test_a_file_that_is_no_scenario(city: Any, tmp_path: Path, name: str, text: str, says: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    left = city("compare", "--scenario", tmp_path / name)
    assert (left.code, left.out) == (2, "")
    assert says in left.err
    assert city("compare", "--scenario", tmp_path / "missing.json").code == 2


def test_clearing_says_what_each_pays(city: Any, credit_code: Callable[[int], str], scenario: Callable[..., Path]) -> None:
    # Y released, alpha 0.5: A pays nothing of 10; X is called for 10 of its 6, falls and shares 3 over the call alone: its 7 are not due
    told = city("simulate", "--scenario", scenario(edits=[CUT]), "--model", "clearing", "--alpha", "0.5", "--json").json
    assert told["model"]["name"] == "clearing"
    assert (told["model"]["alpha"], told["model"]["own_claims"], told["converged"]) == (0.5, "due", True)
    assert {fall["party"]: (fall["recovery"], fall["called"], fall["paid"]) for fall in told["defaulted"]} == {
        credit_code(0): (0.0, 0.0, 0.0),
        credit_code(1): (pytest.approx(0.3), 10 * WAN, 3 * WAN),
    }
    # of its own 7 the bank gets 0.3 too, as every creditor does
    assert told["calls_paid"] == [{"loan": "JJ1", "guarantor": credit_code(1), "called": 10 * WAN, "paid": 3 * WAN}]
    assert told["bank_loss"] == pytest.approx(7 * WAN + 0.7 * 7 * WAN)
    assert told["loss_by_county"] == {"330101": 7 * WAN, "330102": pytest.approx(4.9 * WAN)}
    assert sum(told["loss_by_bank"].values()) == pytest.approx(told["bank_loss"])
    table = city("simulate", "--seeds", credit_code(0), "--model", "clearing", "--alpha", "0.5")
    assert "清偿率" in table.out


def test_distress_lists_the_weakest_and_says_what_it_cut(city: Any, credit_code: Callable[[int], str]) -> None:
    # A half in distress: X and Y are called for 5 each of 6, half of that; the group figure is X's loan share 7/17 of 5/12
    ask = ("simulate", "--model", "distress", "--distress", f"{credit_code(0)}=0.5", "--json")
    told = city(*ask).json
    assert [(one["party"], one["distress"]) for one in told["distress"]] == [
        (credit_code(0), 0.5), (credit_code(1), pytest.approx(5 / 12)), (credit_code(2), pytest.approx(5 / 12))
    ]  # fmt: skip
    assert told["group"] == pytest.approx(7 / 17 * 5 / 12)
    assert (told["converged"], told["model"]["tolerance"], told["truncated"], told["parties"]) == (True, 1e-12, False, 3)
    cut = city(*ask, "--limit", "1").json
    assert (len(cut["distress"]), cut["truncated"], cut["parties"]) == (1, True, 3)


def test_montecarlo_adds_up_and_repeats(city: Any, credit_code: Callable[[int], str]) -> None:
    ask = ("simulate", "--model", "montecarlo", "--scenarios", "400", "--seed", "3")
    told = city(*ask, "--json").json
    assert (told["scenarios"], told["seed"], told["seeds"], told["units"]["amounts"]) == (400, 3, [], "yuan")
    assert sum(told["histogram"]["scenarios"]) == 400
    assert [risk["level"] for risk in told["risks"]] == [0.95, 0.99, 0.999]
    expected = told["expected_loss"]["value"]
    for part in ("by_bank", "by_county", "by_party"):
        assert sum(row["expected_loss"] for row in told[part]) == pytest.approx(expected, abs=0.05)
    for row in told["by_party"]:
        assert row["probability"] >= row["probability_alone"]
    assert city(*ask, "--json").json == told
    forced = city(*ask, "--seeds", credit_code(0), "--json").json
    assert next(row for row in forced["by_party"] if row["party"] == credit_code(0))["probability_alone"] == 1.0
    assert "预期损失" in city(*ask).out


@pytest.mark.parametrize("form", ["json", "toml"])
def test_what_is_saved_asks_the_same_again(city: Any, credit_code: Callable[[int], str], tmp_path: Path, form: str) -> None:
    file = tmp_path / f"kept.{form}"
    asked = city(
        "simulate", "--model", "clearing", "--seeds", credit_code(0), "--alpha", "0.1", "--liability", "several", "--withdrawal", "0.2",
        "--save", file, "--json",
    )  # fmt: skip
    assert f"wrote {file}" in asked.err
    again = city("simulate", "--scenario", file, "--json")
    first, second = asked.json, again.json
    assert (first["scenario"].pop("as_of", None), second["scenario"].pop("as_of")) == (None, "2026-06-30")
    assert first == second
    assert again.err == ""
    kept = load(file)
    assert kept.made_with.product is not None
    assert kept.made_with.snapshot is not None
    assert kept.made_with.snapshot.split(":")[0] not in asked.out  # an answer says nothing of the store it came from
    elsewhere = kept.edited_with(made_with=kept.made_with.model_dump() | {"snapshot": "other:1:2026-06-30"})
    save(elsewhere, file)
    assert "made on snapshot other:1:2026-06-30" in city("simulate", "--scenario", file, "--json").err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--model", "distress", "--alpha", "0.5", "--seeds", "A"], "scenario-invalid"),
        (["--model", "clearing"], "usage"),
        (["--scenarios", "10000001"], "usage"),
        (["--model", "montecarlo", "--scenarios", "0"], "usage"),
        (["--model", "distress", "--distress", "A=2"], "invalid-parameter"),
        (["--model", "distress", "--distress", "=0.5"], "invalid-parameter"),
        (["--seeds", "A", "--save", "kept.txt"], "scenario-invalid"),
        (["--seeds", "A", "--model", "clearing", "--why", "A"], "invalid-parameter"),
    ],
)
def test_wrong_questions(city: Any, arguments: list[str], code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    left = city("simulate", *arguments, "--json")
    assert (left.code, left.out) == (2, "")
    assert left.err.endswith(f"[{code}]\n")
    assert list(tmp_path.iterdir()) == []
