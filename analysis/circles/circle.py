"""Guarantee circles (担保圈): who is in which, and what each is like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.circles.cores import Standing, standing
from analysis.circles.identity import inherit, lone_ids
from analysis.circles.naming import circle_name
from analysis.circles.splitting import gather
from analysis.circles.structures import (
    LONGEST_RING,
    RING_CAP,
    SHORTEST_RING,
    Edges,
    components_among,
    edges,
    mutual_among,
    ring_counts,
)
from graph.errors import InvalidParameter
from graph.network import Bools, GuaranteeNetwork, Ints, LoanClass, PartyKind


@dataclass(frozen=True)
class CircleParameters:
    """What circles are cut and classed by; local parameters, printed with the results."""

    limit: int = 50  # parties; larger parts are split
    hops: int = 3  # steps from its core a split circle reaches
    keep_rule: bool = False  # keep only circles with edges/parties > 1.5 or parties + edges > 10
    size_a: float = 500e6  # yuan of loans
    size_b: float = 100e6
    ring_cap: int = RING_CAP


@dataclass(frozen=True)
class Circle:
    """Parties joined by guarantees. Parties, counties as indices; amounts in yuan."""

    id: str
    members: tuple[int, ...]  # core first, then by code
    core: int
    home_county: int  # the core's, else that with most of the members' loans; -1 unknown
    loan_balance: float  # exposure of the members' loans
    size_class: str  # A, B, C by loan balance
    risk_class: int  # 1 all loans normal, 2 some special mention, 3 some non-performing
    unclassified_loans: int  # loans without a class; they count as normal
    guarantees: int  # contracts between members
    edges: int  # distinct guarantor → borrower
    mutual_pairs: int
    rings: Mapping[int, int]  # simple directed cycles by length, 3 to 5
    rings_truncated: bool  # there are more rings than were counted
    strongly_connected: tuple[tuple[int, ...], ...]  # parts of two or more in which each reaches each along guarantees
    split: bool  # cut out of a part above the limit

    @property
    def class_(self) -> str:
        """Loan size and risk, as in B2."""
        return f"{self.size_class}{self.risk_class}"

    @property
    def density(self) -> float:
        """Edges over possible edges."""
        return self.edges / (len(self.members) * (len(self.members) - 1))


@dataclass(frozen=True, eq=False)
class Circles:
    """All circles, by core; `circle_of` is the position of each party's circle, -1 in none."""

    circles: tuple[Circle, ...]
    circle_of: npt.NDArray[np.int64]
    parameters: CircleParameters
    standing: Standing  # what made the cores
    previous: Mapping[str, str] = field(default_factory=dict, repr=False)  # ids before, by party code

    def lone_ids(self, network: GuaranteeNetwork, parties: Ints) -> list[str]:
        """Circle ids of parties in no circle: a lone firm is a circle of one."""
        return lone_ids(network.parties.code.take(parties).to_pylist(), {circle.id for circle in self.circles}, self.previous)

    def to_json(self, network: GuaranteeNetwork) -> dict[str, Any]:
        """As `circles --json` prints it."""
        return {
            "as_of": network.as_of.isoformat() if network.as_of else None,
            "circles": [_json(circle, network) for circle in self.circles],
            "parameters": dict(vars(self.parameters)),
        }

    def frame(self, network: GuaranteeNetwork) -> pd.DataFrame:
        """One row a circle, Chinese headers, largest loan balance first."""
        names, counties = network.parties.name, network.counties.name
        rows = [
            (
                circle.id,
                names[circle.core].as_py(),
                counties[circle.home_county].as_py() if circle.home_county >= 0 else None,
                len(circle.members),
                round(circle.loan_balance, 2),
                circle.class_,
                circle.guarantees,
                circle.mutual_pairs,
                *(circle.rings[length] for length in range(SHORTEST_RING, LONGEST_RING + 1)),
                "是" if circle.split else "否",
            )
            for circle in sorted(self.circles, key=lambda circle: (-circle.loan_balance, circle.id))
        ]
        headers = ["担保圈编号", "核心企业", "属地区县", "成员数", "贷款余额(元)", "分类", "担保合同数", "互保对数"]
        return pd.DataFrame(rows, columns=[*headers, "三元环", "四元环", "五元环", "由大圈拆分"])


