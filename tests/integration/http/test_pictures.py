"""Networks as they are drawn: places, marks, growth filtered before anything is added, files of a picture, views people keep."""

from __future__ import annotations

import io
from typing import Any

import pandas as pd
import pytest

from api.models.drawing import DrawnNetwork, GrownNetwork, ViewAnswer
from viz.style import word


def circle_of(served: Any, role: str = "city") -> dict[str, Any]:
    found: dict[str, Any] = served.json(role, "/circles", limit=1)["items"][0]
    return found


def grow(served: Any, role: str, **body: Any) -> dict[str, Any]:
    answer = served.clients[role].post("/api/v1/networks", json=body)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    GrownNetwork.model_validate(told)
    return told


def test_a_circle_is_placed_the_same_way_every_time(served: Any) -> None:
    circle = circle_of(served)
    told = served.json("city", f"/circles/{circle['circle']}/network", positions=True)
    DrawnNetwork.model_validate(told)
    assert {node["party"] for node in told["nodes"]} == set(circle["members"])
    assert len(told["links"]) == circle["edges"]
    assert len({(node["x"], node["y"]) for node in told["nodes"]}) == len(told["nodes"])
    assert [node["party"] for node in told["nodes"] if node["core"]] == [circle["core"]]
    again = served.json("analyst", f"/circles/{circle['circle']}/network", positions=True)
    assert again["nodes"] == told["nodes"]


def test_what_is_around_a_party_comes_filtered_before_it_is_added(served: Any) -> None:
    core = circle_of(served)["core"]
    told = grow(served, "city", shown=[core], around=core, direction="given", amount_from=1_000_000.0, kind=["enterprise"])
    assert told["nodes"]
    assert {node["kind"] for node in told["nodes"]} == {"enterprise"}
    reached = {link["borrower"] for link in told["links"] if link["guarantor"] == core}
    assert {node["party"] for node in told["nodes"]} <= reached
    assert grow(served, "city", shown=[core], around=core, direction="given", amount_from=1e12)["nodes"] == []


def test_growing_step_by_step_ends_where_asking_at_once_does(served: Any) -> None:
    core = circle_of(served)["core"]
    whole = served.json("city", f"/enterprises/{core}/network", depth=2, most=2000)
    shown, links = [core], {}
    for code in [core, *(row["party"] for row in grow(served, "city", shown=shown, around=core)["nodes"])]:
        told = grow(served, "city", shown=shown, around=code)
        shown += [node["party"] for node in told["nodes"]]
        links |= {link["id"]: link for link in told["links"]}
    assert set(shown) == {node["party"] for node in whole["nodes"]}
    assert set(links) == {link["id"] for link in whole["links"]}


@pytest.mark.parametrize("role", ["county", "bank"])
def test_a_picture_holds_no_secret(served: Any, secrets: Any, role: str) -> None:
    codes = [row["party"] for row in served.json("city", "/enterprises", limit=500)["items"]]
    told = served.clients[role].post("/api/v1/networks", json={"added": codes})
    assert secrets[role].found_in(told.json() | {"missing": []}) == set()  # these are the visitor's own words
    seen = {node["party"] for node in told.json()["nodes"]}
    assert all(served.get(role, f"/enterprises/{code}").status_code == 404 for code in told.json()["missing"][:20])
    assert all(served.get(role, f"/enterprises/{code}").status_code == 200 for code in sorted(seen)[:20])


def test_a_picture_is_taken_away_with_its_parties_only(served: Any) -> None:
    members = circle_of(served)["members"][:10]
    ask = served.clients["city"].post
    book = ask("/api/v1/exports/network", json={"parties": members, "format": "xlsx"})
    sheets = pd.read_excel(io.BytesIO(book.content), header=None, engine="calamine", sheet_name=None)
    assert len(sheets) == 2
    csv = ask("/api/v1/exports/network", json={"parties": members, "format": "csv", "table": "parties"})
    assert set(pd.read_csv(io.BytesIO(csv.content), encoding="utf-8-sig", dtype=str)[word("party", "zh")].str.strip()) == set(members)
    page = ask("/api/v1/exports/network", json={"parties": members, "format": "html", "positions": {members[0]: [12.5, -3.5]}}).text
    assert "default-src 'none'" in page
    assert all(code in page for code in members)
    assert "12.5" in page


def test_views_are_kept_by_whoever_keeps_them(served: Any) -> None:
    kept = served.clients["county"].post("/api/v1/views", json={"name": "我的", "state": {"selected": []}})
    assert kept.status_code == 201
    name = kept.json()["id"]
    told = served.json("county", f"/views/{name}")
    ViewAnswer.model_validate(told | {"snapshot": ""})
    assert served.get("bank", f"/views/{name}").status_code == 404
    assert served.clients["bank"].delete(f"/api/v1/views/{name}").status_code == 404
    again = served.clients["county"].post("/api/v1/views", json={"name": "我的", "state": {"selected": ["x"]}}).json()
    assert [one["id"] for one in served.json("county", "/views")["items"]] == [again["id"]]
    assert served.clients["county"].delete(f"/api/v1/views/{again['id']}").status_code == 204
    assert served.json("county", "/views")["items"] == []
    assert served.clients["county"].post("/api/v1/views", json={"name": "x", "state": {"a": "b" * 600_000}}).status_code == 422


@pytest.mark.parametrize("text", ['{"a": NaN}', '{"a": "\\ud800"}'])
def test_a_state_that_is_no_json_is_refused(served: Any, text: str) -> None:
    body = f'{{"name": "x", "state": {text}}}'
    answer = served.clients["city"].post("/api/v1/views", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422


def test_places_that_are_none_are_refused(served: Any) -> None:
    for value in ("NaN", "1e300", '"x"'):
        body = f'{{"parties": ["A"], "positions": {{"A": [{value}, 0]}}}}'
        answer = served.clients["city"].post("/api/v1/exports/network", content=body, headers={"content-type": "application/json"})
        assert answer.status_code == 422


@pytest.mark.parametrize("path", ["networks", "exports/network"])
def test_codes_that_are_no_text_are_refused(served: Any, path: str) -> None:
    body = '{"added": ["\\ud800"]}' if path == "networks" else '{"parties": ["\\ud800"]}'
    answer = served.clients["city"].post(f"/api/v1/{path}", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422
