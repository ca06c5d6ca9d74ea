"""The board of 保帮关: where each firm stands, what made its score, and decisions taken in place."""

from __future__ import annotations

from typing import Any

import httpx2
from playwright.sync_api import expect


def ledger(visit: Any) -> list[dict[str, Any]]:
    found = httpx2.get(f"{visit.address}/api/v1/classification", params={"limit": 500, "on_ledger": True}, timeout=60)
    rows: list[dict[str, Any]] = found.json()["items"]
    return rows


def lane(page: Any, name: str) -> list[str]:
    found: list[str] = page.locator(f".lane[data-class='{name}'] .firm").evaluate_all("cards => cards.map(card => card.dataset.firm)")
    return found


def test_firms_on_the_ledger_stand_under_their_class(visit: Any) -> None:
    page = visit.open("/classification")
    rows = ledger(visit)
    assert page.locator("h1").inner_text() == "保帮关分类"
    for name in ("保", "帮", "关", "none"):
        assert lane(page, name) == [row["enterprise"] for row in rows if (row["class"] or "none") == name]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    visit.picture("classification")


def test_a_firm_opens_what_made_its_score(visit: Any) -> None:
    page = visit.open("/classification?lang=en")
    assert page.locator("h1").inner_text() == "Classes: support, help, close"
    row = next(one for one in ledger(visit) if one["class"])
    page.locator(f"[data-firm='{row['enterprise']}']").get_by_role("button").click()
    page.locator("dialog table").wait_for()
    items = httpx2.get(
        f"{visit.address}/api/v1/classification", params={"enterprise": row["enterprise"], "items": True}, timeout=60
    ).json()["items"][0]["items"]
    assert page.locator("dialog tbody tr").count() == len(items)
    assert items[0]["text_en"] in page.locator("dialog").inner_text()


def test_publication_an_objection_and_a_class_set_by_hand_show_without_a_reload(visit: Any) -> None:
    page = visit.open("/classification")
    page.evaluate("window.kept = true")
    form = page.locator("dialog form")
    page.get_by_role("button", name="公示拟分类").click()
    form.get_by_label("事由").fill("第二季度拟分类公示")
    form.get_by_role("button", name="公示拟分类").click()
    expect(page.locator("#note")).to_contain_text("已公示")
    row = next(one for one in ledger(visit) if one["status"] == "open")
    card = page.locator(f".firm[data-firm='{row['enterprise']}']")
    card.get_by_role("button").click()
    page.get_by_role("button", name="提出异议").click()
    form.get_by_label("异议人").fill("该企业")
    form.get_by_label("事由").fill("已与债权银行达成展期协议")
    form.get_by_role("button", name="提出异议").click()
    expect(form).to_have_count(0)
    page.locator("dialog", has_text="已与债权银行达成展期协议").wait_for()
    page.get_by_role("button", name="人工调整").click()
    form.get_by_label("事由").fill("展期协议已核实")
    form.get_by_role("button", name="人工调整").click()
    page.get_by_role("button", name="确认人工调整").click()
    form.get_by_label("事由").fill("复核")
    form.get_by_role("button", name="确认人工调整").click()
    expect(form.get_by_role("alert")).to_contain_text("second person")  # the same person may not
    visit.errors.remove("Failed to load resource: the server responded with a status of 409 (Conflict)")
    form.get_by_role("button", name="返回").click()
    page.get_by_role("button", name="关闭").click()
    card.get_by_text("待第二人确认").wait_for()
    assert "异议 1" in card.inner_text()
    assert page.evaluate("window.kept") is True
