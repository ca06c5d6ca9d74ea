"""The names of natural persons, who are pseudonyms everywhere else: read one by one, for a reason that is written down first."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from api.models.administration import PersonName, Why
from api.paging import to_json
from api.problems import NotFound, responses
from api.security import Visitor
from api.visiting import Served, allowed
from graph.side_store import Act
from graph.store import GraphStore

router = APIRouter(tags=["persons"])

_TOLD: dict[int | str, dict[str, Any]] = {200: {"model": PersonName}}


@router.post("/persons/{person}/name", summary="The name of a person", responses=_TOLD | responses(404))
def name(
    request: Request,
    visitor: Annotated[Visitor, allowed("unmask")],
    served: Served,
    person: Annotated[str, Path(max_length=100, description="The id of a person, as answers call it.")],
    body: Why,
) -> Response:
    """Told once it is written down who asked for whose name and why."""
    request.state.reason = body.reason
    found = served.snapshots.asking(lambda store: _name(store, person))
    if found is None:
        raise NotFound(f"no person has the id {person!r}")
    request.state.results = 1
    served.trail.now(
        Act(
            visitor.who, visitor.role, visitor.jurisdiction, "unmask", f"person:{person}",
            reason=body.reason, results=1, status=200, request_id=request.state.request_id,
        )
    )  # fmt: skip
    return Response(to_json({"person": person, "name": found}), media_type="application/json", headers={"Cache-Control": "no-store"})


def _name(store: GraphStore, person: str) -> str | None:
    """As the store knows it now: snapshots never hold it."""
    return next((hit.name for hit in store.search(person) if hit.party == person and hit.kind == "person"), None)
