"""What routes are handed: the services, who asks (after his right was checked), the snapshot asked about.

What takes microseconds is done in the event loop: handing it to a thread and back costs more than the work.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated, Any, Final

from fastapi import Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.security import HTTPBearer

from api.paging import CursorText, read_cursor
from api.security.authentication import Unauthenticated, is_token
from api.security.origin import COOKIE, from_our_page, guarded
from api.security.roles import Right, Visitor
from api.services import Services
from api.snapshots import Snapshot
from graph.errors import InvalidParameter
from graph.side_store import Session


async def services_of(request: Request) -> Services:
    """The server's services."""
    found: Services = request.app.state.services
    return found


Served = Annotated[Services, Depends(services_of)]


_BEARER: Final = HTTPBearer(auto_error=False, description="An API key, or a token of the issuer.")


async def signed_in(request: Request, served: Served, _: Annotated[object, Depends(_BEARER)]) -> Visitor:
    """Who asks; raises Unauthenticated, IssuerUnreachable or TooMany."""
    sent = request.headers.get("authorization")
    session = session_of(request, served)
    try:
        if is_token(sent):  # the issuer may have to be asked for its keys
            visitor = await run_in_threadpool(served.authenticator.visitor, sent)
        else:
            visitor = served.authenticator.visitor(sent, session)
    except Unauthenticated:
        served.limits.count_failure(request.client.host if request.client else "?")
        raise
    request.state.visitor = visitor
    served.limits.count(visitor)
    return visitor


def session_of(request: Request, served: Services) -> Session | None:
    """The session of a browser's cookie; raises Forbidden where a request that changes something was not sent by a page of ours."""
    if request.headers.get("authorization") is not None:
        return None
    from_our_page(request)
    sent = request.cookies.get(COOKIE)
    session = served.side.sessions.find(sent) if sent else None
    if session is not None:
        guarded(request, session)
    return session


def allowed(right: Right) -> Any:
    """The dependency of a route: who asks, where his role has the right. Every route has one, or the server does not start."""

    async def check(visitor: Annotated[Visitor, Depends(signed_in)]) -> Visitor:
        visitor.check(right)
        return visitor

    return Depends(_marked(check, right))


def _marked(check: Callable[..., Awaitable[Visitor]], right: Right) -> Callable[..., Awaitable[Visitor]]:
    check.right = right  # type: ignore[attr-defined]
    return check


AsOf = Annotated[
    date | None,
    Query(
        description="Day to answer for. Default: the latest date of the data. A bank is answered for the last report up to that day.",
        examples=["2026-06-30"],
    ),
]


def snapshot(
    request: Request,
    visitor: Annotated[Visitor, Depends(signed_in)],
    served: Served,
    as_of: AsOf = None,
    cursor: CursorText = None,
) -> Snapshot:
    """The snapshot of `as_of` as known now (`Succession`); a later page is of the snapshot of the first."""
    name = read_cursor(request, cursor).snapshot if cursor is not None else None
    if name is None:
        found = served.snapshots.current(day_for(visitor, served, as_of), visitor.who)
    else:
        found = served.snapshots.named(name)
        if visitor.reports_only and not served.snapshots.is_report(found.id):
            raise InvalidParameter("cursor: not the `next` of a page")
    request.state.snapshot = str(found.id)
    return found


def day_for(visitor: Visitor, served: Services, as_of: date | None) -> date | None:
    """The day a visitor who asks for one is answered for; InvalidParameter before the first report, where he is bound to reports."""
    return served.snapshots.report_day(as_of, visitor.who) if visitor.reports_only else as_of


Shot = Annotated[Snapshot, Depends(snapshot)]


def todays(request: Request, _: Annotated[Visitor, Depends(signed_in)], served: Served) -> Snapshot:
    """The snapshot of the store's own day as known now, for those who enter something."""
    found = served.snapshots.current()
    request.state.snapshot = str(found.id)
    return found


Today = Annotated[Snapshot, Depends(todays)]
