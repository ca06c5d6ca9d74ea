"""Names that are markup or script stand on the explorer as the texts they are, and nothing of them runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest

from api.settings import Settings
from graph.sqlite_store import SqliteStore
from ingest.pipeline import ingest
from ingest.synthetic import City, write_city
from tests.browser.conftest import Visit, listening
from tests.browser.test_explorer import snapshot, spot, tab

NAMES = (
    '<img src=x onerror="window.pwned=1">',
    '"><script>window.pwned=1</script>',
    "</title><svg onload=window.pwned=1>${window.pwned=1}",
    "';window.pwned=1;//\u2028</script>",
)


@pytest.fixture(scope="module")
def hostile(demo_city: City, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An open server over a store of its own in which every firm, county and bank has a hostile name."""
    folder = tmp_path_factory.mktemp("hostile")
    tables = dict(demo_city.tables)
    for table in ("enterprises", "counties", "banks", "guarantee_companies"):
        rows = tables[table].copy()
        rows["name"] = [f"{NAMES[place % len(NAMES)]}{place}" for place in range(len(rows))]
        tables[table] = rows
    write_city(replace(demo_city, tables=tables), folder / "input", form="parquet")
    with closing(SqliteStore.open(folder / "city.db", create=True)) as store:
        ingest(store, folder / "input")
    yield from listening(Settings(store=f"sqlite:///{(folder / 'city.db').as_posix()}", side_store=folder / "side.db"))


def test_hostile_names_do_not_execute(visit: Visit, hostile: str) -> None:
    visit.page.context.unroute("**/*")
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
