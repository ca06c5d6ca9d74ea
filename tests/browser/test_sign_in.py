"""Signing in: where scripts have not come yet, or never come, a key does not end in an address."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser


@pytest.mark.parametrize("scripts", [False, True])
def test_a_key_is_never_sent_by_the_browser_itself(chromium: Browser, keyed: tuple[str, dict[str, str]], scripts: bool) -> None:
    address, keys = keyed
    context = chromium.new_context(locale="zh-CN", java_script_enabled=scripts)
    page = context.new_page()
    if scripts:
        page.route("**/sign-in.js", lambda route: route.abort())
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.url} {request.post_data or ''}"))
    page.goto(f"{address}/sign-in")
    page.get_by_label("密钥").fill(keys["county"])
    page.get_by_label("密钥").press("Enter")
    assert page.get_by_role("button", name="登录").is_disabled()
    page.goto(f"{address}/sign-in")
    assert asked
    assert not [one for one in asked if keys["county"] in one]
    context.close()
