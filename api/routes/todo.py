"""What the visitor has to act on."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.models.todo import TodoPage
from api.paging import CursorText, Limit, answers, page
from api.security import Visitor
from api.todo import Kind, todo
from api.visiting import Served, Shot, allowed

router = APIRouter(tags=["coordination"])


@router.get("/todo", summary="What is to be done", responses=answers(TodoPage))
def todos(
    request: Request,
    visitor: Annotated[Visitor, allowed("todo")],
    served: Served,
    shot: Shot,
    limit: Limit = 100,
    cursor: CursorText = None,
    kind: Annotated[list[Kind] | None, Query(description="Only items of these kinds.")] = None,
) -> Response:
    """What waits for the visitor: why, by when, and where it is done; what is late first, what has no day with today's."""
    found = todo(served, shot, visitor)

    def rows() -> list[dict[str, Any]]:
        return [row for row in found.rows if kind is None or row["kind"] in kind]

    beside = {"counts": found.counts}
    return page(request, shot, visitor, rows, limit=limit, cursor=cursor, beside=lambda: beside, extra=found.version)
