"""Versions of facts: how incoming rows are compared with what is known, and which version answers for a date.

Bookkeeping columns of a frame:

==============  ===============  ==========================================================================================
`_key`          str              the identity columns joined by U+001F: what stays the same thing over time
`_reported_on`  datetime64[s]    the date the figures are for; NaT when nobody said
`_hash`         int64            fingerprint of the table's columns, independent of row order and source
`_gone`         bool             the fact was reported as no longer there
`_valid_from`   datetime64[s]    the fact's own dates, both inclusive; NaT is unbounded
`_valid_to`     datetime64[s]
`_source`       str              file the row came from
`_row`          Int64            row as the spreadsheet counts it
==============  ===============  ==========================================================================================

A report that says what was said before opens no version: the last one goes on answering. So that a report arriving late cannot
answer for dates later reports have spoken for, `Feed` keeps what those said. Whatever the order in which dated feeds are loaded, a
date reads back as its own feed told it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.compute as pc

from graph.fingerprint import fingerprint, keys, large, marks
from graph.model import Table
from graph.timeline import NEVER, UNDATED, Days, Places, Timeline, codes, days
from graph.values import DTYPES

HISTORY: Final = {"_opened": "int64", "_closed": "Int64"}  # runs: from the one on, to before the other, a version was known
BOOKKEEPING: Final = {
    "_key": "str",
    "_reported_on": "datetime64[s]",
    "_hash": "int64",
    "_gone": "bool",
    "_valid_from": "datetime64[s]",
    "_valid_to": "datetime64[s]",
    "_source": "str",
    "_row": "Int64",
}
SCOPE: Final = "_scope"  # optional column of incoming rows: the part of the table a row belongs to, such as a bank's
Bools = npt.NDArray[np.bool_]
Scopes = npt.NDArray[np.object_]
Recall = Callable[[Sequence[str]], pd.DataFrame]


@dataclass(frozen=True, eq=False)
class Feed:
    """What a dated feed said without opening a version.

    `scope` is the part of the table it was complete for (a bank code; empty: the whole table), None when it claimed nothing.
    `repeated` holds, ascending, the `marks` of rows that said what was known already.
    """

    reported_on: date
    scope: str | None
    repeated: npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Changes:
    """What a run does to one table."""

    opened: pd.DataFrame  # whole versions, columns and bookkeeping
    closed: pd.DataFrame  # `_key`, `_reported_on` of known versions that end with this run
    loaded: int
    updated: int
    unchanged: int
    gone: int  # facts a complete feed no longer holds
    feeds: tuple[Feed, ...] = ()  # to be kept beside the versions


def dtypes(table: Table) -> dict[str, str]:
    """Column → pandas dtype of a table's frame, bookkeeping included."""
    return {column.name: DTYPES[column.kind] for column in table.columns} | BOOKKEEPING


def empty(table: Table) -> pd.DataFrame:
    """A frame of a table with no rows."""
    return _empty(tuple(dtypes(table).items())).copy()


@cache
def _empty(columns: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in columns})


