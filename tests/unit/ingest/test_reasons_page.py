from __future__ import annotations

from pathlib import Path

from ingest.reasons_page import page

PAGE = Path(__file__).parents[3] / "docs" / "rejections.md"


def test_the_page_is_not_stale() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m ingest.reasons_page docs/rejections.md"
