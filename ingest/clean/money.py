"""Amounts to whole fen, exactly.

Text never becomes a float: the decimal point is moved by as many places as the unit has zeros, and the first sign after it rounds,
halves away from zero. Numbers of a spreadsheet are floats already; they go to the nearest fen. `(1,234.56)` is negative, and a unit
written in the cell (`3.5亿元`) goes before the column's.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ingest.clean.cells import ORDINAL, Cells, Cleaned, Ordinals
from ingest.clean.limits import LARGEST_FEN
from ingest.reasons import Notice, Reason
from ingest.units import UNITS

_PLAIN: Final = r"^[+-]?(?:\d+\.?\d*|\.\d+)$"
_WRITTEN: Final = (
    r"^(?P<open>\(?)(?P<sign>[+-]?)(?P<whole>\d{1,3}(?:,\d{3})+|\d{1,4}(?:,\d{4})+|\d*)(?:\.(?P<parts>\d*))?"
    r"(?P<exponent>e[+-]?\d+)?(?P<unit>[十百千万亿]*[元圆分]?)(?P<close>\)?)$"
)
_TIDY: Final = (
    ("[−–—]", "-"),
    (r"\s*(?:¥|rmb|cny|人民币)\s*", ""),
    (r"\s*([十百千万亿元圆分()+-])\s*", r"\1"),
    (r"\s+", ","),  # a blank between digits can only group thousands
)
_MOST_DIGITS: Final = 16  # of LARGEST_FEN


def clean(cells: Cells, unit: int, *, signed: bool) -> Cleaned:
    """Fen of every cell; `unit` is fen per unit of the numbers, a power of ten."""
    fen = np.zeros(cells.size, dtype=np.int64)
    reasons = np.zeros(cells.size, dtype=np.uint8)
    known = np.zeros(cells.size, dtype=bool)
    rounded = np.zeros(cells.size, dtype=bool)
    for at, result in (
        (cells.text[0], _from_texts(cells.text[1], unit)),
        (cells.whole[0], _from_whole(cells.whole[1], unit)),
        (cells.real[0], _from_real(cells.real[1], unit)),
    ):
        fen[at], reasons[at], rounded[at] = result
        known[at] = True
    for at in (cells.moment[0], cells.flag[0]):
        reasons[at] = ORDINAL[Reason.AMOUNT_INVALID]
    if not signed:
        reasons[known & (fen < 0) & (reasons == 0)] = ORDINAL[Reason.AMOUNT_NEGATIVE]
    good = known & (reasons == 0)
    values = pd.Series(pd.arrays.IntegerArray(np.where(good, fen, 0), ~good))
    return Cleaned(values, reasons, {Notice.ROUNDED_TO_FEN: np.flatnonzero(rounded & good)})


_Result = tuple[npt.NDArray[np.int64], Ordinals, npt.NDArray[np.bool_]]


def _from_whole(values: npt.NDArray[np.int64], unit: int) -> _Result:
    large = np.abs(values) > LARGEST_FEN // unit
    return np.where(large, 0, values) * unit, _large(large), np.zeros(len(values), dtype=bool)


def _from_real(values: npt.NDArray[np.float64], unit: int) -> _Result:
    large = ~(np.abs(values) <= LARGEST_FEN / unit)  # also what is not finite
    exact = np.where(large, 0.0, values) * unit
    size = np.abs(exact)
    whole = np.floor(size)
    slack = 1e-9 + size * 4e-16  # what a decimal number loses as a float
    nearest = whole + (size - whole + slack >= 0.5)
    fen = (np.copysign(nearest, exact)).astype(np.int64)
    reasons = _large(large)
    reasons[~np.isfinite(values)] = ORDINAL[Reason.AMOUNT_INVALID]
    return fen, reasons, np.abs(size - nearest) > slack


def _large(mask: npt.NDArray[np.bool_]) -> Ordinals:
    return np.where(mask, ORDINAL[Reason.AMOUNT_TOO_LARGE], np.uint8(0)).astype(np.uint8)


def _from_texts(texts: pa.Array, unit: int) -> _Result:
    texts = texts.cast(pa.string())
    fen = np.zeros(len(texts), dtype=np.int64)
    reasons = np.zeros(len(texts), dtype=np.uint8)
    rounded = np.zeros(len(texts), dtype=bool)
    plain = _bools(pc.match_substring_regex(texts, _PLAIN))
    for at, parts in ((plain, _plain_parts), (~plain, _written_parts)):
        if at.any():
            fen[at], reasons[at], rounded[at] = _joined(parts(texts.filter(pa.array(at))), unit)
    return fen, reasons, rounded


def _plain_parts(texts: pa.Array) -> dict[str, Any]:
    """Sign, digits before the point, digits after it, of `-12.34`."""
    bare = pc.utf8_ltrim(texts, "+-")
    pieces = pc.split_pattern(bare, ".", max_splits=1)
    whole = pc.list_element(pieces, 0)
    point = _bools(pc.match_substring(bare, "."))
    parts = pc.if_else(pa.array(point), pc.replace_substring_regex(bare, r"^[^.]*\.", ""), pa.scalar("", texts.type))
    nothing = np.zeros(len(texts), dtype=bool)
    return {
        "negative": _bools(pc.starts_with(texts, "-")),
        "whole": whole,
        "parts": parts,
        "bad": nothing,
        "rounded": nothing,
        "unit": None,
    }


def _written_parts(texts: pa.Array) -> dict[str, Any]:
    """The same of an amount as people write it: full-width, grouped, in brackets, with a currency or a unit."""
    half = pc.utf8_lower(pc.utf8_normalize(texts, form="NFKC"))
    for pattern, plain in _TIDY:
        half = pc.replace_substring_regex(half, pattern, plain)
    found = pc.extract_regex(half, _WRITTEN)
    field = {
        name: pc.fill_null(pc.struct_field(found, name), "") for name in ("open", "sign", "whole", "parts", "exponent", "unit", "close")
    }
    empty = _bools(pc.equal(pc.binary_length(pc.binary_join_element_wise(field["whole"], field["parts"], "")), 0))
    brackets = _bools(pc.equal(field["open"], "("))
    signed = _bools(pc.equal(field["sign"], "-"))
    unmatched = brackets != _bools(pc.equal(field["close"], ")"))
    unknown = np.array([bool(word) and word not in UNITS for word in field["unit"].to_pylist()], dtype=bool)
    return {
        "negative": brackets | signed,
        "whole": pc.replace_substring(field["whole"], ",", ""),
        "parts": field["parts"],
        "bad": empty | unmatched | (brackets & signed) | unknown,
        "rounded": _bools(pc.greater(pc.binary_length(field["exponent"]), 0)),
        "unit": field["unit"].to_pylist(),
    }


def _joined(parts: dict[str, Any], unit: int) -> _Result:
    """Fen of parts: the point moved right by the zeros of the unit."""
    own = parts["unit"]
    if own is None:
        return _moved(parts, unit, slice(None))
    units = np.array([UNITS.get(word, unit) for word in own], dtype=np.int64)
    fen = np.zeros(len(units), dtype=np.int64)
    reasons = np.zeros(len(units), dtype=np.uint8)
    rounded = np.zeros(len(units), dtype=bool)
    for one in np.unique(units):
        at = units == one
        fen[at], reasons[at], rounded[at] = _moved(parts, int(one), at)
    return fen, reasons, rounded


def _moved(parts: dict[str, Any], unit: int, at: Any) -> _Result:
    places = len(str(unit)) - 1
    if unit != 10**places:
        raise ValueError(f"a unit of money is a power of ten fen, not {unit}")
    chosen = parts["whole"] if isinstance(at, slice) else parts["whole"].filter(pa.array(at))
    after = parts["parts"] if isinstance(at, slice) else parts["parts"].filter(pa.array(at))
    padded = pc.utf8_rpad(after, places + 1, "0")
    kept, next_digit, rest = (
        pc.utf8_slice_codeunits(padded, 0, places),
        pc.utf8_slice_codeunits(padded, places, places + 1),
        pc.utf8_slice_codeunits(padded, places, None),
    )
    digits = pc.utf8_ltrim(pc.binary_join_element_wise(chosen, kept, ""), "0")
    long = _bools(pc.greater(pc.utf8_length(digits), _MOST_DIGITS))
    digits = pc.if_else(pc.or_(pa.array(long), pc.equal(digits, "")), pa.scalar("0", digits.type), digits)
    fen = digits.cast(pa.int64()).to_numpy(zero_copy_only=False) + _bools(pc.greater_equal(next_digit, "5"))
    bad, exponent = parts["bad"][at], parts["rounded"][at]
    reasons = _large(long | (fen > LARGEST_FEN))
    reasons[exponent] = ORDINAL[Reason.NUMBER_ROUNDED]
    reasons[bad] = ORDINAL[Reason.AMOUNT_INVALID]
    finer = _bools(pc.match_substring_regex(rest, "[1-9]"))
    return np.where(parts["negative"][at], -fen, fen), reasons, finer & (reasons == 0)


def _bools(array: Any) -> npt.NDArray[np.bool_]:
    mask: npt.NDArray[np.bool_] = np.asarray(array.to_numpy(zero_copy_only=False), dtype=bool)
    return mask