def find(
    network: GuaranteeNetwork,
    *,
    limit: int = 50,
    keep_rule: bool = False,
    previous: Mapping[str, str] | None = None,
    hops: int = 3,
    size_a: float = 500e6,
    size_b: float = 100e6,
    ring_cap: int = RING_CAP,
) -> Circles:
    """The circles of a network: weakly connected parts joined by guarantees, those above `limit` parties split (`splitting.gather`).

    Guarantee companies belong to no circle. `previous` (party code → circle id) lets circles keep their ids (`identity.inherit`).
    Rings, mutual pairs and strongly connected parts are those whose parties all belong to the circle. Linear in guarantees but for
    sorting and the rings.

    Raises:
        InvalidParameter: a limit below two, or no hop.

    """
    parameters = CircleParameters(limit, hops, keep_rule, size_a, size_b, ring_cap)
    if limit < 2 or hops < 1:
        raise InvalidParameter(f"a circle has at least two parties and one hop, not {limit} and {hops}")
    found = edges(network)
    part = components_among(found, "weak")
    ranked = standing(network, found, part)
    core, split = gather(found, part, ranked, network.parties.kind == PartyKind.ENTERPRISE, limit=limit, hops=hops)
    cores, inverse = np.unique(core[core >= 0], return_inverse=True)
    circle_of = np.full(len(core), -1, np.int64)
    circle_of[core >= 0] = inverse
    circles = _describe(network, found, circle_of, cores, split, parameters, previous or {})
    if keep_rule:
        kept = np.array([_worth_keeping(circle) for circle in circles], dtype=bool)
        number = np.append(np.where(kept, np.cumsum(kept) - 1, -1), -1)  # behind: of those in none
        circles, circle_of = [circle for circle in circles if _worth_keeping(circle)], number[circle_of]
    circle_of.setflags(write=False)
    return Circles(tuple(circles), circle_of, parameters, ranked, dict(previous or {}))


def classify(loan_balance: float, worst: int, parameters: CircleParameters) -> tuple[str, int]:
    """Size A, B, C by loan balance (to the fen), and risk 1, 2, 3 by the worst `LoanClass`; unclassified counts as normal."""
    balance = round(loan_balance, 2)
    size = "A" if balance >= parameters.size_a else "B" if balance >= parameters.size_b else "C"
    return size, 1 + min(max(worst, LoanClass.NORMAL), 2)


def _worth_keeping(circle: Circle) -> bool:
    return circle.edges > 1.5 * len(circle.members) or len(circle.members) + circle.edges > 10


def _describe(
    network: GuaranteeNetwork,
    found: Edges,
    circle_of: Ints,
    cores: Ints,
    split: Bools,
    parameters: CircleParameters,
    previous: Mapping[str, str],
) -> list[Circle]:
    count = len(cores)
    loans = network.loans
    inside = found.among((circle_of[found.guarantor] >= 0) & (circle_of[found.guarantor] == circle_of[found.borrower]))
    at = circle_of[inside.guarantor]
    members = _members(circle_of, cores)
    of_loan = circle_of[loans.borrower]
    owed = of_loan >= 0
    balance = np.bincount(of_loan[owed], loans.exposure[owed], minlength=count)
    worst = np.full(count, LoanClass.NORMAL, np.int64)
    np.maximum.at(worst, of_loan[owed], loans.loan_class[owed])
    unclassified = np.bincount(of_loan[owed & (loans.loan_class == LoanClass.UNKNOWN)], minlength=count)
    home = _homes(network, circle_of, cores)
    edge_count, contracts = np.bincount(at, minlength=count), np.bincount(at, inside.contracts, minlength=count)
    mutual = np.bincount(circle_of[mutual_among(inside)[:, 0]], minlength=count)
    strong, ring_count, cut = _rings(inside, circle_of, count, parameters.ring_cap)
    classes = [classify(size, kind, parameters) for size, kind in zip(balance.tolist(), worst.tolist(), strict=True)]
    ids = inherit(codes_of(network, members), previous)
    return [
        Circle(
            id=ids[place],
            members=members[place],
            core=int(cores[place]),
            home_county=int(home[place]),
            loan_balance=round(float(balance[place]), 2),
            size_class=classes[place][0],
            risk_class=classes[place][1],
            unclassified_loans=int(unclassified[place]),
            guarantees=int(contracts[place]),
            edges=int(edge_count[place]),
            mutual_pairs=int(mutual[place]),
            rings={length: int(ring_count[place, length]) for length in range(SHORTEST_RING, LONGEST_RING + 1)},
            rings_truncated=bool(cut[place]),
            strongly_connected=strong.get(place, ()),
            split=bool(split[cores[place]]),
        )
        for place in range(count)
    ]


