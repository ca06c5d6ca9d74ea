"""Every error that leaves the server: RFC 9457 `application/problem+json`, with the stable code of `graph.errors`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import structlog
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from api.security.authentication import IssuerUnreachable, Unauthenticated
from api.security.roles import Forbidden
from graph.errors import (
    InputError,
    InvalidNetwork,
    InvalidScenario,
    StoreBusy,
    StoreEmpty,
    StoreError,
    SuretygraphError,
    UsageError,
)
from viz.papers import BrokenTemplate

if TYPE_CHECKING:
    from fastapi import FastAPI

PROBLEM: Final = "application/problem+json"
NO_JSON: Final = "send it as JSON, with Content-Type: application/json"


class NotFound(SuretygraphError):
    """Nothing there, or nothing the visitor may know of: the two cannot be told apart."""

    code = "not-found"


class Conflict(SuretygraphError):
    """The thing is not in a state in which this can be done."""

    code = "conflict"


class TooMany(SuretygraphError):
    """More than the visitor may ask for at once; `retry_after` in seconds."""

    code = "too-many"

    def __init__(self, message: str, retry_after: int = 1) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class KeyReused(UsageError):
    """An idempotency key that came with another request before."""

    code = "idempotency-key"


class Refused(UsageError):
    """A fact that does not pass the checks of a load; `faults` name the fields, the code is that of the first reason."""

    def __init__(self, code: str, faults: list[dict[str, str]]) -> None:
        super().__init__(faults[0]["message"])
        self.code = code
        self.faults = faults


_STATUS: Final[tuple[tuple[type[SuretygraphError], int], ...]] = (
    (Unauthenticated, 401), (Forbidden, 403), (NotFound, 404), (Conflict, 409), (StoreEmpty, 409), (TooMany, 429), (UsageError, 422),
    (InputError, 422), (InvalidNetwork, 422), (StoreBusy, 503), (StoreError, 503),
    (IssuerUnreachable, 503), (BrokenTemplate, 503),
)  # fmt: skip
_TITLES: Final = {
    400: "Bad request", 401: "Sign in", 403: "Not allowed", 404: "Not found", 405: "Method not allowed", 406: "Not acceptable",
    409: "Conflict", 413: "Too large", 415: "Unsupported media type", 422: "Cannot be done as asked", 429: "Too many requests",
    500: "A defect of the program", 503: "Not available now",
}  # fmt: skip


class FieldFault(BaseModel):
    """What is wrong with one part of a request."""

    where: str = Field(examples=["query.limit"])
    message: str = Field(examples=["Input should be less than or equal to 500"])


class Problem(BaseModel):
    """An error."""

    model_config = ConfigDict(json_schema_extra={"examples": [{
        "type": "about:blank", "title": "Not found", "status": 404, "code": "not-found", "detail": "no enterprise has the code 'X'",
        "request_id": "5f0c2f6e4b1d4c0f",
    }]})  # fmt: skip

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str
    request_id: str | None = None
    faults: list[FieldFault] | None = None


def problem(
    request: Request,
    status: int,
    code: str,
    detail: str,
    *,
    faults: list[dict[str, str]] | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """A problem as a response."""
    told: dict[str, Any] = {
        "type": "about:blank", "title": _TITLES.get(status, "Error"), "status": status, "code": code, "detail": detail,
        "request_id": request.scope.get("state", {}).get("request_id"),
    }  # fmt: skip
    return JSONResponse(told | ({"faults": faults} if faults is not None else {}), status, headers=headers, media_type=PROBLEM)


def status_of(fault: SuretygraphError) -> int:
    """The status an error is told with."""
    return next((status for kind, status in _STATUS if isinstance(fault, kind)), 500)


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """These problems, for the OpenAPI document."""
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": _TITLES[status], "content": content} for status in statuses}


EVERYWHERE: Final = (401, 403, 409, 413, 422, 429, 500, 503)


def declare(app: FastAPI) -> None:
    """Let the OpenAPI document hold what a problem is."""
    written = app.openapi

    def document() -> dict[str, Any]:
        told = written()
        shape = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        told["components"]["schemas"] |= shape.pop("$defs") | {"Problem": shape}
        return told

    app.openapi = document  # type: ignore[method-assign]


def install(app: FastAPI) -> None:
    """Answer every exception with its problem."""
    app.add_exception_handler(SuretygraphError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def _ours(request: Request, fault: Exception) -> JSONResponse:
    if not isinstance(fault, SuretygraphError):
        raise TypeError from fault
    status = status_of(fault)
    headers = {}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(fault, TooMany):
        headers["Retry-After"] = str(fault.retry_after)
    elif isinstance(fault, StoreBusy | IssuerUnreachable):
        headers["Retry-After"] = "2"
    detail = fault.message if not isinstance(fault, StoreError) or isinstance(fault, StoreBusy) else "the store does not answer"
    if status >= 500:
        structlog.get_logger().error("unavailable", code=fault.code, detail=fault.message)
    faults = fault.faults if isinstance(fault, Refused) else None
    if isinstance(fault, InvalidScenario) and fault.where:
        faults = [{"where": f"body.{fault.where}", "message": fault.message}]
    return problem(request, status, fault.code, detail, faults=faults, headers=headers)


def _invalid(request: Request, fault: Exception) -> JSONResponse:
    if not isinstance(fault, RequestValidationError):
        raise TypeError from fault
    faults = [{"where": ".".join(map(str, one["loc"])), "message": _said(one)} for one in fault.errors()]
    if any(one["where"].startswith("path.") for one in faults):  # no code, no id, no list has such a name
        return problem(request, 404, "not-found", f"nothing is at {request.url.path}")
    first = faults[0] if faults else {"where": "request", "message": "not understood"}
    return problem(request, 422, "invalid-parameter", f"{first['where']}: {first['message']}", faults=faults)


def _said(fault: dict[str, Any]) -> str:
    """What is wrong; a body that was not sent as JSON comes as bytes."""
    return NO_JSON if isinstance(fault.get("input"), bytes) else str(fault["msg"])


def _http(request: Request, fault: Exception) -> JSONResponse:
    if not isinstance(fault, HTTPException):
        raise TypeError from fault
    codes = {404: "not-found", 405: "method-not-allowed", 413: "too-large", 415: "media-type", 422: "invalid-parameter"}
    detail = str(fault.detail) if fault.status_code != 404 or fault.detail != "Not Found" else f"nothing is at {request.url.path}"
    status = 422 if fault.status_code == 400 else fault.status_code  # a body that is no text, or no form
    return problem(request, status, codes.get(status, "http"), detail, headers=dict(fault.headers or {}))


def defect(request: Request, fault: Exception) -> JSONResponse:
    """A defect of the program: all of it in the log, nothing of it in the answer."""
    structlog.get_logger().error("defect", kind=type(fault).__name__, exc_info=fault)
    return problem(request, 500, "internal", "a defect of the program; the log has it under this request id")
