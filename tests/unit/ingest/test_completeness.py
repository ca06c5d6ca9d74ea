from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from graph.errors import InvalidManifest
from graph.schema import TABLES
from graph.sqlite_store import SqliteStore
from ingest.manifest import Complete
from ingest.pipeline import ingest
from ingest.report import IngestReport

JUNE, SEPTEMBER = date(2026, 6, 30), date(2026, 9, 30)
Load = Callable[..., IngestReport]


@pytest.fixture
def load(store: SqliteStore, tmp_path: Path, feeds: Any) -> Load:
    """`load(feed, *complete)` writes a feed into a new folder and ingests it."""
    count = iter(range(100))

    def run(feed: Any, *complete: Complete, manifest: str = "") -> IngestReport:
        folder = feeds.write(tmp_path / f"in{next(count)}", feed)
        if manifest:
            (folder / "manifest.toml").write_text(manifest, encoding="utf-8")
        return ingest(store, folder, complete=complete)

    return run


def standing(store: SqliteStore, table: str, as_of: date = date(2026, 12, 31)) -> set[str]:
    return set(store.read(TABLES[table], as_of)[TABLES[table].key[0]])


def only(feeds: Any, **keep: set[str]) -> dict[str, list[Any]]:
    """The good rows around some tables, of each of them only those whose first key column is named."""
    feed = feeds.around(*keep)
    return {
        name: [row for row in rows if row[TABLES[name].key[0]] in keep[name]] if name in keep else list(rows) for name, rows in feed.items()
    }


def test_a_repaid_loan_leaves_the_graph_on_its_date_and_other_banks_keep_theirs(load: Load, store: SqliteStore, feeds: Any) -> None:
    load(feeds.around("loans"), Complete("loans", "B1", JUNE))
    report = load(only(feeds, loans={"L1"}), Complete("loans", "B1", SEPTEMBER))
    assert report.closed == {"loans": 1}
    assert standing(store, "loans") == {"L1", "L3"}
    assert standing(store, "loans", date(2026, 9, 29)) == {"L1", "L2", "L3"}


def test_a_reporting_date_to_come_is_noticed_not_refused(load: Load, store: SqliteStore, feeds: Any) -> None:
    def future(report: IngestReport) -> list[tuple[str, str, int, tuple[str, ...]]]:
        return [(one.table, one.column, one.count, one.examples) for one in report.notices if one.code == "future-reporting-date"]

    feed = feeds.around("loans")
    dates = ("2020-06-30", datetime.now(UTC).astimezone().date().isoformat(), "2062/6/30", "2062年6月30日")
    feed["enterprises"] = [row | {"as_of": day} for row, day in zip(feed["enterprises"], dates, strict=True)]
    report = load(feed)
    assert report.rejections == ()
    assert future(report) == [("enterprises", "as_of", 2, ("2062/6/30", "2062年6月30日"))]
    feed["enterprises"] = [row | {"as_of": day} for row, day in zip(feed["enterprises"], ("", "2020-06-30") * 2, strict=True)]
    assert future(load(feed, Complete("enterprises", reported_on=date(2062, 6, 30)), Complete("loans", "B1", date(2062, 7, 31)))) == [
        ("enterprises", "as_of", 2, ("2062-06-30",)),
        ("loans", "_reported_on", 2, ("2062-07-31",)),
    ]
    assert future(load(feed, Complete("loans", "B1", date(2020, 1, 1)))) == []


def test_without_a_date_the_missing_fact_simply_ends(load: Load, store: SqliteStore, feeds: Any) -> None:
    load(feeds.around("loans"))
    report = load(only(feeds, loans={"L1"}), Complete("loans"))
    assert report.closed == {"loans": 2}
    assert standing(store, "loans") == standing(store, "loans", date(2026, 3, 1)) == {"L1"}


def test_nothing_ends_unless_declared(load: Load, store: SqliteStore, feeds: Any) -> None:
    load(feeds.around("loans"))
    assert load(only(feeds, loans={"L1"})).closed == {}
    assert standing(store, "loans") == {"L1", "L2", "L3"}


