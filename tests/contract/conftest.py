from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import pytest

from graph.model import Table
from graph.schema import TABLES
from graph.store import GraphStore, RunWriter
from graph.versions import SCOPE, Changes, close_missing, compare, dtypes, identify

Rows = list[dict[str, Any]]
Load = Callable[..., dict[str, Changes]]

ALPHA, BETA, GAMMA = "91330100MA27U0A001", "91330100MA27U0B002", "91330100MA27U0C003"


def identified(table: Table, rows: Rows, reported_on: date | None = None) -> pd.DataFrame:
    """Rows of canonical values (money in fen) as the pipeline hands them on; columns left out are empty."""
    kinds: dict[str, Any] = dict(dtypes(table))
    frame = pd.DataFrame({c.name: pd.Series([row.get(c.name) for row in rows], dtype=object).astype(kinds[c.name]) for c in table.columns})
    frame["_source"] = pd.Series([row.get("_source", f"{table.name}.csv") for row in rows], dtype="str")
    frame["_row"] = pd.Series([row.get("_row", place + 2) for place, row in enumerate(rows)], dtype="Int64")
    if table.reported_on is None:
        frame["_reported_on"] = pd.Series([row.get("_reported_on", reported_on) for row in rows], dtype="datetime64[s]")
    frame[SCOPE] = pd.Series([row.get("bank_code") for row in rows], dtype="str")
    return identify(table, frame)


def write(run: RunWriter, table: Table, rows: Rows, reported_on: date | None = None, complete: str | None = None) -> Changes:
    """Load rows of one table; `complete` names the bank whose rows these all are, or is empty when they are the whole table."""
    known = run.fingerprints(table)
    feeds = run.feeds(table)
    changes = compare(table, identified(table, rows, reported_on), known, feeds=feeds, recall=partial(run.rows, table))
    if complete is not None:
        sent = set(changes.opened["_key"]) | set(identified(table, rows)["_key"])
        absent = run.rows(table, sorted(set(known["_key"]) - sent))
        absent = absent.loc[absent["bank_code"] == complete] if complete else absent
        changes = close_missing(changes, absent, reported_on, known, scope=complete, feeds=feeds)
    run.write(table, changes)
    return changes


@pytest.fixture
def facts() -> Callable[..., pd.DataFrame]:
    """Rows of a table as an identified frame: `facts("loans", rows)`."""
    return lambda name, rows, reported_on=None: identified(TABLES[name], rows, reported_on)


@pytest.fixture
def write_rows() -> Callable[..., Changes]:
    """Load rows of one table into an open run: `write_rows(run, "loans", rows)`."""
    return lambda run, name, rows, **how: write(run, TABLES[name], rows, **how)


@pytest.fixture
def load() -> Load:
    """Load rows in a run of their own: `load(store, loans=[...], on=date, complete={"loans": "BANK"})`."""

    def loading(store: GraphStore, on: date | None = None, complete: Mapping[str, str] | None = None, **rows: Rows) -> dict[str, Changes]:
        done = {}
        with store.start_run() as run:
            for name in (name for name in TABLES if name in rows):
                done[name] = write(run, TABLES[name], rows[name], on, (complete or {}).get(name))
            run.finish({"run_id": run.run_id, "tables": list(done)})
        return done

    return loading


@pytest.fixture
def city() -> dict[str, Rows]:
    """A small city whose references all exist: three firms, two banks, three loans, two guarantees."""
    loan = {"starts_on": "2025-03-01", "matures_on": "2026-12-31", "product": "working_capital"}
    return {
        "counties": [{"county_code": "990101", "name": "东山区"}],
        "banks": [{"bank_code": "ICB", "name": "工行"}, {"bank_code": "RCB", "name": "农商行"}],
        "enterprises": [
            {"credit_code": ALPHA, "name": "甲机械有限公司", "county_code": "990101", "as_of": "2026-03-31", "net_assets": 500_000_00},
            {"credit_code": BETA, "name": "乙纺织有限公司", "county_code": "990101", "as_of": "2026-03-31", "net_assets": 300_000_00},
            {"credit_code": GAMMA, "name": "丙化工有限公司", "as_of": "2026-03-31"},
        ],
        "loans": [
            {"loan_no": "L1", "borrower": ALPHA, "bank_code": "ICB", "balance": 100_00, **loan},
            {"loan_no": "L2", "borrower": BETA, "bank_code": "ICB", "balance": 200_00, **loan},
            {"loan_no": "L3", "borrower": GAMMA, "bank_code": "RCB", "balance": 300_00, **loan},
        ],
        "guarantees": [
            {"guarantee_no": "G1", "guarantor": BETA, "loan_no": "L1", "signed_on": "2025-03-01", "liability": "joint"},
            {"guarantee_no": "G2", "guarantor": GAMMA, "loan_no": "L1", "signed_on": "2025-03-01", "cap": 50_00},
        ],
    }


@pytest.fixture
def balances() -> Callable[..., dict[str, int]]:
    """The balance of every loan a store gives, in fen: `balances(store, date)`."""

    def reading(store: GraphStore, as_of: date | None = None, known_at: int | None = None) -> dict[str, int]:
        frame = store.read(TABLES["loans"], as_of, known_at=known_at, columns=["loan_no", "balance"])
        return dict(zip(frame["loan_no"], frame["balance"].tolist(), strict=True))

    return reading


@pytest.fixture
def everything() -> Callable[[GraphStore], dict[str, pd.DataFrame]]:
    """Every known version of every table, to compare one state of a store with another."""
    return lambda store: {name: store.read(table) for name, table in TABLES.items()}


@pytest.fixture
def with_balance(city: dict[str, Rows]) -> Callable[..., Rows]:
    """The loans of the city with other balances: `with_balance(L1=90_00, L2=None)`; None leaves a loan out."""

    def changed(**other: int | None) -> Rows:
        given: Sequence[dict[str, Any]] = [row | {"balance": other.get(row["loan_no"], row["balance"])} for row in city["loans"]]
        return [row for row in given if row["balance"] is not None]

    return changed
