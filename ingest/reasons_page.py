"""docs/rejections.md, written from the two closed lists: every code with its sentence in both languages."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from ingest.reasons import Notice, Reason

_HEAD = """# Why a row is refused

Generated from `ingest/reasons.py` by `python -m ingest.reasons_page docs/rejections.md`; a test fails when it is stale.

Every refused cell is one entry of the report: `file`, `sheet`, `row` (as Excel counts), `column` (its name in the data contract), `value`
(as the file has it), `code`, `message`. Codes are stable. A row with several bad cells is counted once. Rows of a list handed to
`credit --file` come back in the same words.
"""
_NOTICES = """
## Notices

What was loaded and should still be seen: `code`, `table`, `column` (or file), `count`, a few `examples`.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *_table(Reason), _NOTICES, *_table(Notice), ""])


def _table(entries: Iterable[Reason | Notice]) -> list[str]:
    rows = [f"| `{entry.value}` | {entry.english} | {entry.chinese} |" for entry in entries]
    return ["| code | sentence | 中文 |", "|---|---|---|", *rows]


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8", newline="\n")
