"""The search index of parties: names as written and normalised, and codes, as trigrams.

A trigram finds nothing shorter than three signs; shorter texts are looked for in every row. Both ways compare folded text, so that they
find the same.
"""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from collections.abc import Iterable
from typing import Final, Literal

from graph.model import Table
from graph.sqlite_store import ddl
from graph.store import PartyHit
from graph.values import normalise_name

PartyKind = Literal["enterprise", "person", "guarantee_company"]
_KINDS: Final[dict[str, PartyKind]] = {"guarantee_companies": "guarantee_company", "enterprises": "enterprise", "persons": "person"}
_PRECEDENCE: Final = {kind: place for place, kind in enumerate(_KINDS.values())}  # of a code in two tables, which one answers
_TRIGRAM: Final = 3

_TOUCHED: Final = "WHERE kind = ? AND party IN (SELECT value FROM json_each(?))"
_INDEX: Final = "INSERT INTO _party_text (rowid, written, normalised, code) SELECT id, written, normalised, code FROM _parties"
_UNINDEX: Final = """INSERT INTO _party_text (_party_text, rowid, written, normalised, code)
SELECT 'delete', id, written, normalised, code FROM _parties"""
_ADD: Final = "INSERT INTO _parties (party, kind, precedence, name, county, written, normalised, code) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_FIND: Final = """SELECT party, name, kind, county, min(precedence) FROM _parties WHERE {}
GROUP BY party ORDER BY code = :code DESC, name, party LIMIT :limit"""
_BY_TRIGRAM: Final = "id IN (SELECT rowid FROM _party_text WHERE _party_text MATCH :phrase)"
_BY_SCAN: Final = "instr(written, :written) OR instr(code, :code) OR (:normalised <> '' AND instr(normalised, :normalised))"


def refresh(connection: sqlite3.Connection, table: Table, keys: Iterable[str]) -> None:
    """Bring the index in line with the latest open versions of some parties."""
    kind = _KINDS[table.name]
    name = ddl.quoted(table.name)
    if connection.execute("SELECT 1 FROM _parties WHERE kind = ? LIMIT 1", (kind,)).fetchone() is None:
        # nobody of the kind is known yet, so every version is news
        connection.executemany(_ADD, _rows(connection, table, f"{name} AS fact WHERE fact._closed IS NULL", ()))
        connection.execute(f"{_INDEX} WHERE kind = ?", (kind,))
        return
    touched = json.dumps(sorted(set(keys)))
    connection.execute(f"{_UNINDEX} {_TOUCHED}", (kind, touched))
    connection.execute(f"DELETE FROM _parties {_TOUCHED}", (kind, touched))
    source = f"json_each(?) AS wanted CROSS JOIN {name} AS fact ON fact._key = wanted.value AND fact._closed IS NULL"
    connection.executemany(_ADD, _rows(connection, table, source, (touched,)))
    connection.execute(f"{_INDEX} {_TOUCHED}", (kind, touched))


def _rows(connection: sqlite3.Connection, table: Table, source: str, parameters: tuple[str, ...]) -> list[tuple[object, ...]]:
    """What the index keeps of each party of a source, by its latest version."""
    kind = _KINDS[table.name]
    columns = {column.name for column in table.columns}
    county = ddl.quoted("county_code") if "county_code" in columns else "NULL"
    # beside max(), SQLite takes the other columns from the row that holds it
    latest = f"SELECT fact._key, fact.name, {county}, fact._gone, max(fact._reported_on) FROM {source} GROUP BY fact._key"
    return [
        (key, kind, _PRECEDENCE[kind], name or key, county, (name or "").casefold(), normalise_name(name or ""), key.casefold())
        for key, name, county, gone, _ in connection.execute(latest, parameters)
        if not gone
    ]


def is_searched(table: Table) -> bool:
    """True for the tables of parties."""
    return table.name in _KINDS


def find(connection: sqlite3.Connection, text: str, limit: int) -> list[PartyHit]:
    """Parties whose name or code contains a text."""
    text = text.replace("\0", "").strip()
    written, normalised, code = text.casefold(), normalise_name(text), unicodedata.normalize("NFKC", text).casefold()
    if not written:
        return []
    phrases = {"written": written, "code": code} | ({"normalised": normalised} if normalised else {})
    long = min(map(len, phrases.values())) >= _TRIGRAM
    phrase = " OR ".join(f'{column} : "{_doubled(sought)}"' for column, sought in phrases.items())
    parameters = {"written": written, "normalised": normalised, "code": code, "phrase": phrase, "limit": limit}
    rows = connection.execute(_FIND.format(_BY_TRIGRAM if long else _BY_SCAN), parameters)
    return [PartyHit(party, name, kind, county) for party, name, kind, county, _ in rows]


def _doubled(text: str) -> str:
    return text.replace('"', '""')
