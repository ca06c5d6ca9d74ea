"""Complete feeds: which rows a reporting date dates, and which known facts end because a complete feed no longer holds them.

A fact that was sent, even if its row was refused, is never ended. Where a refused row's own number cannot be read it might be any of
the missing ones, and nothing of its scope ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.errors import InvalidManifest
from graph.fingerprint import SEPARATOR, keys, large
from graph.lookup import held
from graph.model import Table
from graph.store import RunWriter
from graph.timeline import NEVER
from graph.versions import SCOPE, Changes, close_missing
from ingest.batch import Batch, Bools
from ingest.debts import SECURED, Debts
from ingest.manifest import PER_BANK, Complete
from ingest.reasons import Notice, Noticed
from ingest.standing import Ending, Known, Standing

_DECLARATION: Final = "the declaration of complete feeds"


@dataclass(frozen=True, eq=False)
class Missing:
    """Known facts in the scope of a declaration that its feed no longer holds."""

    declared: Complete
    keys: pd.Series[str]

    def ending(self) -> Ending:
        """The same for those who ask what will stand."""
        return Ending(self.keys, pd.Timestamp(self.declared.reported_on) if self.declared.reported_on else None)


def check_declarations(complete: Sequence[Complete], batches: Mapping[str, Batch], banks: Standing) -> None:
    """Refuse declarations about what is not there, before anything is written. Raises InvalidManifest."""
    dates: dict[tuple[str, str | None], date | None] = {}
    for one in complete:
        shown = one.table + (f":{one.bank}" if one.bank else "") + (f"@{one.reported_on}" if one.reported_on else "")
        if one.bank is not None and not banks.holds(pa.array([one.bank], pa.large_string()), np.array([NEVER]), own=True).all():
            raise InvalidManifest(_DECLARATION, f"{shown}: there is no bank {one.bank}")
        if one.table not in batches:
            raise InvalidManifest(_DECLARATION, f"{shown}: no file holds {one.table}")
        if dates.setdefault((one.table, one.bank), one.reported_on) != one.reported_on:
            raise InvalidManifest(_DECLARATION, f"{shown}: two reporting dates for the same feed")


def date_rows(batch: Batch, complete: Sequence[Complete], reporting_date: date | None, debts: Debts) -> None:
    """Give every row its reporting date and, where feeds come by bank, its bank as the scope."""
    table = batch.table
    day = pd.Series(pd.Timestamp(reporting_date) if reporting_date else pd.NaT, index=batch.frame.index, dtype="datetime64[s]")
    mine = [one for one in complete if one.table == table.name]
    if table.name in PER_BANK and (reporting_date or mine):
        batch.frame[SCOPE] = pd.Series(banks_of(batch, debts).to_pandas(), dtype="str")
    for one in sorted(mine, key=lambda one: one.bank is not None):
        if one.reported_on is not None:
            dated = batch.frame[SCOPE] == one.bank if one.bank is not None else np.ones(len(batch), dtype=bool)
            day = day.mask(dated, pd.Timestamp(one.reported_on)).astype("datetime64[s]")
    if table.reported_on is None:
        batch.frame["_reported_on"] = day
    else:
        refused = batch.unreadable[table.reported_on]
        own = batch.frame[table.reported_on]
        batch.frame[table.reported_on] = own.mask(own.isna() & ~refused, day).astype("datetime64[s]")


def notice_future(batch: Batch, today: date) -> None:
    """Notice rows that report on a day still to come: one mistyped year moves the day the whole store answers for."""
    column = batch.table.reported_on or "_reported_on"
    batch.notice(Notice.FUTURE_REPORTING_DATE, column, np.flatnonzero((batch.frame[column] > pd.Timestamp(today)).to_numpy(dtype=bool)))


def banks_of(batch: Batch, debts: Debts) -> pa.Array:
    """The bank each row belongs to; null where it cannot be told."""
    if batch.table.name == "guarantees":
        return debts.of("bank_code", {name: batch.texts(name) for name in SECURED})
    return batch.texts("bank_code")


def missing_facts(batch: Batch, complete: Sequence[Complete], known: Known, debts: Debts) -> tuple[list[Missing], list[Noticed]]:
    """For each declaration about the batch's table, what ends; and what keeps anything from ending."""
    table = batch.table
    mine = [one for one in complete if one.table == table.name]
    if not mine:
        return [], []
    versions = known.versions(table.name)
    everything = pd.Series(versions["_key"].unique(), dtype="str")
    if table.party and len(everything):
        everything = everything.loc[~everything.isin(known.stubs(table.name)["_key"])].reset_index(drop=True)
    absent = everything.loc[~_sent(batch, everything)].reset_index(drop=True)
    bank = _banks_of_known(table, absent, known, debts) if any(one.bank for one in mine) else None
    lost = _lost(batch, debts)
    found, notices = [], []
    for one in mine:
        blocking = lost if one.bank is None else lost.loc[lost["bank"].isin([one.bank, ""])]
        if len(blocking):
            notices.append(_noticed(Notice.NOTHING_CLOSED, table, one, len(blocking), batch.places(blocking["row"].to_numpy()[:5])))
            continue
        sent = len(batch) if one.bank is None or SCOPE not in batch.frame else int((batch.frame[SCOPE] == one.bank).sum())
        scope = absent if one.bank is None or bank is None else absent.loc[bank == one.bank]
        scope = _alive(scope, versions, one.reported_on)
        if sent == 0 and len(scope):
            notices.append(_noticed(Notice.COMPLETE_WITHOUT_ROWS, table, one, len(scope), []))
        found.append(Missing(one, scope))
    return found, notices


