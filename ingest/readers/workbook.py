"""Excel workbooks as grids: calamine reads the cells, a pass before it finds what calamine hides."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any, cast

import pandas as pd

from graph.errors import UnreadableFile
from ingest.readers.binary_records import scan_workbook
from ingest.readers.container import Form, check_entry, open_archive
from ingest.readers.grid import MOST_COLUMNS, Grid, Marks
from ingest.readers.sheet_xml import percent_styles, scan_sheet, sheet_parts


def grids(path: Path, file: str, form: Form) -> Iterator[Grid | tuple[str, str]]:
    """Every sheet: its grid, or its name and why it is left out."""
    marks = _archive_marks(path, file) if form is Form.XLSX else scan_workbook(path, file)
    with _calamine(path) as lines:
        sheets = _line(lines, file)["sheets"]
        for place, (name, is_worksheet, visible) in enumerate(sheets):
            if is_worksheet and visible:
                mark = marks.get(name) or marks.get(place) or Marks()
                yield _grid(lines, file, name, mark)
            else:
                yield name, "the sheet is hidden" if is_worksheet else "no worksheet"


def _archive_marks(path: Path, file: str) -> dict[str | int, Marks]:
    with open_archive(path, file) as archive:
        parts = sheet_parts(archive, file)
        scanned = {name: part for name, part in parts.items() if part in archive.namelist() and "worksheets/" in part}
        for entry in archive.namelist():
            if entry not in scanned.values():
                check_entry(archive, entry, file)
        percents = percent_styles(archive, file)
        return {name: scan_sheet(archive, part, file, name, percents) for name, part in scanned.items()}


@contextmanager
def _calamine(path: Path) -> Iterator[IO[str]]:
    """The lines `isolated.py` writes about a workbook."""
    program = [sys.executable, "-P", str(Path(__file__).with_name("isolated.py")), str(path.resolve())]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="ascii") as process:  # noqa: S603
        try:
            yield cast("IO[str]", process.stdout)
        finally:
            process.kill()


def _line(lines: IO[str], file: str) -> Any:
    """The next line; a reader that died or gave up is an unreadable file."""
    line = lines.readline()
    content = json.loads(line) if line.endswith("\n") else {"error": "the reader gave up"}
    if isinstance(content, dict) and "error" in content:
        if content.get("encrypted"):
            raise UnreadableFile(file, "the workbook is encrypted; save it without a password", "file-encrypted")
        raise UnreadableFile(file, f"the workbook is damaged ({content['error']})")
    return content


def _grid(lines: IO[str], file: str, sheet: str, marks: Marks) -> Grid:
    about = _line(lines, file)
    top, left = about["start"] or (0, 0)
    rows = [_line(lines, file) for _ in range(about["rows"])]
    width = max(map(len, rows), default=0)
    if left + width > MOST_COLUMNS:
        raise UnreadableFile(file, f"the sheet {sheet} is wider than {MOST_COLUMNS} columns", "file-too-wide")
    below = max((row for row, _ in marks.faults), default=0) - top - len(rows)
    rows += [[] for _ in range(below)]  # formulas without a value below the last filled row
    columns = {
        place: pd.Series([_moment(row[place]) if place < len(row) else None for row in rows], dtype=object) for place in range(width)
    }
    merged = tuple(((first[0], first[1]), (last[0], last[1])) for first, last in about["merged"] or ())
    return Grid(file, sheet, pd.DataFrame(columns, index=range(len(rows))), top + 1, left, marks, merged)


def _moment(cell: Any) -> Any:
    if not isinstance(cell, list):
        return cell
    try:
        return datetime.fromisoformat(cell[0])
    except ValueError:
        return cell[0]
