"""A list of borrowers as it was read from a file."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class ListedBorrower(BaseModel):
    """One borrower of a list, as `POST /credit-checks` takes it."""

    code: str
    amount: float | None = Field(description="Proposed, yuan; null where the list proposes none.")


class BorrowerListRead(BaseModel):
    """The borrowers in their order, each once, and what of the file was not read."""

    model_config = ConfigDict(json_schema_extra={"examples": [{
        "rows": [{"code": "91330100MA2XXXXX0A", "amount": 5000000.0}],
        "rejections": [{"file": "list.xlsx", "sheet": "Sheet1", "row": 4, "column": "credit_code", "value": "9133", "code": "credit-code",
                        "message": "not a unified social credit code", "chinese": "不是统一社会信用代码"}],
        "unread_columns": ["注册资本"], "skipped": [],
    }]})  # fmt: skip

    rows: list[ListedBorrower]
    rejections: list[dict[str, Any]] = Field(description="Rows that could not be taken, with their reasons.")
    unread_columns: list[str]
    skipped: list[dict[str, Any]] = Field(description="Sheets that were not read.")
