"""Guarantee contracts row by row: firms for firms, guarantee companies, controllers, firms from elsewhere. Amounts in fen."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ingest.synthetic.lending import TODAY, Lending
from ingest.synthetic.links import Links
from ingest.synthetic.population import People

Ints = npt.NDArray[np.integer[Any]]

FIRM, PERSON, COMPANY, STRANGER = range(4)
LIABILITIES: Final = ("joint", "general", "several", "unclear")
_LIABILITY_ODDS: Final = (0.9, 0.04, 0.015, 0.045)
_COVERED: Final = 0.8  # of a borrower's loans a guarantor firm covers
_MAXIMUM: Final = 0.3  # of the contracts cover all loans at a bank up to one amount
_COMPANY_LOANS: Final = 0.3  # of the loans of firms that no other firm guarantees nor is guaranteed by
_STRANGERS: Final = 0.004  # per firm
_NO_PERIOD: Final = 0.1  # of the contracts for sound loans state no period


@dataclass(frozen=True, eq=False)
class Promises:
    """One row per guarantor and loan, or guarantor and credit line."""

    kind: Ints  # FIRM, PERSON, COMPANY, STRANGER
    guarantor: Ints  # position among its kind
    loan: Ints  # -1: a credit line
    facility: Ints  # -1: a loan
    contract: Ints
    cap: Ints  # -1: the whole debt
    liability: Ints
    group: Ints  # joint-guarantee group, -1 none
    signed: Ints  # day numbers
    ends: Ints  # -1 not stated

    def __len__(self) -> int:
        return len(self.kind)


def make_promises(rng: np.random.Generator, lending: Lending, links: Links, people: People, company_of: Ints, count: int) -> Promises:
    """Exactly `count` rows: all links of the network, some guarantee companies, and as many controllers as it takes."""
    rows = [_of_firms(rng, lending, links)]
    alone = np.ones(len(lending.first_loan) - 1, dtype=bool)
    alone[links.taking_part] = False
    some = np.flatnonzero((rng.random(len(lending.borrower)) < _COMPANY_LOANS) & alone[lending.borrower])
    rows.append(_whole(rng, lending, COMPANY, company_of[lending.borrower[some]], some))
    borrowers = np.unique(lending.borrower)
    helped = np.sort(rng.permutation(borrowers)[: int(len(lending.first_loan) * _STRANGERS)])
    rows.append(_whole(rng, lending, STRANGER, np.arange(len(helped)), lending.first_loan[helped]))
    loan = np.arange(len(lending.borrower))
    signers = np.concatenate([people.controller[lending.borrower], people.second[lending.borrower]])
    loans = np.concatenate([loan, loan])
    able = np.flatnonzero(signers >= 0)
    missing = count - sum(len(part) for part in rows)
    if not 0 <= missing <= len(able):
        raise ValueError(f"{count} guarantees do not fit {len(loan)} loans of this city")
    picked = np.sort(rng.permutation(able)[:missing])
    rows.append(_whole(rng, lending, PERSON, signers[picked], loans[picked]))
    start = np.cumsum([0, *(int(part.contract.max(initial=-1)) + 1 for part in rows)])
    joined = {field.name: np.concatenate([getattr(part, field.name) for part in rows]) for field in fields(Promises)}
    joined["contract"] = np.concatenate([part.contract + shift for part, shift in zip(rows, start, strict=False)])
    return Promises(**joined)


def _whole(rng: np.random.Generator, lending: Lending, kind: int, guarantor: Ints, loan: Ints) -> Promises:
    """One contract per loan, joint, for the whole debt, signed when the loan was drawn."""
    rows = len(loan)
    ends = lending.matures[loan] + np.where(rng.random(rows) < 0.7, 1095, 730)
    ends = np.where((lending.matures[loan] > TODAY) & (rng.random(rows) < _NO_PERIOD), -1, ends)
    return Promises(
        kind=np.full(rows, kind), guarantor=guarantor, loan=loan, facility=np.full(rows, -1), contract=np.arange(rows),
        cap=np.full(rows, -1), liability=np.zeros(rows, np.int64), group=np.full(rows, -1), signed=lending.starts[loan], ends=ends,
    )  # fmt: skip


def _of_firms(rng: np.random.Generator, lending: Lending, links: Links) -> Promises:
    """Every link covers most loans of its borrower, at least one; per bank by one contract a loan or by one maximum-amount contract."""
    number = (lending.first_loan[1:] - lending.first_loan[:-1])[links.borrower]
    link = np.repeat(np.arange(len(number)), number)
    step = np.arange(len(link)) - np.repeat(np.cumsum(number) - number, number)
    loan = lending.first_loan[links.borrower][link] + step
    covered = rng.random(len(link)) < _COVERED
    covered[(np.cumsum(number) - number) + (rng.random(len(number)) * number).astype(np.int64)] = True
    link, loan = link[covered], loan[covered]
    relation = lending.relation[loan]
    fresh = np.r_[True, (link[1:] != link[:-1]) | (relation[1:] != relation[:-1])]
    bundle = np.cumsum(fresh) - 1  # one guarantor, one borrower, one bank
    pooled = rng.random(bundle[-1] + 1) < _MAXIMUM
    total = np.bincount(bundle, weights=lending.balance[loan]).astype(np.int64)
    # one amount for several loans, rounded up to whole 万元
    ceiling = -(-total * 11 // 10_000_000) * 1_000_000
    first = np.flatnonzero(fresh)
    line = np.where(pooled, lending.facility[loan[first]], -1)
    contract = np.cumsum(fresh | ~pooled[bundle]) - 1
    own_cap = np.where(rng.random(len(loan)) < 0.2, lending.principal[loan], -1)
    earliest = np.minimum.reduceat(lending.starts[loan], first)
    latest = np.maximum.reduceat(lending.matures[loan], first)
    kind_of_contract = rng.choice(len(LIABILITIES), size=len(first), p=np.array(_LIABILITY_ODDS))
    group = links.group[link]
    row = np.flatnonzero(~(line[bundle] >= 0) | fresh)  # a credit line is guaranteed once
    on_line = line[bundle[row]] >= 0
    return Promises(
        kind=np.full(len(row), FIRM),
        guarantor=links.guarantor[link[row]],
        loan=np.where(on_line, -1, loan[row]),
        facility=np.where(on_line, line[bundle[row]], -1),
        contract=contract[row],
        cap=np.where(pooled[bundle[row]], ceiling[bundle[row]], own_cap[row]),
        liability=np.where(group[row] >= 0, 0, kind_of_contract[bundle[row]]),
        group=group[row],
        signed=np.where(pooled[bundle[row]], earliest[bundle[row]], lending.starts[loan[row]]),
        ends=np.maximum(np.where(pooled[bundle[row]], latest[bundle[row]], lending.matures[loan[row]]) + 1095, TODAY + 1),
    )
