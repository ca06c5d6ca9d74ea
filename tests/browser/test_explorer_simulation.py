"""Paths, shapes and cascades on the picture: found, played round by round, treated, compared."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest

from tests.browser.test_explorer import api, circle, hears, snapshot, tab, until

__all__ = ["circle"]


@pytest.fixture(scope="session")
def core(address: str) -> dict[str, Any]:
    """A core firm of the demo city whose default pulls others down."""
    import httpx2

    for row in httpx2.get(f"{address}/api/v1/coordination-queue", params={"limit": 40}, timeout=60).json()["items"]:
        if row["kind"] != "circle":
            continue
        found = {"core": row["members"][0], "circle": row["circle"]}
        told = simulated(address, {"model": "cascade", "seeds": [found["core"]]})
        if len(told["defaulted"]) > 2:
            return found | {"result": told}
    raise AssertionError("nobody's default pulls two others down")


def simulated(address: str, scenario: dict[str, Any]) -> dict[str, Any]:
    import time

    import httpx2

    job = httpx2.post(f"{address}/api/v1/simulations", json=scenario, timeout=60).json()
    while (told := httpx2.get(f"{address}/api/v1/simulations/{job['id']}", timeout=60).json())["status"] in ("queued", "running"):
        time.sleep(0.05)
    found: dict[str, Any] = told["result"]
    return found


def test_the_shortest_path_between_two_is_drawn_and_listed(visit: Any, circle: dict[str, Any]) -> None:
    page = visit.open(f"/explorer?circle={circle['circle']}")
    far = max(circle["members"], key=lambda code: api(visit, "/paths", **{"from": circle["core"], "to": code})["steps"])
    told = api(visit, "/paths", **{"from": circle["core"], "to": far})
    tab(page, "表格")
    page.locator(f"tr[data-key='{circle['core']}'] .pick").click()
    page.locator(f"tr[data-key='{far}'] .pick").click(modifiers=["Shift"])
    tab(page, "详情")
    page.locator("[data-act=path]").click()
    steps = page.locator("#path-found ol li")
    until(page, lambda: steps.count() == told["steps"] + 1)
    assert [one.inner_text().split("\n")[0] for one in steps.all()] == [node["name"] for node in told["nodes"]]
    assert set(snapshot(page)["selected"]) == {node["party"] for node in told["nodes"]}
    visit.picture("explorer-path")


def test_a_path_to_somebody_typed_brings_whoever_is_not_drawn(visit: Any, circle: dict[str, Any]) -> None:
    far = max(circle["members"], key=lambda code: api(visit, "/paths", **{"from": circle["core"], "to": code})["steps"])
    told = api(visit, "/paths", **{"from": circle["core"], "to": far})
    page = visit.open(f"/explorer?focus={circle['core']}&depth=0")
    tab(page, "路径结构")
    for name, code in (("起点", circle["core"]), ("终点", far)):
        field = page.get_by_role("combobox", name=name)
        field.fill(code)
        page.get_by_role("option").filter(has_text=code).click()
    page.locator("#find-path").click()
    until(page, lambda: {node["party"] for node in told["nodes"]} == set(snapshot(page)["nodes"]))
    page.locator("#undo").click()
    assert snapshot(page)["nodes"] == [circle["core"]]


def test_shapes_among_what_is_shown_are_found_and_selected(visit: Any, circle: dict[str, Any]) -> None:
    page = visit.open(f"/explorer?circle={circle['circle']}")
    graph = nx.DiGraph(edge.split(">") for edge in snapshot(page)["edges"])
    pairs = {frozenset(edge) for edge in graph.edges if graph.has_edge(*reversed(edge))}
    rings = [ring for ring in nx.simple_cycles(graph, 6) if len(ring) > 2]
    hubs = [code for code in graph if graph.out_degree(code) >= 5] + [code for code in graph if graph.in_degree(code) >= 5]
    tab(page, "路径结构")
    page.locator("#find-motifs").click()
    for kind, number in (("mutual", len(pairs)), ("ring", len(rings)), ("star", len(hubs))):
        shown = page.locator(f"[data-motif={kind}] summary .count")
        assert (shown.inner_text() if shown.count() else "0") == str(number)
    through = graph.subgraph(code for code in graph if graph.in_degree(code) == graph.out_degree(code) == 1)
    runs = [len(run) + 2 for run in nx.weakly_connected_components(through) if nx.is_directed_acyclic_graph(through.subgraph(run))]
    shown = page.locator("[data-motif=chain] summary .count")
    assert (shown.inner_text() if shown.count() else "0") == str(sum(length >= 4 for length in runs))
    page.locator("[data-motif=mutual]").get_by_role("button", name="全部选中").click()
    assert set(snapshot(page)["selected"]) == {code for pair in pairs for code in pair}
    page.locator("[data-motif=star] .pick").first.click()
    hub = max(hubs, key=lambda code: max(graph.out_degree(code), graph.in_degree(code)))
    assert hub in snapshot(page)["selected"]


def test_a_default_is_played_round_by_round_with_its_calls(visit: Any, core: dict[str, Any]) -> None:
    page = visit.open(f"/explorer?focus={core['core']}&depth=1")
    page.locator("[data-act=seed]").click()
    assert page.locator("#seeds").inner_text() != ""
    page.locator("#simulate").click()
    falls = page.locator("#falls > li")
    page.locator("#round").wait_for()
    result = core["result"]
    assert page.locator("#fallen").inner_text() == str(len(result["defaulted"]))
    assert {fall["party"] for fall in result["defaulted"]} <= set(snapshot(page)["nodes"])
    for number in range(result["rounds"] + 1):
        here = [fall for fall in result["defaulted"] if fall["round"] == number]
        if not here:
            break
        until(page, lambda here=here: falls.count() == len(here))
        text = page.locator("#falls").text_content()
        assert all(fall["name"] in text for fall in here)
        assert all((call["contract"] or "") in text for fall in here for call in fall["calls"])
        assert "初始违约" in page.locator("#marks").inner_text() or "违约起点" in page.locator("#marks").inner_text()
        if page.locator("#round-on").is_disabled():
            break
        page.locator("#round-on").click()
    assert "连锁违约" in page.locator("#marks").inner_text()
    visit.picture("explorer-cascade")
    page.locator("#play").click()
    until(page, lambda: page.locator("#round-on").is_disabled())
    page.get_by_role("button", name="结束推演").click()
    assert "连锁违约" not in page.locator("#marks").inner_text()


def test_a_rescue_is_compared_before_and_after(visit: Any, core: dict[str, Any]) -> None:
    first = next(fall for fall in core["result"]["defaulted"] if fall["round"] == 1)
    after = simulated(visit.address, {"model": "cascade", "seeds": [core["core"]], "edits": [{"do": "rescue", "party": first["party"]}]})
    page = visit.open(f"/explorer?focus={core['core']}&depth=1")
    page.locator("[data-act=seed]").click()
    page.locator("#simulate").click()
    page.locator("[name=party]").select_option(first["party"])
    page.locator("#add-rescue").click()
    page.locator("#compare").click()
    table = page.locator("#side-by-side")
    table.wait_for()
    cells = table.locator("tbody tr").first.locator("td").all_inner_texts()
    assert cells[:2] == [str(len(core["result"]["defaulted"])), str(len(after["defaulted"]))]
    assert table.locator("tbody tr").count() >= 4
    visit.picture("explorer-compared")


def test_a_guarantee_is_replaced_and_compared(visit: Any, core: dict[str, Any]) -> None:
    page = visit.open(f"/explorer?focus={core['core']}&depth=1")
    page.locator("[data-act=seed]").click()
    page.locator("#simulate").click()
    page.locator("[name=how]").select_option("replace_by_collateral")
    page.locator("#add-replacement").click()
    assert "抵质押物" in page.locator("#measures").inner_text()
    page.locator("[name=how]").select_option("new_company")
    page.locator("[name=guarantee] option").nth(1).wait_for(state="attached")
    page.locator("[name=guarantee]").select_option(index=1)
    page.locator("#add-replacement").click()
    page.locator("#compare").click()
    page.locator("#side-by-side").wait_for()
    hears(page, "")
