from __future__ import annotations

from pathlib import Path

from tests.validation.page import page

PAGE = Path(__file__).parents[2] / "docs" / "validation.md"


def test_the_validation_page_is_not_stale() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == page(text), "run: python -m tests.validation.page docs/validation.md"
