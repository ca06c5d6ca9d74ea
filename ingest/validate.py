"""Rules one row must keep by itself, and rows with the same key among themselves."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa

from graph.fingerprint import fingerprint, keys
from ingest.batch import Batch, Bools, Positions
from ingest.reasons import Reason

PAIRS: Final = {
    "loans": ("starts_on", "matures_on"),
    "facilities": ("starts_on", "ends_on"),
    "guarantees": ("signed_on", "period_ends_on"),
    "controls": ("valid_from", "valid_to"),
    "risk_list": ("listed_on", "delisted_on"),
    "consents": ("given_on", "ends_on"),
}
_SHOWN: Final = 5


def check_rows(batch: Batch) -> None:
    """Refuse rows that contradict themselves, before names are resolved."""
    if batch.table.name in PAIRS:
        _check_dates(batch, *PAIRS[batch.table.name])
    if batch.table.name == "guarantees":
        _check_debt(batch)


def _check_dates(batch: Batch, first: str, last: str) -> None:
    begins, ends = batch.frame[first], batch.frame[last]
    at = np.flatnonzero((ends < begins).to_numpy(dtype=bool))
    reason = Reason.MATURITY_BEFORE_START if last == "matures_on" else Reason.END_BEFORE_START
    details = [f"{one:%Y-%m-%d} < {other:%Y-%m-%d}" for one, other in zip(ends.iloc[at], begins.iloc[at], strict=True)]
    batch.reject(reason, last, at, details)


def _check_debt(batch: Batch) -> None:
    """Exactly one of loan and facility is guaranteed, and for more than nothing."""
    loan, facility = batch.frame["loan_no"].notna().to_numpy(), batch.frame["facility_no"].notna().to_numpy()
    refused = batch.unreadable["loan_no"] | batch.unreadable["facility_no"]
    batch.reject(Reason.GUARANTEED_DEBT_MISSING, "loan_no", np.flatnonzero(~loan & ~facility & ~refused))
    batch.reject(Reason.GUARANTEED_DEBT_AMBIGUOUS, "facility_no", np.flatnonzero(loan & facility))
    batch.reject(Reason.CAP_ZERO, "cap", np.flatnonzero((batch.frame["cap"] == 0).to_numpy(dtype=bool, na_value=False)))


def check_duplicates(batch: Batch) -> Positions:
    """Refuse all rows of a key whose contents differ; of equal rows keep the first, and return the others.

    Only rows that are good by themselves are compared: one refused for its own cells says nothing about the others.
    """
    rows = np.flatnonzero(batch.good)
    frame = batch.frame.iloc[rows]
    key = keys(batch.table, frame)
    if batch.table.reported_on is not None:
        key = key + "\x1f" + frame[batch.table.reported_on].dt.strftime("%Y-%m-%d").fillna("")
    repeated = _may_repeat(key)
    repeated[repeated] = key[repeated].duplicated(keep=False).to_numpy()
    if not repeated.any():
        return np.empty(0, dtype=np.int64)
    several, at = frame.loc[repeated], rows[repeated]
    hashes = pd.Series(fingerprint(batch.table, several))
    group = pd.Series(pa.array(key[repeated]).dictionary_encode().indices.to_numpy(zero_copy_only=False))
    differs = (hashes.groupby(group).transform("nunique") > 1).to_numpy()
    if differs.any():
        _refuse_groups(batch, at[differs], group[differs].to_numpy())
    again: Bools = group.duplicated(keep="first").to_numpy() & ~differs
    return at[again]


def _may_repeat(key: pd.Series[str]) -> Bools:
    """True for all keys that occur twice, and for next to no others: sorting 64-bit hashes beats a table of long texts."""
    hashes = pd.util.hash_array(key.to_numpy(dtype=object), categorize=False)
    order = np.argsort(hashes)
    same = hashes[order][1:] == hashes[order][:-1]
    repeated = np.zeros(len(key), dtype=bool)
    repeated[order[1:][same]] = True
    repeated[order[:-1][same]] = True
    return repeated


def _refuse_groups(batch: Batch, at: Positions, group: Positions) -> None:
    column = batch.table.key[0]
    order = np.argsort(group, kind="stable")
    bounds = np.flatnonzero(np.diff(group[order])) + 1
    members = np.split(at[order], bounds)
    for_rows: dict[int, str] = {}
    for rows in members:
        listed = "; ".join(batch.places(rows[:_SHOWN])) + (" …" if len(rows) > _SHOWN else "")
        for_rows.update(dict.fromkeys(rows.tolist(), listed))
    batch.reject(Reason.DUPLICATE_CONFLICT, column, at, [for_rows[row] for row in at.tolist()])
