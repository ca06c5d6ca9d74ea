"""`Snapshot`: one day as known after one run, built once and shared by all threads; `Snapshots` keeps the latest used."""

from __future__ import annotations

import re
import threading
import time
import weakref
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeVar

from api.kept_answers import KeptAnswers
from api.pseudonyms import city
from api.security import View, Visitor
from api.settings import Settings
from api.succession import Succession
from api.wiring import day_of, open_store, rule_book, score_scheme
from graph.days import FIRST_YEAR, LAST_YEAR
from graph.errors import InvalidParameter, StoreEmpty, StoreUnreachable, UnknownCode
from graph.store import GraphStore, Run, StoreState

if TYPE_CHECKING:
    from analysis.circles import Circles
    from analysis.classification import Classification, Scheme
    from analysis.coordination import Queue
    from analysis.findings import FindingShelf, FindingTable
    from analysis.groups import ControllerGroups
    from analysis.guarantors import Ratios
    from analysis.lending import CreditAnswers, LendingDesk
    from analysis.lending.over_time import LoansOverTime
    from analysis.maturities import Ledger
    from analysis.rules import RuleBook
    from analysis.spillover import Spillover
    from api.register import Register

T = TypeVar("T")
_PATIENCE: Final = 2.0  # seconds a request waits for a store that is away
_AWAY_SECONDS: Final = 1.0
_ID: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:-r(\d{1,9}))?")


@dataclass(frozen=True)
class SnapshotId:
    """A day and the number of the run it is known after; written `2026-06-30-r4`."""

    as_of: date
    run: int

    def __str__(self) -> str:
        return f"{self.as_of}-r{self.run}"


