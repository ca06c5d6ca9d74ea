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
from typing import TYPE_CHECKING, Final

from api.jobs.messages import Done, Failed, Progress, Told

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from api.jobs.messages import Task
    from api.jobs.simulations import Simulations
    from api.settings import Settings

_NICENESS: Final = 15  # whoever answers a request goes before us
_BELOW_NORMAL: Final = 0x4000  # the same on Windows
_TELL_SECONDS: Final = 0.2  # between two messages about progress
_UNREACHABLE: Final = "the store does not answer"


def main(pipe: Connection, settings: Settings, threads: int) -> None:
    """Work until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is meant for the server, which ends us in its own order
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    _stand_back(threads)
    desk: Simulations | None = None
    while True:
        try:
            task: Task = pipe.recv()
        except (EOFError, OSError):
            return
        if desk is None:
            from api.jobs.simulations import Simulations

            desk = Simulations(settings, threads)
        pipe.send(_outcome(task, desk, pipe))


def _outcome(task: Task, desk: Simulations, pipe: Connection) -> Told:
    from graph.errors import StoreError, SuretygraphError
    from graph.side_store import packed

    try:
        return Done(packed(desk.work(task.request, _Teller(pipe))))
    except StoreError as fault:
        return Failed(fault.code, _UNREACHABLE, fault.message)
    except SuretygraphError as fault:
        return Failed(fault.code, fault.message)
    except MemoryError:
        return Failed("memory", "there is not enough memory for it; ask for fewer scenarios")
    except Exception:  # noqa: BLE001 - whatever it is ends this job and not the worker
        return Failed("internal", "a defect of the program; the log has it under the job's id", traceback.format_exc())


class _Teller:
    """Tells the parent how far the work is, now and then."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._next = 0.0
        self._stage = ""

    def __call__(self, stage: str, done: int, total: int) -> None:
        from api.jobs.simulations import SHARES

        now = time.monotonic()
        if now < self._next and stage == self._stage:
            return
        self._next, self._stage = now + _TELL_SECONDS, stage
        first, last = SHARES.get(stage, (0.0, 0.0))
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
