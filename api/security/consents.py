"""Consents: a firm's loans are shown one by one only where it agreed in writing (征信业管理条例 art. 29)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from api.snapshots import Snapshot
    from graph.facts import CityFacts


def consented(shot: Snapshot, enterprise: str) -> bool:
    """Whether a consent is in force, on the snapshot's day and on the last day known: one that ended opens no past day either."""

    def made() -> frozenset[str]:
        last = max([shot.id.as_of, *(run.day for run in shot.facts.runs())])
        return _in_force(shot.facts) & _in_force(shot.facts.on(last))

    return enterprise in shot.once("consented", made)


def consent_of(shot: Snapshot, enterprise: str) -> dict[str, Any]:
    """The state of a firm's consent on the snapshot's day: of several in force the one that lasts longest, then the latest given."""
    with shot.lock:
        rows = shot.facts["consents"]
    mine = rows.loc[(rows["enterprise"] == enterprise).to_numpy(dtype=bool)]
    mine = mine.sort_values(["ends_on", "given_on"], ascending=False, na_position="first")
    given, ends = (_day(mine[name].iloc[0]) if len(mine) else None for name in ("given_on", "ends_on"))
    return {"enterprise": enterprise, "as_of": shot.id.as_of.isoformat(), "in_force": bool(len(mine)), "given_on": given, "ends_on": ends}


def _in_force(facts: CityFacts) -> frozenset[str]:
    return frozenset(facts["consents"]["enterprise"])


def _day(value: Any) -> str | None:
    return None if pd.isna(value) else date.isoformat(value.date())
