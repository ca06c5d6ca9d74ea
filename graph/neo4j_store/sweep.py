"""Undoing an unfinished run: what it opened goes, what it set aside returns, what it ended holds again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, Final

from neo4j import ManagedTransaction

from graph.cypher import edges, sweeping
from graph.cypher.names import HOMES, ends, references, targets, version_label
from graph.model import Table
from graph.neo4j_store.lease import Lease
from graph.neo4j_store.writer import redraw
from graph.schema import TABLES

AT_ONCE: Final = 10_000
_MOVED: Final = "MATCH (s:Store) SET s.sweeps = s.sweeps + 1"
_RELATIONSHIPS: Final = tuple(table for table in TABLES.values() if table.relationship is not None)
_NODES: Final = tuple(table for table in TABLES.values() if table.relationship is None)


def sweep(lease: Lease, last: int, touched: Collection[str]) -> None:
    """Undo what runs after `last` did to the tables they touched; safe to be cut short and run again."""
    tables = [table for name, table in TABLES.items() if name in touched]
    relationships = [table for table in tables if table.relationship is not None]
    nodes = [table for table in tables if table.relationship is None]
    for table in relationships:
        _until_none(lease, sweeping.drop_relationships(table), last)
    for table in nodes:
        for held in (True, False):
            _restored(lease, table, sweeping.restore_nodes(table, held=held), last)
            _restored(lease, table, sweeping.unretire_nodes(table, held=held), last)
    for party in (table for table in nodes if table.name in HOMES):
        codes = lease.run(sweeping.codes_of_new(party), last=last)
        gather(lease, codes[0]["keys"] if codes else [], last)
    for table in tables:
        for label in (table.label, version_label(table)) if table.relationship is None else (version_label(table),):
            _until_none(lease, sweeping.drop_nodes(label), last)
    for table in relationships:
        for end in ends(table)[1]:
            _until_none(lease, sweeping.restore_relationships(table, (end, targets(end)[0])), last)
    for table in tables:
        _until_none(lease, sweeping.reopen_versions(table), last)
    _until_none(lease, sweeping.drop_nodes("Feed"), last)
    name_guarantors(lease)
    lease.run("MATCH (s:Store) REMOVE s.loading, s.touched")


def gather(lease: Lease, codes: Sequence[str], last: int) -> None:
    """Let what hangs on some parties hang on the node that counts for their code; nodes after run `last` do not."""
    for start in range(0, len(codes), AT_ONCE):
        found = lease.run(edges.several_nodes(), codes=codes[start : start + AT_ONCE])
        several = found[0]["codes"] if found else []
        if not several:
            continue
        for table in _RELATIONSHIPS:
            for party in targets(ends(table)[0]):
                for former in (False, True):
                    lease.run(edges.gather(table, party, former=former), codes=several, last=last)
        for table in _NODES:
            for column in references(table):
                if len(targets(column)) > 1:
                    lease.run(edges.gather_edge(table, column), codes=several)
                    lease.run(edges.draw_towards(table, column), keys=several, last=last)


def name_guarantors(lease: Lease) -> None:
    """Keep the label of those who guarantee something."""
    for text in (edges.name_guarantors(), edges.unname_guarantors()):
        while (found := lease.run(text, limit=AT_ONCE)) and found[0]["done"]:
            continue


def _until_none(lease: Lease, text: str, last: int) -> None:
    def some(transaction: ManagedTransaction) -> int:
        (found,) = transaction.run(text, last=last, limit=AT_ONCE).data()
        return _told(transaction, int(found["done"]))

    _repeat(lease, some)


def _restored(lease: Lease, table: Table, text: str, last: int) -> None:
    def some(transaction: ManagedTransaction) -> int:
        (found,) = transaction.run(text, last=last, limit=AT_ONCE).data()
        redraw(transaction, table, references(table), found["keys"], last)
        return _told(transaction, len(found["keys"]))

    _repeat(lease, some)


def _told(transaction: ManagedTransaction, done: int) -> int:
    """Let readers know that versions moved back."""
    if done:
        transaction.run(_MOVED).consume()
    return done


def _repeat(lease: Lease, work: Callable[[ManagedTransaction], Any]) -> None:
    while lease.once(work) != 0:
        continue
