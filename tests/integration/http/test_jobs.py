"""Jobs in real processes: cancelled, killed, interrupted, and never lost or done twice."""

from __future__ import annotations

import json
import multiprocessing
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient

from tests.integration.http.conftest import serving, start
from tests.integration.http.server_process import Process

LONG = {"model": "montecarlo", "scenarios": 1_000_000, "seed": 7}
SHORT = {"model": "montecarlo", "scenarios": 20, "seed": 7}
Until = Callable[[Callable[[], Any]], Any]


@pytest.fixture
def alone(demo_file: Path, tmp_path: Path) -> Iterator[Any]:
    """A server with jobs of its own."""
    yield from serving(f"sqlite:///{demo_file.as_posix()}", tmp_path, jobs_per_user=2)


def submit(client: Any, scenario: dict[str, Any], base: str = "") -> str:
    asked = client.post(f"{base}/api/v1/simulations", json=scenario)
    assert asked.status_code == 202, asked.text
    return f"{base}{asked.headers['location']}"


def told(client: Any, address: str) -> dict[str, Any]:
    found = client.get(address)
    assert found.status_code == 200, found.text
    job: dict[str, Any] = found.json()
    return job


def running(client: Any, address: str, wait: Until) -> None:
    """Wait until a job is in the middle of its work."""
    wait(lambda: told(client, address)["progress"] or None)
    assert told(client, address)["status"] == "running"


def ended(client: Any, address: str, wait: Until) -> dict[str, Any]:
    wait(lambda: told(client, address)["status"] not in ("queued", "running"))
    return told(client, address)


def test_one_that_runs_is_cancelled_and_the_next_is_done(alone: Any, wait: Until) -> None:
    city = alone.clients["city"]
    address, waiting = submit(city, LONG), submit(city, SHORT)
    running(city, address, wait)
    assert told(city, waiting)["status"] == "queued"
    before = {child.pid for child in multiprocessing.active_children()}
    assert city.delete(address).status_code == 202
    job = ended(city, address, wait)
    assert (job["status"], job["result"], job["error"]) == ("cancelled", None, None)
    assert 0 < job["progress"] < 1
    assert ended(city, waiting, wait)["status"] == "done"
    assert before - {child.pid for child in multiprocessing.active_children()}  # the process that did it is no more
    assert city.delete(address).json()["status"] == "cancelled"


def test_one_that_waits_is_cancelled_at_once(alone: Any, wait: Until) -> None:
    city = alone.clients["city"]
    first, second = submit(city, LONG), submit(city, LONG | {"seed": 8})
    assert city.delete(second).json()["status"] == "cancelled"
    assert city.delete(first).status_code == 202
    assert ended(city, first, wait)["status"] == "cancelled"
    assert told(city, second)["started_at"] is None


def test_nobody_has_more_jobs_at_once_than_the_setting(alone: Any, wait: Until) -> None:
    city, analyst = alone.clients["city"], alone.clients["analyst"]
    mine = [submit(city, LONG), submit(city, LONG)]
    refused = city.post("/api/v1/simulations", json=SHORT)
    assert (refused.status_code, refused.json()["code"]) == (429, "too-many")
    assert int(refused.headers["retry-after"]) > 0
    others = submit(analyst, SHORT)
    for address in mine:
        city.delete(address)
    assert ended(analyst, others, wait)["status"] == "done"
    submit(city, SHORT)


@pytest.mark.parametrize(("sign", "status"), [("kill", "failed"), ("terminate", "interrupted")])
def test_a_worker_that_is_killed_takes_its_job_with_it_and_nothing_else(alone: Any, wait: Until, sign: str, status: str) -> None:
    city = alone.clients["city"]
    before = set(multiprocessing.active_children())
    address = submit(city, LONG)
    running(city, address, wait)
    (worker,) = set(multiprocessing.active_children()) - before
    getattr(worker, sign)()
    job = ended(city, address, wait)
    assert job["status"] == status
    if status == "failed":
        assert job["error"] == {"code": "worker-ended", "detail": "the process that did the work ended before it was done"}
        assert city.get(f"{address}/result").json()["code"] == "conflict"
    assert ended(city, submit(city, SHORT), wait)["status"] == "done"


