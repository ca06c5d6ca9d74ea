"""What is to be done."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from api.models.lists import Page
from api.todo import Kind


class Why(BaseModel):
    """The reason in both languages."""

    model_config = ConfigDict(extra="forbid")

    zh: str
    en: str


class TodoItem(BaseModel):
    """Something the visitor has to act on."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{
        "kind": "plan_missing", "subject": "91330100MA2XXXXX0A", "name": "东山机械有限公司", "county": "330102",
        "why": {"zh": "1笔贷款共500万元尚无还款计划，最早到期2026-08-20",
                "en": "1 loan of 5 m yuan without a repayment plan; the first is due 2026-08-20"},
        "by": "2026-07-20", "amount": 5000000.0, "where": "/maturities?borrower=91330100MA2XXXXX0A&stage=plan",
    }]})  # fmt: skip

    kind: Kind
    subject: str = Field(description="The firm, the circle or the load.")
    name: str | None
    county: str | None
    why: Why
    by: str | None = Field(description="The last day; null: at once.")
    amount: float | None = Field(description="Yuan at stake, where it has a figure.")
    where: str = Field(description="The page it is done on.")


class TodoPage(Page[TodoItem]):
    """What is to be done, and how much of each kind."""

    counts: dict[Kind, int]
