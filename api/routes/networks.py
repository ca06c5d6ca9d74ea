"""Networks as they are drawn: of a circle, and what a picture gains when it grows."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request, Response

from api.models.drawing import DrawnNetwork, Growing, GrownNetwork
from api.paging import answer, answers, to_json
from api.problems import NotFound, responses
from api.security import Visitor
from api.security.circle_members import places_in
from api.security.drawing import Growth, grown, picture
from api.security.enterprises import place_of
from api.security.neighbourhood import KINDS, LinkFilter, network_around
from api.visiting import Shot, allowed

router = APIRouter(tags=["network"])

MOST_NODES = 20_000  # of one circle


@router.get("/circles/{circle}/network", summary="The network of a circle", responses=answers(DrawnNetwork) | responses(404))
def circle_network(
    request: Request,
    visitor: Annotated[Visitor, allowed("circles")],
    shot: Shot,
    circle: str,
    *,
    positions: Annotated[bool, Query(description="Places and marks too.")] = False,
) -> Response:
    """Its members and the guarantees among them; with places, a large one comes in parts, for pictures that show a part as one node."""
    view = shot.view(visitor)

    def made() -> dict[str, Any]:
        told = network_around(view, places_in(shot, view, circle), 0, MOST_NODES, LinkFilter())
        told = {"circle": circle, "depth": 0} | told
        return picture(told, shot, view) if positions else told

    return answer(request, shot, visitor, made)


@router.post("/networks", summary="What a picture gains", response_model=GrownNetwork, responses=responses(404))
def growth(request: Request, visitor: Annotated[Visitor, allowed("enterprises")], shot: Shot, body: Annotated[Growing, Body()]) -> Response:
    """Parties to add, by their codes or around one of them, with the links that touch them; filtered before anything is added.

    Asked by POST because a picture names hundreds of parties; nothing is changed.
    """
    view = shot.view(visitor)
    if body.around is not None and place_of(body.around, view) is None:
        raise NotFound(f"no party has the code {body.around!r}")
    asked = Growth(body.shown, body.added, body.around, body.depth, body.most)
    told = grown(shot, view, asked, LinkFilter(body.direction, body.amount_from, tuple(body.kind or KINDS)))
    request.state.results = len(told["nodes"])
    return Response(
        to_json(told | {"snapshot": str(shot.id)}), media_type="application/json", headers={"Cache-Control": "private, no-store"}
    )
