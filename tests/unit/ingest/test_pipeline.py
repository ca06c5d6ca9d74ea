from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xlsxwriter

from graph.errors import InputError, NothingToLoad
from graph.schema import TABLES
from graph.sqlite_store import SqliteStore
from ingest.pipeline import clean, ingest


def book(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
    return path


def test_counts_add_up_and_the_report_is_kept(store: SqliteStore, tmp_path: Path, feeds: Any) -> None:
    folder = feeds.write(tmp_path / "in", feeds.with_rows({"loans": [feeds.new["loans"] | {"balance": "x"}, feeds.good["loans"][0]]}))
    report = ingest(store, folder)
    loans = report.tables["loans"]
    assert (loans.read, loans.loaded, loans.updated, loans.unchanged, loans.rejected) == (5, 3, 0, 1, 1)
    assert list(report.tables) == [name for name in TABLES if name in report.tables]
    assert report.files["loans.csv"] == hashlib.sha256((folder / "loans.csv").read_bytes()).hexdigest()
    assert store.run(report.run_id).report == report.to_json()


def test_the_same_files_again_are_a_run_that_changes_nothing(store: SqliteStore, tmp_path: Path, feeds: Any, content: Any) -> None:
    folder = feeds.write(tmp_path / "in", feeds.good)
    first, before = ingest(store, folder), content(store)
    again = ingest(store, folder)
    assert content(store) == before
    assert again.rejections == first.rejections
    assert all((counts.loaded, counts.updated, counts.read) == (0, 0, counts.unchanged) for counts in again.tables.values())
    assert [run.run_id for run in store.runs()] == [again.run_id, first.run_id]


def test_corrected_rows_are_updates_and_a_date_opens_a_version(store: SqliteStore, tmp_path: Path, feeds: Any, codes: list[str]) -> None:
    ingest(store, feeds.write(tmp_path / "one", feeds.around("enterprises")))
    corrected = feeds.good["enterprises"][0] | {"net_assets": "6000000"}
    later = feeds.good["enterprises"][0] | {"net_assets": "7000000", "as_of": "2026-09-30"}
    report = ingest(store, feeds.write(tmp_path / "two", {"enterprises": [corrected, later]}))
    assert (report.tables["enterprises"].loaded, report.tables["enterprises"].updated) == (1, 1)
    for day, fen in ((date(2026, 7, 1), 600_000_000), (date(2026, 10, 1), 700_000_000)):
        assert store.read(TABLES["enterprises"], day).set_index("credit_code").loc[codes[0], "net_assets"] == fen


def test_a_bank_file_as_banks_send_it(store: SqliteStore, tmp_path: Path, feeds: Any, codes: list[str]) -> None:
    ingest(store, feeds.write(tmp_path / "first", feeds.around("enterprises", "banks")))
    rows = [
        ["东山银行贷款明细"],
        ["单位：万元", "", "", "报送日期：2026年6月30日"],
        ["序号", "借据编号", "借款企业", "机构代码", "余额", "发放日", "到期日", "利率(%)", "五级分类"],
        [1, "DS-001", codes[0], "B1", 0.29, pd.Timestamp(2026, 1, 5), "2027年1月5日", 4.35, "正常"],
        [2, "DS-002", "乙贸易有限公司", "B1", "1,234.5", 46082, 20270301, "5.5%", "关注类"],
        [3, "DS-003", codes[1], "B1", -3, 46082, 20270301, 5.5, "正常"],
        ["合计", "", "", "", 1231.79],
    ]
    report = ingest(store, book(tmp_path / "second" / "借据.xlsx", {"借据": rows}).parent)
    assert [(one.file, one.sheet, one.row, one.column, one.value, one.code) for one in report.rejections] == [
        ("借据.xlsx", "借据", 6, "balance", "-3", "amount-negative")
    ]
    assert "余额" in report.rejections[0].chinese
    loans = store.read(TABLES["loans"]).set_index("loan_no")
    assert loans["balance"].to_dict() == {"DS-001": 290_000, "DS-002": 1_234_500_000}
    assert loans["borrower"].to_dict() == {"DS-001": codes[0], "DS-002": codes[1]}
    assert loans["rate"].to_dict() == {"DS-001": 0.0435, "DS-002": 0.055}
    assert loans["starts_on"].dt.date.to_dict() == {"DS-001": date(2026, 1, 5), "DS-002": date(2026, 3, 1)}
    assert loans["_row"].to_dict() == {"DS-001": 4, "DS-002": 5}
    assert loans["_source"].unique().tolist() == ["借据.xlsx#借据"]


def test_typed_feeds_load_like_text(store: SqliteStore, tmp_path: Path, feeds: Any, content: Any) -> None:
    text = feeds.around("guarantees")
    ingest(store, feeds.write(tmp_path / "text", text))
    before = content(store)
    folder = tmp_path / "typed"
    folder.mkdir()
    for name, rows in text.items():
        frame = pd.DataFrame(list(rows))
        for column in TABLES[name].file_columns:
            if column.name in frame:
                match column.kind:
                    case "money":
                        frame[column.name] = pd.to_numeric(frame[column.name]).astype("float64")
                    case "date":
                        frame[column.name] = pd.to_datetime(frame[column.name])
        frame.to_parquet(folder / f"{name}.parquet")
    report = ingest(store, folder)
    assert report.rejections == ()
    assert sum(counts.loaded + counts.updated for counts in report.tables.values()) == 0
    assert content(store) == before


def test_several_files_of_one_table_are_one_feed(store: SqliteStore, tmp_path: Path, feeds: Any) -> None:
    folder = feeds.write(tmp_path / "in", feeds.around("loans"))
    feeds.write(folder / "另一家", {"loans": [feeds.new["loans"], feeds.good["loans"][0] | {"balance": "2"}]})
    report = ingest(store, folder)
    assert [(one.file, one.row, one.code) for one in report.rejections] == [
        ("loans.csv", 2, "duplicate-conflict"), ("另一家/loans.csv", 3, "duplicate-conflict"),
    ]  # fmt: skip
    assert report.tables["loans"].read == 5


def test_a_folder_without_a_table_is_an_error_and_no_run(store: SqliteStore, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "notes.csv").write_text("hello,world\n1,2\n", encoding="utf-8")
    with pytest.raises(NothingToLoad):
        ingest(store, tmp_path / "in")
    assert store.runs() == []


def test_one_unreadable_file_keeps_the_others_out_too(store: SqliteStore, tmp_path: Path, feeds: Any) -> None:
    folder = feeds.write(tmp_path / "in", feeds.good)
    (folder / "loans.xlsx").write_bytes(b"PK\x03\x04 this is no workbook")
    with pytest.raises(InputError):
        ingest(store, folder)
    assert store.runs() == []


@pytest.mark.parametrize("stage", ["check", "write"])
def test_a_run_that_dies_leaves_no_trace(stage: str, store: SqliteStore, tmp_path: Path, feeds: Any, content: Any) -> None:
    ingest(store, feeds.write(tmp_path / "one", feeds.around("loans")))
    before, state = content(store), store.state()

    def power_cut(now: str, done: int, total: int) -> None:
        if now == stage and done == total - 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest(store, feeds.write(tmp_path / "two", feeds.good), progress=power_cut)
    assert content(store) == before
    assert store.state() == state
    assert ingest(store, tmp_path / "two").tables["guarantees"].loaded == len(feeds.good["guarantees"])


def test_progress_runs_through_every_stage(store: SqliteStore, tmp_path: Path, feeds: Any) -> None:
    seen: dict[str, list[tuple[int, int]]] = {}
    ingest(store, feeds.write(tmp_path / "in", feeds.good), progress=lambda stage, *step: seen.setdefault(stage, []).append(step))
    assert {"read", "clean", "check", "write"} <= seen.keys()
    for steps in seen.values():
        assert steps[-1][0] == steps[-1][1]
        assert steps == sorted(steps)


def test_columns_nobody_knows_and_other_words_are_noticed(store: SqliteStore, tmp_path: Path, feeds: Any) -> None:
    extra = {"loans": [feeds.new["loans"] | {"product": "理财", "天气": "晴", "principal": "0.001"}]}
    report = ingest(store, feeds.write(tmp_path / "in", feeds.with_rows(extra)))
    assert report.rejections == ()
    assert {(one.code, one.table, one.column, one.count, one.examples) for one in report.notices if one.table == "loans"} == {
        ("other-word", "loans", "product", 1, ("理财",)),
        ("rounded-to-fen", "loans", "principal", 1, ("0.001",)),
        ("unmapped-column", "loans", "loans.csv", 1, ("天气",)),
    }


def test_cleaning_needs_no_store(raw: Any) -> None:
    batches = clean(
        [raw("persons", person_id=["P1", "P2"], net_assets=["1", "x"]), raw("counties", county_code=["990101"], name=["东山县"])]
    )
    assert list(batches) == ["counties", "persons"]
    assert batches["persons"].good.tolist() == [True, False]
