"""Tables as an Excel workbook the way offices hand them on: title, day and unit, bordered header, real numbers in 万元, a 合计 row."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

Kind = Literal["text", "money", "number", "count", "share", "date", "flag"]
FONT: Final = "宋体"
YUAN_PER_UNIT: Final = 10_000  # 万元
_WIDTHS: Final[dict[Kind, int]] = {"text": 20, "money": 16, "number": 12, "count": 10, "share": 11, "date": 12, "flag": 8}
_FORMATS: Final[dict[Kind, str]] = {
    "text": "@", "money": "#,##0.00####", "number": "0.00##", "count": "#,##0", "share": "0.00%", "date": "yyyy-mm-dd", "flag": "@",
}  # fmt: skip
_LONGEST_CELL: Final = 32_767
_LONGEST_NAME: Final = 31
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f']")
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Column:
    """One column. Money is given in yuan and shown in 万元, exact to the fen; `total` adds it up in the 合计 row."""

    header: str
    kind: Kind = "text"
    total: bool = False
    width: int | None = None  # characters


@dataclass(frozen=True)
class Sheet:
    """One table. `about` are lines under the title: the day, the rules, what is unknown."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Any]]  # None and NaN leave a cell empty; a text says why there is no number
    about: tuple[str, ...] = ()


def write_workbook(sheets: Sequence[Sheet], path: Path) -> None:
    """Write the sheets; the file appears whole or not at all. Texts stay texts: nothing imported becomes a formula.

    Raises:
        OSError: the file cannot be written; it names it.

    """
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    try:
        with Workbook(str(partial), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}) as book:
            taken: set[str] = set()
            for sheet in sheets:
                _Writer(book, sheet, _name(sheet.name, taken)).write()
        partial.replace(path)
    except (FileCreateError, OSError) as fault:
        refused = fault.args[0] if isinstance(fault, FileCreateError) else fault
        raise OSError(refused.errno, refused.strerror, str(path)) from None
    finally:
        partial.unlink(missing_ok=True)


def _name(wanted: str, taken: set[str]) -> str:
    """A sheet name Excel takes, unlike any other of the book."""
    plain = _FORBIDDEN.sub("_", wanted)[:_LONGEST_NAME] or "Sheet"
    found, turn = plain, 1
    while found.casefold() in taken:
        turn += 1
        found = f"{plain[: _LONGEST_NAME - 4]}({turn})"
    taken.add(found.casefold())
    return found


class _Writer:
    """One sheet being written: title, lines about it, header, rows, 合计."""

    def __init__(self, book: Workbook, sheet: Sheet, name: str) -> None:
        self._sheet = sheet
        self._page: Worksheet = book.add_worksheet(name)
        plain: dict[str, Any] = {"font_name": FONT, "font_size": 11, "valign": "vcenter"}
        framed = plain | {"border": 1}
        self._title = book.add_format(plain | {"bold": True, "font_size": 16, "align": "center"})
        self._about = book.add_format(plain | {"font_size": 10})
        self._header = book.add_format(framed | {"bold": True, "text_wrap": True, "align": "center", "bg_color": "#DCE6F1"})
        self._sum_word = book.add_format(framed | {"bold": True})
        self._cells: list[Format] = [
            book.add_format(framed | {"num_format": _FORMATS[column.kind], "text_wrap": column.kind == "text"}) for column in sheet.columns
        ]
        self._sums: list[Format] = [
            book.add_format(framed | {"num_format": _FORMATS[column.kind], "bold": True}) for column in sheet.columns
        ]

    def write(self) -> None:
        """Everything, from the top."""
        sheet, page = self._sheet, self._page
        last = len(sheet.columns) - 1
        if last > 0:
            page.merge_range(0, 0, 0, last, sheet.title, self._title)
        else:
            page.write_string(0, 0, sheet.title, self._title)
        money = any(column.kind == "money" for column in sheet.columns)
        lines = (*sheet.about, "单位：万元") if money else sheet.about
        for place, line in enumerate(lines, start=1):
            page.write_string(place, 0, line, self._about)
        head = 1 + len(lines)
        for place, column in enumerate(sheet.columns):
            page.write_string(head, place, column.header, self._header)
            page.set_column(place, place, column.width or max(_WIDTHS[column.kind], 2 * len(column.header) + 2))
        for row, values in enumerate(sheet.rows, start=head + 1):
            for place, (column, value) in enumerate(zip(sheet.columns, values, strict=True)):
                self._put(row, place, column.kind, value)
        self._add_up(head + 1, head + len(sheet.rows))
        page.freeze_panes(head + 1, 0)
        if sheet.rows:
            page.autofilter(head, 0, head + len(sheet.rows), last)
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        page.repeat_rows(head)

    def _put(self, row: int, place: int, kind: Kind, value: Any) -> None:
        cell = self._cells[place]
        if value is None or (isinstance(value, (float, np.floating)) and not math.isfinite(value)):
            self._page.write_blank(row, place, None, cell)
        elif isinstance(value, str) and kind in ("money", "number", "count", "share"):
            self._page.write_string(row, place, value, cell)
        elif kind == "money":
            self._page.write_number(row, place, _units(value), cell)
        elif kind in ("number", "count", "share"):
            self._page.write_number(row, place, float(value), cell)
        elif kind == "date":
            day = value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
            self._page.write_datetime(row, place, day, cell)
        elif kind == "flag":
            self._page.write_string(row, place, "是" if value else "否", cell)
        else:
            self._page.write_string(row, place, _UNPRINTABLE.sub(" ", str(value))[:_LONGEST_CELL], cell)

    def _add_up(self, first: int, last: int) -> None:
        """The 合计 row; its sums are formulas with their values, so that a filter or a correction keeps them true."""
        from xlsxwriter.utility import xl_rowcol_to_cell

        if not any(column.total for column in self._sheet.columns):
            return
        row = last + 1
        for place, (column, look) in enumerate(zip(self._sheet.columns, self._sums, strict=True)):
            if column.total:
                values = [values[place] for values in self._sheet.rows if values[place] is not None and math.isfinite(float(values[place]))]
                total = _units(math.fsum(values)) if column.kind == "money" else math.fsum(values)
                if last < first:
                    self._page.write_number(row, place, 0.0, look)
                else:
                    cells = f"{xl_rowcol_to_cell(first, place)}:{xl_rowcol_to_cell(last, place)}"
                    self._page.write_formula(row, place, f"=SUM({cells})", look, total)
            elif place == 0:
                self._page.write_string(row, place, "合计", self._sum_word)
            else:
                self._page.write_blank(row, place, None, look)


def _units(yuan: float) -> float:
    """万元 of an amount in yuan, exact to the fen."""
    return round(float(yuan) * 100) / (YUAN_PER_UNIT * 100)
