"""What all tests share: what may not be skipped, how Hypothesis runs, and a store of either kind."""

from __future__ import annotations

import gc
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from api.settings import Settings
from api.wiring import open_store as open_any
from graph.store import GraphStore

pytest_plugins = ["tests.conftest_neo4j", "tests.conftest_city"]

settings.register_profile("suite", deadline=None, max_examples=50, derandomize=bool(os.environ.get("CI")))  # CI repeats itself
settings.load_profile("suite")

COSTLY = {  # what is to be begun → the tests that need it
    "browser": re.compile("^tests/browser/"),
    "neo4j": re.compile("neo4j|test_cypher_page|test_outage|test_same_in_either_store"),
}
COMPILING = pytest.StashKey[threading.Thread]()
REQUIRED = frozenset(os.environ.get("REQUIRE", "").replace(",", " ").split())


def pytest_sessionstart(session: pytest.Session) -> None:
    """Where no kernel waits compiled, they are compiled while tests are collected: else every test process would, and pages would wait."""
    if hasattr(session.config, "workerinput") or session.config.option.collectonly:
        return
    from analysis.compiled import state

    if not state().on_disk:
        session.config.stash[COMPILING] = threading.Thread(target=compile_kernels)
        session.config.stash[COMPILING].start()


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    """No test begins before the kernels are there; what was imported until now is left alone by the garbage collector."""
    if compiling := session.config.stash.get(COMPILING, None):
        compiling.join()
    gc.freeze()


def compile_kernels() -> None:
    """Have the command line ask what needs each of them."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, ThreadPoolExecutor(2) as two:
        store = f"sqlite:///{Path(folder).as_posix()}/demo/suretygraph.db"
        ask = ["simulate", "--seeds", "91380103MAUUWY5080", "--store", store, "--model"]

        def run(question: list[str]) -> None:
            subprocess.run([sys.executable, "-m", "api", *question], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)

        run(["demo", "--out", f"{folder}/demo"])
        models = [[*ask, model] for model in ("montecarlo", "clearing", "cascade", "distress")]
        list(two.map(run, [*models, ["rank", "--limit", "1", "--store", store]]))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Ids of one test each: of several with one id parallel test processes would run one. schemathesis leaves the operation out of them."""
    for item in items:
        if not item.nodeid.endswith(item.name):
            item._id = replace(item.id, params=item.name.partition("[")[2].removesuffix("]"))
    twice = [name for name, times in Counter(item.nodeid for item in items).items() if times > 1]
    if twice:
        raise pytest.UsageError(f"several tests are called {', '.join(twice[:3])}")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With `--dist loadfile`, one test process has the browser and one the Neo4j server; all else goes file by file."""
    if config.getoption("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class OneOfEach(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return next((name for name, known_by in COSTLY.items() if known_by.search(nodeid)), nodeid.partition("::")[0])

    return OneOfEach(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that needs what REQUIRE names must not be skipped: `REQUIRE=neo4j` fails where no server can be had."""
    report = yield
    lacking = sorted(REQUIRED & {mark.name for mark in item.iter_markers()})
    if report.skipped and not hasattr(report, "wasxfail") and lacking:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"REQUIRE={' '.join(lacking)}, yet: {reason}"
    return report


@pytest.fixture(params=["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{(tmp_path / 'city.db').as_posix()}"
    return str(request.getfixturevalue("neo4j_url"))


@pytest.fixture
def open_store(store_url: str) -> Iterator[Callable[[], GraphStore]]:
    """Open the same store any number of times, as other processes would; all are closed at the end."""
    opened: list[GraphStore] = []

    def opening() -> GraphStore:
        opened.append(open_any(Settings(), store_url, create=True))
        return opened[-1]

    yield opening
    for one in opened:
        one.close()


@pytest.fixture
def store(open_store: Callable[[], GraphStore]) -> GraphStore:
    """An empty store of either kind."""
    return open_store()
