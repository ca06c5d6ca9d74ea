"""A folder: what is read, what is skipped and why, what the manifest changes, how tables are recognised."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from pathlib import Path

import pytest
import xlsxwriter

from graph.errors import InputError, InvalidManifest, MissingColumn, UnreadableFile
from ingest.readers import read_folder

LOANS = "借据编号,借款企业,机构代码,余额,发放日,到期日\nL1,A,B,1,2026-01-01,2026-12-31\n"
ENTERPRISES = "统一社会信用代码,企业名称,属地区县代码\nA,甲,990101\n"


def put(folder: Path, name: str, text: str = LOANS) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def tables(folder: Path) -> list[tuple[str, str]]:
    return [(table.file, table.table.name) for table in read_folder(folder).tables]


def test_folders_within_are_read_and_files_known_by_their_path(tmp_path: Path) -> None:
    put(tmp_path, "工行/借据.csv")
    put(tmp_path, "企业.csv", ENTERPRISES)
    reading = read_folder(tmp_path)
    assert [(table.file, table.table.name) for table in reading.tables] == [("企业.csv", "enterprises"), ("工行/借据.csv", "loans")]
    assert reading.checksums["工行/借据.csv"] == hashlib.sha256(LOANS.encode()).hexdigest()


def test_a_single_file_will_do(tmp_path: Path) -> None:
    put(tmp_path, "企业.csv", ENTERPRISES)
    assert tables(put(tmp_path, "借据.csv")) == [("借据.csv", "loans")]


def test_what_is_no_data_is_named_and_skipped(tmp_path: Path) -> None:
    put(tmp_path, "借据.csv")
    for name in ("~$借据.xlsx", ".DS_Store", "附件.docx", "说明.pdf", "借据.zip"):
        put(tmp_path, name, "x")
    put(tmp_path, ".git/loans.csv")
    put(tmp_path, "通讯录.csv", "姓名,电话\n张三,1\n")
    reading = read_folder(tmp_path)
    assert [table.file for table in reading.tables] == ["借据.csv"]
    assert {skipped.file: skipped.why for skipped in reading.skipped} == {
        "~$借据.xlsx": "a hidden or temporary file",
        ".DS_Store": "a hidden or temporary file",
        "附件.docx": "an unknown kind of file",
        "说明.pdf": "an unknown kind of file",
        "借据.zip": "an unknown kind of file",
        "通讯录.csv": "no table: no row of it holds the headers of one",
    }
    assert set(reading.checksums) == {"借据.csv", "通讯录.csv"}


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = put(tmp_path, "outside/借据.csv")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "loans.csv").symlink_to(outside)
    (folder / "more").symlink_to(outside.parent, target_is_directory=True)
    reading = read_folder(folder)
    assert reading.tables == ()
    assert {skipped.file: skipped.why for skipped in reading.skipped} == dict.fromkeys(
        ("loans.csv", "more"), "a link, which is not followed"
    )


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no such file or folder"):
        read_folder(tmp_path / "nothing")


def test_workbooks_are_workbooks_under_any_name(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        sheet = book.add_worksheet("借据")
        for row, line in enumerate(LOANS.split()):
            sheet.write_row(row, 0, line.split(","))
    for name in ("b.xls", "c.csv", "d.xlsm", "E.XLSX"):
        shutil.copy(tmp_path / "a.xlsx", tmp_path / name)
    assert {table for _, table in tables(tmp_path)} == {"loans"}
    assert len(tables(tmp_path)) == 5


@pytest.mark.parametrize(
    ("name", "text", "table"),
    [
        ("上报数据.csv", LOANS, "loans"),
        ("工商银行借据.csv", LOANS, "loans"),
        ("工商银行.csv", LOANS, "loans"),
        ("附件1.csv", ENTERPRISES, "enterprises"),
        ("附件2.csv", "统一社会信用代码,名称,所在区县,净资产,是否主要服务小微三农\nA,甲,990101,1,是\n", "guarantee_companies"),
        ("担保情况.csv", "担保合同编号,担保人,借据编号,签订日\nG1,A,L1,2026-01-01\n", "guarantees"),
        ("企业授信.csv", "授信编号,机构代码,借款企业,授信额度\nF1,B,A,1\n", "facilities"),
    ],
)
def test_headers_tell_the_table_where_the_name_does_not(tmp_path: Path, name: str, text: str, table: str) -> None:
    put(tmp_path, name, text)
    assert tables(tmp_path) == [(name, table)]


def test_a_name_decides_between_tables_the_headers_cannot_tell_apart(tmp_path: Path) -> None:
    text = "统一社会信用代码,名称,区县代码,净资产\nA,甲,990101,1\n"
    put(tmp_path, "附件.csv", text)
    reading = read_folder(tmp_path)
    assert reading.tables == ()
    assert "could be" in reading.skipped[0].why
    (tmp_path / "附件.csv").rename(tmp_path / "融资担保公司.csv")
    assert tables(tmp_path) == [("融资担保公司.csv", "guarantee_companies")]


def test_a_file_that_names_its_table_must_bring_its_columns(tmp_path: Path) -> None:
    put(tmp_path, "2026年6月借据.csv", LOANS.replace("到期日", "终了"))
    with pytest.raises(MissingColumn, match=r"matures_on \(到期日, 到期日期, 贷款到期日, 终止日, \S+, \S+\)"):
        read_folder(tmp_path)


def test_a_file_that_names_nothing_is_skipped_with_what_it_lacks(tmp_path: Path) -> None:
    put(tmp_path, "附件.csv", LOANS.replace("到期日", "终了"))
    assert read_folder(tmp_path).skipped[0].why == "it looks like 借据, but lacks 到期日"


def test_a_summary_beside_the_data_is_skipped(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "借据.xlsx")) as book:
        sheet = book.add_worksheet("Sheet1")
        for row, line in enumerate(LOANS.split()):
            sheet.write_row(row, 0, line.split(","))
        book.add_worksheet("借据汇总").write_row(0, 0, ["机构代码", "余额", "笔数"])
        book.add_worksheet("区县统计").write_row(0, 0, ["区县代码", "区县名称", "企业户数", "贷款余额", "不良率"])
    reading = read_folder(tmp_path)
    assert [table.sheet for table in reading.tables] == ["Sheet1"]
    assert {skipped.sheet for skipped in reading.skipped} == {"借据汇总", "区县统计"}


def test_a_scratch_sheet_beside_the_data_is_skipped_and_another_table_read(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "借据.xlsx")) as book:
        for text in (LOANS, "余额,核对\n1,2\n", ENTERPRISES):
            sheet = book.add_worksheet()
            for row, line in enumerate(text.split()):
                sheet.write_row(row, 0, line.split(","))
    reading = read_folder(tmp_path)
    assert [(table.sheet, table.table.name) for table in reading.tables] == [("Sheet1", "loans"), ("Sheet3", "enterprises")]
    assert [skipped.sheet for skipped in reading.skipped] == ["Sheet2"]


def test_a_note_that_cannot_be_read_is_skipped_a_table_is_not(tmp_path: Path) -> None:
    put(tmp_path, "新建文本文档.txt", "")
    assert read_folder(tmp_path).skipped[0].why == "the file is empty (0 bytes)"
    put(tmp_path, "借据.txt", "")
    with pytest.raises(UnreadableFile):
        read_folder(tmp_path)


def test_the_manifest_gives_units_and_headers(tmp_path: Path) -> None:
    put(tmp_path, "借据.csv", LOANS.replace("余额", "贷款结余").replace("\n", ",发放金额（元）\n", 1))
    put(tmp_path, "manifest.toml", '[units]\nloans = "万元"\n[columns.loans]\n"贷款结余" = "balance"\n')
    reading = read_folder(tmp_path)
    (table,) = reading.tables
    assert table.units == {"principal": 100, "balance": 1_000_000}
    assert table.headers["balance"] == "贷款结余"
    assert "manifest.toml" not in reading.checksums


@pytest.mark.parametrize(
    ("unit", "text"),
    [('"loans.balance" = "元"', LOANS.replace("余额", "余额(万元)")), ('loans = "元"', "单位：万元\n" + LOANS)],
)
def test_a_manifest_that_contradicts_a_file_is_refused(tmp_path: Path, unit: str, text: str) -> None:
    put(tmp_path, "借据.csv", text)
    put(tmp_path, "manifest.toml", f"[units]\n{unit}\n")
    with pytest.raises(InvalidManifest, match="contradicts"):
        read_folder(tmp_path)


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    for name in ("b/借据.csv", "a/借据.csv", "借据.csv"):
        put(tmp_path, name)
    assert [file for file, _ in tables(tmp_path)] == ["a/借据.csv", "b/借据.csv", "借据.csv"]


def test_progress_goes_from_nothing_to_all(tmp_path: Path) -> None:
    put(tmp_path, "借据.csv")
    put(tmp_path, "企业.csv", ENTERPRISES)
    told: list[tuple[str, int, int]] = []
    read_folder(tmp_path, lambda *step: told.append(step))
    assert told == [("read", 0, 2), ("read", 1, 2), ("read", 2, 2)]


def test_an_error_names_the_file_by_its_path(tmp_path: Path) -> None:
    put(tmp_path, "工行/借据.csv", "")
    with pytest.raises(InputError) as refused:
        read_folder(tmp_path)
    assert refused.value.file == "工行/借据.csv"


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="file names are Unicode there")
def test_a_name_in_windows_bytes_is_read_as_gb18030(tmp_path: Path) -> None:
    for name in ("区县.csv".encode("gb18030"), b"\xff\xff.csv"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("行政区划代码,名称\n330101,东山区\n", encoding="utf-8")
    reading = read_folder(tmp_path)
    assert sorted(reading.checksums) == ["\\xff\\xff.csv", "区县.csv"]
    assert [table.file for table in reading.tables if len(table)]
    json.dumps(reading.checksums, ensure_ascii=False).encode("utf-8")


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="file names are Unicode there")
def test_a_name_in_windows_bytes_still_names_the_table(tmp_path: Path) -> None:
    text = "统一社会信用代码,名称,区县代码,净资产\nA,甲,990101,1\n"  # headers of an enterprise and of a guarantee company
    Path(os.fsdecode(os.fsencode(tmp_path) + "/融资担保公司（万元）.csv".encode("gb18030"))).write_text(text, encoding="utf-8")
    (table,) = read_folder(tmp_path).tables
    assert table.table.name == "guarantee_companies"
    assert table.units["net_assets"] == 1_000_000
