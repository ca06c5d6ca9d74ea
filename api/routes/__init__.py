"""The endpoints, a file a subject. Each asks for a right, reads a snapshot, and lets `api.security` choose what leaves."""

from api.routes import coordination

ROUTERS = (coordination.router,)

__all__ = ["ROUTERS"]
