"""What a command that asks something needs: settings, an open store, the network of a date, a progress callback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from api.options import existing
from api.output import note
from api.progress import progress_bars
from api.settings import Settings, load_settings
from api.wiring import reading
from graph.errors import StoreError, UnknownCode
from graph.facts import CityFacts
from graph.network import GuaranteeNetwork
from graph.progress import Progress
from graph.store import GraphStore
from viz.style import Lang

if TYPE_CHECKING:
    import pandas as pd

    from analysis.circles import Circles
    from analysis.classification import Scheme
    from analysis.coordination import CoordinationParameters, Queue
    from analysis.findings import FindingTable
    from analysis.lending import LendingDesk
    from analysis.rules import RuleBook


@dataclass(frozen=True, eq=False)
class Session:
    """Everything a command asks with."""

    settings: Settings
    store: GraphStore
    as_of: date
    network: GuaranteeNetwork
    facts: CityFacts
    progress: Progress

    @property
    def lang(self) -> Lang:
        """The language of tables."""
        return self.settings.lang

    def previous_circles(self) -> dict[str, str]:
        """Party code → circle id as last saved, by which circles keep their names while their members change."""
        from analysis.coordination import remembered

        return remembered(self.store.results())

    def known(self, kind: Literal["county", "bank", "party"], wanted: list[str]) -> list[str]:
        """The codes wanted themselves; UnknownCode names the first that no county, bank or party of the network has."""
        labels = {"county": self.network.counties.code, "bank": self.network.banks.code, "party": self.network.parties.code}[kind]
        return existing(kind, wanted, set(labels.to_pylist()) if wanted else ())

    def circles(self, *, limit: int = 50, keep_rule: bool = False) -> Circles:
        """The guarantee circles of the network."""
        from analysis.circles import find

        return find(self.network, limit=limit, keep_rule=keep_rule, previous=self.previous_circles())

    def queue(self, rules: RuleBook, parameters: CoordinationParameters | None = None) -> Queue:
        """The city's coordination queue by the rules' lines, or those given."""
        from analysis.supervision import supervised_queue

        previous = self.previous_circles()
        return supervised_queue(
            self.facts, self.network, rules, parameters=parameters, previous=previous, scheme=self.scheme(), progress=self.progress
        )

    def rules(self, file: Path | None = None) -> RuleBook:
        """The rules with the numbers of `--rules`, else of the setting, else as declared; counties are those of the network."""
        from api.wiring import rule_book

        return rule_book(self.settings, file, self.network.counties.code.to_pylist())

    def scheme(self, file: Path | None = None) -> Scheme:
        """The scheme of scores of a file, else of the setting, else the standard one."""
        from api.wiring import score_scheme

        return score_scheme(self.settings, file)

    def desk(self, rules: RuleBook) -> LendingDesk:
        """What questions about credit are answered from."""
        from analysis.groups import find
        from analysis.lending import lending_desk

        return lending_desk(self.facts, self.network, find(self.facts, rules), rules)

    def findings(self, rules: RuleBook) -> FindingTable:
        """What all rules find in the city."""
        from analysis.supervision import find_all

        return find_all(self.desk(rules), self.network, self.progress, scheme=self.scheme())

    def earlier(self, day: date) -> Session:
        """The same store and knowledge on an earlier day."""
        from api.wiring import network

        then = self.facts.on(day)
        return replace(self, as_of=day, facts=then, network=network(then, self.settings, progress=self.progress))

    def save(self, queue: Queue) -> None:
        """Write every party's circle, rank, class and level back to the store, with the run they were computed after."""
        self.store.save_results(queue.results(), as_of=self.as_of, run_id=self.store.runs()[0].run_id)

    def keep(self, queue: Queue, *, insist: bool) -> None:
        """Save unless nothing changed; a store that cannot be written to is only told of, unless the caller insists."""
        if insist:
            self.save(queue)
            return
        try:
            if not same_results(queue.results(), self.store.results()):
                self.save(queue)
        except StoreError as fault:
            note(f"suretygraph: the results were not written back: {fault.message}")

    def members_of(self, circle: str) -> tuple[int, ...]:
        """The parties of a circle, core first; UnknownCode when no circle has this id. A lone firm is a circle of one."""
        import numpy as np

        found = self.circles()
        for candidate in found.circles:
            if candidate.id == circle:
                return candidate.members
        alone = np.flatnonzero(found.circle_of < 0)
        for place, name in zip(alone.tolist(), found.lone_ids(self.network, alone), strict=True):
            if name == circle:
                return (place,)
        raise UnknownCode(f"no circle has the id {circle!r}")


def same_results(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Whether two frames of results say the same of the same parties, in whatever order."""
    if len(one) != len(other):
        return False
    ordered = [frame.astype("object").where(frame.notna(), None).sort_values("party").to_numpy().tolist() for frame in (one, other)]
    return ordered[0] == ordered[1]


@contextmanager
def session(store: str | None, as_of: date | None, known_at: str | None = None) -> Iterator[Session]:
    """Open the store of `--store`, build the network of `--as-of` as known after the run `--known-at`, close at the end."""
    settings = load_settings()
    with progress_bars() as progress, reading(settings, store, as_of, known_at=known_at, progress=progress) as found:
        yield Session(settings, found.store, found.as_of, found.network, found.facts, progress)
