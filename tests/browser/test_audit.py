"""The audit trail, its proof, and keys: made and shown once, ended for good."""

from __future__ import annotations

from typing import Any

import httpx2
from playwright.sync_api import expect


def test_the_trail_is_whole_and_narrowed_by_a_click(visit: Any) -> None:
    assert httpx2.get(f"{visit.address}/api/v1/counties", timeout=60).status_code == 200
    page = visit.open("/audit")
    assert page.locator("h1").inner_text() == "审计与密钥"
    assert "✓ 完整" in page.locator("#chain").inner_text()
    numbers = page.locator("#list tbody tr").evaluate_all("rows => rows.map(row => Number(row.dataset.key))")
    assert numbers == sorted(numbers, reverse=True)
    page.get_by_label("行为").fill("GET /api/v1/counties")
    page.get_by_role("button", name="筛选", exact=True).click()
    expect(page.locator("#list tbody tr").filter(has_not_text="GET /api/v1/counties")).to_have_count(0)
    assert "action=GET" in page.url
    page.locator("#list tbody tr button").first.click()
    assert "摘要" in page.locator("tr.detail").inner_text()
    visit.picture("audit")


def test_a_key_is_shown_once_works_and_is_ended(visit: Any) -> None:
    page = visit.open("/audit?lang=en")
    assert page.locator("h1").inner_text() == "Audit and keys"
    page.get_by_role("button", name="New key").click()
    page.get_by_label("Role").select_option("bank")
    page.get_by_label("County or bank code").fill("JR38010001")
    page.get_by_label("Label").fill("<img src=x onerror=alert(1)>")
    page.get_by_role("button", name="Make it").click()
    key = page.locator("#secret").inner_text()
    name, _, secret = key.partition(".")
    page.get_by_role("button", name="Close").click()
    row = page.locator(f"#keys tr[data-key='{name}']")
    assert "<img src=x onerror=alert(1)>" in row.inner_text()
    assert secret not in page.content()
    page.get_by_role("button", name="Verify again").wait_for()
    row.get_by_role("button", name="Revoke").click()
    page.locator("dialog").get_by_role("button", name="Revoke").click()
    expect(row).to_contain_text("revoked")
    listed = httpx2.get(f"{visit.address}/api/v1/keys", timeout=60).json()["items"]
    assert [one["revoked_at"] is not None for one in listed if one["id"] == name] == [True]
