"""Facts that people enter: repayment plans and funds, the ledger of risk enterprises, consents. Each becomes a run of its own."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from api.entries import Entry, Row, day_of_entry, listed_row, standing_row
from api.models import entries as models
from api.models.entries import ApplicationEntry, ConsentEntry, DelistingEntry, EntryKind, ListingEntry, PlanEntry, ProgressEntry
from api.models.lists import Page
from api.paging import CursorText, Limit, answers, created, page
from api.problems import Conflict, responses
from api.register import KINDS as DECISIONS
from api.security import Visitor
from api.security.entries import CONSENT, KINDS, LISTING, PLAN, entered, own_firm, own_loan, told
from api.snapshots import Snapshot
from api.visiting import Served, Shot, Today, allowed

if TYPE_CHECKING:
    from graph.store import GraphStore

router = APIRouter(tags=["entries"])
_entering = partial(router.post, status_code=201, response_model=models.Entry, responses=responses(404, 409))

Enterprise = Annotated[str, Path(max_length=64, description="The code of a firm.")]


@router.get("/entries", summary="What was entered", responses=answers(Page[models.Entry]))
def entries(
    request: Request,
    visitor: Annotated[Visitor, allowed("entries")],
    served: Served,
    shot: Shot,
    kind: Annotated[EntryKind | None, Query(description="Only of this kind.")] = None,
    subject: Annotated[str | None, Query(max_length=200, description="Only about this loan or firm.")] = None,
    limit: Limit = 100,
    cursor: CursorText = None,
) -> Response:
    """Facts and decisions people entered, oldest first: all, a county those about its own firms, a bank its own."""
    kinds = (*KINDS, *DECISIONS) if kind is None else (kind,)
    last = str(served.side.submissions.last(*kinds))

    def rows() -> list[dict[str, Any]]:
        return entered(served.side.submissions.of(*kinds, subject=subject), shot.view(visitor))

    return page(request, shot, visitor, rows, limit=limit, cursor=cursor, extra=last)


@_entering("/maturities/{loan}/plans", summary="Enter a repayment plan")
def plan(
    request: Request,
    visitor: Annotated[Visitor, allowed("submit.plans")],
    served: Served,
    shot: Today,
    loan: Annotated[str, Path(max_length=200, description="The number of a loan.")],
    body: PlanEntry,
) -> Response:
    """A plan for a loan of one's own bank, or funds that are in place. Of one source on one day the last entry counts."""
    own_loan(shot.view(visitor), loan)
    recorded_on = day_of_entry(shot.id.as_of, body.recorded_on, "recorded_on")

    def row(_: GraphStore, __: date) -> Row:
        return {
            "loan_no": loan, "stage": body.stage, "source": body.source, "amount": f"{body.amount:f}",
            "responsible": body.responsible, "recorded_on": recorded_on.isoformat(),
        }  # fmt: skip

    return _enter(request, visitor, served, shot, Entry(PLAN, loan, "capital_plans", body.reason, row))


@_entering("/risk-listings", summary="Put a firm on the ledger")
def listing(
    request: Request, visitor: Annotated[Visitor, allowed("submit.listings")], served: Served, shot: Today, body: ListingEntry
) -> Response:
    """A firm of one's own county comes on its ledger of risk enterprises; one that is on it already is refused."""
    enterprise = own_firm(shot.view(visitor), body.enterprise)
    listed_on = day_of_entry(shot.id.as_of, body.listed_on, "listed_on")

    def row(store: GraphStore, day: date) -> Row:
        if standing_row(store, day, enterprise) is not None:
            raise Conflict(f"{enterprise} is on the ledger of {day} already: enter what is new as its progress")
        stated = body.model_dump(include=set(models.Handling.model_fields) | {"tier"})
        return {"enterprise": enterprise, "listed_on": listed_on.isoformat(), "application": "none", **stated}

    return _enter(request, visitor, served, shot, Entry(LISTING, enterprise, "risk_list", body.reason, row))


@_entering("/risk-listings/{enterprise}/progress", summary="What is new about a listed firm")
def progress(
    request: Request,
    visitor: Annotated[Visitor, allowed("submit.listings")],
    served: Served,
    shot: Today,
    enterprise: Enterprise,
    body: ProgressEntry,
) -> Response:
    """Tier, cause, measures, progress, leader and officer of a firm on the ledger, from the day the store answers for."""
    stated = body.model_dump(exclude={"reason"}, exclude_none=True)
    return _enter(request, visitor, served, shot, _change(shot, visitor, enterprise, body.reason, stated))


@_entering("/risk-listings/{enterprise}/application", summary="Apply to the city")
def application(
    request: Request,
    visitor: Annotated[Visitor, allowed("submit.listings")],
    served: Served,
    shot: Today,
    enterprise: Enterprise,
    body: ApplicationEntry,
) -> Response:
    """Whether the county asks the city to coordinate a firm on its ledger."""
    return _enter(request, visitor, served, shot, _change(shot, visitor, enterprise, body.reason, {"application": body.application}))


@_entering("/risk-listings/{enterprise}/delisting", summary="Take a firm off the ledger")
def delisting(
    request: Request,
    visitor: Annotated[Visitor, allowed("submit.listings")],
    served: Served,
    shot: Today,
    enterprise: Enterprise,
    body: DelistingEntry,
) -> Response:
    """A firm leaves the ledger; its listing stays in the history."""
    delisted_on = day_of_entry(shot.id.as_of, body.delisted_on, "delisted_on")
    return _enter(
        request, visitor, served, shot,
        _change(shot, visitor, enterprise, body.reason, {"delisted_on": delisted_on.isoformat()}),
    )  # fmt: skip


@_entering("/consents", summary="Enter a consent")
def consent(
    request: Request, visitor: Annotated[Visitor, allowed("submit.consents")], served: Served, shot: Today, body: ConsentEntry
) -> Response:
    """A firm's written consent to show its loans: of a firm of one's own county, or of a borrower of one's own bank."""
    enterprise = own_firm(shot.view(visitor), body.enterprise)
    given_on = day_of_entry(shot.id.as_of, body.given_on, "given_on")
    ends_on = body.ends_on.isoformat() if body.ends_on is not None else None

    def row(_: GraphStore, __: date) -> Row:
        return {"enterprise": enterprise, "given_on": given_on.isoformat(), "ends_on": ends_on}

    return _enter(request, visitor, served, shot, Entry(CONSENT, enterprise, "consents", body.reason, row))


def _change(shot: Snapshot, visitor: Visitor, enterprise: str, reason: str, stated: Row) -> Entry:
    """A listing that goes on with something new."""
    code = own_firm(shot.view(visitor), enterprise)

    def row(store: GraphStore, day: date) -> Row:
        return listed_row(store, day, code) | stated

    return Entry(LISTING, code, "risk_list", reason, row)


def _enter(request: Request, visitor: Visitor, served: Served, shot: Snapshot, entry: Entry) -> Response:
    request.state.reason = entry.reason
    made = served.entries.enter(served, visitor, entry, request.state.request_id)
    request.state.details = {"entry": made.number, "run": made.run_id}
    return created(request, told(made, shot.view(visitor)))