class Snapshot:
    """Everything answers are made from. Each piece is computed when it is first asked for, by one thread, and then only read.

    The store behind the facts and what is worked out lazily are used by one thread at a time: whoever computes holds `lock`.
    """

    def __init__(
        self, store: GraphStore, name: SnapshotId, settings: Settings, store_id: str, register: Register | None, *, own_day: bool
    ) -> None:
        self.id = name
        self.register = register
        self.own_day = own_day  # the latest run on the day its data are for
        self.settings = settings
        self.store_id = store_id
        self.lock = threading.RLock()
        self.answers = KeptAnswers()
        self._store = store
        self._pieces: dict[object, Any] = {}
        self._finalizer = weakref.finalize(self, store.close)
        self.facts, self.network = city(store, name.as_of, name.run, settings)

    def once(self, name: object, make: Callable[[], T]) -> T:
        """A piece by its name, made by the first who asks while others wait."""
        found: T | None = self._pieces.get(name)
        if found is None:
            with self.lock:
                found = self._pieces.get(name)
                if found is None:
                    found = self._pieces[name] = make()
        return found

    def renewed(self, name: object, version: object, make: Callable[[], T]) -> T:
        """A piece that lasts as long as its version."""
        found: tuple[object, T] | None = self._pieces.get(name)
        if found is None or found[0] != version:
            with self.lock:
                found = self._pieces.get(name)
                if found is None or found[0] != version:
                    found = self._pieces[name] = (version, make())
        return found[1]

    def made(self, name: object) -> bool:
        """Whether a piece is there already."""
        return name in self._pieces

    def view(self, visitor: Visitor) -> View:
        """What a visitor sees of it, like everybody of the same scope: the view does not know who he is."""
        return self.once(("view", visitor.scope), lambda: View(Visitor("", visitor.role, visitor.jurisdiction), self.network))

    @property
    def rules(self) -> RuleBook:
        """The rules with the numbers of the setting."""
        return self.once("rules", lambda: rule_book(self.settings, None, self.network.counties.code.to_pylist()))

    @property
    def scheme(self) -> Scheme:
        """The scheme of scores of the setting."""
        return self.once("scheme", lambda: score_scheme(self.settings))

    @property
    def previous_circles(self) -> dict[str, str]:
        """Party code → circle id as last saved."""
        from analysis.coordination import remembered

        return self.once("previous", lambda: remembered(self._store.results()))

    @property
    def circles(self) -> Circles:
        """The guarantee circles."""
        from analysis.circles import find

        return self.once("circles", lambda: find(self.network, previous=self.previous_circles))

    @property
    def circle_of(self) -> dict[str, str]:
        """The circle of every party in one, by code."""

        def made() -> dict[str, str]:
            codes = self.network.parties.code.to_pylist()
            return {codes[place]: one.id for one in self.circles.circles for place in one.members}

        return self.once("circle_of", made)

    @property
    def core_of(self) -> dict[str, str]:
        """The core firm of every circle, by the circle's id."""
        codes = self.network.parties.code
        return self.once("core_of", lambda: {one.id: codes[one.core].as_py() for one in self.circles.circles})

    @property
    def groups(self) -> ControllerGroups:
        """The controller groups."""
        from analysis.groups import find

        return self.once("groups", lambda: find(self.facts, self.rules))

    @property
    def desk(self) -> LendingDesk:
        """What questions about credit are answered from."""
        from analysis.lending import lending_desk

        return self.once("desk", lambda: lending_desk(self.facts, self.network, self.groups, self.rules))

    @property
    def ledger(self) -> Ledger:
        """The ledger of maturities."""
        from analysis.maturities import ledger

        return self.once("ledger", lambda: ledger(self.facts, self.rules))

    @property
    def findings(self) -> FindingTable:
        """What all rules find."""
        from analysis import maturities
        from analysis.supervision import find_all

        return self.once(
            "findings",
            lambda: find_all(self.desk, self.network, matured=maturities.find(self.ledger, self.rules), scheme=self.scheme),
        )

    @property
    def classification(self) -> Classification:
        """Scores of key enterprises and the classes of firms on the ledger, as the register's decisions stand."""
        from analysis.classification import classify, decided
        from api.register import present_day

        found = self.once("classification", lambda: classify(self.desk, self.network, self.findings, scheme=self.scheme))
        if self.register is None:
            return found
        said = self.register.decisions()
        day = present_day(said, self.id.as_of) if self.own_day else None
        return self.renewed("decided", said.register, lambda: decided(found, said, day))

    @property
    def spillover(self) -> Spillover:
        """Which county pays for which."""
        from analysis import importance
        from analysis import spillover as flows

        return self.once("spillover", lambda: flows.matrix(self.network, importance.sweep(self.network, worst=False)))

    @property
    def queue(self) -> Queue:
        """The coordination queue."""
        from analysis.supervision import Supervision, supervised_queue

        return self.once(
            "queue",
            lambda: supervised_queue(
                self.facts,
                self.network,
                self.rules,
                previous=self.previous_circles,
                known=Supervision(self.desk, self.findings, self.ledger),
            ),
        )

    @property
    def ratios(self) -> Ratios:
        """What every guarantor stands behind."""
        from analysis.supervision import ratios

        return self.once("ratios", lambda: ratios(self.desk))

    @property
    def shelf(self) -> FindingShelf:
        """The same findings at hand by subject."""
        from analysis.findings import FindingShelf

        return self.once("shelf", lambda: FindingShelf(self.findings))

    @property
    def credit(self) -> CreditAnswers:
        """The answers about the credit of every enterprise."""
        from analysis.lending import CreditAnswers

        return self.once("credit", lambda: CreditAnswers(self.desk, self.shelf, self.ratios).ready())

    @property
    def over_time(self) -> LoansOverTime:
        """Loans report by report."""
        from analysis.lending.over_time import LoansOverTime

        return self.once("over time", lambda: LoansOverTime(self.facts))


