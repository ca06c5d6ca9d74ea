"""All rows of one table in a load: cleaned, side by side, with what was found wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from graph.fingerprint import large
from graph.model import Column, Table
from graph.values import DTYPES
from ingest.clean.cells import REASONS
from ingest.clean.columns import clean_column
from ingest.raw import RawTable
from ingest.reasons import Notice, Reason

Positions = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Finding:
    """Rows refused for one reason in one column; `details` completes the sentence, one a row."""

    reason: Reason
    column: str
    rows: Positions
    details: Sequence[str] | None


@dataclass(eq=False)
class Batch:
    """The rows of a table. `good` shrinks as checks refuse rows; a refused cell is missing in `frame`."""

    table: Table
    raws: tuple[RawTable, ...]
    frame: pd.DataFrame  # canonical columns, `_source`, `_row`; RangeIndex
    part: npt.NDArray[np.int32]  # which of `raws` a row comes from
    position: Positions  # and where it stands there
    good: Bools
    unreadable: dict[str, Bools]  # key column → its cell was refused
    findings: list[Finding] = field(default_factory=list)
    noticed: dict[tuple[Notice, str], Positions] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.frame)

    def reject(self, reason: Reason, column: str, at: Positions, details: Sequence[str] | None = None) -> None:
        """Refuse some rows."""
        if len(at) == 0:
            return
        self.findings.append(Finding(reason, column, at, details))
        self.good[at] = False
        if column in self.unreadable and reason in _UNREADABLE:
            self.unreadable[column][at] = True

    def notice(self, notice: Notice, column: str, at: Positions) -> None:
        """Remember that rows are worth a notice; those refused in the end are not counted."""
        if len(at):
            earlier = self.noticed.get((notice, column), np.empty(0, dtype=np.int64))
            self.noticed[notice, column] = np.concatenate([earlier, at])

    def texts(self, column: str) -> pa.LargeStringArray:
        """A text column as Arrow."""
        return large(self.frame[column])

    def readable(self) -> Bools:
        """True where the whole key of a row could be read."""
        mask = np.ones(len(self), dtype=bool)
        for cells in self.unreadable.values():
            mask &= ~cells
        return mask

    def place(self, row: int) -> str:
        """Where a row stands: file, sheet, row."""
        raw = self.raws[self.part[row]]
        return f"{source(raw)} row {raw.rows[self.position[row]]}"

    def places(self, rows: Positions) -> list[str]:
        """The same of several rows."""
        return [self.place(int(row)) for row in rows]


_UNREADABLE: Final = frozenset(Reason) - {
    Reason.MATURITY_BEFORE_START, Reason.END_BEFORE_START, Reason.CAP_ZERO, Reason.SELF_GUARANTEE, Reason.SELF_CONTROL,
    Reason.DUPLICATE_CONFLICT, Reason.REPEATED_ROW, Reason.UNKNOWN_REFERENCE, Reason.REFERS_TO_REJECTED,
}  # fmt: skip


def gather(raws: Sequence[RawTable]) -> Batch:
    """Clean the raw tables of one table and put them side by side."""
    table = raws[0].table
    frames: list[pd.DataFrame] = []
    found: list[Finding] = []
    noted: list[tuple[Notice, str, Positions]] = []
    start = 0
    unreadable: dict[str, list[Bools]] = {name: [] for name in table.key}
    for raw in raws:
        values: dict[str, Any] = {}
        for column in table.columns:
            if column.derived:
                values[column.name] = pd.Series(index=range(len(raw)), dtype=pd.api.types.pandas_dtype(DTYPES[column.kind]))
                continue
            cleaned = clean_column(raw, column)
            values[column.name] = cleaned.values
            found.extend(_findings(column, cleaned.reasons, start))
            noted.extend((notice, column.name, at + start) for notice, at in cleaned.noted.items())
            if column.name in unreadable:
                unreadable[column.name].append(cleaned.reasons != 0)
        found.extend(_misplaced(raw, start))
        values["_source"] = pd.Series(pd.array([source(raw)], dtype="str").take(np.zeros(len(raw), dtype=np.int64)))
        values["_row"] = pd.Series(pd.arrays.IntegerArray(raw.rows.astype(np.int64), np.zeros(len(raw), dtype=bool)))
        frames.append(pd.DataFrame(values))
        start += len(raw)
    lengths = [len(raw) for raw in raws]
    batch = Batch(
        table=table,
        raws=tuple(raws),
        frame=pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0],
        part=np.repeat(np.arange(len(raws), dtype=np.int32), lengths),
        position=np.concatenate([np.arange(length) for length in lengths]),
        good=np.ones(start, dtype=bool),
        unreadable={name: np.concatenate(masks) for name, masks in unreadable.items()},
    )
    for finding in found:
        batch.reject(finding.reason, finding.column, finding.rows)
    for notice, name, at in noted:
        batch.notice(notice, name, at)
    return batch


def _findings(column: Column, reasons: npt.NDArray[np.uint8], start: int) -> Iterator[Finding]:
    for ordinal in np.unique(reasons):
        reason = REASONS[ordinal]
        if reason is not None:
            yield Finding(reason, column.name, np.flatnonzero(reasons == ordinal) + start, None)


def _misplaced(raw: RawTable, start: int) -> Iterator[Finding]:
    """What the reader refused outside the table's columns."""
    for fault in raw.faults:
        if fault.column not in {column.name for column in raw.table.file_columns}:
            yield Finding(fault.reason, fault.column, np.array([fault.position + start]), None)


def source(raw: RawTable) -> str:
    """A raw table by its name: the file, and the sheet where there is one."""
    return f"{raw.file}#{raw.sheet}" if raw.sheet else raw.file
