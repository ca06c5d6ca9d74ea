"""The process that works: takes one task after the other from its pipe, and ends with the process that started it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, Final, Protocol

from api.jobs.messages import Done, Failed, Progress, Told

if TYPE_CHECKING:
    from collections.abc import Mapping
    from multiprocessing.connection import Connection

    from api.jobs.messages import Task
    from api.settings import Settings
    from graph.progress import Progress as Advance

_NICENESS: Final = 10  # whoever answers a request goes before us
_BELOW_NORMAL: Final = 0x4000  # the same on Windows
_TELL_SECONDS: Final = 0.2  # between two messages about progress
_UNREACHABLE: Final = "the store does not answer"


def main(pipe: Connection, settings: Settings, threads: int) -> None:
    """Work until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is meant for the server, which ends us in its own order
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    _stand_back(threads)
    desks: dict[str, Desk] = {}
    while True:
        try:
            task: Task = pipe.recv()
        except (EOFError, OSError):
            return
        if task.kind not in desks:
            desks[task.kind] = _desk(task.kind, settings, threads)
        pipe.send(_outcome(task, desks[task.kind], pipe))


class Desk(Protocol):
    """Does the tasks of one kind."""

    @property
    def shares(self) -> Mapping[str, tuple[float, float]]:
        """Of all the work, where each stage begins and ends."""
        ...

    def work(self, request: dict[str, Any], progress: Advance) -> dict[str, Any]:
        """The result of a task."""
        ...


def _desk(kind: str, settings: Settings, threads: int) -> Desk:
    from api.jobs import loading, simulations

    return loading.Loads(settings) if kind == loading.KIND else simulations.Simulations(settings, threads)


def _outcome(task: Task, desk: Desk, pipe: Connection) -> Told:
    from graph.errors import StoreError, SuretygraphError
    from graph.side_store import packed

    try:
        return Done(packed(desk.work(task.request, _Teller(pipe, desk.shares))))
    except StoreError as fault:
        return Failed(fault.code, _UNREACHABLE, fault.message)
    except SuretygraphError as fault:
        return Failed(fault.code, fault.message)
    except MemoryError:
        return Failed("memory", "there is not enough memory for it; ask for less at once")
    except Exception:  # noqa: BLE001 - whatever it is ends this job and not the worker
        return Failed("internal", "a defect of the program; the log has it under the job's id", traceback.format_exc())


class _Teller:
    """Tells the parent how far the work is, now and then."""

    def __init__(self, pipe: Connection, shares: Mapping[str, tuple[float, float]]) -> None:
        self._pipe = pipe
        self._shares = shares
        self._next = 0.0
        self._stage = ""

    def __call__(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now < self._next and stage == self._stage:
            return
        self._next, self._stage = now + _TELL_SECONDS, stage
        first, last = self._shares.get(stage, (0.0, 0.0))
        self._pipe.send(Progress(stage, first + (last - first) * (done / total if total else 0.0)))


def _end_with_parent() -> None:
    """Leave when the parent is gone, however it went."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(0)


def _stand_back(threads: int) -> None:
    """Leave the processors to whoever answers requests."""
    import pyarrow as pa

    pa.set_cpu_count(threads)
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), _BELOW_NORMAL)
    elif hasattr(os, "nice"):
        os.nice(_NICENESS)
