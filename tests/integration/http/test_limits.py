"""How often one may ask, how often fail to sign in, and how much one may send."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from graph.side_store import SideStore


@pytest.fixture
def keys(tmp_path: Path) -> list[dict[str, str]]:
    """The headers of two administrators."""
    with closing(SideStore(tmp_path / "side.db")) as side:
        return [{"authorization": f"Bearer {side.keys.create('admin', None, author='tests')[1]}"} for _ in range(2)]


def test_more_requests_a_minute_than_agreed_are_put_off(at_the_door: Callable[..., TestClient], keys: list[dict[str, str]]) -> None:
    client = at_the_door(rate_limit=5)
    assert [client.get("/api/v1/keys", headers=keys[0]).status_code for _ in range(6)] == [200] * 5 + [429]
    refused = client.get("/api/v1/keys", headers=keys[0])
    assert (refused.headers["content-type"], refused.json()["code"]) == ("application/problem+json", "too-many")
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert client.get("/api/v1/keys", headers=keys[1]).status_code == 200
    assert client.get("/healthz").status_code == 200


def test_an_address_that_fails_to_sign_in_too_often_is_put_off_and_keys_beside_it_are_not(
    at_the_door: Callable[..., TestClient], keys: list[dict[str, str]]
) -> None:
    client = at_the_door()
    statuses = [client.get("/api/v1/keys", headers={"authorization": f"Bearer x.{turn}"}).status_code for turn in range(62)]
    assert statuses == [401] * 60 + [429] * 2
    assert client.get("/api/v1/keys", headers=keys[0]).status_code == 200


def test_an_open_server_counts_nobody(at_the_door: Callable[..., TestClient]) -> None:
    client = at_the_door(rate_limit=1)
    assert {client.get("/api/v1/keys").status_code for _ in range(3)} == {200}


@pytest.fixture
def client(at_the_door: Callable[..., TestClient]) -> TestClient:
    """An open server that takes a kibibyte, and two where files are uploaded."""
    return at_the_door(request_most=1024, upload_most=2048)


def parts(size: int) -> Iterator[bytes]:
    """A body whose length nobody declares."""
    for place in range(0, size, 256):
        yield b" " * min(256, size - place)


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_beyond_the_limit_is_refused_whether_it_says_its_length_or_not(client: TestClient, declared: bool) -> None:
    def send(size: int, path: str = "/api/v1/keys") -> Any:
        body = b" " * size if declared else parts(size)
        return client.post(path, content=body, headers={"content-type": "application/json"})

    assert send(1024).status_code == 422
    for path, size in (("/api/v1/keys", 1025), ("/api/v1/keys", 100_000), ("/api/v1/simulations", 1025)):
        refused = send(size, path)
        assert (refused.status_code, refused.headers["content-type"]) == (413, "application/problem+json")
        assert (refused.json()["code"], "1024" in refused.json()["detail"]) == ("too-large", True)


def test_a_length_that_is_a_lie_is_counted(client: TestClient) -> None:
    refused = client.post("/api/v1/keys", content=parts(5000), headers={"content-type": "application/json", "content-length": "10"})
    assert refused.status_code == 413
