"""The embedded store: one SQLite file in WAL mode, on the standard library alone (a second SQLite in the process would drop its locks)."""

from graph.sqlite_store.store import SqliteStore

__all__ = ["SqliteStore"]
