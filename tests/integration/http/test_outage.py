"""A server whose Neo4j goes away says so quickly to everybody, and goes on when it is back."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.conftest_neo4j import wipe
from tests.integration.http.conftest import start
from tests.neo4j.server import PASSWORD, USER, Neo4jServer


@pytest.mark.neo4j
def test_an_outage_is_told_at_once_to_all_who_wait_and_ends_by_itself(
    own_neo4j: Neo4jServer, call: Callable[..., Any], folder: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    wait: Callable[..., Any],
) -> None:  # fmt: skip
    monkeypatch.setenv("SURETYGRAPH_NEO4J_USER", USER)
    monkeypatch.setenv("SURETYGRAPH_NEO4J_PASSWORD", PASSWORD)
    wipe(own_neo4j.url, (USER, PASSWORD))
    assert call("ingest", folder([300, 500, 500], [("JJ1", 0, 1200, None)], []), "--json", "--store", own_neo4j.url).code == 0
    with TestClient(start(own_neo4j.url, tmp_path), base_url="http://localhost") as client:
        before = client.get("/api/v1/circles")
        assert (before.status_code, client.get("/readyz").json()["store"]["last_run"]) == (200, 1)
        own_neo4j.kill()
        try:
            began = time.monotonic()
            with ThreadPoolExecutor(24) as many:
                asked = [many.submit(client.get, path) for path in ("/readyz", "/api/v1/circles", "/api/v1/enterprises") * 8]
                found = [one.result() for one in asked]
            assert {(one.status_code, one.json()["code"]) for one in found} == {(503, "store-unreachable")}
            assert own_neo4j.url not in found[0].text
            assert time.monotonic() - began < 25  # each alone may take some seconds
            assert client.get("/healthz").status_code == 200
        finally:
            own_neo4j.start()
        wait(lambda: client.get("/readyz").status_code == 200)
        assert client.get("/api/v1/circles").json() == before.json()
