"""The coordination queue and circles."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.models.lists import Answer, Page
from api.models.network import Link, Node


class Reason(BaseModel):
    """Why a row stands on its level."""

    code: str
    value: float | None
    threshold: float
    zh: str
    en: str


class QueueRow(BaseModel):
    """A circle, or a firm in none; amounts in yuan."""

    model_config = ConfigDict(json_schema_extra={"examples": [{
        "rank": 1, "kind": "circle", "circle": "C-91330100MA2XXXXX0A", "name": "东山机械有限公司担保圈", "home_county": "330102",
        "level": "city", "application": "none", "leader_link": False, "rule": "coordination.city.worst_case",
        "reasons": [{"code": "coordination.city.worst_case", "value": 21909400.0, "threshold": 1e7,
                     "zh": "最坏外溢2,190.94万元，达到1,000万元的标准",
                     "en": "worst-case loss in other counties 21,909,400 yuan, at or above 10,000,000"}],
        "counties_hit": ["330102", "330104"], "banks_hit": ["B1"], "expected_spillover": 1752400.0, "worst_case_spillover": 21909400.0,
        "worst_case_loss": 30000000.0, "employees": 1769, "class": "C2", "unknown_capacity": 0, "flags": ["lending.over_lent"],
        "due_soon": 500000.0, "members": ["91330100MA2XXXXX0A", "91330100MA2YYYYY0B"], "members_elsewhere": 0,
    }]})  # fmt: skip

    rank: int
    kind: Literal["circle", "enterprise"]
    circle: str
    name: str
    home_county: str | None
    level: Literal["county", "city"]
    application: str
    leader_link: bool
    rule: str
    reasons: list[Reason]
    counties_hit: list[str]
    banks_hit: list[str] = Field(description="Only banks the visitor may name.")
    expected_spillover: float | None = Field(description="Yuan a year; amounts are null to a bank.")
    worst_case_spillover: float | None
    worst_case_loss: float | None
    employees: int
    class_: str = Field(alias="class")
    unknown_capacity: int
    flags: list[str]
    due_soon: float | None
    members: list[str] = Field(description="Core first; only parties the visitor may name.")
    members_elsewhere: int = Field(description="Members that may not be named.")


class HitBank(BaseModel):
    """A bank that some row hits."""

    bank: str
    name: str | None


class QueuePage(Page[QueueRow]):
    """Rows of the queue, with what the whole queue can be narrowed by."""

    classes: list[str]
    banks: list[HitBank] = Field(description="Only banks the visitor may name.")


class Circle(BaseModel):
    """A guarantee circle; amounts in yuan."""

    model_config = ConfigDict(json_schema_extra={"examples": [{
        "circle": "C-91330100MA2XXXXX0A", "name": "东山机械有限公司担保圈", "core": "91330100MA2XXXXX0A", "home_county": "330102",
        "loan_balance": 734828568.13, "class": "A1", "unclassified_loans": 0, "guarantees": 3, "edges": 2, "density": 1.0,
        "mutual_pairs": 1,
        "rings": {"3": 0, "4": 0, "5": 0}, "rings_truncated": False, "strongly_connected": [["91330100MA2XXXXX0A", "91330100MA2YYYYY0B"]],
        "split": False, "members": ["91330100MA2XXXXX0A", "91330100MA2YYYYY0B"], "members_elsewhere": 0,
    }]})  # fmt: skip

    circle: str
    name: str
    core: str | None
    home_county: str | None
    loan_balance: float | None = Field(description="Yuan; null to a bank.")
    class_: str = Field(alias="class")
    unclassified_loans: int
    guarantees: int
    edges: int
    density: float
    mutual_pairs: int
    rings: dict[str, int]
    rings_truncated: bool
    strongly_connected: list[list[str]]
    split: bool
    members: list[str]
    members_elsewhere: int


class CircleAnswer(Answer):
    """A circle and its row of the queue; `circle` is null for a firm in none."""

    circle: Circle | None
    queue: QueueRow | None


class CircleMember(Node):
    """A member of a circle; a stub without figures."""

    core: bool
    worst_class: str | None = Field(description="The worst class of its loans that are seen; null without any.")
    class_: str | None = Field(
        alias="class", description="保, 帮 or 关 of a firm on the ledger, as it stands; null for others, and to a bank."
    )
    findings: int | None = Field(description="Findings about it; null for a stub, and to a bank.")


class MemberExposure(BaseModel):
    """What a member owes a bank: balances less margin deposits, yuan."""

    bank: str
    party: str
    exposure: float


class NamedBank(BaseModel):
    """A bank by code and name."""

    bank: str
    name: str | None


class CircleMembers(Answer):
    """Who is in a circle, what they owe whom, and the guarantees among them."""

    members: list[CircleMember] = Field(description="Only those that may be named, the core first.")
    members_elsewhere: int
    banks: list[NamedBank]
    exposures: list[MemberExposure] = Field(description="Largest first.")
    links: list[Link]
    truncated: bool = Field(description="Whether guarantees were left out, the smallest first.")
