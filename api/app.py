"""`create_app`: the HTTP application from its settings."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Final

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Lifespan

from api import problems
from api.observed import Observed
from api.routes import ROUTERS, documentation, operations, pages
from api.security.hosts import LocalHosts
from api.services import services
from api.settings import Settings, load_settings

PREFIX: Final = "/api/v1"
_ABOUT: Final = """Guarantee chains: who falls with whom, which county pays, what the city has to coordinate.

Amounts are yuan with at most two decimals, shares fractions, days ISO dates. Every answer names the snapshot it was made from: a day, and
the number of the run after which it was known. Errors are `application/problem+json`."""


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application.

    Raises:
        InvalidParameter: an open server on an address that others reach.
        StoreError: a store does not answer, or is none.

    """
    served = services(settings or load_settings())

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        served.start()
        try:
            yield
        finally:
            served.close()

    app = routed(life)
    app.state.services = served
    app.add_middleware(GZipMiddleware, minimum_size=2048, compresslevel=4)
    if served.authenticator.open:
        app.add_middleware(LocalHosts)
    app.add_middleware(Observed, services=served)
    return app


def routed(lifespan: Lifespan[FastAPI] | None = None) -> FastAPI:
    """Every route and no services behind them: what the OpenAPI document is written from."""
    app = FastAPI(
        title="suretygraph 保链图谱", version=version("suretygraph"), description=_ABOUT, lifespan=lifespan, docs_url=None, redoc_url=None
    )
    problems.install(app)
    problems.declare(app)
    app.include_router(documentation.router)
    app.include_router(operations.router)
    app.include_router(pages.router)
    for router in ROUTERS:
        app.include_router(router, prefix=PREFIX, responses=problems.responses(*problems.EVERYWHERE))
    _deny_by_default(app)
    return app


def _deny_by_default(app: FastAPI) -> None:
    """Every route below the prefix asks for one right before anything else, or the server does not start."""
    for route in iter_route_contexts(app.routes):
        if route.path is not None and route.path.startswith(PREFIX):
            asked = [hasattr(one.call, "right") for one in route.dependant.dependencies]
            if asked[:1] != [True] or any(asked[1:]):
                raise AssertionError(f"{route.path}: every route asks for exactly one right, and for it first")


__all__ = ["PREFIX", "create_app", "routed"]
