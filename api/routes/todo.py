"""What the visitor has to act on."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import Annotated

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
    every = todo(served, shot, shot.view(visitor))
    rows = [row for row in every if kind is None or row["kind"] in kind]
    counts = dict(Counter(row["kind"] for row in every))
    version = sha256(repr(every).encode()).hexdigest()
    return page(request, shot, visitor, lambda: rows, limit=limit, cursor=cursor, beside=lambda: {"counts": counts}, extra=version)
