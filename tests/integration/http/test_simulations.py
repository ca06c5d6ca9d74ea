"""Simulations over HTTP: the answers of the command line, submitted, watched and read; what is wrong is said at once."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from pydantic import TypeAdapter

from api.cli import main
from api.models.lists import Page
from api.models.replacements import Replacements
from api.models.simulations import Explanation, Simulation, SimulationEvent, SimulationJob
from api.simulation_files import TABLES
from graph.network import PartyKind

MODELS = ("cascade", "clearing", "distress", "montecarlo")


@pytest.fixture(scope="module")
def seeds(served: Any) -> list[str]:
    """Guaranteed borrowers, enough for falls of several rounds."""
    network = served.network
    borrowers = np.unique(network.loans.borrower[network.guarantees.loan])[::40].astype(np.int64)
    return list(network.parties.code.take(borrowers).to_pylist()[:25])


@pytest.fixture(scope="module")
def scenarios(seeds: list[str]) -> dict[str, dict[str, Any]]:
    return {
        "cascade": {"model": "cascade", "seeds": seeds, "withdrawal": {"*": 0.1}},
        "clearing": {"model": "clearing", "seeds": seeds, "alpha": 0.4},
        "distress": {"model": "distress", "seeds": seeds[:3], "initial_distress": {seeds[5]: 0.5}},
        "montecarlo": {"model": "montecarlo", "scenarios": 200, "seed": 7},
    }


@pytest.fixture(scope="module")
def done(served: Any, scenarios: dict[str, dict[str, Any]]) -> dict[str, str]:
    """The address of an analyst's simulation of every model."""
    return {model: served.simulated("analyst", scenario) for model, scenario in scenarios.items()}


@pytest.mark.parametrize("model", MODELS)
def test_a_result_is_what_the_command_line_tells(
    served: Any, done: Any, scenarios: Any, model: str, capfd: pytest.CaptureFixture[str], tmp_path: Any
) -> None:
    (tmp_path / "asked.json").write_text(json.dumps(scenarios[model]), encoding="utf-8")
    with pytest.raises(SystemExit):
        main(["simulate", "--scenario", str(tmp_path / "asked.json"), "--store", served.app.state.services.settings.store, "--json"])
    told = json.loads(capfd.readouterr().out)
    assert _pseudonymous(told, served) == served.json("analyst", done[model])["result"]


def _pseudonymous(told: Any, served: Any) -> Any:
    """What the command line says, with persons called by their ids."""
    parties = served.network.parties
    people = set(parties.code.take(np.flatnonzero(parties.kind == PartyKind.PERSON)).to_pylist())
    called: dict[str, str] = {}

    def renamed(part: Any) -> Any:
        if isinstance(part, list):
            return [renamed(one) for one in part]
        if isinstance(part, dict):
            if part.get("party") in people and "name" in part:
                called[part["name"]] = f"自然人{part['party']}"
                part = part | {"name": called[part["name"]]}
            return {name: renamed(value) for name, value in part.items()}
        return part

    def retold(text: str) -> str:
        for name, pseudonym in called.items():
            text = text.replace(name, pseudonym)
        return text

    told = renamed(told)
    for fall in told.get("defaulted", []):
        if "explanation" in fall:
            fall["explanation"] = {lang: retold(text) for lang, text in fall["explanation"].items()}
    return told


@pytest.mark.parametrize("model", MODELS)
def test_the_same_request_of_the_same_snapshot_has_the_same_result(served: Any, done: Any, scenarios: Any, model: str) -> None:
    again = served.simulated("city", scenarios[model])
    assert served.get("city", f"{again}/result").content == served.get("analyst", f"{done[model]}/result").content
    assert served.json("city", again)["result"] == served.json("analyst", f"{done[model]}/result")


@pytest.mark.parametrize("model", MODELS)
def test_documents_have_the_shapes_that_are_declared(served: Any, done: Any, model: str) -> None:
    body = served.get("analyst", done[model]).content
    Simulation.model_validate_json(body)
    assert set(json.loads(body)) == set(Simulation.model_fields)
    kind = type(Simulation.model_validate_json(body).result)
    assert kind.__name__.lower() == f"{model}result"
    assert set(json.loads(body)["result"]) == set(kind.model_fields) - {"elsewhere", "others", "others_rounded"}
    assert "result" not in served.json("analyst", done[model], result=False)
    TypeAdapter(Page[SimulationJob]).validate_json(served.get("analyst", "/simulations").content)


