"""What may happen to a whole county, sector, bank or class before anybody acts; shocks that meet one party or loan add to each other."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from analysis.scenario.values import Code, Declared

LoanClassName: TypeAlias = Literal["unknown", "normal", "special_mention", "substandard", "doubtful", "loss"]


class ProbabilityShock(Declared):
    """Default probabilities times a factor, at most 1, where all conditions given hold (none: everybody). Factors multiply."""

    factor: Annotated[float, Field(ge=0, le=100)]
    county: Code | None = None
    sector: Code | None = None
    loan_class: LoanClassName | None = None  # the worst of the party's loans; unknown: it has none, or none with a class
    party: Code | None = None


class CollateralShock(Declared):
    """A change of the haircut on loans whose borrower or bank meets all conditions given. Changes add up."""

    haircut_change: Annotated[float, Field(ge=-1, le=1)]
    county: Code | None = None  # of the borrower
    sector: Code | None = None  # of the borrower
    bank: Code | None = None


class CapacityShock(Declared):
    """What parties can mobilise times a factor, where all conditions given hold; own debt stays. Factors multiply."""

    factor: Annotated[float, Field(ge=0, le=10)]
    county: Code | None = None
    sector: Code | None = None
    party: Code | None = None