def test_guarantees_belong_to_the_bank_of_what_they_secure(load: Load, store: SqliteStore, feeds: Any) -> None:
    feed = feeds.around("guarantees")
    feed["guarantees"] = [
        *feed["guarantees"],
        feeds.new["guarantees"],  # of L3, a loan of B2
        feeds.new["guarantees"] | {"guarantee_no": "G8", "loan_no": "", "facility_no": "F1"},  # of a facility of B1
    ]
    load(feed)
    report = load(only(feeds, guarantees={"G1"}), Complete("guarantees", "B1"))
    assert report.closed == {"guarantees": 3}
    assert standing(store, "guarantees") == {"G1", "G9"}


def test_a_loan_that_moved_to_another_bank_is_not_missing(load: Load, store: SqliteStore, feeds: Any) -> None:
    load(feeds.around("loans"))
    feed = feeds.around("loans")
    feed["loans"] = [row | {"bank_code": "B2"} if row["loan_no"] == "L2" else row for row in feed["loans"]]
    report = load(feed, Complete("loans", "B1", JUNE))
    assert report.closed == {}
    assert standing(store, "loans") == {"L1", "L2", "L3"}


def test_a_row_that_was_sent_and_refused_never_ends_its_fact(load: Load, store: SqliteStore, feeds: Any) -> None:
    load(feeds.around("loans"))
    feed = only(feeds, loans={"L1", "L2"})
    feed["loans"][1] = feed["loans"][1] | {"balance": "???"}
    report = load(feed, Complete("loans", "B1", JUNE))
    assert [one.code for one in report.rejections] == ["amount-invalid"]
    assert report.closed == {}
    assert standing(store, "loans") == {"L1", "L2", "L3"}


def test_where_a_number_cannot_be_read_nothing_of_its_bank_ends(load: Load, store: SqliteStore, feeds: Any) -> None:
    load(feeds.around("loans"))
    feed = only(feeds, loans={"L1"})
    feed["loans"].append(feeds.new["loans"] | {"loan_no": "6.2E+18"})
    report = load(feed, Complete("loans", "B1", JUNE), Complete("loans", "B2", JUNE))
    assert report.closed == {"loans": 1}  # of B2, whose rows could all be read
    assert standing(store, "loans") == {"L1", "L2"}
    (notice,) = [one for one in report.notices if one.code == "nothing-closed"]
    assert (notice.column, notice.count, notice.examples) == ("B1", 1, ("loans.csv row 3",))


def test_where_not_even_the_bank_can_be_read_nothing_ends(load: Load, store: SqliteStore, feeds: Any) -> None:
    load(feeds.around("loans"))
    feed = only(feeds, loans={"L1"})
    feed["loans"].append(feeds.new["loans"] | {"loan_no": "", "bank_code": ""})
    report = load(feed, Complete("loans", "B1"), Complete("loans", "B2"))
    assert report.closed == {}
    assert standing(store, "loans") == {"L1", "L2", "L3"}


def test_a_guarantee_whose_guarantor_cannot_be_told_keeps_its_contract(load: Load, store: SqliteStore, feeds: Any) -> None:
    load(feeds.around("guarantees"))
    feed = only(feeds, guarantees={"G1", "G2"})
    feed["guarantees"][1] = feed["guarantees"][1] | {"guarantor": "同名有限公司"}
    report = load(feed, Complete("guarantees", "B1"))
    assert [one.code for one in report.rejections] == ["ambiguous-name"]
    assert report.closed == {"guarantees": 1}  # G3 only
    assert standing(store, "guarantees") == {"G1", "G2"}


def test_parties_outside_the_tables_are_not_missing_from_them(load: Load, store: SqliteStore, feeds: Any, codes: list[str]) -> None:
    feed = feeds.around("guarantees")
    feed["guarantees"] = [*feed["guarantees"], feeds.new["guarantees"] | {"guarantor": codes[30]}]
    load(feed)
    report = load(feed, Complete("enterprises", reported_on=SEPTEMBER))
    assert report.closed == {}
    assert report.external == {}
    assert codes[30] in standing(store, "enterprises")


def test_a_declared_feed_without_a_row_ends_all_of_its_scope_and_says_so(load: Load, store: SqliteStore, feeds: Any) -> None:
    load(feeds.around("loans"))
    report = load(only(feeds, loans={"L1", "L2"}), Complete("loans", "B2", JUNE))
    assert report.closed == {"loans": 1}
    assert [(one.code, one.column, one.count) for one in report.notices if one.code == "complete-without-rows"] == [
        ("complete-without-rows", "B2", 1)
    ]


