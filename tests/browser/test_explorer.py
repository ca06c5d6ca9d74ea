"""The explorer: search, expanding filtered, collapsing, undoing, pins, filters, folding, the table beside it, the keyboard, the address."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from tests.browser.conftest import PATIENCE


def api(visit: Any, path: str, **query: Any) -> Any:
    """What the API answers."""
    found = httpx2.get(f"{visit.address}/api/v1{path}", params=query, timeout=60)
    assert found.status_code == 200, found.text
    return found.json()


def snapshot(page: Any) -> dict[str, Any]:
    """What the explorer says is on the picture."""
    told: dict[str, Any] = page.evaluate("window.explorer.snapshot()")
    assert set(told) == {"nodes", "edges", "selected", "truncated"}
    return told


def until(page: Any, holds: Callable[[], Any]) -> None:
    """Wait for something; a page under this policy evaluates no text, so it is asked from outside."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it did not happen"
        page.wait_for_timeout(25)


def grows(page: Any, than: int) -> dict[str, Any]:
    until(page, lambda: len(snapshot(page)["nodes"]) > than)
    return snapshot(page)


def hears(page: Any, text: str) -> None:
    """Wait until something is said below the picture."""
    until(page, lambda: text in page.locator("#said").inner_text())


def spot(page: Any, code: str) -> tuple[float, float]:
    """Where a party stands on the screen."""
    found = page.evaluate("code => window.explorer.place(code)", code)
    return float(found["x"]), float(found["y"])


