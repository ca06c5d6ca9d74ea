"""One column of a raw table to canonical values: which cleaner a kind of value calls for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import pandas as pd

from graph.model import Column, Table
from graph.values import DTYPES, FEN_PER_YUAN, Kind
from graph.vocabulary import Vocabulary
from ingest.clean import codes, dates, figures, money, words
from ingest.clean.cells import BLANKS, ORDINAL, STROKES, Cells, Cleaned, split
from ingest.clean.limits import LONGEST_KEY, LONGEST_TEXT, RATES, SIGNED
from ingest.raw import RawTable
from ingest.reasons import Reason

NAMED: Final = frozenset({"counties", "banks", "enterprises", "persons", "guarantee_companies"})  # tables whose rows bear a name


def clean_column(raw: RawTable, column: Column) -> Cleaned:
    """Canonical values of a column, what the reader refused and what a required column lacks included."""
    if column.name not in raw.frame:
        cleaned = Cleaned(pd.Series(index=range(len(raw)), dtype=pd.api.types.pandas_dtype(DTYPES[column.kind])), _nothing(raw), {})
    else:
        cleaned = _clean(raw, column, split(raw.frame[column.name], _blanks(column)))
    for fault in raw.faults:
        if fault.column == column.name:
            cleaned.reasons[fault.position] = ORDINAL[fault.reason]
    if column.required:
        empty = cleaned.values.isna().to_numpy(dtype=bool) & (cleaned.reasons == 0)
        cleaned.reasons[empty] = ORDINAL[Reason.REQUIRED_EMPTY]
    return cleaned


def detail(table: Table, column: Column, reason: Reason) -> str:
    """What the sentence of a reason says beyond the cell: a limit, a range, the accepted words."""
    if reason is Reason.CHOICE_UNKNOWN and column.vocabulary is not None:
        return "、".join(column.vocabulary.chinese(word) for word in column.vocabulary.words)
    if reason is Reason.TEXT_TOO_LONG:
        return str(_longest(table, column))
    if reason is Reason.RATE_RANGE:
        low, high = RATES[table.name, column.name]
        return f"{low:g}..{high:g}"
    return ""


def _clean(raw: RawTable, column: Column, cells: Cells) -> Cleaned:
    table, place = raw.table, (raw.table.name, column.name)
    names = bool(column.refers) and set(column.refers) <= NAMED
    percent = column.name in raw.percents
    unit = raw.units.get(column.name, FEN_PER_YUAN)
    cleaners: dict[Kind, Callable[[], Cleaned]] = {
        Kind.CREDIT_CODE: lambda: codes.clean_credit_code(cells, names=names),
        Kind.PARTY_CODE: lambda: codes.clean_party_code(cells, person=not column.refers),
        Kind.COUNTY_CODE: lambda: codes.clean_county_code(cells, names=names),
        Kind.CITY_CODE: lambda: codes.clean_city_code(cells),
        Kind.NUMBER: lambda: codes.clean_number(cells),
        Kind.TEXT: lambda: codes.clean_text(cells, _longest(table, column)),
        Kind.MONEY: lambda: money.clean(cells, unit, signed=place in SIGNED),
        Kind.SHARE: lambda: figures.clean_fraction(cells, percent=percent, bounds=(0.0, 1.0), out=Reason.SHARE_RANGE),
        Kind.RATE: lambda: figures.clean_fraction(cells, percent=percent, bounds=RATES.get(place), out=Reason.RATE_RANGE),
        Kind.COUNT: lambda: figures.clean_count(cells),
        Kind.DATE: lambda: dates.clean(cells),
        Kind.FLAG: lambda: words.clean_flag(cells),
        Kind.CHOICE: lambda: words.clean_choice(cells, column.vocabulary or Vocabulary(column.name, {})),
    }
    return cleaners[column.kind]()


def _blanks(column: Column) -> frozenset[str]:
    """What counts as an empty cell: not a word the column accepts, and no word at all where an empty cell says something."""
    if column.empty_says:
        return STROKES
    if column.kind is Kind.FLAG:
        return BLANKS - words.WORDS_OF_FLAGS
    return BLANKS - column.vocabulary.accepted().keys() if column.vocabulary is not None else BLANKS


def _longest(table: Table, column: Column) -> int:
    return LONGEST_KEY if column.name in table.key or column.name == "name" else LONGEST_TEXT


def _nothing(raw: RawTable) -> Any:
    return np.zeros(len(raw), dtype=np.uint8)
