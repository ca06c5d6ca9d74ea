"""A server as users run it: a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path


class Process:
    """A server started as a shell would, with its stderr in a file."""

    def __init__(self, store: Path, folder: Path, *options: str, **environment: str) -> None:
        self.log = folder / "log"
        clean = {name: value for name, value in os.environ.items() if not name.startswith("SURETYGRAPH_")}
        settings = {"STORE": f"sqlite:///{store.as_posix()}", "SIDE_STORE": str(folder / "side.db"), "WARM": "no"} | environment
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "api", "serve", *options], stdout=subprocess.DEVNULL, stderr=log,
                env=clean | {f"SURETYGRAPH_{name}": value for name, value in settings.items()},
            )  # fmt: skip

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    @property
    def pid(self) -> int:
        return self._process.pid

    def url(self) -> str:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if found := re.search(r"listening on (http://\S+),", self.said):
                return found[1]
            assert self._process.poll() is None, self.said
            time.sleep(0.05)
        raise AssertionError(self.said)

    def end(self, sign: int) -> tuple[int, float]:
        """Send a signal: the exit code, and the seconds it took."""
        started = time.monotonic()
        self._process.send_signal(sign)
        return self._process.wait(timeout=30), time.monotonic() - started

    def wait(self) -> int:
        return self._process.wait(timeout=60)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
