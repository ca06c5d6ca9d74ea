"""Dates as offices write them: ISO, 2026/3/1, 2026.3.1, 2026年3月1日, 20260301, spreadsheet serials, with or without a time of day."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.days import FIRST_YEAR, LAST_YEAR
from ingest.clean.cells import ORDINAL, Cells, Cleaned, each_distinct
from ingest.reasons import Reason

FIRST_SERIAL: Final = 20_000  # 1954-10-03; smaller numbers are no dates anybody reports
LAST_SERIAL: Final = 80_000  # 2119-01-11
_ORIGIN: Final = np.datetime64("1899-12-30", "s")
_DAY: Final = 86_400
_FORM: Final = re.compile(
    r"(?P<year>\d{4})(?:"
    r"(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})|年(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号]?|(?P<mm>\d{2})(?P<dd>\d{2})(?:\d{6})?"
    r")(?:[T ]*\d{1,2}[:时]\d{1,2}(?:[:分](?:\d{1,2}(?:\.\d+)?秒?)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
)
_SERIAL: Final = re.compile(r"\d{5}(?:\.\d+)?")


def clean(cells: Cells) -> Cleaned:
    """The day of every cell."""
    days = np.full(cells.size, np.datetime64("NaT", "s"), dtype="datetime64[s]")
    reasons = np.zeros(cells.size, dtype=np.uint8)
    at, texts = cells.text
    if len(at):
        judged = each_distinct(texts, _judge)
        days[at] = np.array([day or "NaT" for day in judged.results], dtype="datetime64[s]")[judged.places]
        reasons[at] = judged.reasons
    at, moments = cells.moment
    days[at] = moments.astype("datetime64[D]").astype("datetime64[s]")
    for at, numbers in ((cells.whole[0], cells.whole[1].astype(np.float64)), cells.real):
        days[at] = _from_numbers(numbers)
        reasons[at[np.isnat(days[at])]] = ORDINAL[Reason.DATE_INVALID]
    reasons[cells.flag[0]] = ORDINAL[Reason.DATE_INVALID]
    year = days.astype("datetime64[Y]").astype(np.int64) + 1970
    outside = ~np.isnat(days) & ((year < FIRST_YEAR) | (year > LAST_YEAR))
    reasons[outside] = ORDINAL[Reason.DATE_RANGE]
    days[reasons != 0] = np.datetime64("NaT", "s")
    return Cleaned(pd.Series(days), reasons, {})


def _from_numbers(numbers: npt.NDArray[np.float64]) -> npt.NDArray[np.datetime64]:
    """Serials, and days written as one number (20260301)."""
    serial = (numbers >= FIRST_SERIAL) & (numbers <= LAST_SERIAL)
    days = np.full(len(numbers), np.datetime64("NaT", "s"), dtype="datetime64[s]")
    days[serial] = _ORIGIN + np.floor(numbers[serial]).astype(np.int64) * _DAY
    whole = np.where(np.isfinite(numbers), np.floor(numbers), 0.0)
    written = (whole == numbers) & (whole >= 10_000_000) & (whole < 100_000_000)
    digits = np.where(written, whole, 0).astype(np.int64)
    month, day = digits // 100 % 100, digits % 100
    first = ((digits // 10_000 - 1970) * 12 + month - 1).astype("datetime64[M]")
    named = first.astype("datetime64[D]") + (day - 1)
    real = written & (month >= 1) & (month <= 12) & (day >= 1) & (named.astype("datetime64[M]") == first)
    days[real] = named[real].astype("datetime64[s]")
    return days


def _judge(text: str) -> tuple[Any, Reason | None]:
    """The day as an ISO text, or why there is none."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if _SERIAL.fullmatch(plain) and FIRST_SERIAL <= float(plain) <= LAST_SERIAL:
        return str(_ORIGIN.astype("datetime64[D]") + int(float(plain))), None
    found = _FORM.fullmatch(re.sub(r"\s*([-/.年月日])\s*", r"\1", plain))
    if found is None:
        return None, Reason.DATE_INVALID
    parts = found.groupdict()
    try:
        day = date(int(parts["year"]), int(parts["month"] or parts["m"] or parts["mm"]), int(parts["day"] or parts["d"] or parts["dd"]))
    except ValueError:
        return None, Reason.DATE_INVALID
    return day.isoformat(), None
