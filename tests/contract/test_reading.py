"""Reading: every column of every table comes back as it went in, in its canonical type."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest

from graph.model import Column, Table
from graph.schema import TABLES
from graph.store import GraphStore
from graph.values import DTYPES, Kind
from graph.versions import BOOKKEEPING, Changes

Rows = list[dict[str, Any]]
Load = Callable[..., dict[str, Changes]]

ODD_TEXTS = (
    "甲（集团）有限公司",
    "𠮷野家 😀 한국 عربي",
    "a'b\"c\\d`e",
    "two\nlines\tand, more; $x {y} %s",
    "長" * 20_000,
    " spaces around ",
    "NULL",
    "0123",
)
POOL = {"counties": "9901{:02}", "banks": "B{}", "enterprises": "91330100MA27U0A{:03}", "facilities": "F{}", "loans": "L{}"}


def value(table: Table, column: Column, row: int) -> Any:
    """A value of a column for the row; references point at rows that exist, keys differ from row to row."""
    if column.refers:
        return POOL["enterprises" if "enterprises" in column.refers else column.refers[0]].format(row % 3)
    if table.name in POOL and column.name == table.key[0]:
        return POOL[table.name].format(row)
    odd = ODD_TEXTS[row % len(ODD_TEXTS)]
    return {
        Kind.CREDIT_CODE: f"91330100MA27U0G{row:03}",
        Kind.PARTY_CODE: f"P{row}",
        Kind.COUNTY_CODE: f"9901{row:02}",
        Kind.CITY_CODE: f"99{row:02}",
        Kind.NUMBER: f"{table.name}/{row}:'x'",
        Kind.TEXT: f"T{row}" if column.name in table.key else odd,
        Kind.MONEY: (9_000_000_000_000_000, 0, -9_000_000_000_000_000, 1)[row % 4],
        Kind.SHARE: (1 / 3, 0.0, 1.0, 0.1)[row % 4],
        Kind.RATE: (-0.1 - 0.2, 1e-300, 1e300, 0.06)[row % 4],
        Kind.COUNT: (2**53 + 1, 0, 1, 7)[row % 4],
        Kind.DATE: (date(2024, 2, 29), date(1949, 10, 1), date(2099, 12, 31), date(2026, 1, 1))[row % 4],
        Kind.FLAG: row % 2 == 0,
        Kind.CHOICE: list(column.vocabulary.words)[row % len(column.vocabulary.words)] if column.vocabulary else None,
    }[column.kind]


def rows_of(table: Table) -> Rows:
    full = [{column.name: value(table, column, row) for column in table.columns} for row in range(8)]
    bare = {column.name: value(table, column, 8) for column in table.columns if column.required or column.name == table.key[0]}
    if table.name == "guarantees":
        full = [row | {"facility_no" if place % 2 else "loan_no": None} for place, row in enumerate(full)]
        bare |= {"loan_no": "L1"}
    return [*full, bare | {"_row": None}]


def test_every_value_comes_back_as_it_went_in(store: GraphStore, load: Load, facts: Callable[..., pd.DataFrame]) -> None:
    """Nine rows of every table: eight with all columns filled, one with only the required ones; all columns read, and the last alone."""
    load(store, **{name: rows_of(table) for name, table in TABLES.items()})
    for name, table in TABLES.items():
        expected = facts(name, rows_of(table)).sort_values(["_key", "_reported_on"], na_position="first", ignore_index=True)
        columns = [column.name for column in table.columns]
        for wanted in (columns, columns[-1:]):
            found = store.read(table, columns=None if wanted == columns else wanted)
            kept = [*wanted, *BOOKKEEPING]
            pd.testing.assert_frame_equal(found[kept], expected[kept], obj=name)
            assert set(found.columns) == set(kept)


def test_types_are_canonical_when_a_column_is_empty(store: GraphStore, load: Load, facts: Callable[..., pd.DataFrame]) -> None:
    alone = {name: table for name, table in TABLES.items() if not any(column.refers for column in table.columns)}
    load(store, **{name: rows_of(table)[-1:] for name, table in alone.items()})
    for name, table in alone.items():
        found = store.read(table)
        assert found[[c.name for c in table.columns]].dtypes.astype(str).to_dict() == {c.name: DTYPES[c.kind] for c in table.columns}
        pd.testing.assert_frame_equal(found, facts(name, rows_of(table)[-1:])[list(found.columns)])


@pytest.mark.parametrize(("as_of", "known_at"), list(product([None, date(2026, 6, 30)], [None, 0])))
def test_an_empty_table_has_its_columns_and_types(store: GraphStore, as_of: date | None, known_at: int | None) -> None:
    for table in TABLES.values():
        found = store.read(table, as_of, known_at=known_at)
        assert found.empty
        kinds = {column.name: DTYPES[column.kind] for column in table.columns} | BOOKKEEPING
        assert {name: str(dtype) for name, dtype in found.dtypes.items() if name in kinds} == {n: kinds[n] for n in found if n in kinds}
        assert {*(column.name for column in table.columns), "_key", "_reported_on", "_source", "_row"} <= set(found.columns)
        if as_of is not None:
            assert found["_later"].dtype == bool


def test_only_the_columns_asked_for_come_with_the_bookkeeping(store: GraphStore, load: Load, city: dict[str, Rows]) -> None:
    load(store, **city)
    found = store.read(TABLES["loans"], date(2026, 6, 30), columns=["balance", "loan_no"])
    assert [name for name in found.columns if not name.startswith("_")] == ["balance", "loan_no"]
    assert {"_key", "_reported_on", "_source", "_row", "_later"} <= set(found.columns)
    assert found["_source"].tolist() == ["loans.csv"] * 3
    assert found["_row"].tolist() == [2, 3, 4]
    with pytest.raises(KeyError):
        store.read(TABLES["loans"], columns=["no such column"])


def test_facts_come_in_the_order_of_their_keys(store: GraphStore, load: Load, city: dict[str, Rows]) -> None:
    load(store, **city)
    loan = city["loans"][0]
    load(store, loans=[loan | {"loan_no": number} for number in ("M", "A", "L2x", "L10", "l1", "甲", "Z")])
    keys = store.read(TABLES["loans"], date(2026, 6, 30))["_key"].tolist()
    assert keys == sorted(keys)
    assert keys == store.read(TABLES["loans"])["_key"].tolist()


def test_missing_shares_are_nan_and_zero_is_zero(store: GraphStore, load: Load, city: dict[str, Rows]) -> None:
    load(store, **city)
    load(store, guarantees=[row | {"share": share} for row, share in zip(city["guarantees"], (0.0, None), strict=True)])
    found = store.read(TABLES["guarantees"], date(2026, 6, 30), columns=["share"])["share"].to_numpy()
    np.testing.assert_array_equal(found, [0.0, np.nan])


def test_empty_becoming_zero_is_a_change(store: GraphStore, load: Load, city: dict[str, Rows]) -> None:
    load(store, **city)
    loan = city["loans"][0]
    assert load(store, loans=[loan | {"overdue_days": 0}])["loans"].updated == 1
    assert load(store, loans=[loan | {"overdue_days": None}])["loans"].updated == 1
