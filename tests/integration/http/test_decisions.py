"""Decisions on classes over HTTP: published, objected to, set by hand, confirmed by a second person, and in force."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api.cli import app as cli
from api.models.decisions import Publication
from api.models.entries import Entry
from graph.side_store import SideStore

COUNTY = "380103"


def post(served: Any, role: str, path: str, **body: Any) -> Any:
    return served.clients[role].post(f"/api/v1{path}", json={"reason": "展期协议已核实", **body})


def firms(served: Any, *, mine: bool = True) -> list[str]:
    found = served.app.state.services.snapshots.current().classification.firms
    return [
        code
        for code, row in found.iterrows()
        if row["on_ledger"] and row["proposed"] == row["proposed"] and (row["county"] == COUNTY) == mine
    ]


@pytest.fixture
def colleague(copied: Any, tmp_path: Path) -> TestClient:
    """A second person of the same county."""
    _, key = copied.app.state.services.side.keys.create("county", COUNTY, author="tests")
    return TestClient(copied.app, base_url="http://localhost", headers={"authorization": f"Bearer {key}"})


def standing(served: Any, firm: str) -> Any:
    return served.app.state.services.snapshots.current().classification.standings[firm]


def test_a_class_set_by_hand_holds_once_a_second_person_has_confirmed_it(copied: Any, colleague: TestClient) -> None:
    firm = firms(copied)[0]
    proposed = standing(copied, firm).class_
    other = next(one for one in "保帮关" if one != proposed)
    made = post(copied, "county", f"/classification/{firm}/overrides", **{"class": other})
    assert made.status_code == 201, made.text
    number = Entry.model_validate(made.json()).number
    waiting = standing(copied, firm)
    assert (waiting.class_, [one.class_ for one in waiting.waiting]) == (proposed, [other])
    where = f"/classification/overrides/{number}/confirmation"
    alone = post(copied, "county", where)
    assert alone.status_code == 409
    assert "second person" in alone.json()["detail"]
    confirmed = colleague.post(f"/api/v1{where}", json={"reason": "县专班复核"})
    assert confirmed.status_code == 201, confirmed.text
    held = standing(copied, firm)
    assert (held.class_, held.status) == (other, "overridden")
    assert held.override is not None
    assert held.override.confirmed_by != held.override.author
    assert colleague.post(f"/api/v1{where}", json={"reason": "again"}).status_code == 409
    assert post(copied, "county", f"/classification/{firm}/overrides", **{"class": proposed}).status_code == 409
    told = copied.every("county", f"/classification/{firm}/decisions")
    assert [(one["kind"], one["answers"]) for one in told] == [("override", None), ("confirmation", number)]
    acts = [one.act.action for one in copied.app.state.services.side.audit.read() if one.act.action.startswith("submit")]
    assert acts == ["submit.confirmation", "submit.override"]
    assert list(copied.app.state.services.side.audit.faults()) == []


def test_a_class_that_was_set_again_before_anybody_confirmed_it_is_the_one_that_counts(copied: Any, colleague: TestClient) -> None:
    firm = firms(copied)[0]
    first, second = (post(copied, "county", f"/classification/{firm}/overrides", **{"class": one}).json()["number"] for one in "保关")
    assert [one.class_ for one in standing(copied, firm).waiting] == ["关"]
    assert colleague.post(f"/api/v1/classification/overrides/{first}/confirmation", json={"reason": "x"}).status_code == 409
    assert post(copied, "admin", f"/classification/overrides/{second}/confirmation").status_code == 201
    assert standing(copied, firm).class_ == "关"


def test_objections_need_a_publication_and_count_in_its_window(copied: Any) -> None:
    firm = firms(copied)[0]
    where = f"/classification/{firm}/objections"
    early = post(copied, "county", where)
    assert (early.status_code, "no proposal" in early.json()["detail"]) == (409, True)
    published = post(copied, "county", "/classification/publications")
    assert published.status_code == 201, published.text
    told = Publication.model_validate(published.json())
    assert {one.enterprise for one in told.published} == set(firms(copied))
    assert all(one.objection_until == told.published_on + timedelta(days=15) for one in told.published)
    again = post(copied, "county", "/classification/publications").json()
    assert (again["published"], again["unchanged"]) == ([], len(told.published))
    assert post(copied, "county", where, by="该企业").status_code == 201
    held = standing(copied, firm)
    assert (held.status, [one.author for one in held.objections]) == ("objected", ["该企业"])
    assert held.published_on == told.published_on


def test_an_objection_after_the_window_is_refused(copied: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    firm = firms(copied)[0]
    published = post(copied, "county", "/classification/publications").json()
    later = date.fromisoformat(published["published_on"]) + timedelta(days=16)
    monkeypatch.setattr("api.routes.decisions.latest_day", lambda _: later)
    found = post(copied, "county", f"/classification/{firm}/objections")
    assert found.status_code == 409
    assert f"ended on {published['published'][0]['objection_until']}" in found.json()["detail"]


def test_who_may_decide(copied: Any, colleague: TestClient) -> None:
    mine, others = firms(copied)[0], firms(copied, mine=False)[0]
    number = post(copied, "admin", f"/classification/{others}/overrides", **{"class": "帮"}).json()["number"]
    wanted = [
        ("/classification/publications", {}, {"nobody": 401, "city": 403, "analyst": 403, "bank": 403, "county": 201, "admin": 201}),
        ("/classification/publications", {"county": "380104"}, {"county": 404, "admin": 201}),
        ("/classification/publications", {"county": "999999"}, {"admin": 404}),
        (f"/classification/{mine}/objections", {}, {"city": 403, "analyst": 403, "bank": 403, "county": 201, "admin": 201}),
        (f"/classification/{others}/objections", {}, {"county": 404, "admin": 201}),
        (f"/classification/{mine}/overrides", {"class": "关"}, {"city": 403, "analyst": 403, "bank": 403, "county": 201, "admin": 201}),
        (f"/classification/{others}/overrides", {"class": "关"}, {"county": 404}),
        (f"/classification/{mine}/overrides", {"class": "X"}, {"county": 422}),
        (f"/classification/overrides/{number}/confirmation", {}, {"bank": 403, "city": 403, "county": 404, "admin": 409}),
        ("/classification/overrides/999999/confirmation", {}, {"county": 404, "admin": 404}),
    ]  # fmt: skip
    for path, body, by_role in wanted:
        for role, status in by_role.items():
            found = post(copied, role, path, **body)
            assert found.status_code == status, (path, role, found.text)
    reads = {"city": 200, "analyst": 200, "admin": 200, "county": 404, "bank": 403, "nobody": 401}
    assert {role: copied.get(role, f"/classification/{others}/decisions").status_code for role in reads} == reads
    assert copied.get("county", f"/classification/{mine}/decisions").status_code == 200


def test_a_firm_off_the_ledger_has_no_class_to_decide_on(copied: Any) -> None:
    found = copied.app.state.services.snapshots.current().classification.firms
    free = next(code for code, row in found.iterrows() if not row["on_ledger"] and row["county"] == COUNTY)
    for path, body in ((f"/classification/{free}/overrides", {"class": "关"}), (f"/classification/{free}/objections", {})):
        assert post(copied, "county", path, **body).status_code == 409


def test_decisions_about_a_firm_that_has_left_the_ledger_hinder_nobody(copied: Any, colleague: TestClient) -> None:
    firm = firms(copied)[0]
    post(copied, "county", "/classification/publications")
    post(copied, "county", f"/classification/{firm}/objections")
    assert post(copied, "county", f"/risk-listings/{firm}/delisting").status_code == 201
    assert firm not in copied.app.state.services.snapshots.current().classification.standings
    assert len(copied.every("city", f"/classification/{firm}/decisions")) == 2


def test_an_earlier_day_does_not_know_of_later_decisions(copied: Any, colleague: TestClient) -> None:
    firm = firms(copied)[0]
    number = post(copied, "county", f"/classification/{firm}/overrides", **{"class": "关"}).json()["number"]
    colleague.post(f"/api/v1/classification/overrides/{number}/confirmation", json={"reason": "x"})
    shots = copied.app.state.services.snapshots
    day = shots.current().id.as_of
    assert shots.current(day).classification.standings[firm].override is not None
    before = shots.current(day - timedelta(days=1)).classification.standings
    assert firm not in before or before[firm].override is None


def test_the_command_line_reads_the_register_where_no_file_is_given(
    copied: Any, colleague: TestClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    firm = firms(copied)[0]
    number = post(copied, "county", f"/classification/{firm}/overrides", **{"class": "关"}).json()["number"]
    colleague.post(f"/api/v1/classification/overrides/{number}/confirmation", json={"reason": "x"})
    settings = copied.app.state.services.settings
    monkeypatch.setenv("SURETYGRAPH_SIDE_STORE", str(settings.side_store))
    asked = ["classify", firm, "--store", settings.store, "--json"]
    told = json.loads(CliRunner().invoke(cli, asked).stdout)
    assert (told["rows"][0]["class"], told["rows"][0]["status"]) == ("关", "overridden")
    assert (told["decisions"]["register"], told["decisions"]["file"]) == (number + 1, None)
    empty = tmp_path / "none.toml"
    empty.write_text("", encoding="utf-8")
    told = json.loads(CliRunner().invoke(cli, [*asked, "--overrides", str(empty)]).stdout)
    assert told["rows"][0]["override"] is None


def test_what_was_handed_in_cannot_be_changed(copied: Any, tmp_path: Path) -> None:
    import sqlite3

    post(copied, "county", "/classification/publications")
    with sqlite3.connect(tmp_path / "side.db") as connection:
        for statement in ("UPDATE entries SET reason = 'x'", "DELETE FROM entries"):
            with pytest.raises(sqlite3.IntegrityError, match="only added to"):
                connection.execute(statement)
    connection.close()
    assert isinstance(copied.app.state.services.side, SideStore)