def identify(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Add key, fingerprint and validity to a frame of canonical columns; `_source`, `_row` and, for a feed, `_reported_on` may be there."""
    frame = frame.copy(deep=False)
    frame["_key"] = keys(table, frame)
    if table.reported_on is not None:
        frame["_reported_on"] = frame[table.reported_on]
    elif "_reported_on" not in frame:
        frame["_reported_on"] = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[s]")
    frame["_hash"] = fingerprint(table, frame)
    frame["_gone"] = False
    frame["_valid_from"], frame["_valid_to"] = validity(table, frame)
    return frame


def validity(table: Table, frame: pd.DataFrame) -> tuple[pd.Series[Any], pd.Series[Any]]:
    """First and last day on which each fact holds by its own dates; NaT is unbounded."""
    unbounded = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[s]")
    start = frame[table.valid_from] if table.valid_from else unbounded
    if table.until:
        return start, (frame[table.until] - pd.Timedelta(days=1)).astype("datetime64[s]")
    return start, frame[table.through] if table.through else unbounded


def compare(
    table: Table, incoming: pd.DataFrame, known: pd.DataFrame, *, feeds: Sequence[Feed] = (), recall: Recall | None = None
) -> Changes:
    """Sort identified rows into loaded, updated and unchanged against the known fingerprints.

    Each (key, date) comes once, and an undated row of a key not beside dated ones. A dated row opens a version of its own unless
    the latest version up to its date says the same. An undated row corrects the latest version, and takes over its date; where the
    table itself carries the date, only the version of exactly that date. `feeds` are those known of the table; `recall` fetches the
    known versions of some keys, for a version that a later report repeated and a late one would hide. Complexity O(n log n).
    """
    rows = incoming.drop(columns=SCOPE, errors="ignore").reset_index(drop=True)
    by_feed = table.reported_on is None
    scope = incoming[SCOPE].to_numpy(dtype=object) if SCOPE in incoming else np.full(len(rows), None, dtype=object)
    key, known_key = codes(rows["_key"], known["_key"])
    line = Timeline.of(known_key, days(known["_reported_on"]))
    day, known_day = days(rows["_reported_on"]), days(known["_reported_on"])
    latest = line.upto(key, np.full(len(rows), NEVER))
    dated = day != UNDATED
    if by_feed:
        corrects = np.flatnonzero(~dated & (latest >= 0))
        day = day.copy()
        day[corrects] = _last_said(known.iloc[latest[corrects]], scope[corrects], feeds)
        rows["_reported_on"] = _dates(day)
    basis = line.upto(key, day)
    exact = basis >= 0
    exact[exact] = known_day[basis[exact]] == day[exact]
    if not by_feed:
        basis = np.where(exact, basis, -1)
    agrees = (basis >= 0) & ~_gone(known, basis) & (_hashes(known, basis) == rows["_hash"].to_numpy())
    several = pd.Series(key).duplicated(keep=False).to_numpy()
    stored = ~agrees | (several & ~exact)
    news = latest < 0 if by_feed else ~exact
    changes = Changes(
        opened=rows.loc[stored],
        closed=_pairs(rows.loc[stored & exact]),
        loaded=int((~agrees & news).sum()),
        updated=int((~agrees & ~news).sum()),
        unchanged=int(agrees.sum()),
        gone=0,
    )
    if not by_feed:
        return changes
    changes = replace(changes, feeds=_repeating(rows.loc[~stored & ~exact & dated], feeds))
    late = np.flatnonzero(stored & dated)
    if len(late) == 0 or not feeds:
        return changes
    brought = Timeline.of(key, day)
    ends = np.minimum(line.next_day(key[late], day[late]), brought.next_day(key[late], day[late]))
    alive = (basis[late] >= 0) & ~_gone(known, basis[late])
    hidden = known.iloc[basis[late][alive]][["_key", "_reported_on", "_hash"]]
    again = _repeated(hidden, day[late][alive], ends[alive], feeds)
    absent = _absent(scope[late][~alive], day[late][~alive], ends[~alive], feeds)
    earliest = (line.upto(key[late], day[late] - 1) < 0) & (brought.upto(key[late], day[late] - 1) < 0)
    first = late[~alive & earliest]
    return _open(
        changes,
        [_recalled(hidden, again, recall), _ended(rows.iloc[late[~alive]], absent), _unheard(rows.iloc[first], scope[first], feeds)],
    )


def close_missing(
    changes: Changes,
    absent: pd.DataFrame,
    reported_on: date | None,
    known: pd.DataFrame,
    *,
    scope: str = "",
    feeds: Sequence[Feed] = (),
) -> Changes:
    """Add to `changes` the end of facts that a feed complete for `scope` no longer holds.

    `absent` holds the whole known versions of the missing keys. With a date, a version that says the fact is gone is opened on it and
    earlier dates still answer as before (also for facts that only later reports hold); without one, every known version is closed.
    """
    if reported_on is None:
        if absent.empty:
            return changes
        latest = absent.sort_values("_reported_on", na_position="first", kind="stable").drop_duplicates("_key", keep="last")
        alive = latest.loc[~latest["_gone"], "_key"]
        closed = _pairs(known.loc[pc.is_in(large(known["_key"]), value_set=large(alive)).to_numpy(zero_copy_only=False)])
        return replace(changes, closed=_joined([changes.closed, closed]), gone=changes.gone + len(alive))
    said = any(feed.scope == scope and feed.reported_on == reported_on for feed in (*feeds, *changes.feeds))
    if not said:
        changes = replace(changes, feeds=(*changes.feeds, Feed(reported_on, scope, np.zeros(0, np.int64))))
    if absent.empty:
        return changes
    (key,) = codes(absent["_key"])
    line = Timeline.of(key, days(absent["_reported_on"]))
    everyone = np.unique(key)
    day = np.full(len(everyone), np.datetime64(reported_on, "s").astype(np.int64))
    latest_row = line.upto(everyone, day)
    ending = (latest_row >= 0) & ~_gone(absent, latest_row)
    last = absent.iloc[latest_row[ending]]
    ends = line.next_day(everyone, day)[ending]
    same = days(last["_reported_on"]) == day[ending]
    changes = replace(changes, closed=_joined([changes.closed, _pairs(last.loc[same])]), gone=changes.gone + len(last))
    again = _repeated(last, day[ending], ends, feeds)
    later = absent.iloc[line.row[np.searchsorted(line.key, everyone[latest_row < 0])]]
    unheard = ~later["_gone"].to_numpy(dtype=bool) & (days(later["_valid_from"]) <= day[latest_row < 0])
    changes = _open(changes, [_ended(later.loc[unheard], day[latest_row < 0][unheard])])
    return _open(changes, [_ended(last, day[ending]), last.loc[again != NEVER].assign(_reported_on=_dates(again[again != NEVER]))])


def _last_said(versions: pd.DataFrame, scope: Scopes, feeds: Sequence[Feed]) -> Days:
    """The last day each latest version is for: its own, or that of a feed that repeated it, or of one that still did not hold it."""
    said = days(versions["_reported_on"]).copy()
    gone = versions["_gone"].to_numpy(dtype=bool)
    mark = _marks(versions) if any(len(feed.repeated) for feed in feeds) else said
    for feed in feeds:
        again = np.isin(mark, feed.repeated) & ~gone
        said[(again | (gone & _covers(feed, scope))) & (said < _day(feed))] = _day(feed)
    return said


def _repeating(rows: pd.DataFrame, feeds: Sequence[Feed]) -> tuple[Feed, ...]:
    """The feeds of rows that said what was known already, as far as they are news."""
    day, mark = days(rows["_reported_on"]), _marks(rows)
    made = []
    for one in np.unique(day):
        said = np.unique(mark[day == one])
        for feed in feeds:
            if _day(feed) == one:
                said = said[~np.isin(said, feed.repeated)]
        if len(said):
            made.append(Feed(pd.Timestamp(int(one), unit="s").date(), None, said))
    return tuple(made)


def _repeated(versions: pd.DataFrame, day: Days, ends: Days, feeds: Sequence[Feed]) -> Days:
    """For each version, the first day after `day` and before `ends` on which a feed repeated it, else `NEVER`."""
    first = np.full(len(versions), NEVER, dtype=np.int64)
    mark = _marks(versions) if any(len(feed.repeated) for feed in feeds) else first
    for feed in feeds:
        on = _day(feed)
        first[(day < on) & (on < np.minimum(ends, first)) & np.isin(mark, feed.repeated)] = on
    return first


def _absent(scope: Scopes, day: Days, ends: Days, feeds: Sequence[Feed]) -> Days:
    """For each row, the first day after `day` and before `ends` whose complete feed did not hold it, else `NEVER`."""
    first = np.full(len(scope), NEVER, dtype=np.int64)
    for feed in feeds:
        on = _day(feed)
        first[_covers(feed, scope) & (day < on) & (on < np.minimum(ends, first))] = on
    return first


def _unheard(rows: pd.DataFrame, scope: Scopes, feeds: Sequence[Feed]) -> pd.DataFrame:
    """What says that facts heard of for the first time were not there yet when an earlier feed was complete without them."""
    first = _absent(scope, np.full(len(rows), UNDATED), days(rows["_reported_on"]), feeds)
    return _ended(rows, np.where(days(rows["_valid_from"]) <= first, first, NEVER))


def _covers(feed: Feed, scope: Scopes) -> Bools:
    """True where a feed was complete for a row's part of the table."""
    if feed.scope is None:
        return np.zeros(len(scope), dtype=bool)
    return np.ones(len(scope), dtype=bool) if feed.scope == "" else np.asarray(scope == feed.scope, dtype=bool)


def _recalled(versions: pd.DataFrame, on: Days, recall: Recall | None) -> pd.DataFrame:
    """Some known versions, whole, dated anew; those of `NEVER` left out."""
    wanted: pd.DataFrame = versions.loc[on != NEVER, ["_key", "_reported_on"]].assign(_on=_dates(on[on != NEVER]))
    if wanted.empty:
        return wanted
    if recall is None:
        raise ValueError("a report arrived late: compare needs `recall` to keep what later reports repeated")
    whole: pd.DataFrame = recall(wanted["_key"].unique().tolist()).merge(wanted, on=["_key", "_reported_on"])
    whole["_reported_on"] = whole["_on"]
    return whole.drop(columns="_on")


def _ended(versions: pd.DataFrame, on: Days) -> pd.DataFrame:
    """Versions that say the facts are gone from a day on; those of `NEVER` left out."""
    kept = on != NEVER
    ended: pd.DataFrame = versions.loc[kept].assign(_reported_on=_dates(on[kept]), _gone=True)
    return ended


def _open(changes: Changes, frames: list[pd.DataFrame]) -> Changes:
    columns = list(changes.opened.columns)
    return replace(changes, opened=_joined([changes.opened, *(frame[columns] for frame in frames if len(frame))]))


def _joined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    parts = [frame for frame in frames if len(frame)]
    if not parts:
        return frames[0]
    return pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]


