"""A column taken apart by what its cells are, and the outcome of cleaning it.

A CSV column is all text, a Parquet column all numbers, an Excel column may hold both; each part is cleaned whole, with Arrow.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ingest.reasons import Notice, Reason

Positions: TypeAlias = npt.NDArray[np.int64]
Ordinals: TypeAlias = npt.NDArray[np.uint8]  # 0: nothing wrong, else the place of a reason in REASONS

REASONS: Final = (None, *Reason)
ORDINAL: Final[dict[Reason, np.uint8]] = {reason: np.uint8(place) for place, reason in enumerate(REASONS) if reason is not None}
STROKES: Final = frozenset({"", "-", "--", "---", "—", "——", "–", "－", "/", "//", "／"})  # cells left empty by hand
BLANKS: Final = STROKES | frozenset({
    "\\", "*", "null", "none", "nil", "n/a", "#n/a", "na", "<na>", "nat", "\\n", "无", "暂无",
    "不适用", "空", "未知", "不详", "(空)", "（空）", "(null)",
})  # fmt: skip
DAMAGED: Final = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\ufffd]"
_INVISIBLE: Final = "[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad]"
_LARGEST: Final = 2**62
_WHOLE, _REAL, _MOMENT, _FLAG, _TEXT, _BLANK = range(6)
_TYPES: Final[dict[type, int]] = {
    str: _TEXT, int: _WHOLE, np.int64: _WHOLE, np.int32: _WHOLE, float: _REAL, np.float64: _REAL, np.float32: _REAL,
    bool: _FLAG, np.bool_: _FLAG, datetime: _MOMENT, date: _MOMENT, pd.Timestamp: _MOMENT, np.datetime64: _MOMENT,
    type(None): _BLANK, type(pd.NaT): _BLANK, type(pd.NA): _BLANK,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells of one column that hold something, by type: their positions, ascending, beside their values."""

    size: int
    text: tuple[Positions, pa.Array]  # trimmed
    whole: tuple[Positions, npt.NDArray[np.int64]]
    real: tuple[Positions, npt.NDArray[np.float64]]
    moment: tuple[Positions, npt.NDArray[np.datetime64]]
    flag: tuple[Positions, npt.NDArray[np.bool_]]


@dataclass(frozen=True, eq=False)
class Cleaned:
    """Canonical values, missing where a cell is empty or refused; which reason refuses it; what is worth a notice."""

    values: pd.Series[Any]
    reasons: Ordinals
    noted: dict[Notice, Positions]


def split(series: pd.Series[Any], blanks: frozenset[str] = BLANKS) -> Cells:
    """Take a column apart; texts in `blanks` (lower case) count as empty cells."""
    nothing = np.empty(0, dtype=np.int64)
    parts: dict[int, tuple[Positions, Any]] = {}
    if series.dtype == object:
        values = series.to_numpy(dtype=object)
        kinds = np.fromiter((_kind(value) for value in values), dtype=np.uint8, count=len(values))
        for kind in np.unique(kinds):
            at = np.flatnonzero(kinds == kind)
            parts[int(kind)] = (at, _typed(int(kind), values[at]))
    else:
        array = pa.array(series, from_pandas=True)
        kind, array = _arrow(array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array)
        at = np.flatnonzero(array.is_valid().to_numpy(zero_copy_only=False)) if array.null_count else np.arange(len(array))
        full = array.drop_null() if array.null_count else array
        parts[kind] = (at, full if kind == _TEXT else full.to_numpy(zero_copy_only=False))
    text = _trimmed(*parts.get(_TEXT, (nothing, pa.array([], pa.large_string()))), blanks)
    real_at, real = parts.get(_REAL, (nothing, np.empty(0)))
    known = ~np.isnan(real)
    return Cells(
        size=len(series),
        text=text,
        whole=parts.get(_WHOLE, (nothing, nothing)),
        real=(real_at[known], real[known]),
        moment=parts.get(_MOMENT, (nothing, np.empty(0, dtype="datetime64[s]"))),
        flag=parts.get(_FLAG, (nothing, np.empty(0, dtype=bool))),
    )


def _kind(value: Any) -> int:
    kind = _TYPES.get(type(value), _TEXT)
    return _TEXT if kind == _WHOLE and abs(value) > _LARGEST else kind


def _typed(kind: int, values: npt.NDArray[np.object_]) -> Any:
    if kind == _TEXT:
        return pa.array([str(value) for value in values], pa.large_string())
    if kind == _MOMENT:
        plain = [pd.Timestamp(value).tz_localize(None) for value in values]
        return pd.Series(plain, dtype="datetime64[us]").to_numpy().astype("datetime64[s]")
    return values.astype({_WHOLE: np.int64, _REAL: np.float64, _FLAG: np.bool_}.get(kind, object))


