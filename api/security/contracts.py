"""Which contracts a visitor may read by number: loans, guarantees, bonds and pledges, also those that are over by now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from api.security.views import View
    from api.snapshots import Snapshot
    from graph.facts import CityFacts


@dataclass(frozen=True)
class Contracts:
    """Numbers that may be read. A bank's: of its own loans, and of guarantees that secure nobody else's; a bond is its issuer's."""

    numbers: frozenset[str]

    def all_read(self, numbers: tuple[str, ...]) -> bool:
        """Whether all of some may be read, of which there are any."""
        return bool(numbers) and self.numbers.issuperset(numbers)


def contracts(shot: Snapshot, view: View) -> Contracts:
    """Those of a visitor who does not see the whole city."""
    made = _of_bank if view.bank is not None else _of_county
    return shot.once(("contracts", view.visitor.scope), lambda: made(shot.facts, view))


def _of_bank(facts: CityFacts, view: View) -> Contracts:
    bank = view.visitor.jurisdiction
    promises = _promises(facts)
    alone = (promises["bank_code"] == bank).groupby(promises["guarantee_no"]).all()
    loans = facts["loans"]
    own = set(loans.loc[(loans["bank_code"] == bank).to_numpy(dtype=bool), "loan_no"])
    return Contracts(frozenset(own | set(alone.index[alone.to_numpy(dtype=bool)]) | _bonds(facts, view)))


def _of_county(facts: CityFacts, view: View) -> Contracts:
    promises, loans, pledges = _promises(facts), facts["loans"], facts["pledges"]
    own = view.own_codes
    near = promises["guarantor"].isin(own) | promises["borrower"].isin(own)
    return Contracts(
        frozenset(
            set(loans.loc[loans["borrower"].isin(own), "loan_no"])
            | set(promises.loc[near.to_numpy(dtype=bool), "guarantee_no"])
            | set(pledges.loc[pledges["pledgor"].isin(own), "pledge_no"])
            | _bonds(facts, view)
        )
    )


def _bonds(facts: CityFacts, view: View) -> set[str]:
    return set(facts["bonds"].loc[facts["bonds"]["issuer"].isin(view.own_codes), "bond_code"])


def _promises(facts: CityFacts) -> pd.DataFrame:
    """Guarantees with the borrower and the bank of the loan or line each secures: `guarantee_no`, `guarantor`, `borrower`, `bank_code`."""
    rows = facts["guarantees"][["guarantee_no", "guarantor", "loan_no", "facility_no"]]
    of_loans = rows.merge(facts["loans"][["loan_no", "borrower", "bank_code"]], on="loan_no")
    of_lines = rows.merge(facts["facilities"][["facility_no", "borrower", "bank_code"]], on="facility_no")
    return pd.concat([of_loans, of_lines], ignore_index=True)
