"""Around every request: an id, a line in the log, a measurement, an entry of the audit trail, and a limit on what is sent."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import structlog
from prometheus_client import Counter, Histogram
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from api.problems import defect, problem
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
_METHODS: Final = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))  # others are one line of the measurements
_HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
)
_NO_PAGE: Final = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")  # of answers that are no page
_PROBES: Final = ("/healthz", "/readyz", "/metrics")  # machines ask them all day
_GONE: Final = 499  # who asked did not wait for the answer


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
        started, status = time.perf_counter(), 0

        async def told(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                stated = message["headers"]
                own = _HEADERS if any(name == _NO_PAGE[0] for name, _ in stated) else (*_HEADERS, _NO_PAGE)
                message["headers"] = [*stated, *own, (b"x-request-id", state["request_id"].encode())]
            await send(message)

        try:
            await self._within(scope, headers, receive, told)
        except ClientDisconnect:
            status = _GONE
        except Exception as fault:  # here and not further out, so that its line and its answer carry the request's id
            answered, status = status, 500
            response = defect(Request(scope), fault)
            if answered:
                raise
            await response(scope, receive, told)
        finally:
            self._tell(scope, status or _GONE, time.perf_counter() - started)
            structlog.contextvars.clear_contextvars()

    async def _within(self, scope: Scope, headers: dict[bytes, bytes], receive: Receive, send: Send) -> None:
        """Refuse a body that is too long, by what it says or by what comes."""
        settings = self._services.settings
        most = settings.upload_most if scope["path"].endswith("/ingest/runs") else settings.request_most
        said = headers.get(b"content-length", b"0")
        if said.isdigit() and int(said) > most:
            await problem(Request(scope), 413, "too-large", TooLarge(most).detail)(scope, receive, send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most:
                raise TooLarge(most)
            return message

        await self._app(scope, counted, send)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        state = scope["state"]
        template = _template(scope)
        method = scope["method"] if scope["method"] in _METHODS else "other"
        REQUESTS.labels(method, template, str(status)).inc()
        SECONDS.labels(method, template).observe(seconds)
        visitor = state.get("visitor")
        structlog.get_logger().log(
            logging.DEBUG if template in _PROBES and status < 400 else logging.INFO,
            "request", method=method, route=template, status=status, milliseconds=round(seconds * 1000, 1),
            client=scope["client"][0] if scope.get("client") else None, who=visitor.who if visitor else None,
            results=state.get("results"), snapshot=state.get("snapshot"),
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


class TooLarge(HTTPException):
    """More was sent than a request may have."""

    def __init__(self, most: int) -> None:
        super().__init__(413, f"a request may have {most} bytes")
