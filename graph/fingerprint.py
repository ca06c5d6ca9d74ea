"""Keys, fingerprints and marks: what two rows are compared by. Equal on every machine, and kept in stores.

Text is hashed by SipHash-2-4 with the fixed key of pandas, then as numbers by SplitMix64 (Steele, Lea & Flood 2014); the columns of a row
are folded in the order of the schema.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.model import Table
from graph.values import DTYPES, Kind

SEPARATOR: Final = "\x1f"
Words = npt.NDArray[np.uint64]

_FEW_VALUES: Final = frozenset({Kind.CHOICE, Kind.COUNTY_CODE, Kind.CITY_CODE, Kind.TEXT})
_START: Final = np.uint64(0x1465_0FB0_739D_0383)
_GOLDEN: Final = np.uint64(0x9E37_79B9_7F4A_7C15)
_MISSING: Final = np.uint64(0xD6E8_FEB8_6659_FD93)


def keys(table: Table, frame: pd.DataFrame) -> pd.Series[str]:
    """The identity of every row as one string."""
    parts = [_text(table, frame, name) for name in table.identity]
    joined = pc.binary_join_element_wise(*parts, pa.scalar(SEPARATOR, pa.large_string())) if len(parts) > 1 else parts[0]
    return pd.Series(pd.array(joined, dtype="str"), index=frame.index)


def _text(table: Table, frame: pd.DataFrame, name: str) -> pa.Array:
    values = frame[name]
    if table.column(name).kind is Kind.DATE:
        values = values.dt.strftime("%Y-%m-%d")
    return pc.fill_null(large(values), "")


def large(values: pd.Series[Any]) -> pa.LargeStringArray:
    """A text column as one Arrow array."""
    found = pa.array(values.astype("str"), pa.large_string(), from_pandas=True)
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


def fingerprint(table: Table, frame: pd.DataFrame) -> npt.NDArray[np.int64]:
    """One 64-bit value a row over the table's columns; equal rows agree, different rows differ but for a 2^-64 chance."""
    folded = np.full(len(frame), _START, dtype=np.uint64)
    for column in table.columns:
        folded = _mix(folded ^ _words(column.kind, frame[column.name])) + _GOLDEN
    return folded.view(np.int64)


def _words(kind: Kind, values: pd.Series[Any]) -> Words:
    missing = values.isna().to_numpy(dtype=bool)
    if missing.all():
        return np.full(len(values), _MISSING, dtype=np.uint64)
    if DTYPES[kind] == "str":
        words = _text_words(large(values), few=kind in _FEW_VALUES)
    elif kind is Kind.DATE:
        words = _mix(values.to_numpy(dtype="datetime64[s]").view(np.uint64) + _GOLDEN)
    elif DTYPES[kind] == "float64":
        words = _mix((values.to_numpy(dtype=np.float64) + 0.0).view(np.uint64) + _GOLDEN)  # + 0.0: minus zero is zero
    else:
        words = _mix(values.to_numpy(dtype=np.int64, na_value=0).view(np.uint64) + _GOLDEN)
    return np.where(missing, _MISSING, words)


def _text_words(values: pa.LargeStringArray, *, few: bool) -> Words:
    words: Words
    if few:  # hashing what is distinct pays when little is
        encoded = values.dictionary_encode()
        words = _text_words(encoded.dictionary, few=False)[pc.fill_null(encoded.indices, 0).to_numpy(zero_copy_only=False)]
        return words
    words = pd.util.hash_array(pc.fill_null(values, "").to_numpy(zero_copy_only=False), categorize=False)
    return words


def marks(keys_: pd.Series[str], hashes: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """One 64-bit value for the statement that a key holds content of this fingerprint."""
    words = _text_words(large(keys_), few=False)
    return _mix(words ^ _mix(hashes.view(np.uint64) + _GOLDEN)).view(np.int64)


def _mix(words: Words) -> Words:
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58_476D_1CE4_E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D0_49BB_1331_11EB)
    return words ^ (words >> np.uint64(31))
