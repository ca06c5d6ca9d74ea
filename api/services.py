"""What a server works with, made once from its settings and handed to every route: no globals."""

from __future__ import annotations

from dataclasses import dataclass, field

from api.entries import EntryDesk
from api.jobs import JobRunner
from api.register import Register
from api.security.authentication import Authenticator, authenticator
from api.security.limits import RateLimits
from api.settings import Settings
from api.snapshots import Snapshots
from api.trail import Trail
from api.uploads import Uploads
from api.warming import Warming
from api.wiring import open_side_store
from graph.side_store import SideStore


@dataclass(frozen=True, eq=False)
class Services:
    """One server process."""

    settings: Settings
    side: SideStore
    snapshots: Snapshots
    authenticator: Authenticator
    limits: RateLimits
    trail: Trail
    warming: Warming
    jobs: JobRunner
    uploads: Uploads
    entries: EntryDesk = field(default_factory=EntryDesk)

    def start(self) -> None:
        """Begin to work: build today's network before somebody asks for it."""
        if self.settings.warm:
            self.warming.start()
        self.jobs.start()
        self.uploads.sweep()

    def close(self) -> None:
        """Write down what waits, and let go of files and connections."""
        self.warming.stop()
        self.jobs.close()
        self.trail.close()
        self.snapshots.close()
        self.side.close()


def services(settings: Settings) -> Services:
    """Open both stores and decide how visitors sign in.

    Raises:
        InvalidParameter: an open server on an address that others reach.
        StoreError: a store does not answer, or is none.

    """
    side = open_side_store(settings)
    try:
        guard = authenticator(settings, side)
        register = Register(side)
        snapshots = Snapshots(settings, register)
        return Services(
            settings,
            side,
            snapshots,
            guard,
            RateLimits(settings.rate_limit),
            Trail(side),
            Warming(snapshots, side),
            JobRunner(side, settings),
            Uploads(side),
        )
    except BaseException:
        side.close()
        raise
