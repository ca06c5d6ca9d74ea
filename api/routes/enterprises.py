"""Parties: found by name or code, told about, and drawn with the network around them."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from analysis.neighbourhood import Direction
from api.models.drawing import DrawnNetwork
from api.models.lists import Kind, Page, Party
from api.models.network import Dossier, PathAnswer
from api.paging import CursorText, Limit, answer, answers, page
from api.problems import NotFound, responses
from api.security import View, Visitor
from api.security.drawing import picture
from api.security.enterprises import dossier, place_of, stub
from api.security.neighbourhood import KINDS, LinkFilter, network_around, path_between
from api.snapshots import Snapshot
from api.visiting import Served, Shot, allowed

router = APIRouter(tags=["network"])

MOST_NODES = 2000
MOST_HITS = 500
Code = Annotated[str, Path(max_length=64, description="The code of an enterprise, guarantee company or person.")]
Way = Annotated[Direction, Query(description="Both ways, only to those it guarantees, or only to its guarantors.")]
AmountFrom = Annotated[float, Query(ge=0, le=1e13, description="Only guarantees from this amount, yuan.")]
Kinds = Annotated[list[Kind] | None, Query(description="Only parties of these kinds.")]


@router.get("/enterprises", summary="Find parties", responses=answers(Page[Party]))
def enterprises(
    request: Request,
    visitor: Annotated[Visitor, allowed("enterprises")],
    served: Served,
    shot: Shot,
    q: Annotated[str | None, Query(max_length=100, description="Any part of a name, as written or normalised, or of a code.")] = None,
    county: Annotated[str | None, Query(max_length=12, description="Only parties of this county.")] = None,
    limit: Limit = 20,
    cursor: CursorText = None,
) -> Response:
    """Parties whose name or code contains a text, exact codes first; without one all parties by code. Persons are found by id only."""
    view = shot.view(visitor)

    @cache
    def hits() -> list[int] | None:
        return _hits(served, q, view) if q and q.strip() else None

    def rows() -> list[dict[str, Any]]:
        found = hits()
        every = listed(shot, view) if found is None else [stub(place, view) for place in found]
        return every if county is None else [row for row in every if row["county"] == county]

    def truncated() -> bool:
        return len(hits() or ()) >= MOST_HITS

    return page(request, shot, visitor, rows, limit=limit, cursor=cursor, truncated=truncated)


@router.get("/enterprises/{code}", summary="One party", responses=answers(Dossier) | responses(404))
def enterprise(request: Request, visitor: Annotated[Visitor, allowed("enterprises")], shot: Shot, code: Code) -> Response:
    """What was stated, loans, guarantees both ways, controller group, circle, place on the ledger; a stub beyond one's border."""
    return answer(request, shot, visitor, lambda: dossier(shot, _place(code, shot.view(visitor)), shot.view(visitor)))


@router.get("/enterprises/{code}/network", summary="The network around a party", responses=answers(DrawnNetwork) | responses(404))
def network(
    request: Request,
    visitor: Annotated[Visitor, allowed("enterprises")],
    shot: Shot,
    code: Code,
    depth: Annotated[int, Query(ge=0, le=6, description="Steps over guarantees.")] = 2,
    most: Annotated[int, Query(ge=1, le=MOST_NODES, description="Nodes at most; links three times as many.")] = 500,
    direction: Way = "any",
    amount_from: AmountFrom = 0.0,
    kind: Kinds = None,
    *,
    positions: Annotated[bool, Query(description="Places and marks too.")] = False,
) -> Response:
    """Nodes and links within some steps, nearest first; `truncated` where a cap left some out."""
    view = shot.view(visitor)
    wanted = LinkFilter(direction, amount_from, tuple(kind or KINDS))

    def made() -> dict[str, Any]:
        import numpy as np

        told = {"center": code, "depth": depth} | network_around(view, np.array([_place(code, view)]), depth, most, wanted)
        return picture(told, shot, view) if positions else told

    return answer(request, shot, visitor, made)


@router.get("/paths", summary="The shortest chain of guarantees between two parties", responses=answers(PathAnswer) | responses(404))
def paths(
    request: Request,
    visitor: Annotated[Visitor, allowed("paths")],
    shot: Shot,
    start: Annotated[str, Query(alias="from", max_length=64, description="Code of the one.")],
    end: Annotated[str, Query(alias="to", max_length=64, description="Code of the other.")],
    direction: Way = "any",
    amount_from: AmountFrom = 0.0,
    kind: Kinds = None,
) -> Response:
    """The parties in order and the guarantees among them; `steps` is null where there is no chain."""
    view = shot.view(visitor)
    wanted = LinkFilter(direction, amount_from, tuple(kind or KINDS))
    return answer(request, shot, visitor, lambda: path_between(view, _place(start, view), _place(end, view), wanted))


def _place(code: str, view: View) -> int:
    found = place_of(code, view)
    if found is None:
        raise NotFound(f"no party has the code {code!r}")
    return found


def listed(shot: Snapshot, view: View) -> list[dict[str, Any]]:
    """All parties the visitor sees, by code."""
    import numpy as np

    def made() -> list[dict[str, Any]]:
        return [stub(place, view) for place in np.flatnonzero(view.own | view.stubs).tolist()]

    return shot.once(("parties", view.visitor.scope), made)


def _hits(served: Served, text: str, view: View) -> list[int]:
    """Places of parties found that the visitor sees; a person's name finds nobody."""
    wanted = text.strip()
    found = served.snapshots.asking(lambda store: store.search(wanted, MOST_HITS if view.whole else 10 * MOST_HITS))
    places = [place_of(hit.party, view) for hit in found if hit.kind != "person" or wanted.casefold() in hit.party.casefold()]
    return [place for place in places if place is not None][:MOST_HITS]
