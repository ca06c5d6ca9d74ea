"""What calamine does not tell about an .xlsx sheet: formulas, errors, and how far its cells reach, read as a stream before it opens."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable
from contextlib import closing
from typing import Final
from xml.parsers import expat

from graph.errors import UnreadableFile
from ingest.readers.container import Entry
from ingest.readers.grid import MOST_COLUMNS, MOST_ROWS, PERCENTS, Marks, shows_percents
from ingest.reasons import Reason

MOST_AREA: Final = 40_000_000  # cells of the smallest rectangle around all filled ones: calamine keeps it all in memory
SPARSE_AREA: Final = 4_000_000
SPARSEST: Final = 50  # area per filled cell above which a large sheet is refused
_DIGITS: Final = "0123456789"
_LETTERS: Final = {chr(65 + place): place + 1 for place in range(26)}


def sheet_parts(archive: zipfile.ZipFile, file: str) -> dict[str, str]:
    """Sheet name → part of the archive that holds it."""
    targets = {
        attributes["Id"]: posixpath.normpath(posixpath.join("xl", attributes["Target"].replace("\\", "/"))).lstrip("/")
        for name, attributes in _elements(archive, "xl/_rels/workbook.xml.rels", file)
        if name == "Relationship" and attributes.get("TargetMode") != "External"
    }
    parts = {}
    for name, attributes in _elements(archive, "xl/workbook.xml", file):
        if name == "sheet":
            link = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            parts[attributes["name"]] = targets.get(link, "")
    return parts


def percent_styles(archive: zipfile.ZipFile, file: str) -> frozenset[str]:
    """The styles, as cells name them, that show a number as a percent."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    formats = {str(number) for number in PERCENTS}
    styles: list[str] = []
    inside = ""
    for name, attributes in _elements(archive, "xl/styles.xml", file):
        if name == "numFmt" and shows_percents(attributes.get("formatCode", "")):
            formats.add(attributes.get("numFmtId", ""))
        elif name == "xf" and inside == "cellXfs":
            styles.append(attributes.get("numFmtId", ""))
        elif name in {"cellStyleXfs", "cellXfs", "cellStyles", "dxfs"}:
            inside = name
    return frozenset(str(place) for place, number in enumerate(styles) if number in formats)


def _elements(archive: zipfile.ZipFile, part: str, file: str) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    _parse(archive, part, file, lambda name, attributes: found.append((name.rpartition(":")[2], attributes)), expat.ParserCreate())
    return found


def _parse(
    archive: zipfile.ZipFile, part: str, file: str, start: Callable[[str, dict[str, str]], None], parser: expat.XMLParserType
) -> None:
    def refuse(*_: object) -> None:
        raise UnreadableFile(file, f"{part} declares a document type, which no workbook does", "file-bomb")

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    try:
        with closing(Entry(archive, part, file)) as entry:
            parser.ParseFile(entry)
    except (expat.ExpatError, LookupError, ValueError) as broken:
        raise UnreadableFile(file, f"the workbook is damaged in {part} ({broken})") from None


