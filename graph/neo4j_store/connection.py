"""One driver for one database, and one sentence for whatever goes wrong with it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar

from neo4j import Driver, GraphDatabase, ManagedTransaction, NotificationMinimumSeverity, Session
from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    DriverError,
    IncompleteCommit,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
    UnsupportedServerProduct,
)

from graph.errors import StoreBusy, StoreError, StoreIncompatible, StoreRefused, StoreUnreachable
from graph.store_url import StoreUrl

logging.getLogger("neo4j").addHandler(logging.NullHandler())  # what is tried again need not be said

T = TypeVar("T")
Row = dict[str, Any]
PATIENCE: Final = 30.0  # seconds a transaction is tried again for when the server is away or two get in each other's way


class Connection:
    """The driver and the database of a store. Several threads may use it, each its own session."""

    def __init__(self, address: StoreUrl, user: str, password: str, patience: float = PATIENCE) -> None:
        self.url = str(address)
        self._database = address.database
        self._patience = patience
        with self.translated():
            self._driver: Driver = GraphDatabase.driver(
                address.server,
                auth=(user, password),
                max_transaction_retry_time=patience,
                connection_timeout=10.0,
                connection_acquisition_timeout=max(10.0, patience),
                notifications_min_severity=NotificationMinimumSeverity.OFF,
                user_agent="suretygraph",
            )
        self._bookmarks = GraphDatabase.bookmark_manager()  # what one session wrote, another reads, on a cluster too

    def check(self) -> None:
        """Reach the server and its database once, without trying again."""
        with self.translated(), self.session() as session:
            session.run("RETURN 1").consume()

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Turn what the driver raises into a StoreError that names the store and holds no secret."""
        try:
            yield
        except (DriverError, Neo4jError, OSError) as error:
            raise self._said(error) from error

    def _said(self, error: Exception) -> StoreError:
        code = error.code or "" if isinstance(error, Neo4jError) else ""
        if isinstance(error, AuthError) or code.startswith("Neo.ClientError.Security"):
            return StoreRefused(f"{self.url}: the server refuses this user or password")
        if code == "Neo.ClientError.Database.DatabaseNotFound":
            return StoreUnreachable(f"{self.url}: the server has no database {self._database!r}")
        if isinstance(error, UnsupportedServerProduct):
            return StoreIncompatible(f"{self.url}: no Neo4j server this version can talk to")
        if isinstance(error, (ServiceUnavailable, SessionExpired, ConfigurationError, OSError)):
            return StoreUnreachable(f"{self.url}: no Neo4j server answers")
        if isinstance(error, TransientError) and "Memory" not in code:
            return StoreBusy(f"{self.url}: the server is busy; try again later")
        return StoreError(f"{self.url}: {error.message if isinstance(error, Neo4jError) else error}")

    def session(self) -> Session:
        """A session on the store's database."""
        return self._driver.session(database=self._database, bookmark_manager=self._bookmarks)

    def read(self, text: str, **parameters: Any) -> list[Row]:
        """The records of a reading statement, tried again when the server is away."""
        return self._answered(lambda session: session.execute_read(lambda transaction: transaction.run(text, parameters).data()))

    def write(self, work: Callable[[ManagedTransaction], T]) -> T:
        """Do work in one transaction, tried again whole; what it does must bear being done twice when an answer is lost."""
        return self._answered(lambda session: session.execute_write(work))

    def _answered(self, attempt: Callable[[Session], T]) -> T:
        """The driver tries again whatever failed but a commit without an answer, for only we know that it may be repeated."""
        deadline = time.monotonic() + self._patience
        with self.translated():
            while True:
                try:
                    with self.session() as session:
                        return attempt(session)
                except IncompleteCommit:
                    if time.monotonic() > deadline:
                        raise

    def run(self, text: str, **parameters: Any) -> list[Row]:
        """The records of one writing statement in a transaction of its own."""
        return self.write(lambda transaction: transaction.run(text, parameters).data())

    def alone(self, text: str) -> list[Row]:
        """The records of a statement that cannot share a transaction, such as one that makes an index."""
        with self.translated(), self.session() as session:
            return session.run(text).data()

    def close(self) -> None:
        """Let go of all connections."""
        self._driver.close()
