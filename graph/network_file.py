"""A network kept as one memory-mapped file: reading it back costs no copy and is shared between processes.

The file is an Arrow IPC file of one row whose columns are lists, one a network array; any Arrow reader opens it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

from graph.network import Assumptions, Banks, Counties, Counts, GuaranteeNetwork, Guarantees, Loans, Parties, Sectors

FORMAT: Final = b"2"
_PARTS: Final = {"parties": Parties, "loans": Loans, "guarantees": Guarantees, "banks": Banks, "counties": Counties, "sectors": Sectors}


def save(network: GuaranteeNetwork, path: Path) -> None:
    """Write the network; the file appears whole or not at all."""
    names, columns = [], []
    for part, declared in _PARTS.items():
        for field in fields(declared):
            names.append(f"{part}.{field.name}")
            columns.append(_list(getattr(getattr(network, part), field.name)))
    about = {
        "as_of": network.as_of.isoformat() if network.as_of else None,
        "snapshot": network.snapshot,
        "assumptions": asdict(network.assumptions),
        "counts": asdict(network.counts),
    }
    batch = pa.record_batch(columns, names=names).replace_schema_metadata({"format": FORMAT, "about": json.dumps(about)})
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{np.random.default_rng().integers(1 << 62):x}.partial")
    try:
        with pa.OSFile(str(partial), "wb") as sink, pa.ipc.new_file(sink, batch.schema) as writer:
            writer.write_batch(batch)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def load(path: Path) -> GuaranteeNetwork | None:
    """The network in the file, or None where there is no such file or another version wrote it."""
    try:
        batch = pa.ipc.open_file(pa.memory_map(str(path))).get_batch(0)
    except (FileNotFoundError, pa.ArrowInvalid):
        return None
    known = batch.schema.metadata or {}
    expected = [f"{part}.{field.name}" for part, declared in _PARTS.items() for field in fields(declared)]
    if known.get(b"format") != FORMAT or batch.schema.names != expected:
        return None
    about = json.loads(known[b"about"])
    made: dict[str, Any] = {
        part: declared(**{field.name: _array(batch.column(f"{part}.{field.name}")) for field in fields(declared)})
        for part, declared in _PARTS.items()
    }
    assumptions = about["assumptions"] | {"probability_by_class": tuple(about["assumptions"]["probability_by_class"])}
    return GuaranteeNetwork(
        as_of=date.fromisoformat(about["as_of"]) if about["as_of"] else None,
        snapshot=about["snapshot"],
        assumptions=Assumptions(**assumptions),
        counts=Counts(**about["counts"]),
        **made,
    )


def _list(values: Any) -> Any:
    items = values if isinstance(values, pa.Array) else pa.array(values.view(np.uint8) if values.dtype == bool else values)
    return pa.LargeListArray.from_arrays(pa.array([0, len(items)], pa.int64()), items)


def _array(column: Any) -> Any:
    items = column.values
    if pa.types.is_string(items.type):
        return items
    array = items.to_numpy(zero_copy_only=True)
    return array.view(bool) if array.dtype == np.uint8 else array
