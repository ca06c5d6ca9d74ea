"""The endpoints, a file a subject. Each asks for a right, reads a snapshot, and lets `api.security` choose what leaves."""

from api.routes import coordination, enterprises, places, snapshots

ROUTERS = (
    coordination.router,
    enterprises.router,
    places.router,
    snapshots.router,
)

__all__ = ["ROUTERS"]
