"""Guarantees received and given: what stands behind a debt, and what somebody stands behind."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.network import Floats, GuaranteeNetwork, Ints, Liability
from graph.pools import pools


def links(network: GuaranteeNetwork) -> pd.DataFrame:
    """One row a guarantor and loan: `guarantor`, `borrower`, `loan`, `contracts` (comma-joined), `amount`, `exposure` (yuan).

    The amount is what the guarantor answers for: its promises on the loan together, at most the exposure. Lapsed guarantees and those of
    repaid loans are not in the network. Sorted by loan and guarantor. Linear but for sorting maximum-amount guarantees.
    """
    promises, loans = network.guarantees, network.loans
    differs = (promises.loan[1:] != promises.loan[:-1]) | (promises.guarantor[1:] != promises.guarantor[:-1])
    first = np.flatnonzero(np.concatenate([np.ones(min(len(promises.loan), 1), dtype=bool), differs]))
    exposure = loans.exposure[promises.loan]
    amount = np.add.reduceat(_answered(network, exposure), first) if len(first) else np.zeros(0)
    loan, exposure = promises.loan[first].astype(np.int64), exposure[first]
    codes = network.parties.code
    return pd.DataFrame(
        {
            "guarantor": codes.take(pa.array(promises.guarantor[first])).to_pandas().astype("str"),
            "borrower": codes.take(pa.array(loans.borrower[loan])).to_pandas().astype("str"),
            "loan": loans.number.take(pa.array(loan)).to_pandas().astype("str"),
            "contracts": _joined(promises.contract, first),
            "amount": np.minimum(amount, exposure).round(2),
            "exposure": exposure,
        }
    )


def _joined(contract: pa.StringArray, first: Ints) -> pd.Series[str]:
    """The contracts of each run of rows, comma-joined; nearly every run has one."""
    found = contract.take(pa.array(first)).to_numpy(zero_copy_only=False)
    end = np.append(first[1:], len(contract))
    for run in np.flatnonzero(end - first > 1).tolist():
        found[run] = ",".join(contract[int(first[run]) : int(end[run])].to_pylist())
    return pd.Series(found, dtype="str")


def _answered(network: GuaranteeNetwork, exposure: Floats) -> Floats:
    """What each promise answers for: the stated share of several liability, at most its cap.

    A maximum-amount guarantee answers for its cap or all its loans together, whichever is less, told in proportion to their exposures;
    what of it would be called today is another matter, as collateral then comes first (`graph.pools.split`).
    """
    promises = network.guarantees
    base = np.where((promises.liability == Liability.SEVERAL) & np.isfinite(promises.share), promises.share * exposure, exposure)
    number = pc.dictionary_encode(promises.contract).indices.to_numpy(zero_copy_only=False)
    repeated = np.bincount(number)[number] > 1 if len(number) else np.zeros(0, dtype=bool)
    rows = np.flatnonzero(repeated & np.isfinite(promises.stated_cap))
    amount: Floats = np.minimum(promises.stated_cap, base)
    if len(rows):
        loan, cap = promises.loan[rows], promises.stated_cap[rows]
        borrower, bank = network.loans.borrower[loan], network.loans.bank[loan]
        pool = pools(promises.guarantor[rows], borrower, bank, promises.contract.take(pa.array(rows)), cap)
        whole = np.bincount(pool, weights=base[rows])[pool]
        part = np.divide(cap, whole, out=np.ones(len(rows)), where=whole > cap)
        amount[rows] = base[rows] * part
    return amount


def numbers(rows: pd.DataFrame, by: str) -> pd.Series[str]:
    """The contracts of rows (`links`), one each, labelled by a column."""
    contracts = rows.set_index(by)["contracts"]
    several = contracts.str.contains(",", regex=False).to_numpy(dtype=bool)
    found: pd.Series[str] = pd.concat([contracts.loc[~several], contracts.loc[several].str.split(",").explode().astype("str")])
    return found


def across(rows: pd.DataFrame, unit: pd.Series[Any]) -> pd.DataFrame:
    """Guarantees (`links`) over the bounds of units (`lending.book.units`); those inside one are left out.

    Columns, by unit: `guaranteed_in` (what others answer for of their debts, each loan at most once), `guaranteed_out` (what they answer
    for of others' debts; yuan) and `clients` (borrowers outside that they guarantee).
    """
    gives, owes = (rows[side].map(unit) for side in ("guarantor", "borrower"))
    over = (gives.isna() | owes.isna() | (gives != owes)).to_numpy(dtype=bool)
    taken = rows.assign(unit=owes).loc[over].dropna(subset="unit")
    covered = taken.groupby(["unit", "loan"])[["amount", "exposure"]].agg({"amount": "sum", "exposure": "first"}).min(axis=1)
    given = rows.assign(unit=gives).loc[over].dropna(subset="unit").groupby("unit")
    sums = {"guaranteed_in": covered.groupby("unit").sum(), "guaranteed_out": given["amount"].sum(), "clients": given["borrower"].nunique()}
    return pd.concat(sums, axis=1).fillna(0.0).round(2)
