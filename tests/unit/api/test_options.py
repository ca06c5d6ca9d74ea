from __future__ import annotations

from datetime import date

import pytest
import typer

from api.options import codes, existing, parse_date
from graph.errors import UnknownCode


def test_codes_come_once_in_order_however_they_are_given() -> None:
    assert codes(["b, a", "a，c", " ", ","]) == ["b", "a", "c"]
    assert codes(None) == []


def test_the_first_code_nobody_has_is_named() -> None:
    assert existing("county", ["330102", "330101"], {"330101", "330102"}) == ["330102", "330101"]
    assert existing("bank", [], ()) == []
    with pytest.raises(UnknownCode, match="no county has the code '999999'"):
        existing("county", ["330101", "999999", "0"], ["330101"])


def test_a_date_is_iso() -> None:
    assert parse_date("2026-06-30") == date(2026, 6, 30)
    for text in ("2026-02-30", "20260630", "2026-W27-2", "", "yesterday", "9999-12-31", "1900-01-01"):
        with pytest.raises(typer.BadParameter, match=f"'{text}' is not"):
            parse_date(text)
