"""Guarantee contracts in computable form: loans stand borrower by borrower, the guarantors of a loan in the order they reach their caps."""

from __future__ import annotations

from typing import Any, Final, NamedTuple, TypeAlias, cast

import numpy as np
import numpy.typing as npt

from analysis.contagion.crew import share_out
from analysis.contagion.kernels import kernel

Records: TypeAlias = npt.NDArray[np.void]
Float64s: TypeAlias = npt.NDArray[np.float64]
Int64s: TypeAlias = npt.NDArray[np.int64]
Int32s: TypeAlias = npt.NDArray[np.int32]
Int8s: TypeAlias = npt.NDArray[np.int8]
Flags: TypeAlias = npt.NDArray[np.uint8]

SEVERAL: Final = 0  # the order in which a loan's guarantors are asked; graph.network.Liability counts otherwise
JOINT: Final = 1
GENERAL: Final = 2

ZERO: Final = cast("int", np.int64(0))  # numba compiles a plain 0 as a type of its own

PARTY: Final = np.dtype([("first_loan", "i8"), ("first_given", "i8"), ("threshold", "f8"), ("alone", "f8")], align=True)
ROUNDING: Final = 1e-12  # of a loan: what is left of it after limits that cover it exactly
LOAN: Final = np.dtype([("borrower", "i8"), ("first", "i8"), ("shortfall", "f8"), ("enforced", "f8")], align=True)
CLAIM: Final = np.dtype(
    [("party", "i8"), ("source", "i4"), ("kind", "i4"), ("cap", "f8"), ("weight", "f8"), ("limit", "f8"), ("alone", "f8")], align=True
)
GIVEN: Final = np.dtype([("loan", "i8"), ("borrower", "i8")], align=True)
SLOT: Final = np.dtype([("up", "u1"), ("call", "f8"), ("tail", "f8")], align=True)


class Terms(NamedTuple):
    """What every kernel starts with. Parties and loans have one more record, for the ends of the last.

    parties: loans of p are rows `first_loan` of p to that of p+1 of `loans`; the loans it guarantees, each once, are `given` from its
    `first_given`; calls above `threshold` make it fall (capacity and half a fen; infinite when rescued); `alone` is the bank loss on its
    loans with nobody else down.
    loans: row k is loan `own_loans[k]`; its claims start at `first`; `enforced` is q·D where somebody is generally liable, else 0.
    given: rows of `loans`, and their borrowers.
    claims: several, joint, general, each by rising cap/weight; `limit` is what the bank can count on (several: the fixed share, else the
    cap, and D where there is none), `alone` the call with nobody down but the borrower, `source` the guarantee.
    """

    parties: Records
    loans: Records
    claims: Records
    given: Records


@kernel
def pour(claims: Records, slots: Records, first: int, low: int, high: int, target: float) -> None:
    """Water-filling of `target` over the surviving claims low:high of a loan; its slots count from claim `first`."""
    total = 0.0
    for e in range(high - 1, low - 1, -1):
        if slots[e - first].up:
            total += claims[e].weight
        slots[e - first].tail = total
    e = low
    while e < high and (not slots[e - first].up or claims[e].cap * slots[e - first].tail <= target * claims[e].weight):
        slots[e - first].call = claims[e].cap if slots[e - first].up else 0.0
        target = max(0.0, target - slots[e - first].call)
        e += 1
    for x in range(e, high):
        slots[x - first].call = min(claims[x].cap, target * (claims[x].weight / slots[e - first].tail)) if slots[x - first].up else 0.0


@kernel
def fill(loans: Records, claims: Records, slots: Records, k: int) -> None:
    """The calls of loan k when its borrower is down and the claims flagged `up` survive. O(claims)."""
    first, last = loans[k].first, loans[k + 1].first
    left = loans[k].shortfall
    e = first
    while e < last and claims[e].kind == SEVERAL:
        slots[e - first].call = claims[e].limit if slots[e - first].up else 0.0
        left -= slots[e - first].call
        e += 1
    low = e
    rest = left - loans[k].enforced  # for those called a stage later
    while e < last and claims[e].kind == JOINT:
        if slots[e - first].up:
            rest -= claims[e].limit
        e += 1
    pour(claims, slots, first, low, e, max(0.0, left))
    if e < last:
        pour(claims, slots, first, e, last, max(0.0, rest))


