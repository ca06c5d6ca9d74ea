"""Cells between frames and Cypher: money is yuan in the graph and exact fen in frames, days are dates, missing is null."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.model import Table
from graph.values import FEN_PER_YUAN, Kind

Rows = list[list[Any]]
EXACT: Final = 2**51  # below it, fen survive being a double of yuan; from it on (22 trillion yuan) they travel as text

_ARROW: Final = {
    "str": pa.large_string(), "Int64": pa.int64(), "int64": pa.int64(), "boolean": pa.bool_(), "bool": pa.bool_(),
    "float64": pa.float64(), "datetime64[s]": pa.large_string(),
}  # fmt: skip


def rows(table: Table, frame: pd.DataFrame, columns: Sequence[str]) -> tuple[Rows, list[date]]:
    """The rows of a frame as lists of Cypher values, and the dates some cells are places in."""
    days: list[date] = []
    cells = [_cells(frame[name], days, money=_is_money(table, name)) for name in columns]
    return [list(row) for row in zip(*cells, strict=True)], days


def filled(frame: pd.DataFrame, columns: Sequence[str]) -> list[str]:
    """The columns that say anything at all."""
    return [name for name in columns if (frame[name].any() if name == "_gone" else frame[name].notna().any())]


def column(table: Table, name: str, cells: list[Any], dtype: str) -> pd.Series[Any]:
    """A column of a frame from a list of Cypher values."""
    if _is_money(table, name):
        return pd.Series(_fen(cells))
    if name == "_gone":
        return pd.Series([cell is True for cell in cells], dtype="bool")
    if len(cells) == 0:
        return pd.Series(dtype=dtype)
    found = pa.array(cells, _ARROW[dtype])
    if dtype == "datetime64[s]":
        return pd.Series(pc.cast(found, pa.timestamp("s")).to_numpy(zero_copy_only=False), dtype=dtype)
    kind: Any = pd.api.types.pandas_dtype(dtype)
    if dtype in ("float64", "int64", "bool"):
        return pd.Series(found.to_numpy(zero_copy_only=False).astype(kind))
    return pd.Series(kind.__from_arrow__(found))


def _is_money(table: Table, name: str) -> bool:
    return not name.startswith("_") and table.column(name).kind is Kind.MONEY


def _cells(values: pd.Series[Any], days: list[date], *, money: bool) -> list[Any]:
    kind = str(values.dtype)
    if kind == "datetime64[s]":
        return _places(values, days)
    if money:
        return _yuan(values)
    if kind == "float64":
        return values.astype(object).where(values.notna(), None).tolist()
    if kind == "bool":  # only `_gone`: what is there says nothing
        return [True if gone else None for gone in values.tolist()]
    if kind in ("str", "Int64", "boolean"):
        array: Any = values.array
        return list(array.to_numpy(dtype=object, na_value=None).tolist())
    return values.tolist()


def _places(values: pd.Series[Any], days: list[date]) -> list[int | None]:
    """Dates as places in `days`; few are distinct, and making one costs more than anything else in a row."""
    found = pa.array(values.to_numpy(dtype="datetime64[s]"), pa.timestamp("s"), from_pandas=True).cast(pa.date32()).dictionary_encode()
    first = len(days)
    days.extend(found.dictionary.to_pylist())
    return list(pc.add(found.indices, first).to_pylist())


def _yuan(values: pd.Series[Any]) -> list[Any]:
    missing = values.isna().to_numpy(dtype=bool)
    fen = values.to_numpy(dtype=np.int64, na_value=0)
    cells: list[Any] = (fen / FEN_PER_YUAN).tolist()
    for place in np.flatnonzero(missing | (np.abs(fen) >= EXACT)):
        cells[place] = None if missing[place] else str(Decimal(int(fen[place])) / FEN_PER_YUAN)
    return cells


def _fen(cells: list[Any]) -> pd.arrays.IntegerArray:
    large = [place for place, cell in enumerate(cells) if isinstance(cell, str)]
    kept = {place: int(Decimal(cells[place]) * FEN_PER_YUAN) for place in large}
    for place in large:
        cells[place] = 0.0
    yuan = np.array(cells, dtype=np.float64)
    missing = np.isnan(yuan)
    fen = np.rint(np.where(missing, 0.0, yuan) * FEN_PER_YUAN).astype(np.int64)
    for place, exact in kept.items():
        fen[place] = exact
    return pd.arrays.IntegerArray(fen, missing)
