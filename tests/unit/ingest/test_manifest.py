from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph.errors import InvalidManifest
from ingest.manifest import Complete, Manifest, parse_complete, read_manifest


@pytest.mark.parametrize(
    ("text", "complete"),
    [
        ("loans", Complete("loans")),
        ("enterprises", Complete("enterprises")),
        ("loans:BANK01", Complete("loans", "BANK01")),
        ("loans@2026-06-30", Complete("loans", None, date(2026, 6, 30))),
        (" guarantees : B-1 @ 2026-06-30 ", Complete("guarantees", "B-1", date(2026, 6, 30))),
        ("借据:601398@2026-06-30", Complete("loans", "601398", date(2026, 6, 30))),
    ],
)
def test_declarations_of_completeness(text: str, complete: Complete) -> None:
    assert parse_complete(text) == complete


@pytest.mark.parametrize("text", ["", "loan", "loans:", "loans@", "loans@30.6.2026", "enterprises:BANK", "loans:B@2026-13-01", "loans B"])
def test_a_slip_in_a_declaration_is_refused(text: str) -> None:
    with pytest.raises(InvalidManifest, match="--complete"):
        parse_complete(text)


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "manifest.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_whole_manifest(tmp_path: Path) -> None:
    manifest = read_manifest(
        written(
            tmp_path,
            """
            complete = ["loans:BANK@2026-06-30", "enterprises"]
            reporting_date = 2026-06-30
            [units]
            loans = "万元"
            "loans.principal" = "元"
            [units.guarantees]
            cap = "亿元"
            [columns.loans]
            "贷款结余" = "balance"
            "客户" = ""
            """,
        )
    )
    assert manifest == Manifest(
        complete=(Complete("loans", "BANK", date(2026, 6, 30)), Complete("enterprises")),
        units={"loans": 1_000_000, "loans.principal": 100, "guarantees.cap": 10_000_000_000},
        columns={"loans": {"贷款结余": "balance", "客户": ""}},
        reporting_date=date(2026, 6, 30),
    )


def test_a_byte_order_mark_and_an_empty_file_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "manifest.toml"
    path.write_bytes(b"\xef\xbb\xbf")
    assert read_manifest(path) == Manifest()


@pytest.mark.parametrize(
    "text",
    [
        "complete = [",
        'complete = "loans"',
        "complete = [1]",
        'complete = ["nothing"]',
        'completed = ["loans"]',
        "units = 3",
        '[units]\nloans = "万美元"',
        "[units]\nloans = 10000",
        '[units]\nnothing = "元"',
        '[units]\n"loans.rate" = "元"',
        "[columns]\nloans = 1",
        '[columns.loans]\n"结余" = "nothing"',
        '[columns.nothing]\n"结余" = "balance"',
        'reporting_date = "soon"',
        "reporting_date = 20260630",
    ],
)
def test_what_is_not_understood_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InvalidManifest) as refused:
        read_manifest(written(tmp_path, text))
    assert refused.value.code == "manifest-invalid"
