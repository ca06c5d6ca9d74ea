"""What falls due added up: by day and month for a calendar, by county, department, bank, controller group or circle."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Literal

import pandas as pd

from analysis.circles import circle_name
from analysis.maturities import if_missed
from analysis.maturities.rollup import roll_up
from api.security.coordination import circle_id
from api.security.maturities import DueFilter, asked_for

if TYPE_CHECKING:
    from analysis.maturities import Ledger
    from api.security.views import View
    from api.snapshots import Snapshot
    from graph.network import Banks, Counties, Parties

By = Literal["day", "month", "county", "department", "bank", "group", "circle"]
_IN_TIME: Final = {"day": "%Y-%m-%d", "month": "%Y-%m"}


def chosen_ledger(shot: Snapshot, view: View, asked: DueFilter) -> Ledger:
    """The ledger of what is seen and asked for."""
    ledger = shot.ledger
    return replace(ledger, rows=ledger.rows.loc[asked_for(shot, view, asked)].reset_index(drop=True))


def summed(shot: Snapshot, view: View, asked: DueFilter, by: By) -> list[dict[str, Any]]:
    """One row a value of a dimension; times in their order, the rest by what is pressing. Groups that may not be named are one row."""
    ledger = chosen_ledger(shot, view, asked)
    if by in _IN_TIME:
        ledger = replace(ledger, rows=ledger.rows.assign(**{by: ledger.rows["due"].dt.strftime(_IN_TIME[by])}))
    rows = roll_up(ledger, by, _labels(shot, view, by)).round(2).to_dict("records")
    names = _names(shot, view, by)
    told = [{str(key): value for key, value in row.items()} | {"name": names.get(row["by"])} for row in rows]
    return sorted(told, key=lambda row: str(row["by"])) if by in _IN_TIME else told


def missed_by(shot: Snapshot, view: View, ledger: Ledger) -> pd.DataFrame:
    """What falls if the borrowers of a ledger do; a bank is told of none."""
    if view.bank is not None:
        return if_missed(shot.network, ledger.rows["borrower"].iloc[:0])
    return if_missed(shot.network, ledger.rows["borrower"])


def _labels(shot: Snapshot, view: View, by: By) -> pd.Series[Any] | None:
    """The group or circle of every party that may be named; None for the ledger's own columns."""
    if by == "group":
        group = shot.desk.group
        return group.where(group.isin(view.named_codes)) if not view.whole else group
    if by != "circle":
        return None
    codes = view.network.parties.code
    ids = {one.id: circle_id(one.id, codes[one.core].as_py(), view) for one in shot.circles.circles}
    return pd.Series({party: ids[circle] for party, circle in shot.circle_of.items()}, dtype="str")


def _names(shot: Snapshot, view: View, by: By) -> dict[Any, str | None]:
    network = view.network
    if by == "circle":
        codes = network.parties.code
        named = [one for one in shot.circles.circles if codes[one.core].as_py() in view.named_codes]
        return {circle_id(one.id, codes[one.core].as_py(), view): circle_name(network.parties.name[one.core].as_py()) for one in named}
    known: dict[str, Counties | Banks | Parties] = {"county": network.counties, "bank": network.banks, "group": network.parties}
    if by not in known:
        return {}
    pairs = zip(known[by].code.to_pylist(), known[by].name.to_pylist(), strict=True)
    return {code: name for code, name in pairs if by != "group" or code in view.named_codes}
