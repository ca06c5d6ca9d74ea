"""How long work reports its progress: a callback handed down, so that only the front door knows a screen."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with the stage, the steps done and the steps in all (0: not known)."""


def silent(stage: str, done: int, total: int) -> None:
    """Report nothing; the default everywhere."""
