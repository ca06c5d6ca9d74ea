"""The circles of a snapshot and the rows of its queue, by the ids and with the members a visitor sees; worked out once a scope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.problems import NotFound
from api.security.coordination import circle_id, circle_rows, queue_rows
from api.security.views import View

if TYPE_CHECKING:
    from analysis.circles import Circle
    from api.snapshots import Snapshot

Row = dict[str, Any]


def queue_of(shot: Snapshot, view: View) -> list[Row]:
    """The rows of the queue a visitor sees, in its order."""
    every = shot.once("queue rows", lambda: [row.to_json() for row in shot.queue.rows])
    return shot.once(("queue rows", view.visitor.scope), lambda: queue_rows(every, view))


def circles_of(shot: Snapshot, view: View) -> list[Row]:
    """The circles a visitor sees, in the order of `circle_rows`."""

    def made() -> list[Row]:
        rows = shot.circles.to_json(shot.network)["circles"]
        return sorted(rows, key=lambda row: (-row["loan_balance"], row["circle"]))

    every = shot.once("circle rows", made)
    return shot.once(("circle rows", view.visitor.scope), lambda: circle_rows(every, view))


def queue_row(shot: Snapshot, view: View, name: str) -> Row | None:
    """The row of the queue with a circle's id; None where the visitor sees none."""
    rows = shot.once(("queue rows by id", view.visitor.scope), lambda: {row["circle"]: row for row in queue_of(shot, view)})
    return rows.get(name)


def circle_row(shot: Snapshot, view: View, name: str) -> Row | None:
    """The circle of an id; None where the visitor sees none. The queue has lone firms too."""
    rows = shot.once(("circle rows by id", view.visitor.scope), lambda: {row["circle"]: row for row in circles_of(shot, view)})
    return rows.get(name)


def named_circle(shot: Snapshot, view: View, name: str) -> Row:
    """The circle of an id; NotFound where the visitor sees none."""
    found = circle_row(shot, view, name)
    if found is None:
        raise NotFound(f"no circle has the id {name!r}")
    return found


def circle_behind(shot: Snapshot, view: View, name: str) -> Circle:
    """What `named_circle` tells of, whole; NotFound where the visitor sees none."""
    named_circle(shot, view, name)
    codes = view.network.parties.code
    found: dict[str, Circle] = shot.once(
        ("circles by id", view.visitor.scope),
        lambda: {circle_id(one.id, codes[one.core].as_py(), view): one for one in shot.circles.circles},
    )
    return found[name]
