"""Papers in the browser: reached from the pages by a click, printed by Chromium, the meeting's sheet on one A4 page."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api.settings import Settings
from tests.browser.conftest import listening
from viz.papers import Origin, html
from viz.papers.content import cut, facts
from viz.papers.county_map import CountyMap
from viz.papers.meeting import MOST_COUNTIES, MOST_DECISIONS, Crossing, CrossingLine, DecisionLine, Meeting


def asked(visit: Any, path: str, **query: Any) -> Any:
    return httpx2.get(f"{visit.address}/api/v1{path}", params=query, timeout=60).json()


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def a4(pdf: bytes) -> bool:
    boxes = {tuple(float(one) for one in box.split()) for box in re.findall(rb"/MediaBox\s*\[([^\]]+)\]", pdf)}
    return all(abs(width - 595.3) < 1.5 and abs(height - 841.9) < 1.5 for _, _, width, height in boxes) and bool(boxes)


def printed(visit: Any, path: str) -> bytes:
    visit.open(f"/api/v1/papers/{path}")
    pdf: bytes = visit.page.pdf(prefer_css_page_size=True)
    assert a4(pdf)
    return pdf


def largest(visit: Any) -> dict[str, Any]:
    rows: list[dict[str, Any]] = asked(visit, "/circles", limit=50)["items"]
    return next(row for row in rows if len(row["members"]) > 3)


def test_the_meetings_sheet_is_one_page(visit: Any) -> None:
    assert pages_of(printed(visit, "meeting")) == 1
    assert visit.page.locator("#decisions tbody tr").count() == 11
    visit.picture("paper-meeting")


def test_the_longest_meetings_sheet_is_one_page(visit: Any) -> None:
    long = "很长的名称有限公司" * 40
    line = DecisionLine("1,476", cut(long, 22), cut(long, 5), "市领导联系、答复区县提请、市级统筹", cut(long, 44), *["123,456,789.00"] * 3)
    names = tuple(cut(long, 5) for _ in range(MOST_COUNTIES))
    sheet = Meeting(
        title="金坞市担保链风险化解专题会议材料",
        origin=Origin("2026-06-30", "2026-06-30-r123", "2026-07-01 09:00", long[:60], long[:120]),
        money=facts(*((f"预期外溢合计（年）{place}", "123,456,789.00") for place in range(8))),
        changes=tuple(long for _ in range(4)),
        decisions=(line,) * MOST_DECISIONS,
        more=("另有1,465项，见市级协调清单。",),
        crossing=Crossing("起因＼受损", names, tuple(CrossingLine(name, ("1,234,567.89",) * MOST_COUNTIES) for name in names)),
        map=CountyMap((), ()),
    )
    visit.page.set_content(html(sheet))
    assert pages_of(visit.page.pdf(prefer_css_page_size=True)) == 1
    visit.picture("paper-meeting-longest")


def test_dossiers_and_check_sheets_print_with_their_header_rows_repeated(visit: Any) -> None:
    row = largest(visit)
    for path in (f"enterprises/{row['core']}", f"circles/{row['circle']}", f"credit-checks/{row['core']}?purpose=贷前调查"):
        assert pages_of(printed(visit, path)) >= 2
        assert visit.page.locator("h1").count() == 1
        assert visit.page.evaluate("getComputedStyle(document.querySelector('thead')).display") == "table-header-group"
        visit.page.emulate_media(media="print")
        assert not visit.page.locator(".tools").is_visible()
        assert visit.page.evaluate("getComputedStyle(document.querySelector('.watermark')).position") == "fixed"
        visit.page.emulate_media(media="screen")
        visit.picture(f"paper-{path.partition('/')[0]}")


def test_a_paper_has_buttons_that_print_it_and_fetch_it_for_word(visit: Any) -> None:
    row = largest(visit)
    page = visit.open(f"/api/v1/papers/enterprises/{row['core']}")
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("button", name="打印").click()
    assert page.evaluate("window.printed")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Word").click()
    assert taken.value.suggested_filename.endswith(".docx")
    assert taken.value.path().read_bytes()[:2] == b"PK"


def test_the_sheet_has_a_map_where_borders_are_set_and_stays_on_its_page(visit: Any, demo_file: Path, tmp_path: Path) -> None:
    counties = [one["county"] for one in asked(visit, "/counties", limit=50)["items"]]
    square = [[0.0, 0.0], [0.9, 0.0], [0.9, 1.4], [0.0, 1.4], [0.0, 0.0]]
    features = [
        {
            "type": "Feature",
            "properties": {"county": code},
            "geometry": {"type": "Polygon", "coordinates": [[[x + place, y + 30] for x, y in square]]},
        }
        for place, code in enumerate(counties)
    ]
    (tmp_path / "map.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    store = f"sqlite:///{demo_file.as_posix()}"
    for address in listening(Settings(store=store, side_store=tmp_path / "side.db", map=tmp_path / "map.geojson", warm=False)):
        visit.address = address
        for lang in ("zh", "en"):
            assert pages_of(printed(visit, f"meeting?lang={lang}")) == 1
            assert visit.page.locator(".mapped path").count() == len(counties)
            told = asked(visit, "/spillover")
            largest = max((one for one in told["flows"] if one["from"] != one["to"]), key=lambda one: one["expected"])
            assert f"{largest['expected'] / 10_000:,.2f}" in visit.page.locator(".mapped tbody tr").first.inner_text()
            visit.picture(f"paper-meeting-map-{lang}")


def test_the_english_page_leads_to_the_english_paper_and_back(visit: Any) -> None:
    row = largest(visit)
    page = visit.open(f"/enterprises/{row['core']}?lang=en")
    page.get_by_role("link", name="Dossier").click()
    page.wait_for_url("**/api/v1/papers/enterprises/**")
    assert page.locator("h2").first.inner_text() == "1. Facts"
    with page.expect_download() as taken:
        page.get_by_role("link", name="Word").click()
    assert "Dossier of an enterprise at risk" in taken.value.suggested_filename
    page.get_by_role("link", name="中文").click()
    page.wait_for_url("**lang=zh**")
    assert page.locator("h2").first.inner_text() == "一、基本情况"


@pytest.mark.parametrize(
    ("page_of", "name", "leads"),
    [("/", "会议材料", "meeting"), ("/circles/{circle}", "一圈一策", "circles/"), ("/enterprises/{core}", "一企一策", "enterprises/")],
)
def test_pages_lead_to_their_paper(visit: Any, page_of: str, name: str, leads: str) -> None:
    page = visit.open(page_of.format(**largest(visit)))
    page.get_by_role("link", name=name).click()
    page.wait_for_url(f"**/api/v1/papers/{leads}**")
    assert page.locator("main.sheet h1").is_visible()


def test_a_check_sheet_is_asked_for_with_a_purpose(visit: Any) -> None:
    page = visit.open(f"/credit?borrower={largest(visit)['core']}")
    page.get_by_role("button", name="核查单").click()
    purpose = page.get_by_label("查询目的")
    purpose.fill("贷前调查")
    purpose.press("Enter")
    page.wait_for_url("**/api/v1/papers/credit-checks/**")
    assert "贷前调查" in page.locator("main").inner_text()


@pytest.mark.parametrize(("page_of", "lists"), [("/", "coordination-queue"), ("/classification", "classification"), ("/rules", "findings")])
def test_lists_are_taken_to_excel_from_their_page(visit: Any, page_of: str, lists: str) -> None:
    page = visit.open(page_of)
    with page.expect_download() as taken:
        page.locator(f"#actions a[href*='/exports/{lists}?format=xlsx']").click()
    assert taken.value.suggested_filename.startswith(lists)
    assert taken.value.path().read_bytes()[:2] == b"PK"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
