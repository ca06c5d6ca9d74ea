"""Whatever the order in which reports arrive, every date reads back as its own last report told it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graph.schema import TABLES
from graph.versions import SCOPE, Changes, Feed, close_missing, compare, empty, identify, select

BONDS = TABLES["bonds"]
ISSUER = {f"{issuer}{number:02}": issuer for issuer in "XY" for number in range(20)}  # every bond has a history of its own
DATES = [date(2026, month, 28) for month in (3, 6, 9, 12)]
ABSENT = 0
few = settings(max_examples=20)  # of forty histories each


@dataclass(frozen=True)
class Report:
    issuer: str
    on: date | None
    complete: bool
    seed: int
    without: frozenset[str] = field(default=frozenset())

    @property
    def balances(self) -> dict[str, int]:
        draw = np.random.default_rng(self.seed).integers(0, 3, len(ISSUER))
        named = dict(zip(ISSUER, draw.tolist(), strict=True))
        return {key: one for key, one in named.items() if one and ISSUER[key] == self.issuer and key not in self.without}


def bonds(report: Report) -> pd.DataFrame:
    balances = report.balances
    kinds = empty(BONDS).dtypes.astype(str)
    frame = pd.DataFrame({column.name: pd.Series([None] * len(balances), dtype=kinds[column.name]) for column in BONDS.columns})
    frame["bond_code"] = pd.Series(list(balances), dtype="str")
    frame["issuer"] = pd.Series([report.issuer] * len(balances), dtype="str")
    frame["balance"] = pd.Series(list(balances.values()), dtype="Int64")
    frame["_source"] = pd.Series(["bonds.csv"] * len(balances), dtype="str")
    frame["_row"] = pd.Series(range(2, len(balances) + 2), dtype="Int64")
    frame["_reported_on"] = pd.Series([report.on] * len(balances), dtype="datetime64[s]")
    frame[SCOPE] = frame["issuer"]
    return identify(BONDS, frame)


class Ledger:
    """The least a store does: it opens, closes and keeps what it is told."""

    def __init__(self) -> None:
        self.known = empty(BONDS)
        self.feeds: list[Feed] = []

    def rows(self, keys: Sequence[str]) -> pd.DataFrame:
        return self.known.loc[self.known["_key"].isin(keys)]

    def load(self, report: Report) -> Changes:
        known = self.known[["_key", "_reported_on", "_hash", "_gone"]]
        changes = compare(BONDS, bonds(report), known, feeds=self.feeds, recall=self.rows)
        if report.complete:
            missing = {key for key in self.known["_key"] if ISSUER[key] == report.issuer} - set(report.balances)
            changes = close_missing(changes, self.rows(sorted(missing)), report.on, known, scope=report.issuer, feeds=self.feeds)
        self.apply(changes)
        return changes

    def apply(self, changes: Changes) -> None:
        ended = pd.MultiIndex.from_frame(changes.closed)
        now = pd.MultiIndex.from_frame(self.known[["_key", "_reported_on"]])
        assert ended.isin(now).all()
        kept = self.known.loc[~now.isin(ended)]
        self.known = pd.concat([part for part in (kept, changes.opened) if len(part)] or [kept], ignore_index=True)
        assert not self.known.duplicated(["_key", "_reported_on"]).any()
        assert dict(self.known.dtypes) == dict(empty(BONDS).dtypes)
        self.feeds += changes.feeds

    def read(self, on: date) -> dict[str, tuple[int, bool]]:
        frame = select(self.known, on)
        assert frame["_key"].is_monotonic_increasing
        return {key: (one, late) for key, one, late in zip(frame["_key"], frame["balance"], frame["_later"], strict=True)}


Told = dict[tuple[str, date], int]


def tell(told: Told, report: Report) -> None:
    """Note what a report says of each key and date; an undated one is about the last date its key was told of."""
    balances = report.balances
    if report.on is not None:
        speaks = [key for key, issuer in ISSUER.items() if issuer == report.issuer] if report.complete else balances
        told.update({(key, report.on): balances.get(key, ABSENT) for key in speaks})
        return
    for key, balance in balances.items():
        told[key, max(on for one, on in told if one == key)] = balance


def check(ledger: Ledger, told: Told) -> None:
    answers = {on: ledger.read(on) for on in DATES}
    for (key, on), balance in told.items():
        found = answers[on].get(key)
        if balance != ABSENT:
            assert found == (balance, False), (key, on)
        else:  # a feed that was complete without it, whatever later reports say
            assert found is None, (key, on)


def reports(dates: Sequence[date | None]) -> st.SearchStrategy[Report]:
    drawn = st.tuples(st.sampled_from("XY"), st.sampled_from(dates), st.booleans(), st.integers(0, 10_000))
    return drawn.map(lambda one: Report(one[0], one[1], one[2] and one[1] is not None, one[3]))


@few
@given(st.lists(reports(DATES), max_size=10))
@example(
    [
        Report("X", DATES[1], complete=True, seed=1),
        Report("X", DATES[2], complete=False, seed=0),
        Report("X", DATES[0], complete=True, seed=1),
        Report("X", DATES[1], complete=False, seed=0),
    ]
)
def test_every_date_reads_back_as_its_last_report_told_it(history: list[Report]) -> None:
    ledger, told = Ledger(), Told()
    for report in history:
        ledger.load(report)
        tell(told, report)
    check(ledger, told)


@few
@given(st.lists(reports([*DATES, None]), max_size=10))
def test_an_undated_row_corrects_what_was_last_told_and_nothing_before(history: list[Report]) -> None:
    ledger, told = Ledger(), Told()
    for report in history:
        ever = {key for (key, _), balance in told.items() if balance != ABSENT} | set(ledger.known["_key"])
        # a fact first told of without a date would hold for every date
        one = report if report.on else Report(report.issuer, None, complete=False, seed=report.seed, without=frozenset(ISSUER) - ever)
        ledger.load(one)
        tell(told, one)
    check(ledger, told)


@few
@given(st.lists(reports([*DATES, None]), max_size=8))
def test_loading_the_last_report_again_changes_nothing(history: list[Report]) -> None:
    ledger = Ledger()
    for report in history:
        ledger.load(report)
        changes = ledger.load(report)
        assert changes.opened.empty
        assert changes.closed.empty
        assert changes.feeds == ()
        assert (changes.loaded, changes.updated, changes.gone, changes.unchanged) == (0, 0, 0, len(report.balances))


@few
@given(st.lists(reports(DATES), max_size=8, unique_by=lambda report: (report.issuer, report.on)), st.data())
def test_reports_for_different_dates_may_come_in_any_order(history: list[Report], data: st.DataObject) -> None:
    one, other = Ledger(), Ledger()
    for report in history:
        one.load(report)
    for report in data.draw(st.permutations(history)):
        other.load(report)
    told = Told()
    for report in history:
        tell(told, report)
    for on in DATES:
        here, there = one.read(on), other.read(on)
        known = [key for (key, day), balance in told.items() if day == on and balance != ABSENT]
        assert {key: here[key] for key in known} == {key: there[key] for key in known}
