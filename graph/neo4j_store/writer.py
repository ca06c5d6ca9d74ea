"""Carrying out a placement: which statements, on which rows, in which order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np
import pandas as pd
from neo4j import ManagedTransaction

from graph.cypher import edges, writing
from graph.cypher.names import ends, properties, references, targets
from graph.model import Column, Table
from graph.neo4j_store.batches import Batch, Batches
from graph.neo4j_store.cells import filled
from graph.neo4j_store.placement import PAIR, Placement
from graph.values import normalise_name

Homes = Callable[[Sequence[str]], dict[str, int]]


def carry_out(batches: Batches, table: Table, placement: Placement, homes: Homes) -> None:
    """Bring the graph to what a placement says; `homes` tells which table's node counts for a party's code."""
    if len(placement.closed):
        batches.send(table, placement.closed, PAIR, partial(_whole, writing.close_versions(table)))
    if table.relationship is None:
        _revise_nodes(batches, table, placement.revised)
        for was_former, some in placement.retired.groupby("_former"):
            batches.send(table, some, ["_key"], partial(_whole, writing.retire_nodes(table, was_former=bool(was_former))))
        _create_nodes(batches, table, placement.created)
    else:
        _revise_relationships(batches, table, placement.withdrawn, [*table.identity, "_key", "_closed"], ends_now=True)
        _revise_relationships(batches, table, placement.revised, [*properties(table), "_closed"], ends_now=False)
        _create_relationships(batches, table, placement.created, homes)
    _open_beside(batches, table, placement.beside)


def redraw(transaction: ManagedTransaction, table: Table, columns: Sequence[Column], keys: Sequence[str], last: int) -> None:
    """Bring the relationships of some reference columns in line with what nodes say."""
    for column in columns:
        transaction.run(edges.erase(table, column), keys=keys).consume()
        transaction.run(edges.draw(table, column), keys=keys, last=last).consume()


def _whole(text: str, batch: Batch) -> None:
    batch.whole(text)


def _revise_nodes(batches: Batches, table: Table, revised: pd.DataFrame) -> None:
    columns = [*properties(table), "_closed"]
    for (was_former, gone), some in _searchable(table, revised).groupby(["_former", "_gone"]):
        text = writing.revise_nodes(table, columns, was_former=bool(was_former), ends_now=bool(gone))
        batches.send(table, some, columns, partial(_revise, table, text, redraws=not gone))


def _revise(table: Table, text: str, batch: Batch, *, redraws: bool) -> None:
    moved = batch.run(text)["moved"]
    if moved and redraws:
        redraw(batch.transaction, table, references(table), moved, batch.sent["run"])


def _create_nodes(batches: Batches, table: Table, created: pd.DataFrame) -> None:
    if created.empty:
        return
    created = _searchable(table, created)
    columns = filled(created, [*properties(table)])
    for external, referring, hangs_on, some in _by_references(table, created):
        text = writing.create_nodes(table, columns, [(one, targets(one)[0]) for one in referring], external=external)
        plain = writing.create_nodes(table, columns, external=external)
        work, otherwise = partial(_create, table, text), partial(_create_and_draw, table, plain)
        batches.send(table, some, columns, work, otherwise, hangs_on=hangs_on)


def _create(table: Table, text: str, batch: Batch) -> None:
    """Nodes together with what they refer to; a party may be in one of several tables and is drawn afterwards."""
    batch.whole(text)
    later = [one for one in references(table) if len(targets(one)) > 1]
    redraw(batch.transaction, table, later, _keys(table, batch), batch.sent["run"])


def _create_and_draw(table: Table, plain: str, batch: Batch) -> None:
    """Nodes first, then what can be drawn: something they refer to is not there, such as a county nobody listed."""
    batch.whole(plain)
    redraw(batch.transaction, table, references(table), _keys(table, batch), batch.sent["run"])


def _keys(table: Table, batch: Batch) -> list[str]:
    return batch.frame[writing.key_column(table)].tolist()


def _by_references(table: Table, created: pd.DataFrame) -> Iterator[tuple[bool, list[Column], list[str], pd.DataFrame]]:
    """Rows alike: external or not, the references they fill, the names of the two busiest of those, and the rows in the order of these."""
    single = [one for one in references(table) if len(targets(one)) == 1]
    filled_in = [created[one.name].notna().rename(str(place)) for place, one in enumerate(single)]
    external = created["external"].fillna(value=False).astype("bool") if table.party else pd.Series(data=False, index=created.index)
    for pattern, some in created.groupby([external, *filled_in], sort=False):
        stub, *fills = pattern
        referring = [one for one, fill in zip(single, fills, strict=True) if fill]
        busiest = sorted((one.name for one in referring), key=lambda name: -some[name].nunique())[:2]
        yield bool(stub), referring, busiest, some.sort_values(busiest, kind="stable") if busiest else some


def _create_relationships(batches: Batches, table: Table, created: pd.DataFrame, homes: Homes) -> None:
    if created.empty:
        return
    start, _ = ends(table)
    columns = filled(created, [*properties(table)])
    home = created[start.name].map(homes(created[start.name].unique().tolist()))
    for end, rows in _by_end(table, created):
        some = created.loc[rows]
        otherwise = partial(_connect_any, table, end, columns)
        for place in sorted(home[rows].dropna().unique()):
            text = writing.create_relationships(table, columns, targets(start)[int(place)], end)
            mine = some.loc[(home[rows] == place).to_numpy(dtype=bool)].sort_values(start.name, kind="stable")
            batches.send(table, mine, columns, partial(_whole, text), otherwise, hangs_on=(start.name, end[0].name))
        batches.send(table, some.loc[home[rows].isna().to_numpy(dtype=bool)], columns, otherwise)
    endless = created[[one.name for one in ends(table)[1]]].isna().all(axis=1)
    _open_beside(batches, table, created.loc[endless])


def _connect_any(table: Table, end: tuple[Column, Table], columns: Sequence[str], batch: Batch) -> None:
    """Relationships whose ends may have ended themselves; without one of its ends a version stands beside."""
    found = set(batch.run(writing.create_relationships_of_any(table, columns, end))["keys"])
    key = list(columns).index("_key")
    rest = [row for row in batch.sent["rows"] if row[key] not in found]
    if rest:
        batch.run(writing.create_versions(table, columns), rows=rest)


def _revise_relationships(batches: Batches, table: Table, revised: pd.DataFrame, columns: Sequence[str], *, ends_now: bool) -> None:
    for end, rows in _by_end(table, revised):
        text = writing.revise_relationships(table, columns, end, ends_now=ends_now)
        some = revised.loc[rows].sort_values(end[0].name, kind="stable")
        batches.send(table, some, columns, partial(_whole, text), hangs_on=(ends(table)[0].name, end[0].name))


def _by_end(table: Table, frame: pd.DataFrame) -> Iterator[tuple[tuple[Column, Table], pd.Series[bool]]]:
    """Each end column with the rows that fill it, and none before it."""
    free = pd.Series(data=True, index=frame.index)
    for last in ends(table)[1]:
        rows = free & frame[last.name].notna()
        free &= ~rows
        if rows.any():
            yield (last, targets(last)[0]), rows


def _open_beside(batches: Batches, table: Table, beside: pd.DataFrame) -> None:
    if beside.empty:
        return
    beside = _searchable(table, beside)
    columns = filled(beside, [*properties(table)])
    batches.send(table, beside, columns, partial(_beside, table, writing.create_versions(table, columns)))


def _beside(table: Table, text: str, batch: Batch) -> None:
    batch.whole(text)
    if table.relationship is None:
        batch.transaction.run(writing.link_versions(table), keys=batch.frame["_key"].unique().tolist()).consume()


def _searchable(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """With the name of a party as search compares it."""
    if not table.party or frame.empty:
        return frame
    plain = np.array([normalise_name(name) for name in frame["name"].fillna("")], dtype=object)
    return frame.assign(_search_name=pd.Series(plain, index=frame.index, dtype="str"))
