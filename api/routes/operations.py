"""For whoever runs the server, at the root and without a key: does it live, is it ready, how is it doing."""

from __future__ import annotations

import os

from fastapi import APIRouter, Response

from api.models.operations import Health, Readiness
from api.paging import to_json
from api.problems import responses
from api.visiting import Served
from api.warming import is_warm

router = APIRouter(tags=["operations"], responses=responses(403, 413, 500))


@router.get("/healthz", summary="Whether the process lives", responses={200: {"model": Health}})
def healthz() -> Response:
    """Answers as long as the process does; asks nobody else."""
    return Response(to_json({"status": "ok"}), media_type="application/json")


@router.get("/readyz", summary="Whether requests can be answered", responses={200: {"model": Readiness}, **responses(503)})
def readyz(served: Served) -> Response:
    """Asks both stores. `warm`: what most requests read was computed already; until then the first who asks waits."""
    served.side.audit.head()
    state = served.snapshots.state()
    shot = served.snapshots.at_hand(state)
    told = {
        "status": "ready",
        "store": {"reachable": True, "schema_version": served.snapshots.schema_version, "last_run": state.last_run},
        "snapshot": str(shot.id) if shot is not None else None,
        "warm": is_warm(shot),
    }
    return Response(to_json(told), media_type="application/json")


@router.get("/metrics", summary="Measurements for Prometheus", responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}})
def metrics() -> Response:
    """Requests and seconds by route, of all processes of this server together."""
    from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
