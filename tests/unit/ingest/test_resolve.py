from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graph.schema import TABLES
from graph.sqlite_store import SqliteStore
from ingest.pipeline import ingest


def column(store: SqliteStore, table: str, key: str, name: str) -> Any:
    frame = store.read(TABLES[table]).set_index(TABLES[table].key[0])
    return frame.loc[key, name]


@pytest.mark.parametrize("name", ["乙贸易有限公司", "乙贸易有限责任公司", "乙贸易 有限公司", "乙（贸易）有限公司"])
def test_a_name_one_party_bears_is_its_code(name: str, store: SqliteStore, tmp_path: Path, feeds: Any, codes: list[str]) -> None:
    extra = {"loans": [feeds.new["loans"] | {"borrower": name}], "guarantees": [feeds.new["guarantees"] | {"guarantor": name}]}
    report = ingest(store, feeds.write(tmp_path / "in", feeds.with_rows(extra)))
    assert report.rejections == ()
    assert column(store, "loans", "L9", "borrower") == codes[1]
    assert column(store, "guarantees", "G9", "guarantor") == codes[1]
    assert {(one.code, one.table, one.column, one.count) for one in report.notices if one.code == "resolved-by-name"} == {
        ("resolved-by-name", "loans", "borrower", 1), ("resolved-by-name", "guarantees", "guarantor", 1),
    }  # fmt: skip


def test_banks_counties_and_persons_have_names_too(store: SqliteStore, tmp_path: Path, feeds: Any) -> None:
    extra = {
        "enterprises": [feeds.new["enterprises"] | {"county_code": "西河区"}],
        "loans": [feeds.new["loans"] | {"bank_code": "西河银行"}],
        "guarantees": [feeds.new["guarantees"] | {"guarantor": "张三", "guarantor_kind": "自然人"}],
    }
    report = ingest(store, feeds.write(tmp_path / "in", feeds.with_rows(extra)))
    assert report.rejections == ()
    assert column(store, "enterprises", feeds.new["enterprises"]["credit_code"], "county_code") == "990102"
    assert column(store, "loans", "L9", "bank_code") == "B2"
    assert column(store, "guarantees", "G9", "guarantor") == "P001"


def test_names_of_earlier_runs_count(store: SqliteStore, tmp_path: Path, feeds: Any, codes: list[str]) -> None:
    ingest(store, feeds.write(tmp_path / "first", feeds.around("loans")))
    report = ingest(store, feeds.write(tmp_path / "second", {"loans": [feeds.new["loans"] | {"borrower": "乙贸易有限公司"}]}))
    assert report.rejections == ()
    assert column(store, "loans", "L9", "borrower") == codes[1]


def test_an_ambiguous_name_is_refused_with_the_candidates(store: SqliteStore, tmp_path: Path, feeds: Any, codes: list[str]) -> None:
    feed = feeds.with_rows({"guarantees": [feeds.new["guarantees"] | {"guarantor": "同名有限公司"}]})
    (rejection,) = ingest(store, feeds.write(tmp_path / "in", feed)).rejections
    assert rejection.code == "ambiguous-name"
    for code in codes[2:4]:
        assert code in rejection.message
        assert code in rejection.chinese


def test_a_bearer_whose_row_is_refused_makes_a_name_no_less_ambiguous(store: SqliteStore, tmp_path: Path, feeds: Any) -> None:
    extra = {
        "enterprises": [feeds.new["enterprises"] | {"name": "乙贸易有限公司", "employees": "-1"}],
        "loans": [feeds.new["loans"] | {"borrower": "乙贸易有限公司"}],
    }
    report = ingest(store, feeds.write(tmp_path / "in", feeds.with_rows(extra)))
    assert [one.code for one in report.rejections] == ["count-invalid", "ambiguous-name"]


def test_a_name_of_a_refused_row_leads_to_that_row(store: SqliteStore, tmp_path: Path, feeds: Any) -> None:
    extra = {
        "enterprises": [feeds.new["enterprises"] | {"employees": "-1"}],
        "loans": [feeds.new["loans"] | {"borrower": feeds.new["enterprises"]["name"]}],
    }
    report = ingest(store, feeds.write(tmp_path / "in", feeds.with_rows(extra)))
    assert [one.code for one in report.rejections] == ["count-invalid", "refers-to-rejected"]


def test_rows_that_agree_once_names_are_codes_are_the_same_row(store: SqliteStore, tmp_path: Path, feeds: Any) -> None:
    rows = [feeds.new["loans"], feeds.new["loans"] | {"borrower": "乙贸易有限公司"}]
    report = ingest(store, feeds.write(tmp_path / "in", feeds.with_rows({"loans": rows})))
    assert report.rejections == ()
    counts = report.tables["loans"]
    assert (counts.loaded, counts.unchanged) == (4, 1)


def test_possible_duplicates_are_reported_once_a_load_touches_one(store: SqliteStore, tmp_path: Path, feeds: Any, codes: list[str]) -> None:
    report = ingest(store, feeds.write(tmp_path / "first", feeds.around("enterprises")))
    assert report.possible_duplicates == ({"name": "同名有限公司", "parties": sorted(codes[2:4])},)
    newcomer = feeds.new["enterprises"] | {"name": "甲（实业）有限责任公司"}
    report = ingest(store, feeds.write(tmp_path / "second", {"enterprises": [newcomer]}))
    assert report.possible_duplicates == ({"name": "甲实业有限公司", "parties": sorted([codes[0], codes[4]])},)
    assert report.rejections == ()