@kernel
def lost(loans: Records, claims: Records, slots: Records, k: int) -> float:
    """Bank loss on loan k when its borrower is down and the claims flagged `up` survive."""
    first = loans[k].first
    left = loans[k].shortfall - loans[k].enforced
    for e in range(first, loans[k + 1].first):
        if slots[e - first].up:
            left -= claims[e].limit
    return left if left > ROUNDING * loans[k].shortfall else 0.0


@kernel
def sort_claims(claims: Records, spare: Records, first: int, last: int) -> None:
    """Order claims by kind, cap/weight and source. Shell's sort: a loan may have any number."""
    gap = ZERO + 1
    while gap < (last - first) // 2:
        gap = gap * 2 + 1
    while gap > 0:
        for i in range(first + gap, last):
            if precedes(claims[i], claims[i - gap]):
                spare[0] = claims[i]
                j = i
                while j >= first + gap and precedes(spare[0], claims[j - gap]):
                    claims[j] = claims[j - gap]
                    j -= gap
                claims[j] = spare[0]
        gap //= 2


@kernel
def precedes(one: Any, other: Any) -> bool:
    """Whether one claim stands before another."""
    ratio, other_ratio = one.cap / one.weight, other.cap / other.weight
    return bool(
        one.kind < other.kind or (one.kind == other.kind and (ratio < other_ratio or (ratio == other_ratio and one.source < other.source)))
    )


@kernel
def fix_shares(claims: Records, slots: Records, first: int, last: int, stated: Float64s, owed: float) -> None:
    """Tell several claims, sorted among the joint ones without a limit, from those and give them their fixed shares.

    As stated; the others' are the filling with nobody down, cut in proportion to what the stated ones leave of the debt. Stated shares
    are cut only where they alone exceed it.
    """
    high = first
    while high < last and claims[high].kind != GENERAL:
        high += 1
    pour(claims, slots, first, first, high, owed)
    agreed = 0.0
    filled = 0.0
    for e in range(first, high):
        if np.isnan(claims[e].limit):
            share = stated[claims[e].source]
            claims[e].kind = SEVERAL
            claims[e].limit = slots[e - first].call if np.isnan(share) else min(share * owed, claims[e].cap)
            if np.isnan(share):
                filled += claims[e].limit
            else:
                agreed += claims[e].limit
    left = max(0.0, owed - agreed)
    for e in range(first, high):
        if claims[e].kind == SEVERAL:
            if np.isnan(stated[claims[e].source]):
                claims[e].limit *= left / filled if filled > left else 1.0
            elif agreed > owed:
                claims[e].limit *= owed / agreed


def lay_out(
    first_loan: Int64s,
    own_loans: Int32s,
    shortfall: Float64s,
    first_guarantee: Int64s,
    guarantor: Int32s,
    cap: Float64s,
    weight: Float64s,
    stated: Float64s,
    kind: Int8s,
    recovery: float,
    threshold: Float64s,
) -> Terms:
    """Terms of contracts whose kinds and weights are decided. O(guarantees), times the logarithm of the widest loan."""
    n = len(threshold)
    parties = np.zeros(n + 1, PARTY)
    loans = np.zeros(len(own_loans) + 1, LOAN)
    claims = np.empty(len(guarantor), CLAIM)
    parties["first_loan"] = first_loan
    parties["threshold"][:-1] = threshold
    lay_out_loans(parties, loans, own_loans, shortfall, first_guarantee)

    def work(desk: tuple[Records, Records], first: int, last: int) -> None:
        slots, spare = desk
        gather_claims(parties, loans, claims, own_loans, first_guarantee, guarantor, cap, weight, kind, first, last)
        lay_out_claims(parties, loans, claims, slots, spare, stated, recovery, first, last)

    share_out(n, lambda: (make_slots(first_guarantee), np.empty(1, CLAIM)), work)
    given = np.empty(len(guarantor), GIVEN)
    size = list_given(parties, loans, claims, given, np.full(n, -1), np.zeros(n, np.int64))
    return Terms(parties, loans, claims, given[:size])


