"""The demo city, loaded once for all test processes that ask a server about it."""

from __future__ import annotations

import os
import time
from contextlib import closing
from pathlib import Path

import pytest

from graph.sqlite_store import SqliteStore
from ingest.pipeline import ingest
from ingest.synthetic import City, make_city, write_city


@pytest.fixture(scope="session")
def demo_city() -> City:
    return make_city("small", 7)


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory, demo_city: City) -> Path:
    """The loaded demo city; nobody writes to it."""
    folder = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        folder = folder.parent
    folder, done = folder / "http-city", folder / "http-city" / "done"
    try:
        folder.mkdir()
    except FileExistsError:
        while not done.exists():
            time.sleep(0.2)
        return folder / "city.db"
    write_city(demo_city, folder / "input")
    with closing(SqliteStore.open(folder / "city.db", create=True)) as store:
        ingest(store, folder / "input")
    done.touch()
    return folder / "city.db"
