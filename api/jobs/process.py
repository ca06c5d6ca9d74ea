"""A worker as the server sees it: a process behind a pipe that is started when there is work and killed when the work is not wanted."""

from __future__ import annotations

import multiprocessing
import signal
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import TYPE_CHECKING, Final

from api.jobs import worker
from api.jobs.messages import Ended, Told

if TYPE_CHECKING:
    from api.jobs.messages import Task
    from api.settings import Settings

_SPAWN: Final = multiprocessing.get_context("spawn")  # the only start that is safe beside threads, and the one all platforms have
_KILL_SECONDS: Final = 2.0


@dataclass(eq=False)
class WorkerProcess:
    """Used by one thread."""

    settings: Settings
    threads: int
    _process: SpawnProcess | None = field(default=None, init=False)
    _pipe: Connection | None = field(default=None, init=False)

    def begin(self, task: Task) -> None:
        """Hand over a task, to a new process where there is none."""
        if self._process is None or not self._process.is_alive():
            self.end()
            self._start()
        try:
            self._open.send(task)
        except OSError:  # it ended this moment: `heard` says so
            return

    def heard(self, seconds: float) -> Told | None:
        """The next thing the worker says within that time."""
        if not wait([self._open], seconds):
            return None
        try:
            told: Told = self._open.recv()
        except (EOFError, OSError):
            return Ended(asked=self.end() == -signal.SIGTERM)
        return told

    def end(self) -> int | None:
        """Kill the process, whatever it is doing; its exit code."""
        process, pipe, self._process, self._pipe = self._process, self._pipe, None, None
        if process is None or pipe is None:
            return None
        process.kill()
        process.join(_KILL_SECONDS)
        pipe.close()
        return process.exitcode

    @property
    def _open(self) -> Connection:
        if self._pipe is None:
            raise RuntimeError("no task was begun")
        return self._pipe

    def _start(self) -> None:
        here, there = _SPAWN.Pipe()
        process = _SPAWN.Process(target=worker.main, args=(there, self.settings, self.threads), name="suretygraph-job", daemon=True)
        process.start()
        there.close()
        self._process, self._pipe = process, here
