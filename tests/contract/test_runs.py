"""Runs, reports, the store's state, and saved results."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from graph.errors import UnknownCode
from graph.store import GraphStore
from graph.versions import Changes

Rows = list[dict[str, Any]]
Load = Callable[..., dict[str, Changes]]

REPORT = {
    "run_id": "x", "tables": {"loans": {"read": 3, "loaded": 3}},
    "rejections": [{"file": "借据.xlsx", "row": 7, "message": "余额为负 \"quoted\""}],
    "skipped": [], "nested": {"none": None, "share": 0.1, "big": 9_000_000_000_000_000, "emoji": "😀"},
}  # fmt: skip


def test_a_run_keeps_its_report(store: GraphStore, open_store: Callable[[], GraphStore]) -> None:
    with store.start_run() as run:
        run.finish(REPORT)
    for one in (store, open_store()):
        kept = one.run(run.run_id)
        assert kept.report == REPORT
        assert (kept.run_id, kept.number, kept.started_at) == (run.run_id, run.number, run.started_at)
        assert kept.finished_at is not None
        assert timedelta(0) <= kept.finished_at - kept.started_at < timedelta(minutes=5)
        assert kept.started_at.utcoffset() == timedelta(0)
        assert abs(datetime.now(UTC) - kept.started_at) < timedelta(minutes=5)


def test_runs_come_latest_first_without_reports(store: GraphStore, load: Load) -> None:
    assert store.runs() == []
    for _ in range(3):
        load(store)
    runs = store.runs()
    assert [run.number for run in runs] == sorted((run.number for run in runs), reverse=True)
    assert len({run.run_id for run in runs}) == 3
    assert all(run.report is None and run.finished_at is not None for run in runs)


def test_an_unknown_run_is_an_error(store: GraphStore, load: Load) -> None:
    load(store)
    with pytest.raises(UnknownCode):
        store.run("no such run")


def test_the_state_changes_with_every_finished_run_and_only_then(
    store: GraphStore, open_store: Callable[[], GraphStore], load: Load, city: dict[str, Rows]
) -> None:
    empty = store.state()
    assert (empty.last_run, empty.data_date) == (0, None)
    load(store, **city)
    first = store.state()
    assert (first.last_run, first.data_date) == (1, date(2026, 3, 31))
    with store.start_run():
        pass
    assert store.state() == first
    load(store, on=date(2026, 6, 30), loans=city["loans"])
    second = store.state()
    assert second.last_run > first.last_run
    assert second.data_date == date(2026, 6, 30)
    assert [run.data_date for run in store.runs()] == [date(2026, 6, 30), date(2026, 3, 31)]
    assert second.store_id == first.store_id != ""
    assert open_store().state() == second


def test_a_repeated_feed_moves_the_data_date(store: GraphStore, load: Load, city: dict[str, Rows]) -> None:
    load(store, **{name: rows for name, rows in city.items() if name in ("counties", "banks", "enterprises")})
    for day in (date(2026, 6, 30), date(2026, 9, 30)):
        load(store, on=day, loans=city["loans"])
        assert store.state().data_date == day


def test_run_numbers_grow(store: GraphStore, load: Load, city: dict[str, Rows], write_rows: Callable[..., Changes]) -> None:
    load(store, **city)
    with store.start_run() as dropped:
        write_rows(dropped, "loans", city["loans"])
    load(store)
    numbers = [run.number for run in store.runs()]
    assert numbers[0] > numbers[1]
    assert store.state().last_run == numbers[0]


RESULTS = pd.DataFrame(
    {
        "party": pd.Series(["91330100MA27U0A001", "91330100MA27U0B002", "91330100MA27U0C003"], dtype="str"),
        "circle": pd.Series(["91330100MA27U0A001", None, None], dtype="str"),
        "rank": pd.Series([1, 2, None], dtype="Int64"),
        "class": pd.Series(["A1", None, None], dtype="str"),
        "level": pd.Series([None, "city", None], dtype="str"),
    }
)


def by_party(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values("party", ignore_index=True)


def test_results_are_kept_as_they_were_saved(
    store: GraphStore, open_store: Callable[[], GraphStore], load: Load, city: dict[str, Rows]
) -> None:
    load(store, **city)
    run_id = store.runs()[0].run_id
    pd.testing.assert_frame_equal(store.results(), RESULTS.iloc[:0])
    store.save_results(RESULTS, as_of=date(2026, 6, 30), run_id=run_id)
    for one in (store, open_store()):
        pd.testing.assert_frame_equal(by_party(one.results()), RESULTS)


def test_saved_results_are_replaced_whole(store: GraphStore, load: Load, city: dict[str, Rows]) -> None:
    load(store, **city)
    run_id = store.runs()[0].run_id
    store.save_results(RESULTS, as_of=date(2026, 6, 30), run_id=run_id)
    other = RESULTS.iloc[1:].assign(rank=pd.Series([5, 6], index=[1, 2], dtype="Int64")).reset_index(drop=True)
    store.save_results(other, as_of=date(2026, 9, 30), run_id=run_id)
    pd.testing.assert_frame_equal(by_party(store.results()), other)
    store.save_results(RESULTS.iloc[:0], as_of=date(2026, 9, 30), run_id=run_id)
    assert store.results().empty


def test_results_survive_the_next_run(store: GraphStore, load: Load, city: dict[str, Rows]) -> None:
    load(store, **city)
    store.save_results(RESULTS, as_of=date(2026, 6, 30), run_id=store.runs()[0].run_id)
    load(store, loans=[city["loans"][0] | {"balance": 1}], enterprises=[city["enterprises"][0] | {"employees": 5}])
    pd.testing.assert_frame_equal(by_party(store.results()), RESULTS)
