"""What a county and a bank may simulate, and what they see of it: nothing that is not theirs, in any model, in any text."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from api.models.simulations import Explanation, Simulation
from api.security import View, Visitor
from tests.integration.http.conftest import BANK, COUNTY

ROLES = ("county", "bank")
MODELS = ("cascade", "clearing", "distress", "montecarlo")
Kept = dict[str, dict[str, tuple[str, dict[str, Any]]]]


@pytest.fixture(scope="module")
def views(served: Any) -> dict[str, View]:
    return {"county": View(Visitor("c", "county", COUNTY), served.network), "bank": View(Visitor("b", "bank", BANK), served.network)}


@pytest.fixture(scope="module")
def own(views: dict[str, View]) -> dict[str, list[str]]:
    """Guaranteed borrowers of each role, enough to bring down others."""
    found = {}
    for role, view in views.items():
        network = view.network
        guaranteed = np.unique(network.loans.borrower[network.guarantees.loan])
        borrowers = guaranteed[view.own[guaranteed]].astype(np.int64)
        found[role] = list(network.parties.code.take(borrowers).to_pylist()[:60])
    return found


def asked_by(own: list[str], model: str) -> dict[str, Any]:
    """A scenario about somebody's own firms."""
    return {"model": model, "seeds": own, "rescue": own[:1], "withdrawal": {"*": 0.2}, "scenarios": 200}


@pytest.fixture(scope="module")
def kept(served: Any, own: dict[str, list[str]]) -> Kept:
    """By role and model, the address of a simulation and the whole of its result, which nobody but an admin reads."""
    made: Kept = {}
    for role in ROLES:
        for model in MODELS:
            address = served.simulated(role, asked_by(own[role], model))
            made.setdefault(role, {})[model] = (address, served.json("admin", address)["result"])
    return made


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("model", MODELS)
def test_no_text_of_a_result_is_a_secret(served: Any, kept: Kept, secrets: Any, role: str, model: str) -> None:
    address, whole = kept[role][model]
    assert secrets[role].found_in(whole) or (role, model) == ("bank", "distress"), "the whole must hold what is to be left out"
    body = served.get(role, address)
    assert secrets[role].found_in(body.json()) == set()
    assert secrets[role].found_in(served.json(role, f"{address}/result")) == set()
    table = pq.read_table(io.BytesIO(served.get(role, f"{address}/result", format="parquet").content))
    assert secrets[role].found_in(table.to_pylist()) == set()
    assert secrets[role].found_in(served.every(role, "/simulations")) == set()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("model", MODELS)
def test_what_is_left_has_the_declared_shape_and_counts_the_rest(served: Any, kept: Kept, role: str, model: str) -> None:
    address, whole = kept[role][model]
    Simulation.model_validate_json(served.get(role, address).content)
    told = served.json(role, address)["result"]
    assert set(told) == set(whole) | {"elsewhere"} | ({"others"} if role == "bank" and model != "distress" else set())
    lists = {"cascade": "defaulted", "clearing": "defaulted", "distress": "distress", "montecarlo": "by_party"}
    seen = told[lists[model]]
    assert seen
    assert len(seen) + told["elsewhere"][lists[model]] == len(whole[lists[model]])


@pytest.mark.parametrize("role", ROLES)
def test_why_somebody_falls_holds_no_secret(served: Any, kept: Kept, secrets: Any, views: dict[str, View], role: str) -> None:
    address, whole = kept[role]["cascade"]
    for fall in whole["defaulted"]:
        found = served.get(role, f"{address}/explanation/{fall['party']}")
        if fall["party"] not in views[role].named_codes:
            assert found.status_code == 404
            unknown = served.get(role, f"{address}/explanation/X").json()
            assert found.json()["detail"].replace(fall["party"], "X") == unknown["detail"]
            continue
        Explanation.model_validate_json(found.content)
        assert secrets[role].found_in(found.json()) == set()


def test_a_county_sees_its_own_in_full_and_its_neighbours_by_name(served: Any, kept: Kept, views: dict[str, View]) -> None:
    address, whole = kept["county"]["cascade"]
    told, view = served.json("county", address)["result"], views["county"]
    every = {fall["party"]: fall for fall in whole["defaulted"]}
    for fall in told["defaulted"]:
        full = every[fall["party"]]
        if fall["party"] in view.own_codes:
            for name in ("called", "capacity", "withdrawn", "round", "county"):
                assert fall[name] == full[name]
        else:
            assert (fall["capacity"], fall["capacity_known"], fall["withdrawn"], fall["explanation"]) == (None, None, None, None)
    assert any(fall["party"] not in view.own_codes for fall in told["defaulted"])
    assert told["loss_by_county"] == whole["loss_by_county"]
    assert told["losses"] == [row for row in whole["losses"] if row["county"] == COUNTY]
    assert sum(told["loss_by_bank"].values()) == pytest.approx(whole["loss_by_county"][COUNTY])
    assert all(bank["net_capital"] is None for bank in told["banks"])
    assert any(fall["explanation"] for fall in told["defaulted"] if fall["round"] > 0)


