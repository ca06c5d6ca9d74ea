"""What one party held up changes: who of a worst case stands with it, and who of a cascade no longer falls."""

from __future__ import annotations

from typing import Final

import numpy as np

from analysis.contagion.kernels import kernel
from analysis.contagion.kernels.falling import clean, fall, survivors
from analysis.contagion.kernels.releasing import NEVER, overcalled, recall
from analysis.contagion.kernels.terms import ZERO, Flags, Float64s, Int64s, Records, lost

HELD: Final = 3  # state of a party that cannot fall in the cascade at hand
SPARED: Final = np.dtype([("party", "i8"), ("loss", "f8"), ("falls", "f8")], align=True)


@kernel
def hold_up(
    parties: Records, loans: Records, claims: Records, given: Records, at_party: Records, slots: Records, pinned: Flags, released: Int64s,
    i: int, freed: Int64s,
) -> int:  # fmt: skip
    """Let i stand, whatever it is called for, and release whoever can bear the rest of the worst case; how many, i first in `freed`.

    `released`: 0 for who stands, NEVER for who is down. `state` is the waiting flag and clean again at the end.
    """
    released[i] = 0
    freed[0] = i
    count = ZERO + 1
    looked = head = size = ZERO
    while looked < count:
        p = freed[looked]
        looked += 1
        for k in range(parties[p].first_loan, parties[p + 1].first_loan):
            size = recall(loans, claims, at_party, k, released, pinned, head, size)
        for x in range(parties[p].first_given, parties[p + 1].first_given):
            if released[given[x].borrower] == NEVER:
                size = recall(loans, claims, at_party, given[x].loan, released, pinned, head, size)
        while size > 0:
            j = at_party[head].queue
            head = (head + 1) % released.size
            size -= 1
            at_party[j].state = 0
            if not overcalled(parties, loans, claims, given, at_party, slots, j, released, ZERO + 1):
                released[j] = 0
                freed[count] = j
                count += 1
    return count


@kernel
def spare_each(
    parties: Records, loans: Records, claims: Records, given: Records, at_party: Records, at_loan: Records, call: Float64s, slots: Records,
    doubtful: Flags, seeds: Int64s, first: int, last: int, weight: float, most: int, rows: Records, used: int,
) -> tuple[int, int]:  # fmt: skip
    """Cascade from seeds[first:last], and again with each doubtful party that falls (the first `most` of them) held up.

    Appends a row for each to `rows`: the loss and the falls it spares, times `weight`. How many rows are used, how many doubtful parties
    were left out. O(what the cascades touch).
    """
    end, touched, _ = fall(parties, loans, claims, given, at_party, at_loan, call, slots, seeds, first, last)
    loss = lost_in(parties, loans, claims, at_party, slots, end)
    tried = left_out = ZERO
    for q in range(end):
        p = at_party[q].queue
        if doubtful[p] and at_party[p].round_of > 0:
            if tried < most:
                rows[used + tried].party = p
                tried += 1
            else:
                left_out += 1
    clean(parties, loans, at_party, call, end, touched)
    for r in range(used, used + tried):
        p = rows[r].party
        at_party[p].state = HELD
        fewer, touched, _ = fall(parties, loans, claims, given, at_party, at_loan, call, slots, seeds, first, last)
        rows[r].loss = weight * max(0.0, loss - lost_in(parties, loans, claims, at_party, slots, fewer))
        rows[r].falls = weight * (end - fewer)
        clean(parties, loans, at_party, call, fewer, touched)
        at_party[p].state = 0
    return used + tried, left_out


@kernel
def spare_by_seed(
    parties: Records, loans: Records, claims: Records, given: Records, at_party: Records, at_loan: Records, call: Float64s, slots: Records,
    doubtful: Flags, chance: Float64s, seeds: Int64s, first: int, last: int, most: int, rows: Records,
) -> tuple[int, int]:  # fmt: skip
    """`spare_each` for every seed of seeds[first:last] alone, weighted by its chance; rows used, doubtful parties left out."""
    used = left_out = ZERO
    for s in range(first, last):
        if chance[seeds[s]] > 0.0:
            used, more = spare_each(
                parties, loans, claims, given, at_party, at_loan, call, slots, doubtful, seeds, s, s + 1, chance[seeds[s]], most, rows, used
            )
            left_out += more
    return used, left_out


@kernel
def lost_in(parties: Records, loans: Records, claims: Records, at_party: Records, slots: Records, end: int) -> float:
    """Bank loss on the loans of queue[:end], all DOWN."""
    total = 0.0
    for q in range(end):
        p = at_party[q].queue
        for k in range(parties[p].first_loan, parties[p + 1].first_loan):
            survivors(loans, claims, at_party, slots, k)
            total += lost(loans, claims, slots, k)
    return total
