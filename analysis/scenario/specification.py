"""`Scenario`: one question to a network as data. It names everything needed to ask it again."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, Self, TypeAlias

from pydantic import AfterValidator, Field, model_validator

from analysis.contagion.montecarlo.design import LOADINGS, FactorLoadings
from analysis.contagion.parameters import EVERY_BANK, CascadeParameters, CrossDefault, LiabilityRule, UnknownCapacity, WeightRule
from analysis.scenario.edits import Edit
from analysis.scenario.shocks import CapacityShock, CollateralShock, ProbabilityShock
from analysis.scenario.values import Code, Day, Declared, Share, validated

Model: TypeAlias = Literal["cascade", "clearing", "distress", "montecarlo"]
OwnClaims: TypeAlias = Literal["due", "all"]
MOST_SCENARIOS: Final = 10_000_000
_MOST_SEED: Final = 2**63 - 1  # what a TOML file can hold


def _once(codes: tuple[str, ...]) -> tuple[str, ...]:
    twice = {code for code in codes if codes.count(code) > 1} if len(codes) < 100 else set()
    if len(set(codes)) < len(codes):
        raise ValueError(f"a code stands in it twice{': ' + min(twice) if twice else ''}")
    return codes


Listed = Field(strict=False)  # a list will do for a tuple; its items stay strict
Codes = Annotated[tuple[Code, ...], Listed, AfterValidator(_once)]


class Parameters(Declared):
    """The cascade's assumptions as `CascadeParameters` explains them, but for withdrawal, which is a shock."""

    liability: LiabilityRule = "contract"
    weights: WeightRule = "stated"
    enforcement_recovery: Share = 0.0
    unknown_capacity: UnknownCapacity = "zero"
    cross_default: CrossDefault = "all"


class Loadings(Declared):
    """How much of a party's fortune is the market's, its county's and its sector's, as `FactorLoadings` explains them."""

    market: Share = LOADINGS.market
    county: Share = LOADINGS.county
    sector: Share = LOADINGS.sector


class MadeWith(Declared):
    """What a scenario was made on; written when it is saved."""

    product: str | None = None  # name and version
    snapshot: str | None = None  # store, run and date of the network
    assumptions: dict[str, Any] | None = None  # of the network: haircut, default probabilities by class …


class Scenario(Declared):
    """A model, who is down at the start, what the model assumes, what happens (shocks), and what is done about it (edits)."""

    name: str = ""
    description: str = ""
    as_of: Day | None = None
    made_with: MadeWith = MadeWith()
    model: Model = "cascade"
    seeds: Codes = ()
    rescue: Codes = ()
    parameters: Parameters = Parameters()
    alpha: Share | None = None  # clearing: the share of its resources a failed party's creditors get; montecarlo given it plays clearing
    own_claims: OwnClaims = "due"
    initial_distress: dict[Code, Share] = Field(default_factory=dict)  # distress, by party; a seed counts as 1
    scenarios: Annotated[int, Field(ge=1, le=MOST_SCENARIOS)] = 10_000
    seed: Annotated[int, Field(ge=0, le=_MOST_SEED)] = 0
    loadings: Loadings = Loadings()
    tail: Annotated[float, Field(gt=0, lt=1)] = 0.99  # montecarlo: losses above this value at risk are laid to who carries them
    probability_shocks: Annotated[tuple[ProbabilityShock, ...], Listed] = ()
    collateral_shocks: Annotated[tuple[CollateralShock, ...], Listed] = ()
    capacity_shocks: Annotated[tuple[CapacityShock, ...], Listed] = ()
    withdrawal: dict[Code, Share] = Field(default_factory=dict)  # share of its loans a bank calls back from the called; "*": the others
    edits: Annotated[tuple[Edit, ...], Listed] = ()

    @model_validator(mode="after")
    def _only_what_the_model_asks(self) -> Self:
        """Refuse what this model would not look at: a figure someone gave and nobody used would mislead."""
        if self.alpha is not None and self.model not in ("clearing", "montecarlo"):
            raise ValueError(f"alpha is {self.alpha}: the model {self.model} has no recovery, only clearing and montecarlo have")
        if self.own_claims != "due" and self.model != "clearing":
            raise ValueError(f"own_claims is {self.own_claims!r}: only clearing asks for it, not the model {self.model}")
        if self.initial_distress and self.model != "distress":
            raise ValueError(f"initial_distress is given: only distress asks for it, not the model {self.model}")
        FactorLoadings(**self.loadings.model_dump())
        return self

    def cascade_parameters(self) -> CascadeParameters:
        """The assumptions of a run."""
        alike = set(self.withdrawal) <= {EVERY_BANK}
        withdrawal = self.withdrawal.get(EVERY_BANK, 0.0) if alike else dict(self.withdrawal)
        return CascadeParameters(**self.parameters.model_dump(), withdrawal=withdrawal)

    def without_edits(self) -> Scenario:
        """The same shocks, nothing done about them."""
        return self.model_copy(update={"edits": (), "rescue": ()})

    def undisturbed(self) -> Scenario:
        """Neither shocks nor edits."""
        nothing: dict[str, Any] = {"probability_shocks": (), "collateral_shocks": (), "capacity_shocks": (), "withdrawal": {}}
        return self.without_edits().model_copy(update=nothing)

    def edited_with(self, **changes: Any) -> Scenario:
        """The same with some fields changed, validated again; None leaves a field as it is."""
        told = {name: value for name, value in changes.items() if value is not None}
        return validated(Scenario, self.model_dump() | told)
