"""Cells of one column in one type: codes and texts always as text, and never a code that a spreadsheet has already spoiled."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any, Final

import numpy as np
import pandas as pd

from graph.values import Kind
from ingest.reasons import Reason

CODES: Final = frozenset({Kind.CREDIT_CODE, Kind.PARTY_CODE, Kind.COUNTY_CODE, Kind.CITY_CODE, Kind.NUMBER})
TEXTS: Final = CODES | {Kind.TEXT, Kind.CHOICE}
EXACT: Final = 1e15  # a spreadsheet keeps fifteen digits
_ROUNDED: Final = r"^[+-]?\d(\.\d+)?[Ee]\+\d{1,3}$"
_DTYPES: Final = {"floating": "float64", "integer": "Int64", "mixed-integer-float": "float64", "boolean": "boolean", "string": "str"}

Faults = list[tuple[int, str, Reason]]  # position, what the cell shows, why it is refused


def typed(cells: pd.Series[Any], kind: Kind) -> tuple[pd.Series[Any], Faults]:
    """The cells of a column of this kind as RawTable holds them, and those to be refused (missing in the result)."""
    if kind in TEXTS:
        return _texts(cells, kind)
    if cells.dtype == object:
        inferred = pd.api.types.infer_dtype(cells, skipna=True)
        if inferred == "datetime":
            return cells.astype("datetime64[s]"), []
        return cells.astype(pd.api.types.pandas_dtype(_DTYPES.get(inferred, "str" if cells.isna().all() else "object"))), []
    return cells, []


def _texts(cells: pd.Series[Any], kind: Kind) -> tuple[pd.Series[Any], Faults]:
    if isinstance(cells.dtype, pd.StringDtype):
        texts = cells
    elif cells.dtype == object:
        texts = pd.Series([None if value is None else _shown(value) for value in cells], dtype="str")
    elif pd.api.types.is_float_dtype(cells.dtype):
        texts = _whole(cells)
    else:
        texts = cells.astype("str")
    return (texts, []) if kind not in CODES else _codes(texts, cells)


def _codes(texts: pd.Series[Any], cells: pd.Series[Any]) -> tuple[pd.Series[Any], Faults]:
    marked = texts.str.startswith(("'", "`")).fillna(value=False).to_numpy(dtype=bool)  # how exports keep Excel from rounding
    if marked.any():
        texts = texts.str.lstrip("'`").str.strip()
        texts = texts.mask(texts == "")
    reasons: dict[int, Reason] = {}
    if texts.str.contains("+", regex=False).any():
        reasons |= dict.fromkeys(np.flatnonzero(texts.str.match(_ROUNDED).fillna(value=False)).tolist(), Reason.NUMBER_ROUNDED)
    if pd.api.types.is_float_dtype(cells.dtype):
        reasons |= dict.fromkeys(np.flatnonzero(cells.abs() >= EXACT).tolist(), Reason.NUMBER_ROUNDED)
    elif pd.api.types.is_datetime64_any_dtype(cells.dtype):
        reasons |= dict.fromkeys(np.flatnonzero(cells.notna()).tolist(), Reason.CODE_AS_DATE)
    elif cells.dtype == object:
        reasons |= {place: reason for place, value in enumerate(cells) if (reason := _spoiled(value))}
    if reasons:
        faults = [(place, str(texts.iloc[place]), reason) for place, reason in sorted(reasons.items())]
        return texts.mask(np.isin(np.arange(len(texts)), list(reasons))), faults
    return texts, []


def _spoiled(value: object) -> Reason | None:
    if isinstance(value, float) and abs(value) >= EXACT:
        return Reason.NUMBER_ROUNDED
    return Reason.CODE_AS_DATE if isinstance(value, datetime) else None


def _shown(value: object) -> str:
    """A cell as Excel would show it without formats."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < EXACT else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    return str(value)


def _whole(cells: pd.Series[Any]) -> pd.Series[Any]:
    """601398.0 as 601398; only what is not whole keeps its decimals."""
    filled = cells.fillna(0)
    whole = (filled % 1 == 0) & (filled.abs() < EXACT)
    texts = filled.where(whole, 0).astype("int64").astype("str")
    return texts.where(whole, filled.astype("str")).mask(cells.isna())
