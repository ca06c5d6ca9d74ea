"""`FindingTable`: the findings of a whole run, and what changed between two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.findings.batch import HEAD, Batch
from analysis.findings.finding import Finding
from analysis.rules.model import Maturity, Severity
from graph.network import Bools


@dataclass(frozen=True, eq=False)
class FindingTable:
    """Findings by rule; objects are made only for those somebody looks at."""

    batches: tuple[Batch, ...] = ()

    @classmethod
    def of(cls, batches: Iterable[Batch]) -> FindingTable:
        """One table of the batches of any rules; ValueError when a rule comes twice."""
        kept = tuple(batch for batch in batches if len(batch))
        rules = [batch.rule.id for batch in kept]
        if len(set(rules)) < len(rules):
            raise ValueError(f"rule {next(rule for rule in rules if rules.count(rule) > 1)!r} is reported twice: join its rows first")
        return cls(kept)

    def __len__(self) -> int:
        return sum(len(batch) for batch in self.batches)

    def __add__(self, other: FindingTable) -> FindingTable:
        return FindingTable.of((*self.batches, *other.batches))

    def index(self) -> pd.DataFrame:
        """One row a finding: id, rule, subject, name, county, severity and maturity as words; worst first, then by rule and subject."""
        frames = [batch.frame[list(HEAD)].assign(_batch=place, _row=np.arange(len(batch))) for place, batch in enumerate(self.batches)]
        if not frames:
            return pd.DataFrame({name: pd.Series(dtype="str" if name in HEAD else "int64") for name in (*HEAD, "_batch", "_row")})
        whole = pd.concat(frames, ignore_index=True)
        whole = whole.sort_values(["severity", "rule", "subject", "id"], ascending=[False, True, True, True], ignore_index=True)
        whole["severity"] = np.array([one.value for one in Severity], object)[whole["severity"].to_numpy()]
        whole["maturity"] = np.array([one.value for one in Maturity], object)[whole["maturity"].to_numpy()]
        return whole

    def findings(self, limit: int | None = None) -> list[Finding]:
        """Findings as objects in the order of `index`, at most `limit`."""
        wanted = self.index().iloc[:limit]
        batch, row = wanted["_batch"].to_numpy(dtype=np.int64), wanted["_row"].to_numpy(dtype=np.int64)
        made: dict[int, Finding] = {}
        for place, source in enumerate(self.batches):
            chosen = np.flatnonzero(batch == place)
            made |= zip(chosen.tolist(), source.findings(row[chosen]), strict=True)
        return [made[place] for place in range(len(wanted))]

    def to_json(self) -> list[dict[str, Any]]:
        """Every finding for JSON, in the order of `index`."""
        return [finding.to_json() for finding in self.findings()]

    def about(self, *subjects: str) -> FindingTable:
        """The findings about some parties."""
        return self._where(lambda batch: batch.frame["subject"].isin(subjects).to_numpy(dtype=bool))

    def only(self, *rules: str) -> FindingTable:
        """The findings of some rules."""
        return FindingTable(tuple(batch for batch in self.batches if batch.rule.id in rules))

    def of_groups(self) -> FindingTable:
        """The findings about controller groups, whose subjects are the groups' ids."""
        return FindingTable(tuple(batch for batch in self.batches if batch.rule.of_group))

    def of_party(self, party: str, group: str) -> FindingTable:
        """The findings about a party and about the controller group it is in."""
        return self._where(lambda batch: (batch.frame["subject"] == (group if batch.rule.of_group else party)).to_numpy(dtype=bool))

    def in_county(self, county: str) -> FindingTable:
        """The findings about parties of a county."""
        return self._where(lambda batch: (batch.frame["county"] == county).to_numpy(dtype=bool))

    def at_least(self, severity: Severity) -> FindingTable:
        """The findings of a severity or above."""
        return self._where(lambda batch: batch.frame["severity"].to_numpy() >= severity.rank)

    def counts(self) -> dict[str, int]:
        """How many findings every rule has made, by its id."""
        return {batch.rule.id: len(batch) for batch in self.batches}

    def flags(self, group: pd.Series[Any]) -> dict[str, tuple[str, ...]]:
        """The rules every party was found by, worst first: for rows of the queue.

        What is found about a controller group is found about each of its members; `group` gives every party's, by code.
        """
        found = self.index()[["rule", "subject"]]
        of_group = found["rule"].isin([batch.rule.id for batch in self.batches if batch.rule.of_group])
        members = pd.DataFrame({"subject": group.to_numpy(), "party": group.index})
        spread = found.loc[of_group].reset_index().merge(members, on="subject").set_index("index")
        spread = spread.drop(columns="subject").rename(columns={"party": "subject"})
        found = pd.concat([found.loc[~of_group], spread]).sort_index(kind="stable")
        told: dict[str, dict[str, None]] = {}
        for subject, rule in zip(found["subject"].tolist(), found["rule"].tolist(), strict=True):
            told.setdefault(subject, {})[rule] = None
        return {subject: tuple(rules) for subject, rules in told.items()}

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings())

    def _where(self, rows: Any) -> FindingTable:
        chosen = [(batch, np.asarray(rows(batch), dtype=bool)) for batch in self.batches]
        return FindingTable(tuple(batch.select(mask) for batch, mask in chosen if mask.any()))

    def with_ids(self, ids: Iterable[str], *, inside: bool = True) -> FindingTable:
        """The findings whose ids are among `ids`, or with `inside=False` the others."""
        known = set(ids)

        def rows(batch: Batch) -> Bools:
            found: Bools = batch.frame["id"].isin(known).to_numpy(dtype=bool)
            return found if inside else ~found

        return self._where(rows)

    def ids(self) -> set[str]:
        """The ids of all findings: what another run is compared with."""
        return {str(one) for batch in self.batches for one in batch.frame["id"]}


@dataclass(frozen=True, eq=False)
class Comparison:
    """What two runs or dates say of the same rules: `continuing` as the later one tells it."""

    new: FindingTable
    continuing: FindingTable
    resolved: FindingTable

    def status(self) -> dict[str, str]:
        """new, continuing or resolved by finding id."""
        told = (("new", self.new), ("continuing", self.continuing), ("resolved", self.resolved))
        return {one: word for word, table in told for one in table.ids()}


def compare(earlier: FindingTable, later: FindingTable) -> Comparison:
    """New, continuing and resolved findings, by their ids."""
    before, after = earlier.ids(), later.ids()
    return Comparison(later.with_ids(before, inside=False), later.with_ids(before), earlier.with_ids(after, inside=False))
