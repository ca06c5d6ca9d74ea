"""A paper as an HTML page of A4 sheets: it opens in a browser, also from a file, and prints as it stands."""

from __future__ import annotations

from functools import cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from viz.papers.content import Paper

_WATERMARKS: Final = 6  # on every page


def html(paper: Paper, *, word: str | None = None, static: str | None = None) -> str:
    """The page. `word` is the address of the same as a Word file, `static` that of the pages' files: both are for the screen only."""
    return _page().render(paper=paper, layout=paper.layout, word=word, static=static, watermarks=range(_WATERMARKS))


@cache
def _page() -> Template:
    loader = PackageLoader("viz.papers", "pages")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template("paper.html")
