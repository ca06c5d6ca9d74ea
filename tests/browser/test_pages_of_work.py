"""To-dos, classes, simulations, rules, loads and audit together: axe finds nothing, hostile names stay texts, each role sees its part."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from tests.browser.axe import objections
from tests.browser.conftest import COUNTY, Visit

PAGES = ("todo", "classification", "simulations", "rules", "ingest", "audit")


def opened(visit: Any, name: str) -> Any:
    """A page with what it shows on demand."""
    page = visit.open(f"/{name}")
    if name == "classification":
        page.locator(".firm button").first.click()
        page.locator("dialog table, dialog .hint").first.wait_for()
    if name == "simulations":
        for summary in page.locator("main summary").all():
            summary.click()
        page.get_by_role("button", name="添加冲击").click()
    if name == "rules":
        page.locator("#list [data-opens]").first.click()
    if name == "ingest":
        page.locator("main summary").first.click()
        page.get_by_role("button", name="添加声明").click()
    if name == "audit":
        page.get_by_role("button", name="新建密钥").click()
    return page


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(visit: Any, name: str) -> None:
    page = opened(visit, name)
    assert objections(visit, name) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_hostile_names_stay_texts(visit: Visit, hostile: str) -> None:
    visit.address = hostile
    for name in ("todo", "classification"):
        page = opened(visit, name)
        assert "pwned" in page.locator("main").inner_text()
        assert page.evaluate("window.pwned") is None
    page = visit.open("/simulations")
    page.get_by_role("combobox", name="首家违约企业").fill("onerror")
    page.locator(".options [role=option]").first.click()
    page.get_by_role("button", name="开始推演").click()
    page.get_by_role("link", name="JSON").wait_for()
    assert "pwned" in page.locator("main").inner_text()
    assert page.evaluate("window.pwned") is None


def test_each_role_is_led_to_what_is_its_own(signed_in: Any, keyed: Any) -> None:
    address, keys = keyed
    county = signed_in("county")
    page = county.open("/todo")
    with httpx2.Client(base_url=f"{address}/api/v1", headers={"authorization": f"Bearer {keys['county']}"}, timeout=60) as client:
        wanted = client.get("/todo", params={"limit": 100}).json()["items"]
        rows = client.get("/classification", params={"on_ledger": True, "limit": 500}).json()["items"]
    assert page.locator("tbody tr").count() == len(wanted) > 0
    names = page.locator("nav a").all_inner_texts()
    assert "保帮关" in names
    assert not {"数据接入", "审计"} & set(names)
    page = county.open("/classification")
    assert page.locator("select[name=county]").count() == 0
    assert page.get_by_role("button", name="公示拟分类").count() == 1
    assert {row["county"] for row in rows} == {COUNTY}
    assert page.locator(".firm").count() == len(rows)
    bank = signed_in("bank")
    page = bank.open("/todo")
    kinds = set(page.locator("button[data-kind]").evaluate_all("buttons => buttons.map(button => button.dataset.kind)"))
    assert kinds <= {"", "overdue", "plan_missing", "funds_missing", "class_floor"}
    assert "保帮关" not in page.locator("nav a").all_inner_texts()
    page = bank.open("/rules")
    assert page.locator("#list tbody tr").count() > 50
