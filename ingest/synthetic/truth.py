"""The complete truth about mutual pairs and rings of a set of links, found by plain joins, apart from the analysis engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.integer[Any]]


@dataclass(frozen=True, eq=False)
class FirmLinks:
    """Who guarantees whom among the enterprises of the tables, each link once; positions in `code`."""

    code: pd.Series[str]
    guarantor: Ints
    borrower: Ints


def firm_links(tables: dict[str, pd.DataFrame], as_of: date) -> FirmLinks:
    """Links behind guarantees that are in force on a day, of loans that are not repaid."""
    code = pd.Series(tables["enterprises"]["credit_code"])
    loans, promises = tables["loans"], tables["guarantees"]
    promises = promises.loc[~(promises["period_ends_on"] < pd.Timestamp(as_of)).to_numpy(dtype=bool)]
    live = loans.loc[(loans["balance"] > 0).to_numpy(dtype=bool)]
    drawn = live.dropna(subset="facility_no").drop_duplicates("facility_no")
    of_loan = _places(live["borrower"], code)[_places(promises["loan_no"], live["loan_no"])]
    of_line = _places(drawn["borrower"], code)[_places(promises["facility_no"], drawn["facility_no"])]
    by_loan, by_line = _places(promises["loan_no"], live["loan_no"]) >= 0, _places(promises["facility_no"], drawn["facility_no"]) >= 0
    borrower = np.where(by_loan, of_loan, np.where(by_line, of_line, -1))
    guarantor = _places(promises["guarantor"], code)
    among = (guarantor >= 0) & (borrower >= 0)
    return FirmLinks(code, *distinct(guarantor[among], borrower[among], len(code)))


def _places(values: pd.Series[Any], among: pd.Series[Any]) -> Ints:
    found = pc.index_in(pa.array(values, from_pandas=True), value_set=pa.array(among))
    places: Ints = pc.fill_null(found, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    return places


def distinct(guarantor: Ints, borrower: Ints, n: int) -> tuple[Ints, Ints]:
    """Every link once, sorted."""
    keys = np.unique(guarantor * n + borrower)
    return keys // n, keys % n


def mutual_pairs(guarantor: Ints, borrower: Ints, n: int) -> Ints:
    """Pairs (a, b), a < b, that guarantee each other."""
    source, target = distinct(guarantor, borrower, n)
    forward = source * n + target
    both = np.isin(target * n + source, forward) & (source < target)
    return np.column_stack([source[both], target[both]])


def rings(guarantor: Ints, borrower: Ints, n: int, longest: int = 5) -> list[Ints]:
    """Directed rings of 3 to `longest` different firms, guarantor → borrower, each once, from its smallest member on.

    Paths that never fall below their first firm are prolonged link by link inside strongly connected parts; one that can close is a
    ring. Complexity O(number of such paths).
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    source, target = distinct(guarantor, borrower, n)
    _, part = connected_components(coo_array((np.ones(len(source)), (source, target)), shape=(n, n)), connection="strong")
    inside = part[source] == part[target]
    source, target = source[inside], target[inside]
    keys = source * n + target
    start = np.searchsorted(source, np.arange(n + 1))
    paths = np.column_stack([source, target])[source < target]
    found = []
    for _ in range(longest - 2):
        last = paths[:, -1]
        count = start[last + 1] - start[last]
        row = np.repeat(np.arange(len(paths)), count)
        step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        following = target[start[last][row] + step]
        grown = np.column_stack([paths[row], following])
        new = (following > grown[:, 0]) & (grown[:, :-1] != following[:, None]).all(axis=1)
        paths = grown[new]
        found.append(paths[np.isin(paths[:, -1] * n + paths[:, 0], keys)])
    return found


def ring_codes(found: list[Ints], code: npt.NDArray[Any]) -> list[list[str]]:
    """Rings as codes, each from its smallest code on, shorter ones first, then by code."""
    named: list[list[str]] = []
    for group in found:
        for ring in code[group].tolist():
            at = ring.index(min(ring))
            named.append(ring[at:] + ring[:at])
    return sorted(named, key=lambda ring: (len(ring), ring))


def pair_codes(pairs: Ints, code: npt.NDArray[Any]) -> list[list[str]]:
    """Mutual pairs as codes, each and all in ascending order."""
    return sorted(sorted(pair) for pair in code[pairs].tolist())


def joint_groups(promises: pd.DataFrame) -> dict[str, list[str]]:
    """Members of every joint-guarantee group (联保小组), by number; in a full group whoever borrows also guarantees."""
    named = promises.dropna(subset="group_no")
    return {str(group): sorted(set(members)) for group, members in named.groupby("group_no")["guarantor"]}