def make_slots(first: Int64s) -> Records:
    """Room for the loan with the most claims."""
    return np.zeros(int(np.diff(first).max(initial=0)), SLOT)


@kernel
def lay_out_loans(parties: Records, loans: Records, own_loans: Int32s, shortfall: Float64s, first_guarantee: Int64s) -> None:
    """Loans in the order of their borrowers, and where their claims begin."""
    for p in range(parties.size - 1):
        for k in range(parties[p].first_loan, parties[p + 1].first_loan):
            loan = own_loans[k]
            loans[k].borrower, loans[k].shortfall = p, shortfall[loan]
            loans[k + 1].first = loans[k].first + first_guarantee[loan + 1] - first_guarantee[loan]


@kernel
def gather_claims(
    parties: Records, loans: Records, claims: Records, own_loans: Int32s, first_guarantee: Int64s, guarantor: Int32s, cap: Float64s,
    weight: Float64s, kind: Int8s, first: int, last: int,
) -> None:  # fmt: skip
    """Contracts into the claims on the loans of parties first:last. Nothing else here, as the reads are scattered."""
    for k in range(parties[first].first_loan, parties[last].first_loan):
        g = first_guarantee[own_loans[k]]
        for e in range(loans[k].first, loans[k + 1].first):
            claims[e].party, claims[e].source, claims[e].kind = guarantor[g], g, kind[g]
            claims[e].cap, claims[e].weight = cap[g], weight[g]
            g += 1


@kernel
def lay_out_claims(
    parties: Records,
    loans: Records,
    claims: Records,
    slots: Records,
    spare: Records,
    stated: Float64s,
    recovery: float,
    first: int,
    last: int,
) -> None:
    """Limits and order of claims, calls and losses with nobody but the borrower down, for parties first:last."""
    for k in range(parties[first].first_loan, parties[last].first_loan):
        low, high = loans[k].first, loans[k + 1].first
        owed = loans[k].shortfall
        shared = False
        for e in range(low, high):
            claims[e].limit = owed if np.isinf(claims[e].cap) else claims[e].cap
            if claims[e].kind == SEVERAL:
                claims[e].kind, claims[e].limit = JOINT, np.nan
                shared = True
            elif claims[e].kind == GENERAL:
                loans[k].enforced = recovery * owed
            slots[e - low].up = 1
        sort_claims(claims, spare, low, high)
        if shared:
            fix_shares(claims, slots, low, high, stated, owed)
            sort_claims(claims, spare, low, high)
        fill(loans, claims, slots, k)
        for e in range(low, high):
            claims[e].alone = slots[e - low].call
        parties[loans[k].borrower].alone += lost(loans, claims, slots, k)


@kernel
def list_given(parties: Records, loans: Records, claims: Records, given: Records, seen: Int64s, counted: Int64s) -> int:
    """The loans each party guarantees into `given`, and `first_given`; how many there are. `seen` starts as -1, `counted` as 0."""
    for filling in range(2):
        for k in range(loans.size - 1):
            for e in range(loans[k].first, loans[k + 1].first):
                p = claims[e].party
                if seen[p] != k + filling * loans.size:
                    seen[p] = k + filling * loans.size
                    if filling:
                        given[counted[p]].loan, given[counted[p]].borrower = k, loans[k].borrower
                    counted[p] += 1
        if not filling:
            total = ZERO
            for p in range(counted.size):
                parties[p].first_given = total
                total += counted[p]
                counted[p] = parties[p].first_given
            parties[counted.size].first_given = total
    return int(parties[counted.size].first_given)
