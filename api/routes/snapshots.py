"""Days and what was known when: the list of snapshots, and what changed between two."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from api.models.lists import Page
from api.models.network import DifferenceAnswer, SnapshotRow
from api.paging import CursorText, Limit, answer, answers, page
from api.problems import NotFound, responses
from api.register import KINDS as DECISIONS
from api.security import Visitor
from api.security.differences import difference
from api.snapshots import Snapshot
from api.visiting import Served, Shot, allowed
from graph.errors import UnknownCode

router = APIRouter(tags=["snapshots"])

Named = Annotated[str, Path(max_length=40, description="A snapshot, or a day as known now.", examples=["2026-06-30-r4", "2026-06-30"])]


@router.get("/snapshots", summary="What was known when", responses=answers(Page[SnapshotRow]))
def snapshots(
    request: Request,
    visitor: Annotated[Visitor, allowed("snapshots")],
    served: Served,
    shot: Shot,
    limit: Limit = 100,
    cursor: CursorText = None,
) -> Response:
    """One snapshot a run, latest first, on the day its data are for. Any other day is asked for with `as_of`."""

    def rows() -> list[dict[str, Any]]:
        return [
            {
                "snapshot": str(name),
                "as_of": name.as_of.isoformat(),
                "run_id": run.run_id,
                "known_at": run.finished_at.isoformat() if run.finished_at else None,
            }
            for name, run in served.snapshots.every()
            if run.number <= shot.id.run
        ]

    return page(request, shot, visitor, rows, limit=limit, cursor=cursor)


@router.get(
    "/snapshots/{before}/diff/{after}",
    summary="What changed between two snapshots",
    responses=answers(DifferenceAnswer) | responses(404),
)
def changed(
    request: Request,
    visitor: Annotated[Visitor, allowed("differences")],
    served: Served,
    before: Named,
    after: Named,
) -> Response:
    """Parties, loans, guarantees, circles, classes and rows of the queue that came, went or changed; at most 500 of a kind are listed."""
    one, other = _named(served, before), _named(served, after)
    request.state.snapshot = f"{one.id} {other.id}"

    def made() -> dict[str, Any]:
        told = difference(one, other, (one.view(visitor), other.view(visitor)))
        return {"before": str(one.id), "after": str(other.id)} | told

    return answer(request, other, visitor, made, extra=f"{one.id} {served.side.submissions.last(*DECISIONS)}")


def _named(served: Served, text: str) -> Snapshot:
    try:
        return served.snapshots.named(text)
    except UnknownCode as fault:
        raise NotFound(fault.message) from None
