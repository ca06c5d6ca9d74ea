"""`RowsByCode`: the rows of a table in which a column has a code, without looking through the table each time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd


class RowsByCode:
    """An index of some columns of a frame. O(rows) to make; an answer takes as long as it has cells."""

    def __init__(self, rows: pd.DataFrame, key: str, columns: Sequence[str]) -> None:
        self._places = rows.groupby(key, sort=False, observed=True).indices
        self._columns = {column: rows[column].array for column in columns}  # a cell of an array; pandas takes a row apart far more slowly

    def of(self, code: str) -> list[dict[str, Any]]:
        """The rows of a code, in their order; none where there are none."""
        return [{name: cells[place] for name, cells in self._columns.items()} for place in self._places.get(code, ())]
