"""The endpoints, a file a subject. Each asks for a right, reads a snapshot, and lets `api.security` choose what leaves."""

from api.routes import coordination, enterprises, entries, exports, places, simulations, snapshots

ROUTERS = (
    coordination.router,
    enterprises.router,
    entries.router,
    exports.router,
    places.router,
    simulations.router,
    snapshots.router,
)

__all__ = ["ROUTERS"]
