"""What was found in a batch, in words: a rejection for every refused cell, a notice for what was accepted and should be seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd

from graph.schema import TABLES
from ingest.batch import Batch, Finding
from ingest.clean.cells import written
from ingest.clean.codes import masked
from ingest.clean.columns import detail
from ingest.raw import RawTable
from ingest.reasons import LONGEST_VALUE, Noticed, Reason, Rejection

EXAMPLES: Final = 5
_NAMING_TABLES: Final = frozenset({Reason.UNKNOWN_REFERENCE, Reason.UNKNOWN_NAME, Reason.AMBIGUOUS_NAME})
_TABLE_NAMES: Final = re.compile("|".join(TABLES))
_ROW: Final = re.compile(r" row (\d+)")


def rejections(batch: Batch) -> Iterator[Rejection]:
    """Everything refused, one entry a cell."""
    columns = {column.name: column for column in batch.table.columns}
    faults = {(part, fault.position, fault.column): fault.value for part, raw in enumerate(batch.raws) for fault in raw.faults}
    for finding in batch.findings:
        column = columns.get(finding.column)
        same = detail(batch.table, column, finding.reason) if column else ""
        for part in np.unique(batch.part[finding.rows]):
            raw = batch.raws[part]
            mine = np.flatnonzero(batch.part[finding.rows] == part)
            positions = batch.position[finding.rows[mine]]
            header = raw.headers.get(finding.column, column.headers[0] if column else finding.column)
            for place, position, cell in zip(mine.tolist(), positions.tolist(), _cells(raw, positions, finding.column), strict=True):
                value = _clipped(finding, faults.get((int(part), position, finding.column), cell))
                told = finding.details[place] if finding.details is not None else same
                words = {"column": finding.column, "header": header, "value": value}
                yield Rejection(
                    file=raw.file,
                    sheet=raw.sheet,
                    row=int(raw.rows[position]),
                    column=finding.column,
                    value=value,
                    code=finding.reason.value,
                    message=finding.reason.english.format(**words, detail=told),
                    chinese=finding.reason.chinese.format(**words, detail=_in_chinese(finding.reason, told)),
                )


def notices(batch: Batch) -> Iterator[Noticed]:
    """What was noticed in the rows that were accepted."""
    for (notice, column), at in batch.noticed.items():
        kept = np.unique(at[batch.good[at]])
        if len(kept) == 0:
            continue
        first = kept[: 20 * EXAMPLES]
        shown: set[str] = set()
        for part in np.unique(batch.part[first]):
            mine = first[batch.part[first] == part]
            cells = _cells(batch.raws[part], batch.position[mine], column)
            given = batch.frame[column].iloc[mine]  # a declaration fills what the file leaves empty
            shown.update(cell or ("" if pd.isna(value) else written(value)) for cell, value in zip(cells, given, strict=True))
        examples = tuple(sorted(shown - {""}))[:EXAMPLES]
        yield Noticed(notice.value, batch.table.name, column, len(kept), examples, notice.english, notice.chinese)


def _cells(raw: RawTable, positions: np.ndarray[tuple[int], np.dtype[np.int64]], column: str) -> list[str]:
    """What some cells show; nothing where the file has no such column."""
    if column not in raw.frame:
        return [""] * len(positions)
    return ["" if pd.isna(value) else written(value) for value in raw.frame[column].iloc[positions]]


def _in_chinese(reason: Reason, told: str) -> str:
    """A detail with tables and rows called by their Chinese names."""
    if reason in _NAMING_TABLES:
        return "、".join(_TABLE_NAMES.sub(lambda found: TABLES[found.group()].chinese, part) for part in told.split(", "))
    return _ROW.sub(r" 第\1行", told)


def _clipped(finding: Finding, value: str) -> str:
    if finding.reason is Reason.RAW_ID_NUMBER:
        value = masked("".join(value.split()))
    return value[:LONGEST_VALUE]