def test_a_simulation_that_did_not_change_is_not_sent_again(served: Any, done: Any) -> None:
    first = served.get("analyst", done["cascade"])
    again = served.clients["analyst"].get(f"/api/v1{done['cascade']}", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("model", MODELS)
def test_the_main_table_as_parquet(served: Any, done: Any, model: str) -> None:
    found = served.get("analyst", f"{done[model]}/result", format="parquet")
    assert found.headers["content-type"] == "application/vnd.apache.parquet"
    table = pq.read_table(io.BytesIO(found.content))
    field = TABLES[model][0]
    rows = served.json("analyst", f"{done[model]}/result")[field]
    assert table.to_pylist() == rows
    assert table.schema.metadata[b"taken_by"].startswith(b"key:")
    assert table.schema.metadata[b"snapshot"].decode() == served.json("analyst", done[model])["snapshot"]


def test_the_chain_to_a_party_is_that_of_the_command_line(served: Any, done: Any, scenarios: Any) -> None:
    from analysis.scenario.specification import Scenario
    from analysis.scenario.values import validated
    from api.simulation import simulate

    result = served.json("analyst", f"{done['cascade']}/result")
    last = result["defaulted"][-1]["party"]
    found = served.get("analyst", f"{done['cascade']}/explanation/{last}")
    Explanation.model_validate_json(found.content)
    told = found.json()
    whole = simulate(served.network, validated(Scenario, scenarios["cascade"]), why=last)
    assert {"party": told["party"], "falls": told["falls"]} == whole["why"]
    assert told["elsewhere"] == 0
    assert served.get("analyst", f"{done['cascade']}/explanation/X").status_code == 404
    stands = next(code for code in served.network.parties.code.to_pylist() if code not in {row["party"] for row in result["defaulted"]})
    assert served.get("analyst", f"{done['cascade']}/explanation/{stands}").status_code == 404
    assert served.get("analyst", f"{done['distress']}/explanation/{last}").status_code == 422


def _events(text: str) -> list[tuple[str, dict[str, Any]]]:
    blocks = [dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":")) for block in text.split("\n\n") if block]
    return [(block["event"], json.loads(block["data"])) for block in blocks if block]


