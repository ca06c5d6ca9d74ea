"""The page of the OpenAPI document, in a browser that reaches nothing but the server."""

from __future__ import annotations

from typing import Any


def test_the_document_can_be_read_and_tried(visit: Any) -> None:
    visit.page.goto(f"{visit.address}/docs")
    visit.page.wait_for_selector(".opblock")
    health = visit.page.locator(".opblock", has_text="/healthz").first
    health.click()
    health.get_by_text("Try it out").click()
    health.locator(".execute").click()
    health.locator(".live-responses-table").wait_for()
    assert '"status": "ok"' in health.locator(".live-responses-table").inner_text()
    assert (visit.errors, visit.outside) == ([], [])
