"""Published and hand-derived numbers: every case of `cases/` agrees with the engine. Sources and derivations stand in the case files."""

from __future__ import annotations

import pytest

from tests.validation.agreement import RUNNERS, case, compare, names


@pytest.mark.parametrize("name", names())
def test_a_case_agrees(name: str) -> None:
    if case(name)["model"] in RUNNERS:
        compared = compare(name)
        assert compared
        assert [(one.what, one.wanted, one.found) for one in compared if not one.agrees] == []


@pytest.mark.parametrize("name", names())
def test_a_case_names_its_source(name: str) -> None:
    given = case(name)
    assert len(given["source"]) > 20
    assert "Hand-derived" not in given["source"] or len(given["note"]) > 20
