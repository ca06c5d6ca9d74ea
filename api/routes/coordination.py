"""The coordination queue and the circles behind it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response

from api.models.coordination import Circle, CircleAnswer, CircleMembers, QueuePage
from api.models.lists import Page
from api.paging import CursorText, Limit, answer, answers, page
from api.problems import NotFound, responses
from api.register import KINDS as DECISIONS
from api.security import View, Visitor
from api.security.circle_members import members_of
from api.security.circles import circle_behind, circle_row, circles_of, queue_of, queue_row
from api.snapshots import Snapshot
from api.visiting import Served, Shot, allowed

router = APIRouter(tags=["coordination"])

County = Annotated[str | None, Query(description="Only rows of this home county.", max_length=12)]


@router.get("/coordination-queue", summary="The city's coordination queue", responses=answers(QueuePage))
def coordination_queue(
    request: Request,
    visitor: Annotated[Visitor, allowed("queue")],
    shot: Shot,
    limit: Limit = 100,
    cursor: CursorText = None,
    county: County = None,
    level: Annotated[Literal["county", "city"] | None, Query(description="Only rows of this level.")] = None,
    class_: Annotated[str | None, Query(alias="class", description="Only rows of this class.", max_length=12)] = None,
    bank: Annotated[str | None, Query(description="Only rows that hit this bank.", max_length=64)] = None,
) -> Response:
    """Circles and firms by the loss they are expected to cause in other counties: the rows of `queue --json`."""

    def rows() -> list[dict[str, Any]]:
        every = queue_of(shot, shot.view(visitor))
        return [
            row
            for row in every
            if county in (None, row["home_county"])
            and level in (None, row["level"])
            and class_ in (None, row["class"])
            and (bank is None or bank in row["banks_hit"])
        ]

    return page(request, shot, visitor, rows, limit=limit, cursor=cursor, beside=lambda: _choices(shot, shot.view(visitor)))


@router.get("/circles", summary="Guarantee circles", responses=answers(Page[Circle]))
def circles(
    request: Request,
    visitor: Annotated[Visitor, allowed("circles")],
    shot: Shot,
    limit: Limit = 100,
    cursor: CursorText = None,
    county: County = None,
) -> Response:
    """Circles by the loans of their members, the largest first (to a bank by the number of members): the rows of `circles --json`."""

    def rows() -> list[dict[str, Any]]:
        return [row for row in circles_of(shot, shot.view(visitor)) if county in (None, row["home_county"])]

    return page(request, shot, visitor, rows, limit=limit, cursor=cursor)


@router.get("/circles/{circle}", summary="One circle", responses=answers(CircleAnswer) | responses(404))
def circle(request: Request, visitor: Annotated[Visitor, allowed("circles")], shot: Shot, circle: str) -> Response:
    """A circle with its row of the queue."""

    def made() -> dict[str, Any]:
        view = shot.view(visitor)
        told = {"circle": circle_row(shot, view, circle), "queue": queue_row(shot, view, circle)}
        if told["circle"] is None and told["queue"] is None:
            raise NotFound(f"no circle has the id {circle!r}")
        return told

    return answer(request, shot, visitor, made)


@router.get("/circles/{circle}/members", summary="Who is in a circle", responses=answers(CircleMembers) | responses(404))
def members(request: Request, visitor: Annotated[Visitor, allowed("circles")], served: Served, shot: Shot, circle: str) -> Response:
    """Members with their loans, classes and findings, what they owe which bank, and the guarantees among them, as far as each is seen."""
    view = shot.view(visitor)
    found = circle_behind(shot, view, circle)

    def made() -> dict[str, Any]:
        with shot.lock:
            return members_of(shot, found, view)

    return answer(request, shot, visitor, made, extra=str(served.side.submissions.last(*DECISIONS)))


def _choices(shot: Snapshot, view: View) -> dict[str, Any]:
    """Classes of the rows a visitor sees, and the banks they hit, by name."""

    def made() -> dict[str, Any]:
        rows, banks = queue_of(shot, view), shot.network.banks
        names = dict(zip(banks.code.to_pylist(), banks.name.to_pylist(), strict=True))
        hit = sorted({code for row in rows for code in row["banks_hit"]})
        return {"classes": sorted({row["class"] for row in rows}), "banks": [{"bank": code, "name": names.get(code)} for code in hit]}

    return shot.once(("queue choices", view.visitor.scope), made)
