"""What a file really is, whatever its name says, and whether it is safe to open."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from copy import copy
from enum import StrEnum
from pathlib import Path
from typing import IO, Final

from graph.errors import UnreadableFile

MOST_BYTES: Final = 1 << 29  # of one file on disk, Parquet apart
MOST_UNPACKED: Final = 1 << 30  # of one workbook
MOST_ENTRIES: Final = 10_000
WORST_RATIO: Final = 200  # XML of real sheets packs 5 to 60 times
SMALL: Final = 1 << 24  # below this an entry may pack as well as it likes
_SNIFFED: Final = 4096
_BLOCK: Final = 1 << 20
_MARKUP: Final = (b"<html", b"<!doctype", b"<table", b"<head", b"<meta", b"<?xml", b"mime-version:", b"{\\rtf", b"%pdf")
UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


class Form(StrEnum):
    """The containers there is a reader for."""

    XLSX = "xlsx"
    XLS = "xls"
    TEXT = "text"
    PARQUET = "parquet"


def form_of(path: Path, file: str) -> Form:
    """The form of a file by its first bytes; banks' systems export CSV, HTML and xlsx as `.xls`."""
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFile(file, "the file is empty (0 bytes)")
    with path.open("rb") as stream:
        start = stream.read(_SNIFFED)
    if start.startswith(b"PAR1"):
        return Form.PARQUET
    if size > MOST_BYTES:
        raise UnreadableFile(file, f"the file is larger than {MOST_BYTES >> 20} MB; split it or send Parquet", "file-bomb")
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Form.XLSX
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return Form.XLS
    beginning = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if beginning.startswith(_MARKUP):
        raise UnreadableFile(file, "the file is a web page or another document, no workbook; open it in Excel and save it as .xlsx")
    if b"\x00" in start and not start.startswith(UTF16_MARKS):
        if path.suffix.lower() in {".xlsx", ".xlsm", ".xls"}:
            raise UnreadableFile(file, "the file is no workbook, whatever its name says")
        raise UnreadableFile(file, "the file holds NUL bytes, so it is neither UTF-8 nor GB18030 nor marked UTF-16 text", "file-encoding")
    return Form.TEXT


@contextmanager
def open_archive(path: Path, file: str) -> Iterator[zipfile.ZipFile]:
    """The archive of a workbook, once its directory promises nothing monstrous; damage inside the block is one clear error."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check_directory(archive.infolist(), file)
            yield archive
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError, ValueError) as broken:
        raise UnreadableFile(file, f"the workbook is damaged or cut short ({broken})") from None


def _check_directory(entries: list[zipfile.ZipInfo], file: str) -> None:
    if len(entries) > MOST_ENTRIES:
        raise UnreadableFile(file, f"the workbook holds {len(entries)} parts, more than any real one", "file-bomb")
    names = {entry.filename for entry in entries}
    if len(names) < len(entries):
        raise UnreadableFile(file, "the workbook holds the same part twice")
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableFile(file, "the workbook is encrypted; save it without a password", "file-encrypted")
    for entry in entries:
        if entry.file_size > SMALL and entry.file_size > WORST_RATIO * max(entry.compress_size, 1):
            raise UnreadableFile(file, f"{entry.filename} unpacks to {entry.file_size >> 20} MB, a zip bomb", "file-bomb")
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise UnreadableFile(file, f"the workbook unpacks to more than {MOST_UNPACKED >> 20} MB; split it", "file-bomb")
    if "xl/workbook.bin" in names:
        raise UnreadableFile(file, "binary workbooks (.xlsb) are not read; save it as .xlsx")
    if "xl/workbook.xml" not in names:
        raise UnreadableFile(file, "the file is an archive without a workbook in it")


class Entry:
    """One part of an archive as a stream that notices when more comes out than the directory promised."""

    def __init__(self, archive: zipfile.ZipFile, name: str, file: str) -> None:
        self._promised = archive.getinfo(name).file_size
        self._name, self._file, self._read = name, file, 0
        longer = copy(archive.getinfo(name))
        longer.file_size += 2 * _BLOCK  # else the stream would end where the directory says
        self._stream: IO[bytes] = archive.open(longer)

    def close(self) -> None:
        """Give the file back; an open part would keep the whole archive open."""
        self._stream.close()

    def read(self, size: int = _BLOCK) -> bytes:
        """The next bytes."""
        block = self._stream.read(min(size, _BLOCK))
        self._read += len(block)
        if self._read > self._promised:
            raise UnreadableFile(self._file, f"{self._name} is larger than the archive says, a zip bomb", "file-bomb")
        return block


def check_entry(archive: zipfile.ZipFile, name: str, file: str) -> None:
    """Unpack a part once and throw it away: its size and checksum are what the directory says, and it defines no entities."""
    with closing(Entry(archive, name, file)) as entry:
        block = entry.read(_SNIFFED)
        if b"<!DOCTYPE" in block or b"<!ENTITY" in block:
            raise UnreadableFile(file, f"{name} declares a document type, which no workbook does", "file-bomb")
        while block:
            block = entry.read()
