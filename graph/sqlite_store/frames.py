"""Columns of frames as the values SQLite takes, and what a query brings back as frames of canonical types."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

READ_AT_ONCE: Final = 2_000  # rows held as Python values; more of them only wake the garbage collector
WRITE_AT_ONCE: Final = 20_000

_ARROW: Final = {
    "str": pa.large_string(),
    "Int64": pa.int64(),
    "int64": pa.int64(),
    "boolean": pa.int64(),
    "bool": pa.int64(),
    "float64": pa.float64(),
    "datetime64[s]": pa.large_string(),
}


def values(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """The rows of a frame as SQLite takes them, made a part at a time."""
    for start in range(0, len(frame), WRITE_AT_ONCE):
        part = frame.iloc[start : start + WRITE_AT_ONCE]
        yield from zip(*(_cells(part[name]) for name in part.columns), strict=True)


def _cells(column: pd.Series[Any]) -> list[Any]:
    kind = str(column.dtype)
    if kind == "datetime64[s]":
        return _iso(column)
    if kind in ("boolean", "bool"):
        column, kind = column.astype("Int64"), "Int64"
    if kind in ("str", "Int64"):
        array: Any = column.array
        return list(array.to_numpy(dtype=object, na_value=None).tolist())
    return list(column.tolist())  # SQLite keeps NaN as NULL


def _iso(column: pd.Series[Any]) -> list[str | None]:
    """Dates as ISO text; few are distinct, so only those are written out."""
    days = pa.array(column.to_numpy(dtype="datetime64[s]"), pa.timestamp("s"), from_pandas=True).dictionary_encode()
    texts = np.array([*pc.strftime(days.dictionary, format="%Y-%m-%d").to_pylist(), None], dtype=object)
    return list(texts[pc.fill_null(days.indices, len(texts) - 1).to_numpy(zero_copy_only=False)].tolist())


def fetch(connection: sqlite3.Connection, sql: str, parameters: Sequence[Any], dtypes: Mapping[str, str]) -> pd.DataFrame:
    """The rows of a query as a frame; `dtypes` names its columns in order."""
    cursor = connection.execute(sql, parameters)
    kinds = [_ARROW[dtype] for dtype in dtypes.values()]
    chunks: list[list[pa.Array]] = [[] for _ in kinds]
    while rows := cursor.fetchmany(READ_AT_ONCE):
        for chunk, kind, cells in zip(chunks, kinds, zip(*rows, strict=True), strict=True):
            chunk.append(pa.array(cells, kind))
    columns = (pa.chunked_array(chunk, kind) for chunk, kind in zip(chunks, kinds, strict=True))
    return pd.DataFrame({name: _series(found, dtypes[name]) for name, found in zip(dtypes, columns, strict=True)})


def _series(found: pa.ChunkedArray, dtype: str) -> pd.Series[Any]:
    if dtype == "datetime64[s]":
        days = pc.cast(pc.if_else(pc.equal(found, ""), None, found), pa.timestamp("s"))
        return pd.Series(days.to_numpy(), dtype=dtype)
    if dtype == "boolean":
        found = found.cast(pa.bool_())
    kind: Any = pd.api.types.pandas_dtype(dtype)
    if dtype in ("float64", "int64", "bool"):
        return pd.Series(found.to_numpy().astype(kind))
    series: pd.Series[Any] = pd.Series(kind.__from_arrow__(found))
    return series
