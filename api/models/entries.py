"""Facts that people enter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema

from graph.vocabulary import APPLICATION, PLAN_SOURCE, PLAN_STAGE, TIER, Vocabulary

MOST_YUAN: Final = 90_000_000_000_000


def _of(vocabulary: Vocabulary) -> Callable[[str], str]:
    def check(word: str) -> str:
        if word not in vocabulary.words:
            raise ValueError(f"must be one of {', '.join(vocabulary.words)}")
        return word

    return check


def _words(vocabulary: Vocabulary) -> dict[str, Any]:
    return {"type": "string", "enum": list(vocabulary.words)}


Stage = Annotated[str, AfterValidator(_of(PLAN_STAGE)), WithJsonSchema(_words(PLAN_STAGE))]
Source = Annotated[str, AfterValidator(_of(PLAN_SOURCE)), WithJsonSchema(_words(PLAN_SOURCE))]
Tier = Annotated[str, AfterValidator(_of(TIER)), WithJsonSchema(_words(TIER))]
Applied = Annotated[str, AfterValidator(_of(APPLICATION)), WithJsonSchema(_words(APPLICATION))]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Yuan = Annotated[Decimal, Field(ge=0, le=MOST_YUAN, decimal_places=2, description="Yuan with at most two decimals.")]
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]


class Reasoned(BaseModel):
    """Whatever is entered says why."""

    model_config = ConfigDict(extra="forbid")

    reason: Prose = Field(description="Why it is entered, or what it is based on; kept with the author.")


class PlanEntry(Reasoned):
    """A repayment plan, or funds that are in place, for a loan that falls due."""

    model_config = ConfigDict(json_schema_extra={"examples": [
        {"stage": "plan", "source": "own_funds", "amount": "5000000.00", "responsible": "客户部", "reason": "企业书面还款计划"},
    ]})  # fmt: skip

    stage: Stage
    source: Source
    amount: Yuan
    responsible: Name | None = None
    recorded_on: date | None = Field(None, description="Default: the day the store answers for. A day still to come is refused.")


class Handling(BaseModel):
    """What is stated about a firm on the ledger."""

    department: Name | None = None
    cause: Prose | None = None
    measures: Prose | None = None
    progress: Prose | None = None
    leader: Name | None = None
    officer: Name | None = None


class ListingEntry(Reasoned, Handling):
    """A firm that comes on the county's ledger of risk enterprises."""

    model_config = ConfigDict(json_schema_extra={"examples": [
        {"enterprise": "91330100MA2XXXXX0A", "tier": "key", "cause": "互保链断裂", "measures": "协调续贷", "reason": "会议纪要第3号"},
    ]})  # fmt: skip

    enterprise: Code
    tier: Tier
    listed_on: date | None = Field(None, description="Default: the day the store answers for.")


class ProgressEntry(Reasoned, Handling):
    """What is new about a firm on the ledger; what is not given stays as it was."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"progress": "两家银行同意续贷", "reason": "协调会议"}]})

    tier: Tier | None = None


class ApplicationEntry(Reasoned):
    """Whether the county asks the city to coordinate: none, filed, or joined where the city has stepped in."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"application": "filed", "reason": "涉及三个县区"}]})

    application: Applied


class DelistingEntry(Reasoned):
    """A firm leaves the ledger."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"delisted_on": "2026-06-30", "reason": "风险已化解"}]})

    delisted_on: date | None = Field(None, description="The first day off the ledger. Default: the day the store answers for.")


class ConsentEntry(Reasoned):
    """A firm's written consent to show its loans."""

    model_config = ConfigDict(json_schema_extra={"examples": [
        {"enterprise": "91330100MA2XXXXX0A", "given_on": "2026-06-01", "ends_on": "2027-05-31", "reason": "授权书编号 2026-118"},
    ]})  # fmt: skip

    enterprise: Code
    given_on: date
    ends_on: date | None = Field(None, description="The last day it holds; null: no end was agreed.")


EntryKind = Literal["plan", "listing", "consent", "proposal", "objection", "override", "confirmation"]


class Entry(BaseModel):
    """What somebody entered. Nothing is edited: what follows stands beside it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{
        "number": 12, "kind": "plan", "subject": "JK20260101", "author": "key:9f2c11aa04be", "role": "bank", "jurisdiction": "B1",
        "reason": "企业书面还款计划", "at": "2026-07-01T02:03:04.567+00:00",
        "body": {"row": {"loan_no": "JK20260101", "stage": "plan", "source": "own_funds", "amount": "5000000.00"}, "outcome": "loaded"},
        "run": "20260701T020304Z-1a2b3c4d", "answers": None,
    }]})  # fmt: skip

    number: int
    kind: EntryKind
    subject: str = Field(description="The loan of a plan, else the firm.")
    author: str | None = Field(description="The key or person; null where it is of another house.")
    role: str
    jurisdiction: str | None
    reason: str
    at: str
    body: dict[str, Any] = Field(description="The fact as it was loaded, or the decision.")
    run: str | None = Field(description="The run the fact became.")
    answers: int | None = Field(description="The entry it confirms.")