def test_a_bank_sees_its_own_loss_and_of_others_no_figure_but_one(served: Any, kept: Kept, own: dict[str, list[str]]) -> None:
    address, whole = kept["bank"]["cascade"]
    told = served.json("bank", address)["result"]
    mine = whole["loss_by_bank"][BANK]
    exact = served.json("city", served.simulated("city", asked_by(own["bank"], "cascade")))["result"]
    assert (told["loss_by_bank"], told["bank_loss"]) == ({BANK: mine}, None)
    assert [bank["bank"] for bank in told["banks"]] == [BANK]
    assert sum(row["loss"] for row in told["losses"]) == pytest.approx(mine)
    assert {row["bank"] for row in told["losses"]} == {BANK}
    assert told["others"]["banks"] == len(whole["loss_by_bank"]) - 1
    totals = {exact["bank_loss"], exact["worst_case"]["bank_loss"], *(end["bank_loss"] for end in exact["bounds"].values())}
    others = {round(total - exact["loss_by_bank"][BANK], 2) for total in totals}
    each = {loss for bank, loss in exact["loss_by_bank"].items() if bank != BANK}
    assert not (totals | others | each) & set(_numbers(told))
    assert all(fall["capacity"] is None and fall["withdrawn"] is None for fall in told["defaulted"])
    assert {fall["party"] for fall in told["defaulted"] if fall["explanation"]} <= set(whole["seeds"])


def test_a_bank_s_risks_are_its_own(served: Any, kept: Kept, views: dict[str, View]) -> None:
    address, whole = kept["bank"]["montecarlo"]
    told = served.json("bank", address)["result"]
    assert [row["bank"] for row in told["by_bank"]] == [BANK]
    assert told["by_bank"] == [row for row in whole["by_bank"] if row["bank"] == BANK]
    assert {row["party"] for row in told["by_party"]} <= views["bank"].own_codes
    for name in ("expected_loss", "histogram", "contagion_share"):
        assert told[name] is None
    few = [row for row in told["by_party"] if row["probability_alone"] is None]
    assert few
    assert len(few) < len(told["by_party"])


def _numbers(part: Any) -> list[float]:
    if isinstance(part, dict):
        return [number for value in part.values() for number in _numbers(value)]
    if isinstance(part, list):
        return [number for value in part for number in _numbers(value)]
    return [part] if isinstance(part, float) and part else []


def _asked(served: Any, role: str, **scenario: Any) -> tuple[int, str, str]:
    found = served.clients[role].post("/api/v1/simulations", json={"model": "cascade"} | scenario)
    told = found.json()
    return found.status_code, told.get("code", ""), told.get("detail", "")


@pytest.mark.parametrize("role", ROLES)
def test_whoever_is_not_theirs_is_refused_as_somebody_unknown(served: Any, own: Any, views: dict[str, View], role: str) -> None:
    view, network = views[role], views[role].network
    strangers = [code for code in network.parties.code.to_pylist() if code not in view.own_codes]
    near = next(code for code in strangers if code in view.stub_codes)
    far = next(code for code in strangers if code not in view.stub_codes)
    loan = network.loans.number[int(np.flatnonzero(~view.loans)[0])].as_py()
    contract = network.guarantees.contract[int(np.flatnonzero(~view.guarantees)[0])].as_py()
    bank = next(code for code in network.banks.code.to_pylist() if code not in view.bank_codes)
    seeds = own[role][:2]
    wanted = [
        (lambda code: {"seeds": [*seeds, code]}, (near, far)),
        (lambda code: {"seeds": seeds, "rescue": [code]}, (near, far)),
        (lambda code: {"model": "distress", "seeds": seeds, "initial_distress": {code: 0.5}}, (near, far)),
        (lambda code: {"seeds": seeds, "capacity_shocks": [{"factor": 0.5, "party": code}]}, (near, far)),
        (lambda code: {"model": "montecarlo", "seeds": seeds, "probability_shocks": [{"factor": 2.0, "party": code}]}, (near, far)),
        (lambda code: {"seeds": seeds, "edits": [{"do": "rescue", "party": code}]}, (near, far)),
        (lambda code: {"seeds": seeds, "edits": [{"do": "add_capacity", "party": code, "amount": 1.0}]}, (near, far)),
        (lambda code: {"seeds": seeds, "edits": [{"do": "repay", "loan": code}]}, (loan,)),
        (lambda code: {"seeds": seeds, "edits": [{"do": "cut_guarantee", "guarantee": code}]}, (contract,)),
        (lambda code: {"seeds": seeds, "edits": [{"do": "replace_by_collateral", "guarantee": code, "amount": 1.0}]}, (contract,)),
        (lambda code: {"seeds": seeds, "edits": [{"do": "replace_by_guarantor", "guarantee": code, "successor": seeds[0]}]}, (contract,)),
        (lambda code: {"seeds": seeds, "edits": [{"do": "replace_by_guarantor", "guarantee": contract, "successor": code}]}, (near, far)),
        (lambda code: {"seeds": seeds, "withdrawal": {code: 0.5}}, (bank,)),
        (lambda code: {"seeds": seeds, "collateral_shocks": [{"haircut_change": 0.1, "bank": code}]}, (bank,)),
    ]  # fmt: skip
    for made, codes in wanted:
        unknown = _asked(served, role, **made("X-1"))
        assert (unknown[0], unknown[1]) == (422, "unknown-code"), unknown
        for code in codes:
            status, kind, detail = _asked(served, role, **made(code))
            assert (status, kind, detail.replace(code, "X-1")) == unknown


