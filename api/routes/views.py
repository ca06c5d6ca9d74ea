"""Pictures of the network that visitors keep for themselves."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Final

from fastapi import APIRouter, Body, Path, Request, Response

from api.models.drawing import KeptView, ViewAnswer, ViewRow
from api.models.lists import Page
from api.paging import answers, created, living_page, to_json, written
from api.problems import Conflict, NotFound, responses
from api.security import Visitor
from api.visiting import Served, Shot, allowed
from graph.errors import InvalidParameter

router = APIRouter(tags=["views"])

_MOST_BYTES: Final = 500_000  # of one state
Id = Annotated[str, Path(max_length=64, description="The id of a view.")]


@router.get("/views", summary="One's own views", responses=answers(Page[ViewRow]))
def views(request: Request, visitor: Annotated[Visitor, allowed("views")], served: Served, shot: Shot) -> Response:
    """The latest first, without their states."""
    items = [asdict(one) for one in served.side.views.of(visitor.who)]
    return living_page(request, shot, items, following=None, total=len(items))


@router.post("/views", summary="Keep a view", status_code=201, response_model=ViewRow, responses=responses(409))
def keep(request: Request, visitor: Annotated[Visitor, allowed("views")], served: Served, body: Annotated[KeptView, Body()]) -> Response:
    """One of the same name takes the place of the other. The state is the explorer's business: it is kept as it comes."""
    try:
        size = len(to_json(body.state))
    except ValueError:  # numbers and letters JSON has no words for
        raise InvalidParameter("state: not JSON") from None
    if size > _MOST_BYTES:
        raise InvalidParameter(f"state: larger than {_MOST_BYTES} bytes")
    made = served.side.views.keep(visitor.who, body.name, body.state)
    if made is None:
        raise Conflict("you keep as many views as anybody may: forget one first")
    return created(request, asdict(made), where=f"/api/v1/views/{made.id}")


@router.get("/views/{view}", summary="One view", responses=answers(ViewAnswer) | responses(404))
def one_view(request: Request, visitor: Annotated[Visitor, allowed("views")], served: Served, view: Id) -> Response:
    """A view of one's own with its state."""
    found = served.side.views.get(visitor.who, view)
    if found is None:
        raise NotFound(f"no view has the id {view!r}")
    kept, state = found
    request.state.results = 1
    return written(request, to_json(asdict(kept) | {"state": state}))


@router.delete("/views/{view}", summary="Forget a view", status_code=204, response_class=Response, responses=responses(404))
def forget(visitor: Annotated[Visitor, allowed("views")], served: Served, view: Id) -> Response:
    """It is gone at once."""
    if not served.side.views.forget(visitor.who, view):
        raise NotFound(f"no view has the id {view!r}")
    return Response(status_code=204)
