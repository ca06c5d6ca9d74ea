"""The root of the server: probes, measurements, the page of the document, and what a defect tells."""

from __future__ import annotations

import gc
import re
import weakref
from collections.abc import Callable, Iterator
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NoReturn

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from structlog.testing import capture_logs

from api.models.operations import Health, Readiness
from graph.errors import StoreUnreachable
from graph.sqlite_store import SqliteStore
from tests.integration.http.conftest import start


@pytest.fixture
def small(call: Callable[..., Any], folder: Callable[..., Path], tmp_path: Path) -> str:
    """The address of a store of four firms."""
    assert call("ingest", folder([300, 500, 500], [("JJ1", 0, 1200, None)], []), "--json").code == 0
    return f"sqlite:///{(tmp_path / 'city.db').as_posix()}"


@pytest.fixture
def app(small: str, tmp_path: Path) -> FastAPI:
    return start(small, tmp_path)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://localhost") as asking:
        yield asking


def test_probes_need_no_key_and_are_as_declared(served: Any) -> None:
    nobody = served.clients["nobody"]
    assert nobody.get("/api/v1/circles").status_code == 401
    Health.model_validate(nobody.get("/healthz").json(), strict=True)
    ready = Readiness.model_validate(nobody.get("/readyz").json(), strict=True)
    assert ready.store.last_run == 1
    assert nobody.get("/metrics").headers["content-type"].startswith("text/plain")


def test_today_s_snapshot_is_built_before_somebody_asks_and_after_a_load(
    small: str, tmp_path: Path, call: Callable[..., Any], folder: Callable[..., Path], wait: Callable[..., Any]
) -> None:
    app = start(small, tmp_path, warm=True)
    with TestClient(app, base_url="http://localhost") as client:
        wait(lambda: client.get("/readyz").json()["warm"])
        before = weakref.ref(app.state.services.snapshots.current())
        first = client.get("/readyz").json()["snapshot"]
        assert call("ingest", folder([300, 500, 500], [("JJ1", 0, 900, None)], []), "--json").code == 0
        assert client.get("/api/v1/circles").json()["snapshot"] not in (first, None)
        assert client.get("/readyz").json()["snapshot"] != first
        wait(lambda: client.get("/readyz").json()["warm"])
        wait(lambda: gc.collect() >= 0 and before() is None)  # a city's takes gigabytes


def test_an_empty_store_is_ready_and_cold(tmp_path: Path) -> None:
    with closing(SqliteStore.open(tmp_path / "empty.db", create=True)) as store, store.start_run() as run:
        del run
    app = start(f"sqlite:///{(tmp_path / 'empty.db').as_posix()}", tmp_path)
    with TestClient(app, base_url="http://localhost") as client:
        assert client.get("/readyz").json()["warm"] is False
        found = client.get("/api/v1/circles")
        assert (found.status_code, found.json()["code"]) == (409, "store-empty")


def test_a_store_that_does_not_answer_is_a_problem_that_names_no_place(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_: SqliteStore) -> NoReturn:
        raise StoreUnreachable("/srv/city.db: cannot be opened")

    monkeypatch.setattr(SqliteStore, "state", gone)  # an open SQLite file cannot be taken away
    found = client.get("/readyz")
    assert (found.status_code, found.headers["content-type"]) == (503, "application/problem+json")
    assert "city.db" not in found.text
    assert client.get("/healthz").status_code == 200


def test_measurements_count_requests_by_route_and_not_by_what_was_asked(client: TestClient) -> None:
    def count(line: str) -> float:
        found = re.search(rf"^suretygraph_requests_total\{{{re.escape(line)}\}} (\S+)", client.get("/metrics").text, re.MULTILINE)
        return float(found[1]) if found else 0.0

    one, none, other = (
        'method="GET",route="/api/v1/circles/{circle}",status="404"', 'method="GET",route="(none)",status="404"',
        'method="other",route="(none)",status="404"',
    )  # fmt: skip
    before = [count(line) for line in (one, none, other)]
    for name in ("x", "y"):
        assert client.get(f"/api/v1/circles/{name}").status_code == 404
        assert client.get(f"/nothing/{name}").status_code == 404
        assert client.request(f"SEEK{name.upper()}", "/nothing").status_code == 404
    assert [count(line) for line in (one, none, other)] == [figure + 2 for figure in before]


class Addresses(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inline = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = [value for name, value in attrs if name in ("src", "href") and value]
        self.found += own
        self.inline += tag == "script" and not own


def test_the_page_of_the_document_needs_no_other_machine_and_no_looser_policy(client: TestClient) -> None:
    page = client.get("/docs")
    policy = page.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "script-src" not in policy
    seen = Addresses()
    seen.feed(page.text)
    assert seen.inline == 0
    assert len(seen.found) == 4
    for address in seen.found:
        assert "//" not in address
        asset = client.get(f"/{address}")
        assert (asset.status_code, asset.headers["x-content-type-options"]) == (200, "nosniff")
        assert asset.headers["content-type"].partition(";")[0] in ("text/javascript", "text/css", "image/png")
    assert "http" not in client.get("/docs/start.js").text
    assert client.get("/docs/redoc.standalone.js").status_code == 404
    assert client.get("/docs/..%2f..%2fcore.py").status_code == 404
    document = client.get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert "servers" not in document


def test_answers_that_are_no_page_may_load_nothing(client: TestClient) -> None:
    headers = client.get("/healthz").headers
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert (headers["x-frame-options"], headers["referrer-policy"]) == ("DENY", "no-referrer")


@pytest.mark.parametrize(("method", "path", "status"), [
    ("GET", "/nothing", 404), ("GET", "/api/v1/nothing", 404), ("POST", "/healthz", 405), ("PUT", "/api/v1/circles", 405),
])  # fmt: skip
def test_what_is_not_there_is_a_problem_too(client: TestClient, method: str, path: str, status: int) -> None:
    found = client.request(method, path)
    assert (found.status_code, found.headers["content-type"]) == (status, "application/problem+json")
    assert found.json()["request_id"] == found.headers["x-request-id"]


def test_a_defect_tells_its_request_id_and_nothing_else(app: FastAPI) -> None:
    def broken() -> None:
        secret = "geheim-7"  # noqa: S105
        raise RuntimeError(f"with {secret}")

    app.add_api_route("/broken", broken)
    with TestClient(app, base_url="http://localhost") as client, capture_logs() as told:
        found = client.get("/broken")
    assert (found.status_code, found.headers["content-type"]) == (500, "application/problem+json")
    assert "geheim-7" not in found.text
    assert found.json()["request_id"] == found.headers["x-request-id"]
    (defect,) = [line for line in told if line["event"] == "defect"]
    assert (defect["kind"], str(defect["exc_info"])) == ("RuntimeError", "with geheim-7")
    assert [line["status"] for line in told if line["event"] == "request"] == [500]


def test_a_request_id_that_is_not_safe_to_log_is_replaced(client: TestClient) -> None:
    for sent in ("short", "with blank and more", "x" * 65, '"quoted-and-long"'):
        assert client.get("/healthz", headers={"x-request-id": sent}).headers["x-request-id"] != sent
