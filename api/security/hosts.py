"""An open server answers to this machine only, and to nobody behind a proxy.

It takes names of this machine alone, so that a page elsewhere whose name was made to point here asks in vain.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

from starlette.requests import Request

from api.problems import problem
from api.security.authentication import is_loopback

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_PASSED_ON: Final = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


class LocalHosts:
    """Refuses callers elsewhere, and a `Host` that is neither a loopback address nor a name without dots, which nobody can register."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let requests of this machine pass."""
        if scope["type"] in ("http", "websocket"):
            request = Request(scope)
            fault = _fault(request)
            if fault is not None:
                await problem(request, 403, "forbidden", fault)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _fault(request: Request) -> str | None:
    name = request.url.hostname or ""
    if not is_loopback(name) and "." in name:
        return "an open server answers only to names of this machine"
    if request.client is not None and _is_elsewhere(request.client.host):
        return "an open server answers only to this machine"
    if any(header in request.headers for header in _PASSED_ON):
        return "an open server answers to nobody behind a proxy: make a key, or set an issuer"
    return None


def _is_elsewhere(address: str) -> bool:
    try:
        return not ip_address(address).is_loopback
    except ValueError:  # no address of a network
        return False
