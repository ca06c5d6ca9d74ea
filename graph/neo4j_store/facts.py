"""Reading the versions of a table: what is drawn first, then what stands beside.

A writer sets versions of the drawn graph aside, so that a reader in this order meets each at least once; meeting one twice is mended
here. Only a sweep moves versions back, and says so in `Store.sweeps`: a read it crossed is done again.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from graph.cypher import reading
from graph.cypher.names import FORMER, HOMES, PARTY, ends, targets, version_label
from graph.errors import StoreBusy
from graph.fingerprint import SEPARATOR, keys
from graph.model import Table
from graph.neo4j_store.cells import column, rows
from graph.neo4j_store.connection import Connection
from graph.schema import TABLES
from graph.versions import BOOKKEEPING, HISTORY, Feed, by_key, dtypes, empty, in_order, select, validity

PAGE: Final = 20_000
SEVERAL: Final = 5_000  # keys looked up one by one; more of them, and the whole table is read
_VERSION: Final = ("_key", "_reported_on", "_opened")  # the last only where versions closed since are read too
_TRIES: Final = 40
_PAUSE: Final = 0.25
_FEEDS: Final = """
MATCH (f:Feed {table: $table}) WHERE f.run_id <= $run
RETURN toString(f.reported_on) AS day, f.scope AS scope, f.repeated AS repeated ORDER BY f.reported_on, f.run_id"""
_OWN: Final = {"_opened": "Int64", "_closed": "Int64", "_former": "boolean"}


def last_run(connection: Connection) -> int:
    """The number of the last finished run, 0 when there is none."""
    found = connection.read("MATCH (s:Store) RETURN s.last_run AS run")
    return int(found[0]["run"]) if found else 0


def known(connection: Connection, table: Table, as_of: date | None, run: int, columns: Iterable[str] | None) -> pd.DataFrame:
    """The versions known after a run, or those of them that answer for a date."""
    wanted = [one.name for one in table.columns] if columns is None else [table.column(name).name for name in columns]
    stored = list(
        dict.fromkeys([*wanted, *_needed(table), "_reported_on", "_gone", "_source", "_row", *(["_hash"] if as_of is None else [])])
    )
    frame = _steady(connection, table, stored, run, reading.known("n"))
    if as_of is None:
        return by_key(frame)[[*wanted, *BOOKKEEPING]]
    return select(frame, as_of)[[*wanted, "_key", "_reported_on", "_source", "_row", "_later"]]


def history(connection: Connection, table: Table, run: int) -> pd.DataFrame:
    """Every version up to a run, with the runs between which it was known."""
    stored = [one.name for one in table.columns] + ["_reported_on", "_gone", "_source", "_row", "_hash", *HISTORY]
    frame = _steady(connection, table, stored, run, reading.opened("n"))
    return in_order(frame, run)[[*dtypes(table), *HISTORY]].astype(HISTORY)


def of_keys(connection: Connection, table: Table, wanted: Sequence[str], run: int) -> pd.DataFrame:
    """The versions of some keys that are open after a run, whole."""
    wanted = list(dict.fromkeys(wanted))
    stored = [one.name for one in table.columns] + ["_reported_on", "_hash", "_gone", "_source", "_row"]
    if len(wanted) > SEVERAL:
        frame = _fetched(connection, table, stored, run, reading.known("n"))
        return by_key(frame.loc[frame["_key"].isin(wanted)])[list(dtypes(table))]
    parts = [_beside_of(connection, table, stored, wanted, run)]
    if table.relationship is None:
        text = reading.columns_of_keys(table, table.label, reading.known("n"), stored)
        parts.append(_framed(table, stored, connection.read(text, keys=wanted, known=run)))
    else:
        parts += _drawn_of(connection, table, stored, wanted, run)
    return by_key(_joined(table, parts))[list(dtypes(table))]


def standing(connection: Connection, table: Table, run: int) -> pd.DataFrame:
    """What a writer must know: every drawn and every open version; `_former` nodes have ended, versions `_over` were closed."""
    stored = [*table.identity, "_reported_on", "_hash", "_gone", "_closed"]
    drawn = _all(connection, table, reading.drawn(table), "true", stored, run)[0].assign(_former=False, _drawn=True)
    others = [*stored, "_former"]
    found, _ = _all(connection, table, reading.beside(table), f"(n.closed_by IS NULL OR n:{FORMER})", others, run)
    former = found["_former"].astype("boolean").fillna(value=False).astype("bool")
    found = found.assign(_former=former, _drawn=former)
    parts = [part for part in (drawn, found) if len(part)]
    frame = pd.concat(parts, ignore_index=True) if parts else drawn
    frame["_key"] = keys(table, frame)
    frame["_over"] = frame["_closed"].notna().to_numpy(dtype=bool)
    frame["_former"], frame["_drawn"] = frame["_former"].astype("bool"), frame["_drawn"].astype("bool")
    return frame


def nothing(table: Table) -> pd.DataFrame:
    """What a writer must know of a table nothing was ever written to."""
    flags = {name: pd.Series(dtype="bool") for name in ("_former", "_drawn", "_over")}
    return empty(table)[[*table.identity, "_key", "_reported_on", "_hash", "_gone"]].assign(**flags)


def fingerprints(standing_rows: pd.DataFrame) -> pd.DataFrame:
    """Key, date, fingerprint and absence of every open version, from what stands."""
    return standing_rows.loc[~standing_rows["_over"], ["_key", "_reported_on", "_hash", "_gone"]].reset_index(drop=True)


def feeds(connection: Connection, table: Table, run: int) -> list[Feed]:
    """What the runs up to one kept of a table's dated feeds."""
    found = connection.read(_FEEDS, table=table.name, run=run)
    return [Feed(date.fromisoformat(feed["day"]), feed["scope"], np.frombuffer(feed["repeated"], "<i8").astype(np.int64)) for feed in found]


