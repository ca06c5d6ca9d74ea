"""Parties, the network around them, counties, banks and what crosses borders."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.models.lists import Answer, Party


class Promise(BaseModel):
    """One guarantee for one loan; neither number nor bank of a loan that is not seen."""

    contract: str
    guarantor: Party
    borrower: Party
    loan: str | None
    bank: str | None
    amount: float = Field(description="Yuan: the cap, at most what the loan's collateral leaves open.")
    liability: Literal["joint", "general", "several"]


class LoanRow(BaseModel):
    """A live loan; balance net of margin deposits, yuan."""

    model_config = ConfigDict(json_schema_extra={"examples": [{
        "loan_no": "JJ1", "bank": "B1", "balance": 100000.0, "class": "normal", "bucket": "within_12_months", "overdue_days": 0,
        "overdue_extrapolated": False, "starts_on": "2026-01-10", "matures_on": "2027-01-10", "facility_no": None,
        "bank_name": "东山银行",
    }]})  # fmt: skip

    loan_no: str
    bank: str | None
    balance: float
    class_: str = Field(alias="class")
    bucket: str
    overdue_days: int
    overdue_extrapolated: bool = Field(description="No report told these days: they are counted on from the last one, or from maturity.")
    starts_on: str | None
    matures_on: str | None
    facility_no: str | None
    bank_name: str | None


class GroupMember(BaseModel):
    """A member of a controller group; how it is controlled only where everybody on the chain may be named."""

    party: str
    name: str | None
    county: str | None
    share: float | None = Field(description="Held by the next on the chain.")
    ultimate_share: float | None
    chain_zh: str | None
    chain_en: str | None


class Group(BaseModel):
    """A controller group, as far as its parties may be named."""

    group: str | None
    name: str | None
    members: list[GroupMember]
    members_elsewhere: int


class Dossier(Answer, Party):
    """A party; a stub has its guarantees only."""

    guarantees_given: list[Promise]
    guarantees_received: list[Promise]
    stated: dict[str, Any] | None = Field(None, description="What was last stated of it, by the columns of its table; money in yuan.")
    capacity: float | None = Field(None, description="Yuan it could pay at once; null unknown, and always for a bank.")
    loans: list[LoanRow] | None = None
    group: Group | None = None
    circle: str | None = None
    listing: dict[str, Any] | None = Field(None, description="Its row of the county's ledger of risk enterprises.")


class Node(Party):
    """A party as it is drawn."""

    external: bool
    loans: float | None = Field(description="Yuan owed; to a bank its own loans only.")
    capacity: float | None
    employees: int | None


class NearNode(Node):
    """A party around another."""

    distance: int


class Link(BaseModel):
    """All guarantees of one guarantor for one borrower that are seen."""

    id: str = Field(examples=["91330100MA2XXXXX0A>91330100MA2YYYYY0B"])
    guarantor: str
    borrower: str
    amount: float
    guarantees: int
    liabilities: list[Literal["joint", "general", "several"]]
    mutual: bool


class NetworkAnswer(Answer):
    """The network around a party."""

    center: str
    depth: int
    nodes: list[NearNode]
    links: list[Link]
    truncated: bool


class PathAnswer(Answer):
    """A shortest chain of guarantees; `steps` null: there is none."""

    nodes: list[Node]
    links: list[Link]
    steps: int | None


class County(BaseModel):
    """A county; figures where the visitor sees its parties."""

    model_config = ConfigDict(json_schema_extra={"examples": [
        {"county": "330102", "name": "东山区", "parties": 512, "key_enterprises": 80, "loans": 1e9},
    ]})  # fmt: skip

    county: str
    name: str | None
    parties: int | None
    key_enterprises: int | None
    loans: float | None


class Exposure(Party):
    """What one bank lent one borrower; yuan net of margin deposits."""

    exposure: float
    loans: int
    worst_class: str
    share_of_capital: float | None


class SpilloverAnswer(Answer):
    """Expected bank losses a year between counties."""

    as_of: str | None
    counties: list[dict[str, Any]]
    flows: list[dict[str, Any]]
    banks: list[dict[str, Any]]
    bank_totals: list[dict[str, Any]]
    seeds: int
    unknown_probability: int
    assumptions: dict[str, Any]
    counts: dict[str, int]


class SnapshotRow(BaseModel):
    """What was known after a run, on the day its data are for."""

    model_config = ConfigDict(json_schema_extra={"examples": [
        {"snapshot": "2026-06-30-r4", "as_of": "2026-06-30", "run_id": "4", "known_at": "2026-07-03T02:00:00+00:00"},
    ]})  # fmt: skip

    snapshot: str
    as_of: str
    run_id: str
    known_at: str | None


class Change(BaseModel):
    """A row both snapshots have with other figures."""

    before: dict[str, Any]
    after: dict[str, Any]


class Changes(BaseModel):
    """One kind of thing: at most 500 rows each, the counts are of all."""

    counts: dict[Literal["came", "went", "changed"], int]
    came: list[dict[str, Any]]
    went: list[dict[str, Any]]
    changed: list[Change]


class DifferenceAnswer(Answer):
    """What changed between two snapshots."""

    before: str
    after: str
    parties: Changes
    loans: Changes
    guarantees: Changes
    circles: Changes
    queue: Changes
    classes: Changes
    truncated: bool
