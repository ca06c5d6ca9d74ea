"""Building today's snapshot, with what most requests read, before somebody asks: at the start, and after every run that lands."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final

import structlog

from api.earlier import levels_before
from graph.errors import StoreError

if TYPE_CHECKING:
    from api.snapshots import Snapshot, Snapshots
    from graph.store import StoreState

PIECES: Final = ("circles", "desk", "queue", "findings")
_LOOK_SECONDS: Final = 2.0  # between two looks for a run of another process


class Warming:
    """One thread; requests meanwhile wait for the piece they need."""

    def __init__(self, snapshots: Snapshots) -> None:
        self._snapshots = snapshots
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name="warming", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Begin no further piece."""
        self._stopped.set()

    def _work(self) -> None:
        seen: StoreState | None = None
        reachable = True
        while not self._stopped.is_set():
            try:
                state = self._snapshots.state()
            except StoreError as fault:
                if reachable and not self._stopped.is_set():
                    structlog.get_logger().warning("store", code=fault.code, detail=fault.message)
                reachable = False
            else:
                if state != seen and state.last_run:
                    self._warm()
                seen, reachable = state, True
            self._stopped.wait(_LOOK_SECONDS)

    def _warm(self) -> None:
        started = time.perf_counter()
        log = structlog.get_logger()
        try:
            shot = self._snapshots.current()
            for piece in PIECES:
                if self._stopped.is_set():
                    return
                getattr(shot, piece)
            log.info("warm", snapshot=str(shot.id), seconds=round(time.perf_counter() - started, 2))
            levels_before(self._snapshots, shot)
        except Exception:  # whoever asks for the piece meets the same, and is answered
            if not self._stopped.is_set():
                log.exception("warm")


def is_warm(shot: Snapshot | None) -> bool:
    """Whether what most requests read of a snapshot is there."""
    return shot is not None and all(shot.made(piece) for piece in PIECES)
