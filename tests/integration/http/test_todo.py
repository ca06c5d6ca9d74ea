"""What is to be done, role by role: worked out again from the lists it is composed of."""

from __future__ import annotations

import time
from collections import defaultdict
from typing import Any

import pytest

from api.models.todo import TodoPage

COUNTY, BANK = "380103", "JR38010001"
MISSING = {"plan": "plan_missing", "funds": "funds_missing", "overdue": "overdue"}
Items = dict[str, list[dict[str, Any]]]


def items(served: Any, role: str) -> Items:
    """Everything a role has to do, by kind."""
    TodoPage.model_validate(served.json(role, "/todo", limit=500))
    found: Items = defaultdict(list)
    for one in served.every(role, "/todo"):
        found[one["kind"]].append(one)
    assert {kind: len(some) for kind, some in found.items()} == served.json(role, "/todo")["counts"]
    return found


def bare(served: Any, role: str) -> dict[tuple[str, str], tuple[float, str]]:
    """Balances without a plan or funds and the first day, by what is missing and borrower, out of the ledger of maturities."""
    found: dict[tuple[str, str], tuple[float, str]] = {}
    for row in served.every(role, "/maturities", stage=list(MISSING)):
        if row["kind"] == "loan" and not row["funded"] and (not row["planned"] or row["stage"] == "funds"):
            key, day = (MISSING[row["stage"]], row["borrower"]), row["stage_dates"]["funds"] if row["stage"] == "plan" else row["due"]
            balance, first = found.get(key, (0.0, day))
            found[key] = (round(balance + row["balance"], 2), min(first, day))
    return found


@pytest.mark.parametrize("role", ["county", "bank"])
def test_loans_without_a_plan_or_funds_are_those_of_ones_own_ledger(served: Any, role: str) -> None:
    found = items(served, role)
    told = {(kind, one["subject"]): (one["amount"], one["by"]) for kind in MISSING.values() for one in found[kind]}
    assert told == bare(served, role)
    assert len(told) > 5
    assert all(one["where"] == f"/maturities?borrower={one['subject']}&stage=plan" for one in found["plan_missing"])
    assert all(one["by"] < "2026-06-30" for one in found["overdue"])


def test_a_county_applies_for_its_rows_at_the_citys_level_and_hears_objections(served: Any) -> None:
    found = items(served, "county")
    wanted = {
        row["circle"]
        for row in served.every("county", "/coordination-queue", level="city")
        if row["application"] == "none" and row["home_county"] == COUNTY
    }
    assert {one["subject"] for one in found["application"]} == wanted
    for one in found["application"]:
        assert one["where"].startswith(("/circles/", "/enterprises/"))
    rows = served.every("county", "/classification", on_ledger=True)
    windows = {row["enterprise"]: row["objection_until"] for row in rows if row["status"] in ("open", "objected")}
    assert {one["subject"]: one["by"] for one in found["objection_ending"]} == windows
    assert not found["city_row"] + found["applied"] + found["failed_load"]


def test_a_bank_hears_of_its_borrowers_below_a_class_floor(served: Any) -> None:
    found = items(served, "bank")
    prompts = served.every("bank", "/findings", rule="class_floor")
    assert {one["subject"] for one in found["class_floor"]} == {row["subject"] for row in prompts if row["subject"]}
    assert set(found) <= {*MISSING.values(), "class_floor"}


def test_the_city_has_the_rows_at_its_level_and_the_applications(served: Any) -> None:
    found = items(served, "city")
    rows = served.every("city", "/coordination-queue")
    level = {row["circle"] for row in rows if row["level"] == "city" and row["application"] == "none"}
    assert {one["subject"] for one in found["city_row"]} == level
    assert {one["subject"] for one in found["applied"]} == {row["circle"] for row in rows if row["application"] == "filed"}
    assert set(found) <= {"city_row", "applied"}
    assert level