def close(table: Table, changes: Changes, missing: Sequence[Missing], known: pd.DataFrame, run: RunWriter) -> Changes:
    """Add the ends of missing facts to what a run does to a table."""
    feeds = run.feeds(table) if missing else []
    for one in missing:
        absent = run.rows(table, one.keys.tolist())
        changes = close_missing(changes, absent, one.declared.reported_on, known, scope=one.declared.bank or "", feeds=feeds)
    return changes


def _sent(batch: Batch, known: pd.Series[str]) -> Bools:
    """True for known keys the files hold: whole, or, where a refused row hides the rest of its key, by their first part."""
    first = batch.table.identity[0]
    hidden = ~batch.readable() & ~batch.unreadable[first]
    sent = held(known, keys(batch.table, batch.frame.loc[batch.readable()]))
    if hidden.any() and len(known):
        starts = pc.list_element(pc.split_pattern(large(known), SEPARATOR, max_splits=1), 0)
        sent |= held(starts, batch.texts(first).filter(pa.array(hidden)))
    return sent


def _lost(batch: Batch, debts: Debts) -> pd.DataFrame:
    """The rows whose own number cannot be read, with their banks ('' where that cannot be told either)."""
    rows = np.flatnonzero(batch.unreadable[batch.table.identity[0]])
    banks = np.full(len(rows), "", dtype=object)
    if batch.table.name in PER_BANK and len(rows):
        banks = np.array(pc.fill_null(banks_of(batch, debts).take(pa.array(rows)), "").to_pylist(), dtype=object)
    return pd.DataFrame({"row": rows, "bank": banks})


def _banks_of_known(table: Table, absent: pd.Series[str], known: Known, debts: Debts) -> pd.Series[str]:
    if table.name == "guarantees":
        parts = pc.split_pattern(large(absent), SEPARATOR)
        numbers = {}
        for name in SECURED:
            part = pc.list_element(parts, table.identity.index(name))
            numbers[name] = pc.if_else(pc.equal(part, ""), pa.scalar(None, part.type), part)
        banks = debts.of("bank_code", numbers)
    else:
        codes, values = known.latest(table.name, "bank_code")
        banks = values.take(pc.index_in(large(absent), value_set=codes))
    return pd.Series(banks.to_pandas(), dtype="str", index=absent.index)


def _alive(absent: pd.Series[str], versions: pd.DataFrame, day: date | None) -> pd.Series[str]:
    """Those of some keys whose version that answers for a day, the latest up to it or else the earliest, does not say they are gone."""
    some = versions.loc[versions["_key"].isin(absent)].sort_values("_reported_on", kind="stable", na_position="first")
    later = (some["_reported_on"] > pd.Timestamp(day)).to_numpy(dtype=bool) if day is not None else np.zeros(len(some), dtype=bool)
    told = some.loc[~later].drop_duplicates("_key", keep="last")
    untold = some.loc[later].drop_duplicates("_key")
    answering = pd.concat([told, untold.loc[~untold["_key"].isin(told["_key"])]])
    return answering.loc[~answering["_gone"].astype(bool), "_key"].reset_index(drop=True)


def _noticed(notice: Notice, table: Table, declared: Complete, count: int, examples: list[str]) -> Noticed:
    return Noticed(notice.value, table.name, declared.bank or "", count, tuple(examples), notice.english, notice.chinese)
