"""Requests nobody should send: names nothing can have, bodies that are no JSON, cursors made by hand."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import pytest

from api.access_page import endpoints

WITH_NAMES = [one for one in endpoints() if "{" in one.path and one.method != "POST"]


@pytest.mark.parametrize("name", ["A" * 500, "%00", "%F0%9F%98%80", "%FF%FE", "%2E%2E%2F", "'--"])
@pytest.mark.parametrize("one", WITH_NAMES, ids=lambda one: f"{one.method} {one.path}")
def test_a_name_nothing_can_have_is_not_there(served: Any, one: Any, name: str) -> None:
    path = re.sub(r"\{[^}]*\}", name, one.path)
    found = served.clients["admin"].request(one.method, path, params={"purpose": "贷前审查"})
    assert (found.status_code, found.headers["content-type"], found.json()["code"]) == (404, "application/problem+json", "not-found")


def test_a_body_that_is_not_sent_as_json_is_told_so(served: Any) -> None:
    for path, body in (
        ("/simulations", {"model": "cascade", "seeds": ["X"]}),
        ("/views", {"name": "x", "state": {}}),
        ("/keys", {"role": "city"}),
    ):
        for kind in ("text/plain", "application/x-www-form-urlencoded", "application/xml"):
            refused = served.clients["admin"].post(f"/api/v1{path}", content=json.dumps(body), headers={"content-type": kind})
            assert (refused.status_code, "Content-Type: application/json" in refused.json()["detail"]) == (422, True), refused.text


def test_a_scenario_has_a_name_and_no_book(served: Any) -> None:
    for field in ("name", "description"):
        refused = served.clients["admin"].post("/api/v1/simulations", json={"model": "montecarlo", field: "长" * 2_001})
        assert (refused.status_code, refused.json()["faults"][0]["where"]) == (422, f"body.{field}")


def test_a_cursor_made_by_hand_is_refused_or_leads_past_the_end(served: Any) -> None:
    sent = served.json("city", "/circles", limit=1)["next"]
    snapshot, _, digest = json.loads(base64.urlsafe_b64decode(sent + "=="))
    for parts in ([snapshot, True, digest], [snapshot, 1.0, digest], [snapshot, -1, digest], [None, 1, digest], [snapshot, 1], {"a": 1}):
        made = base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()
        assert served.get("city", "/circles", cursor=made).status_code == 422, parts
    past = base64.urlsafe_b64encode(json.dumps([snapshot, 10**9, digest]).encode()).decode()
    assert served.json("city", "/circles", cursor=past)["items"] == []