def test_events_tell_of_progress_and_end_with_the_end(served: Any) -> None:
    asked = served.clients["city"].post("/api/v1/simulations", json={"model": "montecarlo", "scenarios": 40_000, "seed": 1})
    with served.clients["city"].stream("GET", f"{asked.headers['location']}/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        told = _events("".join(stream.iter_text()))
    for _, one in told:
        SimulationEvent.model_validate(one)
    assert [event for event, _ in told] == ["progress"] * (len(told) - 1) + ["end"]
    assert [one["progress"] for _, one in told] == sorted(one["progress"] for _, one in told)
    assert (told[-1][1]["status"], told[-1][1]["progress"]) == ("done", 1.0)
    assert any(0 < one["progress"] < 1 and one["stage"] == "scenarios" for _, one in told)
    after = served.get("city", f"{asked.headers['location'].removeprefix('/api/v1')}/events")
    assert [event for event, _ in _events(after.text)] == ["end"]


def test_the_same_key_submits_nothing_twice(served: Any, scenarios: Any) -> None:
    def post(key: str, body: dict[str, Any], role: str = "city") -> Any:
        return served.clients[role].post("/api/v1/simulations", json=body, headers={"idempotency-key": key})

    first, again = post("one", scenarios["cascade"]), post("one", dict(reversed(scenarios["cascade"].items())))
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.headers["location"] == again.headers["location"]
    other = post("one", scenarios["cascade"] | {"withdrawal": {"*": 0.2}})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key")
    assert post("two", scenarios["cascade"]).headers["location"] != first.headers["location"]
    assert post("one", scenarios["cascade"], "analyst").headers["location"] != first.headers["location"]
    for key in ("", "x" * 256, "a b"):
        assert post(key, scenarios["cascade"]).status_code == 422, key


def test_what_is_wrong_is_said_at_once(served: Any, seeds: list[str]) -> None:
    loan = served.network.loans.number[0].as_py()
    wrong: list[tuple[Any, str, str]] = [
        ({"model": "cascade", "seeds": ["X"]}, "unknown-code", "seeds[0]"),
        ({"model": "cascade"}, "scenario-invalid", "seeds"),
        ({"model": "distress", "seeds": []}, "scenario-invalid", "seeds"),
        ({"model": "montecarlo", "scenarios": 0}, "scenario-invalid", "scenarios"),
        ({"model": "montecarlo", "scenarios": 10_000_001}, "scenario-invalid", "scenarios"),
        ({"model": "montecarlo", "scenarios": 1e4}, "scenario-invalid", "scenarios"),
        ({"model": "montecarlo", "seed": -1}, "scenario-invalid", "seed"),
        ({"model": "montecarlo", "as_of": "2026-02-30"}, "scenario-invalid", "as_of"),
        ({"model": "roulette"}, "scenario-invalid", "model"),
        ({"model": "cascade", "seeds": seeds, "colour": "red"}, "scenario-invalid", "colour"),
        ({"model": "cascade", "seeds": seeds, "alpha": 0.5}, "scenario-invalid", "alpha"),
        ({"model": "cascade", "seeds": seeds, "withdrawal": {"X": 0.5}}, "unknown-code", "withdrawal"),
        ({"model": "montecarlo", "loadings": {"market": 0.9, "county": 0.9, "sector": 0.0}}, "invalid-parameter", "loadings"),
        ({"model": "cascade", "seeds": seeds, "edits": [{"do": "repay", "loan": loan, "amount": 9e12}]}, "scenario-invalid", "owes"),
        ({"model": "cascade", "seeds": seeds, "edits": [{"do": "cut_guarantee", "guarantee": "X"}]}, "unknown-code", "edits[0]"),
        ([], "scenario-invalid", "table of fields"),
    ]
    before = served.json("city", "/simulations")["total"]
    for body, code, said in wrong:
        found = served.clients["city"].post("/api/v1/simulations", json=body)
        assert (found.status_code, found.json()["code"]) == (422, code), body
        assert said in found.json()["detail"], body
    for text in (b"{", b'{"model": "montecarlo", "tail": NaN}', b"\xff"):
        found = served.clients["city"].post("/api/v1/simulations", content=text, headers={"content-type": "application/json"})
        assert (found.status_code, found.headers["content-type"]) == (422, "application/problem+json")
    assert served.json("city", "/simulations")["total"] == before


def test_a_simulation_is_of_the_day_asked_for(served: Any, seeds: list[str]) -> None:
    told = served.json("city", served.simulated("city", {"model": "cascade", "seeds": seeds, "as_of": "2026-03-31"}))
    assert (told["snapshot"], told["result"]["as_of"]) == ("2026-03-31-r1", "2026-03-31")


def test_one_s_own_simulations_and_nobody_else_s(served: Any, done: Any) -> None:
    assert served.get("city", done["cascade"]).status_code == 404
    for path in ("/events", "/result", "/explanation/X"):
        assert served.get("city", f"{done['cascade']}{path}").json()["code"] == "not-found"
    assert served.clients["city"].delete(f"/api/v1{done['cascade']}").status_code == 404
    assert served.get("analyst", "/simulations/none").status_code == 404
    assert served.json("admin", done["cascade"])["result"] == served.json("analyst", done["cascade"])["result"]
    mine = {row["id"] for row in served.every("analyst", "/simulations")}
    assert {path.rpartition("/")[2] for path in done.values()} <= mine
    assert mine.isdisjoint(row["id"] for row in served.every("city", "/simulations"))
    assert mine < {row["id"] for row in served.every("admin", "/simulations")}


def test_lists_go_on_page_by_page(served: Any, done: Any) -> None:
    whole = [row["id"] for row in served.every("analyst", "/simulations")]
    first = served.json("analyst", "/simulations", limit=2)
    second = served.json("analyst", "/simulations", limit=2, cursor=first["next"])
    assert [row["id"] for row in first["items"] + second["items"]] == whole[:4]
    assert first["total"] == len(whole)


def test_what_has_ended_stays_as_it_is(served: Any, done: Any) -> None:
    found = served.clients["analyst"].delete(f"/api/v1{done['cascade']}")
    assert (found.status_code, found.json()["code"]) == (409, "conflict")
    assert served.json("analyst", done["cascade"], result=False)["status"] == "done"


def test_who_asked_for_what_is_written_down(served: Any, done: Any) -> None:
    served.app.state.services.trail.flush()
    acts = [entry.act for entry in served.app.state.services.side.audit.read(limit=1000)]
    wanted = [act for act in acts if act.action == "POST /api/v1/simulations" and act.status == 202]
    assert {act.details["simulation"] for act in wanted} >= {path.rpartition("/")[2] for path in done.values()}


def test_every_guarantee_called_is_tried_alone(served: Any, seeds: list[str]) -> None:
    address = served.simulated("city", {"seeds": seeds})
    before = served.json("city", f"{address}/result")
    told = served.json("city", f"{address}/replacements")
    Replacements.model_validate(told)
    rows = told["items"]
    assert [row["saved"] for row in rows] == sorted((row["saved"] for row in rows), reverse=True)
    promises = {
        (call["contract"], fall["party"], call["loan"]) for fall in before["defaulted"] for call in fall["calls"] if call["contract"]
    }
    assert {(row["guarantee"], row["guarantor"], row["loan"]) for row in rows} <= promises
    first = rows[0]
    enough = {"company": "N", "new": {"name": "新担保", "net_assets": first["paid"]}}
    edit = {"do": "replace_by_company", **{name: first[name] for name in ("guarantee", "guarantor", "loan")}, **enough}
    after = served.json("city", f"{served.simulated('city', {'seeds': seeds, 'edits': [edit]})}/result")
    assert (first["defaulted"], first["bank_loss"]) == (len(after["defaulted"]), after["bank_loss"])
    assert first["saved"] == round(before["bank_loss"] - after["bank_loss"], 2) > 0


def test_who_does_not_see_the_city_tries_no_guarantees(served: Any) -> None:
    for role in ("county", "bank"):
        own = served.json(role, "/enterprises", limit=50)["items"]
        code = next(row["party"] for row in own if row["kind"] == "enterprise" and not row["stub"])
        address = served.simulated(role, {"seeds": [code]})
        assert served.get(role, f"{address}/replacements").status_code == 403
