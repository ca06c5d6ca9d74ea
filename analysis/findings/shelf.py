"""`FindingShelf`: the findings of a run at hand by subject, for many questions about single parties."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np

from analysis.findings.batch import Teller
from analysis.findings.finding import Finding
from analysis.findings.table import FindingTable
from graph.network import Ints


class FindingShelf:
    """Made once of a table; findings are named by their places in its order (`FindingTable.index`). What was looked at is only read."""

    def __init__(self, table: FindingTable) -> None:
        self.table = table
        self.index = table.index()
        self._batch = self.index["_batch"].to_numpy(dtype=np.int64)
        self._row = self.index["_row"].to_numpy(dtype=np.int64)
        of_group = np.array([batch.rule.of_group for batch in table.batches], dtype=bool)
        about_group = of_group[self._batch] if len(of_group) else np.zeros(0, dtype=bool)
        self._places: dict[tuple[str, bool], list[int]] = {}
        for place, key in enumerate(zip(self.index["subject"].tolist(), about_group.tolist(), strict=True)):
            self._places.setdefault(key, []).append(place)

    def __len__(self) -> int:
        return len(self.index)

    def of_party(self, party: str, group: str) -> list[int]:
        """The places of those about a party and about the controller group it is in."""
        return sorted([*self._places.get((party, False), ()), *self._places.get((group, True), ())])

    def tell(self, places: Iterable[int] | Ints) -> list[Finding]:
        """Findings as objects."""
        return [self._tellers[self._batch[place]].finding(int(self._row[place])) for place in places]

    @cached_property
    def _tellers(self) -> list[Teller]:
        return [Teller(batch) for batch in self.table.batches]
