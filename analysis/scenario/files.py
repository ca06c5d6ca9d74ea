"""Scenarios in files, JSON or TOML: written so that the same question can be asked again, read back exactly.

A saved scenario names the product and its version, the snapshot it was made on, the assumptions behind the network and every seed.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from analysis.scenario.specification import MadeWith, Scenario
from analysis.scenario.values import validated
from graph.errors import InvalidScenario
from graph.network import GuaranteeNetwork
from graph.rebuild import EDITED

FORMS: Final = (".json", ".toml")
_MOST_BYTES: Final = 20_000_000


def stamped(scenario: Scenario, network: GuaranteeNetwork) -> Scenario:
    """The scenario with what it was made on: product, snapshot, day and the network's assumptions."""
    made = MadeWith(
        product=f"suretygraph {version('suretygraph')}",
        snapshot=network.snapshot.removesuffix(EDITED),
        assumptions=json.loads(json.dumps(asdict(network.assumptions))),
    )
    return scenario.model_copy(update={"made_with": made, "as_of": network.as_of})


def save(scenario: Scenario, path: Path) -> None:
    """Write the scenario as the suffix says; the file appears whole or not at all.

    Raises:
        InvalidScenario: a suffix other than .json and .toml.
        OSError: the file cannot be written.

    """
    text = dump(scenario, checked_form(path))
    partial = path.with_name(f"{path.name}.partial")
    try:
        partial.write_text(text, encoding="utf-8", newline="\n")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def load(path: Path) -> Scenario:
    """The scenario of a file.

    Raises:
        InvalidScenario: the file is no JSON or TOML, or a value in it is wrong.
        OSError: the file cannot be read.

    """
    form = checked_form(path)
    if path.stat().st_size > _MOST_BYTES:
        raise InvalidScenario(f"{path}: the file has more than {_MOST_BYTES:,} bytes")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as fault:
        raise InvalidScenario(f"{path}: it is not UTF-8 ({fault.reason} at byte {fault.start})") from None
    return parse(text, form, str(path))


def dump(scenario: Scenario, form: str) -> str:
    """The scenario as text; fields nobody gave a value to are left out."""
    told = scenario.model_dump(mode="json", exclude_none=True)
    if form == ".json":
        return json.dumps(told, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    import tomli_w

    return tomli_w.dumps(told)


def parse(text: str, form: str, source: str = "scenario") -> Scenario:
    """The scenario a text says. Raises as `load`."""
    try:
        told: Any = tomllib.loads(text) if form == ".toml" else json.loads(text, object_pairs_hook=_each_once)
    except (ValueError, RecursionError) as fault:
        raise InvalidScenario(f"{source}: it is no {form[1:].upper()} ({fault or 'nested too deeply'})") from None
    return validated(Scenario, told, source)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{next(name for name in names if names.count(name) > 1)!r} stands in it twice")
    return found


def checked_form(path: Path) -> str:
    """The form a file's suffix stands for; InvalidScenario when it is none of FORMS."""
    form = path.suffix.lower()
    if form not in FORMS:
        raise InvalidScenario(f"{path}: a scenario is a .json or .toml file")
    return form
