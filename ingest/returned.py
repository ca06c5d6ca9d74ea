"""Returned sheets: a copy of every workbook or text file with refused rows, bad cells coloured and the reasons in the last column."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from graph.errors import SuretygraphError
from graph.progress import Progress, silent
from ingest.readers.container import Form, form_of
from ingest.readers.file import Sheet, lexicons_of, sheets
from ingest.readers.folder import files_of, manifest_of
from ingest.readers.grid import Grid
from ingest.readers.raw_table import REASON_HEADER, unmerged
from ingest.reasons import Rejection
from ingest.report import IngestReport

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

RETURNED: Final = "退回"
_LONGEST_CELL: Final = 32_767
_LONGEST_NAME: Final = 31
_WIDTH: Final = 16
_REASON_WIDTH: Final = 60
_BAD: Final = "#FFC7CE"

Reasons = Mapping[int, list[Rejection]]  # row as Excel counts → why


def give_back(folder: Path, out: Path, report: IngestReport, progress: Progress = silent) -> tuple[list[Path], str | None]:
    """Write the report and the copies; what stops them (a folder nobody may write to, a copy open in Excel) is told: the load is done."""
    from xlsxwriter.exceptions import XlsxWriterException

    try:
        return [*report.write(out), *write_returned(folder, out, report.rejections, progress)], None
    except (OSError, XlsxWriterException, SuretygraphError) as fault:
        return [], f"the rejected rows were not written to {out}: {fault}"


def write_returned(folder: Path, out: Path, rejections: Iterable[Rejection], progress: Progress = silent) -> list[Path]:
    """Write the copies of all files in `folder` (or of the one file it is) that have rejections; Parquet feeds get none.

    Values stay as they are: text is written as text, so that nothing in a file becomes a formula.
    """
    by_file: dict[str, dict[str, dict[int, list[Rejection]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for rejection in rejections:
        by_file[rejection.file][rejection.sheet][rejection.row].append(rejection)
    lexicons = lexicons_of(manifest_of(folder))
    sources, _ = files_of(folder)
    written: list[Path] = []
    for place, file in enumerate(sorted(by_file)):
        progress("return", place, len(by_file))
        source = sources[file]
        form = form_of(source, file)
        if form is not Form.PARQUET:
            target = _target(out, file, set(written))
            target.parent.mkdir(parents=True, exist_ok=True)
            _write(target, (sheet for sheet in sheets(source, file, form, lexicons) if isinstance(sheet, Sheet)), by_file[file])
            written.append(target)
    progress("return", len(by_file), len(by_file))
    return written


def _target(out: Path, file: str, taken: set[Path]) -> Path:
    """`借据.csv` goes back as `借据_退回.xlsx`; its namesake `借据.xlsx` keeps its ending in the name."""
    source = Path(file)
    plain = source.stem.removesuffix(f"_{RETURNED}")
    names = (f"{plain}_{RETURNED}.xlsx", f"{source.name}_{RETURNED}.xlsx", f"{source.name}_{len(taken)}_{RETURNED}.xlsx")
    return next(target for name in names if (target := out / source.parent / name) not in taken)


def _write(target: Path, found: Iterator[Sheet], reasons: Mapping[str, Reasons]) -> None:
    import xlsxwriter

    options = {"constant_memory": True, "nan_inf_to_errors": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(target), options) as workbook:
        copy = _Copy(workbook)
        for sheet in found:
            copy.add(sheet, reasons.get(sheet.grid.sheet, {}))


class _Copy:
    """A workbook being written, row after row."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._formats: dict[tuple[str, bool], Format] = {}
        self._names: set[str] = set()

    def add(self, sheet: Sheet, reasons: Reasons) -> None:
        """Copy one sheet, with its reasons."""
        grid, layout = sheet.grid, sheet.layout
        worksheet = self._workbook.add_worksheet(self._name(sheet))
        frame = unmerged(grid, layout) if layout else grid.frame
        columns = {text: place + grid.first_column for place, text in layout.unmapped.items()} if layout else {}
        columns |= {match.column.name: place + grid.first_column for place, match in layout.matches.items()} if layout else {}
        header = layout.header + grid.first_row if layout else 0
        last = self._shape(worksheet, sheet, header)
        merges = _merges(grid, header)
        shown = {place: text for place, (text, _) in grid.marks.faults.items()}
        for row, cells in enumerate(frame.itertuples(index=False, name=None), start=grid.first_row):
            why = reasons.get(row, [])
            bad = {columns.get(rejection.column, last) for rejection in why}
            for column, cell in enumerate(cells, start=grid.first_column):
                if column != last:
                    value = shown.get((row, column), cell)
                    self._cell(worksheet, (row - 1, column), value, bad=column in bad, percent=(row, column) in grid.marks.percents)
            for left, right in merges.get(row - 1, []):
                text = cells[left - grid.first_column]
                worksheet.merge_range(row - 1, left, row - 1, right, "" if pd.isna(text) else str(text), self._format("", bad=False))
            if why:
                told = "；".join(dict.fromkeys(rejection.chinese for rejection in why))
                self._cell(worksheet, (row - 1, last), told, bad=last in bad)
            elif row == header:
                self._cell(worksheet, (row - 1, last), REASON_HEADER, bad=False)

    def _shape(self, worksheet: Worksheet, sheet: Sheet, header: int) -> int:
        """Widths and the frozen header; the column for the reasons: that of an earlier return, or a new one."""
        width = sheet.grid.first_column + len(sheet.grid.frame.columns)
        unmapped = sheet.layout.unmapped.items() if sheet.layout else ()
        last = next((place + sheet.grid.first_column for place, text in unmapped if text == REASON_HEADER), width)
        worksheet.set_column(0, max(width - 1, 0), _WIDTH)
        worksheet.set_column(last, last, _REASON_WIDTH)
        if header:
            worksheet.freeze_panes(header, 0)
        return last

    def _cell(self, worksheet: Worksheet, place: tuple[int, int], cell: Any, *, bad: bool, percent: bool = False) -> None:
        if isinstance(cell, bool):
            worksheet.write_boolean(*place, cell, self._format("", bad=bad))
        elif isinstance(cell, (int, float)) and not pd.isna(cell):
            worksheet.write_number(*place, cell, self._format("0.00%" if percent else "", bad=bad))
        elif isinstance(cell, datetime) and not pd.isna(cell):
            pattern = "yyyy-mm-dd" if cell.time() == time() else "yyyy-mm-dd hh:mm:ss"
            worksheet.write_datetime(*place, cell, self._format(pattern, bad=bad))
        elif pd.isna(cell):
            if bad:
                worksheet.write_blank(*place, None, self._format("", bad=bad))
        else:
            worksheet.write_string(*place, str(cell)[:_LONGEST_CELL], self._format("", bad=bad))

    def _format(self, pattern: str, *, bad: bool) -> Format | None:
        if not pattern and not bad:
            return None
        if (pattern, bad) not in self._formats:
            look = ({"num_format": pattern} if pattern else {}) | ({"bg_color": _BAD} if bad else {})
            self._formats[pattern, bad] = self._workbook.add_format(look)
        return self._formats[pattern, bad]

    def _name(self, sheet: Sheet) -> str:
        """The sheet's own name where Excel takes it; a text file's table, so that the copy is understood when it comes back."""
        own = sheet.grid.sheet or (sheet.lexicon.table.chinese if sheet.lexicon else "")
        name = re.sub(r"[\[\]:*?/\\]", "_", own)[:_LONGEST_NAME].strip("'")
        if not name or name.casefold() in self._names:
            name = f"Sheet{len(self._names) + 1}"
        self._names.add(name.casefold())
        return name


def _merges(grid: Grid, header: int) -> dict[int, list[tuple[int, int]]]:
    """Cells merged within one line above the table, by row from 0; where two overlap the first counts."""
    merges: dict[int, list[tuple[int, int]]] = defaultdict(list)
    width = grid.first_column + len(grid.frame.columns)
    for (top, left), (bottom, right) in grid.merged:
        apart = all(left > end or right < start for start, end in merges[top])
        if top == bottom < header and grid.first_column <= left < right < width and apart:
            merges[top].append((left, right))
    return merges
