"""Names that are markup or script stand on the explorer as the texts they are, and nothing of them runs."""

from __future__ import annotations

from pathlib import Path

import httpx2

from tests.browser.conftest import NAMES, Visit
from tests.browser.test_explorer import snapshot, spot, tab


def test_hostile_names_do_not_execute(visit: Visit, hostile: str) -> None:
    visit.address = hostile
    row = httpx2.get(f"{hostile}/api/v1/circles", params={"limit": 1}, timeout=60).json()["items"][0]
    assert "pwned" in row["name"]
    page = visit.open(f"/explorer?circle={row['circle']}")
    page.locator("#panel-details details").first.wait_for()
    assert page.locator("#panel-details h2").first.inner_text() + "担保圈" == row["name"]
    for code in snapshot(page)["nodes"][:5]:
        page.mouse.move(*spot(page, code))
        page.wait_for_timeout(260)  # until the tip of the node stands
    tab(page, "表格")
    assert "pwned" in page.locator("#panel-table").inner_text()
    page.get_by_role("combobox", name="查找主体").fill("onerror")
    page.get_by_role("option").first.wait_for()
    tab(page, "筛选")
    tab(page, "路径结构")
    page.locator("#find-motifs").click()
    page.locator("#motifs .pick").first.click()
    page.locator("#fold-circles").click()
    page.locator("#undo").click()
    tab(page, "表格")
    page.locator("tbody tr .pick").first.click()
    tab(page, "详情")
    page.locator("[data-act=seed]").click()
    page.locator("#simulate").click()
    page.locator("#round").wait_for()
    tab(page, "保存导出")
    page.get_by_label("视图名称").fill(NAMES[0])
    page.get_by_role("button", name="保存当前视图").click()
    page.locator("#views .pick").wait_for()
    with page.expect_download() as waited:
        page.locator("[data-form=html]").click()
    offline = page.context.new_page()
    offline.goto(Path(waited.value.path()).as_uri())
    offline.wait_for_timeout(400)
    assert offline.evaluate("window.pwned") is None
    assert page.evaluate("window.pwned") is None
