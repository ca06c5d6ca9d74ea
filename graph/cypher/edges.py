"""The relationships that reference columns draw, where those of parties hang, and the labels that follow from relationships.

All of these bring the graph in line with what its nodes say, whatever it was before, so that running them again does no harm.
"""

from __future__ import annotations

from graph.cypher.names import FORMER, GUARANTOR, HOMES, PARTY, key_property, relationship_type, targets, version_label
from graph.model import Column, Table
from graph.schema import TABLES


def arrow(column: Column, node: str, other: str) -> str:
    """The pattern a reference column draws between a node and the one referred to."""
    if column.edge is None:
        raise ValueError(f"{column.name} draws no relationship")
    return f"({other})-[:{column.edge.type}]->({node})" if column.edge.incoming else f"({node})-[:{column.edge.type}]->({other})"


def draw(table: Table, column: Column) -> str:
    """Draw what some `$keys` refer to in a column; of a party's nodes, none of a run after `$last`."""
    found = f"UNWIND $keys AS key\nMATCH (n:{table.label} {{{key_property(table)}: key}}) WHERE n.{column.name} IS NOT NULL\n"
    return f"{found}{_target(column, 'n.' + column.name)}\nMERGE {arrow(column, 'n', 'o')}"


def erase(table: Table, column: Column) -> str:
    """Take away what some `$keys` no longer refer to in a column."""
    pattern = arrow(column, "n", "o").replace("[:", "[e:")
    held = "code" if len(targets(column)) > 1 else key_property(targets(column)[0])
    return (
        f"UNWIND $keys AS key\nMATCH (n:{table.label} {{{key_property(table)}: key}})\nMATCH {pattern}\n"
        f"WHERE n.{column.name} IS NULL OR o.{held} <> n.{column.name}\nDELETE e"
    )


def draw_towards(table: Table, column: Column) -> str:
    """Draw what refers to some nodes, given by `$keys`, such as what waited for them to arrive."""
    found = f"MATCH (n:{table.label}) WHERE n.{column.name} IN $keys\nWITH n\n"
    return f"{found}{_target(column, 'n.' + column.name)}\nMERGE {arrow(column, 'n', 'o')}"


def several_nodes() -> str:
    """Which of some `$codes` have more than one node, ended ones counted."""
    gone = "".join(
        f" UNION ALL MATCH (p:{version_label(TABLES[table])}:{FORMER} {{{key_property(TABLES[table])}: code}}) RETURN p" for table in HOMES
    )
    return (
        f"UNWIND $codes AS code\nCALL (code) {{ MATCH (p:{PARTY} {{code: code}}) RETURN p{gone} }}\n"
        "WITH code, count(p) AS nodes WHERE nodes > 1\nRETURN collect(code) AS codes"
    )


def gather(table: Table, party: Table, *, former: bool) -> str:
    """Move relationships of some `$codes` from a party's node to the one that counts for its code; no node of a run after `$last` does."""
    kind = relationship_type(table)
    label = f"{version_label(party)}:{FORMER}" if former else party.label
    return (
        f"UNWIND $codes AS code\nMATCH (f:{label} {{{key_property(party)}: code}})-[r:{kind}]->(x)\n"
        f"CALL (code) {{ MATCH (o:{PARTY} {{code: code}}) WHERE o.run_id <= $last RETURN o ORDER BY {_rank('o')} LIMIT 1 }}\n"
        f"WITH f, r, x, o WHERE o <> f\nCREATE (o)-[m:{kind}]->(x)\nSET m = properties(r)\nDELETE r\nRETURN count(m) AS done"
    )


def gather_edge(table: Table, column: Column) -> str:
    """The same for the relationships a reference column draws: take away those of some `$codes`, to be drawn again."""
    pattern = arrow(column, "n", "o").replace("[:", "[e:")
    return f"MATCH (n:{table.label}) WHERE n.{column.name} IN $codes\nMATCH {pattern}\nDELETE e"


def name_guarantors() -> str:
    """Label parties that guarantee something, `$limit` at a time."""
    return (
        f"MATCH (p:{PARTY}) WHERE NOT p:{GUARANTOR} AND EXISTS {{ (p)-[:GUARANTEES]->() }}\n"
        f"WITH p LIMIT $limit SET p:{GUARANTOR} RETURN count(p) AS done"
    )


def unname_guarantors() -> str:
    """Take the label from parties that guarantee nothing any more, `$limit` at a time."""
    return (
        f"MATCH (p:{GUARANTOR}) WHERE NOT EXISTS {{ (p)-[:GUARANTEES]->() }}\n"
        f"WITH p LIMIT $limit REMOVE p:{GUARANTOR} RETURN count(p) AS done"
    )


def anyone(code: str, name: str, scope: str) -> str:
    """A subquery for the node of a party's code: the one that counts, else one that has ended."""
    gone = "".join(
        f" UNION ALL MATCH (p:{version_label(TABLES[table])}:{FORMER} {{{key_property(TABLES[table])}: {code}}}) RETURN p, 9 AS place"
        for table in HOMES
    )
    found = f"MATCH (p:{PARTY} {{code: {code}}}) RETURN p, {_rank('p')} AS place{gone}"
    return f"CALL ({scope}) {{ CALL ({scope}) {{ {found} }} RETURN p AS {name} ORDER BY place LIMIT 1 }}"


def either(table: Table, key: str, name: str, scope: str) -> str:
    """A subquery for the node of a key, whether or not it has ended."""
    place = key_property(table)
    return (
        f"CALL ({scope}) {{ MATCH ({name}:{table.label} {{{place}: {key}}}) RETURN {name}"
        f" UNION ALL MATCH ({name}:{version_label(table)}:{FORMER} {{{place}: {key}}}) RETURN {name} }}"
    )


def _target(column: Column, value: str) -> str:
    found = targets(column)
    if len(found) == 1:
        return f"MATCH (o:{found[0].label} {{{key_property(found[0])}: {value}}})"
    return f"CALL (n) {{ MATCH (o:{PARTY} {{code: {value}}}) WHERE o.run_id <= $last RETURN o ORDER BY {_rank('o')} LIMIT 1 }}"


def _rank(name: str) -> str:
    cases = " ".join(f"WHEN {name}:{TABLES[table].label} THEN {place}" for place, table in enumerate(HOMES))
    return f"CASE {cases} ELSE {len(HOMES)} END"
