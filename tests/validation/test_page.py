from __future__ import annotations

import re
from pathlib import Path

from tests.validation.page import page

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "validation.md"


def test_the_validation_page_is_not_stale() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == page(text), "run: python -m tests.validation.page docs/validation.md"


def test_every_test_the_page_names_exists() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if "`tests/" in line and line.startswith("|")]
    assert len(rows) > 15
    for row in rows:
        (path,) = re.findall(r"`(tests/[\w/]+\.py)`", row)
        source = (ROOT / path).read_text(encoding="utf-8")
        for name in re.findall(r"`(test_\w+)`", row):
            assert f"def {name}(" in source, name
