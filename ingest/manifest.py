"""manifest.toml: what a folder of files says about itself, and the declarations of completeness (also of the command line)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from graph.days import iso_day
from graph.errors import InvalidManifest
from graph.model import Table
from graph.values import Kind
from ingest.mapping import table_called
from ingest.units import fen_per_unit

FILE: Final = "manifest.toml"
PER_BANK: Final = frozenset({"loans", "facilities", "guarantees"})
_KEYS: Final = frozenset({"complete", "units", "columns", "reporting_date"})


@dataclass(frozen=True)
class Complete:
    """A feed that names everything there is of a table: what it no longer holds is closed, of that bank only where one is named."""

    table: str
    bank: str | None = None
    reported_on: date | None = None


@dataclass(frozen=True)
class Manifest:
    """What a folder says about itself."""

    complete: tuple[Complete, ...] = ()
    units: Mapping[str, int] = field(default_factory=dict)  # table, or table.column → fen per unit
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # table → header → column; '' leaves the header out
    reporting_date: date | None = None


def parse_complete(text: str, source: str = "--complete") -> Complete:
    """Read `loans:BANK@2026-06-30`; bank and date may be missing, and a bank only fits loans, facilities and guarantees."""
    scope, at, day = text.strip().partition("@")
    name, colon, bank = scope.partition(":")
    table = table_called(name)
    if table is None:
        raise InvalidManifest(source, f"{text!r} names no table; write something like loans:BANK@2026-06-30")
    if colon and (not bank.strip() or table.name not in PER_BANK):
        raise InvalidManifest(source, f"{text!r}: a bank code can follow loans, facilities and guarantees only")
    reported_on = _date(day.strip(), source) if at else None
    return Complete(table.name, bank.strip() or None, reported_on)


def read_manifest(path: Path, file: str = FILE) -> Manifest:
    """The manifest of a folder. Raises InvalidManifest for anything that is not understood: a slip here would close the wrong facts."""
    try:
        content = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise InvalidManifest(file, f"it is no TOML in UTF-8 ({fault})") from None
    if unknown := sorted(content.keys() - _KEYS):
        raise InvalidManifest(file, f"{unknown[0]!r} is not known; known are {', '.join(sorted(_KEYS))}")
    complete = content.get("complete", [])
    if not isinstance(complete, list) or not all(isinstance(line, str) for line in complete):
        raise InvalidManifest(file, 'complete must be a list such as ["loans:BANK@2026-06-30"]')
    day = content.get("reporting_date")
    return Manifest(
        complete=tuple(parse_complete(line, file) for line in complete),
        units=_units(_section(content, "units", file), file),
        columns=_columns(_section(content, "columns", file), file),
        reporting_date=None if day is None else _date(day, file),
    )


def _date(value: object, source: str) -> date:
    day = value.date() if isinstance(value, datetime) else value
    try:
        return iso_day(str(day))
    except ValueError as fault:
        raise InvalidManifest(source, str(fault)) from None


def _section(content: Mapping[str, Any], name: str, file: str) -> Mapping[str, Any]:
    section = content.get(name, {})
    if not isinstance(section, dict):
        raise InvalidManifest(file, f"[{name}] must be a section")
    return section


def _table(name: str, file: str) -> Table:
    table = table_called(name)
    if table is None:
        raise InvalidManifest(file, f"{name!r} is not the name of a table")
    return table


def _units(section: Mapping[str, Any], file: str) -> dict[str, int]:
    """`loans = "万元"`, `"loans.balance" = "万元"`, or a section [units.loans] with one line per column."""
    flat: dict[str, Any] = {}
    for name, value in section.items():
        flat |= {f"{name}.{column}": unit for column, unit in value.items()} if isinstance(value, dict) else {name: value}
    units = {}
    for name, value in flat.items():
        table_name, _, column = name.partition(".")
        table = _table(table_name, file)
        money = {each.name for each in table.file_columns if each.kind is Kind.MONEY}
        if column and column not in money:
            raise InvalidManifest(file, f"{name!r} is no column of money; those of {table.name} are {', '.join(sorted(money))}")
        fen = fen_per_unit(value) if isinstance(value, str) else None
        if fen is None:
            raise InvalidManifest(file, f"{value!r} is no unit of money such as 元, 万元 or 亿元")
        units[f"{table.name}.{column}" if column else table.name] = fen
    return units


def _columns(section: Mapping[str, Any], file: str) -> dict[str, dict[str, str]]:
    columns: dict[str, dict[str, str]] = {}
    for name, headers in section.items():
        table = _table(name, file)
        if not isinstance(headers, dict):
            raise InvalidManifest(file, f"[columns.{name}] must be a section of header = column")
        known = {column.name for column in table.file_columns}
        for header, column in headers.items():
            if column != "" and column not in known:
                raise InvalidManifest(file, f"{header!r} is given the column {column!r}, which {table.name} does not have")
        columns.setdefault(table.name, {}).update(headers)
    return columns
