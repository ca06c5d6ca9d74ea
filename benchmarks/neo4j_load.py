"""Loading the demo city into Neo4j against `neo4j-admin database import full` of the same facts, in one run.

    python benchmarks/neo4j_load.py [small|city] [--heap 2g]

The load reads Parquet, checks every row and writes in transactions. The import takes CSV files of exactly the nodes, relationships and
properties the load has left behind; writing those files is not counted. Needs Java and Maven.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1]))

from graph.cypher.names import drawn_properties, ends, labels, references, targets
from graph.model import Table
from graph.neo4j_store import Neo4jStore
from graph.schema import TABLES
from graph.values import DTYPES
from graph.versions import BOOKKEEPING
from ingest.pipeline import ingest
from ingest.synthetic import make_city, write_city
from tests.neo4j.server import PASSWORD, USER, Neo4jServer, fetch_library, free_port, run_java

TYPES = {"Int64": "double", "float64": "double", "boolean": "boolean", "datetime64[s]": "date", "int64": "long"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scale", nargs="?", default="city", choices=("small", "city"))
    parser.add_argument("--heap", default="2g")
    asked = parser.parse_args()
    fetch_library()
    jvm = (f"-Xms{asked.heap}", f"-Xmx{asked.heap}")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        files = Path(folder) / "input"
        write_city(make_city(asked.scale, 7), files, form="parquet")
        (Path(folder) / "server").mkdir()
        server = Neo4jServer(Path(folder) / "server", free_port(), jvm)
        server.prepare()
        server.start()
        try:
            loaded, written, facts = load(server.url, files)
        finally:
            server.kill()
        arguments = csv_files(facts, Path(folder) / "csv")
        imported = measure(
            lambda: run_java(["org.neo4j.cli.AdminTool", "database", "import", "full", "neo4j", *arguments], home(folder), jvm)
        )
    rows = sum(len(frame) for frame in facts.values())
    print(f"{asked.scale}: {rows:,} facts, load average {os.getloadavg()[0]:.1f}")
    print(f"ingest: {loaded:.1f} s, of it writing {written:.1f} s; {rows / loaded:,.0f} facts a second")
    print(f"neo4j-admin database import full: {imported:.1f} s; {rows / imported:,.0f} facts a second")
    print(f"ratio {imported / loaded:.0%} (writing alone {imported / written:.0%})")


def load(url: str, files: Path) -> tuple[float, float, dict[str, pd.DataFrame]]:
    """Seconds of the whole load and of its writing, and the facts it left."""
    store = Neo4jStore(url, user=USER, password=PASSWORD, create=True)
    begun: dict[str, float] = {}

    def clock(stage: str, done: int, total: int) -> None:
        if stage not in begun:
            begun[stage] = time.perf_counter()
            print(f"  {stage} at {time.perf_counter() - start:.1f} s", flush=True)
        if stage == "write":
            print(f"    {done}/{total} at {time.perf_counter() - start:.1f} s", flush=True)

    start = time.perf_counter()
    report = ingest(store, files, progress=clock)
    end = time.perf_counter()
    print(f"  {sum(count.rejected for count in report.tables.values())} rows rejected")
    facts = {name: store.read(table) for name, table in TABLES.items()}
    print(f"  read back in {time.perf_counter() - end:.1f} s")
    store.close()
    return end - start, end - begun["write"], {name: frame for name, frame in facts.items() if len(frame)}


def measure(work: Any) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def home(folder: str) -> Path:
    made = Path(folder) / "imported"
    made.mkdir()
    return made


def csv_files(facts: dict[str, pd.DataFrame], folder: Path) -> list[str]:
    """The same graph as files of the import tool, and its arguments."""
    folder.mkdir()
    arguments = []
    parties = {code: name for name in ("persons", "enterprises", "guarantee_companies") if name in facts for code in facts[name]["_key"]}
    for name, frame in facts.items():
        table = TABLES[name]
        content = properties(table, frame)
        if table.relationship is None:
            content.insert(0, f":ID({name})", frame["_key"])
            arguments.append(f"--nodes={labels(table)}={put(content, folder / f'{name}.csv')}")
            arguments += [f"--relationships={path}" for path in drawn(table, frame, folder, parties)]
            continue
        start, lasts = ends(table)
        for last in lasts:
            some = frame[last.name].notna().to_numpy()
            for home_ in sorted({parties[code] for code in frame.loc[some, start.name]}):
                rows = some & (frame[start.name].map(parties) == home_).to_numpy()
                part = content.loc[rows].copy()
                part.insert(0, f":START_ID({home_})", frame.loc[rows, start.name])
                part.insert(1, f":END_ID({targets(last)[0].name})", frame.loc[rows, last.name])
                path = put(part, folder / f"{name}-{home_}-{last.name}.csv")
                arguments.append(f"--relationships={table.relationship.type}={path}")
    return arguments


def properties(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """The properties of drawn facts, named and typed as the import tool wants them."""
    kinds = {column.name: DTYPES[column.kind] for column in table.columns} | BOOKKEEPING
    made = {}
    for column, place in drawn_properties(table).items():
        if column not in frame or column == "_gone" or not frame[column].notna().any():
            continue
        cells = frame[column]
        if kinds[column] == "datetime64[s]":
            cells = cells.dt.strftime("%Y-%m-%d")
        elif kinds[column] == "Int64" and column != "_row":
            cells = cells.astype("float64") / 100
        made[f"{place}:{'long' if column == '_row' else TYPES.get(kinds[column], 'string')}"] = cells
    if table.party:
        made["search_name:string"] = frame["name"]
    return pd.DataFrame(made).assign(**{"run_id:long": 1, "recorded_at:datetime": "2026-06-30T12:00:00Z"})


def drawn(table: Table, frame: pd.DataFrame, folder: Path, parties: dict[str, str]) -> list[str]:
    """The relationships of reference columns, as `TYPE=file`."""
    made = []
    for column in references(table):
        edge, rows = column.edge, frame.loc[frame[column.name].notna()]
        if edge is None or rows.empty:
            continue
        several = len(targets(column)) > 1
        for there in sorted({parties[code] for code in rows[column.name]}) if several else [targets(column)[0].name]:
            some = rows.loc[rows[column.name].map(parties) == there] if several else rows
            pair = {f":START_ID({there})": some[column.name], f":END_ID({table.name})": some["_key"]}
            if not edge.incoming:
                pair = {f":START_ID({table.name})": some["_key"], f":END_ID({there})": some[column.name]}
            made.append(f"{edge.type}={put(pd.DataFrame(pair), folder / f'{table.name}-{column.name}-{there}.csv')}")
    return made


def put(frame: pd.DataFrame, path: Path) -> Path:
    frame.to_csv(path, index=False, quoting=csv.QUOTE_MINIMAL)
    return path


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as fault:
        sys.exit(fault.stdout[-2000:] + fault.stderr[-2000:])
