"""What a bank lent one borrower, or one controller group, against its capital; only where the bank gave its capital."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysis.lending.book import CreditBook


def concentration(book: CreditBook, unit: pd.Series[Any]) -> pd.DataFrame:
    """One row a unit and bank with known capital.

    Columns: `exposure`, `net_capital`, `tier1_capital` (yuan), `share`, `tier1_share` (fractions; NaN where that capital is unknown or not
    above 0), `members` (borrowers of the unit there). Linear.
    """
    loans = book.loans.assign(unit=book.loans["borrower"].map(unit)).dropna(subset="unit")
    held = loans.groupby(["unit", "bank"]).agg(exposure=("balance", "sum"), members=("borrower", "nunique")).reset_index()
    for name in ("net_capital", "tier1_capital"):
        held[name] = held["bank"].map(book.banks[name])
    held = held.loc[held[["net_capital", "tier1_capital"]].notna().any(axis=1)].reset_index(drop=True)
    for name, capital in (("share", "net_capital"), ("tier1_share", "tier1_capital")):
        base = held[capital].to_numpy(dtype=np.float64)
        held[name] = np.divide(held["exposure"].to_numpy(), base, out=np.full(len(held), np.nan), where=base > 0.0)
    return held.assign(exposure=held["exposure"].round(2))
