"""A sheet as a grid of cells at the place where Excel shows them, before anything is understood."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from ingest.reasons import Reason

MOST_COLUMNS: Final = 1_000
MOST_ROWS: Final = 1_048_576
PERCENTS: Final = frozenset({9, 10})  # the built-in formats 0% and 0.00%
_LITERAL: Final = re.compile(r'"[^"]*"|\\.')


def shows_percents(code: str) -> bool:
    """Whether a number format multiplies by a hundred, rather than writing a sign behind the number: 0.00%, not 0.00"%"."""
    return "%" in _LITERAL.sub("", code)


@dataclass(frozen=True)
class Marks:
    """What the cells do not show. Places are (row from 1, column from 0), as Excel counts rows."""

    formulas: frozenset[tuple[int, int]] = frozenset()  # whose cached value was read
    faults: dict[tuple[int, int], tuple[str, Reason]] = field(default_factory=dict)
    percents: frozenset[tuple[int, int]] = frozenset()  # numbers shown as percents: 0.06 as 6%


@dataclass(frozen=True, eq=False)
class Grid:
    """The cells of one sheet; `frame` has a RangeIndex, columns 0, 1, …, and missing values for empty cells."""

    file: str
    sheet: str  # '' for CSV
    frame: pd.DataFrame
    first_row: int = 1  # Excel's number of the first row of the frame
    first_column: int = 0
    marks: Marks = field(default_factory=Marks)
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()  # corners of merged ranges, (row, column) both from 0

    def head(self, rows: int) -> list[list[str]]:
        """The texts of the first rows, '' for empty cells; a merged cell shows its text in each of its columns."""
        part = self.frame.iloc[:rows].astype(object)
        texts = [
            ["" if missing else str(value).strip() for value, missing in zip(*row, strict=True)]
            for row in zip(part.to_numpy(), part.isna().to_numpy(), strict=True)
        ]
        for row, column in self.marks.faults:
            if 0 <= row - self.first_row < len(texts) and 0 <= column - self.first_column < len(self.frame.columns):
                texts[row - self.first_row][column - self.first_column] = "error"  # it shows nothing, but it is no empty cell
        for (top, left), (_, right) in self.merged:
            row, start = top + 1 - self.first_row, left - self.first_column
            if 0 <= row < len(texts) and 0 <= start < right - self.first_column:
                end = min(right - self.first_column + 1, len(texts[row]))
                texts[row][start:end] = [texts[row][start]] * (end - start) if start < end else []
        return texts
