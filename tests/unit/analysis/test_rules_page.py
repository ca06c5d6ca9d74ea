from __future__ import annotations

from pathlib import Path

from analysis.rules import RULES
from analysis.rules.page import page

PAGE = Path(__file__).parents[3] / "docs" / "rules.md"


def test_the_page_is_not_stale() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m analysis.rules.page docs/rules.md"


def test_every_rule_and_every_number_is_on_it() -> None:
    text = page()
    for rule in RULES.values():
        part = text.split(f"### `{rule.id}` ")[1].split("\n### ")[0]
        assert rule.reference in part
        assert rule.maturity.zh in part
        assert all(f"| `{one.name}` |" in part for one in rule.parameters)
