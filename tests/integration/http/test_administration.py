"""Keys, the audit trail and the names of persons over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.models.administration import AuditEntry, Key, Listing, MadeKey, PersonName, Verification

BOUND = {"county": "380103", "bank": "JR38010001"}


def test_a_key_is_made_used_listed_and_ended(copied: Any) -> None:
    admin: TestClient = copied.clients["admin"]
    told = admin.post("/api/v1/keys", json={"role": "county", "jurisdiction": "380103", "label": "望江县"})
    assert (told.status_code, told.headers["cache-control"]) == (201, "no-store")
    made = MadeKey.model_validate(told.json(), strict=True)
    asked = {"headers": {"authorization": f"Bearer {made.key}"}, "params": {"limit": 1}}
    assert copied.clients["nobody"].get("/api/v1/circles", **asked).status_code == 200
    listed = Listing[Key].model_validate(admin.get("/api/v1/keys").json())
    assert [one.label for one in listed.items if one.id == made.id] == ["望江县"]
    assert made.key.partition(".")[2] not in admin.get("/api/v1/keys").text
    ended = admin.delete(f"/api/v1/keys/{made.id}")
    assert (ended.status_code, ended.json()["revoked_by"]) == (200, f"key:{copied.keys['admin'].partition('.')[0]}")
    assert admin.delete(f"/api/v1/keys/{made.id}").json() == ended.json()
    assert copied.clients["nobody"].get("/api/v1/circles", **asked).status_code == 401
    assert admin.delete("/api/v1/keys/nothing").status_code == 404
    acts = [one for one in admin.get("/api/v1/audit").json()["items"] if one["object"] == f"key:{made.id}"]
    assert [one["action"] for one in acts] == ["keys.revoke", "keys.create"]
    assert made.key.partition(".")[2] not in admin.get("/api/v1/audit", params={"limit": 500}).text


@pytest.mark.parametrize(
    "body",
    [
        {"role": "county"}, {"role": "bank"}, {"role": "city", "jurisdiction": "380103"}, {"role": "king"}, {"role": "admin", "more": 1},
        {"role": "county", "jurisdiction": " "}, {},
    ],
)  # fmt: skip
def test_a_key_that_cannot_be_is_refused(served: Any, body: dict[str, Any]) -> None:
    found = served.clients["admin"].post("/api/v1/keys", json=body)
    assert (found.status_code, found.headers["content-type"]) == (422, "application/problem+json")


@pytest.mark.parametrize("role", ["city", "county", "bank", "analyst"])
def test_only_an_administrator_makes_keys_and_reads_the_trail(served: Any, role: str) -> None:
    client = served.clients[role]
    assert {
        client.get("/api/v1/keys").status_code, client.post("/api/v1/keys", json={"role": "admin"}).status_code,
        client.delete("/api/v1/keys/x").status_code, client.get("/api/v1/audit").status_code,
    } == {403}  # fmt: skip


def test_pages_of_keys_and_of_the_trail_hold_everything_once(served: Any) -> None:
    every = served.clients["admin"].get("/api/v1/keys", params={"limit": 500}).json()["items"]
    first = served.json("admin", "/keys", limit=2)
    assert first["items"] + served.json("admin", "/keys", limit=500, cursor=first["next"])["items"] == every
    page = Listing[AuditEntry].model_validate(served.json("admin", "/audit", limit=3))
    numbers = [one.number for one in page.items]
    then = served.json("admin", "/audit", limit=3, cursor=page.next)
    assert [one["number"] for one in then["items"]] == [numbers[-1] - 1, numbers[-1] - 2, numbers[-1] - 3]
    assert served.get("admin", "/audit", cursor="x").status_code == 422


def test_the_trail_tells_who_asked_for_what_and_how_much_of_it_left(served: Any) -> None:
    asked = served.clients["county"].get("/api/v1/circles", params={"limit": 2}, headers={"x-request-id": "the-one-we-seek"})
    assert asked.headers["x-request-id"] == "the-one-we-seek"
    who = f"key:{served.keys['county'].partition('.')[0]}"
    found = served.json("admin", "/audit", who=who, action="GET /api/v1/circles", limit=1)["items"][0]
    assert (found["request_id"], found["status"], found["results"]) == ("the-one-we-seek", 200, 2)
    assert (found["who"], found["role"], found["jurisdiction"]) == (who, "county", BOUND["county"])
    refused = served.get("county", "/keys")
    assert served.json("admin", "/audit", who=who, limit=1)["items"][0]["request_id"] == refused.headers["x-request-id"]


def test_a_name_is_told_for_a_reason_that_is_written_down_first(served: Any, demo_city: Any) -> None:
    person = next(row for row in demo_city.tables["persons"].to_dict("records") if row["name"])
    client = served.clients["city"]
    for body in ({}, {"reason": ""}, {"reason": "  "}, {"reason": None}):
        assert client.post(f"/api/v1/persons/{person['person_id']}/name", json=body).status_code == 422
    told = client.post(f"/api/v1/persons/{person['person_id']}/name", json={"reason": "联席会议通知"})
    assert PersonName.model_validate(told.json()) == PersonName(person=person["person_id"], name=person["name"])
    assert told.headers["cache-control"] == "no-store"
    acts = served.json("admin", "/audit", action="unmask", limit=1)["items"]
    assert [(one["object"], one["reason"], one["role"]) for one in acts] == [(f"person:{person['person_id']}", "联席会议通知", "city")]
    assert client.post("/api/v1/persons/nobody/name", json={"reason": "x"}).status_code == 404
    firm = served.network.parties.code[0].as_py()
    assert client.post(f"/api/v1/persons/{firm}/name", json={"reason": "x"}).status_code == 404


@pytest.mark.parametrize("role", ["county", "bank", "analyst"])
def test_a_name_is_for_those_who_may_unmask(served: Any, demo_city: Any, role: str) -> None:
    person = demo_city.tables["persons"]["person_id"].iloc[0]
    assert served.clients[role].post(f"/api/v1/persons/{person}/name", json={"reason": "x"}).status_code == 403


def test_the_trail_is_verified_over_http_and_a_change_is_found(copied: Any) -> None:
    admin: TestClient = copied.clients["admin"]
    admin.get("/api/v1/keys")
    told = Verification.model_validate(admin.get("/api/v1/audit/verification").json(), strict=True)
    assert (told.holds, told.faults) == (True, [])
    entry = admin.get("/api/v1/audit", params={"limit": 500}).json()["items"]
    assert told.head.digest == next(one["digest"] for one in entry if one["number"] == told.head.number)
    with copied.app.state.services.side.transaction() as connection:
        connection.execute("DROP TRIGGER audit_keeps")
        connection.execute("UPDATE audit SET reason = 'changed' WHERE number = 1")
    found = Verification.model_validate(admin.get("/api/v1/audit/verification").json())
    assert (found.holds, [one.number for one in found.faults]) == (False, [1])
    assert copied.clients["city"].get("/api/v1/audit/verification").status_code == 403