class Snapshots:
    """The snapshots of one store, for one server process."""

    def __init__(self, settings: Settings, register: Register | None = None) -> None:
        self.settings = settings
        self.register = register
        self.succession = Succession()
        self._store = open_store(settings, patience=_PATIENCE)
        self.schema_version = self._store.schema_version
        self._store_lock = threading.Lock()
        self._told: tuple[float, StoreState] | None = None
        self._away: tuple[float, str] | None = None
        self._kept: OrderedDict[tuple[str, SnapshotId], Snapshot] = OrderedDict()
        self._lock = threading.Lock()
        self._building = threading.Lock()
        self._days: dict[tuple[str, int], dict[int, date]] = {}

    def asking(self, ask: Callable[[GraphStore], T]) -> T:
        """Ask the store itself, one thread at a time; those who waited for one that is away are told so without asking it again."""
        with self._store_lock:
            if self._away is not None and time.monotonic() < self._away[0]:
                raise StoreUnreachable(self._away[1])
            try:
                return ask(self._store)
            except StoreUnreachable as fault:
                self._away = (time.monotonic() + _AWAY_SECONDS, fault.message)
                raise

    def state(self) -> StoreState:
        """What the store holds now, runs of other processes too. Those who wait for their turn share one answer begun after they came."""
        came = time.monotonic()

        def ask(store: GraphStore) -> StoreState:
            if self._told is None or self._told[0] < came:
                self._told = (time.monotonic(), store.state())
            return self._told[1]

        return self.asking(ask)

    def present(self, who: str | None) -> StoreState:
        """The state somebody is answered from; None: the latest. StoreEmpty when nothing was loaded."""
        state = self.state()
        if state.last_run == 0:
            raise StoreEmpty("the store holds no data yet")
        return self.succession.present(state, who)

    def current(self, as_of: date | None = None, who: str | None = None) -> Snapshot:
        """The snapshot of a day (default: the store's own) as known now, or, for a reader, as known before a run that is being prepared.

        Raises:
            StoreEmpty: nothing was loaded.
            InvalidParameter: a day outside the years there are.

        """
        state = self.present(who)
        return self._get(SnapshotId(as_of or self._own_day(state), state.last_run), state)

    def report_day(self, as_of: date | None, who: str | None = None) -> date:
        """The last day up to one (default: the last of all) that a run brought data for; InvalidParameter before the first."""
        state = self.present(who)
        if as_of is None:
            return self._own_day(state)
        days = sorted(self._run_days(state).values())
        if as_of < days[0]:
            raise InvalidParameter(f"as_of {as_of}: the first report is of {days[0]}")
        return max(day for day in days if day <= as_of)

    def is_report(self, name: SnapshotId) -> bool:
        """Whether the day is one that a run up to its own brought data for."""
        return any(number <= name.run and day == name.as_of for number, day in self._run_days(self.state()).items())

    def _own_day(self, state: StoreState) -> date:
        """The day the data of the latest run are for."""
        return self._run_days(state)[state.last_run]

    def _run_days(self, state: StoreState) -> dict[int, date]:
        """The day of every run up to the state's, by number."""
        known = (state.store_id, state.last_run)
        found = self._days.get(known)
        if found is None:
            runs = self.asking(lambda store: store.runs())
            found = {run.number: day_of(run) for run in runs if run.number <= state.last_run}
            self._days = {name: days for name, days in self._days.items() if name[1] >= state.last_run - 1} | {known: found}
        return found

    def at_hand(self, state: StoreState) -> Snapshot | None:
        """The snapshot of the store's own day, where it was built already."""
        days = self._days.get((state.store_id, state.last_run))
        with self._lock:
            return self._kept.get((state.store_id, SnapshotId(days[state.last_run], state.last_run))) if days is not None else None

    def named(self, text: str) -> Snapshot:
        """The snapshot of an id, or of a day as known now; UnknownCode when there is none."""
        found = _ID.fullmatch(text)
        state = self.state()
        try:
            day = date.fromisoformat(found[1]) if found else None
        except ValueError:
            day = None
        run = int(found[2]) if found and found[2] else state.last_run
        if day is None or not 1 <= run <= state.last_run:
            raise UnknownCode(f"no snapshot has the id {text!r}")
        return self._get(SnapshotId(day, run), state)

    def every(self) -> list[tuple[SnapshotId, Run]]:
        """The snapshot of every run on its own day, latest first."""
        return [(SnapshotId(day_of(run), run.number), run) for run in self.asking(lambda store: store.runs())]

    def _get(self, name: SnapshotId, state: StoreState) -> Snapshot:
        if not FIRST_YEAR <= name.as_of.year <= LAST_YEAR:
            raise InvalidParameter(f"the day {name.as_of} is not between {FIRST_YEAR} and {LAST_YEAR}")
        key = (state.store_id, name)
        with self._lock:
            if (found := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return found
        with self._building:  # one at a time: building takes memory and both cores
            with self._lock:
                found = self._kept.get(key)
            if found is None:
                own = name == SnapshotId(self._own_day(state), state.last_run)
                found = Snapshot(open_store(self.settings), name, self.settings, state.store_id, self.register, own_day=own)
            with self._lock:
                self._kept[key] = found
        with self._lock:
            while len(self._kept) > self.settings.snapshots:
                self._kept.popitem(last=False)  # its store is closed when the last request lets go of it
        return found

    def forget_before(self, state: StoreState) -> None:
        """Let go of what was known before a run: hardly anybody asks for it any more, and a city's takes gigabytes."""
        with self._lock:
            for store_id, name in list(self._kept):
                if store_id != state.store_id or name.run < state.last_run:
                    del self._kept[store_id, name]

    def close(self) -> None:
        """Let go of the store."""
        with self._store_lock:
            self._store.close()
