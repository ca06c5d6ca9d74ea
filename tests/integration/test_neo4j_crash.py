"""A load that dies leaves nothing, whoever dies: real processes, killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from graph.errors import StoreBusy, StoreUnreachable
from graph.neo4j_store import Neo4jStore
from graph.schema import TABLES
from tests.conftest_neo4j import forget_lease, graph_of, neo4j_turn, wipe
from tests.neo4j import city

pytestmark = pytest.mark.neo4j
PROGRAM = Path(city.__file__)


@pytest.fixture
def opened(neo4j_url: str, neo4j_login: tuple[str, str]) -> Iterator[Callable[..., Neo4jStore]]:
    """Open the store as another process would."""
    stores: list[Neo4jStore] = []

    def opening(patience: float = 30.0) -> Neo4jStore:
        stores.append(Neo4jStore(neo4j_url, user=neo4j_login[0], password=neo4j_login[1], create=True, patience=patience))
        return stores[-1]

    yield opening
    for store in stores:
        store.close()


@dataclass(frozen=True)
class Clean:
    """What both loads leave behind when nobody dies, and in how many transactions the second does it."""

    facts: dict[str, pd.DataFrame]
    graph: tuple[list[str], list[str]]
    transactions: int


@pytest.fixture(scope="module")
def clean(neo4j_server: str, neo4j_login: tuple[str, str]) -> Clean:
    with neo4j_turn():
        return undisturbed(neo4j_server, neo4j_login)


def undisturbed(neo4j_server: str, neo4j_login: tuple[str, str]) -> Clean:
    wipe(neo4j_server, neo4j_login)
    store = Neo4jStore(neo4j_server, user=neo4j_login[0], password=neo4j_login[1], create=True)
    city.load_first(store)
    login = dict(zip(("SURETYGRAPH_NEO4J_USER", "SURETYGRAPH_NEO4J_PASSWORD"), neo4j_login, strict=True))
    with second_load(neo4j_server, **login) as process:
        assert process.stdout is not None
        transactions = int(process.stdout.read())
    found = Clean(everything(store), graph_of(neo4j_server, neo4j_login, without=("recorded_at",)), transactions)
    store.close()
    return found


def second_load(url: str, transactions: int = 0, **environment: str) -> subprocess.Popen[str]:
    """The second load in a process of its own, already begun."""
    process = subprocess.Popen(
        [sys.executable, str(PROGRAM), url, str(transactions)], env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    return process


def ended(process: subprocess.Popen[str]) -> int:
    with process:
        return process.wait(120)


def everything(store: Neo4jStore) -> dict[str, pd.DataFrame]:
    return {name: store.read(table) for name, table in TABLES.items()}


def same(one: dict[str, pd.DataFrame], other: dict[str, pd.DataFrame]) -> None:
    for name in TABLES:
        pd.testing.assert_frame_equal(one[name], other[name])


def alike(one, other):
    """Two graphs are the same; a failure names what only one of them has."""
    for mine, others in zip(one, other, strict=True):
        assert (sorted((Counter(mine) - Counter(others)).elements()), sorted((Counter(others) - Counter(mine)).elements())) == ([], [])


@pytest.mark.parametrize("share", [0.05, 0.35, 0.6, 0.8, 0.95, 1.0])
def test_killed_in_the_middle_of_a_load(share, clean, opened, neo4j_graph, neo4j_url, neo4j_login):
    store = opened()
    city.load_first(store)
    before, graph, hits = everything(store), neo4j_graph(), store.search("机械")
    killed = second_load(neo4j_url, int(share * (clean.transactions - 1)))
    assert ended(killed) < 0
    forget_lease(neo4j_url, neo4j_login)
    same(before, everything(store))
    assert store.search("机械") == hits
    assert store.search("精密") == []
    assert store.state().last_run == 1
    with store.start_run():
        alike(neo4j_graph(), graph)
    same(before, everything(store))
    alike(neo4j_graph(), graph)


def test_the_next_load_after_a_death_is_as_if_nobody_had_died(clean, opened, neo4j_graph, neo4j_url):
    store = opened()
    city.load_first(store)
    assert ended(second_load(neo4j_url, clean.transactions * 3 // 4)) < 0
    city.load_second(store)
    same(clean.facts, everything(store))
    alike(neo4j_graph(without=("recorded_at",)), clean.graph)


def test_killed_while_sweeping(clean, opened, neo4j_graph, neo4j_url, neo4j_login):
    store = opened()
    city.load_first(store)
    before, graph = everything(store), neo4j_graph()
    for transactions in (clean.transactions - 1, 4, 12, 20):
        assert ended(second_load(neo4j_url, transactions)) < 0
        forget_lease(neo4j_url, neo4j_login)
        same(before, everything(store))
    with store.start_run():
        pass
    same(before, everything(store))
    alike(neo4j_graph(), graph)


def test_the_server_is_killed_and_the_load_gives_up(own_neo4j, opened, neo4j_graph, neo4j_url):
    if neo4j_url != own_neo4j.url:
        pytest.skip("a server that is not ours is not ours to kill")
    store = opened()
    city.load_first(store)
    before, graph = everything(store), neo4j_graph()
    load = second_load(neo4j_url, PATIENCE="1")
    wait_for_writing(store)
    own_neo4j.kill()
    assert ended(load) > 0
    with pytest.raises(StoreUnreachable):
        opened(patience=1.0)
    own_neo4j.start()
    again = opened()
    same(before, everything(again))
    with again.start_run():
        pass
    same(before, everything(again))
    alike(neo4j_graph(), graph)


def test_the_server_is_killed_and_the_load_goes_on_when_it_is_back(own_neo4j, clean, opened, neo4j_graph, neo4j_url):
    if neo4j_url != own_neo4j.url:
        pytest.skip("a server that is not ours is not ours to kill")
    store = opened()
    city.load_first(store)
    load = second_load(neo4j_url, PATIENCE="120")
    wait_for_writing(store)
    own_neo4j.kill()
    own_neo4j.start()
    assert ended(load) == 0
    again = opened()
    same(clean.facts, everything(again))
    alike(neo4j_graph(without=("recorded_at",)), clean.graph)


def wait_for_writing(store: Neo4jStore) -> None:
    """Until the other process is in the middle of its loans."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found = store._connection.read("MATCH (s:Store) RETURN s.touched AS touched")
        if "loans" in (found[0]["touched"] or []):
            return
        time.sleep(0.02)
    pytest.fail("the other load never came to its loans")


def test_a_dead_writer_is_waited_out_and_a_live_one_is_busy(opened):
    first, second = opened(), opened()
    with first.start_run() as run:
        begun = time.monotonic()
        with pytest.raises(StoreBusy), second.start_run():
            pass
        assert time.monotonic() - begun < 10
        run._lease._ended.set()  # as if the process had been killed
        begun = time.monotonic()
        with second.start_run() as other:
            assert time.monotonic() - begun <= 20
            other.finish({})
        with pytest.raises(StoreBusy):
            run.write(TABLES["counties"], city.changes_of(run, TABLES["counties"], city.first_city()["counties"], False))
    assert [run.number for run in second.runs()] == [1]


def test_a_transaction_whose_answer_was_lost_is_not_done_twice(opened, neo4j_query):
    store = opened()
    with store.start_run() as run:
        assert run._lease.once(lambda transaction: transaction.run("CREATE (x:Probe) RETURN 1 AS one").data()) == [{"one": 1}]
        run._lease._batches[0] -= 1
        assert run._lease.once(lambda transaction: transaction.run("CREATE (x:Probe) RETURN 1 AS one").data()) is None
    assert neo4j_query("MATCH (x:Probe) RETURN count(x) AS found") == [{"found": 1}]
