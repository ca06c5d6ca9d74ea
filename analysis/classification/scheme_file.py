"""A county's own scheme of scores, read from one TOML file; docs/classification.md has an example. Everything is checked at once."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, TypeAlias

from analysis.classification.scheme import DIMENSIONS, Dimension, Direction, Indicator, Scheme
from graph.errors import InvalidScheme
from graph.setting_files import content, parsed

Faults: TypeAlias = list[tuple[str, str]]
_LARGEST: Final = 1_000_000  # bytes
LARGEST_NUMBER: Final = 1e15
_TEXTS: Final = ("id", "version", "author", "owner")
_KEYS: Final = (*_TEXTS, "missing", "min_firms", "indicators")
_INDICATOR: Final = (
    "id", "name", "name_en", "dimension", "measure", "table", "direction", "benchmark", "weight", "cap", "source",
)  # fmt: skip
_SPELLINGS: Final = {dimension.value: dimension for dimension in Dimension} | {words[0]: one for one, words in DIMENSIONS.items()}
_DIRECTIONS: Final = {"higher": Direction.HIGHER, "lower": Direction.LOWER, "越高越好": Direction.HIGHER, "越低越好": Direction.LOWER}


def read_scheme(path: Path) -> Scheme:
    """The scheme of a file.

    Raises:
        InvalidScheme: everything that is wrong, each with its place; the code is that of the first fault.

    """
    return parse_scheme(content(path, _LARGEST, InvalidScheme), str(path))


def parse_scheme(raw: bytes, file: str) -> Scheme:
    """The same from the content of a file."""
    told = parsed(raw, file, InvalidScheme)
    faults: Faults = [("scheme-invalid", f"{name!r} is not known; known are {', '.join(_KEYS)}") for name in told if name not in _KEYS]
    head = {name: _text(told, name, f"{name} =", faults) for name in _TEXTS}
    missing = _text(told, "missing", "missing =", faults, default="average")
    min_firms = told.get("min_firms", 10)
    if isinstance(min_firms, bool) or not isinstance(min_firms, int):
        faults.append(("scheme-invalid", f"min_firms must be a whole number, not {min_firms!r}"))
    rows = told.get("indicators", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        faults.append(("scheme-invalid", "indicators must be tables, each under [[indicators]]"))
        rows = []
    indicators = [_indicator(row, place, faults) for place, row in enumerate(rows, start=1)]
    if faults:
        raise InvalidScheme(file, tuple(sentence for _, sentence in faults), faults[0][0])
    made = tuple(one for one in indicators if one is not None)
    digest = hashlib.sha256(raw).hexdigest()
    return Scheme(**head, indicators=made, missing=missing, min_firms=min_firms, file=file, sha256=digest)  # type: ignore[arg-type]


def _indicator(row: Mapping[str, Any], place: int, faults: Faults) -> Indicator | None:
    """One indicator; what is wrong with it goes to `faults`."""
    before = len(faults)
    where = f"indicator {row['id']!r}" if isinstance(row.get("id"), str) else f"the {place}. indicator"
    for name in row:
        if name not in _INDICATOR:
            faults.append(("scheme-invalid", f"{where}: {name!r} is not known; known are {', '.join(_INDICATOR)}"))
    texts = {name: _text(row, name, where, faults) for name in ("id", "name")}
    texts |= {name: _text(row, name, where, faults, default="") for name in ("name_en", "source")}
    named = {name: _text(row, name, where, faults) if name in row else None for name in ("measure", "table")}
    numbers = {name: _number(row.get(name), name, where, f"scheme-{name}", faults) for name in ("weight", "cap")}
    benchmark = row.get("benchmark")
    if benchmark is not None and benchmark != "median":
        benchmark = _number(benchmark, "benchmark", where, "scheme-benchmark", faults)
    dimension = _one_of(row.get("dimension"), _SPELLINGS, "dimension", where, "scheme-dimension", faults)
    direction = _one_of(row.get("direction"), _DIRECTIONS, "direction", where, "scheme-invalid", faults)
    if len(faults) > before:
        return None
    return Indicator(
        id=texts["id"],
        zh=texts["name"],
        en=texts["name_en"] or texts["id"].replace("_", " "),
        dimension=dimension,
        measure=named["measure"],
        table=named["table"],
        direction=direction,
        benchmark=benchmark,
        weight=numbers["weight"],
        cap=numbers["cap"],
        source=texts["source"],
    )


def _text(row: Mapping[str, Any], name: str, where: str, faults: Faults, default: str | None = None) -> str:
    value = row.get(name, default)
    if isinstance(value, str) and (value.strip() or default is not None):
        return value.strip()
    faults.append(("scheme-invalid", f"{where}: {name} must be a text that is not empty" + (f", not {value!r}" if name in row else "")))
    return ""


def _number(value: Any, name: str, where: str, code: str, faults: Faults) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if abs(value) < LARGEST_NUMBER else math.inf
    faults.append((code, f"{where}: {name} must be a number" + (f", not {value!r}" if value is not None else "; there is none")))
    return 0.0


def _one_of(value: Any, known: Mapping[str, Any], name: str, where: str, code: str, faults: Faults) -> Any:
    if isinstance(value, str) and value in known:
        return known[value]
    near = get_close_matches(value, known, n=1) if isinstance(value, str) else []
    hint = f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(known)}"
    faults.append((code, f"{where}: no {name} is called {value!r}{hint}" if value is not None else f"{where} has no {name}{hint}"))
    return None
