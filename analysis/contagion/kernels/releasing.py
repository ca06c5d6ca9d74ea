"""The greatest fixed point: everybody is down, whoever can bear all others being down is released, and so on."""

from __future__ import annotations

from typing import Final

from analysis.contagion.kernels import kernel
from analysis.contagion.kernels.terms import ZERO, Flags, Float64s, Int64s, Records, fill

NEVER: Final = 2**31 - 1  # number of release of those who stay down


@kernel
def fill_seen(
    loans: Records, claims: Records, at_party: Records, slots: Records, k: int, j: int, released: Int64s, since: int
) -> bool:  # fmt: skip
    """The calls of loan k, if it is open, with j up and down whoever was released at `since` or later, or is marked."""
    b = loans[k].borrower
    if released[b] < since and not at_party[b].marked:
        return False
    first = loans[k].first
    for e in range(first, loans[k + 1].first):
        p = claims[e].party
        slots[e - first].up = p == j or (released[p] < since and not at_party[p].marked)
    fill(loans, claims, slots, k)
    return True


@kernel
def overcalled(
    parties: Records, loans: Records, claims: Records, given: Records, at_party: Records, slots: Records, j: int, released: Int64s,
    since: int,
) -> bool:  # fmt: skip
    """Whether Q_j(S without j) makes j fall, S as in `fill_seen`."""
    total = 0.0
    for x in range(parties[j].first_given, parties[j + 1].first_given):
        k = given[x].loan
        if fill_seen(loans, claims, at_party, slots, k, j, released, since):
            for e in range(loans[k].first, loans[k + 1].first):
                if claims[e].party == j:
                    total += slots[e - loans[k].first].call
            if total > parties[j].threshold:
                return True
    return False


@kernel
def calls_on(
    parties: Records, loans: Records, claims: Records, given: Records, at_party: Records, slots: Records, j: int, released: Int64s,
    since: int, rows: Int64s, amounts: Float64s,
) -> int:  # fmt: skip
    """The calls of Q_j(S without j) as claims and amounts; how many there are."""
    size = 0
    for x in range(parties[j].first_given, parties[j + 1].first_given):
        k = given[x].loan
        if fill_seen(loans, claims, at_party, slots, k, j, released, since):
            for e in range(loans[k].first, loans[k + 1].first):
                if claims[e].party == j and slots[e - loans[k].first].call > 0.0:
                    rows[size] = e
                    amounts[size] = slots[e - loans[k].first].call
                    size += 1
    return size


@kernel
def release(
    parties: Records, loans: Records, claims: Records, given: Records, at_party: Records, slots: Records, pinned: Flags, released: Int64s
) -> None:
    """Number the releases into `released`, all NEVER at first; who stays NEVER is the greatest fixed point with the pinned as seeds.

    0 for all who can bear everybody else being down, then one after the other: a party is looked at again when a borrower it guarantees
    or a co-guarantor was released. `state` is the waiting flag and clean again at the end.
    """
    size = head = ZERO
    for p in range(released.size):
        if not pinned[p]:
            if overcalled(parties, loans, claims, given, at_party, slots, p, released, ZERO):
                at_party[size].queue = p
                size += 1
                at_party[p].state = 1
            else:
                released[p] = 0
    number = ZERO + 1
    while size > 0:
        p = at_party[head].queue
        head = (head + 1) % released.size
        size -= 1
        at_party[p].state = 0
        if overcalled(parties, loans, claims, given, at_party, slots, p, released, number):
            continue
        released[p] = number
        number += 1
        for k in range(parties[p].first_loan, parties[p + 1].first_loan):
            size = recall(loans, claims, at_party, k, released, pinned, head, size)
        for x in range(parties[p].first_given, parties[p + 1].first_given):
            if released[given[x].borrower] == NEVER:
                size = recall(loans, claims, at_party, given[x].loan, released, pinned, head, size)


@kernel
def recall(loans: Records, claims: Records, at_party: Records, k: int, released: Int64s, pinned: Flags, head: int, size: int) -> int:
    """Queue the guarantors of loan k that are still held down."""
    for e in range(loans[k].first, loans[k + 1].first):
        p = claims[e].party
        if released[p] == NEVER and not pinned[p] and not at_party[p].state:
            at_party[p].state = 1
            at_party[(head + size) % released.size].queue = p
            size += 1
    return size
