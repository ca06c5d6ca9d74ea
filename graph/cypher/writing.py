"""Statements that open and close versions. Each takes `$rows`, `$dates`, `$run` and `$recorded_at` and returns how many it did.

New facts are CREATEd, since comparing has told already which they are; a MERGE would look each up again. What an open run changes is
set aside first, as a version that says so (`set_aside`), so that readers and a later sweep find it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graph.cypher.edges import anyone, arrow, either
from graph.cypher.names import (
    EXTERNAL,
    FORMER,
    GUARANTOR,
    PARTY,
    Row,
    drawn_properties,
    ends,
    key_property,
    labels,
    pairs,
    properties,
    references,
    relationship_type,
    reported_property,
    version_label,
)
from graph.model import Column, Table

_OPENED = "run_id: $run, recorded_at: $recorded_at"
_STAMPS = {"run_id": "run_id", "recorded_at": "recorded_at"}


def key_column(table: Table) -> str:
    """The frame column whose value finds a node of the table."""
    return table.identity[0] if len(table.identity) == 1 else "_key"


def create_nodes(table: Table, columns: Sequence[str], referring: Iterable[tuple[Column, Table]] = (), *, external: bool = False) -> str:
    """Draw new facts with the relationships of some reference columns; rows whose targets are missing are not counted as done."""
    row = Row(table, columns)
    names = labels(table) + (f":{EXTERNAL}" if external else "")
    found, drawn = [], []
    for place, (column, target) in enumerate(referring):
        found.append(f"MATCH (o{place}:{target.label} {{{key_property(target)}: {row[column.name]}}})")
        drawn.append("CREATE " + arrow(column, "n", f"o{place}"))
    node = f"CREATE (n:{names} {{{row.content(properties(table))}, {_OPENED}}})"
    return "\n".join(["UNWIND $rows AS row", *found, node, *drawn, "RETURN count(n) AS done"])


def create_versions(table: Table, columns: Sequence[str]) -> str:
    """Open versions that stand beside the drawn fact."""
    content = Row(table, columns).content(properties(table))
    return f"UNWIND $rows AS row\nCREATE (n:{version_label(table)} {{{content}, {_OPENED}}})\nRETURN count(n) AS done"


def link_versions(table: Table) -> str:
    """Tie the versions of some `$keys` to their drawn nodes."""
    place = key_property(table)
    return (
        f"UNWIND $keys AS key\nMATCH (n:{table.label} {{{place}: key}})\nMATCH (v:{version_label(table)} {{{place}: key}})\n"
        f"WHERE NOT v:{FORMER}\nMERGE (v)-[:VERSION_OF]->(n)"
    )


def revise_nodes(table: Table, columns: Sequence[str], *, was_former: bool, ends_now: bool) -> str:
    """Set what nodes say aside and let them say something else; `_closed` of a row is the run that ended the old version, if one did.

    `moved` are the keys of nodes that refer to another node than before.
    """
    row = Row(table, columns)
    places = [*properties(table).values(), *_STAMPS]
    aside = pairs([*((place, f"n.{place}") for place in places), ("closed_by", f"coalesce(n.closed_by, {row['_closed']})")])
    change = "" if was_former == ends_now else "\n" + (to_former(table) if ends_now else to_drawn(table))
    held = [(f"n.{column.name}", row[column.name] if column.name in columns else "null") for column in references(table)]
    moved = " OR ".join(f"coalesce({old}, '') <> coalesce({new}, '')" for old, new in held) or "false"
    return (
        f"UNWIND $rows AS row\nMATCH (n:{_standing(table, former=was_former)} {{{key_property(table)}: {row[key_column(table)]}}})\n"
        f"WITH n, row, {moved} AS moved\n"
        f"CREATE (:{version_label(table)} {{{aside}, set_aside: $run}})-[:VERSION_OF]->(n)\n"
        f"SET n += {{{row.replacement(properties(table))}, {_OPENED}, closed_by: null}}{change}"
        f"{'' if ends_now else mark_external(table)}\n"
        f"RETURN count(n) AS done, collect(CASE WHEN moved THEN n.{key_property(table)} END) AS moved"
    )


def retire_nodes(table: Table, *, was_former: bool) -> str:
    """End the facts of nodes that nothing replaces."""
    change = "" if was_former else "\n" + to_former(table)
    return (
        f"UNWIND $rows AS row\nMATCH (n:{_standing(table, former=was_former)} {{{key_property(table)}: row[0]}})\n"
        f"SET n.closed_by = $run{change}\nRETURN count(n) AS done"
    )


def close_versions(table: Table) -> str:
    """End versions that stand beside; rows are `_key`, `_reported_on`."""
    row = Row(table, ("_key", "_reported_on"))
    place = "key" if table.relationship is not None else key_property(table)
    return (
        f"UNWIND $rows AS row\nMATCH (v:{version_label(table)} {{{place}: {row['_key']}}})\n"
        f"WHERE NOT v:{FORMER} AND v.closed_by IS NULL AND {same('v.' + reported_property(table), row['_reported_on'])}\n"
        "SET v.closed_by = $run\nRETURN count(v) AS done"
    )


def create_relationships(table: Table, columns: Sequence[str], start: Table, end: tuple[Column, Table]) -> str:
    """Draw new relationships; rows whose ends are missing are not counted as done."""
    row = Row(table, columns)
    first, (last, target) = ends(table)[0], end
    return (
        f"UNWIND $rows AS row\nMATCH (a:{start.label} {{{key_property(start)}: {row[first.name]}}})\n"
        f"MATCH (b:{target.label} {{{key_property(target)}: {row[last.name]}}})\n"
        f"CREATE (a)-[r:{relationship_type(table)} {{{row.content(drawn_properties(table))}, {_OPENED}}}]->(b)\n"
        "RETURN count(r) AS done"
    )


def create_relationships_of_any(table: Table, columns: Sequence[str], end: tuple[Column, Table]) -> str:
    """The same where an end may have ended itself; `keys` are the rows that found both ends."""
    row = Row(table, columns)
    first, (last, target) = ends(table)[0], end
    return (
        f"UNWIND $rows AS row\n{anyone(row[first.name], 'a', 'row')}\n{either(target, row[last.name], 'b', 'row')}\n"
        f"CREATE (a)-[r:{relationship_type(table)} {{{row.content(drawn_properties(table))}, {_OPENED}}}]->(b)\n"
        f"RETURN collect({row['_key']}) AS keys"
    )


def find_relationships(table: Table, columns: Sequence[str], end: tuple[Column, Table]) -> str:
    """The beginning of statements on drawn relationships: `r` for every row, looked for from its end, where few meet."""
    row = Row(table, columns)
    last, target = end
    kind = relationship_type(table)
    others = [name for name in table.identity if name != last.name]
    condition = " AND ".join(same(f"r.{name}", row[name]) for name in others)
    return f"UNWIND $rows AS row\n{either(target, row[last.name], 'b', 'row')}\nMATCH (b)<-[r:{kind}]-() WHERE {condition}"


def revise_relationships(table: Table, columns: Sequence[str], end: tuple[Column, Table], *, ends_now: bool) -> str:
    """Set what relationships say aside and let them say something else, or take them away."""
    row = Row(table, columns)
    places = [*drawn_properties(table).values(), *_STAMPS]
    aside = pairs([*((place, f"r.{place}") for place in places), ("key", row["_key"]), ("closed_by", row["_closed"])])
    then = "DELETE r" if ends_now else f"SET r += {{{row.replacement(drawn_properties(table))}, {_OPENED}}}"
    return (
        f"{find_relationships(table, columns, end)}\nCREATE (v:{version_label(table)} {{{aside}, set_aside: $run}})\n"
        f"{then}\nRETURN count(v) AS done"
    )


def to_former(table: Table) -> str:
    """Take a node out of today's graph."""
    party = f":{PARTY}:{EXTERNAL}:{GUARANTOR}" if table.party else ""
    return f"SET n:{version_label(table)}:{FORMER} REMOVE n:{table.label}{party}"


def to_drawn(table: Table) -> str:
    """Bring a node back into today's graph."""
    return f"SET n:{labels(table)} REMOVE n:{version_label(table)}:{FORMER}"


def mark_external(table: Table) -> str:
    """Keep the label of parties outside the tables in line with what their node says."""
    if not table.party:
        return ""
    return (
        f"\nFOREACH (_ IN CASE WHEN coalesce(n.external, false) THEN [1] ELSE [] END | SET n:{EXTERNAL})"
        f"\nFOREACH (_ IN CASE WHEN coalesce(n.external, false) THEN [] ELSE [1] END | REMOVE n:{EXTERNAL})"
    )


def same(one: str, other: str) -> str:
    """Two expressions are equal, or both null."""
    return f"({one} = {other} OR ({one} IS NULL AND {other} IS NULL))"


def _standing(table: Table, *, former: bool) -> str:
    return f"{version_label(table)}:{FORMER}" if former else table.label
