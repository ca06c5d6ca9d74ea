"""A page as HTML: the shell around `main`, with who asks and in which language."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, Final, Literal, get_args

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from viz.pages.assets import digest
from viz.pages.words import WORDS
from viz.style import Lang

PageName = Literal["queue", "sign-in", "circle", "enterprise", "credit", "maturities", "spillover", "explorer"]
PAGES: Final[tuple[PageName, ...]] = get_args(PageName)
NAVIGATION: Final[tuple[tuple[PageName, str], ...]] = (
    ("queue", "/"),
    ("explorer", "/explorer"),
    ("credit", "/credit"),
    ("maturities", "/maturities"),
    ("spillover", "/spillover"),
)


def render(name: PageName, lang: Lang, *, about: dict[str, Any], status: int = 200) -> str:
    """The HTML of a page; `about` is what its modules read: the visitor, the rights, the token against forged requests."""
    told = about | {"page": name, "lang": lang, "status": status}
    return _environment().get_template(f"{name}.html").render(
        name=name, lang=lang, about=_embedded(told), visitor=about.get("visitor"), navigation=NAVIGATION, static=f"/static/{digest()}",
        t=lambda key: WORDS[key][lang],
    )  # fmt: skip


def _embedded(told: dict[str, Any]) -> Markup:
    """JSON that may stand in a script element."""
    text = json.dumps(told, ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026").replace("\u2028", "\\u2028"))  # noqa: S704


@cache
def _environment() -> Environment:
    loader = PackageLoader("viz.pages")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
