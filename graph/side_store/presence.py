"""Whether a process still lives, as seen by any other: each holds a lock on a file of its own, which ends with it however it ends.

The lock is SQLite's, so it works wherever the side store does. A process that could make no such file is known by its heartbeats alone.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing, suppress
from glob import escape
from pathlib import Path
from typing import Final

_FRESH_SECONDS: Final = 60.0  # a file this young may be about to be locked


class Presence:
    """Says that the process `name` lives, until it is closed or the process ends."""

    def __init__(self, side_store: Path, name: str) -> None:
        self._path = _file(side_store, name)
        self._held: sqlite3.Connection | None = None

    def begin(self) -> None:
        """Take the lock, and clear away the files of processes that are gone."""
        for left in self._path.parent.glob(f"{escape(self._path.stem)}.*"):
            with suppress(OSError):
                if time.time() - left.stat().st_mtime > _FRESH_SECONDS and _is_free(left):
                    left.unlink()
        with suppress(sqlite3.Error):
            self._held = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
            self._held.execute("PRAGMA journal_mode = MEMORY")  # no second file is left where the process is killed
            self._held.execute("BEGIN EXCLUSIVE")

    def end(self) -> None:
        """Let go of it."""
        if self._held is not None:
            self._held.close()
            with suppress(OSError):
                self._path.unlink(missing_ok=True)


def is_gone(side_store: Path, name: str) -> bool:
    """Whether a process is known to have ended; False where that cannot be told."""
    return _is_free(_file(side_store, name))


def _file(side_store: Path, name: str) -> Path:
    return side_store.with_name(f"{side_store.name}.runner.{name}")


def _is_free(path: Path) -> bool:
    """Whether nobody holds the lock of a file that is there."""
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(path, timeout=0.0, isolation_level=None)) as asked:
            asked.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error:
        return False
    return True
