"""What is kept of a picture and taken away: views, addresses, files; nothing axe objects to."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd
import pytest

from tests.browser.axe import objections
from tests.browser.test_explorer import circle, grows, snapshot, spot, tab, until

__all__ = ["circle"]


def test_a_view_is_kept_with_its_places_and_drawn_again(visit: Any, circle: dict[str, Any]) -> None:
    page = visit.open(f"/explorer?focus={circle['core']}&depth=1")
    code = next(one for one in snapshot(page)["nodes"] if one != circle["core"])
    x, y = spot(page, code)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 80, y + 30, steps=5)
    page.mouse.up()
    before = snapshot(page)
    places = page.evaluate("codes => codes.map(code => window.explorer.at(code))", before["nodes"])
    tab(page, "保存导出")
    page.get_by_label("视图名称").fill("晨会 <b>1</b>")
    page.get_by_role("button", name="保存当前视图").click()
    page.locator("#views .pick", has_text="晨会 <b>1</b>").wait_for()
    page = visit.open("/explorer")
    tab(page, "保存导出")
    page.locator("#views .pick", has_text="晨会 <b>1</b>").click()
    after = grows(page, 1)
    assert after["nodes"] == before["nodes"] or set(after["nodes"]) == set(before["nodes"])
    assert page.evaluate("codes => codes.map(code => window.explorer.at(code))", before["nodes"]) == places
    assert after["selected"] == before["selected"]
    page.get_by_role("button", name="删除视图").click()
    page.get_by_text("还没有保存的视图").wait_for()


def test_an_address_draws_what_was_added_and_selected(visit: Any, circle: dict[str, Any]) -> None:
    page = visit.open(f"/explorer?focus={circle['core']}&depth=1")
    size = len(snapshot(page)["nodes"])
    page.get_by_label("加入当前图").check()
    field = page.get_by_role("combobox", name="查找主体")
    other = next(code for code in circle["members"] if code not in snapshot(page)["nodes"])
    field.fill(other)
    page.get_by_role("option").filter(has_text=other).click()
    held = grows(page, size)
    until(page, lambda: other in snapshot(page)["selected"])
    held = snapshot(page)
    again = snapshot(visit.open(page.url.removeprefix(visit.address)))
    assert set(again["nodes"]) == set(held["nodes"])
    assert again["selected"] == [other]


@pytest.mark.parametrize("form", ["png", "html", "csv-guarantees", "csv-parties", "xlsx", "graphml", "gexf"])
def test_a_picture_is_taken_away(visit: Any, circle: dict[str, Any], form: str, tmp_path: Path) -> None:
    page = visit.open(f"/explorer?circle={circle['circle']}")
    shown = snapshot(page)
    tab(page, "保存导出")
    with page.expect_download() as waited:
        page.locator(f"[data-form='{form}']").click()
    path = tmp_path / waited.value.suggested_filename
    waited.value.save_as(path)
    content = path.read_bytes()
    if form == "png":
        assert content.startswith(b"\x89PNG")
        assert len(content) > 20_000
    elif form.startswith("csv"):
        frame = pd.read_csv(io.BytesIO(content), encoding="utf-8-sig", dtype=str)
        assert len(frame) == len(shown["edges" if form == "csv-guarantees" else "nodes"])
    elif form == "xlsx":
        assert "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(content)).namelist()
    elif form == "html":
        alone(visit, path, set(shown["nodes"]))
    else:
        graph = {"graphml": nx.read_graphml, "gexf": nx.read_gexf}[form](io.BytesIO(content))
        assert set(graph.nodes) == set(shown["nodes"])
        assert graph.number_of_edges() == len(shown["edges"])


def alone(visit: Any, path: Path, codes: set[str]) -> None:
    """The page opens from the disk, draws everything, and asks nothing of anybody."""
    context = visit.page.context.browser.new_context(offline=True)
    tab_ = context.new_page()
    asked: list[str] = []
    tab_.on("request", lambda request: asked.append(request.url))
    tab_.goto(path.as_uri())
    tab_.wait_for_timeout(300)
    drawn = tab_.evaluate("nodes.getIds()")
    context.close()
    assert set(drawn) == codes
    assert asked == [path.as_uri()]


def test_axe_finds_nothing(visit: Any, circle: dict[str, Any]) -> None:
    page = visit.open(f"/explorer?circle={circle['circle']}")
    page.locator("[data-part=credit] .plain li").first.wait_for(state="attached")
    assert objections(visit, "explorer") == []
    for name in ("表格", "筛选", "路径结构", "推演", "保存导出"):
        tab(page, name)
        assert objections(visit, f"explorer-{name}", "[role=tablist]", "[role=tabpanel]:not([hidden])") == [], name
