"""Decisions on classes: publication, objections, classes set by hand and confirmed by a second person."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from api.decisions import Deciding, windows
from api.entries import latest_day
from api.models.decisions import ConfirmationEntry, ObjectionEntry, OverrideEntry, Publication, PublicationEntry
from api.models.entries import Entry
from api.models.lists import Page
from api.paging import CursorText, Limit, answers, created, page
from api.problems import NotFound, responses
from api.register import KINDS
from api.routes.entries import Enterprise
from api.security import View, Visitor
from api.security.entries import entered, own_county, own_firm, told
from api.snapshots import Snapshot
from api.visiting import Served, Shot, Today, allowed
from graph.side_store import Submission

router = APIRouter(tags=["classification"])
_entering = partial(router.post, status_code=201, response_model=Entry, responses=responses(404, 409))

Decider = Annotated[Visitor, allowed("submit.decisions")]
Number = Annotated[int, Path(ge=1, le=2**53, description="The number of the entry.")]


@router.get(
    "/classification/{enterprise}/decisions", summary="Decisions on a firm's class", responses=answers(Page[Entry]) | responses(404)
)
def decisions(
    request: Request,
    visitor: Annotated[Visitor, allowed("classification")],
    served: Served,
    shot: Shot,
    enterprise: Enterprise,
    limit: Limit = 100,
    cursor: CursorText = None,
) -> Response:
    """What was published, objected to, set by hand and confirmed, oldest first."""
    view = shot.view(visitor)
    code = own_firm(view, enterprise)

    def rows() -> list[dict[str, Any]]:
        return entered(served.side.submissions.of(*KINDS, subject=code), view)

    return page(request, shot, visitor, rows, limit=limit, cursor=cursor, extra=str(served.side.submissions.last(*KINDS)))


@_entering("/classification/publications", summary="Publish the classes proposed", response_model=Publication)
def publish(request: Request, visitor: Decider, served: Served, shot: Today, body: PublicationEntry) -> Response:
    """Publish today's classes of the firms on a county's ledger. A class published before that is still the same keeps its day."""
    view, found = shot.view(visitor), shot.classification
    county = own_county(view, body.county)
    firms = found.firms if county is None else found.firms.loc[found.firms["county"] == county]
    deciding = _deciding(request, visitor, served, shot, body.reason)
    made = deciding.publish(firms, body.reason)
    classed = int((firms["on_ledger"] & firms["proposed"].notna()).sum())
    request.state.details = {"entries": [one.number for one in made]}
    published = {"published_on": deciding.day.isoformat(), "published": windows(found, made), "unchanged": classed - len(made)}
    return created(request, published)


@_entering("/classification/{enterprise}/objections", summary="Object to a class")
def objection(request: Request, visitor: Decider, served: Served, shot: Today, enterprise: Enterprise, body: ObjectionEntry) -> Response:
    """An objection to the class published for a firm, within its window."""
    view = shot.view(visitor)
    deciding = _deciding(request, visitor, served, shot, body.reason)
    return _made(request, view, deciding.object(own_firm(view, enterprise), body.reason, body.by))


@_entering("/classification/{enterprise}/overrides", summary="Set a class by hand")
def override(request: Request, visitor: Decider, served: Served, shot: Today, enterprise: Enterprise, body: OverrideEntry) -> Response:
    """A class other than the one proposed; it waits for its confirmation by a second person."""
    view = shot.view(visitor)
    deciding = _deciding(request, visitor, served, shot, body.reason)
    return _made(request, view, deciding.override(own_firm(view, enterprise), body.class_, body.reason))


@_entering("/classification/overrides/{number}/confirmation", summary="Confirm a class set by hand")
def confirmation(request: Request, visitor: Decider, served: Served, shot: Today, number: Number, body: ConfirmationEntry) -> Response:
    """A second person confirms; the one who set the class is refused. From then on the class holds."""
    view = shot.view(visitor)
    one = served.side.submissions.get(number)
    if one is None or not entered([one], view):
        raise NotFound(f"no class was set by hand under the number {number}")
    deciding = _deciding(request, visitor, served, shot, body.reason)
    return _made(request, view, deciding.confirm(number, body.reason))


def _deciding(request: Request, visitor: Visitor, served: Served, shot: Snapshot, reason: str) -> Deciding:
    request.state.reason = reason
    return Deciding(served.side, visitor, shot.classification, latest_day(shot.id.as_of), request.state.request_id)


def _made(request: Request, view: View, made: Submission) -> Response:
    request.state.details = {"entry": made.number}
    return created(request, told(made, view))
