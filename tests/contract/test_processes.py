"""Two processes, one store: readers beside a writer, one writer at a time, and a writer that is killed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from graph.errors import StoreBusy
from graph.schema import TABLES
from graph.store import GraphStore
from graph.versions import Changes

Rows = list[dict[str, Any]]
Tables = dict[str, pd.DataFrame]
Load = Callable[..., dict[str, Changes]]

ROOT = Path(__file__).parents[2]
WRITER = Path(__file__).parent / "writer_process.py"


@pytest.fixture
def writer(store_url: str) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Start another process that goes as far as it is told in loading, says so, and waits."""
    started: list[subprocess.Popen[str]] = []

    def starting(until: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, str(WRITER), store_url, until], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline().strip() == until
        return process

    yield starting
    for process in started:
        process.kill()
        process.communicate()


def same(one: Tables, other: Tables) -> None:
    for name in TABLES:
        pd.testing.assert_frame_equal(one[name], other[name])


def test_a_reader_sees_the_last_finished_run_while_another_process_writes(
    store: GraphStore,
    open_store: Callable[[], GraphStore],
    load: Load,
    city: dict[str, Rows],
    writer: Callable[[str], subprocess.Popen[str]],
    everything: Callable[[GraphStore], Tables],
) -> None:
    load(store, **city)
    before, state = everything(store), store.state()
    process = writer("written")
    for one in (store, open_store()):
        same(before, everything(one))
        assert one.state() == state
        assert one.search("戊工程") == []
    process.communicate("finish\n")
    assert process.returncode == 0
    for one in (store, open_store()):
        assert one.state().last_run > state.last_run
        assert len(one.read(TABLES["loans"])) == 3 + 400
        assert [hit.name for hit in one.search("戊工程")] == ["戊工程有限公司"]


def test_one_run_at_a_time(store: GraphStore, load: Load, city: dict[str, Rows], writer: Callable[[str], subprocess.Popen[str]]) -> None:
    load(store, **city)
    process = writer("written")
    with pytest.raises(StoreBusy), store.start_run():
        pytest.fail("two runs at once")
    process.communicate("finish\n")
    assert load(store, **city)["loans"].opened.empty


@pytest.mark.parametrize(("until", "loaded"), [("begun", True), ("written", True), ("written", False)])
def test_a_killed_writer_leaves_no_trace(
    store: GraphStore,
    open_store: Callable[[], GraphStore],
    load: Load,
    city: dict[str, Rows],
    writer: Callable[[str], subprocess.Popen[str]],
    everything: Callable[[GraphStore], Tables],
    until: str,
    loaded: bool,
) -> None:
    if loaded:
        load(store, **city)
    before, state = everything(store), store.state()
    process = writer(until)
    process.kill()
    process.communicate()
    for one in (store, open_store()):
        same(before, everything(one))
        assert one.state().last_run == state.last_run
        assert one.search("戊工程") == []
        assert len(one.runs()) == loaded
    again = load(store, **city)["loans"]
    assert (again.loaded, again.unchanged) == ((0, 3) if loaded else (3, 0))
    assert len(store.read(TABLES["loans"])) == 3
