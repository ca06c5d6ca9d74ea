"""Published and hand-derived numbers: every case of `cases/` agrees with the engine. Sources and derivations stand in the case files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.validation.agreement import ELSEWHERE, case, compare, names


@pytest.mark.parametrize("name", names())
def test_a_case_agrees(name: str) -> None:
    model = case(name)["model"]
    if model in ELSEWHERE:
        assert name in (Path(__file__).parents[2] / ELSEWHERE[model]).read_text(encoding="utf-8")
        return
    compared = compare(name)
    assert compared
    assert [(one.what, one.wanted, one.found) for one in compared if not one.agrees] == []


@pytest.mark.parametrize("name", names())
def test_a_case_names_its_source(name: str) -> None:
    given = case(name)
    assert len(given["source"]) > 20
    assert "Hand-derived" not in given["source"] or len(given["note"]) > 20
