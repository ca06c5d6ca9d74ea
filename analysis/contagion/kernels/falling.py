"""The least fixed point, wave by wave: a loan is re-levelled only when its borrower or one of its guarantors has fallen."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from analysis.contagion.kernels import kernel
from analysis.contagion.kernels.terms import ZERO, Float64s, Int64s, Records, Terms, fill, lost, make_slots

QUEUED: Final = 1  # above capacity, still answering calls in the present round
DOWN: Final = 2

AT_PARTY: Final = np.dtype(
    [("called", "f8"), ("queue", "i8"), ("touched", "i8"), ("tried", "i8"), ("round_of", "i4"), ("state", "u1"), ("marked", "u1")],
    align=True,
)
AT_LOAN: Final = np.dtype([("changed", "i8"), ("dirty", "u1")], align=True)


class Scratch(NamedTuple):
    """Working records of one thread, clean between cascades: 40 bytes a party, 16 a loan, 8 a guarantee.

    `queue` (the fallen, in order of rounds), `touched` (parties with a call) and `changed` (dirty loans) are lists that use the records
    of the first so many rows.
    """

    at_party: Records
    at_loan: Records
    call: Float64s  # present call by claim
    slots: Records  # of the loan in hand


def make_scratch(terms: Terms) -> Scratch:
    """Scratch for a network of this size."""
    return Scratch(
        at_party=np.zeros(len(terms.parties) - 1, AT_PARTY),
        at_loan=np.zeros(len(terms.loans) - 1, AT_LOAN),
        call=np.zeros(len(terms.claims)),
        slots=make_slots(terms.loans["first"]),
    )


@kernel
def fall(
    parties: Records, loans: Records, claims: Records, given: Records, at_party: Records, at_loan: Records, call: Float64s, slots: Records,
    seeds: Int64s, first: int, last: int,
) -> tuple[int, int, int]:  # fmt: skip
    """Let seeds[first:last] fall: how many are down in the end (`queue`), how many were called (`touched`), how many rounds it took.

    A round sees those who fell in earlier rounds only. Each loan is levelled at most once a round and at most 1 + claims times.
    """
    end = head = touched = rounds = ZERO
    for s in range(first, last):
        p = seeds[s]
        if at_party[p].state == 0:
            at_party[p].state = QUEUED
            at_party[p].round_of = 0
            at_party[end].queue = p
            end += 1
    while head < end:
        changed = strike(parties, loans, given, at_party, at_loan, head, end)
        head = end
        for c in range(changed):
            k = at_loan[c].changed
            at_loan[k].dirty = 0
            end, touched = relevel(parties, loans, claims, at_party, call, slots, k, rounds + 1, end, touched)
        if head < end:
            rounds += 1
    return end, touched, rounds


@kernel
def strike(parties: Records, loans: Records, given: Records, at_party: Records, at_loan: Records, head: int, end: int) -> int:
    """Take queue[head:end] down and list the loans this opens or re-opens."""
    for q in range(head, end):
        at_party[at_party[q].queue].state = DOWN
    changed = ZERO
    for q in range(head, end):
        p = at_party[q].queue
        for k in range(parties[p].first_loan, parties[p + 1].first_loan):
            if loans[k].first < loans[k + 1].first:
                changed = enlist(at_loan, k, changed)
        borrower, fallen = ZERO - 1, False
        for x in range(parties[p].first_given, parties[p + 1].first_given):  # loans of one borrower stand together
            if given[x].borrower != borrower:
                borrower = given[x].borrower
                fallen = at_party[borrower].state == DOWN
            if fallen:
                changed = enlist(at_loan, given[x].loan, changed)
    return changed


@kernel
def enlist(at_loan: Records, k: int, changed: int) -> int:
    """Put loan k on the list of changed ones, once; how many there are."""
    if at_loan[k].dirty:
        return changed
    at_loan[k].dirty = 1
    at_loan[changed].changed = k
    return changed + 1


@kernel
def survivors(loans: Records, claims: Records, at_party: Records, slots: Records, k: int) -> bool:
    """Flag the claims of loan k whose guarantor is not down; whether all are."""
    first = loans[k].first
    everyone = True
    for e in range(first, loans[k + 1].first):
        stands = at_party[claims[e].party].state != DOWN
        slots[e - first].up = stands
        everyone = everyone and stands
    return everyone


@kernel
def relevel(
    parties: Records, loans: Records, claims: Records, at_party: Records, call: Float64s, slots: Records, k: int, this_round: int, end: int,
    touched: int,
) -> tuple[int, int]:  # fmt: skip
    """Renew the calls of loan k and queue whoever they take above capacity."""
    first = loans[k].first
    everyone = survivors(loans, claims, at_party, slots, k)
    if not everyone:
        fill(loans, claims, slots, k)
    for e in range(first, loans[k + 1].first):
        if not slots[e - first].up:
            continue
        now = claims[e].alone if everyone else slots[e - first].call
        more = now - call[e]
        if more <= 0.0:
            continue
        p = claims[e].party
        call[e] = now
        if at_party[p].called == 0.0:
            at_party[touched].touched = p
            touched += 1
        at_party[p].called += more
        if at_party[p].called > parties[p].threshold and at_party[p].state == 0:
            at_party[p].state = QUEUED
            at_party[p].round_of = this_round
            at_party[end].queue = p
            end += 1
    return end, touched


@kernel
def clean(parties: Records, loans: Records, at_party: Records, call: Float64s, end: int, touched: int) -> None:
    """Undo what a cascade left in the scratch."""
    for q in range(end):
        p = at_party[q].queue
        at_party[p].state = 0
        for e in range(loans[parties[p].first_loan].first, loans[parties[p + 1].first_loan].first):
            call[e] = 0.0
    for t in range(touched):
        at_party[at_party[t].touched].called = 0.0


@kernel
def settle(loans: Records, claims: Records, at_party: Records, call: Float64s, slots: Records, loss: Float64s) -> None:
    """Losses by row of loans and final calls given who is DOWN, into arrays of zeros: computed afresh, the same whatever the path was."""
    for k in range(loans.size - 1):
        if at_party[loans[k].borrower].state == DOWN:
            survivors(loans, claims, at_party, slots, k)
            fill(loans, claims, slots, k)
            for e in range(loans[k].first, loans[k + 1].first):
                call[e] = slots[e - loans[k].first].call
            loss[k] = lost(loans, claims, slots, k)
