"""What a new user wants to know, found by clicking: the riskiest circle, why it stands there, what its core's default does, what to do."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import pytest

WORDS = {
    "zh": {
        "open": "打开担保圈", "run": "推演违约", "each": "逐笔试换", "take": "采用", "compare": "比较处置前后",
        "paper": "一圈一策", "bank": "银行损失", "print": "打印",
    },
    "en": {
        "open": "Open the circle", "run": "Let it default", "each": "Try each", "take": "Take it",
        "compare": "Compare before and after", "paper": "Dossier", "bank": "Bank loss", "print": "Print",
    },
}  # fmt: skip


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """What must not take longer."""
    started = time.monotonic()
    yield
    assert time.monotonic() - started < seconds


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_from_the_front_page_to_the_printed_dossier(visit: Any, lang: str) -> None:
    say = WORDS[lang]

    def api(path: str, **query: Any) -> Any:
        return httpx2.get(f"{visit.address}/api/v1{path}", params=query, timeout=60).json()

    row = api("/coordination-queue", limit=1)["items"][0]
    page = visit.open(f"/?lang={lang}")
    with within(60):  # the riskiest circle, and why it is on the queue
        page.locator("tbody [data-opens]").first.click()
        told = page.locator("tr.detail").inner_text()
        assert all(reason[lang] in told for reason in row["reasons"])
        page.get_by_role("link", name=say["open"]).click()
        page.wait_for_selector("body[data-page=circle][data-ready=true]")
    with within(60):  # what its core firm's default does, and which bank is hit
        page.get_by_role("button", name=say["run"]).click()
        page.locator("#cascade details.round").nth(1).wait_for()
        link = page.locator("#cascade").get_by_role("link")
        job = link.last.get_attribute("href").split("id=")[1].split("&")[0]
        result = api(f"/simulations/{job}/result")
        worst = max(result["banks"], key=lambda one: one["loss"])
        assert worst["name"] in page.locator("#cascade").inner_text()
        visit.picture(f"walk-cascade-{lang}")
    with within(60):  # which guarantee to replace
        link.last.click()
        page.wait_for_selector("body[data-page=simulations][data-ready=true]")
        page.get_by_role("button", name=say["each"]).click()
        best = page.locator(".advice tbody tr").first
        best.wait_for()
        assert best.get_attribute("data-key") == api(f"/simulations/{job}/replacements")["items"][0]["guarantee"]
        best.get_by_role("button", name=say["take"]).click()
        visit.picture(f"walk-advice-{lang}")
        page.get_by_role("button", name=say["compare"]).click()
        page.locator("#comparison").wait_for()
        after = api(f"/simulations/{page.url.split('with=')[1].split('&')[0]}/result")
        assert after["bank_loss"] < result["bank_loss"]
        visit.picture(f"walk-compared-{lang}")
    with within(60):  # the dossier, ready to print
        visit.open(f"/?lang={lang}")
        page.locator("tbody [data-opens]").first.click()
        page.get_by_role("link", name=say["open"]).click()
        page.get_by_role("link", name=say["paper"]).last.click()
        page.locator("main.sheet").wait_for()
        page.get_by_role("button", name=say["print"]).wait_for()
        assert row["name"] in page.locator("h1").inner_text()
