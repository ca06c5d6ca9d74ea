"""The last stop of every error: one sentence with its code on stderr, and the exit code.

0 done · 1 loaded, or a list checked, with rejections; an audit trail that does not hold · 2 wrong usage · 3 bad input, nothing loaded · 4
store unreachable · 70 a defect of the program or the machine · 130 interrupted. `SURETYGRAPH_DEBUG=1` shows the traceback as well.
"""

from __future__ import annotations

import sys
import traceback
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

import typer

from graph.errors import SuretygraphError

WITH_REJECTIONS: Final = 1
WRONG_USAGE: Final = 2
DEFECT: Final = 70  # EX_SOFTWARE of sysexits.h
INTERRUPTED: Final = 130


@dataclass(frozen=True)
class Verdict:
    """What the caller is told about an error."""

    exit_code: int
    code: str
    sentence: str

    def __str__(self) -> str:
        return f"{' '.join(self.sentence.split())} [{self.code}]"


def verdict(fault: BaseException) -> Verdict:
    """Exit code, stable code and sentence of any exception."""
    match fault:
        case SuretygraphError():
            return Verdict(fault.exit_code, fault.code, fault.message)
        case typer.TyperException():
            return Verdict(WRONG_USAGE, "usage", fault.format_message().replace("Value error, ", "").rstrip(".") + "; try --help")
        case KeyboardInterrupt() | typer.Abort():
            return Verdict(INTERRUPTED, "interrupted", "interrupted; nothing unfinished was kept")
        case OSError() if fault.filename is not None:
            return Verdict(WRONG_USAGE, "file-access", f"{fault.filename}: {fault.strerror or fault}")
        case OSError():
            return Verdict(DEFECT, "system", fault.strerror or str(fault) or "the operating system refused")
        case MemoryError():
            return Verdict(DEFECT, "memory", "not enough memory for this work")
        case _:
            detail = f"{type(fault).__name__}: {fault}" if str(fault) else type(fault).__name__
            return Verdict(DEFECT, "internal", f"a defect of the program, please report it ({detail}); SURETYGRAPH_DEBUG=1 shows where")


class ErrorBoundary:
    """Turns whatever leaves the block into its verdict and ends the process with it."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        if fault is None or isinstance(fault, SystemExit | GeneratorExit):
            return
        from api.settings import wants_traceback

        if wants_traceback():
            traceback.print_exception(kind, fault, trace, file=sys.stderr)
        outcome = verdict(fault)
        sys.stderr.write(f"suretygraph: {outcome}\n")
        raise SystemExit(outcome.exit_code) from None
