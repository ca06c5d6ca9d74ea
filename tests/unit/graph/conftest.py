from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from graph.assembly import assemble
from graph.network import Assumptions, GuaranteeNetwork
from graph.schema import TABLES
from graph.versions import dtypes, empty, identify

Rows = list[dict[str, Any]]


@pytest.fixture
def frame() -> Callable[[str, Rows], pd.DataFrame]:
    """Rows of a table, money in yuan, as the identified frame a store would take; columns left out are empty."""

    def make(name: str, rows: Rows) -> pd.DataFrame:
        table = TABLES[name]
        if not rows:
            return empty(table)
        kinds = dtypes(table)
        cells = pd.DataFrame(rows)
        columns = {}
        for column in table.columns:
            values = cells[column.name] if column.name in cells else pd.Series([None] * len(cells), dtype=object)
            if column.kind == "money":
                values = values.map(lambda yuan: None if yuan is None or pd.isna(yuan) else round(yuan * 100))
            columns[column.name] = (pd.to_datetime(values) if column.kind == "date" else values).astype(kinds[column.name])
        made = pd.DataFrame(columns).assign(_source="test", _row=range(2, len(cells) + 2))
        made["_source"], made["_row"] = made["_source"].astype("str"), made["_row"].astype("Int64")
        return identify(table, made)

    return make


@pytest.fixture
def network_of(frame: Callable[[str, Rows], pd.DataFrame]) -> Callable[..., GuaranteeNetwork]:
    """The network of some tables' rows on 2026-06-30, the tables not given empty."""

    def build(as_of: date = date(2026, 6, 30), assumptions: Assumptions | None = None, **tables: Rows) -> GuaranteeNetwork:
        facts = {name: frame(name, tables.get(name, [])).assign(_later=False) for name in TABLES}
        return assemble(facts, as_of, "test", assumptions or Assumptions())

    return build
