"""`suretygraph serve` as a process: what it says, what it refuses, and how it ends."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api.cli import main
from tests.integration.http.server_process import Process

ANYWHERE = "0.0.0.0"  # noqa: S104 - refused


@pytest.fixture
def start(demo_file: Path, tmp_path: Path) -> Iterator[Callable[..., Process]]:
    started: list[Process] = []

    def begin(*options: str, store: Path = demo_file, **environment: str) -> Process:
        started.append(Process(store, tmp_path, *options, **environment))
        return started[-1]

    yield begin
    for one in started:
        one.kill()


def lines(process: Process) -> list[dict[str, Any]]:
    """The log without its first line."""
    return [json.loads(line) for line in process.said.splitlines()[1:]]


def test_it_says_where_it_listens_and_that_it_is_open_and_ends_on_sigterm(start: Callable[..., Process], demo_file: Path) -> None:
    server = start("--port", "0")
    url = server.url()
    assert httpx2.get(f"{url}/healthz").json() == {"status": "ok"}
    assert httpx2.get(f"{url}/api/v1/circles", params={"limit": 1}, timeout=60).status_code == 200
    said = server.said.splitlines()[0]
    assert said == f"suretygraph: listening on {url}, store sqlite:///{demo_file.as_posix()}, open: nobody signs in, on this machine only"
    code, seconds = server.end(signal.SIGTERM)
    assert (code, seconds < 10) == (0, True)
    (asked,) = [line for line in lines(server) if line["event"] == "request" and line["route"] == "/api/v1/circles"]
    assert {"time", "level", "request_id", "status", "milliseconds", "who"} <= asked.keys()
    assert {"Shutting down", "Finished server process"} & {line["event"].split(" [")[0] for line in lines(server)}


@pytest.mark.skipif(sys.platform == "win32", reason="there Ctrl+C is no signal one process sends another")
def test_sigint_is_told_as_an_interruption(start: Callable[..., Process]) -> None:
    server = start("--port", "0")
    server.url()
    code, seconds = server.end(signal.SIGINT)
    assert (code, seconds < 10) == (130, True)


def test_what_is_too_long_is_refused_unread_and_what_does_not_end_does_not_keep_it(start: Callable[..., Process]) -> None:
    server = start("--port", "0")
    host, _, port = server.url().removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=30) as long:
        long.sendall(b"POST /api/v1/keys HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 1000000000\r\n\r\n")
        assert long.recv(4096).startswith(b"HTTP/1.1 413 ")
    with socket.create_connection((host, int(port))) as idle, socket.create_connection((host, int(port))) as half:
        half.sendall(b"POST /api/v1/keys HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
        idle.sendall(b"GET /heal")
        time.sleep(0.3)
        code, seconds = server.end(signal.SIGTERM)
    assert (code, seconds < 10) == (0, True)


def workers(server: Process) -> set[int]:
    """The processes of a server."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text(encoding="ascii").split()
    return {int(one) for one in children if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="children are read from /proc")
def test_several_processes_share_the_port_and_one_that_dies_keeps_no_signal_waiting(
    start: Callable[..., Process], wait: Callable[..., Any]
) -> None:
    server = start("--port", "0", "--workers", "2")
    url = server.url()
    with httpx2.Client(base_url=url, timeout=60, headers={"connection": "close"}) as client:
        for _ in range(40):
            assert client.get("/healthz").status_code == 200
        told = client.get("/metrics").text
    (count,) = re.findall(r'suretygraph_requests_total\{method="GET",route="/healthz",status="200"\} (\d+)', told)
    assert int(count) == 40
    wait(lambda: len([line for line in lines(server) if line["event"].startswith("Started server process")]) == 2)
    first = workers(server)
    os.kill(min(first), signal.SIGKILL)
    (born,) = wait(lambda: (workers(server) - first) or None)
    time.sleep(0.8)  # it is still beginning, and says nothing
    os.kill(born, signal.SIGKILL)
    assert httpx2.get(f"{url}/healthz", timeout=30).status_code == 200
    code, seconds = server.end(signal.SIGTERM)
    assert (code, seconds < 10) == (0, True)


@pytest.mark.parametrize(
    ("options", "environment", "code", "sentence"),
    [
        (("--host", ANYWHERE), {}, 2, "loopback address only"),
        (("--host", ANYWHERE), {"AUTH": "open"}, 2, "loopback address only"),
        ((), {"OIDC_ISSUER": "https://issuer.example"}, 2, "SURETYGRAPH_OIDC_AUDIENCE"),
        ((), {"AUTH": "perhaps"}, 2, "SURETYGRAPH_AUTH"),
        ((), {"STORE": "sqlite:///nowhere/city.db"}, 4, "no store there"),
        (("--store", "neo4j://127.0.0.1:9/neo4j"), {}, 4, "store-unreachable"),
        (("--port", "70000"), {}, 2, "--port"),
        (("--port", "taken"), {}, 2, "cannot listen on 127.0.0.1 port"),
    ],
)
def test_what_it_refuses_it_refuses_before_it_listens(
    options: tuple[str, ...], environment: dict[str, str], code: int, sentence: str, demo_file: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    settings = {"STORE": f"sqlite:///{demo_file.as_posix()}", "SIDE_STORE": str(tmp_path / "side.db")} | environment
    for name, value in settings.items():
        monkeypatch.setenv(f"SURETYGRAPH_{name}", value)
    before = signal.getsignal(signal.SIGTERM)
    try:
        with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(SystemExit) as left:
            main(["serve", *(str(taken.getsockname()[1]) if word == "taken" else word for word in options)])
    finally:
        signal.signal(signal.SIGTERM, before)
    said = capfd.readouterr().err
    assert left.value.code == code, said
    assert sentence in said
    assert (said.count("\n"), "listening" in said) == (1, False)


def test_an_empty_store_is_begun_and_filled_over_the_network(
    start: Callable[..., Process], tmp_path: Path, wait: Callable[..., Any]
) -> None:
    server = start("--port", "0", "--create", store=tmp_path / "new" / "city.db")
    api = f"{server.url()}/api/v1"
    empty = httpx2.get(f"{api}/counties")
    assert (empty.status_code, empty.json()["code"]) == (409, "store-empty")
    sent = {"files": ("区县.csv", "行政区划代码,名称\n330101,东山区\n330102,西河县\n".encode())}
    told = httpx2.post(f"{api}/ingest/runs", files=sent, data={"reporting_date": "2026-06-30"})
    assert told.status_code == 202, told.text
    wait(lambda: httpx2.get(f"{api}/counties").status_code == 200)
    assert [row["name"] for row in httpx2.get(f"{api}/counties", timeout=60).json()["items"]] == ["东山区", "西河县"]
