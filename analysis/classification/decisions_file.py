"""Proposals published, objections and overrides, read from a TOML or JSON file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeAlias

from analysis.classification.decisions import Decisions, Objection, Override, Proposal
from graph.days import iso_day
from graph.errors import InvalidDecisions
from graph.setting_files import content, parsed

Faults: TypeAlias = list[tuple[str, str]]
_LARGEST: Final = 20_000_000  # bytes
_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "proposals": ("enterprise", "class", "published_on"),
    "objections": ("enterprise", "filed_on", "author", "reason"),
    "overrides": ("enterprise", "class", "decided_on", "author", "reason", "confirmed_by", "confirmed_on"),
}
_OPTIONAL: Final = ("confirmed_by", "confirmed_on")
_CODES: Final = {"author": "decisions-author", "reason": "decisions-reason", "class": "decisions-class"}


def read_decisions(path: Path) -> Decisions:
    """The records of a file; `.json` is read as JSON, anything else as TOML.

    Raises:
        InvalidDecisions: everything that is wrong, each with its place; the code is that of the first fault.

    """
    return parse_decisions(content(path, _LARGEST, InvalidDecisions), str(path))


def parse_decisions(raw: bytes, file: str) -> Decisions:
    """The same from the content of a file."""
    form = "JSON" if file.lower().endswith(".json") else "TOML"
    told = parsed(raw, file, InvalidDecisions, form=form)
    if not isinstance(told, dict):
        raise InvalidDecisions(file, (f"it must hold {', '.join(_FIELDS)}",))
    faults: Faults = [("decisions-invalid", f"{name!r} is not known; known are {', '.join(_FIELDS)}") for name in told.keys() - _FIELDS]
    rows = {kind: _rows(told.get(kind, []), kind, faults) for kind in _FIELDS}
    if faults:
        raise InvalidDecisions(file, tuple(sentence for _, sentence in faults), faults[0][0])
    return Decisions(
        proposals=tuple(Proposal(row["enterprise"], row["class"], row["published_on"]) for row in rows["proposals"]),
        objections=tuple(Objection(**row) for row in rows["objections"]),
        overrides=tuple(
            Override(class_=row["class"], **{name: value for name, value in row.items() if name != "class"}) for row in rows["overrides"]
        ),
        file=file,
        sha256=hashlib.sha256(raw).hexdigest(),
    )


def _rows(rows: Any, kind: str, faults: Faults) -> list[dict[str, Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        faults.append(("decisions-invalid", f"{kind} must be a list of tables"))
        return []
    return [_row(row, kind, place, faults) for place, row in enumerate(rows, start=1)]


def _row(row: Mapping[str, Any], kind: str, place: int, faults: Faults) -> dict[str, Any]:
    where = f"{kind}[{place}]"
    known = _FIELDS[kind]
    faults.extend(
        ("decisions-invalid", f"{where}: {name!r} is not known; known are {', '.join(known)}") for name in row if name not in known
    )
    made: dict[str, Any] = {}
    for name in known:
        value = row.get(name)
        if value is None and name in _OPTIONAL:
            made[name] = None
        elif name.endswith("_on"):
            made[name] = _day(value, f"{where}.{name}", faults)
        elif isinstance(value, str) and value.strip():
            made[name] = value.strip()
        else:
            told = f", not {value!r}" if name in row else ""
            faults.append((_CODES.get(name, "decisions-invalid"), f"{where}.{name} must be a text that is not empty{told}"))
    return made


def _day(value: Any, where: str, faults: Faults) -> date | None:
    try:
        return iso_day(str(value))
    except ValueError:
        faults.append(
            ("decisions-invalid", f"{where} must be a date such as 2026-06-30" + (f", not {value!r}" if value is not None else ""))
        )
        return None