def codes_of(network: GuaranteeNetwork, groups: Sequence[Sequence[int]]) -> list[tuple[str, ...]]:
    """The codes of many groups of parties, in their order."""
    codes = network.parties.code.take(np.array([party for group in groups for party in group], np.int64)).to_pylist()
    ends = np.cumsum([0, *(len(group) for group in groups)]).tolist()
    return [tuple(codes[start:end]) for start, end in pairwise(ends)]


def _members(circle_of: Ints, cores: Ints) -> list[tuple[int, ...]]:
    """The parties of every circle, core first, then ascending."""
    is_core = np.zeros(len(circle_of), bool)
    is_core[cores] = True
    inside = np.flatnonzero(circle_of >= 0)
    order = inside[np.lexsort((inside, ~is_core[inside], circle_of[inside]))].tolist()
    ends = np.append(0, np.cumsum(np.bincount(circle_of[inside], minlength=len(cores)))).tolist()
    return [tuple(order[start:end]) for start, end in pairwise(ends)]


def _homes(network: GuaranteeNetwork, circle_of: Ints, cores: Ints) -> npt.NDArray[np.int64]:
    """The core's county; unknown, the known county with most of the members' loans, the first of equals; -1 when none is known."""
    home = network.parties.county[cores].astype(np.int64)
    loans = network.loans
    county, circle = network.parties.county[loans.borrower], circle_of[loans.borrower]
    asked = (circle >= 0) & (county >= 0)
    asked[asked] = home[circle[asked]] < 0
    width = max(len(network.counties.code), 1)
    places, pair = np.unique(circle[asked] * width + county[asked], return_inverse=True)
    loaned = np.bincount(pair, loans.exposure[asked], minlength=len(places))
    order = np.lexsort((-places, loaned))  # the best is written last
    home[places[order] // width] = places[order] % width
    return home


def _rings(
    inside: Edges, circle_of: Ints, count: int, cap: int
) -> tuple[dict[int, tuple[tuple[int, ...], ...]], npt.NDArray[np.int64], Bools]:
    """By circle: its strongly connected parts of two and more, its rings by length, and whether their count stopped at the cap."""
    part = components_among(inside, "strong")
    size = np.bincount(part, minlength=len(part))[part] if len(part) else part
    shared = np.flatnonzero((size > 1) & (circle_of >= 0))
    strong: dict[int, dict[int, list[int]]] = {}
    for party, circle, label in zip(shared.tolist(), circle_of[shared].tolist(), part[shared].tolist(), strict=True):
        strong.setdefault(circle, {}).setdefault(label, []).append(party)
    by_part, full = ring_counts(inside, part, cap=cap)
    rings = np.zeros((count, LONGEST_RING + 1), np.int64)
    cut = np.zeros(count, bool)
    _, first = np.unique(part, return_index=True)  # a party of every part
    circle = circle_of[first]
    real = circle >= 0
    np.add.at(rings, circle[real], by_part[: len(first)][real])
    np.logical_or.at(cut, circle[real], full[: len(first)][real])
    return {place: tuple(tuple(group) for group in groups.values()) for place, groups in strong.items()}, rings, cut


def _json(circle: Circle, network: GuaranteeNetwork) -> dict[str, Any]:
    codes = network.parties.code
    return {
        "circle": circle.id,
        "name": circle_name(network.parties.name[circle.core].as_py()),
        "core": codes[circle.core].as_py(),
        "home_county": network.counties.code[circle.home_county].as_py() if circle.home_county >= 0 else None,
        "loan_balance": round(circle.loan_balance, 2),
        "class": circle.class_,
        "unclassified_loans": circle.unclassified_loans,
        "guarantees": circle.guarantees,
        "edges": circle.edges,
        "density": round(circle.density, 6),
        "mutual_pairs": circle.mutual_pairs,
        "rings": {str(length): count for length, count in circle.rings.items()},
        "rings_truncated": circle.rings_truncated,
        "strongly_connected": [list(group) for group in codes_of(network, circle.strongly_connected)],
        "split": circle.split,
        "members": list(codes_of(network, [circle.members])[0]),
    }
