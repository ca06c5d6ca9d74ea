"""The greatest fixed point with every party as the only seed, found from the one without seeds.

For i outside G* = G*(∅), a party of G*({i}) outside G* needs somebody of G*({i}) who was released before it in finding G*, or it would
have been held down at that moment. So each is reached from i by links to parties released later and later, each held down by those
not yet released then and those reached. `reach` collects that set; the release iteration starts from it and looks at nobody else.
For i in G*, G*({i}) = G*.

Whoever guarantees for thousands, as a guarantee company does, is not summed up for each of its clients: what it bore when it was released
(`borne`) and the limits of what was called on it since bound its calls, and mostly show that it stands.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from analysis.contagion.kernels import kernel
from analysis.contagion.kernels.falling import enlist
from analysis.contagion.kernels.releasing import NEVER, fill_seen, overcalled
from analysis.contagion.kernels.terms import ZERO, Float64s, Int64s, Records, lost

_NEARLY: Final = 1.0 - 1e-9  # of a threshold, so that the order of adding up cannot decide
MORE: Final = np.dtype([("own", "f8"), ("total", "f8"), ("away", "f8"), ("fallen", "i8"), ("companies", "i8")], align=True)


@kernel
def sweep_worst(
    parties: Records, loans: Records, claims: Records, given: Records, at_party: Records, at_loan: Records, slots: Records,
    places: Records, seeds: Int64s, released: Int64s, borne: Float64s, loss: Float64s, more: Records, first: int, last: int,
) -> None:  # fmt: skip
    """What G*({i}) has beyond G*, for seeds[first:last] into `more`; nothing for i in G*.

    Loss in total, on i's own loans, on others' away from home; parties, guarantee companies among them. `released`, `borne` and `loss`
    (by row of loans) are those of G*.
    """
    for s in range(first, last):
        i = seeds[s]
        if released[i] == NEVER:
            continue
        end = reach(parties, loans, claims, given, at_party, slots, i, released, borne, 2 * (s + 1) * released.size)
        thin(parties, loans, claims, given, at_party, slots, end, released)
        changed = ZERO
        for q in range(end):
            p = at_party[q].queue
            if at_party[p].marked:
                more[s].fallen += 1
                more[s].companies += places[p].company
                changed = list_loans(parties, given, at_party, at_loan, p, released, changed)
        for c in range(changed):
            k = at_loan[c].changed
            at_loan[k].dirty = 0
            b = loans[k].borrower
            difference = lost_seen(loans, claims, at_party, slots, k, released) - loss[k]
            more[s].total += difference
            if b == i:
                more[s].own += difference
            elif places[b].county != places[i].home:
                more[s].away += difference
        for q in range(end):
            at_party[at_party[q].queue].marked = 0


@kernel
def bear(
    parties: Records, loans: Records, claims: Records, given: Records, at_party: Records, slots: Records, released: Int64s,
    borne: Float64s, first: int, last: int,
) -> None:  # fmt: skip
    """Into `borne`: what parties first:last were called for when they were released; of those released at once nobody asks."""
    for j in range(first, last):
        if 0 < released[j] < NEVER:
            borne[j] = 0.0
            for x in range(parties[j].first_given, parties[j + 1].first_given):
                k = given[x].loan
                if fill_seen(loans, claims, at_party, slots, k, j, released, released[j]):
                    for e in range(loans[k].first, loans[k + 1].first):
                        if claims[e].party == j:
                            borne[j] += slots[e - loans[k].first].call


@kernel
def fallen_besides(
    parties: Records, loans: Records, claims: Records, given: Records, at_party: Records, slots: Records, i: int, released: Int64s,
    borne: Float64s, clock: int, found: Int64s,
) -> int:  # fmt: skip
    """Write who is down in G*({i}) and not in G* into `found`; how many. `clock` as for `reach`."""
    end = reach(parties, loans, claims, given, at_party, slots, i, released, borne, clock)
    thin(parties, loans, claims, given, at_party, slots, end, released)
    count = ZERO
    for q in range(end):
        p = at_party[q].queue
        if at_party[p].marked:
            found[count] = p
            count += 1
            at_party[p].marked = 0
    return count


@kernel
def reach(
    parties: Records, loans: Records, claims: Records, given: Records, at_party: Records, slots: Records, i: int, released: Int64s,
    borne: Float64s, clock: int,
) -> int:  # fmt: skip
    """Mark, and put into `queue`, whom i could hold down besides G*: at least G*({i}) without G*.

    `clock` and how many are marked tell whether a party was `tried` against the same marks before; the next clock is 2n later.
    """
    at_party[0].queue = i
    at_party[i].marked = 1
    end, head = ZERO + 1, ZERO
    while head < end:
        p = at_party[head].queue
        head += 1
        for k in range(parties[p].first_loan, parties[p + 1].first_loan):
            end = hold(parties, loans, claims, given, at_party, slots, k, p, released, borne, end, clock)
        for x in range(parties[p].first_given, parties[p + 1].first_given):
            b = given[x].borrower
            if released[b] > released[p] or at_party[b].marked:  # else the loan stands, or was open to all who were released later
                end = hold(parties, loans, claims, given, at_party, slots, given[x].loan, p, released, borne, end, clock)
    return end


@kernel
def hold(
    parties: Records, loans: Records, claims: Records, given: Records, at_party: Records, slots: Records, k: int, p: int, released: Int64s,
    borne: Float64s, end: int, clock: int,
) -> int:  # fmt: skip
    """Mark the guarantors of loan k, released after p, who are held down now that p is marked.

    `called` adds up the limits of the claims that marked parties have opened or made heavier since the clock: with `borne`, no less than
    the calls once all of them have been looked at.
    """
    b = loans[k].borrower
    for e in range(loans[k].first, loans[k + 1].first):
        j = claims[e].party
        since = released[j]
        if released[p] < since < NEVER and not at_party[j].marked and (released[b] >= since or at_party[b].marked):
            if at_party[j].tried < clock:
                at_party[j].called = borne[j]
                at_party[j].tried = clock
            at_party[j].called += claims[e].limit
            if at_party[j].called > parties[j].threshold * _NEARLY and at_party[j].tried != clock + end:
                at_party[j].tried = clock + end
                if overcalled(parties, loans, claims, given, at_party, slots, j, released, since):
                    at_party[j].marked = 1
                    at_party[end].queue = j
                    end += 1
    return end


@kernel
def thin(
    parties: Records, loans: Records, claims: Records, given: Records, at_party: Records, slots: Records, end: int, released: Int64s
) -> None:
    """Unmark, until nobody is left to unmark, who of queue[1:end] can bear G* and the marked being down."""
    more = end > 1
    while more:
        more = False
        for q in range(1, end):
            p = at_party[q].queue
            if at_party[p].marked and not overcalled(parties, loans, claims, given, at_party, slots, p, released, ZERO + NEVER):
                at_party[p].marked = 0
                more = True


@kernel
def list_loans(parties: Records, given: Records, at_party: Records, at_loan: Records, p: int, released: Int64s, changed: int) -> int:
    """List the open loans whose loss p's fall may change."""
    for k in range(parties[p].first_loan, parties[p + 1].first_loan):
        changed = enlist(at_loan, k, changed)
    for x in range(parties[p].first_given, parties[p + 1].first_given):
        b = given[x].borrower
        if released[b] == NEVER or at_party[b].marked:
            changed = enlist(at_loan, given[x].loan, changed)
    return changed


@kernel
def lost_seen(loans: Records, claims: Records, at_party: Records, slots: Records, k: int, released: Int64s) -> float:
    """Bank loss on loan k with G* and the marked down."""
    first = loans[k].first
    for e in range(first, loans[k + 1].first):
        p = claims[e].party
        slots[e - first].up = released[p] != NEVER and not at_party[p].marked
    return lost(loans, claims, slots, k)
