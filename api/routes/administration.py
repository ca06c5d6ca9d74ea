"""For the administrator: keys and the audit trail. Neither is of a snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from itertools import islice
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request, Response

from api.models.administration import AuditEntry, Key, Listing, MadeKey, NewKey, Verification
from api.paging import CursorText, Limit, next_cursor, read_cursor, to_json
from api.problems import NotFound, responses
from api.security import Visitor
from api.visiting import Served, allowed
from graph.errors import UnknownCode

router = APIRouter(tags=["administration"])

_JSON: Final = "application/json"
_ENDED: Final[dict[int | str, dict[str, Any]]] = {200: {"model": Key}}
_UNKEPT: Final = {"Cache-Control": "no-store"}
_MOST_FAULTS: Final = 100


@router.get("/keys", summary="All API keys", responses={200: {"model": Listing[Key]}})
def keys(
    request: Request, _: Annotated[Visitor, allowed("keys")], served: Served, limit: Limit = 100, cursor: CursorText = None
) -> Response:
    """Revoked ones too, oldest first, without what is sent."""
    start = read_cursor(request, cursor).offset if cursor is not None else 0
    every = served.side.keys.every()
    items = [asdict(one) for one in every[start : start + limit]]
    return _listing(request, items, start + limit if len(every) > start + limit else None)


@router.post("/keys", summary="Make an API key", status_code=201, responses={201: {"model": MadeKey, "description": "The key."}})
def made(request: Request, visitor: Annotated[Visitor, allowed("keys")], served: Served, body: NewKey) -> Response:
    """The answer has the text to send, this once. A jurisdiction nobody in the store has yet is taken."""
    place = Visitor("new", body.role, body.jurisdiction).jurisdiction
    new, key = served.side.keys.create(
        body.role, place, author=visitor.who, label=body.label, request_id=request.state.request_id
    )  # fmt: skip
    request.state.results = 1
    told = {"id": new.id, "key": key, "role": new.role, "jurisdiction": new.jurisdiction, "label": new.label}
    return Response(to_json(told), 201, media_type=_JSON, headers=_UNKEPT)


@router.delete("/keys/{key}", summary="End an API key", responses=_ENDED | responses(404))
def revoked(
    request: Request, visitor: Annotated[Visitor, allowed("keys")], served: Served, key: Annotated[str, Path(max_length=64)]
) -> Response:
    """At once and for good. Ending it again changes nothing."""
    try:
        ended = served.side.keys.revoke(key, author=visitor.who, request_id=request.state.request_id)
    except UnknownCode as fault:
        raise NotFound(fault.message) from None
    request.state.results = 1
    return Response(to_json(asdict(ended)), media_type=_JSON, headers=_UNKEPT)


@router.get("/audit", summary="The audit trail", responses={200: {"model": Listing[AuditEntry]}})
def audit(
    request: Request,
    _: Annotated[Visitor, allowed("audit")],
    served: Served,
    who: Annotated[str | None, Query(max_length=300, description="Only what this key or person did", examples=["key:3f2a9c01d4e5"])] = None,
    action: Annotated[str | None, Query(max_length=200, description="Only acts of this name.", examples=["keys.create"])] = None,
    limit: Limit = 100,
    cursor: CursorText = None,
) -> Response:
    """Latest first; pages follow each other by number, whatever is written meanwhile. `suretygraph audit verify` proves it whole."""
    before = read_cursor(request, cursor).offset if cursor is not None else None
    served.trail.flush()
    found = served.side.audit.read(before=before, limit=limit + 1, who=who, action=action)
    return _listing(request, [one.to_json() for one in found[:limit]], found[limit - 1].number if len(found) > limit else None)


@router.get("/audit/verification", summary="Whether the audit trail is whole", responses={200: {"model": Verification}})
def verification(request: Request, _: Annotated[Visitor, allowed("audit")], served: Served) -> Response:
    """Every entry against the one before it, as `audit verify` does; the head, written down elsewhere, proves later that none is gone."""
    served.trail.flush()
    number, digest = served.side.audit.head()
    faults = [asdict(one) for one in islice(served.side.audit.faults((number, digest)), _MOST_FAULTS)]
    request.state.results = number
    told = {"holds": not faults, "head": {"number": number, "digest": digest}, "faults": faults}
    return Response(to_json(told), media_type=_JSON, headers=_UNKEPT)


def _listing(request: Request, items: Sequence[dict[str, Any]], following: int | None) -> Response:
    request.state.results = len(items)
    told = {"items": items, "next": next_cursor(request, "", following), "snapshot": None, "truncated": False}
    return Response(to_json(told), media_type=_JSON, headers=_UNKEPT)
