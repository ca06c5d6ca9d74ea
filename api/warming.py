"""Building today's snapshot, with what most requests read, before somebody asks: at the start, and after every run that lands."""

from __future__ import annotations

import threading
import time
from functools import partial
from typing import TYPE_CHECKING, Final

import structlog

from api.earlier import levels_before
from api.security.roles import Visitor
from graph.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from api.snapshots import Snapshot, Snapshots
    from graph.side_store import SideStore
    from graph.store import StoreState

_PIECES: Final = ("circles", "desk", "queue", "findings", "shelf", "credit", "classification", "spillover")
_WARM: Final = "warm"
_LOOK_SECONDS: Final = 2.0  # between two looks for a run of another process
_MOST_SCOPES: Final = 16  # whose views are prepared too


class Warming:
    """One thread. Requests meanwhile are answered from the snapshot before, or wait (`Succession`)."""

    def __init__(self, snapshots: Snapshots, side: SideStore) -> None:
        self._snapshots = snapshots
        self._side = side
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name="warming", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Begin no further piece."""
        self._stopped.set()
        self._snapshots.succession.landed.set()

    def _work(self) -> None:
        seen: StoreState | None = None
        reachable = True
        landed = self._snapshots.succession.landed
        while not self._stopped.is_set():
            try:
                state = self._snapshots.state()
            except StoreError as fault:
                if reachable and not self._stopped.is_set():
                    structlog.get_logger().warning("store", code=fault.code, detail=fault.message)
                reachable = False
            else:
                if state != seen and state.last_run:
                    self._prepare(state)
                seen, reachable = state, True
            if landed.wait(_LOOK_SECONDS):
                landed.clear()

    def _prepare(self, state: StoreState) -> None:
        """Make the snapshot of a state; then let the readers have it."""
        started = time.perf_counter()
        log = structlog.get_logger()
        try:
            shot = self._snapshots.current()
            for step in self._steps(shot):
                if self._stopped.is_set():
                    return
                step()
        except Exception:  # whoever asks for the piece meets the same, and is answered
            if not self._stopped.is_set():
                log.exception("warm")
            self._snapshots.succession.settle(state, time.perf_counter() - started)
            return
        seconds = time.perf_counter() - started
        shot.once(_WARM, lambda: True)
        self._snapshots.succession.settle(state, seconds)
        log.info("warm", snapshot=str(shot.id), seconds=round(seconds, 2))
        try:
            levels_before(self._snapshots, shot)
        except Exception:  # as above
            log.exception("warm")
        self._snapshots.forget_before(state)

    def _steps(self, shot: Snapshot) -> Iterator[Callable[[], object]]:
        """What everybody's questions share, then what those see who have keys; where nobody has one, what an open server shows."""
        yield from (partial(getattr, shot, piece) for piece in _PIECES)
        keys = [Visitor("", key.role, key.jurisdiction) for key in self._side.keys.every() if key.revoked_at is None]  # type: ignore[arg-type]
        scopes = {visitor.scope: visitor for visitor in (keys or [Visitor("", "admin")])}
        for name in sorted(scopes, key=lambda name: (scopes[name].jurisdiction or "", name))[:_MOST_SCOPES]:
            yield partial(_look, shot, scopes[name])


def _look(shot: Snapshot, visitor: Visitor) -> None:
    """Ask once for what a visitor's questions share, and for all there is of the first enterprise of its own."""
    import numpy as np

    from api.security.circles import circle_row, queue_row
    from api.security.credit import credit_of
    from api.security.enterprises import dossier
    from api.security.findings import FindingFilter, chosen
    from api.security.maturities import DueFilter, due
    from graph.network import PartyKind

    view = shot.view(visitor)
    queue_row(shot, view, "")
    circle_row(shot, view, "")
    chosen(shot, view, FindingFilter(None, "info", None, None, None))
    due(shot, view, DueFilter((), None, None, None))[:1]
    for place in np.flatnonzero(view.own & (view.network.parties.kind == PartyKind.ENTERPRISE))[:1].tolist():
        code = dossier(shot, place, view)["party"]
        credit_of(shot, view, [(code, None)])


def is_warm(shot: Snapshot | None) -> bool:
    """Whether what most requests read of a snapshot is there."""
    return shot is not None and shot.made(_WARM)
