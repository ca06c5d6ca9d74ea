"""Reading the versions of a fact table."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from graph.fingerprint import keys
from graph.model import Table
from graph.sqlite_store import ddl
from graph.sqlite_store.frames import fetch, fetch_facts
from graph.versions import BOOKKEEPING, HISTORY, Feed, by_key, dtypes, in_order, select, validity

OPEN = "_closed IS NULL"


def known(readers: Sequence[sqlite3.Connection], table: Table, as_of: date | None, run: int, columns: Iterable[str] | None) -> pd.DataFrame:
    """The versions known after a finished run, or those of them that answer for a date."""
    wanted = [column.name for column in table.columns] if columns is None else [table.column(name).name for name in columns]
    bookkeeping = ["_reported_on", "_gone", "_source", "_row"] + (["_hash"] if as_of is None else [])
    stored = list(dict.fromkeys([*wanted, *_needed(table), *bookkeeping]))
    condition = "_opened <= ? AND (_closed IS NULL OR _closed > ?)"
    frame = _whole(readers, table, stored, condition, (run, run))
    if as_of is None:
        return by_key(frame)[[*wanted, *BOOKKEEPING]]
    return select(frame, as_of)[[*wanted, "_key", "_reported_on", "_source", "_row", "_later"]]


def history(readers: Sequence[sqlite3.Connection], table: Table, run: int) -> pd.DataFrame:
    """Every version up to a finished run, with the runs between which it was known."""
    stored = [column.name for column in table.columns] + ["_reported_on", "_gone", "_source", "_row", "_hash", *HISTORY]
    return in_order(_whole(readers, table, stored, "_opened <= ?", (run,)), run)[[*dtypes(table), *HISTORY]]


def of_keys(connection: sqlite3.Connection, table: Table, wanted: Sequence[str]) -> pd.DataFrame:
    """The open versions of some keys, whole."""
    stored = [column.name for column in table.columns] + ["_reported_on", "_hash", "_gone", "_source", "_row"]
    # CROSS JOIN: the keys drive, each finds its versions by the index
    names = ", ".join(f"fact.{ddl.quoted(name)}" for name in stored)
    source = f"FROM json_each(?) AS wanted CROSS JOIN {ddl.quoted(table.name)} AS fact ON fact._key = wanted.value AND fact.{OPEN}"
    found = fetch(connection, f"SELECT {names} {source}", (json.dumps(list(dict.fromkeys(wanted))),), _dtypes(table, stored))
    return by_key(_identified(table, found))[list(dtypes(table))]


def fingerprints(connection: sqlite3.Connection, table: Table) -> pd.DataFrame:
    """Key, date, fingerprint and absence of every open version."""
    frame = _whole([connection], table, [*table.identity, "_reported_on", "_hash", "_gone"], OPEN, ())
    return frame[["_key", "_reported_on", "_hash", "_gone"]]


def feeds(connection: sqlite3.Connection, table: Table, run: int) -> list[Feed]:
    """What the runs up to one kept of a table's dated feeds."""
    rows = connection.execute(
        "SELECT reported_on, scope, repeated FROM _feeds WHERE fact_table = ? AND run <= ? ORDER BY reported_on, run", (table.name, run)
    )
    return [Feed(date.fromisoformat(day), scope, np.frombuffer(marks, "<i8").astype(np.int64)) for day, scope, marks in rows]


def _needed(table: Table) -> list[str]:
    """The columns that key and validity are made of: reading them once is quicker than reading those as well."""
    return [*table.identity, *(name for name in (table.valid_from, table.through, table.until) if name)]


def _whole(
    readers: Sequence[sqlite3.Connection], table: Table, stored: Sequence[str], condition: str, parameters: Sequence[Any]
) -> pd.DataFrame:
    return _identified(table, fetch_facts(readers, ddl.quoted(table.name), condition, parameters, _dtypes(table, stored)))


def _dtypes(table: Table, stored: Sequence[str]) -> dict[str, str]:
    kinds = dtypes(table) | HISTORY
    return {name: kinds[name] for name in stored}


def _identified(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows with their keys, and their validity as far as its columns were read."""
    frame["_key"] = keys(table, frame)
    if set(_needed(table)) <= set(frame.columns):
        frame["_valid_from"], frame["_valid_to"] = validity(table, frame)
    return frame
