"""Lists of borrowers over HTTP: read as the command line reads them, and taken away as a workbook."""

from __future__ import annotations

import io
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from api.models.credit_lists import BorrowerListRead


def firms(served: Any, role: str, number: int = 5) -> list[str]:
    return [row["party"] for row in served.every(role, "/enterprises") if row["kind"] == "enterprise" and not row["stub"]][:number]


def read(served: Any, role: str, text: str, name: str = "list.csv") -> Any:
    return served.clients[role].post("/api/v1/credit-checks/list", files={"file": (name, text.encode("utf-8"), "text/csv")})


def test_a_list_is_read_with_amounts_and_what_could_not_be_taken(served: Any) -> None:
    one, other = firms(served, "city", 2)
    told = read(served, "city", f"统一社会信用代码,拟授信金额(万元)\n{one},500\n{other},\n9138,1\n{one},500\n").json()
    BorrowerListRead.model_validate(told)
    assert told["rows"] == [{"code": one, "amount": 5e6}, {"code": other, "amount": None}]
    assert [entry["row"] for entry in told["rejections"]] == [4, 5]
    assert all(entry["chinese"] for entry in told["rejections"])


@pytest.mark.parametrize(("text", "status"), [("nothing here\nat all\n", 422), ("", 422)])
def test_a_file_without_codes_is_refused_in_words(served: Any, text: str, status: int) -> None:
    found = read(served, "city", text)
    assert found.status_code == status
    assert found.json()["detail"]


def test_one_file_is_read_at_a_time(served: Any) -> None:
    found = served.clients["city"].post("/api/v1/credit-checks/list", data={"file": "text"})
    assert found.status_code == 422


@pytest.mark.parametrize("role", ["city", "county", "bank"])
def test_the_workbook_holds_what_the_role_is_answered(served: Any, secrets: Any, role: str) -> None:
    codes = firms(served, role, 6)
    rows = [{"code": code, "amount": 1e7} for code in codes] + [{"code": "91380102MA00000000"}]
    found = served.clients[role].post("/api/v1/credit-checks/workbook", json={"rows": rows})
    assert found.status_code == 200, found.text
    book = CalamineWorkbook.from_filelike(io.BytesIO(found.content))
    assert "拟新增授信" in book.sheet_names
    cells = [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row if isinstance(cell, str)]
    assert set(codes) <= set(cells)
    assert any(f"（{role}" in cell for cell in cells)
    if role != "city":
        assert secrets[role].found_in(cells) == set()
