"""CSV and other delimited text as a grid: encoding and delimiter found out, a record counted as the row Excel makes of it."""

from __future__ import annotations

import csv
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO, TextIOWrapper
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from graph.errors import UnreadableFile
from ingest.readers.grid import MOST_COLUMNS, Grid

if TYPE_CHECKING:
    import pyarrow as pa

_DELIMITERS: Final = (",", "\t", ";", "|")
_BATCH: Final = 50_000
_HEAD: Final = 40
_END: Final = "\x03"  # a last line of our own: if it is not the last record, a quote was never closed
_BLOCK: Final = 1 << 20


def grid(path: Path, file: str, known: Callable[[list[list[str]]], int]) -> Grid:
    """The records of a text file; `known` says how many headers the best of some records holds, which decides the delimiter."""
    data = path.read_bytes()
    encoding = _encoding(data, file)
    heads = {delimiter: _head(data, encoding, delimiter, file) for delimiter in _DELIMITERS}
    delimiter = max(_DELIMITERS, key=lambda sign: (known(heads[sign]), max(map(len, heads[sign]), default=0)))
    return Grid(file, "", _frame(_records(data, encoding, delimiter, file), file))


def _head(data: bytes, encoding: str, delimiter: str, file: str) -> list[list[str]]:
    """The first records by this delimiter, as far as they make a table."""
    head: list[list[str]] = []
    with suppress(UnreadableFile):
        head.extend(record[:MOST_COLUMNS] for record in islice(_records(data, encoding, delimiter, file), _HEAD))
    return head


def _encoding(data: bytes, file: str) -> str:
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif data.startswith(BOM_UTF8):
        encodings = ["utf-8-sig"]
    else:
        encodings = ["utf-8", "gb18030"]
    place = -1
    for encoding in encodings:
        place, nul = _first_fault(data, encoding)
        if nul:
            raise UnreadableFile(file, "the file holds NUL bytes, so it is damaged or no text", "file-encoding")
        if place < 0:
            return encoding
        if encoding == "utf-8" and _is_mostly_utf8(data):
            break
    line = data.count(b"\n", 0, place) + 1
    told = f"line {line} is not {' or '.join(encodings[:2]) if len(encodings) > 1 else encodings[0]} text; save the file as UTF-8"
    raise UnreadableFile(file, told, "file-encoding")


def _first_fault(data: bytes, encoding: str) -> tuple[int, bool]:
    """Where decoding fails (-1: nowhere), and whether the text holds a NUL."""
    decoder = getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(data), _BLOCK):
            if "\x00" in decoder.decode(data[start : start + _BLOCK]):
                return -1, True
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as fault:
        return min(start + fault.start, len(data)), False
    return -1, False


def _is_mostly_utf8(data: bytes) -> bool:
    """Whether a text with a fault is a damaged UTF-8 text rather than another encoding, which would turn it into other words."""
    text = data[: 4 * _BLOCK].decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return sum(not sign.isascii() for sign in text) > 5 * broken


def _records(data: bytes, encoding: str, delimiter: str, file: str) -> Iterator[list[str]]:
    lines = TextIOWrapper(BytesIO(data), encoding=encoding, newline="")
    last: list[str] = []
    try:
        for record in csv.reader(chain(_closed(lines), [_END]), delimiter=delimiter):
            if record == [_END]:
                return
            last = record
            yield record
    except csv.Error as fault:
        raise UnreadableFile(file, f"the text is no table ({fault})") from None
    start = next((cell for cell in last if cell), "")[:40]
    raise UnreadableFile(file, f"a quotation mark is opened and never closed (in the record that starts with {start!r})")


def _closed(lines: TextIOWrapper) -> Iterator[str]:
    """The lines, the last one with an end."""
    for line in lines:
        yield line if line.endswith(("\n", "\r")) else line + "\n"


def _frame(records: Iterator[list[str]], file: str) -> pd.DataFrame:
    import pyarrow as pa

    batches: list[list[pa.Array]] = []
    while batch := list(islice(records, _BATCH)):
        if max(map(len, batch)) > MOST_COLUMNS:
            _trim(batch, file)
        batches.append([_column(cells) for cells in zip_longest(*batch, fillvalue="")] or [pa.nulls(len(batch), pa.large_string())])
    width = max(map(len, batches), default=0)
    columns = {
        place: pa.chunked_array(
            [batch[place] if place < len(batch) else pa.nulls(len(batch[0]), pa.large_string()) for batch in batches], pa.large_string()
        ).to_pandas()
        for place in range(width)
    }
    return pd.DataFrame(columns, index=range(sum(len(batch[0]) for batch in batches)))


def _trim(batch: list[list[str]], file: str) -> None:
    for record in batch:
        while record and not record[-1].strip():
            record.pop()
        if len(record) > MOST_COLUMNS:
            raise UnreadableFile(file, f"a row is wider than {MOST_COLUMNS} columns", "file-too-wide")


def _column(cells: tuple[str, ...]) -> pa.Array:
    """Outer blanks away, `="00123"` (how exports keep Excel from rounding) unwrapped, empty cells missing."""
    import pyarrow as pa
    import pyarrow.compute as pc

    column = pc.utf8_trim_whitespace(pa.array(cells, pa.large_string()))
    if pc.any(pc.starts_with(column, '="')).as_py():
        column = pc.replace_substring_regex(column, r'^="(.*)"$', r"\1")
    return pc.if_else(pc.equal(column, ""), None, column)
