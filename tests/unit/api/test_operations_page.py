"""docs/operations.md says what is there."""

from __future__ import annotations

import re
from pathlib import Path

from api.cli import app
from api.settings import Settings
from api.settings_page import page
from tests.unit.api.test_cli import names

PAGE = Path(__file__).parents[3] / "docs" / "operations.md"


def test_the_table_of_settings_is_the_declaration() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == page(text), "run: python -m api.settings_page docs/operations.md"


def test_every_setting_is_described() -> None:
    assert not [name for name, one in Settings.model_fields.items() if not one.description]


def test_every_command_and_variable_it_names_exists() -> None:
    text = PAGE.read_text(encoding="utf-8")
    known = {"suretygraph " + name for name in names(app)}
    told = re.findall(r"^(?:\S*/)?suretygraph ((?:keys|audit) \w+|\w+)", text, re.MULTILINE) + re.findall(
        r"`suretygraph ((?:keys|audit) \w+|\w+)", text
    )
    assert told
    assert {f"suretygraph {one}" for one in told} <= known
    variables = set(re.findall(r"SURETYGRAPH_(\w+)", text))
    assert variables == {name.upper() for name in Settings.model_fields}
