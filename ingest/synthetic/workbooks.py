"""Chinese workbooks: a frame of canonical columns on a sheet, the way an office writes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from graph.model import Column, Table
from graph.values import Kind
from ingest.synthetic.habits import WAN, Habit

_WRITTEN: Final = datetime.fromisoformat("2026-07-03T09:00:00")
_GROUPS: Final = {Kind.MONEY: "金额", Kind.DATE: "日期"}  # what a second header line gathers
_SERIAL: Final = 25_569  # day number of 1970-01-01 in a spreadsheet
_DATE_FORMS: Final = {"iso": "%Y-%m-%d", "slash": "%Y/%m/%d", "chinese": "%Y年%m月%d日", "compact": "%Y%m%d"}


class Book:
    """One workbook being written; use it as a context."""

    def __init__(self, path: Path, habit: Habit) -> None:
        self._habit = habit
        # merged header cells over two lines need a line again that constant memory has already written out
        self._book = xlsxwriter.Workbook(path, {"constant_memory": not habit.two_lines, "strings_to_urls": False})
        self._book.set_properties({"created": _WRITTEN, "author": ""})
        self._title = self._book.add_format({"bold": True, "font_size": 14, "align": "center"})
        self._head = self._book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1, "align": "center", "valign": "vcenter"})
        self._money = self._book.add_format({"num_format": "#,##0.00####"})
        self._date = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._rate = self._book.add_format({"num_format": "0.00%"})

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_: object) -> None:
        self._book.close()

    def notes(self, name: str, lines: Sequence[str]) -> None:
        """A sheet of sentences."""
        sheet = self._book.add_worksheet(name)
        sheet.set_column(0, 0, 100)
        for row, line in enumerate(lines):
            sheet.write_string(row, 0, line)

    def table(self, table: Table, frame: pd.DataFrame, *, title: str, sender: str, names: pd.Series[str] | None = None) -> None:
        """A sheet with the columns of a frame that hold anything; `names` are the borrowers', written beside their codes."""
        habit = self._habit
        columns = [column for column in table.file_columns if column.required or frame[column.name].notna().any()]
        heads = [self._header(column) for column in columns]
        groups = [_GROUPS.get(column.kind, "") for column in columns]
        cells = [_cells(frame[column.name], column, habit) for column in columns]
        formats = [self._format(column) for column in columns]
        if names is not None and habit.names:
            place = next(place for place, column in enumerate(columns) if column.name == "borrower") + 1
            heads.insert(place, "借款企业名称")
            groups.insert(place, "")
            cells.insert(place, names.astype(object).where(names.notna(), None).tolist())
            formats.insert(place, None)
        sheet = self._book.add_worksheet(table.chinese)
        first = 1 if habit.margin else 0
        sheet.set_column(first, first + len(heads), 16)
        row = self._titles(sheet, title, sender, first, len(heads))
        row = self._headers(sheet, heads, groups, row, first)
        for values in zip(*cells, strict=True):
            _write(sheet, row, first, values, formats)
            row += 1
        if habit.totals and len(frame):
            sums: list[Any] = [_total(frame[column.name], habit) if column.kind is Kind.MONEY else None for column in columns]
            if len(cells) > len(columns):
                sums.insert(heads.index("借款企业名称"), None)
            sums[0] = "合计"
            _write(sheet, row, first, sums, formats)

    def _titles(self, sheet: Worksheet, title: str, sender: str, first: int, width: int) -> int:
        """Lines above the header; the row the header starts in."""
        habit, unit = self._habit, "单位：元" if self._habit.fen != WAN else "单位：万元"
        if habit.titles:
            sheet.merge_range(0, first, 0, first + width - 1, title, self._title)
        row = 1 if habit.titles else 0
        if habit.titles == 2 and habit.unit == "title":
            sheet.write_string(row, first, f"报送单位：{sender}　数据日期：2026-06-30　{unit}")
            return row + 1
        if habit.titles == 2:
            sheet.write_string(row, first, f"填报单位：{sender}")
            sheet.write_string(row, first + 3, "数据日期：2026年6月30日")
        if habit.unit == "cell":
            sheet.write_string(row, first + width - 1, unit)
            return row + 1
        return row + (habit.titles == 2)

    def _headers(self, sheet: Worksheet, heads: list[str], groups: list[str], row: int, first: int) -> int:
        if not self._habit.two_lines:
            for place, head in enumerate(heads, first):
                sheet.write_string(row, place, head, self._head)
            return row + 1
        place = 0
        while place < len(heads):
            end = place + 1
            while groups[place] and end < len(heads) and groups[end] == groups[place]:
                end += 1
            if end == place + 1:
                sheet.merge_range(row, first + place, row + 1, first + place, heads[place], self._head)
            else:
                sheet.merge_range(row, first + place, row, first + end - 1, groups[place], self._head)
                for below in range(place, end):
                    sheet.write_string(row + 1, first + below, heads[below], self._head)
            place = end
        return row + 2

    def _header(self, column: Column) -> str:
        head = column.headers[min(self._habit.spelling, len(column.headers) - 1)]
        if column.kind is Kind.MONEY and self._habit.unit == "header":
            return f"{head}({'万元' if self._habit.fen == WAN else '元'})"
        return head

    def _format(self, column: Column) -> Format | None:
        if column.kind is Kind.MONEY:
            return self._money
        if column.kind is Kind.DATE:
            return self._date
        return self._rate if column.kind in {Kind.RATE, Kind.SHARE} and column.name != "value" else None


