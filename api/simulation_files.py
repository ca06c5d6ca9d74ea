"""The main table of a simulation's result as a Parquet file: who falls, is weakened, or is likely to."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

_WHO: Final = [("party", pa.string()), ("name", pa.string()), ("kind", pa.string()), ("county", pa.string())]
_CALL: Final = pa.struct([
    ("loan", pa.string()), ("borrower", pa.string()), ("amount", pa.float64()), ("rule", pa.string()), ("capped", pa.bool_()),
    ("contract", pa.string()),
])  # fmt: skip


def _numbers(*names: str) -> list[tuple[str, pa.DataType]]:
    return [(name, pa.float64()) for name in names]


TABLES: Final[Mapping[str, tuple[str, pa.Schema]]] = {
    "cascade": ("defaulted", pa.schema([
        *_WHO, ("round", pa.int32()), *_numbers("called", "capacity"), ("capacity_known", pa.bool_()), *_numbers("withdrawn"),
        ("fallen_guarantors", pa.list_(pa.string())), ("calls", pa.list_(_CALL)),
        ("explanation", pa.struct([("zh", pa.string()), ("en", pa.string())])),
    ])),
    "clearing": ("defaulted", pa.schema([
        *_WHO, ("round", pa.int32()), *_numbers("recovery", "called", "paid"), ("capacity_known", pa.bool_()),
    ])),
    "distress": ("distress", pa.schema([
        *_WHO, *_numbers("initial", "distress", "value", "capacity_used"), ("capacity_known", pa.bool_()),
    ])),
    "montecarlo": ("by_party", pa.schema([
        *_WHO, *_numbers("probability_alone", "probability_alone_error", "probability", "probability_error", "expected_loss", "tail_loss"),
    ])),
}  # fmt: skip
"""By model: the list of the result that is its main table, and the columns."""


def as_parquet(result: dict[str, Any], about: Mapping[str, str]) -> bytes:
    """The main table; `about` becomes the file's metadata."""
    field, schema = TABLES[result["scenario"]["model"]]
    table = pa.Table.from_pylist(result[field], schema.with_metadata(dict(about)))
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()
