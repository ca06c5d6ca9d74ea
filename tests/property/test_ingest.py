"""What holds for any feed, however mixed: the order of rows does not matter, every row is counted once, a second load changes nothing."""

from __future__ import annotations

import csv
import itertools
import random
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.schema import TABLES
from graph.sqlite_store import SqliteStore
from graph.values import complete_credit_code
from ingest.pipeline import ingest
from ingest.report import IngestReport

CODES = [complete_credit_code("91990101", f"MA00{number:04d}") for number in range(6)]
PARTIES = st.sampled_from([*CODES, "甲有限公司", "乙有限公司", "P1", "P2", "坏", ""])
AMOUNTS = st.sampled_from(["100", "1,000.5", "-1", "x", "", "0.001"])
DATES = st.sampled_from(["2026-01-01", "2026/5/1", "2025年1月1日", "bad"])
LOANS = st.sampled_from(["L1", "L2", "L3", "L4", ""])

FEED: dict[str, st.SearchStrategy[dict[str, str]]] = {
    "banks": st.fixed_dictionaries({"bank_code": st.sampled_from(["B1", "B2"]), "name": st.sampled_from(["东山银行", "西河银行", ""])}),
    "enterprises": st.fixed_dictionaries({
        "credit_code": st.sampled_from([*CODES[:4], "123"]),
        "name": st.sampled_from(["甲有限公司", "乙有限公司", "丙有限公司"]),
        "county_code": st.sampled_from(["990101", "990102", "9"]),
        "as_of": st.sampled_from(["2026-06-30", "2025-12-31", ""]),
    }),
    "persons": st.fixed_dictionaries({"person_id": st.sampled_from(["P1", "11010519491231002X"]), "name": st.sampled_from(["张三", ""])}),
    "loans": st.fixed_dictionaries({
        "loan_no": LOANS, "borrower": PARTIES, "bank_code": st.sampled_from(["B1", "B2", "B3"]), "balance": AMOUNTS, "starts_on": DATES,
        "matures_on": DATES,
    }),
    "guarantees": st.fixed_dictionaries({
        "guarantee_no": st.sampled_from(["G1", "G2", "G3", "G4"]), "guarantor": PARTIES, "loan_no": LOANS, "signed_on": DATES,
        "guarantor_kind": st.sampled_from(["企业", "自然人", "融资担保公司", ""]),
    }),
}  # fmt: skip
FEEDS = st.fixed_dictionaries({name: st.lists(rows, min_size=1, max_size=8) for name, rows in FEED.items()})
Feed = Mapping[str, Sequence[Mapping[str, str]]]
SLOW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def write(folder: Path, feed: Feed) -> Path:
    folder.mkdir()
    for name, rows in feed.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return folder


def content(store: SqliteStore) -> dict[str, Any]:
    facts = {}
    for name, table in TABLES.items():
        frame = store.read(table)[["_reported_on", *(column.name for column in table.columns)]]
        facts[name] = sorted(tuple("" if pd.isna(value) else str(value) for value in row) for row in frame.itertuples(index=False))
    return facts


def refusals(report: IngestReport) -> Counter[tuple[str, str, str, str]]:
    return Counter((one.file, one.column, one.value, one.code) for one in report.rejections)


@SLOW
@given(FEEDS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(feed: Feed, chance: random.Random) -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        made = []
        for number in range(2):
            store = SqliteStore.open(Path(temporary) / f"{number}.db", create=True)
            report = ingest(store, write(Path(temporary) / f"in{number}", feed))
            made.append((content(store), refusals(report), dict(report.tables), dict(report.external)))
            store.close()
            feed = {name: chance.sample(list(rows), len(rows)) for name, rows in feed.items()}
    assert made[0] == made[1]


@SLOW
@given(FEEDS)
def test_every_row_counts_once_and_a_second_load_changes_nothing(feed: Feed) -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        store = SqliteStore.open(Path(temporary) / "store.db", create=True)
        folder = write(Path(temporary) / "in", feed)
        first, before = ingest(store, folder), content(store)
        again, after = ingest(store, folder), content(store)
        store.close()
    for report in (first, again):
        for name, counts in report.tables.items():
            assert counts.read == counts.loaded + counts.updated + counts.unchanged + counts.rejected == len(feed[name])
            rows = {(one.sheet, one.row) for one in report.rejections if one.file == f"{name}.csv"}
            assert counts.rejected == len(rows)
    assert again.rejections == first.rejections
    assert again.external == {}
    assert all(counts.loaded == counts.updated == 0 for counts in again.tables.values())
    assert after == before


@SLOW
@given(FEEDS)
def test_the_store_is_what_the_good_rows_alone_would_make(feed: Feed) -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        store = SqliteStore.open(Path(temporary) / "all.db", create=True)
        report = ingest(store, write(Path(temporary) / "all", feed))
        made = content(store)
        store.close()
        refused = {(one.file, one.row) for one in report.rejections}
        kept = {name: [row for line, row in enumerate(rows, 2) if (f"{name}.csv", line) not in refused] for name, rows in feed.items()}
        good = {name: rows for name, rows in kept.items() if rows}
        if not good:
            assert not any(made.values())
            return
        store = SqliteStore.open(Path(temporary) / "good.db", create=True)
        report = ingest(store, write(Path(temporary) / "good", good))
        assert report.rejections == ()
        assert content(store) == made
        store.close()


def test_refused_rows_of_one_number_that_differ_are_taken_in_either_order_alike() -> None:
    """Two refused rows name different borrowers of a loan; whether its guarantor is one of them must not hang on which comes first."""
    loan = {"loan_no": "L1", "bank_code": "B1", "starts_on": "2026-01-01", "matures_on": "2026-12-31", "balance": "x"}
    loans = [loan | {"borrower": borrower} for borrower in ("", "91990101MA0000007H", "91990101MA00000237")]
    firm = {"county_code": "990101", "as_of": "2026-06-30"}
    feed = {
        "banks": [{"bank_code": "B1", "name": "东山银行"}],
        "enterprises": [firm | {"credit_code": one["borrower"], "name": f"企业{n}"} for n, one in enumerate(loans) if one["borrower"]],
        "guarantees": [
            {"guarantee_no": f"G{n}", "guarantor": one["borrower"], "loan_no": "L1", "signed_on": "2026-01-01"}
            for n, one in enumerate(loans) if one["borrower"]
        ],
    }  # fmt: skip
    told = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        for number, order in enumerate(itertools.permutations(loans)):
            store = SqliteStore.open(Path(temporary) / f"{number}.db", create=True)
            told.append(refusals(ingest(store, write(Path(temporary) / f"in{number}", feed | {"loans": order}))))
            store.close()
    assert all(one == told[0] for one in told)
    assert sum(count for (_, column, _, _), count in told[0].items() if column == "loan_no") == 2
