"""The generated table of docs/operations.md: every setting, as declared in `api.settings`.

`python -m api.settings_page docs/operations.md` rewrites what stands between the page's two marks.
"""

from __future__ import annotations

import sys
import types
from pathlib import Path
from typing import Final, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from api.settings import PREFIX, Settings

BEGIN: Final = "<!-- generated from api/settings.py: begin -->"
END: Final = "<!-- generated from api/settings.py: end -->"


def page(text: str) -> str:
    """The page with its table renewed; ValueError when a mark is missing."""
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n{table()}{END}{after}"


def table() -> str:
    """Markdown of every setting."""
    rows = [f"| `{PREFIX}{name.upper()}` | {_default(one)} | {_about(one)} |\n" for name, one in Settings.model_fields.items()]
    return "".join(["| variable | default | what it says |\n", "|---|---|---|\n", *rows])


def _default(field: FieldInfo) -> str:
    value = field.default
    if value is None:
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _about(field: FieldInfo) -> str:
    words = _choices(field.annotation)
    limits = [
        f"{word} {getattr(one, name)}" for one in field.metadata for name, word in (("ge", "from"), ("le", "to")) if hasattr(one, name)
    ]
    told = [
        field.description or "",
        f"({' or '.join(f'`{word}`' for word in words)})" if words else "",
        f"({' '.join(limits)})" if limits else "",
    ]
    return " ".join(part for part in told if part).replace("|", "\\|")


def _choices(kind: object) -> list[str]:
    if get_origin(kind) is Literal:
        return [str(word) for word in get_args(kind)]
    return [word for part in get_args(kind) for word in _choices(part)] if isinstance(kind, types.UnionType) else []


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.write_text(page(target.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
