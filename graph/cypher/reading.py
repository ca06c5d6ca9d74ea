"""Statements that fetch versions as whole columns: a record a row would cost most of the time."""

from __future__ import annotations

from collections.abc import Sequence

from graph.cypher.names import FORMER, key_property, properties, version_label
from graph.cypher.writing import find_relationships
from graph.model import Column, Table
from graph.values import DTYPES

_STAMPS = {"_opened": "run_id", "_closed": "closed_by"}


def known(name: str) -> str:
    """The condition that a version was known after run `$known`."""
    return f"{name}.run_id <= $known AND coalesce({name}.closed_by > $known, true)"


def opened(name: str) -> str:
    """The condition that a version became known with run `$known` or before, whatever became of it since."""
    return f"{name}.run_id <= $known"


def drawn(table: Table) -> str:
    """The pattern of drawn facts, as `n`."""
    return f"()-[n:{table.relationship.type}]->()" if table.relationship is not None else f"(n:{table.label})"


def beside(table: Table) -> str:
    """The pattern of all other versions, as `n`."""
    return f"(n:{version_label(table)})"


def places(pattern: str, condition: str) -> str:
    """The internal ids of what matches, as one list."""
    return f"MATCH {pattern} WHERE {condition}\nRETURN collect(id(n)) AS ids"


def columns_of(table: Table, pattern: str, condition: str, wanted: Sequence[str]) -> str:
    """The wanted frame columns of some `$ids`, each as one list; `ids` are those that still match."""
    return (
        f"UNWIND $ids AS id\nMATCH {pattern} WHERE id(n) = id AND {condition}\nWITH collect(n) AS found\n"
        f"RETURN [n IN found | id(n)] AS ids, {_lists(table, wanted)}"
    )


def columns_of_keys(table: Table, label: str, condition: str, wanted: Sequence[str]) -> str:
    """The same for the nodes of some `$keys`, of one label."""
    place = "key" if table.relationship is not None else key_property(table)
    found = f"UNWIND $keys AS key\nMATCH (n:{label} {{{place}: key}}) WHERE {condition}\n"
    return f"{found}WITH collect(n) AS found\nRETURN {_lists(table, wanted)}"


def columns_of_relationships(table: Table, columns: Sequence[str], end: tuple[Column, Table], wanted: Sequence[str]) -> str:
    """The same for the drawn relationships of some `$rows`."""
    return f"{find_relationships(table, columns, end)} AND {known('r')}\nWITH collect(r) AS found\nRETURN {_lists(table, wanted)}"


def _lists(table: Table, wanted: Sequence[str]) -> str:
    return ", ".join(f"[n IN found | {_cell(table, name)}] AS c{place}" for place, name in enumerate(wanted))


def _cell(table: Table, name: str) -> str:
    if name == "_former":
        return f"coalesce(n:{FORMER}, false)"
    if name in _STAMPS:
        return f"n.{_STAMPS[name]}"
    names = properties(table)
    place = names.get(name) or {"_reported_on": table.reported_on}[name]
    dated = name.startswith("_reported") or (not name.startswith("_") and DTYPES[table.column(name).kind] == "datetime64[s]")
    return f"toString(n.{place})" if dated else f"n.{place}"
