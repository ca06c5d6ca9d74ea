"""Loading: nothing twice, nothing lost, nothing half."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from graph.schema import TABLES
from graph.store import GraphStore
from graph.versions import Changes

Rows = list[dict[str, Any]]
Tables = dict[str, pd.DataFrame]
Load = Callable[..., dict[str, Changes]]

TODAY = date(2026, 6, 30)


class Halt(Exception):
    """Whatever may go wrong in the middle of a run."""


def same(one: Tables, other: Tables) -> None:
    for name in TABLES:
        pd.testing.assert_frame_equal(one[name], other[name])


def test_the_same_rows_again_change_nothing(
    store: GraphStore, load: Load, city: dict[str, Rows], everything: Callable[[GraphStore], Tables]
) -> None:
    first = load(store, **city)
    assert {name: changes.loaded for name, changes in first.items()} == {name: len(rows) for name, rows in city.items()}
    before = everything(store)
    again = load(store, **city)
    assert all((c.loaded, c.updated, c.gone, len(c.opened), len(c.closed)) == (0, 0, 0, 0, 0) for c in again.values())
    assert {name: c.unchanged for name, c in again.items()} == {name: len(rows) for name, rows in city.items()}
    same(before, everything(store))


def test_the_same_dated_feed_again_changes_nothing(
    store: GraphStore, load: Load, city: dict[str, Rows], everything: Callable[[GraphStore], Tables]
) -> None:
    feed = {"loans": city["loans"][:2]}
    load(store, **city)
    load(store, on=TODAY, complete={"loans": "ICB"}, **feed)
    before = everything(store)
    again = load(store, on=TODAY, complete={"loans": "ICB"}, **feed)["loans"]
    assert (len(again.opened), len(again.closed), again.feeds) == (0, 0, ())
    same(before, everything(store))


def test_rows_in_another_order_give_the_same(
    store: GraphStore, load: Load, city: dict[str, Rows], everything: Callable[[GraphStore], Tables]
) -> None:
    load(store, **{name: list(reversed(rows)) for name, rows in city.items()})
    reversed_order = everything(store)
    again = load(store, **city)
    assert all(changes.opened.empty for changes in again.values())
    for frame in reversed_order.values():
        assert frame["_key"].is_monotonic_increasing


def test_only_what_changed_is_written(
    store: GraphStore, load: Load, city: dict[str, Rows], with_balance: Callable[..., Rows], balances: Callable[..., dict[str, int]]
) -> None:
    load(store, **city)
    changes = load(store, loans=with_balance(L2=150_00))["loans"]
    assert (changes.loaded, changes.updated, changes.unchanged) == (0, 1, 2)
    assert balances(store, TODAY) == {"L1": 100_00, "L2": 150_00, "L3": 300_00}
    assert len(store.read(TABLES["loans"])) == 3


def test_nothing_is_deleted_because_it_was_not_seen(
    store: GraphStore, load: Load, city: dict[str, Rows], balances: Callable[..., dict[str, int]]
) -> None:
    load(store, **city)
    load(store, loans=city["loans"][:1])
    load(store, on=TODAY, loans=city["loans"][:1])
    assert set(balances(store, TODAY)) == {"L1", "L2", "L3"}


def test_an_exception_inside_a_run_leaves_nothing(
    store: GraphStore,
    open_store: Callable[[], GraphStore],
    load: Load,
    city: dict[str, Rows],
    write_rows: Callable[..., Changes],
    everything: Callable[[GraphStore], Tables],
) -> None:
    load(store, **city)
    before, runs = everything(store), store.runs()

    def halting() -> None:
        with store.start_run() as run:
            write_rows(run, "loans", [city["loans"][0] | {"balance": 1}])
            raise Halt

    with pytest.raises(Halt):
        halting()
    same(before, everything(store))
    same(before, everything(open_store()))
    assert store.runs() == runs
    changes = load(store, loans=[city["loans"][0] | {"balance": 1}])["loans"]
    assert changes.updated == 1


def test_a_run_without_finish_leaves_nothing(
    store: GraphStore, load: Load, city: dict[str, Rows], write_rows: Callable[..., Changes], everything: Callable[[GraphStore], Tables]
) -> None:
    before = everything(store)
    with store.start_run() as run:
        for name, rows in city.items():
            write_rows(run, name, rows)
    same(before, everything(store))
    assert store.search("机械") == []
    assert store.state().last_run == 0
    assert load(store, **city)["loans"].loaded == 3


def test_an_error_after_finish_does_not_undo_the_run(store: GraphStore, city: dict[str, Rows], write_rows: Callable[..., Changes]) -> None:
    def halting() -> None:
        with store.start_run() as run:
            write_rows(run, "counties", city["counties"])
            run.finish({})
            raise Halt

    with pytest.raises(Halt):
        halting()
    assert len(store.read(TABLES["counties"])) == 1


def test_a_run_without_changes_is_a_run(store: GraphStore, load: Load) -> None:
    load(store)
    assert [run.number for run in store.runs()] == [store.state().last_run]


def test_a_run_knows_whole_versions_of_keys(
    store: GraphStore, load: Load, city: dict[str, Rows], facts: Callable[..., pd.DataFrame]
) -> None:
    load(store, **city)
    with store.start_run() as run:
        found = run.rows(TABLES["loans"], ["L3", "L1", "no such", "L1"])
        expected = facts("loans", [city["loans"][0], city["loans"][2]])
        pd.testing.assert_frame_equal(found, expected[list(found.columns)].assign(_row=pd.Series([2, 4], dtype="Int64")))
        assert run.rows(TABLES["loans"], []).empty


def test_a_complete_feed_without_a_date_ends_what_it_does_not_hold(
    store: GraphStore, load: Load, city: dict[str, Rows], balances: Callable[..., dict[str, int]]
) -> None:
    load(store, **city)
    changes = load(store, complete={"loans": "ICB"}, loans=city["loans"][:1])["loans"]
    assert changes.gone == 1
    assert set(balances(store, TODAY)) == {"L1", "L3"}
    assert set(balances(store, date(2025, 6, 1))) == {"L1", "L3"}
    assert set(store.read(TABLES["loans"], TODAY, known_at=1)["loan_no"]) == {"L1", "L2", "L3"}


def test_a_complete_feed_with_a_date_ends_what_it_does_not_hold_from_then_on(
    store: GraphStore, load: Load, city: dict[str, Rows], balances: Callable[..., dict[str, int]]
) -> None:
    load(store, **city)
    changes = load(store, on=TODAY, complete={"loans": "ICB"}, loans=city["loans"][:1])["loans"]
    assert changes.gone == 1
    assert set(balances(store, date(2026, 6, 29))) == {"L1", "L2", "L3"}
    assert set(balances(store, TODAY)) == {"L1", "L3"}


def test_one_banks_feed_never_ends_anothers_loans(
    store: GraphStore, load: Load, city: dict[str, Rows], balances: Callable[..., dict[str, int]]
) -> None:
    load(store, **city)
    load(store, on=TODAY, complete={"loans": "RCB"}, loans=[])
    assert set(balances(store, TODAY)) == {"L1", "L2"}


def test_a_fact_that_was_gone_comes_back(
    store: GraphStore, load: Load, city: dict[str, Rows], balances: Callable[..., dict[str, int]]
) -> None:
    load(store, **city)
    load(store, on=date(2026, 4, 30), complete={"loans": "ICB"}, loans=city["loans"][:1])
    changes = load(store, on=TODAY, complete={"loans": "ICB"}, loans=city["loans"][:2])["loans"]
    assert (changes.loaded, changes.updated, changes.unchanged) == (0, 1, 1)
    assert "L2" in balances(store, date(2026, 4, 1))
    assert "L2" not in balances(store, date(2026, 5, 31))
    assert balances(store, TODAY)["L2"] == 200_00


def test_a_fact_closed_without_a_date_comes_back(
    store: GraphStore, load: Load, city: dict[str, Rows], balances: Callable[..., dict[str, int]]
) -> None:
    load(store, **city)
    load(store, complete={"loans": "ICB"}, loans=city["loans"][:1])
    assert load(store, loans=city["loans"])["loans"].loaded == 1
    assert balances(store, TODAY)["L2"] == 200_00


def test_what_a_feed_repeated_is_kept_for_a_report_that_arrives_late(
    store: GraphStore, load: Load, city: dict[str, Rows], with_balance: Callable[..., Rows], balances: Callable[..., dict[str, int]]
) -> None:
    spring, summer, autumn = date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30)
    load(store, **{name: rows for name, rows in city.items() if name not in ("loans", "guarantees")})
    load(store, on=spring, complete={"loans": "ICB"}, loans=city["loans"][:2])
    load(store, on=autumn, complete={"loans": "ICB"}, loans=city["loans"][:2])
    load(
        store,
        on=summer,
        complete={"loans": "ICB"},
        loans=[*with_balance(L1=7_00, L2=None, L3=None), city["loans"][2] | {"bank_code": "ICB"}],
    )
    assert balances(store, spring) == {"L1": 100_00, "L2": 200_00}
    assert balances(store, summer) == {"L1": 7_00, "L3": 300_00}
    assert balances(store, autumn) == {"L1": 100_00, "L2": 200_00}
