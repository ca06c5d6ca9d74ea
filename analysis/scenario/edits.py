"""What may be changed in a network: measures, each with the rule by which it changes loans, guarantees and capacities.

Edits are made one after the other, in the order given, on the network the shocks left. A guarantee is named by its contract number;
where several guarantors or loans stand under one number, `guarantor` or `loan` narrow it down, else all of them are meant.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from analysis.scenario.values import Code, Declared, Share, Yuan


class Rescue(Declared):
    """Keep a party standing whatever is called from it, also where it is a seed; somebody pays its gap or the principal falling due."""

    do: Literal["rescue"]
    party: Code


class AddCapacity(Declared):
    """Put cash into a party. What it owes now is met first, so its capacity rises by what is left of the amount."""

    do: Literal["add_capacity"]
    party: Code
    amount: Yuan


class Repay(Declared):
    """Repay a loan, wholly without `amount`, with money from outside the network; guarantees of a loan repaid in full are void."""

    do: Literal["repay"]
    loan: Code
    amount: Yuan | None = None


class _OfGuarantee(Declared):
    guarantee: Code  # the contract's number
    guarantor: Code | None = None
    loan: Code | None = None


class CutGuarantee(_OfGuarantee):
    """Release a guarantor without replacement. The call lands on the others, so more may fall than before; the result warns."""

    do: Literal["cut_guarantee"]


class ReplaceByCollateral(_OfGuarantee):
    """Release a guarantor of one loan against pledged assets of this value, which count less the haircut."""

    do: Literal["replace_by_collateral"]
    amount: Yuan


class NewCompany(Declared):
    """What is known of a financing guarantee company that is not in the network yet."""

    name: Code
    net_assets: Yuan
    county: Code | None = None
    default_probability: Share | None = None  # a year; default: that of a party without loans


class ReplaceByCompany(_OfGuarantee):
    """A financing guarantee company takes over the promise as it is written: cap, kind of liability, share.

    Of a maximum-amount guarantee over several loans it may take over some; then both promises have the whole cap for their loans.
    """

    do: Literal["replace_by_company"]
    company: Code
    new: NewCompany | None = None


class ReplaceByGuarantor(_OfGuarantee):
    """Another party of the network takes over the promise as it is written, with the capacity it has; what it promised before stands."""

    do: Literal["replace_by_guarantor"]
    successor: Code


class Merge(Declared):
    """One enterprise takes over another: its loans, guarantees, resources, own debt and employees.

    Guarantees between the two vanish. Two promises for one loan stand side by side. An unknown capacity beside a known one counts as 0. The
    default probability is the larger of the two unless stated.
    """

    do: Literal["merge"]
    absorbed: Code
    into: Code
    default_probability: Share | None = None


Edit: TypeAlias = Annotated[
    Rescue | AddCapacity | Repay | CutGuarantee | ReplaceByCollateral | ReplaceByCompany | ReplaceByGuarantor | Merge,
    Field(discriminator="do"),
]
