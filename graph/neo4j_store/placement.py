"""Where the versions of a run go: into the drawn graph, beside it, or out of it.

Of each fact the latest open version is drawn while it says the fact holds. Everything else stands beside.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from graph.model import Table
from graph.versions import Changes

PAIR = ["_key", "_reported_on"]


@dataclass(frozen=True, eq=False)
class Placement:
    """What to do to one table, in this order. `_closed` of a row is the run that ends the version it takes the place of, or null."""

    closed: pd.DataFrame  # `_key`, `_reported_on` of versions that stand beside and end
    revised: pd.DataFrame  # opened versions that take the place of a drawn one; `_former`, `_closed`
    retired: pd.DataFrame  # standing rows of drawn versions that end and nothing follows; `_former`
    withdrawn: pd.DataFrame  # standing rows of relationships to take away; `_closed`
    created: pd.DataFrame  # opened versions to draw anew
    beside: pd.DataFrame  # opened versions that stand beside


def promotable(standing: pd.DataFrame, changes: Changes) -> pd.DataFrame:
    """The pairs of versions beside the drawn graph that answer now, because what was drawn ends."""
    _, latest, _ = _weigh(standing, changes)
    found = latest.loc[(latest["_opened_at"] < 0) & ~latest["_drawn"] & ~latest["_gone"], PAIR]
    return found.loc[found["_key"].isin(changes.closed["_key"])]


def place(table: Table, standing: pd.DataFrame, changes: Changes, run: int) -> Placement:
    """Sort what a run opens and closes; `standing` holds every drawn and every open version of the table."""
    rows, latest, drawn = _weigh(standing, changes)
    opened = changes.opened
    here = latest.merge(drawn, on="_key", how="left")
    has = here["_row"].notna()
    fresh = here["_opened_at"] >= 0
    held = ~here["_gone"]
    nodes = table.relationship is None
    follows = has & fresh & (held | nodes)
    creates = ~has & fresh & held
    taken = here.loc[follows | creates, "_opened_at"].to_numpy(dtype=np.int64)
    revised = opened.iloc[here.loc[follows, "_opened_at"].to_numpy(dtype=np.int64)].assign(
        _former=here.loc[follows, "_former"].to_numpy(dtype=bool), _closed=_closers(here.loc[follows, "_ends"], run)
    )
    ended = drawn.loc[drawn["_ends"] & ~drawn["_key"].isin(revised["_key"])]
    gone = drawn.loc[drawn["_key"].isin(here.loc[has & fresh & ~held, "_key"])]
    leaving = drawn.iloc[:0] if nodes else pd.concat([ended, gone]).drop_duplicates("_key")
    whole = standing.loc[rows.loc[leaving["_row"].to_numpy(dtype=np.int64), "_place"].to_numpy(dtype=np.int64)]
    retired = ended if nodes else ended.iloc[:0]
    rest = np.setdiff1d(np.arange(len(opened)), taken)
    return Placement(
        closed=rows.loc[rows["_ends"] & ~rows["_drawn"], PAIR],
        revised=revised,
        retired=retired[["_key", "_former"]],
        withdrawn=whole.assign(_closed=_closers(leaving["_ends"], run)),
        created=opened.iloc[here.loc[creates, "_opened_at"].to_numpy(dtype=np.int64)],
        beside=opened.iloc[rest],
    )


def _weigh(standing: pd.DataFrame, changes: Changes) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The standing rows of all keys touched, the latest version of each key after the run, and what is drawn of each key now."""
    touched = pd.concat([changes.opened["_key"], changes.closed["_key"]])
    rows = standing.loc[standing["_key"].isin(touched), [*PAIR, "_gone", "_former", "_drawn", "_over"]]
    rows = rows.assign(_place=rows.index).reset_index(drop=True)
    rows = rows.merge(changes.closed[PAIR].drop_duplicates().assign(_ends=True), on=PAIR, how="left")
    rows["_ends"] = rows["_ends"].notna() & ~rows["_over"]
    rows["_row"] = np.arange(len(rows))
    stays = rows.loc[~rows["_over"] & ~rows["_ends"], [*PAIR, "_gone", "_drawn"]].assign(_opened_at=-1)
    comes = changes.opened[[*PAIR, "_gone"]].assign(_drawn=False, _opened_at=np.arange(len(changes.opened)))
    parts = [part for part in (stays, comes) if len(part)]
    after = pd.concat(parts, ignore_index=True) if parts else comes
    latest = after.sort_values(PAIR, na_position="first", kind="stable").drop_duplicates("_key", keep="last")
    drawn = rows.loc[rows["_drawn"], ["_key", "_former", "_ends", "_row"]]
    return rows, latest, drawn


def _closers(ends: pd.Series[bool], run: int) -> pd.arrays.IntegerArray:
    return pd.arrays.IntegerArray(np.full(len(ends), run, dtype=np.int64), ~ends.to_numpy(dtype=bool, na_value=False))