def test_the_same_complete_feed_again_changes_nothing(load: Load, store: SqliteStore, feeds: Any, content: Any) -> None:
    load(feeds.around("guarantees"), Complete("loans", "B1", JUNE), Complete("guarantees", "B1", JUNE))
    smaller = only(feeds, loans={"L1", "L3"}, guarantees={"G1", "G3"})
    first = load(smaller, Complete("loans", "B1", SEPTEMBER), Complete("guarantees", "B1", SEPTEMBER))
    assert first.closed == {"loans": 1, "guarantees": 1}
    before = content(store)
    again = load(smaller, Complete("loans", "B1", SEPTEMBER), Complete("guarantees", "B1", SEPTEMBER))
    assert again.closed == {}
    assert {name: (counts.loaded, counts.updated) for name, counts in again.tables.items()} == dict.fromkeys(again.tables, (0, 0))
    assert content(store) == before


def test_what_a_feed_closes_is_no_longer_there_to_refer_to(load: Load, store: SqliteStore, feeds: Any) -> None:
    load(feeds.around("guarantees"))
    feed = feeds.around("guarantees")
    feed["loans"] = [row for row in feed["loans"] if row["loan_no"] != "L2"]
    report = load(feed, Complete("loans", "B1", JUNE))
    assert [(one.row, one.code, one.value) for one in report.rejections] == [(3, "unknown-reference", "L2")]
    assert load(feed, Complete("loans", "B1", JUNE)).rejections == report.rejections


def test_a_late_feed_may_refer_to_what_stood_on_its_date(load: Load, store: SqliteStore, feeds: Any) -> None:
    load(feeds.around("loans"), Complete("loans", "B1", date(2026, 3, 31)))
    load(only(feeds, loans={"L1"}), Complete("loans", "B1", SEPTEMBER))
    late = {"guarantees": feeds.good["guarantees"]}
    assert load(late, Complete("guarantees", "B1", JUNE)).rejections == ()


@pytest.mark.parametrize(
    ("complete", "says"),
    [
        ((Complete("loans", "B9"),), "no bank B9"),
        ((Complete("facilities", "B1"), Complete("bonds")), "no file holds bonds"),
        ((Complete("loans", "B1", JUNE), Complete("loans", "B1", SEPTEMBER)), "two reporting dates"),
    ],
)
def test_declarations_about_what_is_not_there_end_the_run(
    complete: tuple[Complete, ...], says: str, load: Load, store: SqliteStore, feeds: Any, content: Any
) -> None:
    load(feeds.around("loans"))
    before, state = content(store), store.state()
    with pytest.raises(InvalidManifest, match=says):
        load(only(feeds, loans={"L1"}), *complete)
    assert content(store) == before
    assert store.state() == state


def test_a_bank_that_comes_with_the_same_files_may_be_named(load: Load, store: SqliteStore, feeds: Any) -> None:
    feed = feeds.around("loans")
    feed["banks"] = [*feed["banks"], feeds.new["banks"]]
    feed["loans"] = [*feed["loans"], feeds.new["loans"] | {"bank_code": "B3"}]
    assert load(feed, Complete("loans", "B3", JUNE)).rejections == ()


def test_the_manifest_declares_and_dates_like_the_command_line(load: Load, store: SqliteStore, feeds: Any) -> None:
    load(feeds.around("loans"), manifest="reporting_date = 2026-05-31\n")
    assert set(store.read(TABLES["loans"])["_reported_on"].dt.strftime("%Y-%m-%d")) == {"2026-05-31"}
    report = load(only(feeds, loans={"L1"}), manifest='complete = ["loans:B1@2026-06-30"]\n')
    assert report.closed == {"loans": 1}
    assert standing(store, "loans", date(2026, 6, 29)) == {"L1", "L2", "L3"}


def test_a_reporting_date_fills_the_date_of_figures_that_have_none(load: Load, store: SqliteStore, feeds: Any, codes: list[str]) -> None:
    feed = feeds.around("enterprises")
    feed["enterprises"] = [row | {"as_of": "" if row["credit_code"] == codes[0] else row["as_of"]} for row in feed["enterprises"]]
    load(feed, manifest="reporting_date = 2026-05-31\n")
    frame = store.read(TABLES["enterprises"]).set_index("credit_code")
    assert str(frame.loc[codes[0], "as_of"].date()) == "2026-05-31"
    assert str(frame.loc[codes[1], "as_of"].date()) == "2026-06-30"
