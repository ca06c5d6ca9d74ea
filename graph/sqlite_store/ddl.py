"""The tables of a SQLite store, written from the schema.

A fact table holds a row a version: the columns of its table, then its bookkeeping. `_key` and the validity are computed by SQLite from
the columns. `_opened` and `_closed` are the numbers of the runs between which the version was known. No date is `''` in
`_reported_on`, so that it comes before all dates and the index keeps (key, date) unique. Names that begin with `_` hold no facts.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Final

from graph.model import Column, Table
from graph.values import DTYPES

APPLICATION_ID: Final = 0x5355_5247  # "SURG", in the header of every store
PAGE_SIZE: Final = 8192
SQL_TYPES: Final = {"str": "TEXT", "Int64": "INTEGER", "boolean": "INTEGER", "float64": "REAL", "datetime64[s]": "TEXT"}

_OWN: Final = (
    "CREATE TABLE _store (store_id TEXT NOT NULL, created_at TEXT NOT NULL)",
    """CREATE TABLE _runs (
    number INTEGER PRIMARY KEY,
    run_id TEXT NOT NULL UNIQUE,
    started_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    data_date TEXT,
    report TEXT NOT NULL
)""",
    """CREATE TABLE _feeds (
    fact_table TEXT NOT NULL,
    run INTEGER NOT NULL,
    reported_on TEXT NOT NULL,
    scope TEXT,
    repeated BLOB NOT NULL
)""",
    """CREATE TABLE _results (
    party TEXT PRIMARY KEY,
    circle TEXT,
    rank INTEGER,
    class TEXT,
    level TEXT,
    as_of TEXT NOT NULL,
    run_id TEXT NOT NULL
)""",
    """CREATE TABLE _parties (
    id INTEGER PRIMARY KEY,
    party TEXT NOT NULL,
    kind TEXT NOT NULL,
    precedence INTEGER NOT NULL,
    name TEXT NOT NULL,
    county TEXT,
    written TEXT NOT NULL,
    normalised TEXT NOT NULL,
    code TEXT NOT NULL,
    UNIQUE (party, kind)
)""",
    """CREATE VIRTUAL TABLE _party_text USING fts5(
    written, normalised, code, content='_parties', content_rowid='id', tokenize='trigram case_sensitive 1'
)""",
)


def statements(tables: Iterable[Table]) -> tuple[str, ...]:
    """Everything a new store is made of, in order."""
    facts = tuple(sql for table in tables for sql in (fact_table(table), open_index(table)))
    return _OWN + facts


def version(tables: Iterable[Table]) -> int:
    """A number that changes whenever the statements do; it stands in the header of every store."""
    return zlib.crc32("\n".join(statements(tables)).encode()) & 0x7FFF_FFFF


def fact_table(table: Table) -> str:
    """CREATE TABLE of a fact table."""
    lines = ["_id INTEGER PRIMARY KEY", *(_column(column) for column in table.columns)]
    lines += [
        "_reported_on TEXT NOT NULL",
        "_hash INTEGER NOT NULL",
        "_gone INTEGER NOT NULL",
        "_source TEXT",
        "_row INTEGER",
        "_opened INTEGER NOT NULL",
        "_closed INTEGER",
        f"_key TEXT AS ({_key(table)})",
        f"_valid_from TEXT AS ({quoted(table.valid_from) if table.valid_from else 'NULL'})",
        f"_valid_to TEXT AS ({_valid_to(table)})",
    ]
    return f"CREATE TABLE {quoted(table.name)} (\n    " + ",\n    ".join(lines) + "\n)"


def open_index(table: Table) -> str:
    """CREATE INDEX that finds the open versions of a key, and keeps (key, date) unique among them."""
    return f"CREATE UNIQUE INDEX {open_index_name(table)} ON {quoted(table.name)} (_key, _reported_on) WHERE _closed IS NULL"


def open_index_name(table: Table) -> str:
    """The name of a table's index of open versions."""
    return quoted(f"{table.name}_open")


def quoted(name: str) -> str:
    """A column or table name as SQL writes it: some of the schema's names are SQL words."""
    return f'"{name}"'


def _column(column: Column) -> str:
    return f"{quoted(column.name)} {SQL_TYPES[DTYPES[column.kind]]}"


def _key(table: Table) -> str:
    parts = [f"ifnull({quoted(name)}, '')" for name in table.identity]
    return " || char(31) || ".join(parts)


def _valid_to(table: Table) -> str:
    if table.until:
        return f"date({quoted(table.until)}, '-1 day')"
    return quoted(table.through) if table.through else "NULL"
