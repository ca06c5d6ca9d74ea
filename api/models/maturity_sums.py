"""What falls due, added up."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from api.models.lists import Page


class MaturitySum(BaseModel):
    """What falls due of one day, month, county, department, bank, group or circle; yuan."""

    model_config = ConfigDict(json_schema_extra={"examples": [{
        "by": "330102", "name": "东区", "count": 3, "balance": 12000000.0, "late": 1, "gap": 2000000.0,
        "balance_before": 0.0, "balance_ledger": 5000000.0, "balance_plan": 5000000.0, "balance_funds": 2000000.0, "balance_overdue": 0.0,
        "count_before": 0, "count_ledger": 1, "count_plan": 1, "count_funds": 1, "count_overdue": 0,
    }]})  # fmt: skip

    by: str | None = Field(description="Null: none, or one that may not be named.")
    name: str | None
    count: int
    balance: float
    late: int
    gap: float = Field(description="What is missing of loans in the stage `funds` or overdue.")
    balance_before: float
    balance_ledger: float
    balance_plan: float
    balance_funds: float
    balance_overdue: float
    count_before: int
    count_ledger: int
    count_plan: int
    count_funds: int
    count_overdue: int


class MaturitySums(Page[MaturitySum]):
    """Sums of the ledger of maturities."""

    by: str
    as_of: str