@pytest.mark.parametrize("role", ROLES)
def test_the_words_of_a_refusal_are_those_of_who_sees_all(served: Any, own: Any, role: str) -> None:
    seeds = own[role][:1]
    for scenario in (
        {"seeds": ["X-1"]},
        {"seeds": seeds, "edits": [{"do": "repay", "loan": "X-1"}]},
        {"seeds": seeds, "edits": [{"do": "cut_guarantee", "guarantee": "X-1"}]},
        {"seeds": seeds, "withdrawal": {"X-1": 0.5}},
        {"seeds": seeds, "collateral_shocks": [{"haircut_change": 0.1, "bank": "X-1"}]},
        {"seeds": []},
    ):
        assert _asked(served, role, **scenario) == _asked(served, "city", **scenario)


@pytest.mark.parametrize("role", ROLES)
def test_they_begin_with_somebody_of_their_own(served: Any, role: str) -> None:
    assert _asked(served, role, model="montecarlo")[:2] == (422, "scenario-invalid")
    assert _asked(served, "city", model="montecarlo", scenarios=1)[0] == 202


def test_who_does_not_see_the_city_brings_in_no_company_and_a_bank_merges_nobody(served: Any, own: Any, views: dict[str, View]) -> None:
    for role, view in views.items():
        network = view.network
        contract = network.guarantees.contract[int(np.flatnonzero(view.loans[network.guarantees.loan])[0])].as_py()
        taken = (
            next(code for code in network.parties.code.to_pylist() if code not in view.named_codes | view.stub_codes)
            if role == "county"
            else "N"
        )
        new = {"do": "replace_by_company", "guarantee": contract, "company": taken, "new": {"name": "新担保", "net_assets": 1e8}}
        assert _asked(served, role, seeds=own[role][:1], edits=[new])[:2] == (422, "scenario-invalid")
    merge = {"do": "merge", "absorbed": own["bank"][0], "into": own["bank"][1]}
    assert _asked(served, "bank", seeds=own["bank"][2:3], edits=[merge])[:2] == (422, "scenario-invalid")


@pytest.mark.parametrize("role", ROLES)
def test_measures_on_their_own_are_theirs_to_try(served: Any, own: Any, views: dict[str, View], secrets: Any, role: str) -> None:
    view, network = views[role], views[role].network
    promises = network.guarantees
    rows = np.flatnonzero(view.loans[promises.loan])
    loans = list(dict.fromkeys(promises.loan[rows].tolist()))
    edits = [
        {"do": "rescue", "party": own[role][0]},
        {"do": "add_capacity", "party": own[role][1], "amount": 1_000_000.0},
        {"do": "repay", "loan": network.loans.number[loans[0]].as_py()},
        {"do": "cut_guarantee", "guarantee": _alone(view), "loan": None},
    ]
    address = served.simulated(role, {"model": "cascade", "seeds": own[role][2:20], "edits": edits})
    told = served.json(role, address)["result"]
    assert [warning["code"] for warning in told["warnings"]][-1] == "call-lands-on-others"
    assert secrets[role].found_in(told) == set()


def _alone(view: View) -> str:
    """A contract whose every loan is seen, but for that of the first loan."""
    promises = view.network.guarantees
    unseen = set(np.asarray(promises.contract.to_pylist())[~view.loans[promises.loan]])
    seen = [contract for contract in promises.contract.to_pylist() if contract not in unseen]
    return str(seen[-1])


def test_a_scenario_that_is_not_one_s_own_any_more_is_not_there(served: Any, kept: Kept) -> None:
    address, _ = kept["county"]["cascade"]
    side = served.app.state.services.side
    name = address.rpartition("/")[2]
    owner = side.jobs.get(name).owner
    key, sent = side.keys.create("county", "380102", author="tests")
    with side.transaction() as connection:
        connection.execute("UPDATE jobs SET owner = ? WHERE id = ?", (f"key:{key.id}", name))
    try:
        asked = served.clients["nobody"].get(f"/api/v1{address}", headers={"authorization": f"Bearer {sent}"})
        assert asked.status_code == 404
        assert json.loads(asked.content)["detail"] == served.get("county", address).json()["detail"]
    finally:
        with side.transaction() as connection:
            connection.execute("UPDATE jobs SET owner = ? WHERE id = ?", (owner, name))
