"""Files that must end in one clear error, whatever is in them: containers, encodings, bombs, headers."""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
import xlwt

from graph.errors import InputError
from ingest.readers import read_folder

HEADERS = ["借据编号", "借款企业", "机构代码", "余额", "发放日", "到期日"]
ROW = ["L1", "91330100MA2H2ABCD0", "601398", 100, "2026-01-01", "2026-12-31"]
CSV = (",".join(HEADERS) + "\r\n" + ",".join(map(str, ROW)) + "\r\n").encode()
SHEET = "xl/worksheets/sheet1.xml"
LINKS = "xl/_rels/workbook.xml.rels"
STRINGS = "xl/sharedStrings.xml"


def xlsx(path: Path, *rows: list[object]) -> bytes:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("借据")
        for place, row in enumerate(rows or (HEADERS, ROW)):
            sheet.write_row(place, 0, row)
    return path.read_bytes()


def xls(path: Path) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("借据")
    for row, cells in enumerate((HEADERS, ROW)):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    book.save(str(path))
    return path.read_bytes()


def repacked(path: Path, part: str, change: Callable[[bytes], bytes | None]) -> None:
    """A workbook with one part changed (or dropped)."""
    xlsx(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            new = change(content) if name == part else content
            if new is not None:
                archive.writestr(name, new)


def changing(part: str, old: bytes, new: bytes) -> Callable[[Path], None]:
    def change(data: bytes) -> bytes:
        changed, times = re.subn(old, new, data, count=1)
        assert times
        return changed

    return lambda path: repacked(path, part, change)


def content(data: bytes) -> Callable[[Path], None]:
    return lambda path: _write(path, data)


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def cut(build: Callable[[Path], bytes], share: float) -> Callable[[Path], None]:
    def shorten(path: Path) -> None:
        data = build(path)
        path.write_bytes(data[: int(len(data) * share)])

    return shorten


def archive_of(**parts: bytes) -> Callable[[Path], None]:
    def build(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in parts.items():
                archive.writestr(name.replace("__", "/"), data)

    return build


def lying_directory(path: Path) -> None:
    """The directory promises a small sheet; far more comes out."""
    repacked(path, SHEET, lambda data: data + b" " * 5_000_000)
    data = bytearray(path.read_bytes())
    for signature, name_at, size_at in ((b"PK\x01\x02", 46, 24), (b"PK\x03\x04", 30, 22)):
        for match in re.finditer(re.escape(signature), bytes(data)):
            start = match.start()
            if data[start + name_at :].startswith(SHEET.encode()):
                data[start + size_at : start + size_at + 4] = struct.pack("<I", 900)
    path.write_bytes(data)


def many_parts(path: Path) -> None:
    xlsx(path)
    with zipfile.ZipFile(path, "a") as archive:
        for place in range(10_001):
            archive.writestr(f"xl/media/{place}", b"")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def part_twice(path: Path) -> None:
    xlsx(path)
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(SHEET, b"<worksheet/>")


def locked_part(path: Path) -> None:
    data = bytearray(xlsx(path))
    for match in re.finditer(re.escape(b"PK\x01\x02"), bytes(data)):
        data[match.start() + 8] |= 1
    path.write_bytes(data)


def renamed_stream(name: str) -> Callable[[Path], None]:
    """A compound file whose only stream is called otherwise."""

    def build(path: Path) -> None:
        data = bytearray(xls(path))
        at = data.index("Workbook".encode("utf-16-le"))
        data[at : at + 64] = name.encode("utf-16-le").ljust(64, b"\0")
        data[at + 64 : at + 66] = struct.pack("<H", 2 * len(name) + 2)
        path.write_bytes(data)

    return build


def locked_xls(path: Path) -> None:
    """The record after the first becomes FILEPASS."""
    data = bytearray(xls(path))
    start = data.index(b"\x09\x08\x10\x00")
    length = struct.unpack_from("<H", data, start + 2)[0]
    data[start + 4 + length : start + 6 + length] = b"\x2f\x00"
    path.write_bytes(data)


def stray_cell(row: int, column: int) -> Callable[[Path], None]:
    def build(path: Path) -> None:
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet("借据")
            sheet.write_row(0, 0, HEADERS)
            sheet.write_row(1, 0, ROW)
            sheet.write(row, column, "x")

    return build


def wide(path: Path) -> None:
    xlsx(path, [*HEADERS, *range(2_000)], ROW)


def parquet(**columns: object) -> Callable[[Path], None]:
    return lambda path: pq.write_table(pa.table(columns), path)


def whole_parquet(path: Path) -> bytes:
    parquet(**loans())(path)
    return path.read_bytes()


def spoiled_parquet(path: Path) -> None:
    spoiled = pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(struct.pack("<ii", 0, 2)), pa.py_buffer(b"\xff\xfe")])
    pq.write_table(pa.table(loans(loan_no="x")).set_column(0, "loan_no", spoiled), path)


def wide_parquet(path: Path) -> None:
    pq.write_table(pa.table({f"c{place}": [1] for place in range(2_000)}), path)


