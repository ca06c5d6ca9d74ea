"""The report before: its snapshot, and what level each row of the queue had then."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.snapshots import Snapshot, SnapshotId, Snapshots

_PIECE = "levels before"


def report_before(snapshots: Snapshots, shot: Snapshot) -> SnapshotId | None:
    """The latest of an earlier day whose run this one knows; None where there is none."""
    earlier = (name for name, _ in snapshots.every() if name.as_of < shot.id.as_of and name.run <= shot.id.run)
    return max(earlier, key=lambda name: (name.as_of, name.run), default=None)


def levels_before(snapshots: Snapshots, shot: Snapshot) -> Mapping[str, str] | None:
    """The level of every row of the queue at the report before, by circle; None where there was no report."""

    def made() -> tuple[Mapping[str, str] | None]:
        name = report_before(snapshots, shot)
        return (None if name is None else {row.circle: row.level for row in snapshots.named(str(name)).queue.rows},)

    found: tuple[Mapping[str, str] | None] = shot.once(_PIECE, made)
    return found[0]


def levels_at_hand(snapshots: Snapshots, shot: Snapshot) -> Mapping[str, str] | None:
    """The same where the server has looked at the report before already, as it does on its own after its start; else None."""
    return levels_before(snapshots, shot) if not shot.settings.warm or shot.made(_PIECE) else None