def _arrow(array: pa.Array) -> tuple[int, pa.Array]:
    """What an Arrow column holds, in the one type its part is handed on in."""
    kind = array.type
    if pa.types.is_dictionary(kind):
        return _arrow(array.dictionary_decode())
    if pa.types.is_null(kind):
        return _TEXT, array.cast(pa.large_string())
    if pa.types.is_boolean(kind):
        return _FLAG, array
    if pa.types.is_floating(kind):
        return _REAL, array.cast(pa.float64())
    if pa.types.is_integer(kind) and kind != pa.uint64():
        return _WHOLE, array.cast(pa.int64())
    if pa.types.is_date(kind):
        return _MOMENT, array.cast(pa.timestamp("s"), safe=False)
    if pa.types.is_timestamp(kind):
        return _MOMENT, (pc.local_timestamp(array) if kind.tz else array).cast(pa.timestamp("s"), safe=False)
    return _TEXT, array.cast(pa.large_string())


def _trimmed(at: Positions, texts: pa.Array, blanks: frozenset[str]) -> tuple[Positions, pa.Array]:
    if not pc.all(pc.string_is_ascii(texts), min_count=0).as_py() and pc.any(pc.match_substring_regex(texts, _INVISIBLE)).as_py():
        texts = pc.replace_substring_regex(texts, _INVISIBLE, "")
    texts = pc.utf8_trim_whitespace(texts)
    blank = pc.is_in(pc.utf8_lower(texts), value_set=pa.array(sorted(blanks), texts.type)).to_numpy(zero_copy_only=False)
    return (at[~blank], texts.filter(pa.array(~blank))) if blank.any() else (at, texts)


def as_text(cells: Cells) -> tuple[Positions, pa.Array]:
    """Every cell as text: numbers without a trailing .0, dates as ISO, flags as true and false."""
    parts = [
        cells.text,
        (cells.whole[0], pa.array(cells.whole[1]).cast(pa.large_string())),
        (cells.real[0], pa.array([written(value) for value in cells.real[1]], pa.large_string())),
        (cells.moment[0], pa.array([written(value) for value in cells.moment[1].tolist()], pa.large_string())),
        (cells.flag[0], pa.array(["true" if value else "false" for value in cells.flag[1]], pa.large_string())),
    ]
    used = [(at, texts) for at, texts in parts if len(at)]
    if len(used) == 1:
        return used[0]
    at = np.concatenate([part[0] for part in used]) if used else np.empty(0, dtype=np.int64)
    return at, pa.concat_arrays([part[1] for part in used]) if used else pa.array([], pa.large_string())


def written(value: Any) -> str:
    """A cell as a person sees it."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(Decimal(repr(float(value))))
    if isinstance(value, datetime):
        return value.isoformat(" ") if (value.hour, value.minute, value.second) != (0, 0, 0) else value.date().isoformat()
    return str(value)


def texts(size: int, at: Positions, values: pa.Array) -> pd.Series[str]:
    """A canonical text column with `values` at their positions; null values stay missing."""
    if len(at) != size or not np.array_equal(at, np.arange(size)):
        places = np.full(size, -1, dtype=np.int64)
        places[at] = np.arange(len(at))
        values = values.take(pa.array(places, mask=places < 0))
    return pd.Series(values.cast(pa.large_string()).to_pandas(), dtype="str")


@dataclass(frozen=True, eq=False)
class Judged:
    """Results of distinct texts, which of them each text has, and the ordinals of their reasons, one per text."""

    results: list[Any]
    places: Positions
    reasons: Ordinals


def each_distinct(values: pa.Array, judge: Callable[[str], tuple[Any, Reason | None]]) -> Judged:
    """Judge every distinct text once."""
    encoded = values.dictionary_encode()
    judged = [judge(text) for text in encoded.dictionary.to_pylist()]
    reasons = np.array([0 if reason is None else ORDINAL[reason] for _, reason in judged], dtype=np.uint8)
    places = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return Judged([result for result, _ in judged], places, reasons[places])


def damaged(values: pa.Array) -> npt.NDArray[np.bool_]:
    """True where a text holds control signs or the sign that stands for undecodable bytes."""
    found: npt.NDArray[np.bool_] = pc.match_substring_regex(values, DAMAGED).to_numpy(zero_copy_only=False)
    return found
