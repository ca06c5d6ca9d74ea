"""The endpoints, a file a subject. Each asks for a right, reads a snapshot, and lets `api.security` choose what leaves."""

from api.routes import (
    administration,
    classification,
    consents,
    coordination,
    credit,
    decisions,
    enterprises,
    entries,
    exports,
    findings,
    loading,
    maturities,
    maturity_sums,
    networks,
    papers,
    persons,
    places,
    simulations,
    snapshots,
    views,
)

ROUTERS = (
    administration.router,
    classification.router,
    consents.router,
    coordination.router,
    credit.router,
    decisions.router,
    enterprises.router,
    entries.router,
    exports.router,
    findings.router,
    loading.router,
    maturity_sums.router,
    maturities.router,
    networks.router,
    papers.router,
    persons.router,
    places.router,
    simulations.router,
    snapshots.router,
    views.router,
)

__all__ = ["ROUTERS"]
