"""Columns of frames as the values SQLite takes, and what a query brings back as frames of canonical types."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.errors import StoreError, StoreIncompatible

READ_AT_ONCE: Final = 20_000  # rows SQLite joins to one text a column
WRITE_AT_ONCE: Final = 20_000
ROWS_A_STATEMENT: Final = 20  # more rows a statement save nothing

# Between the values of a column joined by SQLite, and for NULL. Text read from files never holds them (`ingest.clean.cells.DAMAGED`).
_NEXT: Final = "\x1e"
_NULL: Final = "\x1d"

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
    for part in _parts(frame):
        yield from zip(*(_cells(part[name]) for name in part.columns), strict=True)


def insert(connection: sqlite3.Connection, into: str, row: str, frame: pd.DataFrame) -> None:
    """Insert a frame, several rows a statement; `into` names table and columns, `row` is what stands for a row's values."""
    width = len(frame.columns)
    several = f"INSERT INTO {into} VALUES {', '.join([row] * ROWS_A_STATEMENT)}"
    for part in _parts(frame):
        cells = np.empty((len(part), width), dtype=object)
        for place, name in enumerate(part.columns):
            cells[:, place] = _cells(part[name])
        whole = len(part) // ROWS_A_STATEMENT * ROWS_A_STATEMENT
        connection.executemany(several, cells[:whole].reshape(-1, width * ROWS_A_STATEMENT).tolist())
        connection.executemany(f"INSERT INTO {into} VALUES {row}", cells[whole:].tolist())


def _parts(frame: pd.DataFrame) -> Iterator[pd.DataFrame]:
    for start in range(0, len(frame), WRITE_AT_ONCE):
        yield frame.iloc[start : start + WRITE_AT_ONCE]


def _cells(column: pd.Series[Any]) -> list[Any]:
    kind = str(column.dtype)
    if kind == "datetime64[s]":
        return _iso(column)
    if kind in ("boolean", "bool"):
        column, kind = column.astype("Int64"), "Int64"
    if kind == "str":
        return _texts(pa.array(column, pa.large_string(), from_pandas=True))
    if kind == "Int64":
        array: Any = column.array
        return list(array.to_numpy(dtype=object, na_value=None).tolist())
    return list(column.tolist())  # SQLite keeps NaN as NULL


def _texts(found: pa.Array | pa.ChunkedArray) -> list[str | None]:
    """Texts as Python has them; where few are distinct, each is made once."""
    encoded = (found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found).dictionary_encode()
    hidden = encoded.dictionary.filter(pc.match_substring_regex(encoded.dictionary, f"[{_NULL}{_NEXT}]"))
    if len(hidden):
        raise StoreError(f"{hidden[0].as_py()!r} holds U+001D or U+001E, which stand between values when tables are read")
    return _looked_up(encoded, encoded.dictionary.to_pylist())


def _iso(column: pd.Series[Any]) -> list[str | None]:
    """Dates as ISO text; few are distinct, so only those are written out."""
    days = pa.array(column.to_numpy(dtype="datetime64[s]"), pa.timestamp("s"), from_pandas=True).dictionary_encode()
    return _looked_up(days, pc.strftime(days.dictionary, format="%Y-%m-%d").to_pylist())


def _looked_up(encoded: pa.DictionaryArray, texts: list[str]) -> list[str | None]:
    every = np.array([*texts, None], dtype=object)
    return list(every[pc.fill_null(encoded.indices, len(texts)).to_numpy(zero_copy_only=False)].tolist())


def fetch(connection: sqlite3.Connection, sql: str, parameters: Sequence[Any], dtypes: Mapping[str, str]) -> pd.DataFrame:
    """The rows of a query as a frame; `dtypes` names its columns in order."""
    found = connection.execute(sql, parameters).fetchall()
    cells: list[Sequence[Any]] = list(zip(*found, strict=True)) if found else [()] * len(dtypes)
    columns = (pa.chunked_array([pa.array(column, _ARROW[dtype])]) for column, dtype in zip(cells, dtypes.values(), strict=True))
    return pd.DataFrame({name: _series(column, dtypes[name]) for name, column in zip(dtypes, columns, strict=True)})


