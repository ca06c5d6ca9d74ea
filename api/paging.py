"""Answers as bytes: one object or a page of a list, with ETag and 304; cursors that stay on the snapshot of the first page."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import Query, Request, Response

from api.kept_answers import Body
from graph.errors import InvalidParameter

if TYPE_CHECKING:
    from api.security import Visitor
    from api.snapshots import Snapshot

MOST_ROWS: Final = 500
_JSON: Final = "application/json"
_PROGRAM: Final = version("suretygraph")

CursorText = Annotated[str | None, Query(description="`next` of the page before.", max_length=400)]
Limit = Annotated[int, Query(ge=1, le=MOST_ROWS, description="Rows of a page.")]


@dataclass(frozen=True)
class Cursor:
    """Where the next page begins."""

    snapshot: str
    offset: int
    query: str  # digest of path and query: a cursor of another list is refused


def read_cursor(request: Request, text: str) -> Cursor:
    """A cursor sent; InvalidParameter where it is none, or one of another list."""
    try:
        name, offset, query = json.loads(base64.urlsafe_b64decode(text.encode("ascii") + b"=="))
    except (ValueError, binascii.Error, TypeError):
        raise InvalidParameter("cursor: not the `next` of a page") from None
    found = Cursor(str(name), offset, str(query)) if type(offset) is int and 0 < offset < 2**53 else None
    if found is None or found.query != _query(request):
        raise InvalidParameter("cursor: not the `next` of a page of this list")
    return found


def answer(request: Request, snapshot: Snapshot, visitor: Visitor, make: Callable[[], dict[str, Any]], *, extra: str = "") -> Response:
    """One object of a snapshot, or 304 where the visitor has it already; `extra` is what else the answer depends on."""
    tag = _tag(request, snapshot, visitor, extra)
    if _known(request, tag):
        return Response(status_code=304, headers=_headers(tag))
    body = snapshot.answers.get(tag, lambda: Body(to_json(make() | {"snapshot": str(snapshot.id)}), 1))
    return _sent(request, body, tag)


def page(
    request: Request,
    snapshot: Snapshot,
    visitor: Visitor,
    rows: Callable[[], Sequence[dict[str, Any]]],
    *,
    limit: int,
    cursor: str | None = None,
    truncated: Callable[[], bool] = lambda: False,
    beside: Callable[[], dict[str, Any]] | None = None,
    extra: str = "",
) -> Response:
    """A page of a list, or 304. `truncated`: the list itself was cut; `beside` are fields beside the rows, `extra` as for `answer`."""
    tag = _tag(request, snapshot, visitor, extra)
    if _known(request, tag):
        return Response(status_code=304, headers=_headers(tag))
    offset = read_cursor(request, cursor).offset if cursor is not None else 0

    def made() -> Body:
        every = rows()
        items = every[offset : offset + limit]
        more = offset + limit < len(every)
        told = {
            "items": items,
            "next": _cursor(str(snapshot.id), offset + limit, _query(request)) if more else None,
            "snapshot": str(snapshot.id),
            "truncated": truncated(),
            "total": len(every),
        }
        return Body(to_json(told | (beside() if beside is not None else {})), len(items))

    return _sent(request, snapshot.answers.get(tag, made), tag)


def _sent(request: Request, body: Body, tag: str) -> Response:
    request.state.results = body.results
    return Response(body.content, media_type=_JSON, headers=_headers(tag))


def living_page(request: Request, snapshot: Snapshot, items: Sequence[dict[str, Any]], *, following: int | None, total: int) -> Response:
    """A page of a list that grows at its head: `following` is the place from which the next page goes on, None on the last."""
    told = {
        "items": items,
        "next": next_cursor(request, str(snapshot.id), following),
        "snapshot": str(snapshot.id),
        "truncated": False,
        "total": total,
    }
    request.state.results = len(items)
    return written(request, to_json(told))


def written(request: Request, body: bytes) -> Response:
    """A document made already, or 304 where the visitor has the same."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if _known(request, tag):
        return Response(status_code=304, headers=_headers(tag))
    return Response(body, media_type=_JSON, headers=_headers(tag))


def answers(model: Any) -> dict[int | str, dict[str, Any]]:
    """What a route answers with, for the OpenAPI document."""
    headers = {"ETag": {"description": "Of snapshot, question and role.", "schema": {"type": "string"}}}
    return {200: {"model": model, "description": "The answer.", "headers": headers}, 304: {"description": "The visitor has it already."}}


def created(request: Request, told: dict[str, Any], *, where: str | None = None) -> Response:
    """What was made, and where it is to be read."""
    request.state.results = 1
    return Response(to_json(told), 201, media_type=_JSON, headers={"Location": where} if where is not None else None)


def to_json(told: Any) -> bytes:
    """A document as JSON."""
    return json.dumps(told, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def next_cursor(request: Request, snapshot: str, following: int | None) -> str | None:
    """The cursor of the page that goes on from a place; None after the last."""
    return _cursor(snapshot, following, _query(request)) if following is not None else None


def _cursor(snapshot: str, offset: int, query: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([snapshot, offset, query]).encode()).decode().rstrip("=")


def _query(request: Request) -> str:
    """What list a request is about, whatever its page and length."""
    asked = sorted((name, value) for name, value in request.query_params.multi_items() if name not in ("cursor", "limit"))
    return hashlib.sha256(repr((request.url.path, asked)).encode()).hexdigest()[:16]


def _tag(request: Request, snapshot: Snapshot, visitor: Visitor, extra: str = "") -> str:
    asked = sorted(request.query_params.multi_items())
    text = repr((_PROGRAM, snapshot.store_id, str(snapshot.id), request.url.path, asked, visitor.scope, extra))
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def _known(request: Request, tag: str) -> bool:
    sent = request.headers.get("if-none-match", "")
    return any(part.strip().removeprefix("W/") in (tag, "*") for part in sent.split(","))


def _headers(tag: str) -> dict[str, str]:
    return {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization"}
