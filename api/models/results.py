"""Results of the four models: the fields of `simulate --json`.

What a county or a bank may not see is null or left out of a list, and counted under `elsewhere`, which others do not have.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.models.lists import Kind


class ModelUsed(BaseModel):
    """The model with every number it assumed."""

    model_config = ConfigDict(extra="allow")

    name: str = Field(examples=["guarantee-call cascade"])
    assumptions: dict[str, Any]
    counts: dict[str, int]


class Warned(BaseModel):
    """What the scenario's author should know."""

    code: str
    edit: int | None
    zh: str
    en: str


class Others(BaseModel):
    """The other banks together, for a bank: to one significant figure, null below three or where one of them is most of it."""

    banks: int
    loss: float | None
    suppressed: bool


class Result(BaseModel):
    """What all models tell."""

    as_of: str | None
    model: ModelUsed
    seeds: list[str]
    rescue: list[str]
    unknown_capacity: int
    warnings: list[Warned]
    scenario: dict[str, Any] = Field(description="What was asked, as it can be sent again.")
    elsewhere: dict[str, int] | None = Field(None, description="Rows the visitor may not see, by field.")
    others: Others | None = None
    others_rounded: bool | None = Field(None, description="True where a bank asked: others' loans went in with one significant figure.")


class Sentence(BaseModel):
    """The same in both languages."""

    zh: str
    en: str


class Call(BaseModel):
    """One guarantee called."""

    loan: str | None
    borrower: str
    amount: float
    rule: str = Field(examples=["joint"])
    capped: bool
    contract: str


class Fall(BaseModel):
    """Who falls, called for what."""

    model_config = ConfigDict(json_schema_extra={"examples": [{
        "party": "91330100MA2YYYYY0B", "name": "西湖纺织有限公司", "kind": "enterprise", "county": "330106", "round": 1,
        "calls": [{"loan": "L1", "borrower": "91330100MA2XXXXX0A", "amount": 5e6, "rule": "joint", "capped": False, "contract": "G1"}],
        "called": 5e6, "capacity": 1e6, "capacity_known": True, "withdrawn": 0.0, "fallen_guarantors": [],
        "explanation": {"zh": "第1轮：…", "en": "Round 1: …"},
    }]})  # fmt: skip

    party: str
    name: str | None
    kind: Kind
    county: str | None
    round: int
    calls: list[Call]
    calls_elsewhere: int | None = None
    called: float
    capacity: float | None
    capacity_known: bool | None
    withdrawn: float | None
    fallen_guarantors: list[str]
    explanation: Sentence | None


class LoanLoss(BaseModel):
    """What a bank loses on one loan."""

    loan: str
    borrower: str
    bank: str | None
    county: str | None
    loss: float


class BankLoss(BaseModel):
    """What a bank loses, against its capital."""

    bank: str
    name: str
    loss: float
    net_capital: float | None
    share_of_capital: float | None
    local_legal_person: bool


class CallPaid(BaseModel):
    """What one guarantor is called for on one loan."""

    loan: str | None
    guarantor: str
    amount: float


class Outcome(BaseModel):
    """Who falls, and what all banks lose."""

    defaulted: list[str]
    bank_loss: float | None


class Bounds(BaseModel):
    """Both ends of what is possible: nobody of unknown capacity pays anything, or all of them everything."""

    zero: Outcome
    unlimited: Outcome


class WorstCase(Outcome):
    """What falls if nobody trusts anybody; the calls on each party are those with all the others down."""

    loss_by_bank: dict[str, float]
    loss_by_county: dict[str, float]
    losses: list[LoanLoss]
    employees: int
    falls: list[Fall]


class Missing(BaseModel):
    """What one party's statement, if it showed that it can pay, would spare."""

    party: str
    name: str | None
    loss: float | None
    defaults: float
    seeds: int


class MissingStatements(BaseModel):
    """Statements nobody gave, the one that matters most first."""

    rows: list[Missing]
    truncated: int
    unknown_probability: int


class Commitment(BaseModel):
    """A promise that holds up others."""

    party: str
    name: str | None
    called: float | None
    capacity: float | None
    banks: list[str]
    holds_up: int


