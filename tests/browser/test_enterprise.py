"""The dossier of a party: what it owes and guarantees, where it stands, what the rules find; stubs, persons, hostile names."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest


def asked(visit: Any, path: str, **query: Any) -> Any:
    return httpx2.get(f"{visit.address}/api/v1{path}", params=query, timeout=60).json()


def listed(visit: Any) -> str:
    """A firm on the ledger that has loans, guarantees and a class."""
    for row in asked(visit, "/classification", **{"class": ["帮", "关"], "limit": 50})["items"]:
        told = asked(visit, f"/enterprises/{row['enterprise']}")
        if told["loans"] and told["guarantees_received"] and told["circle"]:
            return str(row["enterprise"])
    raise AssertionError("nobody on the ledger has loans and guarantees")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_dossier_tells_all_there_is_of_a_firm(visit: Any, lang: str) -> None:
    code = listed(visit)
    told = asked(visit, f"/enterprises/{code}")
    found = asked(visit, f"/enterprises/{code}/findings")
    page = visit.open(f"/enterprises/{code}?lang={lang}")
    assert page.locator("h1").inner_text() == told["name"]
    assert page.locator("#loans [data-key]").count() == len(told["loans"])
    assert page.locator("#received [data-key]").count() == len({one["guarantor"]["party"] for one in told["guarantees_received"]})
    stated = page.locator("#stated").inner_text()
    assert told["stated"]["as_of"] in stated
    assets = told["stated"].get("total_assets") or told["stated"].get("net_assets")
    assert lang == "en" or assets is None or f"{assets / 1e4:,.2f}".rstrip("0").rstrip(".") + "万元" in stated
    assert told["listing"]["cause"] in page.locator("#standing").inner_text()
    assert str(found["total"]) in page.locator("#findings h2").inner_text()
    assert all(rule in page.locator("#findings").inner_text() for rule in [found["findings"][0]["text_" + lang]])
    assert page.get_by_role("link", name={"zh": "打开担保圈", "en": "Open the circle"}[lang]).get_attribute("href").startswith("/circles/")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    visit.picture(f"enterprise-{lang}")


def test_a_guarantee_opens_to_its_contracts(visit: Any) -> None:
    code = listed(visit)
    told = asked(visit, f"/enterprises/{code}")
    page = visit.open(f"/enterprises/{code}")
    page.locator("#received [data-opens]").first.click()
    shown = page.locator("#received tr.detail").inner_text()
    assert any(one["contract"] in shown for one in told["guarantees_received"])


def test_findings_say_which_law_how_sure_and_the_numbers_behind(visit: Any) -> None:
    page = visit.open(f"/enterprises/{listed(visit)}")
    first = page.locator(".finding:has(summary)").first
    assert "依据" in first.inner_text()
    first.locator("summary").first.click()
    assert first.locator("dd").count() > 0


def test_a_dossier_leads_to_the_network_the_check_and_a_simulation(visit: Any) -> None:
    code = listed(visit)
    page = visit.open(f"/enterprises/{code}")
    for name, address in (
        ("在图谱中查看", f"/explorer?focus={code}"),
        ("模拟其违约", f"seed={code}"),
        ("多头授信核查", f"/credit?borrower={code}"),
    ):
        assert address in page.locator("#actions").get_by_role("link", name=name).get_attribute("href")


def test_a_person_s_name_is_shown_for_a_reason_that_is_written_down(visit: Any) -> None:
    person = next(row["party"] for row in asked(visit, "/enterprises", q="ZRR", limit=5)["items"] if row["kind"] == "person")
    page = visit.open(f"/enterprises/{person}")
    masked = page.locator("h1").inner_text()
    page.get_by_role("button", name="查看姓名").click()
    page.get_by_label("理由").fill("风险处置会商")
    with page.expect_response("**/persons/*/name"):
        page.get_by_role("button", name="记录并显示").click()
    page.locator("dialog").wait_for(state="hidden")
    assert page.locator("h1").inner_text() != masked
    acts = asked(visit, "/audit", limit=20)["items"]
    assert any(act.get("reason") == "风险处置会商" for act in acts)
