"""The list of what is to be done: as the API tells it, narrowed by kind, each item opening where it is done."""

from __future__ import annotations

from typing import Any

import httpx2
from playwright.sync_api import expect


def told(visit: Any, **query: Any) -> dict[str, Any]:
    found: dict[str, Any] = httpx2.get(f"{visit.address}/api/v1/todo", params={"limit": 100} | query, timeout=60).json()
    return found


def test_items_say_why_by_when_and_lead_to_where_they_are_done(visit: Any) -> None:
    page = visit.open("/todo")
    wanted = told(visit)["items"]
    assert page.locator("h1").inner_text() == "我的待办"
    assert page.locator("tbody tr").evaluate_all("rows => rows.map(row => row.dataset.key)") == [
        f"{one['kind']} {one['subject']}" for one in wanted
    ]
    first = page.locator("tbody tr").first.inner_text()
    assert wanted[0]["why"]["zh"] in first
    assert wanted[0]["by"] in first
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    visit.picture("todo")
    page.locator("tbody tr a").first.click()
    page.wait_for_selector("body[data-ready=true]")
    assert page.url == visit.address + wanted[0]["where"]


def test_one_kind_is_chosen_by_its_button_and_stays_in_the_address(visit: Any) -> None:
    page = visit.open("/todo?lang=en")
    assert page.locator("h1").inner_text() == "To do"
    counts = told(visit)["counts"]
    page.locator("button[data-kind=applied]").click()
    expect(page.locator("tbody tr")).to_have_count(counts["applied"])
    assert "kind=applied" in page.url
    assert page.locator("button[data-kind=applied]").get_attribute("aria-pressed") == "true"
