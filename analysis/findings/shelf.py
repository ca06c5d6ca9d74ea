"""`FindingShelf`: the findings of a run at hand by subject, for many questions about single parties."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.findings.batch import Teller
from analysis.findings.finding import Finding
from analysis.findings.table import FindingTable
from graph.network import Bools, Ints


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
        return sorted([*self.about(party), *self.about(group, group=True)])

    def about(self, subject: str, *, group: bool = False) -> list[int]:
        """The places of those about a party, or about a controller group as one."""
        return list(self._places.get((subject, group), ()))

    def of_rule(self, rule: str) -> list[int]:
        """The places of those of a rule."""
        return np.flatnonzero((self.index["rule"] == rule).to_numpy(dtype=bool)).tolist()

    def tell(self, places: Iterable[int] | Ints) -> list[Finding]:
        """Findings as objects."""
        return [self._tellers[self._batch[place]].finding(int(self._row[place])) for place in places]

    def naming(self, contracts: Collection[str]) -> Bools:
        """By place, whether a finding names one of some contracts."""
        wanted = np.array(sorted(contracts), dtype=object)
        hit = []
        for batch in self.table.batches:
            row = np.repeat(np.arange(len(batch)), np.diff(batch.first_contract))
            found = np.zeros(len(batch), dtype=bool)
            found[row[pd.Series(batch.contracts, dtype="str").isin(wanted).to_numpy()]] = True
            hit.append(found)
        first = np.concatenate([np.zeros(1, np.int64), np.cumsum([len(batch) for batch in self.table.batches])])[:-1]
        whole = np.concatenate(hit) if hit else np.zeros(0, dtype=bool)
        named: Bools = whole[first[self._batch] + self._row] if len(self) else whole
        return named

    @cached_property
    def _tellers(self) -> list[Teller]:
        return [Teller(batch) for batch in self.table.batches]
