"""The production store: a Neo4j database on the official driver. `docs/cypher.md` shows what the graph looks like in Neo4j Browser."""

from graph.neo4j_store.connection import PATIENCE
from graph.neo4j_store.store import Neo4jStore

__all__ = ["PATIENCE", "Neo4jStore"]
