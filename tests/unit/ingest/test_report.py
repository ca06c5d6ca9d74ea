from __future__ import annotations

import csv
import json
from pathlib import Path

from ingest.reasons import Noticed, Rejection
from ingest.report import Counts, IngestReport

REJECTIONS = (
    Rejection(
        "借据.xlsx", "一部", 7, "balance", "=cmd|' /C calc'!A0", "amount-invalid", "balance: … is not an amount.", "“余额”不是有效金额"
    ),
    Rejection("loans.csv", "", 3, "loan_no", "-1", "unknown-reference", "loan_no: …", "“借据编号”…"),
)
REPORT = IngestReport(
    run_id="R1",
    tables={"loans": Counts(read=5, loaded=1, updated=1, unchanged=1, rejected=2)},
    rejections=REJECTIONS,
    skipped=({"file": "notes.txt", "sheet": "", "why": "no table"},),
    files={"loans.csv": "ab" * 32},
    closed={"loans": 1},
    external={"persons": 2},
    notices=(Noticed("other-word", "loans", "product", 1, ("理财",), "Words.", "词"),),
    possible_duplicates=({"name": "某公司", "parties": ["A", "B"]},),
    formulas=3,
)


def test_json_holds_the_fixed_fields() -> None:
    document = json.loads(json.dumps(REPORT.to_json(), allow_nan=False))
    assert document["run_id"] == "R1"
    assert document["tables"] == {"loans": {"read": 5, "loaded": 1, "updated": 1, "unchanged": 1, "rejected": 2}}
    assert [list(one) for one in document["rejections"]] == [["file", "sheet", "row", "column", "value", "code", "message"]] * 2
    assert document["skipped"] == [{"file": "notes.txt", "sheet": "", "why": "no table"}]
    assert document["files"] == {"loans.csv": "ab" * 32}
    assert (document["closed"], document["external"], document["formulas"]) == ({"loans": 1}, {"persons": 2}, 3)
    assert document["notices"][0]["examples"] == ["理财"]
    assert document["possible_duplicates"] == [{"name": "某公司", "parties": ["A", "B"]}]


def test_rejected_counts_rows_of_all_tables() -> None:
    assert REPORT.rejected == 2


def test_written_files_open_in_a_spreadsheet_and_run_nothing(tmp_path: Path) -> None:
    whole, table = REPORT.write(tmp_path / "out")
    assert json.loads(whole.read_text(encoding="utf-8")) == REPORT.to_json()
    assert table.read_bytes().startswith(b"\xef\xbb\xbf")
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["file", "sheet", "row", "column", "value", "code", "message", "原因"]
    assert rows[1] == [
        "借据.xlsx",
        "一部",
        "7",
        "balance",
        "'=cmd|' /C calc'!A0",
        "amount-invalid",
        "balance: … is not an amount.",
        "“余额”不是有效金额",
    ]
    assert rows[2][4] == "'-1"
