"""`JobRunner`: claims queued jobs for one server process, has workers do them, and tells the side store how they go.

A claim is a lease that is renewed while the work goes on. Any number of server processes may share a side store: a job is claimed once, and
one whose runner is gone is marked as interrupted, never done again.
"""

from __future__ import annotations

import os
import queue
import secrets
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import structlog

from api.jobs import loading, simulations
from api.jobs.messages import Done, Ended, Failed, Progress, Task
from api.jobs.process import WorkerProcess
from graph.errors import StoreError
from graph.side_store import JobStatus, Presence

if TYPE_CHECKING:
    from api.settings import Settings
    from graph.side_store import Job, SideStore

_LOOK_SECONDS: Final = 0.5  # between two looks for jobs of other server processes
_LISTEN_SECONDS: Final = 0.1  # between two looks at whether the server stops
_BEAT_SECONDS: Final = 0.5
_CLOSE_SECONDS: Final = 3.0  # a server has ten for all of its end
_TRIES: Final = 5  # to write down how a job ended


class JobRunner:
    """One thread a worker process: those of the setting for simulations, and one for loads, which wait for no simulation."""

    def __init__(self, side: SideStore, settings: Settings) -> None:
        self.name = secrets.token_hex(8)
        self._side = side
        self._days = settings.job_days
        self._presence = Presence(side.path, self.name)
        self._stopping = threading.Event()
        self._calls: queue.SimpleQueue[None] = queue.SimpleQueue()
        threads = max(1, ((os.cpu_count() or 1) - 1) // (settings.job_workers * settings.workers))
        kinds = (*[simulations.KIND] * settings.job_workers, loading.KIND)
        self._slots = [
            threading.Thread(target=self._work, args=(WorkerProcess(settings, threads), kind), name=f"jobs-{number}", daemon=True)
            for number, kind in enumerate(kinds)
        ]

    def start(self) -> None:
        """Begin to take jobs; those a runner left behind that is gone become interrupted."""
        self._presence.begin()
        self._side.jobs.abandon()
        self._side.jobs.forget(self._days)
        for slot in self._slots:
            slot.start()

    def call(self) -> None:
        """There is a new job: somebody who is free takes it at once."""
        for _ in self._slots:
            self._calls.put(None)

    def close(self) -> None:
        """Stop at once: what runs is interrupted."""
        self._stopping.set()
        until = time.monotonic() + _CLOSE_SECONDS
        self.call()
        for slot in self._slots:
            if slot.ident is not None:
                slot.join(max(0.0, until - time.monotonic()))
        self._presence.end()

    def _work(self, worker: WorkerProcess, kind: str) -> None:
        try:
            while not self._stopping.is_set():
                job = self._next(kind)
                if job is not None:
                    self._do(job, worker)
                else:
                    with suppress(queue.Empty):
                        self._calls.get(timeout=_LOOK_SECONDS)
        finally:
            worker.end()

    def _next(self, kind: str) -> Job | None:
        try:
            self._side.jobs.expire()
            return self._side.jobs.claim(self.name, (kind,))
        except StoreError as fault:
            structlog.get_logger().error("jobs", code=fault.code, detail=fault.message)
            return None

    def _do(self, job: Job, worker: WorkerProcess) -> None:
        log = structlog.get_logger().bind(job=job.id, kind=job.kind)
        log.info("job", status="running")
        started = time.monotonic()
        try:
            worker.begin(Task(job.kind, job.request))
            ending = self._followed(job, worker)
        except Exception:  # a job that cannot be done is failed, and the next one is taken
            log.exception("job")
            worker.end()
            ending = _failure(Failed("internal", "a defect of the program; the log has it under the job's id"))
        if ending.error is not None:
            log.error("job", **ending.error, trace=ending.trace)
        self._write(job, ending)
        if job.kind == loading.KIND:
            worker.end()  # a load leaves much memory behind, and another one is far away
        log.info("job", status=ending.status, seconds=round(time.monotonic() - started, 2))

    def _followed(self, job: Job, worker: WorkerProcess) -> _Ending:
        """Stay with a job until it ends, however it ends."""
        last, beat_at = Progress("", 0.0), 0.0
        while True:
            match worker.heard(_LISTEN_SECONDS):
                case Progress() as last:
                    pass
                case Done(result):
                    return _Ending("done", result=result)
                case Failed() as fault:
                    return _failure(fault)
                case Ended(asked=True):
                    return _Ending("interrupted")
                case Ended():
                    return _failure(Failed("worker-ended", "the process that did the work ended before it was done"))
            if self._stopping.is_set():
                worker.end()
                return _Ending("interrupted")
            if time.monotonic() >= beat_at:
                beat_at = time.monotonic() + _BEAT_SECONDS
                if self._unwanted(job, last):
                    worker.end()
                    return _Ending("cancelled")

    def _unwanted(self, job: Job, last: Progress) -> bool:
        """Renew the lease; whether the job is to be cancelled, or is another's now."""
        try:
            return self._side.jobs.beat(self.name, job.id, last.done, last.stage or None)
        except StoreError:
            return False  # the next beat may be heard

    def _write(self, job: Job, ending: _Ending) -> None:
        """Write how a job ended, again where the side store is held by others for long."""
        for left in reversed(range(_TRIES)):
            try:
                self._side.jobs.finish(self.name, job.id, ending.status, result=ending.result, error=ending.error)
            except StoreError as fault:
                structlog.get_logger().error("jobs", code=fault.code, detail=fault.message, tries_left=left)
                if self._stopping.is_set():
                    return
            else:
                return


@dataclass(frozen=True)
class _Ending:
    """How a job ends."""

    status: JobStatus
    result: bytes | None = None
    error: dict[str, Any] | None = None
    trace: str | None = None


def _failure(fault: Failed) -> _Ending:
    return _Ending("failed", error={"code": fault.code, "detail": fault.detail}, trace=fault.trace)
