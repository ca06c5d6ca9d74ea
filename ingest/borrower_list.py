"""A list of borrowers in whatever file an office has: codes in one column, proposed amounts in another."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from graph.errors import UnreadableFile
from graph.values import FEN_PER_YUAN, credit_code_faults
from ingest.clean.cells import split
from ingest.clean.money import clean
from ingest.readers import delimited, workbook
from ingest.readers.container import Form, form_of
from ingest.units import YUAN, plain, stated_units, title_units

if TYPE_CHECKING:
    from ingest.readers.grid import Grid

_AMOUNT: Final = ("拟授信", "拟贷", "拟放", "申请金额", "金额", "amount", "propose")
_DEEPEST: Final = 10  # lines above the first code in which headers and units are looked for


@dataclass(frozen=True)
class Wanted:
    """One borrower of the list; the amount in yuan, None where the list proposes none."""

    row: int  # as Excel counts
    code: str
    amount: float | None


def read_borrowers(path: Path) -> list[Wanted]:
    """The credit codes of the first sheet that has any, in order, each once; cells that hold no code are passed over.

    A column headed 拟授信金额, 拟贷金额, 申请金额 or amount gives proposals, in the unit of its header or of a cell 单位：万元, else yuan.

    Raises:
        UnreadableFile: the file cannot be read, holds no code, or an amount beside a code is none.

    """
    file = path.name
    form = form_of(path, file)
    if form is Form.PARQUET:
        raise UnreadableFile(file, "a list of borrowers is a workbook or a text file", "file-type")
    for grid in [delimited.grid(path, file, len)] if form is Form.TEXT else workbook.grids(path, file, form):
        found = _of_grid(grid) if not isinstance(grid, tuple) else []
        if found:
            return found
    raise UnreadableFile(file, "no column of it holds a unified social credit code", "no-codes")


def _of_grid(grid: Grid) -> list[Wanted]:
    texts = {column: grid.frame[column].astype("str").str.strip().str.upper() for column in grid.frame}
    valid = {column: ~credit_code_faults(text.fillna("")) for column, text in texts.items()}
    best = max(valid, key=lambda column: int(valid[column].sum()), default=None)
    if best is None or not valid[best].any():
        return []
    rows = [place for place, good in enumerate(valid[best].tolist()) if good]
    amounts = _amounts(grid, rows)
    seen: dict[str, Wanted] = {}
    for place in rows:
        code = str(texts[best].iloc[place])
        seen.setdefault(code, Wanted(grid.first_row + place, code, amounts.get(place)))
    return list(seen.values())


def _amounts(grid: Grid, rows: list[int]) -> dict[int, float]:
    """Yuan by place of the row, where a header names such a column."""
    head = grid.head(min(rows[0], _DEEPEST))
    units = {unit for line in head for unit in stated_units(line) if unit is not None}
    for line in reversed(head):
        for place, header in enumerate(line):
            if any(word in plain(header) for word in _AMOUNT):
                named = next((unit for unit in title_units([header]) if unit is not None), None)
                unit = named or next(iter(units), YUAN)
                return _yuan(grid, grid.frame.columns[place], rows, unit)
    return {}


def _yuan(grid: Grid, column: Any, rows: list[int], unit: int) -> dict[int, float]:
    values = grid.frame[column].iloc[rows].reset_index(drop=True)
    cleaned = clean(split(values), unit, signed=False)
    bad = cleaned.reasons != 0
    if bad.any():
        place = int(bad.argmax())
        raise UnreadableFile(
            grid.file, f"row {grid.first_row + rows[place]}: {values.iloc[place]!r} is no amount to propose", "proposed-amount"
        )
    return {row: float(fen) / FEN_PER_YUAN for row, fen in zip(rows, cleaned.values.tolist(), strict=True) if not pd.isna(fen)}
