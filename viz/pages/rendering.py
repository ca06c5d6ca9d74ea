"""A page as HTML: the shell around `main`, with who asks and in which language."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, Final, Literal, get_args

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from graph.schema import TABLES
from viz.pages.assets import digest
from viz.pages.words import WORDS
from viz.style import Lang

PageName = Literal["queue", "sign-in", "circle", "enterprise", "credit", "maturities", "spillover", "explorer",
    "todo", "classification", "simulations", "rules", "ingest", "audit",
]  # fmt: skip
PAGES: Final[tuple[PageName, ...]] = get_args(PageName)
NAVIGATION: Final[tuple[tuple[PageName, str, str], ...]] = (  # page, address, the right it needs
    ("queue", "/", "queue"),
    ("todo", "/todo", "todo"),
    ("explorer", "/explorer", "enterprises"),
    ("credit", "/credit", "credit"),
    ("maturities", "/maturities", "maturities"),
    ("classification", "/classification", "classification"),
    ("spillover", "/spillover", "spillover"),
    ("simulations", "/simulations", "simulations"),
    ("rules", "/rules", "rules"),
    ("ingest", "/ingest", "ingest"),
    ("audit", "/audit", "audit"),
)


def render(name: PageName, lang: Lang, *, about: dict[str, Any], status: int = 200) -> str:
    """The HTML of a page; `about` is what its modules read: the visitor, the rights, the token against forged requests."""
    told = about | {"page": name, "lang": lang, "status": status}
    navigation = [(page, address) for page, address, right in NAVIGATION if right in about.get("rights", ())]
    return _environment().get_template(f"{name}.html").render(
        name=name, lang=lang, about=_embedded(told), visitor=about.get("visitor"), navigation=navigation, static=f"/static/{digest()}",
        t=lambda key: WORDS[key][lang], tables=list(TABLES),
    )  # fmt: skip


def _embedded(told: dict[str, Any]) -> Markup:
    """JSON that may stand in a script element."""
    text = json.dumps(told, ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026").replace("\u2028", "\\u2028"))  # noqa: S704


@cache
def _environment() -> Environment:
    loader = PackageLoader("viz.pages")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
