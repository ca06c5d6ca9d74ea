"""Papers people use: 一企一策, 一圈一策, the sheet for a leader's meeting, the credit check sheet; as a page that prints, or for Word."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final, Literal
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, Response

from analysis.lending import Proposal
from api import papers
from api.earlier import report_before
from api.filenames import safe
from api.problems import responses
from api.routes.credit import Amount, Bank, ForWorkingCapital
from api.routes.pages import POLICY
from api.security import Visitor
from api.services import Services
from api.snapshots import Snapshot
from api.taken import TYPES, files, mark_of, taker
from api.visiting import Served, Shot, allowed
from graph.errors import InvalidParameter
from viz.pages import digest
from viz.papers import Origin, Paper, docx, html
from viz.papers.circle import circle_paper
from viz.papers.credit_check import credit_check
from viz.papers.dossier import dossier
from viz.papers.language import either, language, say, speaking
from viz.papers.meeting import meeting
from viz.style import Lang

router = APIRouter(tags=["papers"])

Form = Annotated[Literal["html", "docx"], Query(alias="format", description="A page that prints on A4, or a file for Word and WPS.")]
In = Annotated[Lang, Query(alias="lang", description="Names and what was entered stay as they are.")]
Code = Annotated[str, Path(max_length=64, description="The code of an enterprise.")]
_PAPER: Final = files("html", "docx")


@router.get(
    "/papers/enterprises/{code}",
    summary="The dossier of an enterprise (一企一策)",
    response_class=Response,
    responses=_PAPER | responses(404),
)
def enterprise(
    request: Request,
    visitor: Annotated[Visitor, allowed("exports")],
    served: Served,
    shot: Shot,
    code: Code,
    form: Form = "html",
    lang: In = "zh",
) -> Response:
    """Facts, loans by bank, 321, guarantees, group, findings with their law, what happens if it falls, and who does what by when.

    What is not known is left empty, to be filled in by hand. A bank is not told the ledger, the class and what others would lose.
    """
    visitor.check("enterprises")
    with speaking(lang):
        about = papers.about_enterprise(shot, shot.view(visitor), code)
        return _sent(request, served, dossier(about, _origin(request, visitor, shot)), form)


@router.get(
    "/papers/circles/{circle}", summary="The dossier of a circle (一圈一策)", response_class=Response, responses=_PAPER | responses(404)
)
def circle(
    request: Request,
    visitor: Annotated[Visitor, allowed("exports")],
    served: Served,
    shot: Shot,
    circle: Annotated[str, Path(max_length=64, description="The id of a circle.")],
    form: Form = "html",
    lang: In = "zh",
) -> Response:
    """The same of a circle: members, banks, guarantees inside, what falls with its core firm, what the ledger says of members."""
    visitor.check("circles")
    about = papers.about_circle(shot, shot.view(visitor), circle)
    with speaking(lang):
        return _sent(request, served, circle_paper(about, _origin(request, visitor, shot)), form)


@router.get("/papers/meeting", summary="The sheet for a leader's meeting", response_class=Response, responses=_PAPER)
def leaders(
    request: Request,
    visitor: Annotated[Visitor, allowed("differences")],
    served: Served,
    shot: Shot,
    since: Annotated[
        str | None,
        Query(max_length=40, description="Changes since this snapshot, or day. Default: the report before, else the month before."),
    ] = None,
    form: Form = "html",
    lang: In = "zh",
) -> Response:
    """One A4 page: what changed, what is to be decided, what spills over between counties, the money."""
    visitor.check("queue")
    before = _before(served, shot, since)
    request.state.snapshot = f"{before.id} {shot.id}"
    about = papers.about_meeting(before, shot, (before.view(visitor), shot.view(visitor)), _borders(served))
    with speaking(lang):
        return _sent(request, served, meeting(about, _origin(request, visitor, shot)), form)


@router.get(
    "/papers/credit-checks/{code}", summary="The credit check sheet (核查单)", response_class=Response, responses=_PAPER | responses(404)
)
def check(
    request: Request,
    visitor: Annotated[Visitor, allowed("credit")],
    served: Served,
    shot: Shot,
    code: Code,
    purpose: Annotated[
        str, Query(min_length=2, max_length=200, description="Why it is asked for; it stands on the sheet and in the trail.")
    ],
    propose: Amount = None,
    bank: Bank = None,
    working_capital: ForWorkingCapital = True,  # noqa: FBT002
    form: Form = "html",
    lang: In = "zh",
) -> Response:
    """The figures of `GET /enterprises/{code}/credit` as this visitor is answered them, with purpose, consent, and who asked when."""
    why = purpose.strip()
    if len(why) < 2:
        raise InvalidParameter("purpose: say in a few words why the credit of a borrower is looked at")
    request.state.reason = why
    proposal = None if propose is None else Proposal(propose, bank, working_capital=working_capital)
    with speaking(lang):
        about = papers.about_check(
            shot, shot.view(visitor), code, proposal, purpose=why, number=request.state.request_id, role=_role(visitor, shot)
        )
        return _sent(request, served, credit_check(about, _origin(request, visitor, shot)), form)


def _before(served: Services, shot: Snapshot, since: str | None) -> Snapshot:
    """The snapshot asked for; the latest of a day before this one's; else the end of the month before, as known now."""
    if since is None:
        month = shot.id.as_of.replace(day=1) - timedelta(days=1)
        since = str(report_before(served.snapshots, shot) or f"{month}-r{shot.id.run}")
    found = served.snapshots.named(since)
    if found.id.as_of > shot.id.as_of:
        raise InvalidParameter(f"since: {found.id.as_of} is later than {shot.id.as_of}")
    return found


