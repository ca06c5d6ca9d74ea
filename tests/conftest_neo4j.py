"""A real Neo4j server for the tests, started without Docker, or one that is already there (`SURETYGRAPH_TEST_NEO4J=neo4j://…`).

Every worker of pytest-xdist that needs one starts a server of its own; one that is already there they share, a test at a time.
Credentials are those of `SURETYGRAPH_NEO4J_USER` and `SURETYGRAPH_NEO4J_PASSWORD`: of the environment for a server that is there, set by
these fixtures for their own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from typing import Any

import pytest

from tests.neo4j.server import PASSWORD, USER, Neo4jServer, NoServer, fetch_library, free_port, one_at_a_time

GIVEN = "SURETYGRAPH_TEST_NEO4J"


@pytest.fixture(scope="session")
def own_neo4j(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neo4jServer]:
    """A server of our own, which a test may kill and start again."""
    try:
        fetch_library()
    except NoServer as reason:
        pytest.skip(str(reason))
    server = Neo4jServer(tmp_path_factory.mktemp("neo4j"), free_port())
    server.prepare()
    try:
        server.start()
        yield server
    finally:
        server.kill()  # nobody needs what it holds


@pytest.fixture(scope="session")
def neo4j_server(request: pytest.FixtureRequest) -> str:
    """The address of a running server."""
    given = os.environ.get(GIVEN)
    if given:
        return given
    server: Neo4jServer = request.getfixturevalue("own_neo4j")
    return server.url


@pytest.fixture(scope="session")
def neo4j_login() -> tuple[str, str]:
    """User and password of the server."""
    if os.environ.get(GIVEN):
        return os.environ.get("SURETYGRAPH_NEO4J_USER", "neo4j"), os.environ.get("SURETYGRAPH_NEO4J_PASSWORD", "")
    return USER, PASSWORD


def neo4j_turn() -> AbstractContextManager[None]:
    """What a worker holds while it uses the server."""
    return one_at_a_time("given") if os.environ.get(GIVEN) else nullcontext()


@pytest.fixture
def neo4j_url(neo4j_server: str, neo4j_login: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an empty database; the environment holds the credentials. Constraints and indexes stay, which saves seconds."""
    monkeypatch.setenv("SURETYGRAPH_NEO4J_USER", neo4j_login[0])
    monkeypatch.setenv("SURETYGRAPH_NEO4J_PASSWORD", neo4j_login[1])
    with neo4j_turn():
        wipe(neo4j_server, neo4j_login)
        yield neo4j_server


Graph = tuple[list[str], list[str]]


@pytest.fixture
def neo4j_query(neo4j_url: str, neo4j_login: tuple[str, str]) -> Callable[..., list[dict[str, Any]]]:
    """Run Cypher on the database as somebody in Neo4j Browser would: `neo4j_query("MATCH …", code=…)`."""
    return partial(query, neo4j_url, neo4j_login)


@pytest.fixture
def neo4j_graph(neo4j_url: str, neo4j_login: tuple[str, str]) -> Callable[..., Graph]:
    """Every node and relationship that tells a fact, in an order of their own; `without` names properties to leave out."""
    return partial(graph_of, neo4j_url, neo4j_login)


def query(url: str, login: tuple[str, str], text: str, **parameters: Any) -> list[dict[str, Any]]:
    with connected(url, login) as ask:
        return ask(text, **parameters)


@contextmanager
def connected(url: str, login: tuple[str, str]) -> Iterator[Callable[..., list[dict[str, Any]]]]:
    """One driver for several queries: opening one costs more than most queries do."""
    from neo4j import GraphDatabase, NotificationMinimumSeverity

    from graph.store_url import parse

    address = parse(url)
    quiet = NotificationMinimumSeverity.OFF
    with GraphDatabase.driver(address.server, auth=login, notifications_min_severity=quiet) as driver:
        yield lambda text, **parameters: [
            record.data() for record in driver.execute_query(text, parameters, database_=address.database).records
        ]


def wipe(url: str, login: tuple[str, str]) -> None:
    """Delete everything in a database, a part at a time."""
    with connected(url, login) as ask:
        for text in ("MATCH ()-[x]->() WITH x LIMIT 50000 DELETE x", "MATCH (x) WITH x LIMIT 50000 DELETE x"):
            while ask(f"{text} RETURN count(*) AS done") != [{"done": 0}]:
                pass


def forget_lease(url: str, login: tuple[str, str]) -> None:
    """Let the lease of a writer that was killed run out at once, as if one had waited for it."""
    query(url, login, "MATCH (s:Store) WHERE s.lease_until IS NOT NULL SET s.lease_until = datetime({epochSeconds: 0})")


def graph_of(url: str, login: tuple[str, str], without: tuple[str, ...] = ()) -> Graph:
    def told(labels: list[str], properties: dict[str, Any]) -> str:
        return repr((sorted(labels), sorted((name, str(value)) for name, value in properties.items() if name not in without)))

    facts = "none(label IN labels(n) WHERE label IN ['Store', 'Lane', 'Run'])"
    ends = "labels(a) AS a, properties(a) AS x, labels(b) AS b, properties(b) AS z"
    with connected(url, login) as ask:
        nodes = ask(f"MATCH (n) WHERE {facts} RETURN labels(n) AS n, properties(n) AS x")
        edges = ask(f"MATCH (a)-[r]->(b) RETURN {ends}, type(r) AS r, properties(r) AS y")
    return sorted(told(row["n"], row["x"]) for row in nodes), sorted(
        told(row["a"], row["x"]) + told([row["r"]], row["y"]) + told(row["b"], row["z"]) for row in edges
    )
