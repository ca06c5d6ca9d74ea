"""Credit at many lenders: of an enterprise, of many at once, of a controller group."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from analysis.lending import Proposal
from api.models.credit import CheckedRows, CreditAnswer, CreditChecks
from api.models.groups import GroupAnswer
from api.paging import answer, answers, to_json
from api.problems import NotFound, responses
from api.security import Visitor
from api.security.credit import credit_of, known
from api.security.groups import group_of
from api.visiting import Shot, allowed

router = APIRouter(tags=["credit"])

Code = Annotated[str, Path(max_length=64, description="The code of an enterprise.")]
Amount = Annotated[float | None, Query(gt=0, le=1e13, allow_inf_nan=False, description="What if it is lent this much more, yuan?")]
Bank = Annotated[
    str | None, Query(max_length=64, description="The bank that would lend it. Default: one it does not have, for a bank itself.")
]
ForWorkingCapital = Annotated[bool, Query(description="Whether the proposed loan is for working capital.")]


@router.get("/enterprises/{code}/credit", summary="An enterprise's credit at all lenders", responses=answers(CreditAnswer) | responses(404))
def credit(
    request: Request,
    visitor: Annotated[Visitor, allowed("credit")],
    shot: Shot,
    code: Code,
    propose: Amount = None,
    bank: Bank = None,
    working_capital: ForWorkingCapital = True,  # noqa: FBT002
) -> Response:
    """The fields of `credit --json`: limits, balances, need, guarantees, group, class floor, findings, and what one more loan would change.

    A bank sees its own loans, and in `others` what of the other lenders no single one's figures follow from.
    """

    def made() -> dict[str, Any]:
        view = shot.view(visitor)
        if not known(shot, view, code):
            raise NotFound(f"no enterprise has the code {code!r}")
        (told,) = credit_of(shot, view, [(code, None if propose is None else Proposal(propose, bank, working_capital=working_capital))])
        return told

    return answer(request, shot, visitor, made)


@router.post("/credit-checks", summary="Many enterprises' credit at once", responses=responses(404) | {200: {"model": CheckedRows}})
def credit_checks(request: Request, visitor: Annotated[Visitor, allowed("credit")], shot: Shot, body: CreditChecks) -> Response:
    """The answers of `GET /enterprises/{code}/credit` about up to 200 enterprises, each with its own proposal; nothing is written."""
    view = shot.view(visitor)
    found = [row for row in body.rows if known(shot, view, row.code)]
    asked = [
        (row.code, None if row.amount is None else Proposal(row.amount, body.bank, working_capital=body.working_capital)) for row in found
    ]
    unknown = [row.code for row in body.rows if row not in found]
    request.state.results = len(found)
    told = {"rows": credit_of(shot, view, asked), "unknown": unknown, "snapshot": str(shot.id)}
    return Response(to_json(told), media_type="application/json")


@router.get("/groups/{group}/credit", summary="A controller group and its credit", responses=answers(GroupAnswer) | responses(404))
def group(
    request: Request,
    visitor: Annotated[Visitor, allowed("groups")],
    shot: Shot,
    group: Annotated[str, Path(max_length=64, description="The group's id (its ultimate controller), or the code of any member.")],
) -> Response:
    """The fields of `group --json`: members, chains of control, credit at all lenders, who may depend on whom, findings.

    A county sees a group by the members it has, a bank one with a borrower of its own.
    """

    def made() -> dict[str, Any]:
        found = group_of(shot, shot.view(visitor), group)
        if found is None:
            raise NotFound(f"no controller group has the id or member {group!r}")
        return found

    return answer(request, shot, visitor, made)
