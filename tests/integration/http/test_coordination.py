"""The queue and the circles over HTTP: pages, caching, and what each role sees of them."""

from __future__ import annotations

import re
from typing import Any

from graph.network import GuaranteeNetwork


def test_the_queue_is_that_of_the_command_line(served: Any) -> None:
    shot = served.app.state.services.snapshots.current()
    rows = served.every("city", "/coordination-queue")
    assert [{name: value for name, value in row.items() if name != "members_elsewhere"} for row in rows] == [
        row.to_json() for row in shot.queue.rows
    ]


def test_the_queue_is_narrowed_by_class_and_bank(served: Any) -> None:
    rows = served.every("city", "/coordination-queue")
    told = served.json("city", "/coordination-queue", limit=1)
    assert told["classes"] == sorted({row["class"] for row in rows})
    assert [one["bank"] for one in told["banks"]] == sorted({code for row in rows for code in row["banks_hit"]})
    assert all(one["name"] for one in told["banks"])
    bank, class_ = rows[0]["banks_hit"][0], rows[0]["class"]
    found = served.every("city", "/coordination-queue", bank=bank, **{"class": class_})
    assert found == [row for row in rows if row["class"] == class_ and bank in row["banks_hit"]]
    other = next(one["bank"] for one in told["banks"] if one["bank"] != "JR38010001")
    assert [one["bank"] for one in served.json("bank", "/coordination-queue")["banks"]] == ["JR38010001"]
    assert served.json("bank", "/coordination-queue", bank=other)["items"] == []


def test_pages_follow_each_other_on_one_snapshot(served: Any) -> None:
    first = served.json("city", "/circles", limit=3)
    second = served.json("city", "/circles", limit=3, cursor=first["next"])
    whole = served.json("city", "/circles", limit=6)
    assert first["items"] + second["items"] == whole["items"]
    assert first["snapshot"] == second["snapshot"]
    assert (first["truncated"], first["total"]) == (False, len(served.every("city", "/circles")))


def test_a_cursor_of_another_list_or_of_nothing_is_refused(served: Any) -> None:
    cursor = served.json("city", "/circles", limit=3)["next"]
    for path, query in (("/coordination-queue", {"cursor": cursor}), ("/circles", {"cursor": cursor, "county": "380103"}),
                        ("/circles", {"cursor": "x"}), ("/circles", {"limit": 501}), ("/circles", {"limit": 0})):  # fmt: skip
        found = served.get("city", path, **query)
        assert (found.status_code, found.headers["content-type"]) == (422, "application/problem+json"), path


def test_who_has_it_already_is_told_so_and_nobody_else(served: Any) -> None:
    one = served.get("city", "/coordination-queue", limit=2)
    again = served.clients["city"].get("/api/v1/coordination-queue", params={"limit": 2}, headers={"if-none-match": one.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "private" in one.headers["cache-control"]
    for role in ("county", "bank"):
        other = served.clients[role].get("/api/v1/coordination-queue", params={"limit": 2}, headers={"if-none-match": one.headers["etag"]})
        assert other.status_code == 200


def test_a_county_sees_rows_with_a_firm_of_its_own_and_names_nobody_it_has_no_business_with(served: Any) -> None:
    whole = {row["rank"]: row for row in served.every("city", "/coordination-queue")}
    mine = served.every("county", "/coordination-queue")
    own = _of_county(served.network, "380103")
    assert {row["rank"] for row in mine} == {rank for rank, row in whole.items() if own & set(row["members"])}
    for row in mine:
        members = whole[row["rank"]]["members"]
        assert set(row["members"]) <= set(members)
        assert row["members_elsewhere"] == len(members) - len(row["members"])
        assert own & set(members) <= set(row["members"])
    assert any(row["members_elsewhere"] for row in mine)


def test_a_circle_is_found_under_the_id_its_visitor_was_told(served: Any) -> None:
    for role in ("county", "bank", "analyst"):
        for row in served.every(role, "/circles")[:5]:
            assert served.json(role, f"/circles/{row['circle']}")["circle"] == row
    elsewhere = next(row for row in served.every("county", "/circles") if row["core"] is None)
    whole = next(row for row in served.every("city", "/circles") if row["loan_balance"] == elsewhere["loan_balance"])
    assert served.get("county", f"/circles/{whole['circle']}").status_code == 404
    assert served.get("city", "/circles/C-nothing").status_code == 404


def _of_county(network: GuaranteeNetwork, county: str) -> set[str]:
    place = network.counties.code.to_pylist().index(county)
    return {code for code, there in zip(network.parties.code.to_pylist(), network.parties.county, strict=True) if there == place}


def test_a_bank_reads_no_amount_of_others_in_the_queue_and_the_circles(served: Any) -> None:
    rows = served.every("bank", "/coordination-queue")
    assert {row["rank"] for row in rows} == {row["rank"] for row in served.every("city", "/coordination-queue")}
    amounts = ("expected_spillover", "worst_case_spillover", "worst_case_loss", "due_soon")
    assert all(row[name] is None for row in rows for name in amounts)
    assert all(
        reason["value"] is None and not re.search(r"\d[\d,.]*(?:万元|亿元|元)", reason["zh"]) for row in rows for reason in row["reasons"]
    )
    assert all(row["loan_balance"] is None for row in served.every("bank", "/circles"))


def test_the_order_of_circles_tells_a_bank_nothing_of_their_loans(served: Any) -> None:
    rows = served.every("bank", "/circles")
    assert [row["circle"] for row in rows] == [row["circle"] for row in sorted(rows, key=lambda row: (-len(row["members"]), row["circle"]))]
    loans = {row["circle"]: row["loan_balance"] for row in served.every("city", "/circles")}
    assert [loans[row["circle"]] for row in rows] != sorted(loans.values(), reverse=True)
    assert {row["loan_balance"] for row in rows} == {None}
