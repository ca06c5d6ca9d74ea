"""Rules: all of them with their numbers, narrowed, opened, and what one of them finds."""

from __future__ import annotations

from typing import Any

import httpx2
from playwright.sync_api import expect


def rules(visit: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = httpx2.get(f"{visit.address}/api/v1/rules", params={"limit": 500}, timeout=60).json()["items"]
    return found


def test_every_rule_stands_there_and_opens_its_numbers(visit: Any) -> None:
    page = visit.open("/rules")
    wanted = rules(visit)
    assert page.locator("h1").inner_text() == "规则与参数"
    assert page.locator("#list tbody tr").evaluate_all("rows => rows.map(row => row.dataset.key)") == [one["rule"] for one in wanted]
    row = page.locator("tr[data-key='lending.multi_lender_local']")
    assert "地方自设" in row.inner_text()
    row.get_by_role("button").click()
    numbers = page.locator("tr.detail").inner_text()
    assert "lending.multi_lender_local.lenders" in numbers or "lending.multi_lender_local." in numbers
    assert "默认值" in numbers
    visit.picture("rules")


def test_rules_are_searched_and_filtered(visit: Any) -> None:
    page = visit.open("/rules?lang=en")
    assert page.locator("h1").inner_text() == "Rules and their numbers"
    page.locator("select[name=maturity]").select_option("unverified")
    wanted = [
        one["rule"] for one in rules(visit) if "unverified" in {one["maturity"], *(number["maturity"] for number in one["parameters"])}
    ]
    assert page.locator("#list tbody tr").evaluate_all("rows => rows.map(row => row.dataset.key)") == wanted
    page.get_by_label("Rule, source or number").fill("class_floor")
    expect(page.locator("#list tbody tr:not([data-key^=class_floor])")).to_have_count(0)
    assert "q=class_floor" in page.url


def test_what_a_rule_finds_is_a_click_away(visit: Any) -> None:
    page = visit.open("/rules")
    page.locator("tr[data-key='lending.over_lent']").get_by_role("link").click()
    page.wait_for_selector("body[data-ready=true]")
    told = httpx2.get(f"{visit.address}/api/v1/findings", params={"rule": "lending.over_lent", "limit": 100}, timeout=60).json()
    assert page.locator("#list tbody tr").count() == len(told["items"]) > 0
    assert told["items"][0]["text_zh"] in page.locator("#list tbody tr").first.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_in_english_a_law_stands_by_its_title_and_as_it_is_written(visit: Any) -> None:
    page = visit.open("/rules?lang=en&q=guarantee.lapsed")
    row = page.locator("tr[data-key='guarantee.lapsed']")
    assert "Civil Code, art. 692" in row.inner_text()
    assert row.locator("[lang=zh-CN]").inner_text() == "民法典第692条"
