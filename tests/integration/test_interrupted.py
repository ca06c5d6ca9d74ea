"""Ctrl-C at a terminal while a load runs: one sentence, exit code 130, and a store that never heard of the load."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
pty = pytest.importorskip("pty")


def everything(terminal: int) -> bytes:
    """What a terminal whose other end is closed still shows."""
    seen = b""
    while True:
        try:
            part = os.read(terminal, 65_536)
        except OSError:  # how Linux says that there is no other end any more
            return seen
        if not part:
            return seen
        seen += part


@pytest.mark.parametrize("stage", ["read", "write"])
def test_an_interrupted_load_leaves_no_trace(stage: str, feed: Callable[..., Any], call: Callable[..., Any], tmp_path: Path) -> None:
    feed(自然人="人员标识,姓名\nP0,某甲\n")
    before = {name: call(*name, "--json").out for name in (("runs",), ("search", "某"))}
    big = tmp_path / "big"
    big.mkdir()
    lines = "".join(f"P{place},某人{place}\n" for place in range(200_000))
    (big / "自然人.csv").write_text(f"人员标识,姓名\n{lines}", encoding="utf-8")

    terminal, other_end = pty.openpty()
    command = [sys.executable, "-m", "api", "ingest", str(big), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=other_end, cwd=ROOT, start_new_session=True) as load:
        os.close(other_end)
        seen = b""
        while stage.encode() not in seen:  # the progress bar names the stage
            seen += os.read(terminal, 4096)
        load.send_signal(signal.SIGINT)
        out, _ = load.communicate(timeout=60)
    seen += everything(terminal)
    os.close(terminal)
    assert (load.returncode, out) == (130, b"")
    assert b"interrupted; nothing unfinished was kept [interrupted]" in seen
    assert b"Traceback" not in seen
    assert {name: call(*name, "--json").out for name in before} == before
