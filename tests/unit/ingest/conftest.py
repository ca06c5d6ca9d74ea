"""A small sound feed, ways to write it as files, and ways to see what a load made of it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from graph.schema import TABLES
from graph.sqlite_store import SqliteStore
from graph.values import complete_credit_code
from ingest.raw import RawTable

Rows = Sequence[Mapping[str, str]]
Feed = Mapping[str, Rows]

CODES = [complete_credit_code("91990101", f"MA00{number:04d}") for number in range(40)]


def _named(number: int, name: str, **more: str) -> dict[str, str]:
    return {"credit_code": CODES[number], "name": name, "county_code": "990101", "as_of": "2026-06-30", **more}


def _loan(number: str, borrower: int, bank: str = "B1", **more: str) -> dict[str, str]:
    row = {"loan_no": number, "borrower": CODES[borrower], "bank_code": bank, "balance": "1000000"}
    return row | {"starts_on": "2026-01-01", "matures_on": "2027-01-01"} | more


def _guarantee(number: str, guarantor: int, loan: str, **more: str) -> dict[str, str]:
    return {"guarantee_no": number, "guarantor": CODES[guarantor], "loan_no": loan, "liability": "连带", "signed_on": "2026-01-01"} | more


GOOD: Feed = {
    "counties": [{"county_code": "990101", "name": "东山县", "city_code": "9901"}, {"county_code": "990102", "name": "西河区"}],
    "banks": [{"bank_code": "B1", "name": "东山银行"}, {"bank_code": "B2", "name": "西河银行"}],
    "enterprises": [
        _named(0, "甲实业有限公司", net_assets="5000000"),
        _named(1, "乙贸易有限公司"),
        _named(2, "同名有限公司"),
        _named(3, "同名有限责任公司"),
    ],
    "persons": [{"person_id": "P001", "name": "张三"}],
    "guarantee_companies": [{"credit_code": CODES[10], "name": "东山融资担保有限公司", "net_assets": "90000000"}],
    "facilities": [{"facility_no": "F1", "bank_code": "B1", "borrower": CODES[0], "limit": "9000000"}],
    "loans": [_loan("L1", 0), _loan("L2", 1), _loan("L3", 0, "B2")],
    "guarantees": [_guarantee("G1", 1, "L1"), _guarantee("G2", 0, "L2"), _guarantee("G3", 10, "L1", guarantor_kind="融资担保公司")],
    "controls": [{"controller": "P001", "enterprise": CODES[0], "kind": "实际控制人"}],
    "risk_list": [{"enterprise": CODES[0], "tier": "重点", "listed_on": "2026-03-01"}],
    "joint_limits": [{"borrower": CODES[0], "limit": "8000000"}],
    "consents": [{"enterprise": CODES[0], "given_on": "2026-01-01"}],
    "other_debts": [{"enterprise": CODES[0], "kind": "供应商", "amount": "100", "as_of": "2026-06-30"}],
    "bonds": [{"bond_code": "D1", "issuer": CODES[0], "balance": "100", "matures_on": "2027-01-01"}],
    "pledges": [{"pledge_no": "Q1", "pledgor": "P001", "listed_code": "600000", "pledged_share": "0.3"}],
    "signals": [{"enterprise": CODES[0], "kind": "欠税", "observed_on": "2026-02-01", "source": "税务局"}],
    "indicators": [{"enterprise": CODES[0], "indicator": "R1", "period": "2026Q1", "value": "0.5"}],
    "capital_plans": [{"loan_no": "L1", "stage": "计划", "source": "续贷", "amount": "100", "recorded_on": "2026-06-01"}],
}
NEW: Mapping[str, dict[str, str]] = {
    "counties": {"county_code": "990103", "name": "南岭县"},
    "banks": {"bank_code": "B3", "name": "南岭银行"},
    "enterprises": _named(4, "丁制造有限公司"),
    "persons": {"person_id": "P002", "name": "李四"},
    "guarantee_companies": {"credit_code": CODES[11], "name": "西河融资担保有限公司", "net_assets": "1"},
    "facilities": {"facility_no": "F2", "bank_code": "B1", "borrower": CODES[1], "limit": "1", "starts_on": "2026-01-01"},
    "loans": _loan("L9", 1),
    "guarantees": _guarantee("G9", 1, "L3"),
    "controls": {"controller": CODES[1], "enterprise": CODES[0], "kind": "股东", "valid_from": "2026-01-01"},
    "risk_list": {"enterprise": CODES[1], "listed_on": "2026-03-01"},
    "joint_limits": {"borrower": CODES[1], "limit": "1"},
    "consents": {"enterprise": CODES[1], "given_on": "2026-01-01"},
    "other_debts": {"enterprise": CODES[1], "kind": "工资", "amount": "1"},
    "bonds": {"bond_code": "D2", "issuer": CODES[1], "balance": "1", "matures_on": "2027-01-01"},
    "pledges": {"pledge_no": "Q2", "pledgor": CODES[1], "listed_code": "600001", "pledged_share": "30%"},
    "signals": {"enterprise": CODES[1], "kind": "诉讼", "observed_on": "2026-02-01", "source": "法院"},
    "indicators": {"enterprise": CODES[1], "indicator": "R1", "period": "2026Q1", "value": "0.5"},
    "capital_plans": {"loan_no": "L2", "stage": "计划"},
}


def _write(folder: Path, feed: Feed) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in feed.items():
        headers = list(dict.fromkeys(key for row in rows for key in row))
        headers += [column.name for column in TABLES[name].file_columns if column.required and column.name not in headers]
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, headers)
            writer.writeheader()
            writer.writerows(rows)
    return folder


def _content(store: SqliteStore, tables: Sequence[str] = tuple(TABLES)) -> dict[str, list[tuple[Any, ...]]]:
    """All facts of a store, without where and when they came from."""
    found = {}
    for name in tables:
        table = TABLES[name]
        frame = store.read(table)[[*(column.name for column in table.columns), "_reported_on", "_gone"]]
        found[name] = sorted(tuple("" if pd.isna(value) else str(value) for value in row) for row in frame.itertuples(index=False))
    return found


def _raw(table: str, *, units: Mapping[str, int] | None = None, percents: Sequence[str] = (), first: int = 2, **columns: Any) -> RawTable:
    """A raw table as a reader makes it: plain lists become text columns, a Series keeps its type."""
    frame = pd.DataFrame(
        {name: cells if isinstance(cells, pd.Series) else pd.Series(cells, dtype="str") for name, cells in columns.items()}
    )
    return RawTable(
        table=TABLES[table],
        file=f"{table}.csv",
        sheet="",
        frame=frame,
        rows=np.arange(first, first + len(frame)),
        headers={name: name for name in columns},
        units=dict(units or {}),
        percents=frozenset(percents),
    )


@pytest.fixture(scope="session")
def codes() -> list[str]:
    """Forty valid credit codes; the good feed uses 0-3 and 10, its templates 4 and 11."""
    return CODES


@pytest.fixture(scope="session")
def feeds() -> SimpleNamespace:
    """A sound feed (`good`), one more sound row of each table (`new`), and what to do with them.

    `around(*tables)`: the good rows of some tables and of all they refer to; `with_rows(extra, at)`: those with more rows put in;
    `write(folder, feed)`: as CSV files.
    """

    def with_rows(extra: Feed, at: int | None = None) -> dict[str, list[Mapping[str, str]]]:
        feed = {name: list(rows) for name, rows in around(*extra).items()}
        for name, rows in extra.items():
            place = len(feed[name]) if at is None else at
            feed[name][place:place] = rows
        return feed

    def around(*tables: str) -> dict[str, Rows]:
        wanted = set(tables)
        for name in reversed(TABLES):
            if name in wanted:
                wanted.update(target for column in TABLES[name].file_columns for target in column.refers)
        return {name: rows for name, rows in GOOD.items() if name in wanted}

    return SimpleNamespace(good=GOOD, new=NEW, write=_write, with_rows=with_rows, around=around)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """An empty store."""
    opened = SqliteStore.open(tmp_path / "store.db", create=True)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def content() -> Callable[..., dict[str, list[tuple[Any, ...]]]]:
    """All facts of a store, comparable."""
    return _content


@pytest.fixture(scope="session")
def raw() -> Callable[..., RawTable]:
    """`raw("loans", loan_no=["L1"], …)`."""
    return _raw
