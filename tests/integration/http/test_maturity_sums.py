"""What falls due added up, and as a workbook, as far as each role sees it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from api.models.maturity_sums import MaturitySums

DIMENSIONS = ("day", "month", "county", "department", "bank", "group", "circle")


@pytest.mark.parametrize("by", DIMENSIONS)
@pytest.mark.parametrize("role", ["city", "county", "bank"])
def test_sums_add_up_to_what_the_role_sees(served: Any, secrets: Any, role: str, by: str) -> None:
    seen = served.every(role, "/maturities", stage=["funds", "overdue"])
    told = served.every(role, "/maturities/sums", by=by, stage=["funds", "overdue"])
    assert sum(row["count"] for row in told) == len(seen)
    assert sum(row["balance"] for row in told) == pytest.approx(sum(row["balance"] for row in seen))
    assert sum(row["gap"] for row in told) == pytest.approx(sum(row["gap"] for row in seen))
    if role != "city":
        assert secrets[role].found_in(told) == set()


def test_days_stand_in_their_order_within_what_is_asked_for(served: Any) -> None:
    answer = served.json("city", "/maturities/sums", by="day", due_from="2026-07-01", due_to="2026-07-31", limit=500)
    MaturitySums.model_validate(answer)
    days = [row["by"] for row in answer["items"]]
    assert days == sorted(days)
    assert all(day.startswith("2026-07") for day in days)
    listed = served.every("city", "/maturities", due_from="2026-07-01", due_to="2026-07-31")
    assert {row["due"] for row in listed} == set(days)


def test_counties_banks_and_circles_are_named(served: Any) -> None:
    for by, name in (("county", "望渚区"), ("bank", "银行"), ("circle", "担保圈")):
        assert any(name in str(row["name"]) for row in served.every("city", "/maturities/sums", by=by))


@pytest.mark.parametrize("role", ["city", "county", "bank"])
def test_the_workbook_holds_the_rows_asked_for_and_who_took_it(served: Any, secrets: Any, role: str) -> None:
    found = served.get(role, "/maturities/file", stage="overdue", by="bank")
    assert found.status_code == 200
    book = CalamineWorkbook.from_filelike(io.BytesIO(found.content))
    cells = [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row if isinstance(cell, str)]
    numbers = {row["no"] for row in served.every(role, "/maturities", stage="overdue")}
    assert numbers <= set(cells)
    assert any(f"（{role}" in cell for cell in cells)
    if role != "city":
        assert secrets[role].found_in(cells) == set()
