"""The front page: the queue, why a row stands there, filters that stay in the address, two languages."""

from __future__ import annotations

from typing import Any

import httpx2
from playwright.sync_api import expect


def rows_of(visit: Any, **query: Any) -> list[dict[str, Any]]:
    found = httpx2.get(f"{visit.address}/api/v1/coordination-queue", params={"limit": 100} | query, timeout=60)
    items: list[dict[str, Any]] = found.json()["items"]
    return items


def test_the_queue_is_a_table_of_what_the_api_answers(visit: Any) -> None:
    page = visit.open("/")
    shown = page.locator("tbody tr").evaluate_all("rows => rows.map(row => row.dataset.key)")
    assert shown == [row["circle"] for row in rows_of(visit)]
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    visit.picture("queue")


def test_a_row_says_why_it_stands_there_and_opens_its_circle(visit: Any) -> None:
    page = visit.open("/")
    first = rows_of(visit)[0]
    page.get_by_role("button", name=first["name"]).click()
    told = page.locator("tr.detail").inner_text()
    assert all(reason["zh"] in told for reason in first["reasons"])
    assert page.get_by_role("link", name="打开担保圈").get_attribute("href") == f"/circles/{first['circle']}"


def test_filters_stay_in_the_address(visit: Any) -> None:
    page = visit.open("/?county=380103")
    wanted = [row["circle"] for row in rows_of(visit, county="380103")]
    assert page.locator("tbody tr").evaluate_all("rows => rows.map(row => row.dataset.key)") == wanted
    with page.expect_response("**/coordination-queue**"):
        page.get_by_label("协调层级").select_option("city")
    expect(page.locator("tbody tr")).to_have_count(len(rows_of(visit, county="380103", level="city")))
    assert "level=city" in page.url


def test_the_queue_is_narrowed_by_class_and_by_the_bank_that_is_hit(visit: Any) -> None:
    page = visit.open("/?lang=zh")
    hit = rows_of(visit)[0]["banks_hit"][0]
    for name, value in (("class", "C2"), ("bank", hit)):
        with page.expect_response("**/coordination-queue**"):
            page.locator(f"select[name={name}]").select_option(value)
        wanted = [row["circle"] for row in rows_of(visit, **{name: value})]
        assert wanted
        expect(page.locator("tbody tr")).to_have_count(len(wanted))
        assert page.locator("tbody tr").evaluate_all("rows => rows.map(row => row.dataset.key)") == wanted
        assert f"{name}={value}" in page.url
        page.locator(f"select[name={name}]").select_option("")


def test_one_comes_back_from_a_circle_to_its_row(visit: Any) -> None:
    row = next(one for one in rows_of(visit, limit=500)[120:] if one["kind"] == "circle")
    page = visit.open(f"/circles/{row['circle']}")
    page.get_by_role("link", name="返回协调清单").click()
    page.wait_for_selector("body[data-page=queue][data-ready=true]")
    shown = page.locator("tr.came-from")
    assert shown.get_attribute("data-key") == row["circle"]
    box = shown.bounding_box()
    assert 0 < box["y"] < 768
    assert page.evaluate("document.activeElement.closest('tr').dataset.key") == row["circle"]


def test_english_is_one_click_away(visit: Any) -> None:
    page = visit.open("/")
    page.get_by_role("link", name="English").click()
    page.wait_for_selector("body[data-ready=true]")
    assert page.locator("h1").inner_text() == "Coordination queue"
    assert page.locator("html").get_attribute("lang") == "en"


def test_nothing_scrolls_sideways_and_the_page_is_light(visit: Any) -> None:
    weights: list[int] = []
    visit.page.on("response", lambda answer: weights.append(int(answer.headers.get("content-length") or 0)))
    page = visit.open("/")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert sum(weights) < 300_000
