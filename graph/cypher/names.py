"""What tables and columns are called in the graph."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from graph.model import Column, Table
from graph.schema import PARTIES, TABLES
from graph.values import Kind

FORMER: Final = "Former"  # a node whose fact has ended
PARTY: Final = "Party"
EXTERNAL: Final = "External"
GUARANTOR: Final = "Guarantor"
HOMES: Final = ("guarantee_companies", "enterprises", "persons")  # of a code in several tables, whose node its relationships hang on
_DATES: Final = frozenset({"_reported_on", "_valid_from", "_valid_to"})


def key_property(table: Table) -> str:
    """The property that holds a node's `_key`: its one identity column, or `key`, the identity columns joined by U+001F."""
    return table.identity[0] if len(table.identity) == 1 else "key"


def version_label(table: Table) -> str:
    """The label of versions that are not drawn."""
    return f"{table.label}Version"


def labels(table: Table) -> str:
    """The labels of a drawn node."""
    return f"{table.label}:{PARTY}" if table.party else table.label


def properties(table: Table) -> dict[str, str]:
    """Frame column → property, for everything a version keeps. Provenance gives way to a column of its name (`source_file`)."""
    own = [column.name for column in table.columns]
    found = {name: name for name in own}
    if table.reported_on is None:
        found["_reported_on"] = "reported_on"
    found |= {"_hash": "fingerprint", "_gone": "gone"}
    found |= {f"_{name}": name for name in ("valid_from", "valid_to") if name not in own}
    found["_source"] = "source_file" if "source" in own else "source"
    found["_row"] = "row"
    if table.party:
        found |= {"_key": "code", "_search_name": "search_name"}
    elif len(table.identity) > 1:
        found["_key"] = "key"
    return found


def drawn_properties(table: Table) -> dict[str, str]:
    """The properties of a drawn fact: a relationship needs no key, since its ends and columns find it."""
    found = properties(table)
    if table.relationship is not None:
        del found["_key"]
    return found


def reported_property(table: Table) -> str:
    """The property that dates a version's figures."""
    return table.reported_on or "reported_on"


def targets(column: Column) -> tuple[Table, ...]:
    """The tables a reference column refers to; of parties, the one whose node counts first."""
    names = HOMES if set(column.refers) == set(PARTIES) else column.refers
    return tuple(TABLES[name] for name in names)


def references(table: Table) -> tuple[Column, ...]:
    """The columns of a table that draw a relationship."""
    return tuple(column for column in table.columns if column.edge is not None)


def ends(table: Table) -> tuple[Column, tuple[Column, ...]]:
    """Start column and end columns of a table that is a relationship."""
    if table.relationship is None:
        raise ValueError(f"{table.name} is no relationship")
    return table.column(table.relationship.start), tuple(table.column(name) for name in table.relationship.ends)


def relationship_type(table: Table) -> str:
    """The type of the relationship a table is."""
    if table.relationship is None:
        raise ValueError(f"{table.name} is no relationship")
    return table.relationship.type


def is_date(table: Table, name: str) -> bool:
    """True for a frame column that holds dates."""
    return name in _DATES or (not name.startswith("_") and table.column(name).kind is Kind.DATE)


class Row:
    """The cells of one row of `$rows` as Cypher expressions. Dates travel once a batch, as places in `$dates`."""

    def __init__(self, table: Table, columns: Sequence[str]) -> None:
        self._table = table
        self.columns = tuple(columns)

    def __getitem__(self, name: str) -> str:
        cell = f"row[{self.columns.index(name)}]"
        return f"$dates[{cell}]" if is_date(self._table, name) else cell

    def content(self, names: dict[str, str]) -> str:
        """The named columns as the pairs of a map, those the rows do not bring left out."""
        return pairs((place, self[name]) for name, place in names.items() if name in self.columns)

    def replacement(self, names: dict[str, str]) -> str:
        """The named columns as the pairs of a map that also takes away what the rows do not bring."""
        return pairs((place, self[name] if name in self.columns else "null") for name, place in names.items())


def pairs(items: Iterable[tuple[str, str]]) -> str:
    """Properties and expressions as the inside of a map."""
    return ", ".join(f"{place}: {expression}" for place, expression in items)
