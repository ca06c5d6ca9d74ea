"""Numbers a city and its counties set for themselves, read from one TOML file.

```toml
version = "2026-1"
author = "市金融办"

[city]
guarantee.ratio_warning.share_above = 0.6

[county.380102]
lending.multi_lender_local = { lenders_from = 4, financing_from = 30_000_000 }
```
Everything is checked before anything holds: a slip here would move findings nobody can explain.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from analysis.rules.book import CITY, Origin, Override, RuleBook
from analysis.rules.catalogue import RULES
from analysis.rules.model import Rule, Value
from graph.errors import InvalidRules
from graph.setting_files import content, parsed

_KEYS: Final = ("version", "author", "note", CITY, "county")
_COUNTY: Final = re.compile(r"\d{6}")
_LARGEST: Final = 1_000_000  # bytes: a file of numbers is small


@dataclass(frozen=True)
class _Fault:
    code: str
    sentence: str


def read_rules(path: Path, counties: Collection[str] | None = None) -> RuleBook:
    """The rules with the numbers of a file. `counties` are the codes that exist (None: only their shape is checked).

    Raises:
        InvalidRules: everything that is wrong, each with its place; the code is that of the first fault.

    """
    return parse_rules(content(path, _LARGEST, InvalidRules), str(path), counties)


def parse_rules(raw: bytes, file: str, counties: Collection[str] | None = None) -> RuleBook:
    """The same from the content of a file."""
    told = parsed(raw, file, InvalidRules)
    overrides: list[Override] = []
    faults: list[_Fault] = []
    for one in (*_head(told), *_sections(told, counties)):
        if isinstance(one, _Fault):
            faults.append(one)
        else:
            overrides.append(one)
    faults += _disorder(overrides)
    if faults:
        raise InvalidRules(file, tuple(fault.sentence for fault in faults), faults[0].code)
    digest = hashlib.sha256(raw).hexdigest()
    origin = Origin(file, told["version"].strip(), told["author"].strip(), digest, counties_checked=counties is not None)
    return RuleBook(tuple(overrides), origin)


def _head(told: Mapping[str, Any]) -> Iterator[_Fault]:
    for name in told.keys() - set(_KEYS):
        yield _Fault("rules-invalid", f"{name!r} is not known at the top; known are {', '.join(_KEYS)}")
    for name, example in (("version", "2026-1"), ("author", "市金融办")):
        value = told.get(name)
        if not isinstance(value, str) or not value.strip():
            yield _Fault("rules-invalid", f'{name} must be a text that is not empty, such as {name} = "{example}"')


def _sections(told: Mapping[str, Any], counties: Collection[str] | None) -> Iterator[Override | _Fault]:
    yield from _section(told.get(CITY, {}), CITY, None)
    tables = told.get("county", {})
    if not isinstance(tables, dict):
        yield _Fault("rules-invalid", "county must be tables such as [county.380102]")
        return
    for county, table in tables.items():
        where = f"county.{county}"
        if not _COUNTY.fullmatch(county) or (counties is not None and county not in counties):
            why = "is no county of the data" if _COUNTY.fullmatch(county) else "is no six-digit county code"
            yield _Fault("rules-unknown-county", f"[{where}]: {county!r} {why}")
        else:
            yield from _section(table, where, county)


def _section(table: Any, where: str, county: str | None) -> Iterator[Override | _Fault]:
    if not isinstance(table, dict):
        yield _Fault("rules-invalid", f"[{where}] must be a table")
        return
    for path, value in _leaves(table, ()):
        rule_id, _, parameter = ".".join(path).rpartition(".")
        yield _one(where, county, rule_id or parameter, parameter if rule_id else "", value)


def _leaves(table: Mapping[str, Any], above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every value with its path; a rule's id may be quoted or dotted. An empty table is a value: it says nothing and is refused."""
    for name, value in table.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, (*above, name))
        else:
            yield (*above, name), value


def _one(where: str, county: str | None, rule_id: str, name: str, value: Any) -> Override | _Fault:
    rule = RULES.get(rule_id)
    if rule is None:
        return _Fault("rules-unknown-rule", f"[{where}]: no rule has the id {rule_id!r}{_like(rule_id, RULES)}")
    names = [parameter.name for parameter in rule.parameters]
    if name not in names:
        known = f"; it has {', '.join(names)}" if names else "; it has none"
        return _Fault("rules-unknown-parameter", f"[{where}]: rule {rule_id!r} has no parameter {name!r}{known}")
    if county is not None and not rule.by_county:
        return _Fault("rules-value", f"[{where}]: rule {rule_id!r} holds for the whole city: set it under [city]")
    parameter = rule.parameter(name)
    if fault := parameter.fault(value):
        return _Fault("rules-value", f"[{where}] {rule_id}.{name} {fault}")
    return Override(county, rule_id, name, _typed(value, parameter.default))


def _typed(value: Value, default: Value) -> Value:
    return float(value) if isinstance(default, float) else value


def _like(rule_id: str, known: Collection[str]) -> str:
    near = get_close_matches(rule_id, known, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _disorder(overrides: list[Override]) -> Iterator[_Fault]:
    """Numbers that are right one by one and wrong together, in the city and in every county that set something."""
    book = RuleBook(tuple(overrides))
    places: dict[tuple[str, str | None], None] = {}
    for one in overrides:
        if RULES[one.rule].rising:
            places[one.rule, one.county] = None
    for rule_id, county in places:
        rule: Rule = RULES[rule_id]
        if fault := rule.order_fault(book.values(rule_id, county)):
            where = CITY if county is None else f"county.{county}"
            yield _Fault("rules-value", f"[{where}] {rule_id}: {fault}")
