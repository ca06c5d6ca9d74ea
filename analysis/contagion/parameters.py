"""What a guarantee-call cascade may be asked to assume; printed with every result."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final, Literal, TypeAlias, TypedDict, cast, get_args

from graph.errors import InvalidParameter

LiabilityRule: TypeAlias = Literal["contract", "joint", "several", "general"]
WeightRule: TypeAlias = Literal["stated", "equal", "cap", "capacity"]
UnknownCapacity: TypeAlias = Literal["zero", "unlimited"]

ONE_FEN: Final = 0.01  # a lighter weight counts as this


class CascadeOptions(TypedDict, total=False):
    """`CascadeParameters` as keyword arguments: what every model built on the cascade may be asked to assume."""

    liability: LiabilityRule
    weights: WeightRule
    enforcement_recovery: float
    unknown_capacity: UnknownCapacity


@dataclass(frozen=True)
class CascadeParameters:
    """Model A's assumptions.

    `liability`: as the contracts say, or one kind for every guarantee. `weights`: what co-guarantors share by: the contracts'
    weights, equal parts, the cap (an uncapped guarantor counts the loan's shortfall) or the guarantor's known capacity.
    `enforcement_recovery`: the share of a shortfall that enforcement against the borrower brings before a general guarantor is
    called. `unknown_capacity`: what a guarantor can pay whose statements are missing; it never enters the weights.

    Raises:
        InvalidParameter: a name that is not among the choices, or a recovery outside [0, 1].

    """

    liability: LiabilityRule = "contract"
    weights: WeightRule = "stated"
    enforcement_recovery: float = 0.0
    unknown_capacity: UnknownCapacity = "zero"

    def __post_init__(self) -> None:
        _one_of("liability", self.liability, get_args(LiabilityRule))
        _one_of("weights", self.weights, get_args(WeightRule))
        _one_of("unknown_capacity", self.unknown_capacity, get_args(UnknownCapacity))
        recovery = self.enforcement_recovery
        if not isinstance(recovery, (int, float)) or not 0.0 <= recovery <= 1.0:
            raise InvalidParameter(f"enforcement_recovery is {recovery!r}: it must be between 0 and 1")

    def as_dict(self) -> dict[str, str | float]:
        """The assumptions by name, ready for JSON."""
        return asdict(self)

    def options(self) -> CascadeOptions:
        """The same as keyword arguments for a model."""
        return cast("CascadeOptions", asdict(self))


def _one_of(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise InvalidParameter(f"{name} is {value!r}: it must be one of {', '.join(choices)}")
