"""The API over a demo city, with a visitor of every role; the city is made once for all test processes."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from api.wiring import open_store
from graph.network import GuaranteeNetwork
from graph.side_store import SideStore
from ingest.synthetic import City
from tests.reference.confidential import Secrets, of_bank, of_county

COUNTY, BANK = "380103", "JR38010001"
VISITORS = {"city": None, "analyst": None, "admin": None, "county": COUNTY, "bank": BANK}


@dataclass(frozen=True, eq=False)
class Served:
    """A running application, and a client for every role that sends its key."""

    app: FastAPI
    keys: dict[str, str]
    clients: dict[str, TestClient] = field(default_factory=dict)

    def get(self, role: str, path: str, **query: Any) -> Any:
        """Ask as a role; the response."""
        return self.clients[role].get(f"/api/v1{path}", params=query or None)

    def json(self, role: str, path: str, **query: Any) -> Any:
        """Ask as a role for what must be there; the document."""
        found = self.get(role, path, **query)
        assert found.status_code == 200, found.text
        return found.json()

    def every(self, role: str, path: str, **query: Any) -> list[dict[str, Any]]:
        """All items of a list, page by page."""
        items: list[dict[str, Any]] = []
        cursor: dict[str, Any] = {}
        while True:
            told = self.json(role, path, **query, **cursor, limit=500)
            items += told["items"]
            if told["next"] is None:
                return items
            cursor = {"cursor": told["next"]}

    def simulated(self, role: str, scenario: dict[str, Any]) -> str:
        """Submit a simulation as a role and wait for its end; its address below `/api/v1`."""
        asked = self.clients[role].post("/api/v1/simulations", json=scenario)
        assert asked.status_code == 202, asked.text
        address = str(asked.headers["location"]).removeprefix("/api/v1")
        end = time.monotonic() + 120
        while (job := self.json(role, address, result=False))["status"] in ("queued", "running"):
            assert time.monotonic() < end, job
            time.sleep(0.05)
        assert job["status"] == "done", job
        return address

    @property
    def network(self) -> GuaranteeNetwork:
        """The network of today's snapshot."""
        found: GuaranteeNetwork = self.app.state.services.snapshots.current().network
        return found


def start(store: str, folder: Path, **settings: Any) -> FastAPI:
    """An application over a store, with a side store of its own in a folder."""
    return create_app(Settings(store=store, side_store=folder / "side.db", **{"warm": False} | settings))


@pytest.fixture(scope="session")
def served(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The API over the demo city for tests that only read it; everybody signs in."""
    folder = tmp_path_factory.mktemp("served")
    yield from serving(f"sqlite:///{demo_file.as_posix()}", folder)


@pytest.fixture
def copied(demo_file: Path, tmp_path: Path) -> Iterator[Served]:
    """The same over a copy of the store that the test may change."""
    shutil.copy(demo_file, tmp_path / "city.db")
    if (kept := demo_file.with_name("city.db.cache")).is_dir():
        shutil.copytree(kept, tmp_path / "city.db.cache")
    yield from serving(f"sqlite:///{(tmp_path / 'city.db').as_posix()}", tmp_path)


def serving(store: str, folder: Path, **settings: Any) -> Iterator[Served]:
    """A server that asks everybody to sign in, with a key of every role."""
    side = SideStore(folder / "side.db")
    keys = {role: side.keys.create(role, place, author="tests")[1] for role, place in VISITORS.items()}
    side.close()
    app = start(store, folder, **settings)
    found = Served(app, keys)
    with TestClient(app, base_url="http://localhost") as first:
        for role, key in keys.items():
            found.clients[role] = TestClient(app, base_url="http://localhost", headers={"authorization": f"Bearer {key}"})
        found.clients["nobody"] = first
        yield found


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Serve any store: `serve(url, upload_most=…)`; one that is not there yet is begun, empty."""
    with ExitStack() as running:

        def begin(store: str, **settings: Any) -> Served:
            return running.enter_context(contextmanager(serving)(begun(store), tmp_path, **settings))

        yield begin


def begun(store: str) -> str:
    """The address of a store; one that is not there yet is made."""
    with closing(open_store(Settings(), store, create=True)) as opened:
        if opened.state().last_run == 0:
            with opened.start_run():
                pass  # makes the file
    return store


@pytest.fixture
def at_the_door(tmp_path: Path) -> Iterator[Callable[..., TestClient]]:
    """A client of a server over a store nothing was loaded into, `side.db` beside it, with settings: `at_the_door(auth="open")`."""
    with ExitStack() as running:

        def begin(**settings: Any) -> TestClient:
            app = start(begun(f"sqlite:///{(tmp_path / 'city.db').as_posix()}"), tmp_path, **settings)
            return running.enter_context(TestClient(app, base_url="http://localhost"))

        yield begin


@pytest.fixture
def wait() -> Callable[[Callable[[], Any]], Any]:
    """Ask again until there is an answer, for a minute at most."""

    def until(ask: Callable[[], Any]) -> Any:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if (found := ask()) is not None and found is not False:
                return found
            time.sleep(0.05)
        raise AssertionError("it did not happen within a minute")

    return until


@pytest.fixture(scope="session")
def secrets(demo_city: City) -> dict[str, Secrets]:
    """What the county and the bank of the keys must not read anywhere."""
    return {"county": of_county(demo_city.tables, COUNTY), "bank": of_bank(demo_city.tables, BANK)}
