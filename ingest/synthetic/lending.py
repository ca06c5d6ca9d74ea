"""Loans and credit lines of the firms nobody planted. Amounts in fen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ingest.synthetic.links import Links
from ingest.synthetic.places import CITY_BANK, LESSOR, MICROLENDER, NATIONAL, RURAL, Places
from ingest.synthetic.population import Firms

Ints = npt.NDArray[np.integer[Any]]
Bools = npt.NDArray[np.bool_]

DAY: Final = 86_400
TODAY: Final = int(np.datetime64("2026-06-30", "s").astype(np.int64)) // DAY
_BORROWERS: Final = 0.8  # of all firms
_LENT: Final = (0.05, 0.3)  # a firm's loans as a share of its revenue
_TERMS: Final = np.array([180, 270, 365, 365, 365, 730, 1095])
_LONG_TERMS: Final = np.array([1095, 1825, 1825, 2555, 3650])
PRODUCTS: Final = (
    "working_capital", "fixed_asset", "project_finance", "trade_finance", "bank_acceptance", "letter_of_credit", "letter_of_guarantee",
    "other",
)  # fmt: skip
_PRODUCT_ODDS: Final = (0.68, 0.1, 0.03, 0.06, 0.09, 0.02, 0.01, 0.01)
_LATE: Final = ((0, 0), (0, 60), (91, 270), (271, 360), (361, 720))  # days overdue by state
RENEWALS: Final = ("new", "refinanced", "rolled_over", "extended")
_FACILITY: Final = 0.3  # of the pairs of borrower and bank have a credit line
_BANK_WEIGHT: Final = {NATIONAL: 1.0, CITY_BANK: 2.5, MICROLENDER: 0.08, LESSOR: 0.1, RURAL: 0.15}


@dataclass(frozen=True, eq=False)
class Lending:
    """Loans sorted by borrower, then bank; credit lines; all by position."""

    borrower: Ints
    bank: Ints
    product: Ints
    principal: Ints
    balance: Ints
    starts: Ints  # day numbers
    matures: Ints
    late: Ints
    renewal: Ints
    margin: Ints
    collateral: Ints  # 0 none
    relation: Ints  # number of the (borrower, bank) pair, ascending
    facility: Ints  # -1 none
    facility_relation: Ints  # per facility its pair's first loan
    first_loan: Ints  # per firm, n + 1


def make_lending(rng: np.random.Generator, places: Places, firms: Firms, links: Links, count: int) -> Lending:
    """Exactly `count` loans; whoever is guaranteed borrows."""
    n = len(firms.county)
    borrows = rng.random(n) < _BORROWERS
    borrows[links.borrower] = True
    who = np.flatnonzero(borrows)
    weight = np.clip(firms.revenue[who] / np.median(firms.revenue), 0.1, 40.0) ** 0.5
    number = np.ones(len(who), dtype=np.int64) + rng.multinomial(count - len(who), weight / weight.sum())
    borrower = np.repeat(who, number)
    bank = _banks(rng, places, firms, borrower)
    order = np.lexsort((bank, borrower))
    borrower, bank = borrower[order], bank[order]
    relation = np.cumsum(np.r_[False, (borrower[1:] != borrower[:-1]) | (bank[1:] != bank[:-1])])
    product = rng.choice(len(PRODUCTS), size=count, p=np.array(_PRODUCT_ODDS))
    principal, balance = _amounts(rng, firms, borrower, number)
    starts, matures, late = _dates(rng, firms.state[borrower], product)
    lines = rng.random(relation[-1] + 1) < _FACILITY
    first = np.flatnonzero(np.r_[True, relation[1:] != relation[:-1]])
    numbered = np.where(lines, np.cumsum(lines) - 1, -1)
    secured = rng.random(count) < np.where((product == 1) | (product == 2), 0.8, 0.3)
    return Lending(
        borrower=borrower,
        bank=bank,
        product=product,
        principal=principal,
        balance=balance,
        starts=starts,
        matures=matures,
        late=late,
        renewal=rng.choice(4, size=count, p=np.array([0.72, 0.08, 0.14, 0.06])),
        margin=np.where(product == 4, (balance * rng.choice([0.2, 0.3, 0.5], count)).astype(np.int64), 0),
        collateral=np.where(secured, np.round(balance * rng.uniform(0.4, 1.9, count), -6).astype(np.int64), 0),
        relation=relation,
        facility=numbered[relation],
        facility_relation=first[lines],
        first_loan=np.searchsorted(borrower, np.arange(n + 1)),
    )


def _banks(rng: np.random.Generator, places: Places, firms: Firms, borrower: Ints) -> Ints:
    """The lender of every loan: one of the up to six a firm knows, of its own city, its county's rural bank more often than not."""
    n = len(firms.county)
    city = np.array(places.city_of_county)[firms.county]
    known = np.empty((n, 6), dtype=np.int64)
    for number in range(max(places.city_of_county) + 1):
        mine = np.flatnonzero(city == number)
        code = f"38{number + 1:02d}"
        weight = np.where(
            places.banks["city_code"] == code, places.banks["kind"].map(_BANK_WEIGHT).fillna(0.0).to_numpy(dtype=np.float64), 0.0
        )
        weight[(places.banks["city_code"] == "3899").to_numpy()] = 0.3
        known[mine] = rng.choice(len(weight), size=(len(mine), 6), p=weight / weight.sum())
    local = rng.random(n) < 0.6
    known[local, 0] = np.array(places.county_bank)[firms.county[local]]
    reach = 1 + np.minimum(5, rng.poisson(np.clip(np.log10(firms.revenue) - 6.3, 0.2, 4.0)))
    chosen: Ints = known[borrower, (rng.random(len(borrower)) * reach[borrower]).astype(np.int64)]
    return chosen


def _amounts(rng: np.random.Generator, firms: Firms, borrower: Ints, number: Ints) -> tuple[Ints, Ints]:
    """Principal in whole 万元; three balances in ten paid down to some odd fen."""
    parts = rng.gamma(2.0, size=len(borrower))
    whole = np.repeat(np.add.reduceat(parts, np.cumsum(number) - number), number)
    total = firms.revenue * rng.uniform(*_LENT, len(firms.revenue))
    principal = np.maximum(1, (total[borrower] * parts / whole / 1e4).astype(np.int64)) * 1_000_000
    paid = rng.random(len(borrower)) < 0.3
    balance = np.where(paid, (principal * rng.uniform(0.2, 0.98, len(borrower))).astype(np.int64), principal)
    return principal, balance


def _dates(rng: np.random.Generator, state: Ints, product: Ints) -> tuple[Ints, Ints, Ints]:
    """Day numbers of drawing and maturity, days overdue. Sound loans fall due after today, bad ones fell due before."""
    count = len(state)
    long = (product == 1) | (product == 2)
    term = np.where(long, rng.choice(_LONG_TERMS, count), rng.choice(_TERMS, count))
    low, high = np.array(_LATE)[state].T
    late = low + (rng.random(count) * (high - low + 1)).astype(np.int64)
    late = np.where((state == 1) & (rng.random(count) < 0.6), 0, late)
    ahead = 1 + (rng.random(count) * (term - 1)).astype(np.int64)
    matures = np.where(late > 0, TODAY - late, TODAY + ahead)
    return matures - term, matures, late
