"""Frames in batches, each one transaction of a lane."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from neo4j import ManagedTransaction

from graph.model import Table
from graph.neo4j_store import cells
from graph.neo4j_store.lease import Lease

BATCH: Final = 5_000  # more keeps the server collecting garbage, fewer waits for the disk


@dataclass(frozen=True, eq=False)
class Batch:
    """Some rows on their way into the graph, within their transaction."""

    transaction: ManagedTransaction
    frame: pd.DataFrame
    sent: dict[str, Any]

    def run(self, text: str, **more: Any) -> dict[str, Any]:
        """Run a statement on the rows and take its one record; none at all is an empty one."""
        found = self.transaction.run(text, self.sent | more).single()
        return found.data() if found is not None else {}

    def whole(self, text: str) -> None:
        """Run a statement that must do every row.

        Raises:
            Incomplete: some rows did not find what they need.

        """
        done = self.run(text)["done"]
        if done != len(self.frame):
            raise Incomplete(f"{len(self.frame) - done} of {len(self.frame)} rows did not find what they need")


Work = Callable[[Batch], None]


class Incomplete(Exception):
    """A batch whose rows did not all find what they need; its transaction is undone."""


class Batches:
    """Sends frames of one run."""

    def __init__(self, lease: Lease, run: int, started_at: datetime) -> None:
        self._lease = lease
        self._stamps = {"run": run, "recorded_at": started_at}

    def send(
        self, table: Table, frame: pd.DataFrame, columns: Sequence[str], work: Work, otherwise: Work | None = None, *,
        hangs_on: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """Work through a frame; a batch that turns out incomplete is done `otherwise`, when there is another way.

        `hangs_on` names the columns whose nodes get new relationships.
        """

        def batch(part: pd.DataFrame, lane: int) -> None:
            rows, dates = cells.rows(table, part, columns)
            sent = {"rows": rows, "dates": dates, **self._stamps}
            try:
                self._lease.once(lambda transaction: work(Batch(transaction, part, sent)), lane)
            except Incomplete:
                if otherwise is None:
                    raise
                other = otherwise
                self._lease.once(lambda transaction: other(Batch(transaction, part, sent)), lane)

        for one, other in _apart(frame, hangs_on):
            self._lease.beside([_parts(one), _parts(other)], batch)


def _parts(frame: pd.DataFrame) -> list[pd.DataFrame]:
    return [frame.iloc[start : start + BATCH] for start in range(0, len(frame), BATCH)]


def _apart(frame: pd.DataFrame, hangs_on: Sequence[str]) -> list[tuple[pd.DataFrame, pd.DataFrame]]:
    """Pairs of shares to write at once that hang on no node in common: two transactions at one node wait, or end each other.

    With two columns the rows fall into quarters; those across from each other are a pair.
    """
    if len(frame) <= BATCH:
        return [(frame, frame.iloc[:0])]
    if not hangs_on:
        half = (len(frame) + 1) // 2
        return [(frame.iloc[:half], frame.iloc[half:])]
    first, *others = (_half(frame[name]) for name in hangs_on)
    second = others[0] if others else np.zeros(len(frame), dtype=bool)
    pairs = [(~first & ~second, first & second), (~first & second, first & ~second)] if others else [(~first, first)]
    return [(frame.loc[one], frame.loc[other]) for one, other in pairs]


def _half(column: pd.Series[str]) -> npt.NDArray[np.bool_]:
    """One half of the values, chosen so that about half the rows hold one."""
    codes, values = pd.factorize(column, use_na_sentinel=False)
    often = np.argsort(-np.bincount(codes, minlength=len(values)), kind="stable")
    place = np.empty(len(values), dtype=np.int64)
    place[often] = np.arange(len(values))
    half: npt.NDArray[np.bool_] = np.isin(place[codes] % 4, (1, 2))
    return half
