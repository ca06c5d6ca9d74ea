"""How the hot loops are compiled, where machine code is kept, and whether it is there.

numba keeps machine code beside the source, where that folder cannot be written in the user's cache folder, or where NUMBA_CACHE_DIR
says. It takes a kernel's code for stale when the file of that kernel changed; but it also contains the kernels it calls from other
files. So the code of a folder is kept together with a digest of its sources, and all of it goes when they change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final, TypeVar

import numba
import numpy as np
import numpy.typing as npt

FOLDERS: Final = ("analysis.contagion.kernels", "analysis.circles.kernels")  # where kernels live

_Kernel = TypeVar("_Kernel", bound=Callable[..., Any])
_made: list[Any] = []  # every kernel of the files imported so far


@dataclass(frozen=True)
class Compiled:
    """How many kernels there are, how many wait on disk as machine code, and where."""

    kernels: int
    on_disk: int
    folders: tuple[str, ...]


def kernel(function: _Kernel) -> _Kernel:
    """Compile on first use, keep the result, and run without the interpreter's lock.

    Without numba's runtime (`_nrt`) a kernel cannot allocate and counts no references: two atomic additions for every array of every
    call made these loops three times slower, and threads wait for each other's.
    """
    return _made_of(function, forceinline=False)


def woven(function: _Kernel) -> _Kernel:
    """A kernel that becomes part of those that call it: the smallest and most called, whose arguments cost more than their work."""
    return _made_of(function, forceinline=True)


def _made_of(function: _Kernel, *, forceinline: bool) -> _Kernel:
    options: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False, "forceinline": forceinline}
    made: Any = numba.njit(**options)(function)
    with suppress(RuntimeError):  # no folder to keep anything in: every process compiles anew
        made.enable_caching()
        _keep_fresh(Path(function.__code__.co_filename).parent, Path(_shelf(made).cache_path))
    _made.append(made)
    compiled: _Kernel = made
    return compiled


def pinned(values: npt.NDArray[Any], dtype: type[np.generic]) -> npt.NDArray[Any]:
    """The same values with one dtype, contiguous and read-only, so that every network is one signature to the compiler."""
    view = np.ascontiguousarray(values, dtype).view()
    view.setflags(write=False)
    return view


def state() -> Compiled:
    """Which kernels wait on disk; those of rarer questions are compiled when first asked."""
    for folder in FOLDERS:
        for source in sorted(Path(import_module(folder).__path__[0]).glob("*.py")):
            import_module(f"{folder}.{source.stem}" if source.stem != "__init__" else folder)
    shelves = [_shelf(made) for made in _made]
    return Compiled(
        kernels=len(shelves),
        on_disk=sum(_filled(shelf) for shelf in shelves),
        folders=tuple(sorted({str(shelf.cache_path) for shelf in shelves if shelf.cache_path})),
    )


def _shelf(made: Any) -> Any:
    """The cache of a kernel; numba names it only privately."""
    return made._cache


def _filled(shelf: Any) -> bool:
    return bool(shelf.cache_path and shelf._cache_file._load_index())  # empty when numba would take the code for stale


@cache
def _keep_fresh(sources: Path, shelves: Path) -> None:
    """Drop machine code that was made from other sources than those in the folder now."""
    digest = hashlib.sha256()
    for source in sorted(sources.glob("*.py")):
        digest.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    mark = shelves / f"sources-{digest.hexdigest()[:16]}"
    if mark.exists():
        return
    with suppress(OSError):  # another process does it, or nothing can be kept here at all
        for old in (*shelves.glob("*.nbi"), *shelves.glob("sources-*")):
            old.unlink(missing_ok=True)
        shelves.mkdir(parents=True, exist_ok=True)
        mark.touch()
