"""The endpoints, a file a subject. Each asks for a right, reads a snapshot, and lets `api.security` choose what leaves."""

from api.routes import (
    administration,
    coordination,
    decisions,
    enterprises,
    entries,
    exports,
    loading,
    networks,
    persons,
    places,
    simulations,
    snapshots,
    views,
)

ROUTERS = (
    administration.router,
    coordination.router,
    decisions.router,
    enterprises.router,
    entries.router,
    exports.router,
    loading.router,
    networks.router,
    persons.router,
    places.router,
    simulations.router,
    snapshots.router,
    views.router,
)

__all__ = ["ROUTERS"]
