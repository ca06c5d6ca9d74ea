"""The Word templates as they come with the program, made from the papers' layouts.

`python -m viz.papers.templates FOLDER` writes them, to be edited in Word or WPS; the setting `SURETYGRAPH_TEMPLATES` names the folder of
those that go first. A field is written `{{ title }}`, a table's row between `{%tr for row in lenders %}` and `{%tr endfor %}`.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

from viz.papers.circle import CirclePaper
from viz.papers.credit_check import CreditCheck
from viz.papers.dossier import Dossier
from viz.papers.layout import Layout
from viz.papers.meeting import Meeting
from viz.papers.templates.document import TemplateWriter

LAYOUTS: Final[dict[str, Layout]] = {one.layout.name: one.layout for one in (Dossier, CirclePaper, Meeting, CreditCheck)}


def default_template(name: str) -> bytes:
    """The template of a paper as a Word file."""
    made = io.BytesIO()
    TemplateWriter(LAYOUTS[name]).document().save(made)
    return made.getvalue()


def write(folder: Path) -> list[Path]:
    """Write all of them; what is there already stays as the office left it."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {folder / f"{name}.docx": name for name in LAYOUTS}
    fresh = [path for path in files if not path.exists()]
    for path in fresh:
        path.write_bytes(default_template(files[path]))
    return fresh