def _steady(connection: Connection, table: Table, stored: Sequence[str], run: int, condition: str) -> pd.DataFrame:
    for _ in range(_TRIES):
        before = _sweeps(connection)
        frame = _fetched(connection, table, stored, run, condition)
        if _sweeps(connection) == before:
            return frame
        time.sleep(_PAUSE)
    raise StoreBusy(f"{connection.url}: what a dead run left is being swept away; try again later")


def _sweeps(connection: Connection) -> list[dict[str, Any]]:
    return connection.read("MATCH (s:Store) RETURN s.sweeps AS sweeps")


def _fetched(connection: Connection, table: Table, stored: Sequence[str], run: int, condition: str) -> pd.DataFrame:
    drawn, _ = _all(connection, table, reading.drawn(table), condition, stored, run)
    for _ in range(_TRIES):
        beside, whole = _all(connection, table, reading.beside(table), condition, stored, run)
        if whole:
            return _joined(table, [drawn, beside])
    raise StoreBusy(f"{connection.url}: facts change faster than they can be read; try again later")


def _joined(table: Table, parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Versions met in several places, each once, with key and validity."""
    some = [part for part in parts if len(part)]
    if not some:
        return empty(table).assign(**{name: pd.Series(dtype=dtype) for name, dtype in HISTORY.items()})
    frame = some[0] if len(some) == 1 else pd.concat(some, ignore_index=True)
    frame = frame.assign(_key=keys(table, frame))
    if len(some) > 1:
        frame = frame.drop_duplicates([name for name in _VERSION if name in frame], ignore_index=True)
    if set(_needed(table)) <= set(frame.columns):
        frame["_valid_from"], frame["_valid_to"] = validity(table, frame)
    return frame


def _needed(table: Table) -> list[str]:
    return [*table.identity, *(name for name in (table.valid_from, table.through, table.until) if name)]


def _all(
    connection: Connection, table: Table, pattern: str, condition: str, stored: Sequence[str], run: int
) -> tuple[pd.DataFrame, bool]:  # fmt: skip
    """The versions that match, a page at a time, and whether all of them still did when their page came.

    Pages name internal ids, so that no page needs the server to sort or to skip.
    """
    (first,) = connection.read(reading.places(pattern, condition), known=run)
    waiting: list[int] = first["ids"]
    text = reading.columns_of(table, pattern, condition, stored)
    records = []
    for start in range(0, len(waiting), PAGE):
        records += connection.read(text, ids=waiting[start : start + PAGE], known=run)
    return _framed(table, stored, records), sum(len(record["ids"]) for record in records) == len(waiting)


def _framed(table: Table, stored: Sequence[str], records: Sequence[dict[str, Any]]) -> pd.DataFrame:
    kinds = dtypes(table) | _OWN
    made = {}
    for place, name in enumerate(stored):
        cells = [record[f"c{place}"] for record in records]
        made[name] = column(table, name, cells[0] if len(cells) == 1 else [cell for part in cells for cell in part], kinds[name])
    return pd.DataFrame(made)


def _beside_of(connection: Connection, table: Table, stored: Sequence[str], wanted: Sequence[str], run: int) -> pd.DataFrame:
    text = reading.columns_of_keys(table, version_label(table), reading.known("n"), stored)
    return _framed(table, stored, connection.read(text, keys=list(wanted), known=run))


def _drawn_of(connection: Connection, table: Table, stored: Sequence[str], wanted: Sequence[str], run: int) -> list[pd.DataFrame]:
    """The drawn relationships of some keys, found from the end each key names."""
    if not wanted:
        return []
    cells = pd.DataFrame([key.split(SEPARATOR) for key in wanted], columns=list(table.identity), dtype="str").replace("", None)
    frame = cells.astype({name: kind for name, kind in dtypes(table).items() if name in table.identity})
    parts = []
    for end in ends(table)[1]:
        some = frame.loc[frame[end.name].notna()]
        if some.empty:
            continue
        named, days = rows(table, some, table.identity)
        text = reading.columns_of_relationships(table, table.identity, (end, targets(end)[0]), stored)
        parts.append(_framed(table, stored, connection.read(text, rows=named, dates=days, known=run)))
    return parts


def homes(connection: Connection, codes: Sequence[str]) -> dict[str, int]:
    """Of each party's code, the place in HOMES of the table whose node counts."""
    labels = " ".join(f"WHEN p:{TABLES[name].label} THEN {place}" for place, name in enumerate(HOMES))
    text = f"UNWIND $codes AS code MATCH (p:{PARTY} {{code: code}}) WITH code, min(CASE {labels} END) AS home"
    text += " RETURN collect(code) AS codes, collect(home) AS homes"
    (found,) = connection.read(text, codes=list(codes))
    return dict(zip(found["codes"], found["homes"], strict=True))
