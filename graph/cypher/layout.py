"""Constraints and indexes of a Neo4j store."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Final

from graph.cypher.names import PARTY, key_property, properties, version_label
from graph.model import Table

SEARCH_INDEX: Final = "party_names"


def statements(tables: Iterable[Table]) -> dict[str, str]:
    """Every constraint and range index by its name, safe to make again."""
    found = dict([_unique("Store", "name"), _unique("Run", "run_id"), _unique("Lane", "number"), _index(PARTY, "code")])
    for table in tables:
        if table.relationship is None:
            found |= dict([_unique(table.label, key_property(table))])
        found |= dict([_index(version_label(table), "key" if table.relationship is not None else key_property(table))])
    return found


def search_index() -> str:
    """The full-text index of parties; made after the first load, since it slows loading down."""
    return (
        f"CREATE FULLTEXT INDEX {SEARCH_INDEX} IF NOT EXISTS FOR (n:{PARTY}) ON EACH [n.name, n.search_name, n.code] "
        "OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}}"
    )


def version(tables: Iterable[Table]) -> int:
    """A number that changes when the layout or the properties of any table do; a store keeps it."""
    tables = tuple(tables)
    told = [*statements(tables).values(), *(f"{table.name}: {properties(table)}" for table in tables)]
    return zlib.crc32("\n".join(told).encode()) & 0x7FFF_FFFF


def _unique(label: str, place: str) -> tuple[str, str]:
    name = f"{label}_{place}".lower()
    return name, f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:{label}) REQUIRE n.{place} IS UNIQUE"


def _index(label: str, place: str) -> tuple[str, str]:
    name = f"{label}_{place}".lower()
    return name, f"CREATE INDEX {name} IF NOT EXISTS FOR (n:{label}) ON (n.{place})"
