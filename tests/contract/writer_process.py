"""Load four hundred loans into the store at an address, stop where told, and finish only when asked to."""

from __future__ import annotations

import sys
from typing import Any

import pandas as pd

from api.settings import Settings
from api.wiring import open_store
from graph.neo4j_store import lease
from graph.schema import TABLES
from graph.store import RunWriter
from graph.versions import compare, dtypes, identify

FIRM = "91330100MA27U0W005"
LOANS = 400


def rows(name: str, columns: dict[str, list[Any]]) -> pd.DataFrame:
    table = TABLES[name]
    kinds: dict[str, Any] = dict(dtypes(table))
    count = len(next(iter(columns.values())))
    frame = pd.DataFrame(
        {c.name: pd.Series(columns.get(c.name, [None] * count), dtype=object).astype(kinds[c.name]) for c in table.columns}
    )
    frame["_source"] = pd.Series([f"{name}.csv"] * count, dtype="str")
    frame["_row"] = pd.Series(range(2, count + 2), dtype="Int64")
    return identify(table, frame)


def write(run: RunWriter) -> None:
    count = LOANS
    tables: dict[str, dict[str, list[Any]]] = {
        "banks": {"bank_code": ["WRB"], "name": ["戊银行"]},
        "enterprises": {"credit_code": [FIRM], "name": ["戊工程有限公司"]},
        "loans": {
            "loan_no": [f"W{number:05}" for number in range(count)],
            "borrower": [FIRM] * count,
            "bank_code": ["WRB"] * count,
            "balance": [100] * count,
            "starts_on": ["2025-01-01"] * count,
            "matures_on": ["2026-12-31"] * count,
        },
    }
    for name, columns in tables.items():
        run.write(TABLES[name], compare(TABLES[name], rows(name, columns), run.fingerprints(TABLES[name])))


def stop(where: str) -> str:
    """Say where this process stands, and wait to be told how to go on."""
    sys.stdout.write(f"{where}\n")
    sys.stdout.flush()
    return sys.stdin.readline().strip()


def main() -> None:
    url, until = sys.argv[1:]
    lease.LASTS, lease.RENEWED = 3, 0.5  # type: ignore[misc]  # whoever comes after a killed writer waits for its lease to run out
    store = open_store(Settings(), url, create=True)
    with store.start_run() as run:
        if until == "begun":
            stop("begun")
        write(run)
        if stop("written") == "finish":
            run.finish({})
    store.close()


main()