def fetch_facts(
    readers: Sequence[sqlite3.Connection], table: str, condition: str, parameters: Sequence[Any], dtypes: Mapping[str, str]
) -> pd.DataFrame:
    """Columns of a whole fact table where a condition holds, in the order of `_id`: a quarter of the time of `fetch`.

    SQLite joins each column of many rows to one text, which Arrow takes apart: no value becomes a Python object, and several `readers`
    (connections that see the same rows) work at once, each in a thread. SQLite writes out 15 digits of a fraction: that text is looked up
    among the distinct fractions, and where two of them share it they are fetched one by one.

    Raises:
        StoreIncompatible: a text holds the sign that stands between values, so that nobody can tell them apart.

    """
    fractions = [name for name, dtype in dtypes.items() if dtype == "float64"]
    joined = ["_id", *dtypes]
    (last,) = readers[0].execute(f"SELECT ifnull(max(_id), 0) FROM {table}").fetchone()
    kinds = {"_id": pa.int64(), **{name: _ARROW[dtype] if dtype != "float64" else pa.large_string() for name, dtype in dtypes.items()}}
    texts = ", ".join(f"CAST(group_concat(ifnull(\"{name}\", '{_NULL}'), '{_NEXT}') AS BLOB)" for name in joined)
    part = f"FROM {table} WHERE {condition} AND _id > ? AND _id <= ?"

    def fetched(reader: sqlite3.Connection, start: int) -> dict[str, pa.Array]:
        where = (*parameters, start, start + READ_AT_ONCE)
        count, *found = reader.execute(f"SELECT count(*), {texts} {part}", where).fetchone()
        if count == 0:
            return {}
        columns = {name: _taken_apart(text, count, kinds[name], table) for name, text in zip(joined, found, strict=True)}
        for name in fractions:
            stated = f'{part} AND "{name}" IS NOT NULL'
            distinct = reader.execute(f'SELECT DISTINCT CAST("{name}" AS TEXT), "{name}" {stated}', where).fetchall()
            keys, pairs = columns[name], distinct
            if len({text for text, _ in distinct}) < len(distinct):
                keys, pairs = columns["_id"], reader.execute(f'SELECT _id, "{name}" {stated}', where).fetchall()
            columns[name] = _looked_up_among(pairs, keys)
        return columns

    chunks = [columns for columns in _shared_out(readers, range(0, last, READ_AT_ONCE), fetched) if columns]
    whole = {name: pa.chunked_array([columns[name] for columns in chunks], _ARROW[dtype]) for name, dtype in dtypes.items()}
    return pd.DataFrame({name: _series(whole[name], dtype) for name, dtype in dtypes.items()})


def _shared_out(
    readers: Sequence[sqlite3.Connection], starts: range, fetched: Callable[[sqlite3.Connection, int], dict[str, pa.Array]]
) -> list[dict[str, pa.Array]]:
    """What is fetched from every start, in their order; each reader has a thread of its own."""
    lanes = min(len(readers), len(starts))
    if lanes < 2:
        return [fetched(readers[0], start) for start in starts]
    found: list[dict[str, pa.Array]] = [{}] * len(starts)

    def work(lane: int) -> None:
        for place in range(lane, len(starts), lanes):
            found[place] = fetched(readers[lane], starts[place])

    with ThreadPoolExecutor(lanes) as pool:
        list(pool.map(work, range(lanes)))
    return found


def _looked_up_among(pairs: list[tuple[Any, float]], keys: pa.Array) -> pa.Array:
    """The fraction each key stands for, NULL where it stands for none."""
    known, fractions = zip(*pairs, strict=True) if pairs else ((), ())
    return pa.array(fractions, pa.float64()).take(pc.index_in(keys, value_set=pa.array(known, keys.type)))


def _taken_apart(joined: bytes, count: int, kind: pa.DataType, table: str) -> pa.Array:
    """The values of a column that SQLite joined."""
    whole = pa.LargeStringArray.from_buffers(1, pa.array([0, len(joined)], pa.int64()).buffers()[1], pa.py_buffer(joined))
    pieces = pc.list_flatten(pc.split_pattern(whole, _NEXT))
    if len(pieces) != count:
        raise StoreIncompatible(f"{table}: a text holds U+001E, which files never bring; load the files into a new store")
    if _NULL.encode() in joined:
        pieces = pc.if_else(pc.equal(pieces, _NULL), None, pieces)
    return pieces if pieces.type == kind else pieces.cast(kind)


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
