from __future__ import annotations

from datetime import date

import pytest
import typer

from api.options import codes, parse_date


def test_codes_come_once_in_order_however_they_are_given() -> None:
    assert codes(["b, a", "a，c", " ", ","]) == ["b", "a", "c"]
    assert codes(None) == []


def test_a_date_is_iso() -> None:
    assert parse_date("2026-06-30") == date(2026, 6, 30)
    with pytest.raises(typer.BadParameter, match="2026-02-30"):
        parse_date("2026-02-30")
