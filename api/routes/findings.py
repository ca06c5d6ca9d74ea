"""What the rules find, and the rules."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from analysis.rules.message import rule_message
from api.lists import MadeRows
from api.models.findings import Finding, FindingsOf, RulePage
from api.models.lists import Page
from api.paging import CursorText, Limit, answer, answers, page
from api.problems import NotFound, responses
from api.security import Visitor
from api.security.credit import known
from api.security.findings import FindingFilter, chosen, eye
from api.visiting import Shot, allowed

router = APIRouter(tags=["findings"])

RulePrefix = Annotated[str | None, Query(max_length=80, description="Only of rules whose id begins so: lending, class_floor.overdue.")]
County = Annotated[str | None, Query(max_length=12, description="Only about parties of this county.")]


@router.get("/findings", summary="What the rules find", responses=answers(Page[Finding]))
def findings(
    request: Request,
    visitor: Annotated[Visitor, allowed("findings")],
    shot: Shot,
    limit: Limit = 100,
    cursor: CursorText = None,
    rule: RulePrefix = None,
    severity: Annotated[Literal["info", "warning", "critical"], Query(description="Only of this severity or above.")] = "info",
    county: County = None,
    bank: Annotated[str | None, Query(max_length=64, description="Only where a loan of this bank stands behind it.")] = None,
    subject: Annotated[str | None, Query(max_length=64, description="Only about this party or controller group.")] = None,
) -> Response:
    """The rows of `findings --json`, worst first: prompts for people, never decisions.

    A county sees those about its own enterprises, a bank those about its borrowers; what holds more than their own is `restricted`.
    """
    view = shot.view(visitor)

    def rows() -> MadeRows:
        places = chosen(shot, view, FindingFilter(rule, severity, county, bank, subject))
        return MadeRows(places, lambda some: eye(shot, view).sees(shot.shelf.tell(some)))

    return page(request, shot, visitor, rows, limit=limit, cursor=cursor)


@router.get("/enterprises/{code}/findings", summary="What the rules find about one", responses=answers(FindingsOf) | responses(404))
def findings_of(
    request: Request,
    visitor: Annotated[Visitor, allowed("findings")],
    shot: Shot,
    code: Annotated[str, Path(max_length=64, description="The code of an enterprise.")],
) -> Response:
    """Those about it and about its controller group, worst first."""

    def made() -> dict[str, Any]:
        view = shot.view(visitor)
        if not known(shot, view, code):
            raise NotFound(f"no enterprise has the code {code!r}")
        told = eye(shot, view).sees(shot.credit.findings(code))
        return {"enterprise": code, "total": len(told), "findings": told}

    return answer(request, shot, visitor, made)


@router.get("/rules", summary="The rules of the policy", responses=answers(RulePage))
def rules(
    request: Request,
    visitor: Annotated[Visitor, allowed("rules")],
    shot: Shot,
    limit: Limit = 500,
    cursor: CursorText = None,
    topic: RulePrefix = None,
    county: Annotated[str | None, Query(max_length=12, description="The numbers that hold in this county.")] = None,
) -> Response:
    """The rows of `rules --json`: legal reference, how sure it is, and the numbers in force."""

    def rows() -> list[dict[str, Any]]:
        book = shot.rules
        return [rule_message(one, book, county) for one in book.rules.values() if topic is None or one.id.startswith(topic)]

    return page(
        request, shot, visitor, rows, limit=limit, cursor=cursor, beside=lambda: {"county": county, "book": shot.rules.to_json()}
    )  # fmt: skip
