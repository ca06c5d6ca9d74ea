"""Scenario after scenario: draw who defaults of its own, let them fall, count what it costs."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from analysis.contagion.kernels import kernel
from analysis.contagion.kernels.clearing import clear
from analysis.contagion.kernels.falling import DOWN, clean, fall
from analysis.contagion.kernels.sampling import Word, draw
from analysis.contagion.kernels.terms import ROUNDING, ZERO, Float64s, Int32s, Int64s, Records

# One a scenario. `pulled` is the part of the loss on loans of those who fell through others
OUTCOME: Final = np.dtype([("loss", "f8"), ("pulled", "f8"), ("seeds", "i4"), ("fallen", "i4"), ("converged", "u1")], align=True)
# One a party and thread: in how many scenarios it was a seed, was down, and the loss on its loans in `units` a yuan. Integers, so that
# neither threads nor chunks matter
TOLL: Final = np.dtype([("seeded", "i4"), ("fallen", "i4"), ("loss", "i8")], align=True)


@kernel
def run_cascades(
    parties: Records, loans: Records, claims: Records, given: Records, at_party: Records, at_loan: Records, call: Float64s, slots: Records,
    cells: Records, members: Records, loadings: Float64s, seed: Word, market: Float64s, county: Float64s, sector: Float64s, seeds: Int64s,
    bank: Int32s, tolls: Records, of_bank: Int64s, units: Float64s, numbers: Int64s, first: int, last: int, outcomes: Records,
) -> None:  # fmt: skip
    """The cascades of the scenarios numbers[first:last]. O(cells + candidates + what the cascades touch)."""
    for s in range(first, last):
        size = draw(cells, members, loadings, seed, numbers[s], market, county, sector, seeds)
        end, touched, _ = fall(parties, loans, claims, given, at_party, at_loan, call, slots, seeds, ZERO, size)
        total = pulled = 0.0
        for q in range(end):
            p = at_party[q].queue
            of_party = 0.0
            for k in range(parties[p].first_loan, parties[p + 1].first_loan):
                loss = lost_now(loans, claims, at_party, k)
                of_party += loss
                of_bank[bank[k]] += to_units(loss, units[1])
            total += of_party
            if q < size:
                tolls[p].seeded += 1
            else:
                pulled += of_party
            tolls[p].fallen += 1
            tolls[p].loss += to_units(of_party, units[0])
        outcomes[s].loss, outcomes[s].pulled, outcomes[s].seeds, outcomes[s].fallen, outcomes[s].converged = total, pulled, size, end, 1
        clean(parties, loans, at_party, call, end, touched)


@kernel
def lost_now(loans: Records, claims: Records, at_party: Records, k: int) -> float:
    """Bank loss on loan k, its borrower down, given who is DOWN: `survivors` and `lost` in one."""
    left = loans[k].shortfall - loans[k].enforced
    for e in range(loans[k].first, loans[k + 1].first):
        if at_party[claims[e].party].state != DOWN:
            left -= claims[e].limit
    return left if left > ROUNDING * loans[k].shortfall else 0.0


@kernel
def to_units(amount: float, units: float) -> int:
    """An amount as a whole number of units."""
    return math.floor(amount * units + 0.5)


@kernel
def run_clearings(
    parties: Records, loans: Records, claims: Records, given: Records, purses: Records, at_loan: Records, call: Float64s, tolerance: float,
    max_rounds: int, cells: Records, members: Records, loadings: Float64s, seed: Word, market: Float64s, county: Float64s, sector: Float64s,
    seeds: Int64s, bank: Int32s, tolls: Records, of_bank: Int64s, units: Float64s, numbers: Int64s, first: int, last: int,
    outcomes: Records,
) -> None:  # fmt: skip
    """The clearings of the scenarios numbers[first:last]. O(parties + cells + candidates + what the clearings touch)."""
    for s in range(first, last):
        size = draw(cells, members, loadings, seed, numbers[s], market, county, sector, seeds)
        _, converged = clear(parties, loans, claims, given, purses, at_loan, call, seeds[:size], tolerance, max_rounds)
        total = pulled = 0.0
        end = ZERO
        for p in range(purses.size):
            if purses[p].down:
                of_party = 0.0
                for k in range(parties[p].first_loan, parties[p + 1].first_loan):
                    loss = left_unpaid(loans, claims, purses, call, k)
                    of_party += loss
                    of_bank[bank[k]] += to_units(loss, units[1])
                total += of_party
                if purses[p].round_of > 0:
                    pulled += of_party
                end += 1
                tolls[p].fallen += 1
                tolls[p].loss += to_units(of_party, units[0])
        for i in range(size):
            tolls[seeds[i]].seeded += 1
        outcomes[s].loss, outcomes[s].pulled, outcomes[s].seeds, outcomes[s].fallen = total, pulled, size, end
        outcomes[s].converged = converged
        refill(parties, loans, claims, purses, call)


@kernel
def left_unpaid(loans: Records, claims: Records, purses: Records, call: Float64s, k: int) -> float:
    """Bank loss on loan k, its borrower down, as `tally_loans` has it."""
    open_part = 1.0 - purses[loans[k].borrower].recovery
    left = loans[k].shortfall * open_part
    for e in range(loans[k].first, loans[k + 1].first):
        left -= purses[claims[e].party].recovery * call[e]
    left -= max(0.0, min(loans[k].enforced * open_part, left))
    return left if left > ROUNDING * loans[k].shortfall else 0.0


@kernel
def refill(parties: Records, loans: Records, claims: Records, purses: Records, call: Float64s) -> None:
    """Undo what a clearing left in the purses and calls."""
    for p in range(purses.size):
        if purses[p].down:
            purses[p].down = 0
            purses[p].round_of = 0
            purses[p].recovery = 1.0
            for e in range(loans[parties[p].first_loan].first, loans[parties[p + 1].first_loan].first):
                call[e] = 0.0
                purses[claims[e].party].called = 0.0
