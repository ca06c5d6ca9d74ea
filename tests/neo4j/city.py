"""Two loads of one small city, the second changing facts in every way a run can. As a program it does the second load and may die in it.

python tests/neo4j/city.py URL TRANSACTIONS    dies after so many committed transactions of the run, 0: lives and tells their number
"""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pandas as pd

from graph.model import Table
from graph.neo4j_store import Neo4jStore, batches, lease
from graph.schema import TABLES
from graph.store import GraphStore, RunWriter
from graph.versions import SCOPE, Changes, close_missing, compare, dtypes, identify

SPRING, SUMMER = date(2026, 3, 31), date(2026, 6, 30)
FIRMS, LOANS = 60, 120
Rows = list[dict[str, Any]]


def firm(number: int) -> str:
    return f"F{number:05d}"


def first_city() -> dict[str, Rows]:
    """Sixty firms around nine persons, two guarantee companies and a stub, which is a firm nobody knows."""
    firms = [
        {"credit_code": firm(i), "name": f"东山{i}号机械有限公司", "county_code": f"99010{i % 3}", "as_of": SPRING, "net_assets": i * 101}
        for i in range(FIRMS)
    ]
    stub = {"credit_code": firm(900), "name": firm(900), "external": True}
    loans = [
        {"loan_no": f"L{i}", "borrower": firm(i % FIRMS), "bank_code": f"B{i % 2}", "facility_no": f"K{i}" if i < 5 else None,
         "balance": 1_000 + i, "starts_on": "2025-03-01", "matures_on": "2026-12-31", "_reported_on": SPRING}
        for i in range(LOANS)
    ]  # fmt: skip
    guarantors = [*(firm(i) for i in range(FIRMS)), *(f"P{i}" for i in range(9)), firm(900), "C1"]
    guarantees = [
        {"guarantee_no": f"G{i}", "guarantor": guarantors[i % len(guarantors)], "loan_no": f"L{(i * 7 + 1) % LOANS}", "cap": i,
         "signed_on": "2025-03-01", "_reported_on": SPRING}
        for i in range(150)
    ]  # fmt: skip
    lines = [{"guarantee_no": f"M{i}", "guarantor": firm(i + 20), "facility_no": f"K{i}", "signed_on": "2025-03-01"} for i in range(5)]
    return {
        "counties": [{"county_code": f"99010{i}", "name": f"{i}县"} for i in range(2)],  # 990102 is not listed yet
        "banks": [{"bank_code": f"B{i}", "name": f"银行{i}", "county_code": "990100"} for i in range(2)],
        "enterprises": [*firms, stub],
        "persons": [{"person_id": f"P{i}", "name": f"张{i}"} for i in range(9)],
        "guarantee_companies": [{"credit_code": "C1", "name": "担保公司", "net_assets": 5}],
        "facilities": [{"facility_no": f"K{i}", "bank_code": "B0", "borrower": firm(i), "limit": 7} for i in range(6)],
        "loans": loans,
        "guarantees": [*guarantees, *lines],
        "controls": [{"controller": f"P{i % 9}", "enterprise": firm(i), "kind": "actual_controller"} for i in range(20)],
        "pledges": [
            {"pledge_no": f"S{i}", "pledgor": p, "listed_code": "1", "pledged_share": 0.5} for i, p in enumerate(("P1", firm(900)))
        ],
    }


def second_city() -> dict[str, Rows]:
    """Figures of summer: new, changed, moved and missing facts; the stub turns out to be a guarantee company."""
    city = first_city()
    firms = [
        row | {"as_of": SUMMER, "name": row["name"].replace("机械", "精密"), "county_code": "990102"} for row in city["enterprises"][:20]
    ]
    loans = [row | {"_reported_on": SUMMER} for row in city["loans"] if row["loan_no"] not in ("L3", "L50", "L51")]
    for place, row in enumerate(loans):
        if place % 4 == 0:
            row["balance"] += 7
        if place % 10 == 0:
            row["borrower"] = firm((place + 31) % FIRMS)
    new = [loans[0] | {"loan_no": f"N{i}", "facility_no": None} for i in range(30)]
    guarantees = [row | {"cap": row["cap"] + 1 if int(row["guarantee_no"][1:]) % 3 else row["cap"]} for row in city["guarantees"][:140]]
    fresh = [{"guarantee_no": f"H{i}", "guarantor": firm(900), "loan_no": f"N{i}", "signed_on": "2026-04-01"} for i in range(30)]
    return {
        "counties": [*city["counties"], {"county_code": "990102", "name": "2县"}],
        "enterprises": firms,
        "guarantee_companies": [*city["guarantee_companies"], {"credit_code": firm(900), "name": "外市担保", "net_assets": 9}],
        "loans": [*loans, *new],
        "guarantees": [*guarantees, *fresh],
        "controls": [{"controller": "P1", "enterprise": firm(i), "kind": "actual_controller", "share": 0.4} for i in range(9)],
        "persons": [{"person_id": f"P{i}", "name": f"张{i}"} for i in range(8)],  # P8 is gone
        "pledges": city["pledges"],
    }


