"""Circles, enterprises, credit and maturities together: axe finds nothing, hostile names stay texts, each role sees its part."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from tests.browser.axe import objections
from tests.browser.conftest import BANK, COUNTY, Visit


def addresses(address: str) -> dict[str, str]:
    """An address of each page, of the circle on top of the queue."""
    rows = httpx2.get(f"{address}/api/v1/coordination-queue", params={"limit": 30}, timeout=60).json()["items"]
    row = next(row for row in rows if row["kind"] == "circle" and len(row["members"]) > 2)
    firm = row["members"][0]
    return {
        "circle": f"/circles/{row['circle']}",
        "enterprise": f"/enterprises/{firm}",
        "credit": f"/credit?borrower={firm}&amount=1000",
        "maturities": "/maturities?stage=overdue",
    }


@pytest.mark.parametrize("name", ["circle", "enterprise", "credit", "maturities"])
def test_axe_finds_nothing(visit: Any, name: str) -> None:
    page = visit.open(addresses(visit.address)[name])
    if name == "circle":
        page.get_by_role("button", name="推演违约").click()
        page.locator("#cascade .figures").wait_for()
    if name == "maturities":
        page.locator("#ledger [data-opens]").first.click()
    assert objections(visit, name) == []


def test_hostile_names_stay_texts(visit: Visit, hostile: str) -> None:
    visit.address = hostile
    for name, path in addresses(hostile).items():
        page = visit.open(path)
        assert "pwned" in page.locator("main").inner_text()
        if name == "circle":
            page.get_by_role("button", name="推演违约").click()
            page.locator("#cascade .figures").wait_for()
        if name == "credit":
            page.locator("input[name=borrower]").fill("onerror")
            page.locator("#hits [role=option]").first.wait_for()
        assert page.evaluate("window.pwned") is None


def test_a_county_sees_a_party_beyond_its_border_as_a_stub(signed_in: Any, keyed: Any) -> None:
    address, keys = keyed
    with httpx2.Client(base_url=f"{address}/api/v1", headers={"authorization": f"Bearer {keys['county']}"}, timeout=60) as client:
        rows = client.get("/enterprises", params={"q": "有限公司", "limit": 500}).json()["items"]
        beyond = next(row["party"] for row in rows if row["stub"])
        circle = next(
            row["circle"]
            for row in client.get("/circles", params={"limit": 500}).json()["items"]
            if row["members_elsewhere"] and row["home_county"] == COUNTY
        )
    visit = signed_in("county")
    page = visit.open(f"/enterprises/{beyond}")
    assert "仅显示名称" in page.locator(".notice").inner_text()
    assert page.locator("#loans").count() == 0
    assert page.locator("#received [data-key], #given [data-key]").count() > 0
    page = visit.open(f"/circles/{circle}")
    assert "不在您的查看范围内" in page.locator("#members .notice").inner_text()
    visit.picture("circle-county")


def test_a_bank_sees_its_own_loans_fall_due_and_enters_a_plan(signed_in: Any) -> None:
    visit = signed_in("bank")
    page = visit.open("/maturities?stage=plan")
    assert page.locator("select[name=bank]").count() == 0
    assert page.locator("#sums").is_visible()
    page.locator("#ledger [data-opens]").first.click()
    assert "不予显示" in page.locator("#ledger tr.detail").inner_text()
    form = page.locator("form.plan")
    form.get_by_label("依据（必填）").fill("续贷批复")
    form.get_by_role("button", name="登记").click()
    page.locator(".notice[role=status]", has_text="台账现为").wait_for()
    visit.picture("maturities-bank")


def test_a_bank_s_dossier_of_its_borrower_names_no_other_lender(signed_in: Any, keyed: Any) -> None:
    address, keys = keyed
    headers = {"authorization": f"Bearer {keys['bank']}"}
    rows = httpx2.get(f"{address}/api/v1/banks/{BANK}/exposures", params={"limit": 5}, headers=headers, timeout=60).json()["items"]
    page = signed_in("bank").open(f"/enterprises/{rows[0]['party']}")
    assert page.locator("#loans .wide-narrow > div").last.locator("tbody tr").count() == 1
    assert "本行贷款余额" in page.locator(".figures").first.inner_text()