def tab(page: Any, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()


@pytest.fixture(scope="session")
def circle(address: str) -> dict[str, Any]:
    """The largest circle of the demo city by loans."""
    items = httpx2.get(f"{address}/api/v1/circles", params={"limit": 1}, timeout=60).json()["items"]
    found: dict[str, Any] = items[0]
    return found


@pytest.fixture
def around(visit: Any, circle: dict[str, Any]) -> Any:
    """The explorer around the core of the largest circle, one step."""
    return visit.open(f"/explorer?focus={circle['core']}&depth=1")


def test_the_picture_is_what_the_api_answers(visit: Any, circle: dict[str, Any]) -> None:
    page = visit.open(f"/explorer?focus={circle['core']}")
    told = api(visit, f"/enterprises/{circle['core']}/network", depth=2)
    shown = snapshot(page)
    assert set(shown["nodes"]) == {node["party"] for node in told["nodes"]}
    assert set(shown["edges"]) == {link["id"] for link in told["links"]}
    assert shown["selected"] == [circle["core"]]
    assert shown["truncated"] is False
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    visit.picture("explorer")


@pytest.mark.parametrize("part", ["name", "code"])
def test_search_as_one_types_by_any_part_of_a_name_or_a_code(visit: Any, circle: dict[str, Any], part: str) -> None:
    page = visit.open("/explorer")
    text = circle["name"].removesuffix("担保圈")[2:6] if part == "name" else circle["core"][4:]
    field = page.get_by_role("combobox", name="查找主体")
    field.press_sequentially(text, delay=15)
    option = page.get_by_role("option").filter(has_text=circle["core"])
    option.wait_for()
    while option.get_attribute("aria-selected") != "true":
        field.press("ArrowDown")
    field.press("Enter")
    assert circle["core"] in grows(page, 0)["nodes"]
    assert snapshot(page)["selected"] == [circle["core"]]
    assert f"focus={circle['core']}" in page.url


def test_one_begins_from_the_queue_or_a_circle(visit: Any, circle: dict[str, Any]) -> None:
    page = visit.open("/explorer")
    first = api(visit, "/coordination-queue", limit=1)["items"][0]
    page.get_by_role("region", name="市级协调清单").get_by_role("button").first.click()
    assert set(first["members"]) & set(grows(page, 0)["nodes"])
    page = visit.open(f"/explorer?circle={circle['circle']}")
    assert set(snapshot(page)["nodes"]) == set(circle["members"])


def test_expanding_adds_only_what_the_filter_lets_in_and_moves_nothing(visit: Any, around: Any, circle: dict[str, Any]) -> None:
    page = around
    before = snapshot(page)
    places = {code: spot(page, code) for code in before["nodes"]}
    tab(page, "筛选")
    panel = page.get_by_role("tabpanel", name="筛选")
    panel.locator("[name=before-kind][value=enterprise]").check()
    panel.locator("[name=before-amount]").fill("10")
    panel.locator("[name=before-amount]").press("Tab")
    reached = api(visit, f"/enterprises/{circle['core']}/network", depth=1)
    core = {link["guarantor"] for link in reached["links"]} | {link["borrower"] for link in reached["links"]}
    wanted = next(
        (code, told)
        for code in sorted(core - {circle["core"]})
        if (told := api(visit, f"/enterprises/{code}/network", depth=1, kind="enterprise", amount_from=100_000))
        and {node["party"] for node in told["nodes"]} - set(before["nodes"])
    )
    tab(page, "表格")
    page.locator(f"tr[data-key='{wanted[0]}'] .pick").click()
    tab(page, "详情")
    page.locator("[data-act=expand]").click()
    after = grows(page, len(before["nodes"]))
    assert set(after["nodes"]) - set(before["nodes"]) == {node["party"] for node in wanted[1]["nodes"]} - set(before["nodes"])
    assert {code: spot(page, code) for code in before["nodes"]} == places
    page.locator("[data-act=collapse]").click()
    assert set(snapshot(page)["nodes"]) == set(before["nodes"])


def test_a_network_around_a_firm_is_as_deep_as_one_asks(visit: Any, circle: dict[str, Any]) -> None:
    page = visit.open(f"/explorer?focus={circle['core']}&depth=0")
    assert snapshot(page)["nodes"] == [circle["core"]]
    tab(page, "筛选")
    page.get_by_role("tabpanel", name="筛选").locator("[name=depth]").select_option("3")
    tab(page, "详情")
    page.locator("[data-act=expand]").click()
    told = api(visit, f"/enterprises/{circle['core']}/network", depth=3, most=2000)
    assert set(grows(page, 1)["nodes"]) == {node["party"] for node in told["nodes"]}
    assert len(told["nodes"]) > len(api(visit, f"/enterprises/{circle['core']}/network", depth=1)["nodes"])


def test_a_double_click_expands_and_every_change_is_undone_and_redone(around: Any, circle: dict[str, Any]) -> None:
    page = around
    before = snapshot(page)
    other = next(code for code in before["nodes"] if code != circle["core"] and degree(before, code) == 1)
    sizes = [len(before["nodes"])]
    for code in [other, *(one for one in before["nodes"] if one not in (other, circle["core"]))]:
        page.mouse.dblclick(*spot(page, code))
        hears(page, "新增")
        if len(snapshot(page)["nodes"]) > sizes[0]:
            break
    after = snapshot(page)
    assert len(after["nodes"]) > len(before["nodes"])
    while page.locator("#undo").is_enabled():
        page.locator("#undo").click()
    assert set(snapshot(page)["nodes"]) == set(before["nodes"])
    page.locator("#graph").focus()
    while page.locator("#redo").is_enabled():
        page.keyboard.press("Control+y")
    assert set(snapshot(page)["nodes"]) == set(after["nodes"])
    page.keyboard.press("Control+z")
    assert page.locator("#redo").is_enabled()


def degree(shown: dict[str, Any], code: str) -> int:
    return sum(code in edge.split(">") for edge in shown["edges"])


def test_what_was_dragged_stays_pinned_when_something_is_expanded(around: Any, circle: dict[str, Any]) -> None:
    page = around
    code = next(one for one in snapshot(page)["nodes"] if one != circle["core"])
    x, y = spot(page, code)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 40, steps=5)
    page.mouse.up()
    moved = spot(page, code)
    assert moved[0] == pytest.approx(x + 60, abs=3)
    assert page.locator("[data-act=pin]").inner_text() == "取消固定"
    page.locator("[data-act=expand]").click()
    hears(page, "新增")
    assert spot(page, code) == moved
    page.locator("[data-act=pin]").click()
    assert page.locator("[data-act=pin]").inner_text() == "固定"