def select(frame: pd.DataFrame, as_of: date | None) -> pd.DataFrame:
    """Of all known versions, the one of each key that answers for `as_of`: the latest dated up to it, else the earliest.

    Then what is gone, or not valid on that day by its own dates, is left out. `_later` marks figures dated after `as_of`. With None the
    rows say in `_as_of` for which day they are asked, all of a key for the same.
    """
    frame = by_key(frame)
    day = _asked(frame, as_of)
    reported = days(frame["_reported_on"])
    first = _firsts(frame)
    if len(first) == len(frame):
        chosen, later = frame, reported > day
    else:
        upto = np.add.reduceat((reported <= day).astype(np.int64), first)
        chosen, later = frame.iloc[first + np.maximum(upto - 1, 0)], upto == 0
    day = _asked(chosen, as_of)
    end = days(chosen["_valid_to"])
    holds = (days(chosen["_valid_from"]) <= day) & ((end == UNDATED) | (end >= day)) & ~chosen["_gone"].to_numpy(dtype=bool)
    held: pd.DataFrame = chosen.assign(_later=later)
    return held.reset_index(drop=True) if holds.all() else held.loc[holds].reset_index(drop=True)  # what all holds is not copied


def _asked(frame: pd.DataFrame, as_of: date | None) -> Any:
    return days(frame["_as_of"]) if as_of is None else np.datetime64(as_of, "s").astype(np.int64)


