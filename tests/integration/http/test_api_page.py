"""docs/api.md: its requests are sent, by curl and by Python, to a server in a process of its own."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from api.problems import EVERYWHERE
from graph.side_store import SideStore
from tests.integration.http.server_process import Process

PAGE = Path(__file__).parents[3] / "docs" / "api.md"
BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```", re.M | re.S)


@pytest.fixture(scope="module")
def variables(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment the page asks for, with a server behind it."""
    folder = tmp_path_factory.mktemp("page")
    server = Process(demo_file, folder, "--port", "0", "--host", "127.0.0.1", AUTH="required")
    with closing(SideStore(folder / "side.db")) as side:
        key = side.keys.create("city", None, author="tests")[1]
    yield dict(os.environ) | {"API": f"{server.url()}/api/v1", "KEY": key}
    assert server.end(signal.SIGTERM)[0] == 0


def test_the_requests_of_the_page_are_answered(variables: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API", variables["API"])
    monkeypatch.setenv("KEY", variables["KEY"])
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    blocks = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    assert {language for language, _ in blocks} == {"sh", "python"}
    told: dict[str, Any] = {}
    for language, text in blocks:
        if language == "python":
            exec(compile(text, str(PAGE), "exec"), told)  # noqa: S102
            continue
        if shutil.which("curl") is None:
            pytest.fail("curl is needed to run the page")
        done = subprocess.run(["sh", "-ec", text], env=variables, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, text + done.stdout + done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"queue.xlsx", "circles.csv", "network.graphml"}


def test_every_status_any_route_may_answer_is_explained() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert all(f"| {status} |" in text for status in (*EVERYWHERE, 404, 409, 413) if status != 500)
