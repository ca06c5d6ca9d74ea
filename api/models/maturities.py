"""What falls due."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.models.lists import Page


class StageDates(BaseModel):
    """When each stage begins."""

    model_config = ConfigDict(extra="forbid")

    ledger: str
    plan: str
    funds: str


class IfMissed(BaseModel):
    """What falls if the borrower does; yuan."""

    model_config = ConfigDict(extra="forbid")

    pulled_down: int
    employees: int
    own_loss: float
    caused_loss: float
    counties: int
    banks: int


class MaturityRow(BaseModel):
    """A loan or bond under 321; yuan."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{
        "kind": "loan", "no": "JJ1", "borrower": "91330100MA2XXXXX0A", "name": "东山机械有限公司", "bank": "B1", "bank_name": "东山农商行",
        "county": "330102", "department": "经信局", "stage": "plan", "actor": "bank", "late": False, "overdue_days": 0,
        "overdue_extrapolated": False, "step": 0, "holidays_known": True, "sources": ["own_funds"], "balance": 5000000.0,
        "planned": 5000000.0, "funded": 0.0, "gap": 5000000.0, "due": "2026-08-20", "working_day": "2026-08-20",
        "stage_dates": {"ledger": "2026-05-20", "plan": "2026-06-20", "funds": "2026-07-20"}, "guarantee_period_ends": "2027-02-20",
        "if_missed": {"pulled_down": 2, "employees": 310, "own_loss": 3000000.0, "caused_loss": 4200000.0, "counties": 1, "banks": 2},
    }]})  # fmt: skip

    kind: Literal["loan", "bond"]
    no: str
    borrower: str
    name: str | None
    bank: str | None
    bank_name: str | None
    county: str | None
    department: str | None
    stage: Literal["before", "ledger", "plan", "funds", "overdue"]
    actor: Literal["financial_regulator", "bank", "enterprise"] | None
    late: bool
    overdue_days: int
    overdue_extrapolated: bool = Field(description="No report told these days: they are counted on from the last one, or from maturity.")
    step: int
    holidays_known: bool
    sources: list[str]
    balance: float
    planned: float
    funded: float
    gap: float
    due: str
    working_day: str
    stage_dates: StageDates
    guarantee_period_ends: str
    if_missed: IfMissed | None = Field(description="Null to a bank: it holds what others would lose.")


class MaturityPage(Page[MaturityRow]):
    """The ledger of maturities."""

    as_of: str
    other_creditors: int | None = Field(description="Live loans left out because no bank lent them; only of the whole city.")
