"""A circle of ten thousand elements: it comes in parts, opens part by part, and every act stays an act of a moment."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from tests.browser.test_explorer import snapshot, tab, until
from viz.layout import placed
from viz.parts import parts

PARTIES, LINKS = 4_000, 6_000


def large_circle(parties: int, links: int) -> dict[str, Any]:
    """Communities of about fifty around hubs, the hubs in a ring: what the server answers for such a circle."""
    dice = np.random.default_rng(7)
    codes = [f"91{number:016d}" for number in range(parties)]
    pairs: set[tuple[str, str]] = set()
    for number, code in enumerate(codes):
        hub = number - number % 50
        pairs.add((code, codes[hub]) if number != hub else (code, codes[(hub + 50) % parties]))
    while len(pairs) < links:
        hub = 50 * int(dice.integers(parties // 50))
        one, other = (hub + int(dice.integers(50)) for _ in range(2))
        pairs.add((codes[one], codes[other]))
    ordered = tuple(sorted(pair for pair in pairs if pair[0] != pair[1]))
    spots = placed(tuple(codes), ordered)
    large = parties + len(ordered) > 2_000
    part_of = {code: number for number, members in enumerate(parts(tuple(codes), ordered)) for code in members} if large else {}
    nodes = [
        {
            "party": code, "name": f"第{number}户有限公司", "kind": "enterprise", "county": "380103", "stub": False, "external": False,
            "loans": 1e6 * (1 + number % 50), "capacity": 1e6, "employees": 10, "distance": 0, "circle": "C-BIG", "core": number == 0,
            "risk": "normal", "x": spots[code][0], "y": spots[code][1], "part": part_of.get(code),
        }
        for number, code in enumerate(codes)
    ]  # fmt: skip
    drawn = [
        {
            "id": f"{a}>{b}",
            "guarantor": a,
            "borrower": b,
            "amount": 1e6,
            "guarantees": 1,
            "liabilities": ["joint"],
            "mutual": (b, a) in pairs,
        }
        for a, b in ordered
    ]
    return {"circle": "C-BIG", "center": None, "depth": 0, "nodes": nodes, "links": drawn, "truncated": False, "snapshot": "2026-06-30-r1"}


@pytest.fixture(scope="module")
def big() -> str:
    return json.dumps(large_circle(PARTIES, LINKS))


def test_ten_thousand_elements_come_in_parts_and_stay_usable(visit: Any, big: str) -> None:
    visit.page.route("**/circles/C-BIG/network**", lambda route: route.fulfill(body=big, content_type="application/json"))
    visit.page.route(
        "**/enterprises/91**",
        lambda route: route.fulfill(body='{"stub":true,"guarantees_given":[],"guarantees_received":[]}', content_type="application/json"),
    )
    page = visit.open("/explorer?circle=C-BIG")
    shown = snapshot(page)
    assert len(shown["nodes"]) + len(shown["edges"]) < 2_000
    assert shown["truncated"] is False
    assert len(shown["nodes"]) >= 1  # the part of the core is open
    visit.picture("explorer-parts")
    tab(page, "表格")
    page.locator("tr[data-key^='part:'] .pick").first.click()
    tab(page, "详情")
    page.get_by_role("button", name="打开", exact=True).click()
    until(page, lambda: len(snapshot(page)["nodes"]) > len(shown["nodes"]))
    opened = snapshot(page)
    page.locator("#undo").click()
    assert len(snapshot(page)["nodes"]) == len(shown["nodes"])
    page.locator("#redo").click()
    assert len(snapshot(page)["nodes"]) == len(opened["nodes"])
    codes = json.loads(big)["nodes"]
    page.locator("#graph").focus()
    before = snapshot(page)["selected"]
    page.keyboard.press("ArrowRight")
    assert snapshot(page)["selected"] != before
    assert len(codes) == PARTIES
