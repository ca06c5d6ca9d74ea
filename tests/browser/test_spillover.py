"""Spillover: the matrix, the flows, a map where one is set."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api.settings import Settings
from tests.browser.conftest import Visit, listening


def told(address: str) -> dict[str, Any]:
    found: dict[str, Any] = httpx2.get(f"{address}/api/v1/spillover", timeout=60).json()
    return found


def test_the_matrix_shades_what_crosses_borders_and_hatches_what_stays(visit: Any) -> None:
    page = visit.open("/spillover")
    counties = [row["name"] for row in told(visit.address)["counties"] if row["county"]]
    assert page.locator("#matrix tbody th").all_inner_texts() == counties
    assert page.locator("#matrix td.inside").count() == len(counties)
    across = [flow for flow in told(visit.address)["flows"] if flow["from"] != flow["to"] and flow["expected"] > 0]
    assert page.locator("#matrix td[style]").count() == len(across)
    visit.picture("spillover")


def test_the_flows_are_drawn_and_there_is_no_map_where_none_is_set(visit: Any) -> None:
    page = visit.open("/spillover?lang=en")
    assert page.locator("#flows path.sankey-link").count() > 5
    assert page.locator("#map-card").is_hidden()
    assert page.locator("h1").inner_text() == "Spillover between counties"


@pytest.fixture
def mapped(demo_file: Path, tmp_path: Path) -> Any:
    """A server with a map of two of the counties."""
    square = [[[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]]
    shapes = [
        {"type": "Feature", "properties": {"county": code}, "geometry": {"type": "Polygon", "coordinates": square}}
        for code in ("380102", "380103", "999999")
    ]
    file = tmp_path / "map.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": shapes}), encoding="utf-8")
    yield from listening(Settings(store=f"sqlite:///{demo_file.as_posix()}", side_store=tmp_path / "side.db", map=file, warm=False))


def test_a_map_shows_the_counties_of_the_city(visit: Visit, mapped: str) -> None:
    visit.address = mapped
    page = visit.open("/spillover")
    assert page.locator("#map path").count() == 2
    assert "承受外溢" in page.locator("#map path title").first.text_content()
