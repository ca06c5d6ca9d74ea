"""A real Chromium on a real server: the demo city, open on this machine; nothing outside it can be asked."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Request, expect, sync_playwright

from api.app import create_app
from api.settings import Settings
from graph.side_store import SideStore
from graph.sqlite_store import SqliteStore
from ingest.pipeline import ingest
from ingest.synthetic import City, write_city

PICTURES = Path(os.environ.get("SURETYGRAPH_SCREENSHOTS", ""))  # where pictures are left, if anywhere
PATIENCE = 60.0  # seconds for whatever must come at last: marks are measured elsewhere, where nothing else runs
COUNTY, BANK = "380103", "JR38010001"
NAMES = (
    '<img src=x onerror="window.pwned=1">',
    '"><script>window.pwned=1</script>',
    "</title><svg onload=window.pwned=1>${window.pwned=1}",
    "';window.pwned=1;//\u2028</script>",
)

expect.set_options(timeout=PATIENCE * 1000)


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
        self.page.wait_for_selector("body[data-ready=true]")
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
    while settings.warm and not httpx2.get(f"http://127.0.0.1:{port}/readyz", timeout=PATIENCE).json()["warm"]:
        time.sleep(0.1)
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
        outside = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"  # no name leads anywhere; routing would cost the cache
        browser = player.chromium.launch(executable_path=found, args=["--no-sandbox", outside])
        yield browser
        browser.close()


def new_window(chromium: Browser) -> BrowserContext:
    """A window of 1366 × 768 with a profile of its own."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE * 1000)
    return context


@pytest.fixture(scope="session")
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


@pytest.fixture(scope="session")
def keyed(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """A server where everybody signs in, and the keys of a county and a bank."""
    folder = tmp_path_factory.mktemp("keyed")
    shutil.copy(demo_file, folder / "city.db")
    with closing(SideStore(folder / "side.db")) as side:
        keys = {
            "county": side.keys.create("county", COUNTY, author="tests")[1],
            "bank": side.keys.create("bank", BANK, author="tests")[1],
        }
    for address in listening(Settings(store=f"sqlite:///{(folder / 'city.db').as_posix()}", side_store=folder / "side.db")):
        yield address, keys


@pytest.fixture
def signed_in(chromium: Browser, keyed: tuple[str, dict[str, str]]) -> Iterator[Callable[[str], Visit]]:
    """A tab of a role, signed in by its key on the page: `signed_in("bank")`. At the end nothing may have gone wrong in it."""
    address, keys = keyed

    @contextmanager
    def tab(role: str) -> Iterator[Visit]:
        context = new_window(chromium)
        found = Visit(context.new_page(), address)
        found.page.on("console", lambda message: found.errors.append(message.text) if message.type == "error" else None)
        found.page.on("pageerror", lambda fault: found.errors.append(str(fault)))
        found.page.goto(f"{address}/sign-in")
        found.page.get_by_label("密钥").fill(keys[role])
        found.page.get_by_role("button", name="登录").click()
        found.page.wait_for_selector("body[data-page=queue][data-ready=true]")
        yield found
        context.close()
        assert found.errors == []

    with ExitStack() as tabs:
        yield lambda role: tabs.enter_context(tab(role))


@pytest.fixture(scope="session")
def window(chromium: Browser) -> Iterator[BrowserContext]:
    """A window whose cache keeps what does not change."""
    context = new_window(chromium)
    yield context
    context.close()


@pytest.fixture
def visit(window: BrowserContext, address: str) -> Iterator[Visit]:
    """A tab that reaches nothing but the server. At the end nothing may have gone wrong in it, and it leaves nothing behind."""
    found = Visit(window.new_page(), address)

    def asked(request: Request) -> None:
        if not request.url.startswith((found.address, "data:", "blob:")):
            found.outside.append(request.url)

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            found.errors.append(message.text)

    found.page.on("request", asked)
    found.page.on("console", heard)
    found.page.on("pageerror", lambda fault: found.errors.append(str(fault)))
    yield found
    with suppress(Error):  # a page that never came has nothing to forget
        found.page.evaluate("localStorage.clear()")
    found.page.close()
    window.clear_cookies()
    assert found.outside == []
    assert found.errors == []


def pytest_collection_modifyitems(items: list[Any]) -> None:
    """Everything here needs a browser."""
    for item in items:
        if "tests/browser/" in str(item.path.as_posix()):
            item.add_marker(pytest.mark.browser)
