"""Statements that undo a run after `$last`: what it opened goes, what it set aside returns, what it ended holds again.

Each does at most `$limit` and returns how many as `done`, or which `keys`; it is run until it finds nothing more. A sweep cut short is
taken up by the next one.
"""

from __future__ import annotations

from graph.cypher.edges import anyone, either
from graph.cypher.names import FORMER, drawn_properties, ends, key_property, pairs, properties, relationship_type, version_label
from graph.cypher.writing import mark_external, to_drawn, to_former
from graph.model import Column, Table

_STAMPS = ("run_id", "recorded_at")
_BEFORE = "CASE WHEN v.closed_by > $last THEN null ELSE v.closed_by END"
_HELD = "v.gone IS NULL AND coalesce(v.closed_by > $last, true)"


def drop_relationships(table: Table) -> str:
    """Delete relationships the run drew or let say something else."""
    kind = relationship_type(table)
    return f"MATCH ()-[r:{kind}]->() WHERE r.run_id > $last\nWITH r LIMIT $limit DELETE r RETURN count(*) AS done"


def restore_relationships(table: Table, end: tuple[Column, Table]) -> str:
    """Draw relationships again as they were set aside."""
    start, (last, target) = ends(table)[0], end
    kind = relationship_type(table)
    content = pairs((place, f"v.{place}") for place in (*drawn_properties(table).values(), *_STAMPS))
    return (
        f"MATCH (v:{version_label(table)}) WHERE v.set_aside > $last AND v.run_id <= $last AND v.{last.name} IS NOT NULL\n"
        "WITH v LIMIT $limit\n"
        f"{anyone(f'v.{start.name}', 'a', 'v')}\n{either(target, f'v.{last.name}', 'b', 'v')}\n"
        f"CREATE (a)-[r:{kind} {{{content}}}]->(b)\nDELETE v RETURN count(r) AS done"
    )


def restore_nodes(table: Table, *, held: bool) -> str:
    """Let nodes say again what was set aside; `held`: those whose fact held before the run."""
    content = pairs([*((place, f"v.{place}") for place in (*properties(table).values(), *_STAMPS)), ("closed_by", _BEFORE)])
    return (
        f"MATCH (v:{version_label(table)}) WHERE v.set_aside > $last AND v.run_id <= $last AND {'' if held else 'NOT '}({_HELD})\n"
        f"WITH v LIMIT $limit\nMATCH (v)-[:VERSION_OF]->(n)\nSET n += {{{content}}}\n"
        f"{to_drawn(table) if held else to_former(table)}{mark_external(table) if held else ''}\n"
        f"DETACH DELETE v\nRETURN collect(n.{key_property(table)}) AS keys"
    )


def unretire_nodes(table: Table, *, held: bool) -> str:
    """Let the facts hold again that the run ended and nothing replaced."""
    change = "\n" + to_drawn(table) + mark_external(table) if held else ""
    return (
        f"MATCH (n:{version_label(table)}:{FORMER})\n"
        f"WHERE n.closed_by > $last AND n.run_id <= $last AND n.gone IS {'' if held else 'NOT '}NULL\n"
        f"WITH n LIMIT $limit\nSET n.closed_by = null{change}\nRETURN collect(n.{key_property(table)}) AS keys"
    )


def drop_nodes(label: str) -> str:
    """Delete nodes the run made."""
    return f"MATCH (n:{label}) WHERE n.run_id > $last\nWITH n LIMIT $limit DETACH DELETE n RETURN count(*) AS done"


def codes_of_new(table: Table) -> str:
    """The codes of party nodes the run made."""
    return f"MATCH (n:{table.label}) WHERE n.run_id > $last RETURN collect(n.code) AS keys"


def reopen_versions(table: Table) -> str:
    """Let versions beside the drawn fact hold again that the run ended."""
    return (
        f"MATCH (v:{version_label(table)}) WHERE v.closed_by > $last AND v.set_aside IS NULL\n"
        "WITH v LIMIT $limit SET v.closed_by = null RETURN count(v) AS done"
    )
