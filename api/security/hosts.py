"""An open server answers only to names of this machine: a page elsewhere whose name was made to point here asks in vain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request

from api.problems import problem
from api.security.authentication import is_loopback

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


class LocalHosts:
    """Refuses a `Host` that is neither a loopback address nor a name without dots (which nobody outside can register)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let requests to this machine pass."""
        if scope["type"] in ("http", "websocket"):
            request = Request(scope)
            name = request.url.hostname or ""
            if not is_loopback(name) and "." in name.strip("."):
                await problem(request, 403, "forbidden", "an open server answers only to names of this machine")(scope, receive, send)
                return
        await self._app(scope, receive, send)