class PanicCircle(BaseModel):
    """A circle that falls only if everybody expects it."""

    members: list[str]
    members_elsewhere: int | None = None
    banks: list[str]
    loss: float | None
    called: float | None
    commitments: list[Commitment]
    commitments_elsewhere: int | None = None
    truncated: bool


class CascadeResult(Result):
    """Who falls, round by round, and what banks lose."""

    rounds: int
    defaulted: list[Fall]
    bank_loss: float | None
    loss_by_bank: dict[str, float]
    loss_by_county: dict[str, float]
    losses: list[LoanLoss]
    banks: list[BankLoss]
    calls_paid: list[CallPaid]
    employees: int
    if_unknown_unlimited: Outcome | None
    bounds: Bounds
    missing_statements: MissingStatements
    self_fulfilling: list[PanicCircle]
    worst_case: WorstCase


class Failed(BaseModel):
    """A party that cannot pay in full."""

    party: str
    name: str | None
    kind: Kind
    county: str | None
    round: int
    recovery: float | None
    called: float
    paid: float
    capacity_known: bool | None


class PartPaid(BaseModel):
    """What one guarantor is called for on one loan, and pays of it."""

    loan: str | None
    guarantor: str
    called: float
    paid: float


class ClearingResult(Result):
    """How much of what is called is paid."""

    rounds: int
    converged: bool
    defaulted: list[Failed]
    bank_loss: float | None
    loss_by_bank: dict[str, float]
    loss_by_county: dict[str, float]
    calls_paid: list[PartPaid]


class Weakened(BaseModel):
    """A party in distress, from 0, untouched, to 1, as good as failed."""

    party: str
    name: str | None
    kind: Kind
    county: str | None
    initial: float | None
    distress: float | None
    value: float | None
    capacity_used: float | None
    capacity_known: bool | None


class DistressResult(Result):
    """Who is weakened before anybody fails."""

    rounds: int
    converged: bool
    group: float | None
    parties: int
    truncated: bool
    distress: list[Weakened]


class Estimate(BaseModel):
    """A figure with what the sample leaves open."""

    value: float | None
    error: float | None
    low: float | None
    high: float | None


class TailRisk(BaseModel):
    """Value at risk and expected shortfall at one level."""

    level: float
    var: float
    var_low: float | None
    var_high: float | None
    es: float
    es_error: float | None
    es_low: float | None
    es_high: float | None
    beyond: int


class Quantile(BaseModel):
    """The smallest loss that so many of the scenarios do not exceed."""

    level: float
    loss: float


class Histogram(BaseModel):
    """How many scenarios lose how much."""

    scenarios: list[int]
    ends: list[float]


class BankRisk(BaseModel):
    """What a bank expects to lose a year."""

    bank: str
    name: str
    local: bool
    expected_loss: float
    tail_loss: float | None
    net_capital: float | None
    tail_loss_per_capital: float | None


class CountyRisk(BaseModel):
    """What banks expect to lose a year on a county's borrowers."""

    county: str
    expected_loss: float
    tail_loss: float | None


class PartyRisk(BaseModel):
    """How likely a party falls, of its own and through others, and what banks then lose on its loans."""

    party: str
    name: str | None
    kind: Kind
    county: str | None
    probability_alone: float | None
    probability_alone_error: float | None
    probability: float | None
    probability_error: float | None
    expected_loss: float | None
    tail_loss: float | None


class MonteCarloResult(Result):
    """How likely all of it is."""

    units: dict[str, str]
    scenarios: int
    seed: int
    unknown_probability: int
    unknown_county: int
    unknown_sector: int
    not_converged: int
    expected_loss: Estimate | None
    risks: list[TailRisk]
    contagion_share: Estimate | None
    multiplier: Estimate
    seeds_mean: float
    defaults_mean: float
    tail_scenarios: int
    quantiles: list[Quantile]
    histogram: Histogram | None
    by_bank: list[BankRisk]
    by_county: list[CountyRisk]
    parties: int
    truncated: bool
    by_party: list[PartyRisk]
    notes: list[Sentence]