def test_an_analyst_has_nothing_to_do_and_nothing_is_told_twice(served: Any) -> None:
    assert served.json("analyst", "/todo")["items"] == []
    first = served.get("county", "/todo")
    again = served.clients["county"].get("/api/v1/todo", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    chosen = served.json("county", "/todo", kind="overdue", limit=500)
    assert {one["kind"] for one in chosen["items"]} <= {"overdue"}


@pytest.mark.parametrize("role", ["county", "bank"])
def test_it_holds_no_secret(served: Any, secrets: Any, role: str) -> None:
    assert secrets[role].found_in(served.every(role, "/todo")) == set()


def test_a_load_that_failed_is_the_administrators_until_the_same_files_are_in(copied: Any) -> None:
    def sent(content: bytes) -> dict[str, Any]:
        admin = copied.clients["admin"]
        told: dict[str, Any] = admin.post("/api/v1/ingest/runs", files=[("files", ("区县.csv", content))]).json()
        end = time.monotonic() + 60
        while told["status"] in ("queued", "running"):
            assert time.monotonic() < end, told
            time.sleep(0.1)
            told = copied.json("admin", f"/ingest/runs/{told['id']}")
        return told

    assert items(copied, "admin") == {}
    failed = sent(b"\x00\x01")
    assert failed["status"] == "failed"
    (one,) = items(copied, "admin")["failed_load"]
    assert (one["subject"], one["where"]) == (failed["id"], f"/ingest?run={failed['id']}")
    assert failed["error"]["code"] in one["why"]["zh"]
    assert sent("区县代码,名称\n380103,望渚区\n".encode())["status"] == "done"
    assert items(copied, "admin") == {}


def test_the_city_hears_what_has_come_to_its_level_since_the_report_before(copied: Any) -> None:
    assert not items(copied, "city")["newly_city"]  # one report: nothing to compare with
    row = next(one for one in copied.every("city", "/coordination-queue") if one["level"] == "county" and one["application"] == "none")
    firm = copied.json("city", f"/enterprises/{row['members'][0]}")
    content = f"统一社会信用代码,企业名称,属地区县代码,职工人数\n{firm['party']},{firm['name']},{firm['county']},5000\n"
    sent = copied.clients["admin"].post(
        "/api/v1/ingest/runs", files=[("files", ("企业.csv", content.encode()))], data={"reporting_date": "2026-07-31"}
    )
    told = sent.json()
    end = time.monotonic() + 60
    while told["status"] in ("queued", "running"):
        assert time.monotonic() < end, told
        time.sleep(0.1)
        told = copied.json("admin", f"/ingest/runs/{told['id']}")
    assert told["status"] == "done", told
    found = items(copied, "city")
    levels = [
        {one["circle"]: (one["level"], one["application"]) for one in copied.every("city", "/coordination-queue", as_of=day)}
        for day in ("2026-06-30", "2026-07-31")
    ]
    new = {circle for circle, told in levels[1].items() if told == ("city", "none") and levels[0].get(circle, ("", ""))[0] != "city"}
    assert row["circle"] in new
    assert {one["subject"] for one in found["newly_city"]} == new
    assert {one["subject"] for one in found["city_row"]} == {one for one, told in levels[1].items() if told == ("city", "none")} - new


def test_a_class_set_by_hand_waits_for_everybody_but_who_set_it(copied: Any) -> None:
    row = next(one for one in copied.every("county", "/classification", on_ledger=True) if one["class"])
    other = next(one for one in "保帮关" if one != row["class"])
    address = f"/api/v1/classification/{row['enterprise']}/overrides"
    made = copied.clients["county"].post(address, json={"class": other, "reason": "展期协议已核实"})
    assert made.status_code == 201, made.text
    _, key = copied.app.state.services.side.keys.create("county", COUNTY, author="tests")
    colleague = copied.clients["nobody"].get("/api/v1/todo", params={"kind": "confirmation"}, headers={"authorization": f"Bearer {key}"})
    assert [one["subject"] for one in colleague.json()["items"]] == [row["enterprise"]]  # of the same county, asking first
    assert items(copied, "county")["confirmation"] == []
    (one,) = items(copied, "admin")["confirmation"]
    assert (one["subject"], other in one["why"]["zh"]) == (row["enterprise"], True)
    where = f"/api/v1/classification/overrides/{made.json()['number']}/confirmation"
    assert copied.clients["admin"].post(where, json={"reason": "复核"}).status_code == 201
    assert items(copied, "admin")["confirmation"] == []
