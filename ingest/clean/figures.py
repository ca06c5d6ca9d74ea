"""Shares, rates and counts: `6%`, `0.06`, `６％`, `1,200`, `35人`."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from ingest.clean.cells import ORDINAL, Cells, Cleaned, Ordinals, each_distinct
from ingest.reasons import Reason

LARGEST_COUNT: Final = 10**12
_NUMBER: Final = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:e[+-]?\d{1,3})?")
_COUNTED: Final = re.compile(r"(?<=\d)\s*[人名天日户家个]$")


def clean_fraction(cells: Cells, *, percent: bool, bounds: tuple[float, float] | None, out: Reason) -> Cleaned:
    """Fractions; `percent` says that the column's bare numbers are percents; beyond `bounds` a value is refused as `out`."""
    values, reasons = _numbers(cells, percent=percent)
    if bounds is not None:
        reasons[(values < bounds[0]) | (values > bounds[1])] = ORDINAL[out]
    values[reasons != 0] = np.nan
    return Cleaned(pd.Series(values), reasons, {})


def clean_count(cells: Cells) -> Cleaned:
    """Whole numbers of at least 0."""
    values, reasons = _numbers(cells, percent=False)
    wrong = ~np.isnan(values) & ~((values >= 0) & (values <= LARGEST_COUNT) & (values == np.floor(values)))
    reasons[wrong | (reasons != 0)] = ORDINAL[Reason.COUNT_INVALID]
    known = ~np.isnan(values) & (reasons == 0)
    return Cleaned(pd.Series(pd.arrays.IntegerArray(np.where(known, values, 0).astype(np.int64), ~known)), reasons, {})


def _numbers(cells: Cells, *, percent: bool) -> tuple[npt.NDArray[np.float64], Ordinals]:
    values = np.full(cells.size, np.nan)
    reasons = np.zeros(cells.size, dtype=np.uint8)
    at, texts = cells.text
    if len(at):
        judged = each_distinct(texts, _judge_percent if percent else _judge)
        values[at] = np.array(judged.results, dtype=np.float64)[judged.places]
        reasons[at] = judged.reasons
    for at, numbers in ((cells.whole[0], cells.whole[1].astype(np.float64)), cells.real):
        # twelve decimals are the same float as the text would give
        values[at] = np.round(numbers / 100, 12) if percent else numbers
        reasons[at[~np.isfinite(numbers)]] = ORDINAL[Reason.NUMBER_INVALID]
    for at in (cells.moment[0], cells.flag[0]):
        reasons[at] = ORDINAL[Reason.NUMBER_INVALID]
    return values, reasons


def _judge(text: str) -> tuple[Any, Reason | None]:
    """The number of a text; a percent is moved by its exponent, so that 6% and 0.06 are the same float."""
    plain = _COUNTED.sub("", unicodedata.normalize("NFKC", text).casefold().strip())
    bare = plain.removesuffix("%").rstrip()
    if not _NUMBER.fullmatch(bare) or not any(sign.isdigit() for sign in bare):
        return np.nan, Reason.NUMBER_INVALID
    digits, _, exponent = bare.replace(",", "").partition("e")
    moved = int(exponent or 0) - 2 * (bare != plain)
    value = float(f"{digits}e{moved}")
    return (value, None) if np.isfinite(value) else (np.nan, Reason.NUMBER_INVALID)


def _judge_percent(text: str) -> tuple[Any, Reason | None]:
    return _judge(text if text.rstrip().endswith(("%", "％")) else text + "%")
