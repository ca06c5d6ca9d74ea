"""`Succession`: from which state of the store answers are made while the snapshot of a run that landed is still being worked out.

Where that takes seconds, everybody waits and reads the new run. Where it takes longer (a city: half a minute), readers are answered from
the run before until the new one is ready, and every answer says which it was made from; who brought the run himself waits for it.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from graph.store import StoreState

_PATIENCE: Final = 10.0  # seconds readers wait for a snapshot
_MOST_AUTHORS: Final = 1000  # remembered with the run they brought


class Succession:
    """One a server process. Without somebody who prepares snapshots (`settle`) the store's own state is always taken."""

    def __init__(self, patience: float = _PATIENCE) -> None:
        self._patience = patience
        self._settled: StoreState | None = None
        self._took = 0.0
        self._brought: dict[str, int] = {}
        self._changed = threading.Condition()
        self.landed = threading.Event()  # somebody met a state that is not prepared

    def settle(self, state: StoreState, seconds: float) -> None:
        """A state's snapshot is ready, or cannot be made; it took so many seconds."""
        with self._changed:
            self._settled, self._took = state, seconds
            self._brought = {who: run for who, run in self._brought.items() if run > state.last_run}
            self._changed.notify_all()

    def brought(self, who: str, run: int) -> None:
        """Somebody wrote a run: he reads no earlier one."""
        with self._changed:
            if len(self._brought) < _MOST_AUTHORS and (self._settled is None or run > self._settled.last_run):
                self._brought[who] = max(run, self._brought.get(who, 0))

    def present(self, state: StoreState, who: str | None) -> StoreState:
        """The state to answer from, where the store holds `state` now. None: who must have the latest, however long it takes."""
        settled = self._settled
        if settled is None or who is None or not _follows(state, settled):
            return state
        self.landed.set()
        with self._changed:
            if self._brought.get(who, 0) > settled.last_run:
                return state
            if self._took <= self._patience:
                self._changed.wait_for(lambda: self._settled is not settled, self._patience)
            settled = self._settled or settled
        return settled if _follows(state, settled) else state


def _follows(state: StoreState, settled: StoreState) -> bool:
    """Whether a state is a later one of the same store."""
    return state.store_id == settled.store_id and state.last_run > settled.last_run
