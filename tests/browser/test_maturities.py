"""The 321 calendar: days of a quarter, filters that stay in the address, roll-ups, and plans entered where the loan stands."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest


def asked(visit: Any, path: str, **query: Any) -> Any:
    return httpx2.get(f"{visit.address}/api/v1{path}", params=query, timeout=60).json()


def shown(page: Any) -> list[str]:
    keys: list[str] = page.locator("#ledger tbody tr[data-key]").evaluate_all("rows => rows.map(row => row.dataset.key)")
    return keys


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_calendar_shows_what_falls_due_each_day(visit: Any, lang: str) -> None:
    page = visit.open(f"/maturities?lang={lang}")
    assert page.locator("h1").inner_text() == {"zh": "到期台账（321）", "en": "Maturities (321)"}[lang]
    sums = asked(visit, "/maturities/sums", by="day", due_from="2026-06-01", due_to="2026-08-31")["items"]
    days = page.locator("#calendar [data-day]").evaluate_all("days => days.map(day => day.dataset.day)")
    assert days == [row["by"] for row in sums]
    tiles = page.locator("#tiles .value").all_inner_texts()
    assert [int(text.replace(",", "")) for text in tiles] == [
        asked(visit, "/maturities", stage=stage, limit=1)["total"] for stage in ("ledger", "plan", "funds", "overdue")
    ]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    visit.picture(f"maturities-{lang}")


def test_a_day_and_a_stage_choose_what_the_list_shows(visit: Any) -> None:
    page = visit.open("/maturities")
    page.locator("#tiles [data-stage=funds]").click()
    page.wait_for_selector("#tiles [data-stage=funds][aria-pressed=true]")
    wanted = [row["no"] for row in asked(visit, "/maturities", stage="funds", limit=100)["items"]]
    page.wait_for_selector(f"#ledger tr[data-key='{wanted[0]}']")
    assert shown(page) == wanted
    day = page.locator("#calendar [data-day]").first.get_attribute("data-day")
    page.locator(f"#calendar [data-day='{day}']").click()
    of_day = asked(visit, "/maturities", stage="funds", due_from=day, due_to=day, limit=100)
    page.wait_for_selector(f"#calendar [data-day='{day}'][aria-pressed=true]")
    page.locator("#ledger .below", has_text=str(of_day["total"])).wait_for()
    assert shown(page) == [row["no"] for row in of_day["items"]]
    assert f"day={day}" in page.url
    assert "stage=funds" in page.url
    assert f"due_from={day}" in page.locator("#export").get_attribute("href")


def test_filters_by_county_and_bank_and_what_falls_if_missed(visit: Any) -> None:
    rows = asked(visit, "/maturities", stage="overdue", county="380103", limit=100)
    page = visit.open("/maturities?county=380103&stage=overdue")
    assert shown(page) == [row["no"] for row in rows["items"]]
    page.locator("#ledger [data-opens]").first.click()
    told = page.locator("#ledger tr.detail").inner_text()
    assert str(rows["items"][0]["if_missed"]["pulled_down"]) in told
    assert rows["items"][0]["working_day"] in told
    page.locator("select[name=bank]").select_option("JR38010001")
    page.wait_for_url("**bank=JR38010001**")


def test_the_ledger_is_added_up(visit: Any) -> None:
    page = visit.open("/maturities?by=bank")
    names = page.locator("#sums tbody th").all_inner_texts()
    sums = asked(visit, "/maturities/sums", by="bank", stage=["ledger", "plan", "funds", "overdue"])["items"]
    assert names == [row["name"] or "（无）" for row in sums]
    for by in ("circle", "department", "group", "county"):
        with page.expect_response(f"**/maturities/sums?by={by}**"):
            page.locator("#by").select_option(by)
    page.locator("#sums th", has_text="望渚区").wait_for()


def test_a_plan_is_entered_where_the_loan_stands_and_stands_there_at_once(visit: Any) -> None:
    page = visit.open("/maturities?stage=plan")
    loan = shown(page)[-1]
    row = page.locator(f"#ledger tr[data-key='{loan}']")
    row.locator("[data-opens]").click()
    form = page.locator("form.plan")
    form.get_by_label("金额（万元）").fill("123.45")
    form.get_by_label("资金来源").select_option("bridge")
    form.get_by_label("依据（必填）").fill("企业书面还款计划")
    form.get_by_role("button", name="登记").click()
    page.locator(".notice[role=status]", has_text="台账现为").wait_for()
    assert "123.45万元" in row.locator(".money").inner_text()
    assert "企业书面还款计划" in page.locator(".entries").inner_text()
    (entry,) = asked(visit, "/entries", kind="plan", subject=loan)["items"]
    assert float(entry["body"]["row"]["amount"]) == 1_234_500
    visit.picture("maturities-plan")


def test_the_list_goes_to_excel(visit: Any) -> None:
    page = visit.open("/maturities?stage=overdue&by=bank")
    with page.expect_download() as got:
        page.locator("#export").click()
    assert got.value.suggested_filename.startswith("maturities-2026-06-30")
    assert got.value.suggested_filename.endswith(".xlsx")
