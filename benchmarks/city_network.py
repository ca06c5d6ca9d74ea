"""A seeded guarantee network of city size: sparse, many small parts and a few large ones, sizes after a power law."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import pyarrow as pa

from graph.network import Banks, Counties, GuaranteeNetwork, Guarantees, Loans, Sectors, freeze, group

COUNTIES: Final = 12
SECTORS: Final = 20
BANKS: Final = 30
LINKS_PER_FIRM: Final = 0.75  # distinct guarantor-borrower pairs (Wang, Zhang & Yang 2020)


def city_network(
    firms: int = 100_000,
    loans: int = 500_000,
    guarantees: int = 700_000,
    *,
    seed: int = 7,
    ease: float = 1.0,
    links: float = LINKS_PER_FIRM,
) -> GuaranteeNetwork:
    """Firms with heavy-tailed sizes; guarantors are mostly near their borrowers; `ease` scales what guarantors can pay."""
    rng = np.random.default_rng(seed)
    size = rng.pareto(1.6, firms) + 1.0
    borrower_of_link, guarantor_of_link = _links(rng, size, int(links * firms))
    per_firm = 1.0 + np.bincount(borrower_of_link, minlength=firms) * 2.0
    borrower = np.sort(rng.choice(firms, loans, p=per_firm / per_firm.sum())).astype(np.int32)
    shuffled = rng.permutation(loans)
    borrower = borrower[shuffled]
    amount = np.round(size[borrower] * rng.lognormal(0.0, 0.6, loans) * 1e6, 2)
    collateral = rng.random(loans) < 0.3
    shortfall = np.round(amount * np.where(collateral, rng.random(loans), 1.0), 2)

    # every loan of a borrower and every of its guarantors, thinned to the number wanted
    first_link, by_borrower = group(borrower_of_link, firms)
    width = np.diff(first_link)[borrower]
    loan = np.repeat(np.arange(loans, dtype=np.int32), width)
    within = np.arange(len(loan)) - np.repeat(np.cumsum(width) - width, width)
    guarantor = guarantor_of_link[by_borrower[first_link[borrower[loan]] + within]].astype(np.int32)
    kept = np.sort(rng.choice(len(loan), min(guarantees, len(loan)), replace=False))
    loan, guarantor = loan[kept], guarantor[kept]
    order = np.lexsort((guarantor, loan))
    loan, guarantor = loan[order], guarantor[order]
    number = len(loan)
    cap = np.where(rng.random(number) < 0.6, np.inf, np.round(shortfall[loan] * rng.uniform(0.2, 1.0, number), 2))
    kind = rng.choice(np.array([0, 1, 2], np.int8), number, p=[0.9, 0.06, 0.04])
    capacity = np.round(size * rng.lognormal(0.0, 1.0, firms) * 3e6 * ease, 2)
    known = rng.random(firms) < 0.95
    capacity[~known] = 0.0
    county = rng.integers(0, COUNTIES, firms).astype(np.int32)

    small = GuaranteeNetwork.from_loans([], [0.0])
    codes = pa.array([f"{i:018d}" for i in range(firms)])
    first_loan, own_loans = group(borrower, firms)
    first_given, given = group(guarantor, firms)
    first_guarantee, _ = group(loan, loans)
    return freeze(
        replace(
            small,
            snapshot=f"benchmark {firms} {loans} {number} seed {seed}",
            parties=replace(
                small.parties, code=codes, name=codes, kind=np.zeros(firms, np.int8), county=county,
                sector=rng.integers(0, SECTORS, firms).astype(np.int32), resources=capacity,
                own_debt=np.zeros(firms), capacity=capacity, capacity_known=known, external=np.zeros(firms, bool),
                employees=np.round(size * 20).astype(np.int64),
                default_probability=rng.choice([0.015, 0.08, 0.4], firms, p=[0.9, 0.08, 0.02]),
                key_enterprise=np.zeros(firms, bool), application=np.zeros(firms, np.int8), later_figures=np.zeros(firms, bool),
                first_loan=first_loan, own_loans=own_loans, first_given=first_given, given=given,
            ),
            loans=Loans(
                number=pa.array([str(i) for i in range(loans)]), borrower=borrower, bank=rng.integers(0, BANKS, loans).astype(np.int32),
                exposure=amount, collateral=amount - shortfall, shortfall=shortfall, loan_class=np.zeros(loans, np.int8),
                due=np.ones(loans, bool), first_guarantee=first_guarantee,
            ),
            guarantees=Guarantees(
                contract=pa.array([str(i) for i in range(number)]), loan=loan, guarantor=guarantor, stated_cap=cap, cap=cap,
                weight=np.ones(number), share=np.full(number, np.nan), liability=kind,
            ),
            banks=Banks(
                pa.array([str(i) for i in range(BANKS)]), pa.array([str(i) for i in range(BANKS)]), np.zeros(BANKS, np.int32),
                np.zeros(BANKS, bool), np.full(BANKS, np.nan),
            ),
            counties=Counties(pa.array([str(i) for i in range(COUNTIES)]), pa.array([str(i) for i in range(COUNTIES)])),
            sectors=Sectors(pa.array([f"C{i + 13}" for i in range(SECTORS)])),
        )
    )  # fmt: skip


def _links(rng: np.random.Generator, size: np.ndarray, number: int) -> tuple[np.ndarray, np.ndarray]:
    """Distinct pairs borrower, guarantor: half mutual pairs and triangles of neighbours, half drawn by size among all."""
    firms = len(size)
    chance = size / size.sum()
    left = rng.choice(firms, number)
    near = (left + rng.integers(1, 4, number)) % firms
    far = rng.choice(firms, number, p=chance)
    other = np.where(rng.random(number) < 0.5, near, far)
    swap = rng.random(number) < 0.5
    pairs = np.unique(np.where(swap, left * firms + other, other * firms + left))
    borrower, guarantor = pairs // firms, pairs % firms
    apart = borrower != guarantor
    return borrower[apart], guarantor[apart]
