"""Saved results: kept whole in one node, and spread over the parties so that Browser and Bloom can colour by them."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pandas as pd
import pyarrow as pa
from neo4j import ManagedTransaction

from graph.cypher.names import PARTY
from graph.neo4j_store.connection import Connection

COLUMNS: Final = {"party": "str", "circle": "str", "rank": "Int64", "class": "str", "level": "str"}
_AT_ONCE: Final = 20_000
_KEEP: Final = """
MERGE (r:SavedResults {name: 'latest'})
SET r.frame = $frame, r.result_as_of = $as_of, r.result_run_id = $run_id, r.saved_at = datetime()"""
_CLEAR: Final = f"""
MATCH (p:{PARTY}) WHERE p.result_as_of IS NOT NULL
REMOVE p.circle, p.queue_rank, p.circle_class, p.level, p.result_as_of, p.result_run_id"""
_SPREAD: Final = f"""
UNWIND $rows AS row MATCH (p:{PARTY} {{code: row[0]}})
SET p.circle = row[1], p.queue_rank = row[2], p.circle_class = row[3], p.level = row[4],
    p.result_as_of = $as_of, p.result_run_id = $run_id"""


def save(connection: Connection, results: pd.DataFrame, as_of: date, run_id: str) -> None:
    """Replace the saved results, in one transaction."""
    frame = results[list(COLUMNS)].astype(COLUMNS).reset_index(drop=True)
    rows = [list(row) for row in zip(*(frame[name].array.to_numpy(dtype=object, na_value=None).tolist() for name in COLUMNS), strict=True)]
    told: dict[str, Any] = {"as_of": as_of, "run_id": int(run_id) if run_id.isdigit() else run_id}

    def work(transaction: ManagedTransaction) -> None:
        transaction.run(_KEEP, frame=_packed(frame), **told).consume()
        transaction.run(_CLEAR).consume()
        for start in range(0, len(rows), _AT_ONCE):
            transaction.run(_SPREAD, rows=rows[start : start + _AT_ONCE], **told).consume()

    connection.write(work)


def load(connection: Connection) -> pd.DataFrame:
    """The saved results as they were taken; empty when there are none."""
    found = connection.read("MATCH (r:SavedResults {name: 'latest'}) RETURN r.frame AS frame")
    if not found:
        return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in COLUMNS.items()})
    with pa.ipc.open_stream(found[0]["frame"]) as stream:
        frame: pd.DataFrame = stream.read_pandas()
    return frame.astype(COLUMNS)


def _packed(frame: pd.DataFrame) -> bytes:
    sink = pa.BufferOutputStream()
    table = pa.Table.from_pandas(frame, preserve_index=False)
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return bytes(sink.getvalue().to_pybytes())
