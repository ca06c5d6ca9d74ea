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
    from collections.abc import Callable

    from api.snapshots import Snapshot, Snapshots
    from graph.side_store import SideStore
    from graph.store import StoreState

PIECES: Final = ("circles", "desk", "queue", "findings", "shelf", "credit", "classification")
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
        started = time.perf_counter()
        log = structlog.get_logger()
        shot = None
        try:
            shot = self._snapshots.current()
            for piece in PIECES:
                if self._stopped.is_set():
                    return
                getattr(shot, piece)
        except Exception:  # whoever asks for the piece meets the same, and is answered
            if not self._stopped.is_set():
                log.exception("warm")
        seconds = time.perf_counter() - started
        self._snapshots.succession.settle(state, seconds)
        if shot is not None and is_warm(shot):
            log.info("warm", snapshot=str(shot.id), seconds=round(seconds, 2))
            self._prepare_views(shot)
            self._snapshots.forget_before(state)

    def _prepare_views(self, shot: Snapshot) -> None:
        """What those see who have keys, and what was so before: the first of them to ask would wait for it."""
        log = structlog.get_logger()
        keys = [Visitor("", key.role, key.jurisdiction) for key in self._side.keys.every() if key.revoked_at is None]  # type: ignore[arg-type]
        scopes = {visitor.scope: visitor for visitor in keys}
        looks: list[Callable[[], object]] = [partial(_look, shot, scopes[name]) for name in sorted(scopes)[:_MOST_SCOPES]]
        looks.append(partial(levels_before, self._snapshots, shot))
        for look in looks:
            if self._stopped.is_set():
                return
            try:
                look()
            except Exception:  # as above
                log.exception("warm")


def _look(shot: Snapshot, visitor: Visitor) -> None:
    """Ask for what a visitor's questions share: the view, the findings seen, and of the first enterprise of its own all there is."""
    import numpy as np

    from api.security.credit import credit_of
    from api.security.enterprises import dossier
    from api.security.findings import FindingFilter, chosen
    from graph.network import PartyKind

    view = shot.view(visitor)
    chosen(shot, view, FindingFilter(None, "info", None, None, None))
    for place in np.flatnonzero(view.own & (view.network.parties.kind == PartyKind.ENTERPRISE))[:1].tolist():
        code = dossier(shot, place, view)["party"]
        credit_of(shot, view, [(code, None)])


def is_warm(shot: Snapshot | None) -> bool:
    """Whether what most requests read of a snapshot is there."""
    return shot is not None and all(shot.made(piece) for piece in PIECES)
