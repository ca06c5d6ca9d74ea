"""What a bank lent one borrower, or one controller group, against its capital; only where the bank gave its capital."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.lending.book import CreditBook, units
from analysis.proportion import share


def concentration(book: CreditBook, unit: pd.Series[Any] | None = None) -> pd.DataFrame:
    """One row a unit (`lending.book.units`) and bank with known capital.

    Columns: `exposure`, `net_capital`, `tier1_capital` (yuan), `share`, `tier1_share` (fractions; NaN where that capital is unknown or not
    above 0), `members` (borrowers of the unit there). Linear.
    """
    known = book.banks.index[book.banks[["net_capital", "tier1_capital"]].notna().any(axis=1)]
    loans = book.loans.loc[book.loans["bank"].isin(known)]
    loans = loans.assign(unit=units(loans["borrower"], unit)).dropna(subset="unit")
    held = loans.groupby(["unit", "bank"]).agg(exposure=("balance", "sum"), members=("borrower", "nunique")).reset_index()
    for name in ("net_capital", "tier1_capital"):
        held[name] = held["bank"].map(book.banks[name])
    for name, capital in (("share", "net_capital"), ("tier1_share", "tier1_capital")):
        held[name] = share(held["exposure"], held[capital])
    return held.assign(exposure=held["exposure"].round(2))
