"""Every party as the only seed: what its cascade does, one record of figures a seed."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from analysis.contagion.kernels import kernel
from analysis.contagion.kernels.falling import DOWN, clean, fall, survivors
from analysis.contagion.kernels.tallies import ROW, TALLY, add, emit
from analysis.contagion.kernels.terms import ZERO, Float64s, Int32s, Int64s, Records, lost

_ROOM: Final = 8192  # rows a thread writes before they are taken away
# `home` is the county that counts as home when the party is the seed; `log_survival` is -log(1 - PD) as an integer, so that sums of it
# are the same in any order
PLACE: Final = np.dtype([("home", "i4"), ("county", "i4"), ("employees", "i8"), ("log_survival", "i8"), ("company", "u1")], align=True)
# `fallen` counts the seed; counties, banks and payers are the entries of its rows
FIGURES: Final = np.dtype(
    [
        ("own", "f8"), ("caused", "f8"), ("away", "f8"), ("fallen", "i8"), ("employees", "i8"), ("counties", "i8"), ("banks", "i8"),
        ("payers", "i8"),
    ],
    align=True,
)  # fmt: skip


class Books(NamedTuple):
    """Sums and rows of one thread."""

    by_county: Records
    by_bank: Records
    by_payer: Records
    county_rows: Records
    bank_rows: Records
    payer_rows: Records


def make_books(counties: int, banks: int) -> Books:
    """Books with room for the rows of any seed and of many."""
    return Books(
        by_county=np.zeros(counties + 1, TALLY),
        by_bank=np.zeros(banks + 1, TALLY),
        by_payer=np.zeros(counties + 1, TALLY),
        county_rows=np.zeros(counties + 1 + _ROOM, ROW),
        bank_rows=np.zeros(banks + 1 + _ROOM, ROW),
        payer_rows=np.zeros(counties + 1 + _ROOM, ROW),
    )


@kernel
def sweep_seeds(
    parties: Records, loans: Records, claims: Records, given: Records, at_party: Records, at_loan: Records, call: Float64s, slots: Records,
    places: Records, bank: Int32s, by_county: Records, by_bank: Records, by_payer: Records, county_rows: Records, bank_rows: Records,
    payer_rows: Records, hits: Int64s, figures: Records, seeds: Int64s, first: int, last: int,
) -> int:  # fmt: skip
    """Cascade from each of seeds[first:last] alone, as long as there is room for the rows of another; the first seed not done.

    `figures` of the seeds; `hits`: summed log survivals of the seeds that take a party down; rows of loss by county, loss by bank and calls
    paid by county, one seed's after the other's. O(what the cascades touch).
    """
    county_used = bank_used = payer_used = ZERO
    for s in range(first, last):
        if (
            county_used + by_county.size > county_rows.size
            or bank_used + by_bank.size > bank_rows.size
            or payer_used + by_payer.size > payer_rows.size
        ):
            return s
        end, touched, _ = fall(parties, loans, claims, given, at_party, at_loan, call, slots, seeds, s, s + 1)
        figures[s].fallen = end
        if end == 1:
            figures[s].own = parties[seeds[s]].alone
        else:
            add_losses(parties, loans, claims, at_party, slots, places, bank, end, by_county, by_bank, figures, s)
        for t in range(touched):
            p = at_party[t].touched
            if at_party[p].state != DOWN:
                figures[s].payers = add(by_payer, figures[s].payers, places[p].county, at_party[p].called)
        for q in range(end):
            p = at_party[q].queue
            figures[s].employees += places[p].employees
            hits[p] += places[seeds[s]].log_survival
        county_used = emit(by_county, figures[s].counties, county_rows, county_used)
        bank_used = emit(by_bank, figures[s].banks, bank_rows, bank_used)
        payer_used = emit(by_payer, figures[s].payers, payer_rows, payer_used)
        clean(parties, loans, at_party, call, end, touched)
    return last


@kernel
def add_losses(
    parties: Records, loans: Records, claims: Records, at_party: Records, slots: Records, places: Records, bank: Int32s, end: int,
    by_county: Records, by_bank: Records, figures: Records, s: int,
) -> None:  # fmt: skip
    """Losses on the loans of queue[:end] into the figures of seed s, the first; beyond its own loans also by county and bank."""
    home = places[at_party[0].queue].home
    for q in range(end):
        p = at_party[q].queue
        of_party = 0.0
        for k in range(parties[p].first_loan, parties[p + 1].first_loan):
            survivors(loans, claims, at_party, slots, k)
            loss = lost(loans, claims, slots, k)
            of_party += loss
            if q > 0 and loss > 0.0:
                figures[s].banks = add(by_bank, figures[s].banks, bank[k], loss)
        if q == 0:
            figures[s].own = of_party
        elif of_party > 0.0:
            figures[s].caused += of_party
            figures[s].counties = add(by_county, figures[s].counties, places[p].county, of_party)
            if places[p].county != home:
                figures[s].away += of_party
