from __future__ import annotations

from pathlib import Path

from graph.contract_page import page

PAGE = Path(__file__).parents[3] / "docs" / "data-contract.md"


def test_the_data_contract_is_not_stale() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == page(text), "run: python -m graph.contract_page docs/data-contract.md"
