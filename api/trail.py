"""Writing the audit trail while requests go on: acts of reading are queued and written by one thread, in order.

What is done to data is written in the transaction that does it, or before its answer leaves (`Trail.now`).
"""

from __future__ import annotations

import queue
import threading
from typing import Final

import structlog

from graph.errors import StoreError
from graph.side_store import Act, SideStore
from graph.side_store.audit import append

_BATCH: Final = 256


class Trail:
    """The one writer of a server process."""

    def __init__(self, side: SideStore) -> None:
        self._side = side
        self._waiting: queue.SimpleQueue[Act | threading.Event | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="audit", daemon=True)
        self._thread.start()

    def later(self, act: Act) -> None:
        """Write an act soon."""
        self._waiting.put(act)

    def now(self, act: Act) -> None:
        """Write an act before going on."""
        self.flush()
        self._side.audit.write(act)

    def flush(self) -> None:
        """Wait until everything queued is written."""
        done = threading.Event()
        self._waiting.put(done)
        done.wait(timeout=10.0)

    def close(self) -> None:
        """Write everything and stop."""
        self._waiting.put(None)
        self._thread.join(timeout=10.0)

    def _work(self) -> None:
        going = True
        while going:
            taken = [self._waiting.get()]
            while len(taken) < _BATCH and not self._waiting.empty():
                taken.append(self._waiting.get())
            acts = [one for one in taken if isinstance(one, Act)]
            try:
                if acts:
                    with self._side.transaction() as connection:
                        for act in acts:
                            append(connection, act)
            except StoreError as fault:  # the answers have left; the log is what remains
                structlog.get_logger().error("audit", detail=fault.message, lost=len(acts))
            for one in taken:
                if isinstance(one, threading.Event):
                    one.set()
            going = None not in taken
