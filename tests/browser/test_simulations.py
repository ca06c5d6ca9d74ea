"""Simulations: asked for in a form, watched, read round by round, compared, cancelled, taken away."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx2


def core(visit: Any) -> dict[str, Any]:
    row = httpx2.get(f"{visit.address}/api/v1/coordination-queue", params={"limit": 1}, timeout=60).json()["items"][0]
    code = row["members"][0]
    found: dict[str, Any] = httpx2.get(f"{visit.address}/api/v1/enterprises/{code}", timeout=60).json()
    return found | {"party": code}


def ask(visit: Any, page: Any, *, model: str | None = None, **fields: str) -> str:
    """Fill the form and run it; the id of the simulation that is done."""
    firm = core(visit)
    page.get_by_role("button", name="新建推演").click()
    if model:
        page.get_by_role("radio", name=model).check()
    page.get_by_role("combobox", name="首家违约企业").fill(firm["party"])
    page.locator(".options [role=option]").first.click()
    for label, value in fields.items():
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="开始推演").click()
    page.get_by_role("link", name="JSON").wait_for()
    return str(page.locator(".jobs li[aria-current]").get_attribute("data-job"))


def test_a_cascade_is_asked_and_played_round_by_round(visit: Any) -> None:
    page = visit.open("/simulations")
    assert page.locator("h1").inner_text() == "模拟推演"
    name = ask(visit, page)
    result = httpx2.get(f"{visit.address}/api/v1/simulations/{name}/result", timeout=60).json()
    assert result["model"]["name"] == "guarantee-call cascade"
    page.get_by_role("button", name="下一轮").click()
    first = [fall for fall in result["defaulted"] if fall["round"] == 1]
    told = page.locator("section", has=page.locator("#rounds-title")).inner_text()
    assert all(fall["name"] is None or fall["name"] in told for fall in first)
    page.locator(".calls summary").first.click()
    assert first[0]["calls"][0]["loan"] in page.locator(".calls").first.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    visit.picture("simulations-cascade")
    with page.expect_download() as download:
        page.get_by_role("link", name="Parquet").click()
    assert Path(download.value.path()).read_bytes()[:4] == b"PAR1"


def test_two_results_stand_side_by_side(visit: Any) -> None:
    page = visit.open("/simulations")
    first = ask(visit, page)
    second = ask(visit, page, model="清算清偿")
    page.get_by_label("与另一结果对比").select_option(first)
    page.locator("#comparison").wait_for()
    results = [httpx2.get(f"{visit.address}/api/v1/simulations/{one}/result", timeout=60).json() for one in (second, first)]
    row = page.locator("#comparison tbody tr", has_text="违约主体").first.locator("td").all_inner_texts()
    assert row[:2] == [str(len(result["defaulted"])) for result in results]
    assert f"with={first}" in page.url
    visit.picture("simulations-compared")


def test_a_guarantee_is_replaced_released_and_held_beside_doing_nothing(visit: Any) -> None:
    page = visit.open("/simulations")
    first = ask(visit, page)
    before = httpx2.get(f"{visit.address}/api/v1/simulations/{first}/result", timeout=60).json()
    others = {fall["party"] for fall in before["defaulted"]}
    standing = next(
        row
        for row in httpx2.get(f"{visit.address}/api/v1/enterprises", params={"limit": 100}, timeout=60).json()["items"]
        if row["kind"] == "enterprise" and row["party"] not in others
    )
    card = page.locator("#measuring")
    card.locator("[name=how]").select_option("cut_guarantee")
    card.get_by_role("button", name="加入置换").click()
    card.locator("[name=guarantee]").select_option(index=1)
    card.locator("[name=how]").select_option("replace_by_guarantor")
    card.get_by_role("button", name="加入置换").click()
    assert "请先选择由谁承接" in card.inner_text()
    card.get_by_role("combobox", name="新担保人").fill(standing["party"])
    card.locator(".options:visible [role=option]").first.click()
    card.get_by_role("button", name="加入置换").click()
    card.locator("[name=guarantee]").select_option(index=2)
    card.locator("[name=how]").select_option("replace_by_company")
    card.get_by_role("combobox", name="融资担保公司").fill("融资担保")
    card.locator(".options:visible [role=option]").first.click()
    card.get_by_role("button", name="加入置换").click()
    assert card.locator("#measures li").count() == 3
    card.get_by_role("button", name="比较处置前后").click()
    page.locator("#comparison").wait_for()
    second = page.url.split("with=")[1]
    after = httpx2.get(f"{visit.address}/api/v1/simulations/{second}/result", timeout=60).json()
    assert [edit["do"] for edit in after["scenario"]["edits"]] == ["cut_guarantee", "replace_by_guarantor", "replace_by_company"]
    assert after["scenario"]["edits"][1]["successor"] == standing["party"]
    row = page.locator("#comparison tbody tr", has_text="违约主体").first.locator("td").all_inner_texts()
    assert row[:2] == [str(len(result["defaulted"])) for result in (before, after)]
    visit.picture("simulations-treated")
    page.locator(f".jobs li[data-job='{second}'] a").click()
    page.locator("#edits li").nth(2).wait_for()


def test_a_new_simulation_begins_with_measures_on_the_seeds_guarantees(visit: Any) -> None:
    page = visit.open("/simulations")
    firm = core(visit)
    page.get_by_role("radio", name="清算清偿").check()
    page.get_by_role("combobox", name="首家违约企业").fill(firm["party"])
    page.locator(".options [role=option]").first.click()
    page.get_by_text("处置措施", exact=True).click()
    given = page.locator("#work [name=guarantee] option")
    given.first.wait_for(state="attached")
    assert given.count() == len(firm["guarantees_received"]) + len(firm["guarantees_given"])
    page.locator("#work [name=party]").select_option(firm["party"])
    page.get_by_role("button", name="加入救助").click()
    page.get_by_role("button", name="开始推演").click()
    page.get_by_role("link", name="JSON").wait_for()
    name = page.locator(".jobs li[aria-current]").get_attribute("data-job")
    result = httpx2.get(f"{visit.address}/api/v1/simulations/{name}/result", timeout=60).json()
    assert result["scenario"]["edits"] == [{"do": "rescue", "party": firm["party"]}]


def test_monte_carlo_draws_its_distribution_and_shocks_are_sent(visit: Any) -> None:
    page = visit.open("/simulations")
    page.get_by_role("button", name="新建推演").click()
    page.get_by_role("radio", name="蒙特卡洛").check()
    page.get_by_label("情景数").fill("300")
    page.get_by_text("外部冲击", exact=True).click()
    page.get_by_role("button", name="添加冲击").click()
    page.get_by_label("数值").fill("3")
    page.get_by_role("button", name="开始推演").click()
    page.locator("svg.histogram").wait_for()
    name = page.locator(".jobs li[aria-current]").get_attribute("data-job")
    result = httpx2.get(f"{visit.address}/api/v1/simulations/{name}/result", timeout=60).json()
    assert result["scenario"]["probability_shocks"][0]["factor"] == 3.0
    assert page.locator("svg.histogram rect").count() == len(result["histogram"]["scenarios"])
    visit.picture("simulations-montecarlo")


def test_a_long_one_is_watched_and_cancelled(visit: Any) -> None:
    page = visit.open("/simulations?lang=en")
    assert page.locator("h1").inner_text() == "Simulations"
    page.get_by_role("radio", name="Monte Carlo").check()
    page.get_by_label("Draws").fill("5000000")
    page.get_by_role("button", name="Run", exact=True).click()
    job = page.locator(".jobs li[aria-current]")
    job.locator("progress").wait_for()
    job.get_by_role("button", name="Cancel").click()
    page.locator(".jobs li[aria-current][data-status=cancelled]").wait_for()
    assert json.dumps("cancelled") in json.dumps(page.locator("#work").inner_text())