def long_parquet(path: Path) -> None:
    pq.write_table(pa.table({"loan_no": pa.nulls(51_000_000)}), path)


def loans(**changes: object) -> dict[str, object]:
    row = dict(zip(["loan_no", "borrower", "bank_code", "balance", "starts_on", "matures_on"], ROW, strict=True)) | changes
    return {name: [value] for name, value in row.items()}


def sheet(*rows: list[object]) -> Callable[[Path], None]:
    return lambda path: _ignore(xlsx(path, *rows))


def _ignore(_: object) -> None:
    return None


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
CASES: list[tuple[str, str, Callable[[Path], None], str]] = [
    ("nothing at all", "loans.xlsx", content(b""), "file-unreadable"),
    ("no text at all", "loans.csv", content(b""), "file-unreadable"),
    ("half a workbook", "loans.xlsx", cut(xlsx, 0.5), "file-unreadable"),
    ("a workbook without its directory", "loans.xlsx", cut(xlsx, 0.95), "file-unreadable"),
    ("a sheet of zeros", "loans.xlsx", lambda path: repacked(path, SHEET, lambda _: bytes(50_000_000)), "file-bomb"),
    ("a directory that lies", "loans.xlsx", lying_directory, "file-bomb"),
    ("ten thousand parts", "loans.xlsx", many_parts, "file-bomb"),
    ("the same part twice", "loans.xlsx", part_twice, "file-unreadable"),
    ("locked parts", "loans.xlsx", locked_part, "file-encrypted"),
    ("a password on .xlsx", "loans.xlsx", renamed_stream("EncryptedPackage"), "file-encrypted"),
    ("a password on .xls", "loans.xls", locked_xls, "file-encrypted"),
    ("a letter called .xls", "loans.xls", renamed_stream("WordDocument"), "file-unreadable"),
    ("a web page called .xls", "loans.xls", content(b"\xef\xbb\xbf\r\n<html><table></table></html>"), "file-unreadable"),
    ("a bare table called .xls", "loans.xls", content(b"<table border=1><tr><td>1</td></tr></table>"), "file-unreadable"),
    ("an XML spreadsheet", "loans.xls", content(b'<?xml version="1.0"?><Workbook xmlns="urn:x"/>'), "file-unreadable"),
    ("a web archive", "loans.xls", content(b"MIME-Version: 1.0\r\nContent-Type: multipart/related"), "file-unreadable"),
    ("a PDF", "loans.xlsx", content(b"%PDF-1.7\n%\xe2\xe3"), "file-unreadable"),
    ("a picture", "loans.xlsx", content(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), "file-unreadable"),
    ("a letter called .xlsx", "loans.xlsx", archive_of(word__document_xml=b"<w/>"), "file-unreadable"),
    ("an empty archive", "loans.xlsx", archive_of(), "file-unreadable"),
    ("a binary workbook", "loans.xlsx", archive_of(**{"xl__workbook.bin": b"x"}), "file-unreadable"),
    ("a sheet that breaks off", "loans.xlsx", lambda path: repacked(path, SHEET, lambda data: data[:-40]), "file-unreadable"),
    ("a sheet that is no XML", "loans.xlsx", lambda path: repacked(path, SHEET, lambda _: b"\x01\x02"), "file-unreadable"),
    ("an encoding nobody knows", "loans.xlsx", changing(SHEET, b'encoding="UTF-8"', b'encoding="UAF-8"'), "file-unreadable"),
    ("entities in a sheet", "loans.xlsx", changing(SHEET, b"<worksheet", ENTITIES + b"<worksheet"), "file-bomb"),
    ("entities in the texts", "loans.xlsx", changing(STRINGS, b"<sst", ENTITIES + b"<sst"), "file-bomb"),
    ("four billion texts", "loans.xlsx", changing(STRINGS, rb'uniqueCount="\d+"', b'uniqueCount="4294967295"'), "file-unreadable"),
    ("a sheet that is not there", "loans.xlsx", lambda path: repacked(path, SHEET, lambda _: None), "file-unreadable"),
    ("links that are not there", "loans.xlsx", lambda path: repacked(path, LINKS, lambda _: None), "file-unreadable"),
    ("two thousand columns", "loans.xlsx", wide, "file-too-wide"),
    ("something in the last cell of all", "loans.xlsx", stray_cell(1_048_575, 16_383), "file-too-wide"),
    ("something in the last row", "loans.xlsx", stray_cell(1_048_575, 5), "file-too-wide"),
    ("a column that does not exist", "loans.xlsx", changing(SHEET, b'r="A2"', b'r="ZZZZ2"'), "file-unreadable"),
    ("a row that does not exist", "loans.xlsx", changing(SHEET, b'r="A2"', b'r="A9999999"'), "file-unreadable"),
    ("a cell without a place", "loans.xlsx", changing(SHEET, b'r="A2"', b'r="?"'), "file-unreadable"),
    ("half an .xls", "loans.xls", cut(xls, 0.4), "file-unreadable"),
    ("noise after the first bytes of .xls", "loans.xls", content(OLE + bytes(range(256)) * 8), "file-unreadable"),
    ("NUL bytes", "loans.csv", content(CSV + b"L2,\x00,,\r\n"), "file-encoding"),
    ("NUL bytes far down", "loans.csv", content(CSV + b"L2,x,y,1,2026-01-01,2026-02-01\r\n" * 500 + b"\x00"), "file-encoding"),
    ("no encoding at all", "loans.csv", content(CSV + b"\xff\xff\xff"), "file-encoding"),
    ("damaged UTF-8", "loans.csv", content(CSV * 3 + b"\xb4\xfb,\r\n"), "file-encoding"),
    ("UTF-8 cut within a sign", "loans.csv", content(CSV + "银".encode()[:2]), "file-encoding"),
    ("damaged UTF-8 with a mark", "loans.csv", content(b"\xef\xbb\xbf" + CSV + b"\xb4\xfb"), "file-encoding"),
    ("UTF-16 without its mark", "loans.csv", content(CSV.decode().encode("utf-16-le")), "file-encoding"),
    ("half a sign of UTF-16", "loans.csv", content(CSV.decode().encode("utf-16")[:-1]), "file-encoding"),
    ("a quote never closed", "loans.csv", content(CSV + b'L2,"x,y,1\r\n'), "file-unreadable"),
    ("one endless cell", "loans.csv", content(CSV + b"x" * 200_000), "file-unreadable"),
    ("a million columns", "loans.csv", content(b"a," * 1_000_000), "file-too-wide"),
    ("half a Parquet file", "loans.parquet", cut(whole_parquet, 0.9), "file-unreadable"),
    ("only the mark of Parquet", "loans.parquet", content(b"PAR1PAR1"), "file-unreadable"),
    ("Parquet text that is no UTF-8", "loans.parquet", spoiled_parquet, "file-unreadable"),
    ("lists in Parquet", "loans.parquet", parquet(**loans(balance=[1, 2])), "file-unreadable"),
    ("bytes in Parquet", "loans.parquet", parquet(**loans(balance=b"1")), "file-unreadable"),
    ("two thousand Parquet columns", "loans.parquet", wide_parquet, "file-too-wide"),
    ("fifty million Parquet rows", "loans.parquet", long_parquet, "file-bomb"),
    ("a required column missing, .xlsx", "loans.xlsx", sheet(HEADERS[:-1], ROW[:-1]), "column-missing"),
    ("a required column missing, .csv", "loans.csv", content("借据编号,余额\n1,2\n".encode()), "column-missing"),
    ("a required column missing, Parquet", "loans.parquet", parquet(loan_no=["1"], balance=[1]), "column-missing"),
    ("a guarantee of nothing", "guarantees.csv", content("担保合同编号,担保人,签订日\n1,2,2026-01-01\n".encode()), "column-missing"),
    ("no header at all", "loans.csv", content(b"1,2,3\n4,5,6\n"), "column-missing"),
    ("only blanks", "loans.csv", content(b" , \n\n"), "column-missing"),
    ("a foreign currency in the header", "loans.csv", content(CSV.replace("余额".encode(), "余额(美元)".encode())), "column-missing"),
    ("the same header twice", "loans.xlsx", sheet([*HEADERS, "余额"], [*ROW, 1]), "column-repeated"),
    ("one column under two names", "loans.csv", content(CSV.replace("余额".encode(), "余额,贷款余额".encode())), "column-repeated"),
    ("two units", "loans.xlsx", sheet(["单位：元"], ["单位：万元"], HEADERS, ROW), "file-unreadable"),
    ("a foreign currency above", "loans.xlsx", sheet(["单位：万美元"], HEADERS, ROW), "file-unreadable"),
    ("a manifest that is no TOML", "manifest.toml", content(b"complete = [\n"), "manifest-invalid"),
    ("a manifest in GBK", "manifest.toml", content('units = { loans = "万元" }'.encode("gbk")), "manifest-invalid"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "build", "code"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_file_that_cannot_be_read_ends_in_one_sentence_with_a_code(
    tmp_path: Path, name: str, build: Callable[[Path], None], code: str
) -> None:
    build(tmp_path / name)
    with pytest.raises(InputError) as refused:
        read_folder(tmp_path)
    assert refused.value.code == code
    assert refused.value.exit_code == 3
    assert refused.value.message.startswith(name)
    assert "\n" not in refused.value.message


def test_the_hostile_cases_are_many() -> None:
    assert len({case[0] for case in CASES}) == len(CASES) >= 60


@pytest.mark.parametrize("ending", ["xlsx", "xls"])
def test_whatever_bytes_are_damaged_no_other_error_comes_out(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"loans.{ending}"
    whole = xlsx(path) if ending == "xlsx" else xls(path)
    for seed in range(40):
        noise = np.random.default_rng(seed)
        data = np.frombuffer(whole, dtype=np.uint8).copy()
        places = noise.integers(0, len(data), size=noise.integers(1, 30))
        data[places] = noise.integers(0, 256, size=len(places))
        path.write_bytes(data.tobytes())
        with suppress(InputError):
            read_folder(tmp_path)
