"""What the command line writes: one JSON document, or text and tables; always UTF-8."""

from __future__ import annotations

import io
import json
import os
import sys
from typing import Any

from rich.console import Console, RenderableType


def use_utf8() -> None:
    """Write UTF-8 whatever the locale; what even UTF-8 cannot carry (broken file names) is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def emit_json(document: dict[str, Any]) -> None:
    """Write the one JSON document of a `--json` call."""
    _write(json_text(document))


def json_text(document: dict[str, Any]) -> str:
    """A document as JSON with one line a field, one line a row: read by people, written without the slow indenting encoder."""
    lines = []
    for key, value in document.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            rows = ",\n".join(f"  {_compact(row)}" for row in value)
            text = f"[\n{rows}\n ]"
        else:
            text = _compact(value)
        lines.append(f" {_compact(key)}: {text}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def show(*parts: RenderableType) -> None:
    """Write texts and tables; text is taken as it is, never as markup. A pipe gets wide lines without colour."""
    console = Console(markup=False, highlight=False, emoji=False, soft_wrap=False)
    if not console.is_terminal:
        console = Console(markup=False, highlight=False, emoji=False, width=180)
    with console.capture() as caught:
        for part in parts:
            console.print(part)
    _write(caught.get())


def note(sentence: str) -> None:
    """Tell the person at the screen something beside the answer, on stderr."""
    sys.stderr.write(sentence + "\n")


def _write(text: str) -> None:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # the reader (head, less) has seen enough: that is no failure, and the interpreter must not complain at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