class _Scan:
    """The handlers of one pass over a sheet. A cell is judged when the next one starts, so no end handler slows the pass."""

    def __init__(self, file: str, sheet: str, parser: expat.XMLParserType, percents: frozenset[str]) -> None:
        self.file, self.sheet, self.parser, self.percent_styles = file, sheet, parser, percents
        self.prefix = ""
        self.row = "0"
        self.reference = ""
        self.kind: str | None = None
        self.style: str | None = None
        self.is_formula = False
        self.listening = False
        self.texts: dict[str, list[str]] = {"f": [], "v": []}
        self.filled = 0
        self.filled_row = ""
        self.rows: set[int] = set()
        self.columns: dict[str, int] = {}
        self.formulas: set[tuple[int, int]] = set()
        self.percents: set[tuple[int, int]] = set()
        self.faults: dict[tuple[int, int], tuple[str, Reason]] = {}

    def root(self, name: str, _: dict[str, str]) -> None:
        """The first element tells the prefix of all."""
        self.prefix = name[: -len("worksheet")] if name.endswith("worksheet") else ""
        self.parser.StartElementHandler = self.prefixed if self.prefix else self.start

    def prefixed(self, name: str, attributes: dict[str, str]) -> None:
        """An element with a prefix begins."""
        self.start(name.removeprefix(self.prefix), attributes)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name == "v":
            self.fill()
        elif name == "c":
            if self.is_formula or self.kind == "e":
                self.judge()
            self.reference = attributes.get("r") or self.next_reference()
            self.kind = attributes.get("t")
            self.style = attributes.get("s")
        elif name == "row":
            self.judge()
            self.row = attributes.get("r") or str(int(self.row) + 1)
            self.reference = ""
        elif name == "is":
            self.fill()
        if name == "f" or (name == "v" and (self.is_formula or self.kind == "e")):
            self.is_formula |= name == "f"
            self.listening = True
            self.parser.CharacterDataHandler = self.texts[name].append
        elif self.listening:
            self.listening = False
            self.parser.CharacterDataHandler = None

    def next_reference(self) -> str:
        """A cell that does not say where it stands stands right of the one before."""
        column = _column(self.reference.rstrip(_DIGITS)) + 1 if self.reference else 0
        letters = ""
        while column >= 0:
            column, rest = divmod(column, 26)
            letters = chr(65 + rest) + letters
            column -= 1
        return letters + self.row

    def fill(self) -> None:
        """The cell holds something."""
        reference = self.reference
        letters = reference.rstrip(_DIGITS)
        self.filled += 1
        if letters not in self.columns:
            self.columns[letters] = _column(letters)
            if self.columns[letters] >= MOST_COLUMNS:
                told = f"the sheet {self.sheet} is wider than {MOST_COLUMNS} columns (there is something in {reference})"
                raise UnreadableFile(self.file, told, "file-too-wide")
        row = reference[len(letters) :]
        if row != self.filled_row:
            self.filled_row = row
            self.rows.add(int(row))
        if self.style in self.percent_styles:
            self.percents.add((int(row), self.columns[letters]))

    def judge(self) -> None:
        """The cell is complete: remember formulas and errors."""
        if not self.is_formula and self.kind != "e":
            return
        value, formula = "".join(self.texts["v"]).strip(), "".join(self.texts["f"]).strip()
        letters = self.reference.rstrip(_DIGITS)
        where = (int(self.reference[len(letters) :]), _column(letters))
        if self.kind == "e":
            self.faults[where] = (value or "#ERROR", Reason.CELL_ERROR)
        elif value or self.kind == "str":
            self.formulas.add(where)
        else:
            self.faults[where] = (f"={formula}"[:200], Reason.FORMULA_WITHOUT_VALUE)
        self.is_formula, self.kind = False, None
        self.texts["f"].clear()
        self.texts["v"].clear()

    def area(self) -> int:
        """Cells of the smallest rectangle around all filled ones."""
        if not self.filled:
            return 0
        return (max(self.rows) - min(self.rows) + 1) * (max(self.columns.values()) - min(self.columns.values()) + 1)


def _column(letters: str) -> int:
    if not letters or len(letters) > 3:
        raise ValueError(f"a cell in column {letters[:10]!r}")
    place = 0
    for letter in letters.upper():
        place = place * 26 + _LETTERS[letter]
    return place - 1


def scan_sheet(archive: zipfile.ZipFile, part: str, file: str, sheet: str, percents: frozenset[str] = frozenset()) -> Marks:
    """Formulas, errors and percents of a sheet; refuses one whose cells lie further apart than memory allows."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    scan = _Scan(file, sheet, parser, percents)
    _parse(archive, part, file, scan.root, parser)
    scan.judge()
    last = max(scan.rows, default=0)
    if last > MOST_ROWS or min(scan.rows, default=1) < 1:
        raise UnreadableFile(file, f"the sheet {sheet} has a cell in a row no workbook has")
    if scan.area() > MOST_AREA or (scan.area() > SPARSE_AREA and scan.area() > SPARSEST * scan.filled):
        told = f"the sheet {sheet} reaches to row {last} with only {scan.filled} filled cells; delete the stray ones"
        raise UnreadableFile(file, told, "file-too-wide")
    return Marks(frozenset(scan.formulas), scan.faults, frozenset(scan.percents))
