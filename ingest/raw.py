"""A table as it stands in a file: columns recognised, cells untouched. What the reading side hands to the checking side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.model import Table
from ingest.reasons import Reason


@dataclass(frozen=True)
class RawFault:
    """A cell the reader itself must refuse; `value` is what the file shows there. The cell of `frame` is missing.

    Reasons used: FORMULA_WITHOUT_VALUE, CELL_ERROR (#REF! and its kin), NUMBER_ROUNDED (a long code a spreadsheet has cut),
    CODE_AS_DATE (a code a spreadsheet has turned into a date), ROW_TOO_LONG (a CSV row with more cells than the header),
    CURRENCY_FOREIGN (the row's 币种 is not the yuan).
    """

    position: int  # row position in RawTable.frame
    column: str  # name of the column in the schema, or the header of one that is not in it
    value: str
    reason: Reason


@dataclass(frozen=True, eq=False)
class RawTable:
    """The rows of one sheet, CSV or Parquet file, one frame column per schema column the file brings.

    Codes, numbers, texts and choices are always `str`, outer blanks stripped. The other kinds come as the file types them: `str`
    (CSV), `float64`, `Int64`, `boolean`, `datetime64[s]` where a column is of one type, `object` where an Excel column mixes str,
    float, bool, datetime and timedelta. Empty cells are missing.
    """

    table: Table
    file: str  # relative to the folder given, '/' separated
    sheet: str  # '' for CSV and Parquet
    frame: pd.DataFrame  # RangeIndex
    rows: npt.NDArray[np.int64]  # the row as Excel counts it, title and header lines included
    headers: dict[str, str]  # schema column -> header in the file
    units: dict[str, int]  # money column -> fen per unit of the file's numbers
    percents: frozenset[str] = frozenset()  # share and rate columns whose header says %, so that 4.35 is 0.0435
    faults: tuple[RawFault, ...] = ()
    formulas: int = 0  # formula cells whose cached value was read
    unmapped: tuple[str, ...] = ()  # headers nobody knows; their columns are left out
    left_out: int = 0  # total rows (合计 …), repeated headers and notes below the table, neither read nor rejected

    def __len__(self) -> int:
        return len(self.rows)
