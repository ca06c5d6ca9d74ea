"""Loading data: files chosen and dropped, followed to the report, refused cells told, the copy taken away, earlier runs listed."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2
import pytest
import xlsxwriter
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from api.settings import Settings
from api.wiring import open_store
from tests.browser.conftest import Visit, listening


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A server over a store that holds nothing yet."""
    folder = tmp_path_factory.mktemp("empty")
    url = f"sqlite:///{(folder / 'city.db').as_posix()}"
    with closing(open_store(Settings(), url, create=True)) as store, store.start_run():
        pass
    yield from listening(Settings(store=url, side_store=folder / "side.db", warm=False))


def test_files_are_loaded_and_what_is_refused_is_told_and_given_back(visit: Visit, empty: str, tmp_path: Path) -> None:
    visit.address = empty
    page = visit.open("/ingest")
    assert page.locator("h1").inner_text() == "数据接入"
    file = tmp_path / "区县.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("区县")
        for place, row in enumerate([("行政区划代码", "名称"), ("380102", "岚中区"), ("38010", "<img src=x onerror=alert(1)>")]):
            sheet.write_row(place, 0, row)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="选择文件").click()
    chooser.value.set_files(file)
    assert "区县.xlsx" in page.locator(".chosen").inner_text()
    page.get_by_label("事由").fill("区县表报送")
    page.get_by_role("button", name="上传并入库").click()
    page.locator("#report [data-status=done]").wait_for()
    counts = page.locator("#report tbody tr", has_text="区县").locator("td").all_inner_texts()
    assert counts == ["2", "1", "0", "0", "1"]
    refused = page.locator("#rejections tbody tr")
    expect(refused).to_have_count(1)
    expect(refused).to_contain_text("不是六位行政区划代码")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载退回件").click()
    marked = CalamineWorkbook.from_path(str(download.value.path())).get_sheet_by_index(0).to_python()
    assert "不是六位行政区划代码" in str(marked[-1])
    page.locator("#runs tbody tr", has_text="上传").wait_for()
    visit.picture("ingest")
    page.get_by_role("link", name="English").click()
    page.wait_for_selector("body[data-ready=true]")
    assert page.locator("h1").inner_text() == "Loading data"
    expect(page.locator("#rejections")).to_contain_text("is not a six-digit county code")


def test_dropped_files_that_are_nothing_end_with_their_code(visit: Visit, empty: str) -> None:
    visit.address = empty
    page = visit.open("/ingest")
    data = page.evaluate_handle(
        "() => { const data = new DataTransfer(); data.items.add(new File(['\\u0000\\u0001'], '借据.csv')); return data; }"
    )
    page.dispatch_event(".drop", "drop", {"dataTransfer": data})
    page.get_by_text("完整报送声明").click()
    page.get_by_role("button", name="添加声明").click()
    page.locator("select[name=complete-table]").select_option("loans")
    page.get_by_label("银行代码").fill("B1")
    page.get_by_role("button", name="上传并入库").click()
    page.locator("#report [data-status=failed]").wait_for()
    job = httpx2.get(f"{empty}/api/v1/ingest/runs/{page.url.rpartition('run=')[2]}", timeout=60).json()
    assert f"[{job['error']['code']}]" in page.locator("#report").inner_text()
