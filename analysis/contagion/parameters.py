"""What a guarantee-call cascade may be asked to assume; printed with every result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal, TypeAlias, TypedDict, cast, get_args

from graph.errors import InvalidParameter

LiabilityRule: TypeAlias = Literal["contract", "joint", "several", "general"]
WeightRule: TypeAlias = Literal["stated", "equal", "cap", "capacity"]
UnknownCapacity: TypeAlias = Literal["zero", "unlimited"]
CrossDefault: TypeAlias = Literal["all", "due"]
Withdrawal: TypeAlias = float | Mapping[str, float]

ONE_FEN: Final = 0.01  # a lighter weight counts as this
EVERY_BANK: Final = "*"  # in a withdrawal by bank: all banks it does not name


class CascadeOptions(TypedDict, total=False):
    """`CascadeParameters` as keyword arguments: what every model built on the cascade may be asked to assume."""

    liability: LiabilityRule
    weights: WeightRule
    enforcement_recovery: float
    unknown_capacity: UnknownCapacity
    cross_default: CrossDefault
    withdrawal: Withdrawal


@dataclass(frozen=True)
class CascadeParameters:
    """Model A's assumptions.

    `liability`: as the contracts say, or one kind for every guarantee. `weights`: what co-guarantors share by: the contracts'
    weights, equal parts, the cap (an uncapped guarantor counts the loan's shortfall) or the guarantor's known capacity.
    `enforcement_recovery`: the share of a shortfall that enforcement against the borrower brings before a general guarantor is
    called. `unknown_capacity`: what a guarantor can pay whose statements are missing; it never enters the weights.
    `cross_default`: "all", a fallen borrower's every loan is called (破产法第四十六条, and the cross-default clause of nearly every loan
    contract); "due", only those due within the network's horizon or overdue, and only these can be lost.
    `withdrawal` (抽贷): the share of its loans that a bank calls back from a party as soon as that is called for anything: one share for
    all banks, or shares by bank code, `EVERY_BANK` standing for those not named (else 0). See `analysis.contagion.withdrawal`.

    Raises:
        InvalidParameter: a name that is not among the choices, or a share outside [0, 1].

    """

    liability: LiabilityRule = "contract"
    weights: WeightRule = "stated"
    enforcement_recovery: float = 0.0
    unknown_capacity: UnknownCapacity = "zero"
    cross_default: CrossDefault = "all"
    withdrawal: Withdrawal = field(default=0.0, hash=False)

    def __post_init__(self) -> None:
        _one_of("liability", self.liability, get_args(LiabilityRule))
        _one_of("weights", self.weights, get_args(WeightRule))
        _one_of("unknown_capacity", self.unknown_capacity, get_args(UnknownCapacity))
        _one_of("cross_default", self.cross_default, get_args(CrossDefault))
        _share("enforcement_recovery", self.enforcement_recovery)
        if isinstance(self.withdrawal, Mapping):
            object.__setattr__(self, "withdrawal", dict(self.withdrawal))  # nobody else's to change
            for bank, share in self.withdrawal.items():
                _share(f"withdrawal of bank {bank!r}", share)
        else:
            _share("withdrawal", self.withdrawal)

    @property
    def withdraws(self) -> bool:
        """Whether any bank calls back anything."""
        return any(self.withdrawal.values()) if isinstance(self.withdrawal, Mapping) else self.withdrawal > 0.0

    def as_dict(self) -> dict[str, Any]:
        """The assumptions by name, ready for JSON."""
        return asdict(self)

    def options(self) -> CascadeOptions:
        """The same as keyword arguments for a model."""
        return cast("CascadeOptions", asdict(self))


def _one_of(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise InvalidParameter(f"{name} is {value!r}: it must be one of {', '.join(choices)}")


def _share(name: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0.0 <= value <= 1.0:
        raise InvalidParameter(f"{name} is {value!r}: it must be between 0 and 1")
