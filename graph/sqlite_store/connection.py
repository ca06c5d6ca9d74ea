"""Opening the file, telling a store from another file, and saying in one sentence what went wrong."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from graph.errors import StoreBusy, StoreError, StoreIncompatible, StoreUnreachable
from graph.schema import TABLES
from graph.sqlite_store import ddl

VERSION: Final = ddl.version(TABLES.values())
RUN_CACHE_KB: Final = 65_536
HEADER_SIZE: Final = 100

_BUSY: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_NO_STORE: Final = (sqlite3.SQLITE_NOTADB,)
_DAMAGED: Final = (sqlite3.SQLITE_CORRUPT,)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system raise into a StoreError that names the file."""
    try:
        yield
    except (sqlite3.ProgrammingError, sqlite3.IntegrityError):
        raise  # our mistake, not the store's
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None)
        primary = code & 0xFF if code is not None else None
        if primary in _BUSY:
            raise StoreBusy(f"{path}: another run is being written; try again when it has ended") from error
        if primary in _NO_STORE:
            raise StoreIncompatible(f"{path}: not a suretygraph store") from error
        if primary in _DAMAGED:
            raise StoreIncompatible(f"{path}: the file is damaged ({error}); load the files into a new store") from error
        if primary == sqlite3.SQLITE_CANTOPEN:
            raise StoreUnreachable(f"{path}: cannot be opened") from error
        raise StoreError(f"{path}: {error}") from error
    except OSError as error:
        raise StoreUnreachable(f"{path}: {error.strerror or error}") from error


def connect(path: Path | str, busy_seconds: float) -> sqlite3.Connection:
    """A connection that commits only when told to; one thread at a time may use it."""
    return sqlite3.connect(path, timeout=busy_seconds, isolation_level=None, check_same_thread=False)


def again(path: Path) -> sqlite3.Connection:
    """A further connection to a file that is there; it makes none."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None, check_same_thread=False)


def unwritten() -> sqlite3.Connection:
    """What a store is before its first run: the same tables, empty, in memory."""
    connection = connect(":memory:", 0)
    _create(connection)
    return connection


def is_store(connection: sqlite3.Connection, path: Path) -> bool:
    """True for a store of this version of the schema, False for a file that nothing was ever written to.

    Raises:
        StoreIncompatible: anything else.

    """
    if 0 < path.stat().st_size < HEADER_SIZE:  # SQLite would take so short a file for an empty one
        raise StoreIncompatible(f"{path}: not a suretygraph store")
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (objects,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if objects == 0 and application in (0, ddl.APPLICATION_ID):
        return False
    if application != ddl.APPLICATION_ID:
        raise StoreIncompatible(f"{path}: a database, but not a suretygraph store")
    if version != VERSION:
        raise StoreIncompatible(f"{path}: written with another version of the schema; load the files into a new store")
    return True


def create(path: Path, busy_seconds: float) -> None:
    """Make the file a store, unless it is one: nothing of it shows until all is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(connect(path, busy_seconds)) as connection:
        if is_store(connection, path):
            return
        connection.execute(f"PRAGMA page_size = {ddl.PAGE_SIZE}")
        connection.execute("PRAGMA journal_mode = WAL")
        with transaction(connection):
            if not is_store(connection, path):
                _create(connection)


def _create(connection: sqlite3.Connection) -> None:
    for sql in ddl.statements(TABLES.values()):
        connection.execute(sql)
    connection.execute("INSERT INTO _store VALUES (?, ?)", (secrets.token_hex(16), datetime.now(UTC).isoformat()))
    connection.execute(f"PRAGMA application_id = {ddl.APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """One transaction that holds the write lock from its begin; anything raised undoes it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def fold_log(connection: sqlite3.Connection) -> None:
    """Move the write-ahead log into the file and empty it, as far as readers let it; never waits."""
    connection.execute("PRAGMA busy_timeout = 0")
    with suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
