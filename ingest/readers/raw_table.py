"""A sheet and its layout become a RawTable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.errors import InvalidManifest
from graph.model import Table
from graph.values import Kind
from ingest.layout import Layout, judge_rows
from ingest.manifest import FILE, Manifest
from ingest.mapping import Match
from ingest.raw import RawFault, RawTable
from ingest.readers.cells import typed
from ingest.readers.denomination import counted, foreign_rows, unit_by_row
from ingest.readers.grid import Grid
from ingest.reasons import Reason
from ingest.units import YUAN

REASON_HEADER: Final = "退回原因"  # the last column of a returned sheet, which may be sent in again
_NOTHING: Final = frozenset({REASON_HEADER, "序号"})  # columns that are known to say nothing


def from_grid(grid: Grid, table: Table, layout: Layout, manifest: Manifest) -> RawTable:
    """The rows of a table in a grid."""
    frame = unmerged(grid, layout)
    faults = _faults(grid, layout)
    marked = np.isin(np.arange(len(frame)), [row for row, _ in faults])
    judged = judge_rows(frame, layout, marked)
    layout = judged.settle(layout, grid.file)
    kept = judged.kept
    beside = {place: frame[place][kept].reset_index(drop=True) for place in layout.unmapped}
    layout, units = unit_by_row(beside, layout, grid.file)
    places = np.flatnonzero(kept)
    positions = {int(place): position for position, place in enumerate(places)}
    columns = {place: _told(grid, place, frame[place], match)[kept].reset_index(drop=True) for place, match in layout.matches.items()}
    if units is not None:
        own = {place for place, match in layout.matches.items() if match.column.kind is Kind.MONEY and match.unit is None}
        columns |= {place: counted(columns[place], units) for place in own}
    found = [
        RawFault(positions[row], layout.matches[column].column.name, value, reason)
        for (row, column), (value, reason) in faults.items()
        if row in positions
    ]
    found += foreign_rows(beside, layout)
    formulas = sum(
        row - grid.first_row in positions and column - grid.first_column in layout.matches for row, column in grid.marks.formulas
    )
    rows = places.astype(np.int64) + grid.first_row
    return _raw(grid.file, grid.sheet, table, layout, manifest, columns, rows, found, formulas=formulas, left_out=judged.left_out)


def from_columns(file: str, table: Table, layout: Layout, manifest: Manifest, frame: pd.DataFrame) -> RawTable:
    """The rows of a typed file without lines around the table."""
    columns = {place: frame[place] for place in layout.matches}
    rows = np.arange(len(frame), dtype=np.int64) + 2
    return _raw(file, "", table, layout, manifest, columns, rows, [])


def _raw(
    file: str,
    sheet: str,
    table: Table,
    layout: Layout,
    manifest: Manifest,
    columns: Mapping[int, pd.Series[Any]],
    rows: npt.NDArray[np.int64],
    faults: list[RawFault],
    *,
    formulas: int = 0,
    left_out: int = 0,
) -> RawTable:
    frame: dict[str, pd.Series[Any]] = {}
    for place, match in sorted(layout.matches.items(), key=lambda item: table.columns.index(item[1].column)):
        name = match.column.name
        frame[name], spoiled = typed(columns[place], match.column.kind)
        faults += [RawFault(position, name, value, reason) for position, value, reason in spoiled]
    return RawTable(
        table=table,
        file=file,
        sheet=sheet,
        frame=pd.DataFrame(frame, index=pd.RangeIndex(len(rows))),
        rows=rows,
        headers={match.column.name: match.header for match in layout.matches.values()},
        units=_units(file, table, layout, manifest),
        percents=frozenset(match.column.name for match in layout.matches.values() if match.percent),
        faults=tuple(sorted(faults, key=lambda fault: (fault.position, fault.column))),
        formulas=formulas,
        unmapped=tuple(header for header in layout.unmapped.values() if header not in _NOTHING),
        left_out=left_out,
    )


def unmerged(grid: Grid, layout: Layout) -> pd.DataFrame:
    """A cell merged over several rows counts for each of them, except money, which would be counted more than once."""
    frame = grid.frame
    for (top, left), (bottom, right) in grid.merged:
        column = left - grid.first_column
        first, last = top + 1 - grid.first_row, min(bottom + 1 - grid.first_row, len(frame) - 1)
        match = layout.matches.get(column)
        if match and left == right and layout.header < first < last and match.column.kind is not Kind.MONEY:
            frame.loc[first:last, column] = frame[column].loc[first]
    return frame


def _told(grid: Grid, place: int, cells: pd.Series[Any], match: Match) -> pd.Series[Any]:
    """Under a header that says %, a cell that Excel shows as 6% holds 0.06 and means 6, like a plain 6 beside it."""
    if not match.percent:
        return cells
    shown = [row - grid.first_row for row, column in grid.marks.percents if column - grid.first_column == place]
    cells = cells.copy()
    for row in shown:
        if row in cells.index and isinstance(cells[row], float):
            cells[row] = round(cells[row] * 100, 10)
    return cells


def _faults(grid: Grid, layout: Layout) -> dict[tuple[int, int], tuple[str, Reason]]:
    """Faults in known columns by row and column of the grid; in CSV also rows with more cells than headers, whose cells have shifted."""
    faults = {
        (row - grid.first_row, column - grid.first_column): fault
        for (row, column), fault in grid.marks.faults.items()
        if column - grid.first_column in layout.matches and row - grid.first_row > layout.header
    }
    last = max(*layout.matches, *layout.unmapped, 0)
    beyond = grid.frame.iloc[:, last + 1 :]
    if not grid.sheet and len(beyond.columns):
        column = max(layout.matches)
        for row in np.flatnonzero(beyond.notna().any(axis=1).to_numpy()):
            if row > layout.header:
                value = next(str(cell) for cell in beyond.iloc[row] if pd.notna(cell))
                faults[int(row), column] = (value, Reason.ROW_TOO_LONG)
    return faults


def _units(file: str, table: Table, layout: Layout, manifest: Manifest) -> dict[str, int]:
    """Fen per unit of every money column: its header says, else the manifest, else a line above the table, else yuan."""
    return {
        match.column.name: _unit(file, table, match, layout.unit, manifest)
        for match in layout.matches.values()
        if match.column.kind is Kind.MONEY
    }


def _unit(file: str, table: Table, match: Match, stated: int | None, manifest: Manifest) -> int:
    column = f"{table.name}.{match.column.name}"
    own, general = manifest.units.get(column), manifest.units.get(table.name)
    if (match.unit and own and match.unit != own) or (not match.unit and not own and stated and general and stated != general):
        raise InvalidManifest(FILE, f"its unit for {column} contradicts the one that {file} states")
    return match.unit or own or general or stated or YUAN
