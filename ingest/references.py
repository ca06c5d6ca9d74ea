"""References both ways: what a row refers to must stand in the files or the store, and a row that refers to a refused one is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.model import Column
from graph.timeline import Days
from ingest.batch import Batch, Bools, Positions
from ingest.debts import Debts
from ingest.external import stub_tables, wishes_of
from ingest.reasons import Notice, Reason
from ingest.standing import Standing

_KINDS: Final = {"guarantor": "guarantor_kind"}  # reference column → the column that declares the party's kind
_FIRMS: Final = ("enterprise", "guarantee_company")


def check_selves(batch: Batch, debts: Debts) -> None:
    """Refuse who guarantees a debt of its own, or controls itself."""
    if batch.table.name == "guarantees":
        borrower = debts.of("borrower", {"loan_no": batch.texts("loan_no"), "facility_no": batch.texts("facility_no")})
        batch.reject(Reason.SELF_GUARANTEE, "guarantor", _equal(batch.texts("guarantor"), borrower))
    elif batch.table.name == "controls":
        batch.reject(Reason.SELF_CONTROL, "controller", _equal(batch.texts("controller"), batch.texts("enterprise")))


def check_references(batch: Batch, standing: Mapping[str, Standing], day: Days) -> pd.DataFrame:
    """Check every reference column; the rows that ask for a stub party, as `external.wishes_of` gives them."""
    wishes = []
    for column in batch.table.columns:
        if not column.refers or column.derived:
            continue
        texts = batch.texts(column.name)
        rows = np.flatnonzero(texts.is_valid().to_numpy(zero_copy_only=False))
        values = texts.drop_null()
        missing = ~_stands(column, standing, values, day[rows])
        if not missing.any():
            continue
        if column.refers == ("counties",):
            batch.notice(Notice.UNLISTED_COUNTY, column.name, rows[missing])
            continue
        wishes.append(_refuse(batch, column, standing, rows[missing], values.filter(pa.array(missing))))
    return pd.concat(wishes, ignore_index=True) if wishes else pd.DataFrame({"code": [], "table": [], "row": [], "batch": []})


def _stands(column: Column, standing: Mapping[str, Standing], values: pa.Array, day: Days) -> Bools:
    found = np.zeros(len(values), dtype=bool)
    for name in column.refers:
        left = np.flatnonzero(~found)
        found[left] = standing[name].holds(values.take(pa.array(left)), day[left], own=not column.stub)
    return found


def _refuse(batch: Batch, column: Column, standing: Mapping[str, Standing], rows: Positions, values: pa.Array) -> pd.DataFrame:
    """Refuse rows whose reference stands nowhere, unless the party may become a stub."""
    refused = np.zeros(len(rows), dtype=bool)
    for name in column.refers:
        place = np.where(refused, -1, standing[name].refused(values))
        at = np.flatnonzero(place >= 0)
        other = standing[name].batch
        if other is not None:
            batch.reject(Reason.REFERS_TO_REJECTED, column.name, rows[at], other.places(place[at]))
        refused[at] = True
    rows, values = rows[~refused], values.filter(pa.array(~refused))
    tables = np.full(len(rows), "", dtype=object)
    if column.stub and len(rows):
        kinds = batch.texts(_KINDS[column.name]).take(pa.array(rows)) if column.name in _KINDS else pa.nulls(len(rows), pa.large_string())
        tables = stub_tables(values, kinds)
        told = np.isin(np.array(kinds.to_pylist(), dtype=object), _FIRMS)
        long = np.array([text.isalnum() and 15 <= len(text) <= 20 for text in values.to_pylist()], dtype=bool)
        wrong = (tables == "") & (told | long)
        batch.reject(Reason.CREDIT_CODE_INVALID, column.name, rows[wrong])
        rows, values, tables = rows[~wrong], values.filter(pa.array(~wrong)), tables[~wrong]
    nowhere = tables == ""
    batch.reject(Reason.UNKNOWN_REFERENCE, column.name, rows[nowhere], [", ".join(column.refers)] * int(nowhere.sum()))
    return wishes_of(batch, rows[~nowhere], values.filter(pa.array(~nowhere)), tables[~nowhere])


def _equal(one: pa.Array, other: pa.Array) -> Positions:
    return np.flatnonzero(pc.fill_null(pc.equal(one, other), fill_value=False).to_numpy(zero_copy_only=False))
