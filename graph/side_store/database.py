"""`SideStore`: the file, its tables, and one connection a thread."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from graph.errors import StoreBusy, StoreError, StoreIncompatible, StoreUnreachable
from graph.side_store.audit import AuditTrail
from graph.side_store.jobs import Jobs
from graph.side_store.keys import ApiKeys
from graph.side_store.sessions import Sessions
from graph.side_store.submissions import Submissions
from graph.side_store.views import TABLE as VIEWS
from graph.side_store.views import KeptViews

APPLICATION_ID: Final = 0x5347_5344  # "SGSD"
VERSION: Final = 1

_TABLES: Final = (
    """CREATE TABLE api_keys (
        id TEXT PRIMARY KEY, digest BLOB NOT NULL, role TEXT NOT NULL, jurisdiction TEXT, label TEXT,
        created_at TEXT NOT NULL, created_by TEXT NOT NULL, revoked_at TEXT, revoked_by TEXT) STRICT""",
    """CREATE TABLE sessions (
        digest BLOB PRIMARY KEY, who TEXT NOT NULL, role TEXT NOT NULL, jurisdiction TEXT, key_id TEXT, guard TEXT NOT NULL,
        ends REAL NOT NULL) STRICT""",
    """CREATE TABLE jobs (
        id TEXT PRIMARY KEY, kind TEXT NOT NULL, owner TEXT NOT NULL, status TEXT NOT NULL, request TEXT NOT NULL, snapshot TEXT,
        idempotency_key TEXT, request_digest TEXT NOT NULL, progress REAL NOT NULL DEFAULT 0, stage TEXT, submitted_at TEXT NOT NULL,
        started_at TEXT, finished_at TEXT, runner TEXT, heartbeat REAL, cancel_wanted INTEGER NOT NULL DEFAULT 0, error TEXT,
        result BLOB, UNIQUE (owner, idempotency_key)) STRICT""",
    "CREATE INDEX jobs_by_status ON jobs (status, submitted_at)",
    """CREATE TABLE audit (
        number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, who TEXT NOT NULL, role TEXT NOT NULL, jurisdiction TEXT,
        action TEXT NOT NULL, object TEXT NOT NULL, reason TEXT, results INTEGER, status INTEGER, request_id TEXT, details TEXT NOT NULL,
        previous TEXT NOT NULL, digest TEXT NOT NULL) STRICT""",
    "CREATE TRIGGER audit_keeps BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to'); END",
    "CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to'); END",
    """CREATE TABLE entries (
        number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, subject TEXT NOT NULL, author TEXT NOT NULL, role TEXT NOT NULL,
        jurisdiction TEXT, reason TEXT NOT NULL, at TEXT NOT NULL, body TEXT NOT NULL, run_id TEXT, answers INTEGER) STRICT""",
    "CREATE INDEX entries_by_subject ON entries (kind, subject)",
    "CREATE INDEX entries_by_run ON entries (run_id)",
    "CREATE TRIGGER entries_keep BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'what was handed in is only added to'); END",
    "CREATE TRIGGER entries_stay BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'what was handed in is only added to'); END",
)


class SideStore:
    """Used by any number of threads and processes at once. The file is made when it is first opened.

    Its parts are `keys`, `sessions`, `jobs`, `audit`, `submissions` and `views`.
    """

    def __init__(self, path: Path) -> None:
        """Open or make the file.

        Raises:
            StoreUnreachable: the file cannot be opened or made.
            StoreIncompatible: the file is something else, or of another version.

        """
        self.path = path
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        with self.translated():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)  # what it holds is for whoever runs the server
        self._prepare()
        self.keys = ApiKeys(self)
        self.sessions = Sessions(self)
        self.jobs = Jobs(self)
        self.audit = AuditTrail(self)
        self.submissions = Submissions(self)
        self.views = KeptViews(self)

    def connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            with self.translated():
                found = sqlite3.connect(self.path, timeout=10.0, isolation_level=None, check_same_thread=False)
                found.row_factory = sqlite3.Row
                found.execute("PRAGMA synchronous = NORMAL")
            self._local.connection = found
            with self._lock:
                self._opened.append(found)
        return found

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One transaction that holds the write lock from its begin; anything raised undoes it."""
        with self.translated():
            connection = self.connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def rows(self, sql: str, values: tuple[object, ...] = ()) -> list[sqlite3.Row]:
        """What a question finds."""
        with self.translated():
            found: list[sqlite3.Row] = self.connection().execute(sql, values).fetchall()
            return found

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            for connection in self._opened:
                connection.close()
            self._opened.clear()

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Turn what SQLite and the file system raise into a StoreError that names the file."""
        try:
            yield
        except (sqlite3.ProgrammingError, sqlite3.IntegrityError):
            raise  # our mistake, not the file's
        except sqlite3.Error as error:
            primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise StoreBusy(f"{self.path}: held by another process; try again") from error
            if primary in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                raise StoreIncompatible(f"{self.path}: not a side store of suretygraph, or damaged") from error
            if primary == sqlite3.SQLITE_CANTOPEN:
                raise StoreUnreachable(f"{self.path}: cannot be opened") from error
            raise StoreError(f"{self.path}: {error}") from error
        except OSError as error:
            raise StoreUnreachable(f"{self.path}: {error.strerror or error}") from error

    def _prepare(self) -> None:
        with self.translated():
            self.connection().execute("PRAGMA journal_mode = WAL")
        with self.transaction() as connection:
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            (objects,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if objects and application != APPLICATION_ID:
                raise StoreIncompatible(f"{self.path}: a database, but no side store of suretygraph")
            if objects and version != VERSION:
                raise StoreIncompatible(f"{self.path}: a side store of version {version}, this program knows {VERSION}")
            if not objects:
                for sql in _TABLES:
                    connection.execute(sql)
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {VERSION}")
            connection.execute(VIEWS)  # side stores made before there were views get them
