"""`KeptAnswers`: the bodies of a snapshot's answers, so that a question asked again is not worked out again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

_MOST_BYTES: Final = 48 * 2**20
_LARGEST: Final = 2**20  # a body that would drive out too many others


@dataclass(frozen=True)
class Body:
    """What is sent, and how many results it tells of."""

    content: bytes
    results: int


class KeptAnswers:
    """Those asked for last, up to so many bytes together. An answer's tag names everything it depends on, so none grows old."""

    def __init__(self, most: int = _MOST_BYTES) -> None:
        self._most = most
        self._bodies: OrderedDict[str, Body] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, tag: str, make: Callable[[], Body]) -> Body:
        """The answer of a tag. Two who ask for it at once may both work it out."""
        with self._lock:
            found = self._bodies.get(tag)
            if found is not None:
                self._bodies.move_to_end(tag)
                return found
        made = make()
        if len(made.content) <= min(_LARGEST, self._most):
            with self._lock:
                self._keep(tag, made)
        return made

    def _keep(self, tag: str, made: Body) -> None:
        if tag in self._bodies:
            return
        self._bodies[tag] = made
        self._bytes += len(made.content)
        while self._bytes > self._most:
            self._bytes -= len(self._bodies.popitem(last=False)[1].content)


__all__ = ["Body", "KeptAnswers"]
