"""What a visitor sees of counties and banks: whole cities in figures, others' shares of them never one by one."""

from __future__ import annotations

from typing import Any

import numpy as np

from api.security.enterprises import stub
from api.security.views import View
from graph.network import LoanClass


def counties(view: View) -> list[dict[str, Any]]:
    """All counties; figures of those whose parties the visitor sees in full."""
    network = view.network
    parties, loans = network.parties, network.loans
    count = len(network.counties.code)
    county_of_loan = parties.county[loans.borrower]
    known = county_of_loan >= 0
    exposure = np.bincount(county_of_loan[known], loans.exposure[known], count)
    firms = np.bincount(parties.county[parties.county >= 0], minlength=count)
    keys = np.bincount(parties.county[(parties.county >= 0) & parties.key_enterprise], minlength=count)
    names = zip(network.counties.code.to_pylist(), network.counties.name.to_pylist(), strict=True)
    return [
        {"county": code, "name": name}
        | (
            {"parties": int(firms[place]), "key_enterprises": int(keys[place]), "loans": round(float(exposure[place]), 2)}
            if view.whole or place == view.county
            else {"parties": None, "key_enterprises": None, "loans": None}
        )
        for place, (code, name) in enumerate(names)
    ]


def bank_place(code: str, view: View) -> int | None:
    """The position of a bank the visitor may name; None where there is none."""
    found = view.network.banks.code.index(code).as_py()
    return found if found >= 0 and view.banks[found] else None


def exposures(place: int, view: View) -> list[dict[str, Any]]:
    """What a bank lent to whom the visitor sees in full, the largest first. Linear in loans."""
    network = view.network
    loans = network.loans
    rows = np.flatnonzero((loans.bank == place) & view.loans)
    borrowers, of = np.unique(loans.borrower[rows], return_inverse=True)
    amount, number = np.bincount(of, loans.exposure[rows], len(borrowers)), np.bincount(of, minlength=len(borrowers))
    worst = np.full(len(borrowers), -1, np.int64)
    np.maximum.at(worst, of, loans.loan_class[rows].astype(np.int64))
    capital = float(network.banks.net_capital[place])
    order = np.lexsort((borrowers, -amount))
    return [
        stub(int(borrowers[one]), view)
        | {
            "exposure": round(float(amount[one]), 2),
            "loans": int(number[one]),
            "worst_class": LoanClass(int(worst[one])).name.lower(),
            "share_of_capital": float(amount[one] / capital) if np.isfinite(capital) and capital > 0 else None,
        }
        for one in order.tolist()
    ]


def spillover(told: dict[str, Any], view: View) -> dict[str, Any]:
    """The flows between counties; a county's are those that start or end there, and it sees no bank's losses."""
    if view.whole:
        return told
    mine = view.visitor.jurisdiction
    return told | {
        "counties": [row for row in told["counties"] if row["county"] == mine],
        "flows": [row for row in told["flows"] if mine in (row["from"], row["to"])],
        "banks": [],
        "bank_totals": [],
    }
