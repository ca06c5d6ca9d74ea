"""Run as a program: reads a workbook with calamine and writes its cells as lines of JSON.

A damaged workbook can make calamine ask for terabytes, which ends its process at once; here that process is nobody else's. First line:
`{"sheets": [[name, is worksheet, visible], …]}` or `{"error": text, "encrypted": bool}`; then for each visible worksheet a line
`{"place", "start", "merged", "rows"}` and that many lines of cells: text, number, true, null, and `[text]` for a moment in time.
"""

from __future__ import annotations

import json
import sys
from datetime import date, datetime, time, timedelta
from itertools import islice
from math import isfinite
from pathlib import Path
from typing import TextIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum


def _cell(value: str | float | bool | time | date | datetime | timedelta) -> str | float | bool | list[str] | None:  # noqa: FBT001
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, (bool, int, float)):
        return value if isfinite(value) else str(value)
    return [value.isoformat() if isinstance(value, (date, datetime, time)) else str(value)]


def write_sheet(place: int, sheet: CalamineSheet, out: TextIO) -> None:
    """One worksheet, trailing empty cells and rows cut off."""
    rows = [
        [_cell(value) for value in row] for row in islice(sheet.iter_rows(), sheet.start[0] if sheet.start else 0, None)
    ]  # it starts at the very top
    for row in rows:
        while row and row[-1] is None:
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    print(json.dumps({"place": place, "start": sheet.start, "merged": sheet.merged_cell_ranges, "rows": len(rows)}), file=out)
    for row in rows:
        print(json.dumps(row), file=out)


def write_workbook(path: str, out: TextIO) -> None:
    """The whole workbook, or why it cannot be read."""
    try:
        with Path(path).open("rb") as stream, CalamineWorkbook.from_filelike(stream) as workbook:  # by content, not by ending
            sheets = [
                (sheet.name, sheet.typ is SheetTypeEnum.WorkSheet, sheet.visible is SheetVisibleEnum.Visible)
                for sheet in workbook.sheets_metadata
            ]
            print(json.dumps({"sheets": sheets}), file=out)
            for place, (_, is_worksheet, visible) in enumerate(sheets):
                if is_worksheet and visible:
                    write_sheet(place, workbook.get_sheet_by_index(place), out)
    except (CalamineError, OSError, ValueError) as broken:
        print(json.dumps({"error": str(broken), "encrypted": isinstance(broken, PasswordError)}), file=out)


if __name__ == "__main__":
    write_workbook(sys.argv[1], sys.stdout)
