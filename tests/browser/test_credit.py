"""The multi-lender check: found as one types, the group beside, the formula step by step, before and after, a list; and as a bank."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.browser.conftest import BANK


def asked(visit: Any, path: str, **query: Any) -> Any:
    return httpx2.get(f"{visit.address}/api/v1{path}", params=query, timeout=60).json()


def borrower(visit: Any, *, status: str = "computed") -> dict[str, Any]:
    """A firm with several lenders whose need is in a state."""
    for row in asked(visit, "/enterprises", q="有限公司", limit=300)["items"]:
        if row["kind"] != "enterprise":
            continue
        told: dict[str, Any] = asked(visit, f"/enterprises/{row['party']}/credit")
        if told["lenders"] >= 2 and told["working_capital"]["status"] == status and len(told["group"]["members"]) > 1:
            return told
    raise AssertionError(status)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_borrower_is_found_as_one_types_and_stands_beside_its_group(visit: Any, lang: str) -> None:
    told = borrower(visit)
    page = visit.open(f"/credit?lang={lang}")
    page.locator("input[name=borrower]").press_sequentially(told["name"][:6])
    page.locator("#hits [role=option]").first.wait_for()
    page.locator("input[name=borrower]").fill(told["borrower"])
    page.locator("#hits [role=option]", has_text=told["borrower"]).click()
    page.locator("#side-by-side").wait_for()
    assert f"borrower={told['borrower']}" in page.url
    assert page.locator("#side-by-side thead th").count() == 3
    assert page.locator("#lenders [data-key]").count() == told["lenders"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    visit.picture(f"credit-{lang}")


def test_the_need_is_shown_step_by_step_as_a_reference(visit: Any) -> None:
    told = borrower(visit)
    page = visit.open(f"/credit?borrower={told['borrower']}")
    need = page.locator("#need").inner_text()
    assert "测算参考" in need
    stated = asked(visit, f"/enterprises/{told['borrower']}")["stated"]
    days = [
        360 * stated[f"avg_{name}"] / stated[base]
        for name, base in (
            ("inventory", "cost_of_sales"), ("receivables", "revenue"), ("payables", "cost_of_sales"), ("prepayments", "cost_of_sales"),
            ("advances", "revenue"),
        )
    ]  # fmt: skip
    turns = 360 / (days[0] + days[1] - days[2] + days[3] - days[4])
    computed = stated["revenue"] * (1 - stated["sales_profit_rate"]) * (1 + stated["growth_rate"]) / turns
    assert computed == pytest.approx(told["working_capital"]["need"], rel=1e-3)
    assert f"{days[0]:,.2f}".rstrip("0").rstrip(".") in need


def test_what_is_unknown_is_never_shown_as_zero(visit: Any) -> None:
    told = borrower(visit, status="not_computable")
    page = visit.open(f"/credit?borrower={told['borrower']}")
    room = page.locator("#side-by-side tr", has_text="可新增额度").locator("td").first.inner_text()
    assert room == "不可测算"


def test_a_proposed_loan_is_shown_before_and_after(visit: Any) -> None:
    told = borrower(visit)
    page = visit.open(f"/credit?borrower={told['borrower']}")
    page.get_by_label("拟新增授信（万元）").fill("100000")
    page.get_by_role("button", name="核查", exact=True).click()
    page.locator("#proposal").wait_for()
    after = asked(visit, f"/enterprises/{told['borrower']}/credit", propose=1e9)["proposal"]
    row = page.locator("#proposal tr", has_text="债权机构数").first.locator("td").all_inner_texts()
    assert row == [str(told["lenders"]), str(after["lenders"])]
    assert "超出测算额度" in page.locator("#proposal").inner_text()
    shown = page.locator("#proposal .finding").count()
    assert shown >= 1
    assert "amount=100000" in page.url
    visit.picture("credit-proposal")


def test_a_list_is_pasted_checked_and_taken_away(visit: Any) -> None:
    one, other = borrower(visit)["borrower"], borrower(visit, status="not_computable")["borrower"]
    page = visit.open("/credit")
    page.get_by_label("名单", exact=True).fill(f"{one} 50000000\n{other}\n9138NOBODY\n")
    page.get_by_role("button", name="核查名单").click()
    page.locator("#take").wait_for()
    assert page.locator("#many-result [data-key]").evaluate_all("rows => rows.map(row => row.dataset.key)") == [one, other]
    assert "第3行" in page.locator("#refused").inner_text()
    with page.expect_download() as got:
        page.locator("#take").click()
    assert got.value.suggested_filename.startswith("credit-2026-06-30")


def test_a_list_comes_as_a_file(visit: Any, tmp_path: Path) -> None:
    code = borrower(visit)["borrower"]
    (tmp_path / "名单.csv").write_text(f"统一社会信用代码,拟授信金额(万元)\n{code},100\n", encoding="utf-8")
    page = visit.open("/credit")
    page.locator("#list-file").set_input_files(tmp_path / "名单.csv")
    page.get_by_role("button", name="核查名单").click()
    page.locator("#many-result [data-key]").wait_for()
    assert "100万元" in page.locator("#many-result").inner_text()


def test_a_bank_sees_its_own_entry_and_what_may_be_told_of_the_others(signed_in: Any, keyed: tuple[str, dict[str, str]]) -> None:
    address, keys = keyed
    headers = {"authorization": f"Bearer {keys['bank']}"}
    with httpx2.Client(base_url=f"{address}/api/v1", headers=headers, timeout=60) as client:
        rows = client.get(f"/banks/{BANK}/exposures", params={"limit": 200}).json()["items"]
        told = [client.get(f"/enterprises/{row['party']}/credit").json() for row in rows[:80]]
    hidden = next(one for one in told if one["others"]["suppressed"] and one["others"]["lenders"])
    shown = next(one for one in told if not one["others"]["suppressed"] and one["others"]["lenders"])
    bank_visit = signed_in("bank")
    page = bank_visit.open(f"/credit?borrower={hidden['borrower']}")
    assert page.locator("#lenders [data-key]").evaluate_all("rows => rows.map(row => row.dataset.key)") == [BANK]
    assert "不足三家" in page.locator("#others").inner_text()
    assert page.locator("#side-by-side tr", has_text="授信额度").first.locator("td").first.inner_text() == "不予显示"
    page = bank_visit.open(f"/credit?borrower={shown['borrower']}")
    assert "不足三家" not in page.locator("#others").inner_text()
    bank_visit.picture("credit-bank")
