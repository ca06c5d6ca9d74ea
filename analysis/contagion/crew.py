"""Threads that share out parties; what a party gives never depends on which thread took it."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import Final, TypeVar

from graph.errors import InvalidParameter

_CHUNK: Final = 2048  # parties a thread takes at a time
_Desk = TypeVar("_Desk")
_Found = TypeVar("_Found")


def share_out(
    size: int,
    furnish: Callable[[], _Desk],
    work: Callable[[_Desk, int, int], _Found],
    threads: int | None = None,
    *,
    chunk: int = _CHUNK,
) -> tuple[list[_Found], list[_Desk]]:
    """`work(desk, first, last)` for every chunk of range(size), in order, and the desks, one a thread (default: one a processor)."""
    if threads is not None and threads < 1:
        raise InvalidParameter(f"threads is {threads}: it must be at least 1")
    chunks = range(0, size, chunk)
    desks = [furnish() for _ in range(min(threads or os.cpu_count() or 1, max(1, len(chunks))))]
    free: SimpleQueue[_Desk] = SimpleQueue()
    for desk in desks:
        free.put(desk)

    def take(first: int) -> _Found:
        desk = free.get()
        try:
            return work(desk, first, min(first + chunk, size))
        finally:
            free.put(desk)

    if len(desks) == 1:
        return [take(first) for first in chunks], desks
    with ThreadPoolExecutor(len(desks)) as pool:
        return list(pool.map(take, chunks)), desks
