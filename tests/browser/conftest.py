"""A real Chromium on a real server: the demo city, open on this machine; nothing outside it can be asked."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, sync_playwright

from api.app import create_app
from api.settings import Settings

PICTURES = Path(os.environ.get("SURETYGRAPH_SCREENSHOTS", ""))  # where pictures are left, if anywhere


@dataclass
class Visit:
    """A tab, with what went wrong in it: errors of the console, requests beyond the server."""

    page: Page
    address: str
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to a path and wait until everything asked for is drawn."""
        self.page.goto(self.address + path)
        self.page.wait_for_selector("body[data-ready=true]", timeout=20_000)
        return self.page

    def picture(self, name: str) -> None:
        """Keep a picture where `SURETYGRAPH_SCREENSHOTS` says."""
        if os.environ.get("SURETYGRAPH_SCREENSHOTS"):
            PICTURES.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=PICTURES / f"{name}.png")


@pytest.fixture(scope="session")
def address(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an open server over the demo city that tests may change: its store is a copy."""
    folder = tmp_path_factory.mktemp("browser")
    shutil.copy(demo_file, folder / "city.db")
    yield from listening(Settings(store=f"sqlite:///{(folder / 'city.db').as_posix()}", side_store=folder / "side.db"))


def listening(settings: Settings) -> Iterator[str]:
    """A server in a thread of this process."""
    app = create_app(settings)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=15)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, or the one `SURETYGRAPH_CHROMIUM` names."""
    found = os.environ.get("SURETYGRAPH_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("no Chromium on this machine: apt install chromium")
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Visit]:
    """A tab of 1366 × 768 that reaches nothing but the server. At the end nothing may have gone wrong in it."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN", reduced_motion="reduce")
    found = Visit(context.new_page(), address)

    def fence(route: Route) -> None:
        if route.request.url.startswith((found.address, "data:", "blob:")):
            route.continue_()
        else:
            found.outside.append(route.request.url)
            route.abort()

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            found.errors.append(message.text)

    context.route("**/*", fence)
    found.page.on("console", heard)
    found.page.on("pageerror", lambda fault: found.errors.append(str(fault)))
    yield found
    context.close()
    assert found.outside == []
    assert found.errors == []


def pytest_collection_modifyitems(items: list[Any]) -> None:
    """Everything here needs a browser."""
    for item in items:
        if "tests/browser/" in str(item.path.as_posix()):
            item.add_marker(pytest.mark.browser)
