"""The compiled loops of the cascade. They allocate nothing; scratch is cleaned by undoing what was touched.

numba keeps machine code beside the source and takes it for stale when the file of that function changed. A kernel also contains the
kernels it calls from the other files here, so a change in any of them drops all of it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import numba

_Kernel = TypeVar("_Kernel", bound=Callable[..., Any])


def kernel(function: _Kernel) -> _Kernel:
    """Compile on first use, keep the result, and run without the interpreter's lock.

    Without numba's runtime (`_nrt`) a kernel cannot allocate and counts no references: two atomic additions for every array of every
    call made these loops three times slower, and threads wait for each other's.
    """
    options: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy", "_nrt": False}
    compiled: _Kernel = numba.njit(**options)(function)
    return compiled


def _drop_stale(folder: Path) -> None:
    newest = max(source.stat().st_mtime for source in folder.glob("*.py"))
    for index in (folder / "__pycache__").glob("*.nbi"):
        with suppress(OSError):  # another process did it, or the folder is read-only
            if index.stat().st_mtime < newest:
                index.unlink()


_drop_stale(Path(__file__).parent)
