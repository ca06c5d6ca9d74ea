from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.network import GuaranteeNetwork
from viz.network_page import mark_of, network_page, script_json, write_network_page
from viz.style import CORE, FALLEN, PARTY, SEED
from viz.view import View, circle_view

HOSTILE = "</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def view(network: GuaranteeNetwork) -> View:
    return circle_view(network, range(6), title=f"担保圈 {HOSTILE}", cores=[0], rounds={1: 0, 2: 1})


@pytest.fixture(scope="module")
def page(view: View) -> str:
    return network_page(view)


def drawn(page: str, what: str) -> list[dict[str, object]]:
    found = re.search(rf"{what} = new vis\.DataSet\((\[.*?\])\);", page)
    assert found
    rows: list[dict[str, object]] = json.loads(found.group(1))
    return rows


def test_the_page_fetches_nothing(page: str, requests_of: Callable[[str], list[str]]) -> None:
    assert requests_of(page) == []
    assert "bootstrap" not in page


def test_hostile_names_are_data_or_text(page: str) -> None:
    assert HOSTILE not in page
    assert "&lt;/script&gt;&lt;img" in page  # the title
    assert "\\u003c/script\\u003e" in page  # the data
    assert HOSTILE in {node["name"] for node in drawn(page, "nodes")}


def test_no_name_reaches_the_tooltip_that_pyvis_turns_into_markup(page: str) -> None:
    assert all("title" not in node for node in drawn(page, "nodes"))
    assert "innerHTML" not in page.rsplit("vis.DataSet", 1)[1]


def test_everybody_and_every_link_is_there(page: str, view: View) -> None:
    assert {node["id"] for node in drawn(page, "nodes")} == {node.code for node in view.nodes}
    assert len(drawn(page, "edges")) == len(view.links)


def test_places_are_fixed_and_physics_is_off(page: str) -> None:
    assert all(isinstance(node["x"], float) and isinstance(node["y"], float) for node in drawn(page, "nodes"))
    assert '"physics": {"enabled": false}' in page


def test_what_happened_goes_before_what_it_is(view: View) -> None:
    marks = [mark_of(node) for node in view.nodes]
    assert marks[:3] == [CORE, SEED, FALLEN]
    assert marks[3] == PARTY[view.nodes[3].kind]
    assert len({mark.shape for mark in (CORE, SEED, FALLEN, *PARTY.values())}) == 6  # never by colour alone


def test_the_legend_explains_only_what_is_drawn(network: GuaranteeNetwork) -> None:
    page = network_page(circle_view(network, [4], title="独"), "en")
    assert "enterprise" in page
    assert "guarantee company" not in page


def test_it_is_written_as_utf8(view: View, tmp_path: Path) -> None:
    write_network_page(view, tmp_path / "圈.html")
    written = (tmp_path / "圈.html").read_bytes().decode("utf-8")
    assert "担保圈" in written.split("<h1>", 1)[1]
    assert "东山纺织有限公司" in {node["name"] for node in drawn(written, "nodes")}


@pytest.mark.parametrize("text", [HOSTILE, "<!--", "]]>", "\u2028", "&lt;"])
def test_json_in_a_script_cannot_end_it(text: str) -> None:
    written = script_json([text])
    assert json.loads(written) == [text]
    assert not re.search(r"[<>&\u2028\u2029]", written)