def identified(table: Table, rows: Rows) -> pd.DataFrame:
    kinds = dtypes(table)
    frame = pd.DataFrame({c.name: pd.Series([row.get(c.name) for row in rows], dtype=object).astype(kinds[c.name]) for c in table.columns})
    frame["_source"] = pd.Series([f"{table.name}.csv"] * len(rows), dtype="str")
    frame["_row"] = pd.Series(range(2, len(rows) + 2), dtype="Int64")
    if table.reported_on is None:
        frame["_reported_on"] = pd.Series([row.get("_reported_on") for row in rows], dtype="datetime64[s]")
    frame[SCOPE] = pd.Series([None] * len(rows), dtype="str")
    return identify(table, frame)


def changes_of(run: RunWriter, table: Table, rows: Rows, complete: date | bool | None) -> Changes:
    """What loading rows changes; `complete`: the date they are the whole table for, None for a whole table without one."""
    known, feeds = run.fingerprints(table), run.feeds(table)
    incoming = identified(table, rows)
    changes = compare(table, incoming, known, feeds=feeds, recall=partial(run.rows, table))
    if complete is not False:
        absent = run.rows(table, sorted(set(known["_key"]) - set(incoming["_key"])))
        changes = close_missing(changes, absent, complete if isinstance(complete, date) else None, known, feeds=feeds)
    return changes


def load_first(store: GraphStore) -> None:
    load(store, first_city(), {})


def load_second(store: GraphStore) -> None:
    load(store, second_city(), {"loans": SUMMER, "guarantees": None, "persons": None, firm(900): None})


def load(store: GraphStore, city: dict[str, Rows], complete: dict[str, date | None]) -> None:
    with store.start_run() as run:
        for name, table in TABLES.items():
            if name not in city:
                continue
            changes = changes_of(run, table, city[name], complete.get(name, False))
            if name == "enterprises" and firm(900) in complete:
                changes = without_stub(run, table, changes)
            run.write(table, changes)
        run.finish({"tables": sorted(city)})


def without_stub(run: RunWriter, table: Table, changes: Changes) -> Changes:
    """The unknown firm leaves the enterprises."""
    known = run.fingerprints(table)
    stub = known.loc[known["_key"] == firm(900), ["_key", "_reported_on"]]
    return replace(changes, closed=pd.concat([part for part in (changes.closed, stub) if len(part)], ignore_index=True))


def die_after(transactions: int) -> list[int]:
    """Have the process killed once so many transactions of a run are committed; counts them down."""
    once = lease.Lease.once
    left = [transactions]

    def counted(self: lease.Lease, work: Any, lane: int = 0) -> Any:
        done = once(self, work, lane)
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    lease.Lease.once = counted  # type: ignore[method-assign]
    return left


def main(url: str, transactions: int) -> None:
    batches.BATCH = 20  # type: ignore[misc]
    lease.LASTS = 3  # type: ignore[misc]
    lease.RENEWED = 0.5  # type: ignore[misc]
    user, password = os.environ["SURETYGRAPH_NEO4J_USER"], os.environ["SURETYGRAPH_NEO4J_PASSWORD"]
    store = Neo4jStore(url, user=user, password=password, patience=float(os.environ.get("PATIENCE", "30")))
    sys.stdout.write("open\n")
    sys.stdout.flush()
    left = die_after(transactions)
    load_second(store)
    store.close()
    sys.stdout.write(f"{transactions - left[0]}\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