def test_filters_hide_parties_with_their_guarantees_and_stay_in_the_address(visit: Any, circle: dict[str, Any]) -> None:
    page = visit.open(f"/explorer?circle={circle['circle']}")
    told = api(visit, f"/circles/{circle['circle']}/network")
    kind = {node["party"]: node["kind"] for node in told["nodes"]}
    tab(page, "筛选")
    panel = page.get_by_role("tabpanel", name="筛选")
    panel.locator("[name=kind][value=enterprise]").check()
    shown = snapshot(page)
    assert set(shown["nodes"]) == {code for code, one in kind.items() if one == "enterprise"}
    assert set(shown["edges"]) == {
        link["id"] for link in told["links"] if kind[link["guarantor"]] == kind[link["borrower"]] == "enterprise"
    }
    panel.locator("[name=amount]").fill("100")
    panel.locator("[name=amount]").press("Tab")
    wanted = {one["id"] for one in told["links"] if one["id"] in shown["edges"] and one["amount"] >= 1_000_000}
    assert set(snapshot(page)["edges"]) == wanted
    county = circle["home_county"]
    panel.locator(f"[name=county][value='{county}']").check()
    held = snapshot(page)
    assert {node["county"] for node in told["nodes"] if node["party"] in held["nodes"]} == {county}
    visit.open(page.url.removeprefix(visit.address))
    assert snapshot(page)["nodes"] == held["nodes"]
    assert snapshot(page)["edges"] == held["edges"]
    tab(page, "筛选")
    page.get_by_role("button", name="清除筛选").click()
    assert len(snapshot(page)["nodes"]) == len(circle["members"])
    panel.locator("[name=liability][value=general]").check()
    assert set(snapshot(page)["edges"]) == {one["id"] for one in told["links"] if "general" in one["liabilities"]}


def test_parties_are_shown_by_their_class_of_risk(visit: Any) -> None:
    for row in api(visit, "/coordination-queue", limit=40)["items"]:
        if row["kind"] == "circle":
            told = api(visit, f"/circles/{row['circle']}/network", positions=True)
            risks = {node["party"]: node["risk"] if node["risk"] in ("listed", "alarming", "watched") else "none" for node in told["nodes"]}
            if len(set(risks.values())) > 1:
                break
    page = visit.open(f"/explorer?circle={row['circle']}")
    tab(page, "筛选")
    for risk in sorted(set(risks.values())):
        box = page.locator(f"[name=risk][value={risk}]")
        box.check()
        assert set(snapshot(page)["nodes"]) == {code for code, one in risks.items() if one == risk}
        assert f"risk={risk}" in page.url
        box.uncheck()
    assert set(snapshot(page)["nodes"]) == set(risks)


def test_the_table_beside_the_picture_is_sorted_and_selects_with_it(around: Any, circle: dict[str, Any]) -> None:
    page = around
    tab(page, "表格")
    table = page.get_by_role("tabpanel", name="表格")
    codes = list(table.locator("tbody tr").evaluate_all("rows => rows.map(row => row.dataset.key)"))
    assert set(codes) == set(snapshot(page)["nodes"])
    other = next(code for code in codes if code != circle["core"])
    table.locator(f"tr[data-key='{other}'] .pick").click()
    assert snapshot(page)["selected"] == [other]
    page.mouse.click(*spot(page, circle["core"]))
    until(page, lambda: table.locator("tr.in-selection").get_attribute("data-key") == circle["core"])
    table.get_by_role("button", name="贷款余额").click()
    first, last = (table.locator("tbody tr").nth(place).get_attribute("data-key") for place in (0, -1))
    page.get_by_role("button", name=re.compile("^担保关系")).click()
    assert set(table.locator("tbody tr").evaluate_all("rows => rows.map(row => row.dataset.key)")) == set(snapshot(page)["edges"])
    assert first != last
    edge = snapshot(page)["edges"][0]
    table.locator(f"tr[data-key='{edge}'] .pick").click()
    assert snapshot(page)["selected"] == [edge]


def test_the_keyboard_walks_expands_collapses_and_undoes(around: Any, circle: dict[str, Any]) -> None:
    page = around
    before = snapshot(page)
    page.locator("#graph").focus()
    seen = set()
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "ArrowRight"):
        page.keyboard.press(key)
        seen |= set(snapshot(page)["selected"])
        assert len(snapshot(page)["selected"]) == 1
    assert len(seen) > 1
    page.keyboard.press("Escape")
    assert snapshot(page)["selected"] == []
    page.keyboard.press("ArrowRight")
    assert snapshot(page)["selected"] == [circle["core"]]
    page.keyboard.press("Delete")
    assert snapshot(page)["nodes"] == [circle["core"]]
    page.keyboard.press("Enter")
    assert set(grows(page, 1)["nodes"]) == set(before["nodes"])
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert set(snapshot(page)["nodes"]) == set(before["nodes"])


