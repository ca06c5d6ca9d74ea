"""Columns of no table that say, row by row, what the money beside them is counted in: 单位 and 币种."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final, TypeAlias

import pandas as pd

from graph.errors import UnreadableFile
from graph.values import Kind
from ingest.clean.cells import written
from ingest.layout import Layout
from ingest.raw import RawFault
from ingest.reasons import Reason
from ingest.units import fen_per_unit, plain

_CURRENCY: Final = frozenset({"币种", "货币", "币别", "货币种类", "货币名称", "贷款币种", "currency"})
_YUAN: Final = frozenset({"人民币", "人民币元", "元", "rmb", "cny", "cny人民币", "156", "本币", "¥", "-", "/", "无"})

_MOST_UNITS: Final = 20
_AMOUNT: Final = re.compile(r"^(.*[0-9０-９.．])\s*([)）]?)$")  # without a unit of its own

Columns: TypeAlias = "dict[int, pd.Series[Any]]"


def unit_by_row(columns: Columns, layout: Layout, file: str) -> tuple[Layout, pd.Series[Any] | None]:
    """The layout with the unit that a column 单位 repeats in every row; or, where rows differ, the unit of each row.

    Raises UnreadableFile where the lines above say otherwise, and where some rows of such a column are empty.
    """
    for place, header in layout.unmapped.items():
        cells: pd.Series[Any] = columns[place].dropna().astype("str") if "单位" in header else pd.Series(dtype="str")
        words: list[str] = cells.unique()[:_MOST_UNITS].tolist()
        units = {fen_per_unit(word) for word in words}
        if not units or None in units:
            continue
        contradicted = len(units | {layout.unit} - {None}) > 1
        if contradicted and (len(units) == 1 or layout.unit is not None or len(cells) < len(columns[place])):
            raise UnreadableFile(file, f"the column {header!r} counts money in several units; say one in every row, or one for all")
        if contradicted:
            return layout, cells
        layout = replace(layout, unit=units.pop())
    return layout, None


def counted(cells: pd.Series[Any], units: pd.Series[Any]) -> pd.Series[Any]:
    """Amounts with the unit of their row written behind them, as a person would: `1234.5` beside 万元 is `1234.5万元`."""
    told = [
        None if pd.isna(cell) else _AMOUNT.sub(rf"\g<1>{plain(unit)}\g<2>", written(cell)) for cell, unit in zip(cells, units, strict=True)
    ]
    return pd.Series(told, index=cells.index, dtype=object)


def foreign_rows(columns: Columns, layout: Layout) -> Iterator[RawFault]:
    """Rows whose 币种 is not the yuan, where a table holds money."""
    if not any(match.column.kind is Kind.MONEY for match in layout.matches.values()):
        return
    for place, header in layout.unmapped.items():
        if plain(header) in _CURRENCY:
            words = columns[place].dropna().astype("str")
            foreign = [word for word in words.unique() if plain(word) and plain(word) not in _YUAN]
            for position, word in words.loc[words.isin(foreign)].items():
                yield RawFault(int(str(position)), header, str(word), Reason.CURRENCY_FOREIGN)