def _write(sheet: Worksheet, row: int, first: int, values: Sequence[Any], formats: Sequence[Format | None]) -> None:
    for place, value in enumerate(values):
        if value is None:
            continue
        if isinstance(value, str):
            sheet.write_string(row, first + place, value)
        else:
            sheet.write_number(row, first + place, value, formats[place])


def _cells(values: pd.Series[Any], column: Column, habit: Habit) -> list[Any]:
    """Cells as the office types them; None for a blank one."""
    there = values.notna().to_numpy(dtype=bool)
    if column.kind is Kind.MONEY:
        return _money(values, there, habit)
    if column.kind is Kind.DATE:
        if habit.dates == "serial":
            days = values.to_numpy(dtype="datetime64[D]").astype(np.int64) + _SERIAL
            return [int(day) if known else None for day, known in zip(days, there, strict=True)]
        texts = values.dt.strftime(_DATE_FORMS[habit.dates]).tolist()
        return [text if known else None for text, known in zip(texts, there, strict=True)]
    if column.kind is Kind.FLAG:
        return [("是" if value else "否") if known else None for value, known in zip(values, there, strict=True)]
    if column.kind is Kind.COUNT:
        return [int(value) if known else None for value, known in zip(values, there, strict=True)]
    if column.kind in {Kind.RATE, Kind.SHARE}:
        percent = habit.percent and column.name != "value"
        return [(f"{value * 100:.2f}%" if percent else float(value)) if known else None for value, known in zip(values, there, strict=True)]
    if column.vocabulary is not None:
        words = {word: column.vocabulary.chinese(word) for word in column.vocabulary.words}
        return [words[value] if known else None for value, known in zip(values, there, strict=True)]
    return [value if known else None for value, known in zip(values, there, strict=True)]


def _money(values: pd.Series[Any], there: Any, habit: Habit) -> list[Any]:
    """Exact to the fen: a 万元 amount keeps six decimals."""
    decimals = len(str(habit.fen)) - 1
    fen = values.fillna(0).to_numpy(dtype=np.int64)
    amounts = np.round(fen / habit.fen, decimals).tolist()
    if not habit.text_numbers:
        return [amount if known else None for amount, known in zip(amounts, there, strict=True)]
    texts = [f"{amount:,.{decimals}f}".rstrip("0").rstrip(".") for amount in amounts]
    return [text if known else None for text, known in zip(texts, there, strict=True)]


def _total(values: pd.Series[Any], habit: Habit) -> float | None:
    return round(int(values.sum()) / habit.fen, 6) if values.notna().any() else None
