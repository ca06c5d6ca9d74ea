"""Parties outside the tables: who is named by another row only, and becomes a stub so that no guarantee vanishes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.lookup import held
from graph.model import Table
from graph.values import DTYPES, credit_code_faults
from graph.versions import Changes, identify
from ingest.batch import Batch, Positions
from ingest.standing import Standing

PARTIES: Final = ("guarantee_companies", "enterprises", "persons")
KIND_OF: Final = {"enterprise": "enterprises", "person": "persons", "guarantee_company": "guarantee_companies"}
_ATTEMPT: Final = r"^(?:\d+|[0-9A-Za-z]{15,20})$"  # meant as a credit code


def stub_tables(codes: pa.Array, kinds: pa.Array) -> npt.NDArray[np.object_]:
    """The table a party outside the tables belongs to, by its code and its declared kind; '' where neither says.

    A valid credit code is a firm. Anything else needs a declared kind: a person may have any pseudonym, a firm an identifier that is
    not a credit code gone wrong (a foreign registration, say).
    """
    declared = np.array([KIND_OF.get(kind, "") for kind in kinds.to_pylist()], dtype=object)
    valid = ~credit_code_faults(pd.Series(codes.to_pandas(), dtype="str"))
    attempt = np.array(pc.match_substring_regex(codes, _ATTEMPT).to_numpy(zero_copy_only=False), dtype=bool)
    tables = np.where(attempt & (declared != "persons"), "", declared)
    return np.where(valid, np.where(declared == "guarantee_companies", "guarantee_companies", "enterprises"), tables)


def new_stubs(wishes: pd.DataFrame) -> dict[str, pd.Series[str]]:
    """The codes of each table's new stubs; a code that several rows place differently goes where PARTIES names it first."""
    order = wishes.assign(_order=wishes["table"].map({name: place for place, name in enumerate(PARTIES)}))
    each = order.sort_values(["code", "_order"], kind="stable").drop_duplicates("code")
    return {str(table): group["code"].reset_index(drop=True) for table, group in each.groupby("table")}


def with_stubs(table: Table, changes: Changes, codes: pd.Series[str], standing: Standing, places: Mapping[str, tuple[str, int]]) -> Changes:
    """Open stub versions; one whose party was said to be gone stands from that day on. `places`: code → source and row that names it."""
    frame = pd.DataFrame({column.name: pd.Series(index=codes.index, dtype=DTYPES[column.kind]) for column in table.columns})
    frame[table.key[0]] = codes
    if "name" in frame:
        frame["name"] = codes
    frame["external"] = pd.array([True] * len(codes), dtype="boolean")
    frame["_source"] = pd.Series([places[code][0] for code in codes], dtype="str")
    frame["_row"] = pd.array([places[code][1] for code in codes], dtype="Int64")
    stubs = identify(table, frame)
    stubs["_reported_on"] = standing.last_day(codes)
    instead = _pairs(changes.opened).isin(_pairs(stubs)) & changes.opened["_gone"].to_numpy(dtype=bool)
    opened = [part for part in (changes.opened.loc[~instead.to_numpy()], stubs[list(changes.opened.columns)]) if len(part)]
    known = standing.versions.loc[_pairs(standing.versions).isin(_pairs(stubs)).to_numpy(), ["_key", "_reported_on"]]
    return replace(changes, opened=pd.concat(opened, ignore_index=True), closed=_closed(changes.closed, known))


def without_stubs(changes: Changes, stubs: pd.DataFrame, arrived: pa.Array) -> Changes:
    """Close the stub versions of parties that a table has brought meanwhile."""
    mine = stubs.loc[held(stubs["_key"], arrived)]
    return replace(changes, closed=_closed(changes.closed, mine)) if len(mine) else changes


def wishes_of(batch: Batch, rows: Positions, codes: pa.Array, tables: npt.NDArray[np.object_]) -> pd.DataFrame:
    """Rows that ask for a stub."""
    return pd.DataFrame({"code": pd.Series(codes.to_pandas(), dtype="str"), "table": pd.Series(tables, dtype="str"), "row": rows}).assign(
        batch=batch.table.name
    )


def _closed(closed: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    parts = [part for part in (closed, more[["_key", "_reported_on"]]) if len(part)]
    return pd.concat(parts, ignore_index=True).drop_duplicates(ignore_index=True) if parts else closed


def _pairs(frame: pd.DataFrame) -> Any:
    return frame["_key"] + "\x1f" + frame["_reported_on"].dt.strftime("%Y-%m-%d").fillna("")
