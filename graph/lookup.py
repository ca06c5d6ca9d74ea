"""Texts looked up among others. Through Arrow: no text becomes a Python object, which pandas' own `isin` and `get_indexer` make of each."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.fingerprint import large

Texts: TypeAlias = "pd.Series[Any] | pd.Index[Any] | pa.Array"


def places(values: Texts, among: Texts) -> npt.NDArray[np.int32]:
    """The first position of every text among others; -1 where it is not there or missing. O(values + others)."""
    sought = _arrow(values)
    found = pc.if_else(pc.is_valid(sought), pc.index_in(sought, value_set=_arrow(among)), None)
    there: npt.NDArray[np.int32] = pc.fill_null(found, -1).to_numpy(zero_copy_only=False).astype(np.int32)
    return there


def held(values: Texts, among: Texts) -> npt.NDArray[np.bool_]:
    """Whether every text is one of some others; a missing one is none. O(values + others)."""
    sought = _arrow(values)
    found = pc.and_(pc.is_valid(sought), pc.is_in(sought, value_set=_arrow(among)))
    there: npt.NDArray[np.bool_] = found.to_numpy(zero_copy_only=False)
    return there


def _arrow(values: Texts) -> pa.LargeStringArray:
    if isinstance(values, pa.Array):
        return values.cast(pa.large_string())
    return large(values.to_series() if isinstance(values, pd.Index) else values)
