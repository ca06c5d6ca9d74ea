"""A paper as an HTML page of A4 sheets: it opens in a browser, also from a file, and prints as it stands."""

from __future__ import annotations

from functools import cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from viz.papers.content import Paper
from viz.papers.language import language, say

_WATERMARKS: Final = 6  # on every page


def html(paper: Paper, *, word: str | None = None, other: str | None = None, static: str | None = None) -> str:
    """The page. For the screen only: the same as a Word file (`word`), in the other language (`other`), the pages' files (`static`)."""
    return _page().render(paper=paper, layout=paper.layout, word=word, other=other, static=static, watermarks=range(_WATERMARKS))


@cache
def _page() -> Template:
    loader = PackageLoader("viz.papers", "pages")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.globals |= {"say": say, "language": language}
    return environment.get_template("paper.html")
