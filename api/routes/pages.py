"""The pages of the explorer and their files, and signing in and out of them. Data come from the API, with its rights."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field

from api.paging import to_json
from api.problems import NotFound
from api.security import RIGHTS, Visitor
from api.security.authentication import OPEN, Unauthenticated
from api.security.origin import COOKIE, from_our_page
from api.services import Services
from api.visiting import Served, session_of, signed_in
from graph.side_store import Act, Session
from viz.pages import PageName, asset, digest, render

router = APIRouter(include_in_schema=False)

POLICY: Final = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
_HEADERS: Final = {"Content-Security-Policy": POLICY, "Cache-Control": "private, no-cache", "Vary": "Cookie"}
_FOR_GOOD: Final = "public, max-age=31536000, immutable"
Lang = Annotated[Literal["zh", "en"] | None, Query()]


class SignIn(BaseModel):
    """What somebody signs in with."""

    key: str = Field(min_length=1, max_length=8192)


@router.get("/")
def queue(request: Request, served: Served, lang: Lang = None) -> Response:
    """The front page: the coordination queue."""
    return _page(request, served, "queue", lang)


@router.get("/circles/{circle}")
def circle(request: Request, served: Served, circle: str, lang: Lang = None) -> Response:  # noqa: ARG001
    """A circle: who is in it, why it is on the queue, what happens if its core firm defaults."""
    return _page(request, served, "circle", lang)


@router.get("/enterprises/{code}")
def enterprise(request: Request, served: Served, code: str, lang: Lang = None) -> Response:  # noqa: ARG001
    """The dossier of an enterprise."""
    return _page(request, served, "enterprise", lang)


@router.get("/explorer")
def explorer(request: Request, served: Served, lang: Lang = None) -> Response:
    """The network, to be walked."""
    return _page(request, served, "explorer", lang)


@router.get("/credit")
def credit(request: Request, served: Served, lang: Lang = None) -> Response:
    """The multi-lender check."""
    return _page(request, served, "credit", lang)


@router.get("/maturities")
def maturities(request: Request, served: Served, lang: Lang = None) -> Response:
    """The calendar of maturities."""
    return _page(request, served, "maturities", lang)


@router.get("/spillover")
def spillover(request: Request, served: Served, lang: Lang = None) -> Response:
    """Which county pays for which."""
    return _page(request, served, "spillover", lang)


@router.get("/todo")
def todo(request: Request, served: Served, lang: Lang = None) -> Response:
    """What the visitor has to act on."""
    return _page(request, served, "todo", lang)


@router.get("/classification")
def classification(request: Request, served: Served, lang: Lang = None) -> Response:
    """The board of classes."""
    return _page(request, served, "classification", lang)


@router.get("/simulations")
def simulations(request: Request, served: Served, lang: Lang = None) -> Response:
    """Simulations: asked, followed, compared."""
    return _page(request, served, "simulations", lang)


@router.get("/rules")
def rules(request: Request, served: Served, lang: Lang = None) -> Response:
    """The policy's rules and their numbers."""
    return _page(request, served, "rules", lang)


@router.get("/ingest")
def ingest(request: Request, served: Served, lang: Lang = None) -> Response:
    """Loading data."""
    return _page(request, served, "ingest", lang)


@router.get("/audit")
def audit(request: Request, served: Served, lang: Lang = None) -> Response:
    """The audit trail and the keys."""
    return _page(request, served, "audit", lang)


@router.get("/map.geojson")
def county_map(served: Served, _: Annotated[Visitor, Depends(signed_in)]) -> Response:
    """The counties' borders, where the setting names a file of them."""
    if served.settings.map is None:
        raise NotFound("no map is set")
    return FileResponse(served.settings.map, media_type="application/geo+json", headers={"Cache-Control": "private, max-age=3600"})


@router.get("/sign-in")
def sign_in_page(served: Served, lang: Lang = None) -> Response:
    """Where somebody signs in."""
    return _html(served, "sign-in", lang, None, None)


@router.post("/sign-in")
def sign_in(request: Request, served: Served, body: SignIn) -> Response:
    """Begin a session with a key or a token; the cookie is out of reach of scripts and of other sites."""
    from_our_page(request)
    try:
        visitor = served.authenticator.visitor(f"Bearer {body.key}")
    except Unauthenticated:
        served.limits.count_failure(request.client.host if request.client else "?")
        raise
    kind, _, name = visitor.who.partition(":")
    cookie = served.side.sessions.begin(visitor.who, visitor.role, visitor.jurisdiction, key_id=name if kind == "key" else None)
    served.trail.now(Act(visitor.who, visitor.role, visitor.jurisdiction, "POST /sign-in", "session", request_id=request.state.request_id))
    answer = Response(to_json({"role": visitor.role, "jurisdiction": visitor.jurisdiction}), media_type="application/json")
    answer.set_cookie(COOKIE, cookie, httponly=True, samesite="strict", secure=request.url.scheme == "https", path="/")
    return answer


@router.post("/sign-out")
def sign_out(request: Request, served: Served) -> Response:
    """End the session."""
    session_of(request, served)
    served.side.sessions.end(request.cookies.get(COOKIE, ""))
    answer = Response(status_code=204)
    answer.delete_cookie(COOKIE, path="/")
    return answer


@router.get("/static/{version}/{path:path}")
def static(version: str, path: str) -> Response:
    """A file of the pages; its address changes with its content."""
    found = asset(path)
    if found is None:
        raise NotFound(f"no file {path!r}")
    kept = _FOR_GOOD if version == digest() else "no-cache"
    return Response(found.content, media_type=found.media_type, headers={"Cache-Control": kept})


def _page(request: Request, served: Services, name: PageName, lang: Literal["zh", "en"] | None) -> Response:
    """A page for whoever is signed in; others are shown where to sign in."""
    session = session_of(request, served)
    if session is None and not served.authenticator.open:
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/sign-in?next={quote(here)}" + (f"&lang={lang}" if lang else ""), status_code=303)
    visitor = served.authenticator.visitor(None, session)
    return _html(served, name, lang, visitor, session)


def _html(
    served: Services, name: PageName, lang: Literal["zh", "en"] | None, visitor: Visitor | None, session: Session | None
) -> HTMLResponse:
    rights = [right for right in RIGHTS if visitor is not None and visitor.may(right)]
    about: dict[str, Any] = {
        "visitor": _shown(visitor),
        "rights": rights,
        "csrf": session.guard if session else None,
        "map": served.settings.map is not None,
    }
    return HTMLResponse(render(name, lang or served.settings.lang, about=about), headers=_HEADERS)


def _shown(visitor: Visitor | None) -> dict[str, Any] | None:
    if visitor is None:
        return None
    shown = visitor.role if visitor.jurisdiction is None else f"{visitor.role} {visitor.jurisdiction}"
    return {"role": visitor.role, "jurisdiction": visitor.jurisdiction, "open": visitor is OPEN, "shown": shown}
