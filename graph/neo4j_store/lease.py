"""One writer at a time: a lease on the store, and lanes that no former holder can write through.

The lease is kept by the server's clock and renewed by a thread. A writer that died is waited out; one that lives shows by renewing.
Every transaction of a run locks its lane, looks who holds it, and leaves its number there: a writer that lost the lease while it
was silent finds a stranger's name, and a transaction whose answer was lost is not done twice.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar

from neo4j import ManagedTransaction

from graph.errors import StoreBusy, StoreError
from graph.neo4j_store.connection import Connection

Part = TypeVar("Part")
Done = TypeVar("Done")

LANES: Final = 2  # transactions at once; a third only gets in the others' way
LASTS: Final = 10  # seconds
RENEWED: Final = 2.0
_LOOK: Final = 0.25

_TAKE: Final = """
MATCH (s:Store) SET s.asked = true
WITH s WHERE s.lease_until IS NULL OR s.lease_until < datetime.realtime() OR s.lease_owner = $owner
SET s.lease_owner = $owner, s.lease_until = datetime.realtime() + duration({seconds: $lasts})
RETURN s.lease_owner AS owner"""
_WHOSE: Final = "MATCH (s:Store) RETURN s.lease_owner AS owner, toString(s.lease_until) AS until"
_RENEW: Final = """
MATCH (s:Store) WHERE s.lease_owner = $owner
SET s.lease_until = datetime.realtime() + duration({seconds: $lasts})"""
_RELEASE: Final = "MATCH (s:Store) WHERE s.lease_owner = $owner REMOVE s.lease_owner, s.lease_until"
_CLAIM: Final = "MERGE (l:Lane {number: $number}) SET l.owner = $owner, l.batch = 0"
_ENTER: Final = "MATCH (l:Lane {number: $number}) SET l.entered = $batch RETURN l.owner = $owner AS mine, l.batch AS batch"
_LEAVE: Final = "MATCH (l:Lane {number: $number}) SET l.batch = $batch"


class Lease:
    """The right to write, held from `take` to `release`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.owner = secrets.token_hex(8)
        self._batches = [0] * LANES
        self._ended = threading.Event()
        self._renewing = threading.Thread(target=self._renew, name="suretygraph-lease", daemon=True)

    def take(self) -> None:
        """Become the writer; a dead writer's lease is waited out.

        Raises:
            StoreBusy: another run is being written.

        """
        seen = None
        while not self._connection.run(_TAKE, owner=self.owner, lasts=LASTS):
            (now,) = self._connection.read(_WHOSE)
            if seen is not None and now != seen and now["owner"] is not None:
                raise StoreBusy(f"{self._connection.url}: another run is being written; try again when it has ended")
            seen = now
            time.sleep(_LOOK)
        self._renewing.start()
        for number in range(LANES):
            self._connection.run(_CLAIM, number=number, owner=self.owner)

    def release(self) -> None:
        """Let the next writer in."""
        self._ended.set()
        self._renewing.join()
        self._connection.run(_RELEASE, owner=self.owner)

    def _renew(self) -> None:
        while not self._ended.wait(RENEWED):
            try:
                self._connection.run(_RENEW, owner=self.owner, lasts=LASTS)
            except StoreError:  # the next write says it, if it lasts
                continue

    def once(self, work: Callable[[ManagedTransaction], Done], lane: int = 0) -> Done | None:
        """Do work in one transaction of a lane, exactly once; None when it was done before its answer was lost."""
        self._batches[lane] += 1
        batch = self._batches[lane]

        def fenced(transaction: ManagedTransaction) -> Done | None:
            entered = transaction.run(_ENTER, number=lane, batch=batch, owner=self.owner).single(strict=True)
            if not entered["mine"]:
                raise StoreBusy(f"{self._connection.url}: this run fell silent for too long and another took its place")
            if entered["batch"] >= batch:
                return None
            done = work(transaction)
            transaction.run(_LEAVE, number=lane, batch=batch).consume()
            return done

        return self._connection.write(fenced)

    def run(self, text: str, **parameters: Any) -> list[dict[str, Any]]:
        """One statement, exactly once."""
        return self.once(lambda transaction: transaction.run(text, parameters).data()) or []

    def beside(self, shares: Sequence[Sequence[Part]], work: Callable[[Part, int], None]) -> None:
        """Work through shares at once, each in a lane of its own; `work` takes a part and its lane."""
        busy = [(lane, share) for lane, share in enumerate(shares) if len(share)]
        if len(busy) < 2:
            for lane, share in busy:
                for part in share:
                    work(part, lane)
            return
        stop = threading.Event()

        def through(share: Sequence[Part], lane: int) -> None:
            for part in share:
                if stop.is_set():
                    return
                work(part, lane)

        with ThreadPoolExecutor(LANES, "suretygraph-lane") as pool:
            futures = [pool.submit(through, share, lane) for lane, share in busy]
            try:
                for future in futures:
                    future.result()
            except BaseException:
                stop.set()
                raise
