"""Parquet files: only the columns a table knows are decoded, and they keep their types."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from graph.errors import UnreadableFile
from ingest.readers.grid import MOST_COLUMNS

if TYPE_CHECKING:
    import pyarrow as pa

MOST_ROWS: Final = 50_000_000
MOST_BYTES: Final = 1 << 33  # unpacked


class ParquetSource:
    """One Parquet file: its headers at once, its columns when asked."""

    def __init__(self, path: Path, file: str) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._path, self._file = path, file
        try:
            metadata = pq.read_metadata(path)
            self._schema: pa.Schema = metadata.schema.to_arrow_schema()
            self.headers: list[str] = self._schema.names
        except (pa.ArrowException, OSError, UnicodeDecodeError) as broken:
            raise self._damaged(broken) from None
        if len(self._schema) > MOST_COLUMNS:
            raise UnreadableFile(file, f"the file is wider than {MOST_COLUMNS} columns", "file-too-wide")
        unpacked = sum(metadata.row_group(place).total_byte_size for place in range(metadata.num_row_groups))
        if metadata.num_rows > MOST_ROWS or unpacked > MOST_BYTES:
            raise UnreadableFile(
                file, f"the file claims {metadata.num_rows} rows and {unpacked >> 20} MB, more than a city has", "file-bomb"
            )

    def read(self, places: list[int]) -> pd.DataFrame:
        """The columns at these places under their place; no detour by text, no copy of plain columns without gaps."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            fields = [self._schema.field(place) for place in places]
            table = pq.read_table(self._path, columns=[field.name for field in fields], partitioning=None)
            columns = [self._column(table.column(field.name), field.name) for field in fields]
            plain = pa.table(columns, names=[str(place) for place in places])
            frame: pd.DataFrame = plain.to_pandas(types_mapper=_pandas_type, split_blocks=True, self_destruct=True)
        except (pa.ArrowException, OSError) as broken:
            raise self._damaged(broken) from None
        frame.columns = pd.Index(places)
        return frame

    def _column(self, column: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
        import pyarrow as pa

        kind = column.type
        if pa.types.is_dictionary(kind):
            kind = kind.value_type
        if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind) or pa.types.is_null(kind):
            return _clean(column.cast(pa.large_string()))
        if pa.types.is_decimal(kind) or pa.types.is_floating(kind) or pa.types.is_uint64(kind):
            return column.cast(pa.float64(), safe=False)
        if pa.types.is_integer(kind):
            return column.cast(pa.int64())
        if pa.types.is_date(kind) or (pa.types.is_timestamp(kind) and kind.tz is None):
            return column.cast(pa.timestamp("s"), safe=False)
        if pa.types.is_boolean(kind):
            return column
        raise UnreadableFile(self._file, f"the column {name} is of type {kind}; write text, numbers, booleans, dates or times without zone")

    def _damaged(self, broken: BaseException) -> UnreadableFile:
        return UnreadableFile(self._file, f"the Parquet file is damaged or cut short ({str(broken).splitlines()[0]})")


def _clean(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Outer blanks away and empty texts missing, copied only where there are any."""
    import pyarrow.compute as pc

    column.validate(full=True)  # text that is not UTF-8 would break whoever touches it
    trimmed = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.equal(trimmed, ""), None, trimmed) if pc.any(pc.equal(trimmed, "")).as_py() else trimmed


def _pandas_type(kind: pa.DataType) -> pd.api.extensions.ExtensionDtype | None:
    import pyarrow as pa

    return {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}.get(kind)
