"""Requests that change something come from pages of ours, or carry a key: another site's page can send none in a visitor's name."""

from __future__ import annotations

import hmac
from typing import Final
from urllib.parse import urlsplit

from fastapi import Request

from api.security.roles import Forbidden
from graph.side_store import Session

COOKIE: Final = "suretygraph_session"
GUARD: Final = "x-csrf-token"
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def from_our_page(request: Request) -> None:
    """Forbidden for what another site's page sends without a key: browsers say where a request comes from."""
    if request.method in _READING:
        return
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    foreign = origin is not None and urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower()
    if foreign or site in ("cross-site", "same-site"):
        raise Forbidden("a page of another site may not ask for this")


def guarded(request: Request, session: Session) -> None:
    """Forbidden for a change in a session whose guard was not sent along."""
    if request.method not in _READING and not hmac.compare_digest(request.headers.get(GUARD, "").encode(), session.guard.encode()):
        raise Forbidden(f"a change in a session needs its {GUARD} header")
