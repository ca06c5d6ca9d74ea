"""What changed between two snapshots, as far as a visitor sees both; never asked for by a bank (`roles.RIGHTS`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from analysis import changes
from analysis.changes import TableChange
from api.security.coordination import circle_rows, queue_rows
from api.security.views import View

if TYPE_CHECKING:
    from api.snapshots import Snapshot

MOST: Final = 500  # rows of a kind that are listed; the counts are of all
_QUEUE: Final = ("rank", "level", "leader_link", "application", "expected_spillover", "worst_case_spillover", "class")
_CIRCLE: Final = ("loan_balance", "class", "guarantees", "members")


def difference(
    before: Snapshot, after: Snapshot, views: tuple[View, View], kinds: Iterable[str] | None = None, *, most: int = MOST
) -> dict[str, Any]:
    """Parties, loans, guarantees, circles, classes and rows of the queue, or some of these, that came, went or changed."""
    days = tuple(zip((before, after), views, strict=True))
    told = {kind: changes.compared(*(_TABLES[kind](shot, view) for shot, view in days)) for kind in kinds or _TABLES}
    return {name: _listed(found, most) for name, found in told.items()} | {
        "truncated": any(count > most for found in told.values() for count in found.counts.values())
    }


def _listed(found: TableChange, most: int) -> dict[str, Any]:
    return {"counts": found.counts, "came": found.came[:most], "went": found.went[:most], "changed": found.changed[:most]}


def _parties(_: Snapshot, view: View) -> pd.DataFrame:
    rows = changes.parties(view.network)
    return rows if view.whole else rows.loc[rows["party"].isin(view.own_codes)]


def _loans(_: Snapshot, view: View) -> pd.DataFrame:
    rows = changes.loans(view.network)
    return rows if view.whole else rows.loc[view.loans]


def _guarantees(_: Snapshot, view: View) -> pd.DataFrame:
    rows = changes.guarantees(view.network)
    return rows if view.whole else rows.loc[rows["loan"].isin(view.loan_numbers)]


def _circles(shot: Snapshot, view: View) -> pd.DataFrame:
    found = circle_rows(shot.circles.to_json(shot.network)["circles"], view)
    return _table([row | {"members": len(row["members"]) + row["members_elsewhere"]} for row in found], ("circle", "name", *_CIRCLE))


def _queue(shot: Snapshot, view: View) -> pd.DataFrame:
    return _table(queue_rows([row.to_json() for row in shot.queue.rows], view), ("circle", "name", *_QUEUE))


def _classes(shot: Snapshot, view: View) -> pd.DataFrame:
    firms = shot.classification.firms
    rows = firms.loc[firms["class"].notna(), ["class", "score"]].rename_axis("enterprise").reset_index()
    rows = rows.assign(score=rows["score"].round(2))
    rows = rows if view.whole else rows.loc[rows["enterprise"].isin(view.own_codes)]
    return rows.set_index("enterprise", drop=False)


def _table(found: list[dict[str, Any]], columns: tuple[str, ...]) -> pd.DataFrame:
    frame = pd.DataFrame(found, columns=list(columns))
    return frame.set_index("circle", drop=False).loc[lambda rows: ~rows.index.duplicated()]


_TABLES: Final[dict[str, Callable[[Snapshot, View], pd.DataFrame]]] = {
    "parties": _parties, "loans": _loans, "guarantees": _guarantees, "circles": _circles, "queue": _queue, "classes": _classes,
}  # fmt: skip
