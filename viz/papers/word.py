"""A paper as a Word file, through a template that an office may replace: a file of the same name in its own folder goes first."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zipfile import BadZipFile

from graph.errors import SuretygraphError
from viz.papers.content import Fact, Paper
from viz.papers.language import either, language, say, speaking

if TYPE_CHECKING:
    from jinja2 import Environment

    from viz.style import Lang

_NOTHING: Final = Fact("", "")
_LONGEST_PROPERTY: Final = 255


class BrokenTemplate(SuretygraphError):
    """A template that cannot be filled in; whoever keeps the folder has to mend it."""

    code = "template-broken"


def docx(paper: Paper, folder: Path | None = None) -> bytes:
    """The Word file.

    Raises:
        BrokenTemplate: the office's own template is no Word file, or asks for what the paper does not say.

    """
    from docx.opc.exceptions import PackageNotFoundError
    from docxtpl import DocxTemplate
    from jinja2 import TemplateError
    from lxml.etree import LxmlError

    name = f"{paper.layout.name}{either('', '.en')}.docx"
    own = folder / name if folder is not None and (folder / name).is_file() else None
    filled = io.BytesIO()
    try:
        template = DocxTemplate(str(own) if own is not None else io.BytesIO(_default(paper.layout.name, language())))
        template.render(_told(paper), _sandbox())
        template.docx.core_properties.title = paper.title[:_LONGEST_PROPERTY]
        template.save(filled)
    except (TemplateError, LxmlError, PackageNotFoundError, BadZipFile, KeyError, ValueError, TypeError, OSError) as fault:
        if own is None:
            raise
        raise BrokenTemplate(f"the template {own} cannot be filled in: {_first_line(fault)}") from fault
    return filled.getvalue()


def _told(paper: Paper) -> dict[str, Any]:
    """The words a template may use: the fields of the paper, `origin`, and `nothing` for the empty half of a row."""
    return {name: getattr(paper, name) for name in paper.__dataclass_fields__} | {"called": say(paper.layout.called), "nothing": _NOTHING}


@cache
def _default(name: str, lang: Lang) -> bytes:
    from viz.papers.templates import default_template

    with speaking(lang):
        return default_template(name)


@cache
def _sandbox() -> Environment:
    """Templates are given to fill in, not to run: no attribute of Python's own is reached, and every value is escaped for XML."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def _first_line(fault: BaseException) -> str:
    return (str(fault).splitlines() or [type(fault).__name__])[0]
