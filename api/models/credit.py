"""Credit at many lenders. What a bank is not told is null."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.models.findings import Finding
from api.models.lists import Answer

Yuan = float | None
Share = float | None
_EXAMPLE: dict[str, Any] = {
    "bank": "B1", "name": "东山农商行", "limit": 20000000.0, "used": 12000000.0, "balance": 12000000.0, "loans": 2, "nonbank": False,
    "offsite": False,
    "by_class": {"normal": 12000000.0, "special_mention": 0.0, "substandard": 0.0, "doubtful": 0.0, "loss": 0.0, "unclassified": 0.0},
    "by_maturity": {"overdue": 0.0, "within_3_months": 2000000.0, "within_12_months": 10000000.0, "later": 0.0},
}  # fmt: skip


class Strict(BaseModel):
    """Exactly these fields."""

    model_config = ConfigDict(extra="forbid")


class ByClass(Strict):
    """Yuan by the five classes; null where a bank is not told."""

    normal: Yuan
    special_mention: Yuan
    substandard: Yuan
    doubtful: Yuan
    loss: Yuan
    unclassified: Yuan


class ByMaturity(Strict):
    """Yuan by the time left."""

    overdue: Yuan
    within_3_months: Yuan
    within_12_months: Yuan
    later: Yuan


class Lender(Strict):
    """One lender."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    bank: str
    name: str | None
    limit: Yuan
    used: Yuan
    balance: Yuan
    loans: int
    nonbank: bool
    offsite: bool = Field(description="Outside the city.")
    by_class: ByClass
    by_maturity: ByMaturity


class Others(Strict):
    """The lenders that are not the bank that asks, as far as no single one's figures follow."""

    lenders: int | None = Field(description="How many; null where no report was shown yet.")
    balance: Yuan
    by_class: ByClass
    by_maturity: ByMaturity
    suppressed: bool = Field(description="One or two lenders, so that nothing but their number is told.")
    as_of: str | None = Field(description="The report these are of: the last from which nobody's figure follows by comparison.")


class CountedLoan(Strict):
    """A working-capital loan in the order of their dates."""

    loan: str | None = Field(description="Null for another bank's.")
    bank: str | None
    starts_on: str
    balance: Yuan
    sum: Yuan = Field(description="Of all up to this one; null where others' are not told.")
    over: Yuan = Field(description="Its part above what banks may lend.")
    crosses: bool | None = Field(description="Whether it is the one that crossed that line.")


class WorkingCapital(Strict):
    """The formula of 令2024年第2号, for reference (测算参考)."""

    need: Yuan
    own_funds: Yuan
    other_funds: Yuan
    existing: Yuan = Field(description="Working-capital loans at all banks.")
    room: Yuan
    ratio: Share
    status: Literal["computed", "no_need", "not_computable"]
    reason: str | None
    by_loan: list[CountedLoan]


class BalanceTo(Strict):
    """The balance over what the firm stated."""

    net_assets: Share
    revenue: Share
    need: Share


class Year(Strict):
    """Twelve months ago."""

    before: Yuan
    growth: Share
    reported: bool = Field(description="Whether a report was in by then.")


class Move(Strict):
    """One lender, then and now."""

    bank: str
    then: Yuan
    now: Yuan
    change: Yuan


class Quarter(Strict):
    """The last three months."""

    gained: list[str] | None
    lost: list[str] | None
    withdrawn: Yuan
    by_lender: list[Move] | None
    reported: bool


class Exposure(Strict):
    """A bank's exposure against its capital."""

    bank: str
    exposure: Yuan
    net_capital: Yuan
    share: Share
    tier1_share: Share


class JointCredit(Strict):
    """Joint credit by 银保监发〔2018〕24号 and the local line."""

    status: Literal["none", "local", "may", "must"] | None
    usage: Share
    limit: Yuan
    members: int = Field(description="Borrowers that have a joint limit.")


class Changed(Strict):
    """Figures that one more loan changes."""

    lenders: int | None
    balance: Yuan
    working_capital: WorkingCapital | None
    largest_share: Share
    hhi: Share
    joint_credit: JointCredit
    concentration: list[Exposure]


class Figures(Changed):
    """What is asked of a borrower, or of a controller group."""

    by_lender: list[Lender] = Field(description="To a bank its own row.")
    others: Others | None = Field(None, description="To a bank, in place of the other rows.")
    limits: Yuan
    used: Yuan
    by_class: ByClass
    by_maturity: ByMaturity
    offsite_balance: Yuan
    unlocated_balance: Yuan
    nonbank_balance: Yuan
    nonbank_lenders: int | None
    guaranteed_in: Yuan
    guaranteed_out: Yuan
    clients: int | None
    balance_to: BalanceTo
    year: Year
    quarter: Quarter


class GroupFigures(Figures):
    """The controller group; to a county the members it has."""

    id: str | None
    name: str | None
    members: list[str]
    members_elsewhere: int | None = Field(None, description="Members that are not counted or may not be named; to a county and a bank.")


class ClassFloor(Strict):
    """What one bank's overdue or bad debt asks of all (令〔2023〕第1号): a prompt, the bank decides."""

    class_: str | None = Field(alias="class")
    share_overdue_90: Share
    rule: str | None
    everywhere: str | None


class Guarantor(Strict):
    """What the enterprise stands behind itself."""

    guaranteed: Yuan
    net_assets: Yuan
    share: Share
    free: Yuan
    growth: Share
    clients: int


class ProposalAnswer(Changed):
    """What one more loan would make of it."""

    amount: float
    bank: str | None
    working_capital_loan: bool
    within_room: bool | None = Field(description="Whether the formula leaves room for it; null where that is not known or told.")
    group: Changed
    new_findings: list[Finding]


class Credit(Figures):
    """One enterprise, its group, and what the rules find."""

    borrower: str
    name: str | None
    county: str | None
    as_of: str
    group: GroupFigures
    class_floor: ClassFloor
    as_guarantor: Guarantor | None
    findings: list[Finding]
    rules: dict[str, Any] = Field(description="The numbers of the rules that were set otherwise, and by whom.")
    proposal: ProposalAnswer | None = None


class CreditAnswer(Credit, Answer):
    """`credit --json` over HTTP."""


class CheckRow(Strict):
    """One borrower to check."""

    code: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
    amount: float | None = Field(None, gt=0, le=1e13, description="What if it is lent this much more, yuan?")


class CreditChecks(Strict):
    """A list of borrowers to check."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [
        {"rows": [{"code": "91330100MA2XXXXX0A", "amount": 5000000.0}, {"code": "91330100MA2YYYYY0B"}], "bank": "B1"},
    ]})  # fmt: skip

    rows: list[CheckRow] = Field(min_length=1, max_length=200)
    bank: str | None = Field(None, max_length=64, description="The bank that would lend; default: one they do not have, for a bank itself.")
    working_capital: bool = Field(default=True, description="Whether the loans would be for working capital.")


class CheckedRows(Answer):
    """The answers in the order asked, and the codes that have none."""

    model_config = ConfigDict(extra="forbid")

    rows: list[Credit]
    unknown: list[str]
