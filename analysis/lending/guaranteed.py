"""Guarantees received and given, by borrower or group: what stands behind a debt, and what somebody stands behind."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from graph.network import GuaranteeNetwork


def links(network: GuaranteeNetwork) -> pd.DataFrame:
    """One row a guarantor and loan: `guarantor`, `borrower`, `loan`, `contracts` (comma-joined), `amount` (yuan).

    The amount is what the guarantor answers for: its caps on the loan together, at most the exposure. Lapsed guarantees and those of
    repaid loans are not in the network. Linear but for the grouping.
    """
    promises, loans = network.guarantees, network.loans
    exposure = loans.exposure[promises.loan]
    rows = pd.DataFrame(
        {
            "guarantor": promises.guarantor.astype(np.int64),
            "loan": promises.loan.astype(np.int64),
            "amount": np.minimum(promises.cap, exposure),
            "exposure": exposure,
            "contract": promises.contract.to_pandas(),
        }
    )
    pair = rows.groupby(["guarantor", "loan"], sort=True)
    found = pair.agg(amount=("amount", "sum"), exposure=("exposure", "first"), contracts=("contract", ",".join)).reset_index()
    codes, numbers = network.parties.code, network.loans.number
    return pd.DataFrame(
        {
            "guarantor": codes.take(found["guarantor"].to_numpy()).to_pandas(),
            "borrower": codes.take(loans.borrower[found["loan"].to_numpy()].astype(np.int64)).to_pandas(),
            "loan": numbers.take(found["loan"].to_numpy()).to_pandas(),
            "contracts": found["contracts"],
            "amount": np.minimum(found["amount"], found["exposure"]).round(2),
            "exposure": found["exposure"],
        }
    )


def totals(rows: pd.DataFrame, unit: pd.Series[Any]) -> pd.DataFrame:
    """Guarantees across the bounds of units; `unit` maps party codes, and a party it does not map is its own.

    By unit: `guaranteed_in`, what parties outside it answer for of its debts (each loan at most once); `guaranteed_out`, what it answers
    for of others' debts; `clients`, borrowers outside it that it guarantees.
    """
    giver = rows["guarantor"].map(unit).fillna(rows["guarantor"])
    taker = rows["borrower"].map(unit).fillna(rows["borrower"])
    across = (giver != taker).to_numpy(dtype=bool)
    rows, giver, taker = rows.loc[across], giver.loc[across], taker.loc[across]
    of_loan = rows.groupby([taker.rename("unit"), "loan"])[["amount", "exposure"]].agg({"amount": "sum", "exposure": "first"})
    covered = of_loan.min(axis=1).groupby("unit").sum()
    given = rows["amount"].groupby(giver.rename("unit")).sum()
    clients = rows["borrower"].groupby(giver.rename("unit")).nunique()
    table = pd.concat({"guaranteed_in": covered, "guaranteed_out": given, "clients": clients}, axis=1).fillna(0.0)
    table["clients"] = table["clients"].astype(np.int64)
    return table.round({"guaranteed_in": 2, "guaranteed_out": 2})
