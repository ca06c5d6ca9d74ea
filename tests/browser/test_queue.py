"""The front page: the queue, why a row stands there, filters that stay in the address, two languages."""

from __future__ import annotations

from typing import Any

import httpx2


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
    page.wait_for_function("document.querySelectorAll('tbody tr').length < 100")
    assert "level=city" in page.url


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
