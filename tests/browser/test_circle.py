"""The page of a circle: why it is on the queue, who is in it, who lent, and what happens if its core firm defaults."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest


def asked(visit: Any, path: str, **query: Any) -> Any:
    return httpx2.get(f"{visit.address}/api/v1{path}", params=query, timeout=60).json()


def of_largest_spillover(visit: Any) -> dict[str, Any]:
    rows: list[dict[str, Any]] = asked(visit, "/coordination-queue", limit=20)["items"]
    return next(row for row in rows if row["kind"] == "circle" and len(row["members"]) > 2)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_circle_says_why_it_is_on_the_queue_and_who_is_in_it(visit: Any, lang: str) -> None:
    row = of_largest_spillover(visit)
    page = visit.open(f"/circles/{row['circle']}?lang={lang}")
    assert page.locator("h1").inner_text() == row["name"]
    told = page.locator("#why").inner_text()
    assert all(reason[lang] in told for reason in row["reasons"])
    assert row["rule"] in told
    shown = page.locator("#members tbody tr").evaluate_all("rows => rows.map(row => row.dataset.key)")
    assert sorted(shown) == sorted(row["members"])
    assert page.locator("#picture svg .mark").count() == len(row["members"])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    visit.picture(f"circle-{lang}")


def test_what_members_owe_which_bank_adds_up(visit: Any) -> None:
    row = of_largest_spillover(visit)
    told = asked(visit, f"/circles/{row['circle']}/members")
    page = visit.open(f"/circles/{row['circle']}")
    banks = page.locator("#exposures tbody th").all_inner_texts()
    assert sorted(banks) == sorted(bank["name"] for bank in told["banks"])
    total = page.locator("#exposures tfoot td").last.inner_text().replace(",", "")
    assert abs(int(total) - sum(one["exposure"] for one in told["exposures"]) / 1e4) < 1


def test_its_core_firm_defaults_on_a_click(visit: Any) -> None:
    row = of_largest_spillover(visit)
    page = visit.open(f"/circles/{row['circle']}")
    page.get_by_role("button", name="推演违约").click()
    page.wait_for_selector("#cascade .figures")
    told = page.locator("#cascade").inner_text()
    assert "第0轮" in told
    assert "银行损失（按区县）" in told
    visit.picture("circle-cascade")


def test_a_circle_leads_to_dossiers_the_network_and_back(visit: Any) -> None:
    row = of_largest_spillover(visit)
    page = visit.open(f"/circles/{row['circle']}")
    assert f"circle={row['circle']}" in page.get_by_role("link", name="在图谱中查看").get_attribute("href")
    assert page.get_by_role("link", name="返回协调清单").get_attribute("href").startswith("/?")
    page.locator("#members").get_by_role("link").first.click()
    page.wait_for_url("**/enterprises/**")


def test_a_circle_that_is_not_there_says_so(visit: Any) -> None:
    page = visit.open("/circles/C-NOBODY")
    assert page.get_by_role("alert").is_visible()
    assert all("404" in fault for fault in visit.errors)
    visit.errors.clear()