def test_a_server_that_stops_interrupts_what_runs_and_leaves_what_waits_to_the_next(demo_file: Path, tmp_path: Path, wait: Until) -> None:
    store = f"sqlite:///{demo_file.as_posix()}"
    with TestClient(start(store, tmp_path), base_url="http://localhost") as client:
        address, waiting = submit(client, LONG), submit(client, SHORT)
        running(client, address, wait)
        began = time.monotonic()
    assert time.monotonic() - began < 5
    with TestClient(start(store, tmp_path), base_url="http://localhost") as client:
        assert told(client, address)["status"] == "interrupted"
        assert ended(client, waiting, wait)["status"] == "done"
    assert not list(tmp_path.glob("*.runner.*"))


def test_servers_of_one_side_store_share_the_jobs_and_do_each_once(demo_file: Path, tmp_path: Path, wait: Until) -> None:
    store = f"sqlite:///{demo_file.as_posix()}"
    with (
        TestClient(start(store, tmp_path, jobs_per_user=20), base_url="http://localhost") as one,
        TestClient(start(store, tmp_path, jobs_per_user=20), base_url="http://localhost") as other,
    ):
        addresses = [submit((one, other)[turn % 2], SHORT | {"seed": turn}) for turn in range(8)]
        jobs = [ended(other, address, wait) for address in addresses]
        side = one.app.state.services.side  # type: ignore[attr-defined]
        runners = {row["runner"] for row in side.rows("SELECT runner FROM jobs")}
    assert {job["status"] for job in jobs} == {"done"}
    assert [job["result"]["seed"] for job in jobs] == list(range(8))
    assert len(runners) == 2


@pytest.fixture
def begin(demo_file: Path, tmp_path: Path) -> Iterator[Callable[..., tuple[Process, str]]]:
    """Start a server over one side store, as often as asked."""
    servers: list[Process] = []

    def server() -> tuple[Process, str]:
        servers.append(Process(demo_file, tmp_path, "--port", "0"))
        return servers[-1], servers[-1].url()

    yield server
    for one in servers:
        one.kill()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_server_killed_in_mid_job_leaves_no_process_and_loses_no_job(begin: Callable[..., tuple[Process, str]], wait: Until) -> None:
    server, base = begin()
    with httpx2.Client(timeout=30) as client:
        address, waiting = submit(client, LONG, base), submit(client, SHORT, base)
        running(client, address, wait)
        children = _children(server.pid)
        assert children
        server.kill()
        wait(lambda: not any(Path(f"/proc/{child}/cmdline").exists() for child in children))
        _, again = begin()
        job = told(client, address.replace(base, again))
        assert (job["status"], job["result"], job["error"]) == ("interrupted", None, None)
        assert ended(client, waiting.replace(base, again), wait)["status"] == "done"


def _children(pid: int) -> list[int]:
    stats = [path.read_text(encoding="utf-8", errors="replace") for path in Path("/proc").glob("[0-9]*/stat")]
    rows = [(int(text.split(" ", 1)[0]), text.rpartition(")")[2].split()) for text in stats]
    return [child for child, fields in rows if int(fields[1]) == pid]


def test_sigterm_ends_a_server_with_a_job_and_a_listener_in_time(begin: Callable[..., tuple[Process, str]], wait: Until) -> None:
    server, base = begin()
    with httpx2.Client(timeout=30) as client:
        address = submit(client, LONG, base)
        with client.stream("GET", f"{address}/events") as stream:
            lines = stream.iter_lines()
            assert next(lines) == "event: progress"
            running(client, address, wait)
            code, seconds = server.end(signal.SIGTERM)
        assert (code, seconds < 10) == (0, True), seconds
        _, again = begin()
        assert told(client, address.replace(base, again))["status"] == "interrupted"


def test_a_listener_that_leaves_leaves_the_job_alone(begin: Callable[..., tuple[Process, str]], wait: Until) -> None:
    server, base = begin()
    with httpx2.Client(timeout=30) as client:
        address = submit(client, LONG, base)
        running(client, address, wait)
        for _ in range(3):
            with client.stream("GET", f"{address}/events") as stream:
                assert next(stream.iter_lines()) == "event: progress"
        told_of = wait(lambda: _ended_streams(server) if len(_ended_streams(server)) == 3 else None)
        assert {one["status"] for one in told_of} == {200}
        assert told(client, address)["status"] == "running"
        assert client.delete(address).status_code == 202
        with client.stream("GET", f"{address}/events") as stream:
            last = [line for line in stream.iter_lines() if line.startswith("data: ")][-1]
        assert json.loads(last.removeprefix("data: "))["status"] == "cancelled"
    assert "Traceback" not in server.said


def _ended_streams(server: Process) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in server.said.splitlines()[1:]]
    return [line for line in lines if line["event"] == "request" and line["route"].endswith("/events")]
