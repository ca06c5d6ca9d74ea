"""Whose debt a guarantee secures: borrower and bank of its loan or facility, from the files and the store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.lookup import places
from graph.schema import TABLES
from ingest.batch import Batch, Bools
from ingest.standing import Known

SECURED: Final = {"loan_no": "loans", "facility_no": "facilities"}


class Debts:
    """Looks up loans and facilities: a good row of the files first, then the store, then a refused row."""

    def __init__(self, batches: Mapping[str, Batch], known: Known) -> None:
        self._batches, self._known = batches, known

    def of(self, column: str, numbers: Mapping[str, pa.Array]) -> pa.Array:
        """What `column` (bank_code, borrower) says of the debt each guarantee secures; `numbers` holds loan_no and facility_no."""
        found = [self._look_up(SECURED[name], column, texts) for name, texts in numbers.items()]
        return pc.coalesce(*found)

    def _look_up(self, name: str, column: str, texts: pa.Array) -> pa.Array:
        batch = self._batches.get(name)
        result = pa.nulls(len(texts), pa.large_string())
        if batch is not None:
            result = _found(batch, batch.good, column, texts)
        if pc.any(pc.and_(pc.is_valid(texts), pc.is_null(result)), min_count=0).as_py() and not self._known.versions(name).empty:
            keys, values = self._known.latest(name, column)
            result = pc.coalesce(result, _taken(texts, keys, values))
        if batch is not None and not batch.good.all():
            result = pc.coalesce(result, _found(batch, ~batch.good & ~batch.frame[column].isna().to_numpy(), column, texts, ordered=True))
        return result


def _found(batch: Batch, chosen: Bools, column: str, texts: pa.Array, *, ordered: bool = False) -> pa.Array:
    """What the chosen rows say; `ordered` takes the least of several that differ, so that the order of rows does not matter."""
    mask = pa.array(chosen)
    values = batch.texts(column).filter(mask)
    by = pc.sort_indices(values) if ordered else pa.array(np.arange(len(values)))
    return _taken(texts, batch.texts(TABLES[batch.table.name].key[0]).filter(mask).take(by), values.take(by))


def _taken(texts: pa.Array, keys: pa.Array, values: pa.Array) -> pa.Array:
    row = places(texts, keys)
    return values.take(pa.array(row, mask=row < 0))
