"""Rows that must not load, one at a time in an otherwise sound feed: each is refused where it stands, and leaves no trace."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graph.sqlite_store import SqliteStore
from graph.values import complete_credit_code
from ingest.pipeline import ingest

FIRST, SECOND, NOBODY, STRANGER = (complete_credit_code("91990101", f"MA00{number:04d}") for number in (0, 1, 30, 31))
WRONG_CHECK = STRANGER[:17] + ("0" if STRANGER[17] != "0" else "1")
ID_NUMBER, OLD_ID_NUMBER = "11010519491231002X", "110105491231002"

CASES: list[tuple[str, dict[str, str], str, str]] = [
    # counties, banks
    ("counties", {"county_code": "99010"}, "county_code", "county-code-invalid"),
    ("counties", {"county_code": "东山县"}, "county_code", "county-code-invalid"),
    ("counties", {"name": ""}, "name", "required-empty"),
    ("counties", {"city_code": "990101"}, "city_code", "city-code-invalid"),
    ("banks", {"bank_code": "1.0E+11"}, "bank_code", "number-rounded"),
    ("banks", {"local_legal_person": "也许"}, "local_legal_person", "flag-invalid"),
    ("banks", {"net_capital": "很多"}, "net_capital", "amount-invalid"),
    # parties
    ("enterprises", {"credit_code": WRONG_CHECK}, "credit_code", "credit-code-invalid"),
    ("enterprises", {"credit_code": STRANGER[:17]}, "credit_code", "credit-code-invalid"),
    ("enterprises", {"credit_code": "丁制造有限公司"}, "credit_code", "credit-code-invalid"),
    ("enterprises", {"credit_code": ID_NUMBER}, "credit_code", "raw-id-number"),
    ("enterprises", {"name": "—"}, "name", "required-empty"),
    ("enterprises", {"county_code": ""}, "county_code", "required-empty"),
    ("enterprises", {"county_code": "3301"}, "county_code", "county-code-invalid"),
    ("enterprises", {"county_code": "没有这个县"}, "county_code", "unknown-name"),
    ("enterprises", {"employees": "十二"}, "employees", "count-invalid"),
    ("enterprises", {"employees": "-12"}, "employees", "count-invalid"),
    ("enterprises", {"employees": "12.5"}, "employees", "count-invalid"),
    ("enterprises", {"revenue": "-1"}, "revenue", "amount-negative"),
    ("enterprises", {"growth_rate": "15"}, "growth_rate", "rate-range"),
    ("enterprises", {"sales_profit_rate": "8"}, "sales_profit_rate", "rate-range"),
    ("enterprises", {"default_probability": "2"}, "default_probability", "share-range"),
    ("enterprises", {"as_of": "2026-06-31"}, "as_of", "date-invalid"),
    ("enterprises", {"name": "甲" * 201}, "name", "text-too-long"),
    ("persons", {"person_id": ID_NUMBER}, "person_id", "raw-id-number"),
    ("persons", {"person_id": OLD_ID_NUMBER}, "person_id", "raw-id-number"),
    ("persons", {"person_id": "11010519491231002x"}, "person_id", "raw-id-number"),
    ("guarantee_companies", {"net_assets": ""}, "net_assets", "required-empty"),
    # facilities and loans
    ("facilities", {"ends_on": "2025-01-01"}, "ends_on", "end-before-start"),
    ("facilities", {"limit": "-1"}, "limit", "amount-negative"),
    ("facilities", {"bank_code": "B9"}, "bank_code", "unknown-reference"),
    ("loans", {"loan_no": ""}, "loan_no", "required-empty"),
    ("loans", {"loan_no": "6.217E+18"}, "loan_no", "number-rounded"),
    ("loans", {"loan_no": "L\x1f9"}, "loan_no", "damaged-text"),
    ("loans", {"loan_no": "L\ufffd9"}, "loan_no", "damaged-text"),
    ("loans", {"loan_no": "9" * 201}, "loan_no", "text-too-long"),
    ("loans", {"borrower": ""}, "borrower", "required-empty"),
    ("loans", {"borrower": WRONG_CHECK}, "borrower", "credit-code-invalid"),
    ("loans", {"borrower": STRANGER}, "borrower", "unknown-reference"),
    ("loans", {"borrower": "无此公司"}, "borrower", "unknown-name"),
    ("loans", {"borrower": "同名有限公司"}, "borrower", "ambiguous-name"),
    ("loans", {"bank_code": "B9"}, "bank_code", "unknown-reference"),
    ("loans", {"bank_code": "无"}, "bank_code", "required-empty"),
    ("loans", {"facility_no": "F9"}, "facility_no", "unknown-reference"),
    ("loans", {"balance": ""}, "balance", "required-empty"),
    ("loans", {"balance": "-0.01"}, "balance", "amount-negative"),
    ("loans", {"balance": "（100）"}, "balance", "amount-negative"),
    ("loans", {"balance": "1,23"}, "balance", "amount-invalid"),
    ("loans", {"balance": "NaN"}, "balance", "amount-invalid"),
    ("loans", {"balance": "inf"}, "balance", "amount-invalid"),
    ("loans", {"balance": "$100"}, "balance", "amount-invalid"),
    ("loans", {"balance": "12%"}, "balance", "amount-invalid"),
    ("loans", {"balance": "1.2E+8"}, "balance", "number-rounded"),
    ("loans", {"balance": "99999999999999999999999999"}, "balance", "amount-too-large"),
    ("loans", {"balance": "1000000亿元"}, "balance", "amount-too-large"),
    ("loans", {"margin_deposit": "-5"}, "margin_deposit", "amount-negative"),
    ("loans", {"starts_on": ""}, "starts_on", "required-empty"),
    ("loans", {"starts_on": "2026-02-30"}, "starts_on", "date-invalid"),
    ("loans", {"starts_on": "3/1/2026"}, "starts_on", "date-invalid"),
    ("loans", {"starts_on": "2026年13月1日"}, "starts_on", "date-invalid"),
    ("loans", {"starts_on": "1900-01-01"}, "starts_on", "date-range"),
    ("loans", {"matures_on": "9999-12-31"}, "matures_on", "date-range"),
    ("loans", {"matures_on": "2025-12-31"}, "matures_on", "maturity-before-start"),
    ("loans", {"rate": "4.35"}, "rate", "rate-range"),
    ("loans", {"rate": "百分之五"}, "rate", "number-invalid"),
    ("loans", {"five_class": "良好"}, "five_class", "choice-unknown"),
    ("loans", {"overdue_days": "-3"}, "overdue_days", "count-invalid"),
    # guarantees
    ("guarantees", {"loan_no": ""}, "loan_no", "guaranteed-debt-missing"),
    ("guarantees", {"facility_no": "F1"}, "facility_no", "guaranteed-debt-ambiguous"),
    ("guarantees", {"cap": "0"}, "cap", "cap-zero"),
    ("guarantees", {"cap": "-1"}, "cap", "amount-negative"),
    *(("guarantees", {"cap": word}, "cap", "amount-invalid") for word in ("未知", "不详", "待定", "暂无", "无", "N/A", "NULL", "nan")),
    ("guarantees", {"share": "1.5"}, "share", "share-range"),
    ("guarantees", {"share": "-10%"}, "share", "share-range"),
    ("guarantees", {"liability": "担保"}, "liability", "choice-unknown"),
    ("guarantees", {"same_document": "?"}, "same_document", "flag-invalid"),
    ("guarantees", {"period_ends_on": "2025-01-01"}, "period_ends_on", "end-before-start"),
    ("guarantees", {"guarantor": FIRST}, "guarantor", "self-guarantee"),
    ("guarantees", {"guarantor": "甲实业有限责任公司"}, "guarantor", "self-guarantee"),
    ("guarantees", {"guarantor": FIRST, "loan_no": "", "facility_no": "F1"}, "guarantor", "self-guarantee"),
    ("guarantees", {"loan_no": "L99"}, "loan_no", "unknown-reference"),
    ("guarantees", {"guarantor": ID_NUMBER, "guarantor_kind": "自然人"}, "guarantor", "raw-id-number"),
    ("guarantees", {"guarantor": "王五", "guarantor_kind": "自然人"}, "guarantor", "unknown-name"),
    ("guarantees", {"guarantor": "同名有限公司"}, "guarantor", "ambiguous-name"),
    ("guarantees", {"guarantor": WRONG_CHECK, "guarantor_kind": "企业"}, "guarantor", "credit-code-invalid"),
    ("guarantees", {"guarantor": WRONG_CHECK}, "guarantor", "credit-code-invalid"),
    ("guarantees", {"guarantor": "12345", "guarantor_kind": "企业"}, "guarantor", "credit-code-invalid"),
    ("guarantees", {"guarantor": "P777"}, "guarantor", "unknown-reference"),
    # the rest
    ("controls", {"controller": FIRST}, "controller", "self-control"),
    ("controls", {"enterprise": STRANGER}, "enterprise", "unknown-reference"),
    ("controls", {"kind": "亲戚"}, "kind", "choice-unknown"),
    ("controls", {"share": "51"}, "share", "share-range"),
    ("controls", {"valid_to": "2025-01-01"}, "valid_to", "end-before-start"),
    ("risk_list", {"delisted_on": "2026-02-28"}, "delisted_on", "end-before-start"),
    ("risk_list", {"tier": "特别"}, "tier", "choice-unknown"),
    ("risk_list", {"enterprise": STRANGER}, "enterprise", "unknown-reference"),
    ("joint_limits", {"limit": "-1"}, "limit", "amount-negative"),
    ("consents", {"ends_on": "2025-01-01"}, "ends_on", "end-before-start"),
    ("other_debts", {"amount": "-1"}, "amount", "amount-negative"),
    ("bonds", {"issuer": STRANGER}, "issuer", "unknown-reference"),
    ("pledges", {"pledged_share": "130%"}, "pledged_share", "share-range"),
    ("pledges", {"pledgor": "P777"}, "pledgor", "unknown-reference"),
    ("signals", {"observed_on": "昨天"}, "observed_on", "date-invalid"),
    ("indicators", {"value": "高"}, "value", "number-invalid"),
    ("capital_plans", {"loan_no": "L99"}, "loan_no", "unknown-reference"),
    ("capital_plans", {"stage": "想法"}, "stage", "choice-unknown"),
]


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory, feeds: Any, content: Any) -> Any:
    """What the good rows alone make of a store."""
    folder = tmp_path_factory.mktemp("good")
    store = SqliteStore.open(folder / "store.db", create=True)
    report = ingest(store, feeds.write(folder / "in", feeds.good))
    assert report.rejections == ()
    found = content(store)
    store.close()
    return found


@pytest.mark.parametrize(("table", "cells", "column", "code"), CASES)
def test_a_hostile_row_is_refused_and_leaves_no_trace(
    table: str, cells: dict[str, str], column: str, code: str, tmp_path: Path, store: SqliteStore, feeds: Any, content: Any, expected: Any
) -> None:
    feed = feeds.with_rows({table: [feeds.new[table] | cells]}, at=1)
    report = ingest(store, feeds.write(tmp_path / "in", feed))
    assert [(one.file, one.row, one.column, one.code) for one in report.rejections] == [(f"{table}.csv", 3, column, code)]
    (rejection,) = report.rejections
    written = cells.get(column, feeds.new[table].get(column, ""))
    assert rejection.value == (written[:200] if code != "raw-id-number" else written[:6] + "*" * (len(written) - 10) + written[-4:])
    assert rejection.message
    assert "{" not in rejection.message + rejection.chinese
    assert report.tables[table].rejected == 1
    assert report.tables[table].loaded == len(feeds.good[table])
    assert content(store, feed) == {name: expected[name] for name in feed}


@pytest.mark.parametrize("table", ["counties", "enterprises", "loans", "guarantees", "controls", "pledges"])
def test_the_row_the_cases_start_from_is_sound(table: str, tmp_path: Path, store: SqliteStore, feeds: Any) -> None:
    report = ingest(store, feeds.write(tmp_path / "in", feeds.with_rows({table: [feeds.new[table]]}, at=1)))
    assert report.rejections == ()
    assert report.tables[table].loaded == len(feeds.good[table]) + 1


def test_every_refused_cell_of_a_row_is_named_but_the_row_counts_once(tmp_path: Path, store: SqliteStore, feeds: Any) -> None:
    bad = feeds.new["loans"] | {"balance": "x", "starts_on": "y", "bank_code": "B9"}
    report = ingest(store, feeds.write(tmp_path / "in", feeds.with_rows({"loans": [bad]})))
    assert {(one.column, one.code) for one in report.rejections} == {
        ("balance", "amount-invalid"), ("starts_on", "date-invalid"), ("bank_code", "unknown-reference"),
    }  # fmt: skip
    assert report.tables["loans"].rejected == 1


def test_rows_of_one_key_that_differ_are_all_refused(tmp_path: Path, store: SqliteStore, feeds: Any, content: Any, expected: Any) -> None:
    row = feeds.new["loans"]
    feed = feeds.with_rows({"loans": [row, row | {"balance": "1"}, row]})
    report = ingest(store, feeds.write(tmp_path / "in", feed))
    assert [(one.row, one.column, one.code) for one in report.rejections] == [(line, "loan_no", "duplicate-conflict") for line in (5, 6, 7)]
    assert all("row 5" in one.message and "row 6" in one.message for one in report.rejections)
    assert content(store, feed) == {name: expected[name] for name in feed}


def test_a_refused_row_takes_along_what_refers_to_it(tmp_path: Path, store: SqliteStore, feeds: Any, content: Any, expected: Any) -> None:
    extra = {
        "banks": [{"bank_code": "B3", "name": ""}],
        "loans": [feeds.new["loans"] | {"bank_code": "B3"}],
        "guarantees": [feeds.new["guarantees"] | {"loan_no": "L9", "guarantor": NOBODY}],
        "capital_plans": [{"loan_no": "L9"}],
    }
    feed = feeds.with_rows(extra)
    report = ingest(store, feeds.write(tmp_path / "in", feed))
    assert [(one.file, one.column, one.code) for one in report.rejections] == [
        ("banks.csv", "name", "required-empty"),
        ("capital_plans.csv", "loan_no", "refers-to-rejected"),
        ("guarantees.csv", "loan_no", "refers-to-rejected"),
        ("loans.csv", "bank_code", "refers-to-rejected"),
    ]
    assert "banks.csv row 4" in report.rejections[3].message
    assert "banks.csv 第4行" in report.rejections[3].chinese
    assert content(store, feed) == {name: expected[name] for name in feed}  # no stub for the guarantor of a refused guarantee either
