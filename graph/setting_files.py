"""Reading a small file of settings or decisions: all of it or one sentence that says why not."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from graph.errors import InvalidFile


def content(path: Path, most: int, invalid: type[InvalidFile]) -> bytes:
    """The bytes of a file of at most so many; `invalid` where it cannot be read or is larger."""
    try:
        if path.stat().st_size > most:
            raise invalid(str(path), (f"it is larger than {most:,} bytes",))
        return path.read_bytes()
    except OSError as fault:
        raise invalid(str(path), (f"it cannot be read ({fault.strerror or fault})",)) from None


def parsed(raw: bytes, file: str, invalid: type[InvalidFile], *, form: str = "TOML") -> Any:
    """What TOML or JSON in UTF-8 says; `invalid` where it is none."""
    try:
        text = raw.decode("utf-8-sig")
        return json.loads(text) if form == "JSON" else tomllib.loads(text)
    except (ValueError, RecursionError) as fault:
        raise invalid(file, (f"it is no {form} in UTF-8 ({fault})",)) from None
