"""`GuaranteeNetwork`: the whole guarantee network as of a date, as immutable arrays handed to analysis.

Indices are positions: party i, loan l, guarantee g, bank k, county c. Guarantees are sorted by loan, so the guarantees of loan l are
`loans.first_guarantee[l]:loans.first_guarantee[l + 1]`; `parties` holds the two other directions. Amounts are float64 yuan. An
absent reference is -1, an absent figure NaN.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import IntEnum
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graph.errors import InvalidNetwork, UnknownCode
from graph.loan_rows import MOST, LoanRow, read_amounts, read_loans

Ints = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Labels: TypeAlias = pa.StringArray

HALF_FEN: Final = 0.005  # a call is above capacity only when it exceeds it by more than this
_INDICES: Final = frozenset({"first_loan", "own_loans", "first_given", "given", "first_guarantee"})


class PartyKind(IntEnum):
    """What a party is."""

    ENTERPRISE = 0
    PERSON = 1
    GUARANTEE_COMPANY = 2


class Liability(IntEnum):
    """How a guarantor is liable once the signing date has resolved what the contract leaves open."""

    JOINT = 0
    GENERAL = 1
    SEVERAL = 2


class LoanClass(IntEnum):
    """Five-class risk classification; UNKNOWN when the bank gave none."""

    UNKNOWN = -1
    NORMAL = 0
    SPECIAL_MENTION = 1
    SUBSTANDARD = 2
    DOUBTFUL = 3
    LOSS = 4


class Application(IntEnum):
    """Whether the county asked the city to coordinate."""

    NONE = 0
    FILED = 1
    JOINED = 2


@dataclass(frozen=True, eq=False)
class Counties:
    """Counties, by code."""

    code: Labels
    name: Labels


@dataclass(frozen=True, eq=False)
class Sectors:
    """Economic sectors, by code (`graph.sectors`)."""

    code: Labels


@dataclass(frozen=True, eq=False)
class Banks:
    """Lenders, by code."""

    code: Labels
    name: Labels
    county: Ints  # -1 unknown
    local: Bools  # 地方法人机构
    net_capital: Floats


@dataclass(frozen=True, eq=False)
class Parties:
    """Everyone who borrows or guarantees, by code; firms without loans and guarantees are here too."""

    code: Labels
    name: Labels
    kind: Ints  # PartyKind
    county: Ints  # -1 unknown
    sector: Ints  # -1 unknown
    resources: Floats  # mobilisable e; 0 where unknown
    own_debt: Floats  # d: own loans due within 30 days or overdue
    capacity: Floats  # max(0, e − d)
    capacity_known: Bools
    external: Bools  # a stub outside the city's tables
    employees: Ints  # -1 unknown
    default_probability: Floats  # a year
    key_enterprise: Bools  # above scale and registered in the city
    application: Ints  # Application
    later_figures: Bools  # figures dated after as_of
    first_loan: Ints  # n+1: own loans of i are `own_loans[first_loan[i]:first_loan[i+1]]`
    own_loans: Ints
    first_given: Ints  # n+1: guarantees given by i are `given[first_given[i]:first_given[i+1]]`
    given: Ints


@dataclass(frozen=True, eq=False)
class Loans:
    """Live loans, by number."""

    number: Labels
    borrower: Ints
    bank: Ints
    exposure: Floats  # x: balance less margin deposit
    collateral: Floats  # V: the value pledged, before the haircut h
    shortfall: Floats  # D = max(0, x − (1 − h)·V)
    loan_class: Ints  # LoanClass
    due: Bools  # due within the horizon of `Assumptions.due_within_days`, or overdue
    first_guarantee: Ints  # m+1


@dataclass(frozen=True, eq=False)
class Guarantees:
    """Guarantees in force, sorted by loan, then guarantor, then contract."""

    contract: Labels
    loan: Ints
    guarantor: Ints
    stated_cap: Floats  # as the contract says, over all the loans it covers (`graph.pools`); inf: the whole debt
    cap: Floats  # what counts for this loan: a pooled cap is split already
    weight: Floats  # stated weight; 1 unless given
    share: Floats  # stated share of several liability; NaN when none
    liability: Ints  # Liability


@dataclass(frozen=True)
class Assumptions:
    """Every number behind capacities, shortfalls and default probabilities that no file states; printed with results."""

    haircut: float = 0.3  # h, taken off a collateral's value
    illiquid_share: float = 0.3  # of net assets above liquid assets a firm can mobilise
    due_within_days: int = 30  # own loans due this soon are own debt
    probability_by_class: tuple[float, ...] = (0.015, 0.08, 0.40, 0.75, 1.0)  # a year, by the worst class of a party's loans
    probability_without_loans: float = 0.02


@dataclass(frozen=True)
class Counts:
    """What building the network left out or had to assume; printed with results."""

    unknown_capacity: int = 0  # guarantors whose capacity nobody stated; it counts as 0
    external: int = 0  # parties outside the city's tables that take part
    lapsed: int = 0  # guarantees past their stated period, left out
    period_unclear: int = 0  # guarantees without a stated period whose loan matured over six months ago, kept
    void: int = 0  # guarantees whose loan is repaid or not yet drawn, left out
    unclassified_loans: int = 0  # loans without a five-class rating; they count as normal
    later_figures: int = 0  # firms whose only figures are dated after as_of


@dataclass(frozen=True, eq=False)
class GuaranteeNetwork:
    """The network as of a date. Equal inputs give equal arrays, whatever the store."""

    as_of: date | None
    snapshot: str  # store, run and date it was built from
    assumptions: Assumptions
    parties: Parties
    loans: Loans
    guarantees: Guarantees
    banks: Banks
    counties: Counties
    sectors: Sectors
    counts: Counts

    def index(self, codes: Sequence[str]) -> Ints:
        """Positions of parties by code; UnknownCode names the first that does not exist."""
        found = pc.index_in(pa.array(list(codes), pa.string()), value_set=self.parties.code)
        if found.null_count:
            missing = next(code for code, place in zip(codes, found.to_pylist(), strict=True) if place is None)
            raise UnknownCode(f"no party has the code {missing!r}")
        places: Ints = found.to_numpy(zero_copy_only=False).astype(np.int64)
        return places

    @classmethod
    def from_loans(
        cls,
        loans: Sequence[LoanRow],
        capacity: Sequence[float],
        resources: Sequence[float] | None = None,
        own_debt: Sequence[float] | None = None,
    ) -> GuaranteeNetwork:
        """A small network without a store: loans as (borrower, shortfall, [(guarantor, cap or None, weight)]), all joint.

        Party i is called str(i); every loan is at one bank and in one county. `capacity` alone decides who falls; `resources`
        (default: the capacity) and `own_debt` (default: 0) are for clearing. Circles of guarantees, also mutual ones, are legal; a
        guarantor twice on one loan is not (a store may hold two contracts of one). A weight below one fen counts as one fen.

        Raises:
            InvalidNetwork: no party; a row of another form; an index out of range or no whole number; an amount or weight that is
                negative, NaN, infinite (a cap may be) or no number; a guarantor of its own loan or twice on one; more than 10,000
                guarantors of one; lists of other lengths.

        """
        known = read_amounts("capacity", capacity)
        n = len(known)
        if not n:
            raise InvalidNetwork("capacity is empty: there is no party in the network")
        rows = read_loans(loans, n)
        borrower, shortfall, of_loan, guarantor = rows.borrower, rows.shortfall, rows.loan, rows.guarantor
        means = known if resources is None else read_amounts("resources", resources, n)
        debt = np.zeros(n) if own_debt is None else read_amounts("own_debt", own_debt, n)
        first_guarantee, _ = group(of_loan, len(loans))
        first_loan, own_loans = group(borrower, n)
        first_given, given = group(guarantor, n)
        names = pa.array([str(i) for i in range(n)], pa.string())
        network = cls(
            as_of=None,
            snapshot="from_loans",
            assumptions=Assumptions(haircut=0.0),
            parties=Parties(
                code=names, name=names, kind=np.zeros(n, np.int8), county=np.zeros(n, np.int32),
                sector=np.full(n, -1, np.int32), resources=means, own_debt=debt,
                capacity=known, capacity_known=np.ones(n, bool), external=np.zeros(n, bool), employees=np.full(n, -1, np.int64),
                default_probability=np.full(n, np.nan), key_enterprise=np.zeros(n, bool), application=np.zeros(n, np.int8),
                later_figures=np.zeros(n, bool), first_loan=first_loan, own_loans=own_loans, first_given=first_given, given=given,
            ),
            loans=Loans(
                number=pa.array([str(loan) for loan in range(len(loans))], pa.string()), borrower=borrower,
                bank=np.zeros(len(loans), np.int32), exposure=shortfall, collateral=np.zeros(len(loans)), shortfall=shortfall,
                loan_class=np.full(len(loans), LoanClass.UNKNOWN, np.int8), due=np.ones(len(loans), bool),
                first_guarantee=first_guarantee,
            ),
            guarantees=Guarantees(
                contract=pa.array([str(row) for row in range(len(guarantor))], pa.string()), loan=of_loan, guarantor=guarantor,
                stated_cap=rows.cap, cap=rows.cap, weight=rows.weight, share=np.full(len(guarantor), np.nan),
                liability=np.zeros(len(guarantor), np.int8),
            ),
            banks=Banks(pa.array(["0"]), pa.array(["0"]), np.zeros(1, np.int32), np.zeros(1, bool), np.full(1, np.nan)),
            counties=Counties(pa.array(["0"]), pa.array(["0"])),
            sectors=Sectors(pa.array([], pa.string())),
            counts=Counts(),
        )  # fmt: skip
        check(network)
        return freeze(network)


def group(owner: Ints, size: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """Compressed rows of `owner` (values 0..size-1): starts (size+1) and, owner by owner, the positions in their own order."""
    starts = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(owner, minlength=size), out=starts[1:])
    return starts, np.argsort(owner, kind="stable").astype(np.int32)


def freeze(network: GuaranteeNetwork) -> GuaranteeNetwork:
    """The same network with every array read-only."""
    for part in (network.parties, network.loans, network.guarantees, network.banks, network.counties, network.sectors):
        for field in fields(part):
            value = getattr(part, field.name)
            if isinstance(value, np.ndarray):
                value.setflags(write=False)
    return network


def check(network: GuaranteeNetwork) -> None:
    """Raise InvalidNetwork, naming the first value no model can compute with.

    Circles and mutual guarantees are no error, nor are two contracts of one guarantor on one loan.
    """
    loans, promises, parties = network.loans, network.guarantees, network.parties
    for part in (parties, loans, promises):
        _same_length(part)
    for name, values in (
        ("collateral of loan", loans.collateral),
        ("shortfall of loan", loans.shortfall),
        ("capacity of party", parties.capacity),
        ("resources of party", parties.resources),
        ("own debt of party", parties.own_debt),
    ):
        _refuse(name, values, ~((values >= 0.0) & (values <= MOST)), "must be a finite amount of at least 0")
    _refuse("stated cap of guarantee", promises.stated_cap, ~(promises.stated_cap >= 0), "must be an amount of at least 0")
    _refuse("cap of guarantee", promises.cap, ~(promises.cap >= 0), "must be an amount of at least 0")
    _refuse("weight of guarantee", promises.weight, ~(np.isfinite(promises.weight) & (promises.weight >= 0)), "must be at least 0")
    _refuse("share of guarantee", promises.share, (promises.share < 0) | (promises.share > 1), "must be between 0 and 1")
    chance = parties.default_probability
    _refuse("default probability of party", chance, (chance < 0) | (chance > 1), "must be between 0 and 1")
    _within("guarantor of guarantee", promises.guarantor, len(parties.capacity))
    _within("borrower of loan", loans.borrower, len(parties.capacity))
    _refuse("loan of guarantee", promises.loan, (promises.loan < 0) | (promises.loan >= len(loans.borrower)), "is not in the network")
    own = loans.borrower[promises.loan] == promises.guarantor
    _refuse("guarantor of guarantee", promises.guarantor, own, "is the borrower itself")


def _same_length(part: Parties | Loans | Guarantees) -> None:
    """Refuse a part whose columns have different lengths; indices into other columns have their own."""
    size = {field.name: len(getattr(part, field.name)) for field in fields(part) if field.name not in _INDICES}
    rows = next(iter(size.values()))
    for name, length in size.items():
        if length != rows:
            raise InvalidNetwork(f"{name} has {length} values where the other columns of {type(part).__name__} have {rows}")


def _within(what: str, places: Ints, size: int) -> None:
    _refuse(what, places, (places < 0) | (places >= size), f"is not among the {size} parties")


def _refuse(what: str, values: npt.NDArray[Any], bad: Bools, rule: str) -> None:
    if bad.any():
        place = int(np.argmax(bad))
        raise InvalidNetwork(f"{what} {place} is {values[place]}: it {rule}")
