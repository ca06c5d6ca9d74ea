"""Columns of no table that say, row by row, what the money beside them is counted in: 单位 and 币种."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final, TypeAlias

import pandas as pd

from graph.errors import UnreadableFile
from graph.values import Kind
from ingest.layout import Layout
from ingest.raw import RawFault
from ingest.reasons import Reason
from ingest.units import fen_per_unit, plain

_CURRENCY: Final = frozenset({"币种", "货币", "币别", "货币种类", "货币名称", "贷款币种", "currency"})
_YUAN: Final = frozenset({"人民币", "人民币元", "元", "rmb", "cny", "cny人民币", "156", "本币", "¥", "-", "/", "无"})

Columns: TypeAlias = "dict[int, pd.Series[Any]]"


def unit_by_row(columns: Columns, layout: Layout, file: str) -> Layout:
    """The layout with the unit that a column 单位 repeats in every row. Raises UnreadableFile where rows or lines above differ."""
    for place, header in layout.unmapped.items():
        words: list[str] = columns[place].dropna().astype("str").unique()[:20].tolist() if "单位" in header else []
        units = {fen_per_unit(word) for word in words}
        if not units or None in units:
            continue
        if len(units | {layout.unit} - {None}) > 1:
            raise UnreadableFile(file, f"the column {header!r} counts money in several units; send one sheet for each, or one unit for all")
        layout = replace(layout, unit=units.pop())
    return layout


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
