"""Around every request: an id, a line in the log, a measurement, an entry of the audit trail, and a limit on what is sent."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import structlog
from prometheus_client import Counter, Histogram
from starlette.requests import Request

from api.problems import problem
from graph.side_store import Act

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from api.security import Visitor
    from api.services import Services

REQUESTS: Final = Counter("suretygraph_requests", "Requests answered.", ["method", "route", "status"])
SECONDS: Final = Histogram(
    "suretygraph_request_seconds", "Time to the end of an answer.", ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0),
)  # fmt: skip
_WANTED: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")  # a request id of the caller's that is safe to log
_HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
)


class Observed:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, *, services: Services) -> None:
        self._app = app
        self._services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request pass, and tell of it when its answer has ended."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        sent = headers.get(b"x-request-id", b"").decode("latin-1")
        state = scope.setdefault("state", {})
        state["request_id"] = sent if _WANTED.fullmatch(sent) else secrets.token_hex(8)
        structlog.contextvars.bind_contextvars(request_id=state["request_id"])
        started, status = time.perf_counter(), 500

        async def told(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *_HEADERS, (b"x-request-id", state["request_id"].encode())]
            await send(message)

        try:
            await self._within(scope, headers, receive, told)
        finally:
            self._tell(scope, status, time.perf_counter() - started)
            structlog.contextvars.clear_contextvars()

    async def _within(self, scope: Scope, headers: dict[bytes, bytes], receive: Receive, send: Send) -> None:
        """Refuse a body that is too long, by what it says or by what comes."""
        settings = self._services.settings
        most = settings.upload_most if scope["path"].endswith("/ingest/runs") else settings.request_most
        said = headers.get(b"content-length", b"0")
        if said.isdigit() and int(said) > most:
            await problem(Request(scope), 413, "too-large", f"a request may have {most} bytes")(scope, receive, send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most:
                raise TooLarge(most)
            return message

        try:
            await self._app(scope, counted, send)
        except TooLarge as fault:
            await problem(Request(scope), 413, "too-large", str(fault))(scope, receive, send)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        state = scope["state"]
        template = _template(scope)
        method = scope["method"]
        REQUESTS.labels(method, template, str(status)).inc()
        SECONDS.labels(method, template).observe(seconds)
        visitor = state.get("visitor")
        structlog.get_logger().info(
            "request", method=method, route=template, status=status, milliseconds=round(seconds * 1000, 1),
            who=visitor.who if visitor else None, results=state.get("results"), snapshot=state.get("snapshot"),
        )  # fmt: skip
        if visitor is not None:
            self._services.trail.later(_act(visitor, f"{method} {template}", scope["path"], status, state))


def _act(visitor: Visitor, action: str, path: str, status: int, state: Mapping[str, Any]) -> Act:
    return Act(
        who=visitor.who,
        role=visitor.role,
        jurisdiction=visitor.jurisdiction,
        action=action,
        object=path,
        reason=state.get("reason"),
        results=state.get("results"),
        status=status,
        request_id=state["request_id"],
        details=state.get("details", {}),
    )


def _template(scope: Scope) -> str:
    """The path of the route as it was declared, whatever codes stand in the request's."""
    route = scope.get("route")
    if route is None:
        return "(none)"
    path: str = getattr(route, "path", "")
    return path if path.startswith("/api") or not scope["path"].startswith("/api/v1/") else f"/api/v1{path}"


class TooLarge(Exception):
    """More was sent than a request may have."""

    def __init__(self, most: int) -> None:
        super().__init__(f"a request may have {most} bytes")