def _borders(served: Services) -> dict[str, Any] | None:
    """The counties' borders, where the setting names a file of them that can be read."""
    if served.settings.map is None:
        return None
    try:
        told = json.loads(served.settings.map.read_bytes())
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) else None


def _origin(request: Request, visitor: Visitor, shot: Snapshot) -> Origin:
    now = datetime.now(UTC).astimezone()
    return Origin(
        as_of=str(shot.id.as_of),
        snapshot=str(shot.id),
        made_at=f"{now:%Y-%m-%d %H:%M}",
        taker=taker(visitor),
        mark=mark_of(request, visitor, shot, language()),
    )


def _role(visitor: Visitor, shot: Snapshot) -> str:
    """The role, and the bank or county it is bound to by name."""
    words = {"city": "市级", "county": "区县", "bank": "银行", "analyst": "分析人员", "admin": "管理员"}
    named = shot.network.banks if visitor.role == "bank" else shot.network.counties
    place = named.code.index(visitor.jurisdiction).as_py() if visitor.jurisdiction is not None else -1
    return say(words[visitor.role]) + (f"　{named.name[place].as_py()}" if place >= 0 else "")


def _sent(request: Request, served: Services, paper: Paper, form: Literal["html", "docx"]) -> Response:
    request.state.results = 1
    request.state.details = {"paper": paper.layout.name, "format": form}
    kept = {"Cache-Control": "private, no-store"}
    if form == "html":
        address = f"?{request.url.include_query_params(format='docx').query}"
        other = f"?{request.url.include_query_params(lang=either('en', 'zh')).query}"
        return HTMLResponse(
            html(paper, word=address, other=other, static=f"/static/{digest()}"), headers=kept | {"Content-Security-Policy": POLICY}
        )
    name = safe(f"{say(paper.layout.called)}-{paper.title}-{paper.origin.as_of}.docx")
    headers = kept | {"Content-Disposition": f"attachment; filename*=utf-8''{quote(name)}"}
    return Response(docx(paper, served.settings.templates), media_type=TYPES["docx"], headers=headers)
