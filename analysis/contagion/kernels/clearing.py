"""Partial payment, round by round: a loan is claimed anew only when its borrower or one of its guarantors pays a smaller part."""

from __future__ import annotations

from typing import Final

import numpy as np

from analysis.contagion.kernels import kernel
from analysis.contagion.kernels.falling import enlist
from analysis.contagion.kernels.terms import JOINT, ROUNDING, SEVERAL, ZERO, Float64s, Int64s, Records

# `bears`: calls above it make the party fall; `estate`: what all its creditors share once it is down (α·e); `own`: what its own lenders
# claim of that; `changed` and `touched` are lists that use the records of the first so many rows
PURSE: Final = np.dtype(
    [
        ("bears", "f8"), ("estate", "f8"), ("own", "f8"), ("called", "f8"), ("recovery", "f8"), ("changed", "i8"), ("touched", "i8"),
        ("round_of", "i4"), ("down", "u1"), ("marked", "u1"),
    ],
    align=True,
)  # fmt: skip


@kernel
def clear(
    parties: Records, loans: Records, claims: Records, given: Records, purses: Records, at_loan: Records, call: Float64s, seeds: Int64s,
    tolerance: float, max_rounds: int,
) -> tuple[int, bool]:  # fmt: skip
    """Lower recoveries from 1 until none would move by more than `tolerance`: how many rounds moved one, and whether that was the end.

    A round sees the recoveries of the round before. `call` is claimed by claim, all zero at first; recoveries all one.
    """
    changed = rounds = ZERO
    for s in range(seeds.size):
        purses[seeds[s]].down = 1
        purses[seeds[s]].recovery = part_paid(purses, seeds[s])
        purses[changed].changed = seeds[s]
        changed += 1
    while changed > 0 and rounds < max_rounds:
        dirty = touched = ZERO
        for c in range(changed):
            dirty = list_claimed(parties, loans, given, purses, at_loan, purses[c].changed, dirty)
        for d in range(dirty):
            k = at_loan[d].changed
            at_loan[k].dirty = 0
            touched = claim_loan(loans, claims, purses, call, k, touched)
        changed = ZERO
        for t in range(touched):
            changed = lower(purses, purses[t].touched, rounds + 1, tolerance, changed)
        if changed > 0:
            rounds += 1
    return rounds, changed == 0


@kernel
def part_paid(purses: Records, p: int) -> float:
    """min(1, α·e/Θ) of a party that is down; 0 without an estate, even when nothing is claimed yet."""
    estate, claimed = purses[p].estate, purses[p].own + purses[p].called
    if estate <= 0.0:
        return 0.0
    return 1.0 if estate >= claimed else estate / claimed


@kernel
def lower(purses: Records, p: int, this_round: int, tolerance: float, changed: int) -> int:
    """Take p down if its calls are too many, lower its recovery, and list it if it moved; how many are listed."""
    purses[p].marked = 0
    fell = not purses[p].down and purses[p].called > purses[p].bears
    if fell:
        purses[p].down = 1
        purses[p].round_of = this_round
    if purses[p].down:
        paid = part_paid(purses, p)
        if fell or paid < purses[p].recovery - tolerance:
            purses[p].recovery = paid
            purses[changed].changed = p
            changed += 1
    return changed


@kernel
def list_claimed(parties: Records, loans: Records, given: Records, purses: Records, at_loan: Records, p: int, dirty: int) -> int:
    """List the open loans whose claims p's recovery enters."""
    for k in range(parties[p].first_loan, parties[p + 1].first_loan):
        if loans[k].first < loans[k + 1].first:
            dirty = enlist(at_loan, k, dirty)
    for x in range(parties[p].first_given, parties[p + 1].first_given):
        if purses[given[x].borrower].down:
            dirty = enlist(at_loan, given[x].loan, dirty)
    return dirty


@kernel
def claim_loan(loans: Records, claims: Records, purses: Records, call: Float64s, k: int, touched: int) -> int:
    """Renew the claims on the guarantors of loan k; how many parties are touched so far."""
    first, last = loans[k].first, loans[k + 1].first
    open_part = 1.0 - purses[loans[k].borrower].recovery
    unpaid = loans[k].shortfall * open_part
    left, e = unpaid, first
    while e < last and claims[e].kind == SEVERAL:
        claimed = claims[e].limit * open_part
        left -= purses[claims[e].party].recovery * claimed
        touched = renew(claims, purses, call, e, claimed, touched)
        e += 1
    low = e
    rest = left - loans[k].enforced * open_part  # for those called a stage later
    while e < last and claims[e].kind == JOINT:
        rest -= purses[claims[e].party].recovery * min(claims[e].cap, unpaid)
        e += 1
    touched = claim_stage(claims, purses, call, low, e, unpaid, max(0.0, left), touched)
    if e < last:
        rest = max(0.0, rest)
        touched = claim_stage(claims, purses, call, e, last, rest, rest, touched)
    return touched


@kernel
def claim_stage(
    claims: Records, purses: Records, call: Float64s, low: int, high: int, most: float, target: float, touched: int
) -> int:  # fmt: skip
    """Claim min(cap, `most`, λ·weight) from claims low:high, λ the smallest level that brings `target`, else without a level."""
    if low == high:
        return touched
    level = find_level(claims, purses, low, high, most, target)
    for e in range(low, high):
        touched = renew(claims, purses, call, e, min(claims[e].cap, most, level * claims[e].weight), touched)
    return touched


@kernel
def find_level(claims: Records, purses: Records, low: int, high: int, most: float, target: float) -> float:
    """The smallest level at which claims low:high bring `target`, infinite when none does.

    Each pass takes those for full who were so at the level of the pass before: levels rise to the answer in at most high - low + 1.
    """
    level, before, rising_claims = 0.0, high - low + 2, high - low + 1  # so that a first pass is always followed by another
    while rising_claims < before:
        before, rising_claims = rising_claims, ZERO
        left, rising = target, 0.0
        for e in range(low, high):
            recovery = purses[claims[e].party].recovery
            full = min(claims[e].cap, most)
            if full <= level * claims[e].weight:
                left -= recovery * full
            elif recovery > 0.0:
                rising += recovery * claims[e].weight
                rising_claims += 1
        if rising_claims == 0:
            return np.inf if left > ROUNDING * most else level
        level = max(level, left / rising)
    return level


@kernel
def renew(claims: Records, purses: Records, call: Float64s, e: int, claimed: float, touched: int) -> int:
    """Set claim e and list its guarantor as touched."""
    p = claims[e].party
    purses[p].called += claimed - call[e]
    call[e] = claimed
    if not purses[p].marked:
        purses[p].marked = 1
        purses[touched].touched = p
        touched += 1
    return touched


@kernel
def tally_loans(
    loans: Records, claims: Records, purses: Records, call: Float64s, unpaid: Float64s, enforced: Float64s, loss: Float64s
) -> None:
    """By row of loans, into arrays of zeros: what borrowers leave, what enforcement brings of it, what the banks lose."""
    for k in range(loans.size - 1):
        if purses[loans[k].borrower].down:
            open_part = 1.0 - purses[loans[k].borrower].recovery
            unpaid[k] = loans[k].shortfall * open_part
            left = unpaid[k]
            for e in range(loans[k].first, loans[k + 1].first):
                left -= purses[claims[e].party].recovery * call[e]
            enforced[k] = max(0.0, min(loans[k].enforced * open_part, left))
            left -= enforced[k]
            loss[k] = left if left > ROUNDING * loans[k].shortfall else 0.0
