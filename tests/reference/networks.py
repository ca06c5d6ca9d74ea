"""Small random networks that go to the edges: no loans, no capacity, mutual guarantees, a guarantor twice on one loan, every kind."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pyarrow as pa

from graph.network import Banks, Counties, GuaranteeNetwork, Guarantees, freeze, group

COUNTIES = 3
BANKS = 3


def of_contracts(loans, capacity) -> GuaranteeNetwork:
    """As `GuaranteeNetwork.from_loans`, but a guarantor may have several contracts on one loan and a city be empty, as in a store."""
    if not len(capacity):
        return empty_network()
    network = GuaranteeNetwork.from_loans([(borrower, debt, []) for borrower, debt, _ in loans], capacity)
    rows = sorted(((loan, *claim) for loan, (_, _, claims) in enumerate(loans) for claim in claims), key=lambda row: row[:2])
    loan, guarantor = np.array([row[0] for row in rows], np.int32), np.array([row[1] for row in rows], np.int32)
    first_given, given = group(guarantor, len(network.parties.capacity))
    cap = np.array([np.inf if row[2] is None else row[2] for row in rows], np.float64)
    guarantees = Guarantees(
        contract=pa.array([str(row) for row in range(len(rows))], pa.string()),
        loan=loan,
        guarantor=guarantor,
        stated_cap=cap,
        cap=cap,
        weight=np.array([row[3] for row in rows], np.float64),
        share=np.full(len(rows), np.nan),
        liability=np.zeros(len(rows), np.int8),
    )
    return freeze(
        replace(
            network,
            parties=replace(network.parties, first_given=first_given, given=given),
            loans=replace(network.loans, first_guarantee=group(loan, len(loans))[0]),
            guarantees=guarantees,
        )
    )


def empty_network() -> GuaranteeNetwork:
    """An empty city's: no party, no loan."""
    one = GuaranteeNetwork.from_loans([], [0.0])
    columns = {field.name: getattr(one.parties, field.name) for field in fields(one.parties)}
    return replace(
        one, parties=replace(one.parties, **{name: column[: 1 if name.startswith("first_") else 0] for name, column in columns.items()})
    )


def random_network(rng: np.random.Generator, *, most: int = 8) -> GuaranteeNetwork:
    """Up to `most` parties and loans; amounts are small whole numbers, so that calls often meet a capacity exactly."""
    n = int(rng.integers(1, most + 1))
    loans = []
    for _ in range(int(rng.integers(0, most + 1))):
        borrower = int(rng.integers(n))
        others = [i for i in range(n) if i != borrower]
        width = int(rng.integers(0, 6)) if others else 0
        claims = [
            (
                int(rng.choice(others)),
                None if rng.random() < 0.4 else float(rng.integers(0, 16)),
                float(rng.choice([0, 1, 1, 1, 2, 3])),
            )
            for _ in range(width)
        ]
        loans.append((borrower, float(rng.integers(0, 21)), claims))
    network = of_contracts(loans, [float(rng.choice([0, 0, 1, 2, 3, 5, 8, 13, 20])) for _ in range(n)])
    claims_in_all = len(network.guarantees.cap)
    mixed = rng.choice(np.array([0, 1, 2], np.int8), claims_in_all, p=[0.6, 0.2, 0.2])
    share = np.where(rng.random(claims_in_all) < 0.5, rng.choice([0.0, 0.25, 0.5, 0.7, 1.0], claims_in_all), np.nan)
    places = pa.array([str(place) for place in range(COUNTIES)])
    return freeze(
        replace(
            network,
            guarantees=replace(network.guarantees, liability=mixed if rng.random() < 0.7 else network.guarantees.liability, share=share),
            parties=replace(
                network.parties,
                kind=rng.choice(np.array([0, 0, 1, 2], np.int8), n),
                capacity_known=rng.random(n) < 0.9,
                county=rng.integers(-1, COUNTIES, n).astype(np.int32),
                employees=rng.integers(-1, 100, n),
                default_probability=rng.choice([0.015, 0.08, 0.4, 1.0], n),
            ),
            loans=replace(
                network.loans,
                bank=rng.integers(0, BANKS, len(loans)).astype(np.int32),
                due=rng.random(len(loans)) < 0.5,
                exposure=network.loans.shortfall + rng.choice([0.0, 0.0, 4.0], len(loans)),
            ),
            banks=Banks(places, places, np.zeros(BANKS, np.int32), np.zeros(BANKS, bool), np.full(BANKS, np.nan)),
            counties=Counties(places, places),
        )
    )


def random_withdrawal(rng: np.random.Generator) -> float | dict[str, float]:
    """None, one share for all banks, or shares by bank."""
    if rng.random() < 0.6:
        return float(rng.choice([0.0, 0.0, 0.25, 1.0]))
    named = rng.choice([str(place) for place in range(BANKS)] + ["*"], 2, replace=False)
    return {str(bank): float(rng.choice([0.0, 0.25, 0.5, 1.0])) for bank in named}


def random_assumptions(rng: np.random.Generator, n: int) -> dict[str, Any]:
    """Keyword arguments of the cascade."""
    return {
        "liability": str(rng.choice(["contract", "contract", "joint", "several", "general"])),
        "weights": str(rng.choice(["stated", "stated", "equal", "cap", "capacity"])),
        "enforcement_recovery": float(rng.choice([0.0, 0.0, 0.3, 1.0])),
        "unknown_capacity": str(rng.choice(["zero", "unlimited"])),
        "rescue": [int(i) for i in rng.choice(n, int(rng.integers(0, 2)))],
        "cross_default": str(rng.choice(["all", "all", "due"])),
        "withdrawal": random_withdrawal(rng),
    }
