"""What a server process and the processes that work for it say to each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Task:
    """Work to do."""

    kind: str
    request: dict[str, Any]


@dataclass(frozen=True)
class Progress:
    """How far the work is, from 0 to 1."""

    stage: str
    done: float


@dataclass(frozen=True)
class Done:
    """The work's result, packed as it is kept."""

    result: bytes


@dataclass(frozen=True)
class Failed:
    """Why there is no result; `trace` is for the log, of what nobody foresaw."""

    code: str
    detail: str
    trace: str | None = None


@dataclass(frozen=True)
class Ended:
    """The process is no more; told by the operating system. `asked`: somebody told it to end."""

    asked: bool


Told = Progress | Done | Failed | Ended