def first_reported(frame: pd.DataFrame) -> pd.Series[Any]:
    """The earliest date each key was reported for, by `_key`; NaT where no version has one. Of all known versions."""
    frame = by_key(frame)
    first, reported = _firsts(frame), days(frame["_reported_on"])
    dated = np.where(reported == UNDATED, NEVER, reported)
    earliest = np.minimum.reduceat(dated, first) if len(first) else dated
    index = pd.Index(frame["_key"].iloc[first])
    return pd.Series(_dates(np.where(earliest == NEVER, UNDATED, earliest)), index=index, dtype="datetime64[s]")


def by_key(frame: pd.DataFrame) -> pd.DataFrame:
    """The versions in the order of their keys and dates."""
    texts, reported = large(frame["_key"]), days(frame["_reported_on"])
    rising = pc.less(texts.slice(0, max(len(texts) - 1, 0)), texts.slice(1)).to_numpy(zero_copy_only=False)
    if not (rising | (_same_as_next(frame["_key"]) & (reported[:-1] <= reported[1:]))).all():
        frame = frame.iloc[np.lexsort((reported, pc.rank(texts, tiebreaker="dense").to_numpy()))]
    return frame.reset_index(drop=True)


def in_order(history: pd.DataFrame, run: int) -> pd.DataFrame:
    """A history as it was known after a run: what a later one closed is open; in the order of keys, dates and runs."""
    opened = history.assign(_closed=history["_closed"].mask(history["_closed"] > run)).sort_values("_opened", kind="stable")
    return by_key(opened.reset_index(drop=True))


def _firsts(frame: pd.DataFrame) -> Places:
    """Where each key begins in a frame in the order of its keys."""
    return np.flatnonzero(np.concatenate([[True], ~_same_as_next(frame["_key"])])[: len(frame)])


def _same_as_next(texts: pd.Series[str]) -> Bools:
    found = large(texts)
    same: Bools = pc.equal(found.slice(0, max(len(found) - 1, 0)), found.slice(1)).to_numpy(zero_copy_only=False)
    return same


def _marks(versions: pd.DataFrame) -> npt.NDArray[np.int64]:
    return marks(versions["_key"], versions["_hash"].to_numpy())


def _hashes(known: pd.DataFrame, places: Places) -> npt.NDArray[np.int64]:
    """The fingerprints at some places of a frame; -1 is no place and gives anything."""
    values: npt.NDArray[np.int64] = known["_hash"].to_numpy(dtype=np.int64)
    return values[places] if len(values) else np.zeros(len(places), np.int64)


def _gone(known: pd.DataFrame, places: Places) -> Bools:
    values: Bools = known["_gone"].to_numpy(dtype=bool)
    return values[places] if len(values) else np.zeros(len(places), bool)


def _day(feed: Feed) -> np.int64:
    return np.datetime64(feed.reported_on, "s").astype(np.int64)


def _dates(day: Days) -> Any:
    return day.view("datetime64[s]")


def _pairs(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[["_key", "_reported_on"]].reset_index(drop=True)
