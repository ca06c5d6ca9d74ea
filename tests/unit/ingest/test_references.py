from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.schema import TABLES
from graph.sqlite_store import SqliteStore
from ingest.manifest import Complete
from ingest.pipeline import ingest
from ingest.report import IngestReport

Load = Callable[..., IngestReport]


@pytest.fixture
def load(store: SqliteStore, tmp_path: Path, feeds: Any) -> Load:
    count = iter(range(100))

    def run(feed: Any, *complete: Complete) -> IngestReport:
        return ingest(store, feeds.write(tmp_path / f"in{next(count)}", feed), complete=complete)

    return run


def found(report: IngestReport) -> list[tuple[str, str, str]]:
    return [(one.file, one.column, one.code) for one in report.rejections]


def parties(store: SqliteStore, table: str, as_of: date | None = None) -> dict[str, bool]:
    """Code → whether the party is a stub."""
    frame = store.read(TABLES[table], as_of)
    return dict(zip(frame[TABLES[table].key[0]], frame["external"].fillna(value=False).astype(bool), strict=True))


def test_rows_refer_to_what_earlier_runs_loaded(load: Load, feeds: Any) -> None:
    load(feeds.around("loans"))
    assert load({"guarantees": feeds.good["guarantees"][:2]}).rejections == ()


def test_a_refused_row_does_not_hurt_references_to_what_the_store_holds(load: Load, store: SqliteStore, feeds: Any, content: Any) -> None:
    load(feeds.around("loans"))
    before = content(store)
    feed = {name: list(rows) for name, rows in feeds.around("loans").items()}
    feed["enterprises"][0] = feed["enterprises"][0] | {"employees": "-1"}
    assert found(load(feed)) == [("enterprises.csv", "employees", "count-invalid")]
    assert content(store) == before


def test_a_borrower_belongs_to_the_citys_own_data(load: Load, store: SqliteStore, feeds: Any, codes: list[str]) -> None:
    stranger = feeds.with_rows({"guarantees": [feeds.new["guarantees"] | {"guarantor": codes[30]}]})
    load(stranger)
    assert parties(store, "enterprises")[codes[30]]
    report = load(feeds.with_rows({"loans": [feeds.new["loans"] | {"borrower": codes[30]}]}))
    assert found(report) == [("loans.csv", "borrower", "unknown-reference")]


@pytest.mark.parametrize(
    ("guarantor", "kind", "table"),
    [
        ("CODE", "", "enterprises"),
        ("CODE", "企业", "enterprises"),
        ("CODE", "自然人", "enterprises"),
        ("CODE", "融资担保公司", "guarantee_companies"),
        ("P999", "自然人", "persons"),
        ("a3f9c27e11d04b", "自然人", "persons"),
        ("HK-1234567", "企业", "enterprises"),
        ("SG-99", "担保公司", "guarantee_companies"),
    ],
)
def test_a_guarantor_outside_the_tables_becomes_a_stub(
    guarantor: str, kind: str, table: str, load: Load, store: SqliteStore, feeds: Any, codes: list[str]
) -> None:
    code = codes[30] if guarantor == "CODE" else guarantor
    feed = feeds.with_rows({"guarantees": [feeds.new["guarantees"] | {"guarantor": code, "guarantor_kind": kind}]})
    report = load(feed)
    assert report.rejections == ()
    assert report.external == {table: 1}
    assert parties(store, table)[code]
    row = store.read(TABLES[table]).set_index(TABLES[table].key[0]).loc[code]
    assert row["name"] == code
    assert (row["_source"], row["_row"]) == ("guarantees.csv", 5)
    again = load(feed)
    assert again.external == {}
    assert again.tables["guarantees"].unchanged == again.tables["guarantees"].read


def test_controllers_and_pledgors_outside_the_tables_become_stubs_too(load: Load, store: SqliteStore, feeds: Any, codes: list[str]) -> None:
    extra = {
        "controls": [feeds.new["controls"] | {"controller": codes[30]}],
        "pledges": [feeds.new["pledges"] | {"pledgor": codes[31]}],
    }
    report = load(feeds.with_rows(extra))
    assert report.rejections == ()
    assert report.external == {"enterprises": 2}
    assert parties(store, "enterprises")[codes[30]]


