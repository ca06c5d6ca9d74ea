"""Reading as of a date and as known after a run: three corrected files loaded one after the other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd

from graph.schema import TABLES
from graph.store import GraphStore
from graph.told import last_told
from graph.versions import Changes, select

Rows = list[dict[str, Any]]
Load = Callable[..., dict[str, Changes]]

SPRING, SUMMER, AUTUMN = date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30)
AFTER = date(2026, 12, 31)


def numbers(store: GraphStore) -> list[int]:
    return [run.number for run in reversed(store.runs())]


def test_three_files_with_reporting_dates(
    store: GraphStore, load: Load, city: dict[str, Rows], with_balance: Callable[..., Rows], balances: Callable[..., dict[str, int]]
) -> None:
    load(store, **{name: rows for name, rows in city.items() if name not in ("loans", "guarantees")})
    load(store, on=SPRING, loans=city["loans"])
    load(store, on=SUMMER, loans=with_balance(L1=90_00))
    load(store, on=AUTUMN, loans=with_balance(L1=80_00, L2=0))
    assert balances(store, SPRING) == {"L1": 100_00, "L2": 200_00, "L3": 300_00}
    assert balances(store, SUMMER) == {"L1": 90_00, "L2": 200_00, "L3": 300_00}
    assert balances(store, AUTUMN) == balances(store, AFTER) == {"L1": 80_00, "L2": 0, "L3": 300_00}
    assert balances(store, date(2026, 8, 15)) == balances(store, SUMMER)
    before = store.read(TABLES["loans"], date(2025, 12, 31))
    assert before["_later"].all()
    assert before["balance"].tolist() == [100_00, 200_00, 300_00]
    _, first, second, third = numbers(store)
    assert balances(store, AFTER, known_at=first)["L1"] == 100_00
    assert balances(store, AFTER, known_at=second)["L1"] == 90_00
    assert balances(store, SPRING, known_at=third)["L1"] == 100_00


def test_a_later_file_corrects_an_earlier_date_only(
    store: GraphStore, load: Load, city: dict[str, Rows], with_balance: Callable[..., Rows], balances: Callable[..., dict[str, int]]
) -> None:
    load(store, **{name: rows for name, rows in city.items() if name not in ("loans", "guarantees")})
    load(store, on=SPRING, loans=city["loans"])
    load(store, on=AUTUMN, loans=city["loans"])
    load(store, on=SPRING, loans=with_balance(L1=95_00))
    assert balances(store, SPRING)["L1"] == 95_00
    assert balances(store, SUMMER)["L1"] == 95_00
    assert balances(store, AUTUMN)["L1"] == 100_00
    assert balances(store, SPRING, known_at=numbers(store)[2])["L1"] == 100_00


def test_a_report_that_repeats_is_read_back_as_a_feed_of_its_day_once_its_run_is_known(
    store: GraphStore, load: Load, city: dict[str, Rows], with_balance: Callable[..., Rows]
) -> None:
    """Which facts it repeated is told through the versions: of those that changed since, the day they were last told is their own."""
    load(store, **{name: rows for name, rows in city.items() if name not in ("loans", "guarantees")})
    load(store, on=SPRING, loans=city["loans"])
    load(store, on=SUMMER, loans=with_balance(L1=90_00))
    load(store, on=AUTUMN, loans=with_balance(L1=90_00, L2=190_00))
    loans = TABLES["loans"]
    assert [(feed.reported_on, len(feed.repeated)) for feed in store.feeds(loans)] == [(SUMMER, 2), (AUTUMN, 2)]
    assert store.feeds(TABLES["guarantees"]) == []
    _, first, second, third = numbers(store)
    assert [[feed.reported_on for feed in store.feeds(loans, known_at=run)] for run in (first, second, third)] == [
        [], [SUMMER], [SUMMER, AUTUMN]
    ]  # fmt: skip

    def told(day: date) -> dict[str, date]:
        versions = select(store.read(loans), day)
        return {str(key): one.date() for key, one in last_told(versions, store.feeds(loans), day).items()}

    assert told(SPRING) == {"L1": SPRING, "L2": SPRING, "L3": SPRING}
    assert told(date(2026, 9, 29)) == {"L1": SUMMER, "L2": SUMMER, "L3": SUMMER}
    assert told(AUTUMN) == told(AFTER) == {"L1": AUTUMN, "L2": AUTUMN, "L3": AUTUMN}
    assert told(date(2025, 12, 31)) == {"L1": SPRING, "L2": SPRING, "L3": SPRING}  # the first report answers for what was before


def test_figures_of_enterprises_stand_side_by_side_by_their_own_date(store: GraphStore, load: Load, city: dict[str, Rows]) -> None:
    firm = city["enterprises"][0]
    load(store, counties=city["counties"], enterprises=[firm | {"as_of": "2026-03-31", "net_assets": 1}])
    load(store, enterprises=[firm | {"as_of": "2026-06-30", "net_assets": 2, "name": "甲集团有限公司"}])
    load(store, enterprises=[firm | {"as_of": "2026-03-31", "net_assets": 3}])
    table = TABLES["enterprises"]

    def read(day: date, known_at: int | None = None) -> tuple[list[int], list[str], list[bool]]:
        frame = store.read(table, day, known_at=known_at, columns=["net_assets", "name"])
        return frame["net_assets"].tolist(), frame["name"].tolist(), frame["_later"].tolist()

    old, new = "甲机械有限公司", "甲集团有限公司"
    first, second, _ = numbers(store)
    assert read(SPRING) == ([3], [old], [False])
    assert read(date(2026, 6, 29)) == ([3], [old], [False])
    assert read(SUMMER) == read(AFTER) == ([2], [new], [False])
    assert read(date(2025, 12, 31)) == ([3], [old], [True])
    assert read(SPRING, known_at=second) == ([1], [old], [False])
    assert read(AFTER, known_at=first) == ([1], [old], [False])


def test_undated_files_correct_a_facts_own_dates(store: GraphStore, load: Load, city: dict[str, Rows]) -> None:
    load(store, **city)
    guarantee = city["guarantees"][0]
    for signed in ("2025-06-01", "2024-06-01", "2026-06-01"):
        load(store, guarantees=[guarantee | {"signed_on": signed}])
    table = TABLES["guarantees"]
    days = [date(2024, 12, 31), date(2025, 4, 30), date(2025, 12, 31), date(2026, 12, 31)]

    def known(run: int | None) -> list[bool]:
        return ["G1" in store.read(table, day, known_at=run)["guarantee_no"].tolist() for day in days]

    assert [known(run) for run in numbers(store)] == [
        [False, True, True, True],
        [False, False, True, True],
        [True, True, True, True],
        [False, False, False, True],
    ]
    assert known(None) == known(numbers(store)[-1])
    assert len(store.read(table)) == 2


def test_an_undated_file_corrects_the_latest_report(
    store: GraphStore, load: Load, city: dict[str, Rows], with_balance: Callable[..., Rows], balances: Callable[..., dict[str, int]]
) -> None:
    load(store, **{name: rows for name, rows in city.items() if name not in ("loans", "guarantees")})
    load(store, on=SPRING, loans=city["loans"])
    load(store, on=SUMMER, loans=with_balance(L1=90_00))
    load(store, loans=with_balance(L1=85_00))
    assert balances(store, SPRING)["L1"] == 100_00
    assert balances(store, SUMMER)["L1"] == 85_00


def test_facts_hold_between_their_own_dates_both_inclusive(store: GraphStore, load: Load, city: dict[str, Rows]) -> None:
    code = city["enterprises"][0]["credit_code"]
    other = city["enterprises"][1]["credit_code"]
    load(
        store,
        counties=city["counties"],
        enterprises=city["enterprises"],
        controls=[{"controller": other, "enterprise": code, "valid_from": "2026-01-01", "valid_to": "2026-06-30"}],
        risk_list=[{"enterprise": code, "listed_on": "2026-01-01", "delisted_on": "2026-06-30"}],
        consents=[{"enterprise": code, "given_on": "2026-01-01"}],
    )

    def held(day: date) -> list[int]:
        return [len(store.read(TABLES[name], day)) for name in ("controls", "risk_list", "consents")]

    assert held(date(2025, 12, 31)) == [0, 0, 0]
    assert held(date(2026, 1, 1)) == [1, 1, 1]
    assert held(date(2026, 6, 29)) == [1, 1, 1]
    assert held(date(2026, 6, 30)) == [1, 0, 1]
    assert held(date(2026, 7, 1)) == [0, 0, 1]


def test_known_at_before_the_first_run_is_nothing(
    store: GraphStore, load: Load, city: dict[str, Rows], balances: Callable[..., dict[str, int]]
) -> None:
    load(store, **city)
    assert balances(store, SUMMER, known_at=0) == {}
    assert len(balances(store, SUMMER, known_at=99)) == 3


def test_the_history_of_a_table_tells_between_which_runs_every_version_was_known(
    store: GraphStore, load: Load, city: dict[str, Rows], with_balance: Callable[..., Rows]
) -> None:
    load(store, **{name: rows for name, rows in city.items() if name not in ("loans", "guarantees")})
    load(store, on=SPRING, loans=city["loans"])
    load(store, on=SUMMER, loans=with_balance(L1=90_00))
    load(store, on=SPRING, loans=with_balance(L1=95_00))
    table = TABLES["loans"]
    zero, first, second, third = numbers(store)
    told = store.history(table)
    mine = told.loc[told["loan_no"] == "L1", ["_reported_on", "balance", "_opened", "_closed"]].astype(object)
    assert mine.where(mine.notna(), None).to_numpy().tolist() == [
        [pd.Timestamp(SPRING), 100_00, first, third],
        [pd.Timestamp(SPRING), 95_00, third, None],
        [pd.Timestamp(SUMMER), 90_00, second, None],
    ]
    assert (told["_opened"].dtype, told["_closed"].dtype) == ("int64", "Int64")
    for run in (zero, first, second, third):
        whole = store.history(table, known_at=run)
        assert whole["_closed"].isna().sum() == len(store.read(table, known_at=run))
        known = whole.loc[whole["_closed"].isna()].drop(columns=["_opened", "_closed"]).reset_index(drop=True)
        pd.testing.assert_frame_equal(known, store.read(table, known_at=run))
    assert store.history(TABLES["persons"]).empty
