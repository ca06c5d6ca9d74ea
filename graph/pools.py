"""One maximum-amount guarantee over several loans: which rows share a cap, and how it is split over them.

A pool is the same guarantor, borrower, bank and contract with the same stated cap; its cap is split in proportion to the loans'
shortfalls. Rows of one contract that state different caps are separate promises.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

_Ints = npt.NDArray[np.integer[Any]]
_Floats = npt.NDArray[np.float64]


def pools(guarantor: _Ints, borrower: _Ints, bank: _Ints, contract: pa.StringArray, stated_cap: _Floats) -> npt.NDArray[np.int64]:
    """The pool of each row, numbered from 0. O(rows · log rows)."""
    size = len(stated_cap)
    if not size:
        return np.empty(0, np.int64)
    number = pc.dictionary_encode(contract).indices.to_numpy(zero_copy_only=False)
    columns = (guarantor, borrower, bank, number, stated_cap)
    order = np.lexsort(columns)
    differs = np.zeros(size - 1, bool)
    for column in columns:
        there = np.asarray(column)[order]
        differs |= there[1:] != there[:-1]
    pool = np.empty(size, np.int64)
    pool[order] = np.concatenate(([0], np.cumsum(differs)))
    return pool


def split(stated_cap: _Floats, pool: _Ints, shortfall: _Floats) -> _Floats:
    """The cap that counts for each row: a pool's stated cap in proportion to the shortfall of the row's loan.

    A pool with one loan in need keeps its whole cap there; one whose loans need nothing keeps it everywhere.
    """
    cap = stated_cap.copy()
    total = np.bincount(pool, weights=shortfall)[pool] if len(pool) else shortfall
    shared = np.isfinite(cap) & (total > 0) & (total > shortfall)
    cap[shared] = cap[shared] * shortfall[shared] / total[shared]
    return cap