def test_a_stub_gives_way_to_the_party_itself(load: Load, store: SqliteStore, feeds: Any, codes: list[str]) -> None:
    guarantee = feeds.new["guarantees"] | {"guarantor": codes[4], "guarantor_kind": "企业"}
    load(feeds.with_rows({"guarantees": [guarantee]}))
    report = load({"enterprises": [feeds.new["enterprises"]]})
    assert report.tables["enterprises"].loaded == 1
    assert parties(store, "enterprises", date(2026, 1, 1))[codes[4]] is False  # also for days before its figures
    assert len(store.read(TABLES["enterprises"]).query("credit_code == @codes[4]")) == 1
    assert parties(store, "enterprises")[codes[0]] is False


def test_a_stub_gives_way_to_a_party_of_another_table(load: Load, store: SqliteStore, feeds: Any, codes: list[str]) -> None:
    load(feeds.with_rows({"guarantees": [feeds.new["guarantees"] | {"guarantor": codes[11]}]}))
    assert parties(store, "enterprises")[codes[11]]
    load({"guarantee_companies": [feeds.new["guarantee_companies"]]})
    assert codes[11] not in parties(store, "enterprises")
    assert parties(store, "guarantee_companies")[codes[11]] is False


def test_a_party_a_complete_feed_drops_lives_on_as_a_stub_where_it_still_guarantees(
    load: Load, store: SqliteStore, feeds: Any, codes: list[str]
) -> None:
    feed = {name: list(rows) for name, rows in feeds.around("guarantees").items()}
    feed["enterprises"] = [*feed["enterprises"], feeds.new["enterprises"]]
    feed["guarantees"] = [*feed["guarantees"], feeds.new["guarantees"] | {"guarantor": codes[4]}]
    load(feed)
    feed["enterprises"] = feed["enterprises"][:-1]
    declared = Complete("enterprises", reported_on=date(2026, 9, 30))
    report = load(feed, declared)
    assert report.rejections == ()
    assert report.external == {"enterprises": 1}
    assert parties(store, "enterprises", date(2026, 9, 29))[codes[4]] is False
    assert parties(store, "enterprises", date(2026, 9, 30))[codes[4]] is True
    again = load(feed, declared)
    assert (again.external, again.closed) == ({}, {})
    assert parties(store, "enterprises", date(2026, 9, 30))[codes[4]] is True


def test_a_guarantor_whose_own_row_is_refused_is_no_stub(load: Load, store: SqliteStore, feeds: Any, codes: list[str]) -> None:
    extra = {
        "enterprises": [feeds.new["enterprises"] | {"county_code": ""}],
        "guarantees": [feeds.new["guarantees"] | {"guarantor": codes[4]}],
    }
    report = load(feeds.with_rows(extra))
    assert found(report) == [("enterprises.csv", "county_code", "required-empty"), ("guarantees.csv", "guarantor", "refers-to-rejected")]
    assert codes[4] not in parties(store, "enterprises")


def test_a_county_nobody_lists_is_noticed_not_refused(load: Load, store: SqliteStore, feeds: Any, codes: list[str]) -> None:
    report = load(feeds.with_rows({"enterprises": [feeds.new["enterprises"] | {"county_code": "990199"}]}))
    assert report.rejections == ()
    assert [(one.code, one.table, one.column, one.count, one.examples) for one in report.notices if one.code == "unlisted-county"] == [
        ("unlisted-county", "enterprises", "county_code", 1, ("990199",))
    ]
    assert codes[4] in parties(store, "enterprises")


def test_a_kind_that_contradicts_the_table_is_noticed_and_the_table_counts(load: Load, feeds: Any) -> None:
    report = load(feeds.with_rows({"guarantees": [feeds.new["guarantees"] | {"guarantor_kind": "自然人"}]}))
    assert report.rejections == ()
    assert ("kind-contradicts-table", "guarantor_kind", 1) in [(one.code, one.column, one.count) for one in report.notices]


def test_a_code_in_two_tables_of_parties_is_noticed(load: Load, store: SqliteStore, feeds: Any, codes: list[str]) -> None:
    extra = {
        "enterprises": [feeds.new["enterprises"]],
        "guarantee_companies": [{"credit_code": codes[4], "name": "丁制造有限公司", "net_assets": "1"}],
    }
    report = load(feeds.with_rows(extra))
    assert report.rejections == ()
    assert {(one.code, one.table) for one in report.notices if one.code == "party-in-two-tables"} == {
        ("party-in-two-tables", "enterprises"), ("party-in-two-tables", "guarantee_companies"),
    }  # fmt: skip
    assert report.possible_duplicates == ({"name": "同名有限公司", "parties": sorted(codes[2:4])},)