def test_parties_fold_into_one_node_that_opens_on_a_click(visit: Any, circle: dict[str, Any]) -> None:
    page = visit.open(f"/explorer?circle={circle['circle']}")
    page.locator("#fold-circles").click()
    assert snapshot(page)["nodes"] == []
    assert "合并节点" in page.locator("#legend").inner_text()
    page.locator("#fit").click()
    box = page.locator("#graph").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert set(grows(page, 0)["nodes"]) == set(circle["members"])
    page.keyboard.press("Control+z")
    tab(page, "表格")
    page.locator("tbody tr .pick").first.click()
    tab(page, "详情")
    page.get_by_role("button", name="打开", exact=True).click()
    assert set(snapshot(page)["nodes"]) == set(circle["members"])


def test_the_day_that_is_looked_at_is_asked_everywhere(visit: Any, around: Any, circle: dict[str, Any]) -> None:
    page = around
    tab(page, "筛选")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/network" in request.url else None)
    page.get_by_label("数据时点").fill("2026-03-31")
    with page.expect_response(lambda answer: "/network?" in answer.url):
        page.get_by_role("button", name="查看该日").click()
    told = api(visit, f"/enterprises/{circle['core']}/network", depth=1, as_of="2026-03-31")
    hears(page, "数据时点")
    assert {node["party"] for node in told["nodes"]} <= set(snapshot(page)["nodes"])
    assert all("as_of=2026-03-31" in url for url in asked)
    assert "as_of=2026-03-31" in page.url


def test_what_is_known_of_a_party_stands_beside_the_picture(visit: Any, around: Any, circle: dict[str, Any]) -> None:
    page = around
    told = api(visit, f"/enterprises/{circle['core']}")
    panel = page.get_by_role("tabpanel", name="详情")
    panel.locator("[data-part=credit] .plain li").first.wait_for(state="attached")
    assert panel.locator("h2").first.inner_text() == told["name"]
    assert circle["circle"] in panel.inner_text()
    for group in panel.locator("details").all():
        group.evaluate("one => { one.open = true; }")
    text = panel.inner_text()
    assert all(loan["loan_no"] in text for loan in told["loans"][:30])
    assert all(one["name"] in text for one in api(visit, f"/enterprises/{circle['core']}/credit")["by_lender"])
    assert page.locator("#graph canvas").is_visible()


def test_findings_stand_with_their_rule_and_its_source(visit: Any) -> None:
    found = api(visit, "/findings", limit=200, lang="zh")["items"]
    subject = next(one["subject"] for one in found if one["subject"].startswith("91"))
    told = api(visit, f"/enterprises/{subject}/findings")["findings"]
    sources = {one["rule"]: one["reference"] for one in api(visit, "/rules", limit=200)["items"]}
    page = visit.open(f"/explorer?focus={subject}&depth=0")
    part = page.locator("[data-part=findings]")
    part.locator(".finding").first.wait_for()
    text = part.inner_text()
    assert all(one["text_zh"] in text and one["rule"] in text and sources[one["rule"]] in text for one in told[:30])


def test_english_is_one_click_away_and_keeps_the_picture(visit: Any, around: Any, circle: dict[str, Any]) -> None:
    before = snapshot(around)
    around.get_by_role("link", name="English").click()
    around.wait_for_selector("body[data-ready=true]")
    assert around.locator("h1").inner_text() == "Network explorer"
    assert set(snapshot(around)["nodes"]) == set(before["nodes"])
    assert re.search(r"[一-鿿]", around.locator("#tools").inner_text()) is None
    visit.picture("explorer-en")


def test_a_code_nobody_has_is_said(visit: Any) -> None:
    page = visit.page
    page.goto(f"{visit.address}/explorer?focus=NOBODY")
    page.wait_for_selector("body[data-ready=true]")
    assert page.get_by_role("alert").is_visible()
    visit.errors.clear()  # the browser itself logs the 404
