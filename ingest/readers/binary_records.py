"""What calamine does not tell about an .xls workbook: formulas and errors of its sheets, from the records of the workbook stream."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from graph.errors import UnreadableFile
from ingest.readers.compound import Compound
from ingest.readers.grid import PERCENTS, Marks, shows_percents
from ingest.reasons import Reason

_BOF: Final = 0x0809
_EOF: Final = 0x000A
_FILEPASS: Final = 0x002F
_BOUNDSHEET: Final = 0x0085
_FORMULA: Final = frozenset({0x0006, 0x0206, 0x0406})
_BOOLERR: Final = 0x0205
_NUMBERS: Final = frozenset({0x0203, 0x027E})
_SEVERAL_NUMBERS: Final = 0x00BD
_FORMAT: Final = 0x041E
_STYLE: Final = 0x00E0
_CELLS: Final = _FORMULA | {_BOOLERR, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x027E}  # every record that fills cells
_MOST_COLUMNS: Final = 256
_ERRORS: Final = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}


def scan_workbook(path: Path, file: str) -> dict[str | int, Marks]:
    """Formulas and errors of every sheet by its place in the workbook; refuses what is encrypted or no workbook.

    A formula whose saved result is the empty text counts as one without a value: that is also how libraries write a formula they
    never computed.
    """
    try:
        compound = Compound(path.read_bytes())
        if "EncryptedPackage" in compound.names:
            raise UnreadableFile(file, "the workbook is encrypted; save it without a password", "file-encrypted")
        name = next((name for name in compound.names if name.casefold() in {"workbook", "book"}), "")
        if not name:
            raise UnreadableFile(file, "the file is a document of old Office, but no workbook")
        stream = compound.read(name)
        starts = [struct.unpack_from("<I", data)[0] for kind, data in _records(stream, 0) if _is_known(kind, file) and kind == _BOUNDSHEET]
        percents = _percent_styles(stream)
        return {place: _marks(stream, start, percents) for place, start in enumerate(starts)}
    except (struct.error, ValueError, IndexError, StopIteration) as broken:
        raise UnreadableFile(file, f"the workbook is damaged or cut short ({broken})") from None


def _is_known(kind: int, file: str) -> bool:
    if kind == _FILEPASS:
        raise UnreadableFile(file, "the workbook is encrypted; save it without a password", "file-encrypted")
    return True


def _records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """The records of one substream, those of embedded charts left out."""
    depth = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        if kind == _BOF:
            depth += 1
        if depth == 1:
            yield kind, stream[place + 4 : place + 4 + length]
        if kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        place += 4 + length


def _percent_styles(stream: bytes) -> frozenset[int]:
    """The styles, as cells name them, that show a number as a percent."""
    formats, styles = set(PERCENTS), []
    for kind, data in _records(stream, 0):
        if kind == _FORMAT:
            number, wide = struct.unpack_from("<HxxB", data)
            if shows_percents(data[5:].decode("utf-16-le" if wide & 1 else "latin-1", "replace")):
                formats.add(number)
        elif kind == _STYLE:
            styles.append(struct.unpack_from("<H", data, 2)[0])
    return frozenset(place for place, number in enumerate(styles) if number in formats)


def _percents(kind: int, data: bytes, styles: frozenset[int]) -> Iterator[tuple[int, int]]:
    """The cells of a record that hold percents."""
    if kind in _NUMBERS or kind in _FORMULA:
        row, column, style = struct.unpack_from("<HHH", data)
        if style in styles:
            yield row + 1, column
    elif kind == _SEVERAL_NUMBERS:
        row, first = struct.unpack_from("<HH", data)
        for place in range((len(data) - 6) // 6):
            if struct.unpack_from("<H", data, 4 + 6 * place)[0] in styles:
                yield row + 1, first + place


def _marks(stream: bytes, start: int, percent_styles: frozenset[int]) -> Marks:
    percents: set[tuple[int, int]] = set()
    formulas: set[tuple[int, int]] = set()
    faults: dict[tuple[int, int], tuple[str, Reason]] = {}
    for kind, data in _records(stream, start):
        if kind in _CELLS and struct.unpack_from("<H", data, 2)[0] >= _MOST_COLUMNS:
            raise ValueError("a cell beyond the last column")  # calamine would make room for everything up to it
        percents.update(_percents(kind, data, percent_styles))
        if kind in _FORMULA:
            row, column, _, result, code, special = struct.unpack_from("<HHHBxB3xH", data)
            if special == 0xFFFF and result == 2:
                faults[row + 1, column] = (_ERRORS.get(code, "#ERROR"), Reason.CELL_ERROR)
            elif special == 0xFFFF and result == 3:
                faults[row + 1, column] = ("=", Reason.FORMULA_WITHOUT_VALUE)
            else:
                formulas.add((row + 1, column))
        elif kind == _BOOLERR:
            row, column, _, code, is_error = struct.unpack_from("<HHHBB", data)
            if is_error:
                faults[row + 1, column] = (_ERRORS.get(code, "#ERROR"), Reason.CELL_ERROR)
    return Marks(frozenset(formulas), faults, frozenset(percents))
