"""Which maturities a visitor sees: a county those of its own enterprises, a bank its own loans, without what others would lose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.maturities import if_missed
from api.lists import MadeRows
from graph.network import Bools, Ints

if TYPE_CHECKING:
    from api.security.views import View
    from api.snapshots import Snapshot


@dataclass(frozen=True)
class DueFilter:
    """What is asked for; None and () are no wish."""

    stages: tuple[str, ...]
    county: str | None
    bank: str | None
    borrower: str | None
    due_from: date | None = None
    due_to: date | None = None
    borrowers: frozenset[str] | None = None


def due(shot: Snapshot, view: View, asked: DueFilter) -> MadeRows:
    """The rows of the ledger that are seen and asked for, the earliest due first."""
    ledger = shot.ledger
    rows = ledger.rows
    wanted = asked_for(shot, view, asked)

    def make(places: Ints) -> list[dict[str, Any]]:
        some = replace(ledger, rows=rows.iloc[places].reset_index(drop=True))
        missed = _missed(shot)
        shown = missed.iloc[:0] if view.bank is not None else missed.loc[missed.index.isin(some.rows["borrower"])]
        return some.to_json(shown)

    return MadeRows(np.flatnonzero(wanted), make)


def asked_for(shot: Snapshot, view: View, asked: DueFilter) -> Bools:
    """Which rows of the ledger are seen and asked for."""
    rows = shot.ledger.rows
    wanted = shot.once(("maturities seen", view.visitor.scope), lambda: _seen(rows, view))
    if asked.stages:
        wanted = wanted & rows["stage"].isin(asked.stages).to_numpy(dtype=bool)
    for column, value in (("county", asked.county), ("bank", asked.bank), ("borrower", asked.borrower)):
        if value is not None:
            wanted = wanted & (rows[column] == value).to_numpy(dtype=bool)
    if asked.borrowers is not None:
        wanted = wanted & rows["borrower"].isin(asked.borrowers).to_numpy(dtype=bool)
    if asked.due_from is not None:
        wanted = wanted & (rows["due"] >= pd.Timestamp(asked.due_from)).to_numpy(dtype=bool)
    if asked.due_to is not None:
        wanted = wanted & (rows["due"] <= pd.Timestamp(asked.due_to)).to_numpy(dtype=bool)
    return wanted


def _seen(rows: pd.DataFrame, view: View) -> Bools:
    if view.whole:
        return np.ones(len(rows), dtype=bool)
    found = rows["bank"] == view.visitor.jurisdiction if view.bank is not None else rows["borrower"].isin(view.own_codes)
    return found.fillna(value=False).to_numpy(dtype=bool)


def _missed(shot: Snapshot) -> pd.DataFrame:
    """What falls if a borrower of the ledger does, by its code."""
    return shot.once("if missed", lambda: if_missed(shot.network, shot.ledger.rows["borrower"]))
