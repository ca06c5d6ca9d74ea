"""Copying a SQLite file while others read and write it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from graph.errors import InvalidParameter, StoreError, StoreUnreachable
from graph.sqlite_store.connection import again, translated


def copy(source: Path, target: Path) -> None:
    """The whole file as it is at one moment, its write-ahead log included; nothing shows at `target` until all of it is there.

    Raises:
        InvalidParameter: there is something at `target` already.
        StoreError: the file is not there or cannot be read; the copy cannot be written.

    """
    if target.exists():
        raise InvalidParameter(f"{target} is there already: a backup overwrites nothing")
    if not source.is_file():
        raise StoreUnreachable(f"{source}: no such file")
    partial = target.with_name(target.name + ".partial")
    try:
        with translated(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            partial.touch(mode=0o600)
            with closing(again(source)) as read, closing(sqlite3.connect(partial)) as written:
                read.backup(written)
                (fault,) = written.execute("PRAGMA quick_check(1)").fetchone()
            if fault != "ok":
                raise StoreError(f"{source}: the file is damaged ({fault})")
            partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
