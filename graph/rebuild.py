"""From edited columns back to a valid network: order, split caps, the indices both ways, and the counts."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Final, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.network import Bools, Counts, GuaranteeNetwork, Guarantees, Ints, LoanClass, Loans, Parties, check, freeze, group
from graph.pools import split

_INDICES: Final = frozenset({"first_loan", "own_loans", "first_given", "given", "first_guarantee"})
EDITED: Final = " edited"  # ends the snapshot of such a network
_Part = TypeVar("_Part", Parties, Loans, Guarantees)


def take(part: _Part, rows: Ints | Bools) -> _Part:
    """Some rows of a part, its indices into other parts left as they are (`rebuild` makes them anew)."""
    kept = {}
    for field in fields(part):
        values = getattr(part, field.name)
        if field.name in _INDICES:
            kept[field.name] = values
        elif isinstance(values, pa.Array):
            kept[field.name] = values.filter(pa.array(rows)) if rows.dtype == bool else values.take(pa.array(rows))
        else:
            kept[field.name] = values[rows]
    return type(part)(**kept)


def rebuild(
    before: GuaranteeNetwork, *, parties: Parties, loans: Loans, guarantees: Guarantees, pool: Ints, split_again: Bools
) -> GuaranteeNetwork:
    """The network of edited columns, whose guarantees may stand in any order; everything else is as it was before.

    `pool` says which guarantees share a stated cap, as `graph.pools.pools` numbered them before the edits; the cap of those of
    `split_again` follows from it, that of the others stays. The snapshot says that it is edited. O(rows · log rows).

    Raises:
        InvalidNetwork: a value no model can compute with.

    """
    order = pc.sort_indices(
        pa.table({"loan": guarantees.loan, "guarantor": guarantees.guarantor, "contract": guarantees.contract}),
        sort_keys=[("loan", "ascending"), ("guarantor", "ascending"), ("contract", "ascending")],
    ).to_numpy()
    promises, pool, split_again = take(guarantees, order), pool[order], split_again[order]
    anew = split(promises.stated_cap, pool, loans.shortfall[promises.loan])
    promises = replace(promises, cap=np.where(split_again, anew, promises.cap))
    n, m = len(parties.capacity), len(loans.shortfall)
    first_guarantee, _ = group(promises.loan, m)
    first_loan, own_loans = group(loans.borrower, n)
    first_given, given = group(promises.guarantor, n)
    return _made(
        before,
        replace(parties, first_loan=first_loan, own_loans=own_loans, first_given=first_given, given=given),
        replace(loans, first_guarantee=first_guarantee),
        promises,
    )


def with_parties(before: GuaranteeNetwork, parties: Parties) -> GuaranteeNetwork:
    """The network with other figures of its parties: same loans, same guarantees, no longer the network of its store.

    Raises:
        InvalidNetwork: a value no model can compute with.

    """
    return _made(before, parties, before.loans, before.guarantees)


def _made(before: GuaranteeNetwork, parties: Parties, loans: Loans, guarantees: Guarantees) -> GuaranteeNetwork:
    made = replace(
        before,
        snapshot=before.snapshot if before.snapshot.endswith(EDITED) else before.snapshot + EDITED,
        parties=parties,
        loans=loans,
        guarantees=guarantees,
        counts=_counts(before.counts, parties, loans),
    )
    check(made)
    return freeze(made)


def _counts(before: Counts, parties: Parties, loans: Loans) -> Counts:
    """What was left out stays left out; the rest is counted again."""
    gives = np.diff(parties.first_given) > 0
    involved = gives | (np.diff(parties.first_loan) > 0)
    return replace(
        before,
        unknown_capacity=int((~parties.capacity_known & gives).sum()),
        external=int((parties.external & involved).sum()),
        unclassified_loans=int((loans.loan_class == LoanClass.UNKNOWN).sum()),
    )
