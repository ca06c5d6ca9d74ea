"""Guarantees whose force the law has changed: lapsed, of unclear period or kind, left behind by a renewal. Contract by contract."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from graph.assembly import CIVIL_CODE
from graph.facts import CityFacts
from graph.lookup import held
from graph.values import FEN_PER_YUAN


def contracts(facts: CityFacts, guarantors: Collection[str] | None = None) -> pd.DataFrame:
    """One row a guarantee and live loan it stands for, by itself or by the loan's line, as far as the law may have something to say.

    That is guarantees, of all guarantors or some, that have ended, are of unclear kind or unchecked, and all of loans that were refinanced
    or are past their maturity.

    Columns: `guarantor`, `guarantee`, `loan`, `borrower`, `amount` (yuan: the cap, at most the balance), `signed_on`, `ended_on` (the
    stated end, NaT none), `liability`, `resolution_checked`, `due_on`, `starts_on`, `renewal`. Linear but for the joins.
    """
    loans = facts["loans"]
    loans = loans.loc[(loans["balance"] > 0).to_numpy(dtype=bool)]
    live = loans[["loan_no", "facility_no", "borrower", "balance", "matures_on", "starts_on", "renewal"]]
    rows = facts["guarantees"]
    rows = rows if guarantors is None else rows.loc[rows["guarantor"].isin(list(guarantors))]
    today = pd.Timestamp(facts.as_of)
    pressing = live.loc[((live["renewal"] == "refinanced") | (live["matures_on"] < today)).to_numpy(dtype=bool)]
    asked = (
        (rows["period_ends_on"] < today)
        | rows["liability"].isna()
        | (rows["liability"] == "unclear")
        | ~rows["resolution_checked"].fillna(value=True)
        | held(rows["loan_no"], pressing["loan_no"])
        | held(rows["facility_no"], pressing["facility_no"].dropna())
    )
    rows = rows.loc[asked.to_numpy(dtype=bool)]
    single = rows.loc[rows["loan_no"].notna()].drop(columns="facility_no").merge(live, on="loan_no")
    line = rows.loc[rows["loan_no"].isna()].drop(columns="loan_no").merge(live.dropna(subset="facility_no"), on="facility_no")
    joined = pd.concat([part for part in (single, line) if len(part)] or [single], ignore_index=True)
    joined = joined.drop_duplicates(["guarantee_no", "guarantor", "loan_no"])
    cap = joined["cap"].astype("Float64").astype("float64")
    balance = joined["balance"].astype("float64")
    return pd.DataFrame(
        {
            "guarantor": joined["guarantor"],
            "guarantee": joined["guarantee_no"],
            "loan": joined["loan_no"],
            "borrower": joined["borrower"],
            "amount": np.fmin(cap, balance) / FEN_PER_YUAN,
            "signed_on": joined["signed_on"],
            "ended_on": joined["period_ends_on"],
            "liability": joined["liability"].fillna("unclear"),
            "resolution_checked": joined["resolution_checked"],
            "due_on": joined["matures_on"],
            "starts_on": joined["starts_on"],
            "renewal": joined["renewal"],
        }
    )


def resolved_as(signed_on: pd.Series) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """What a guarantee of unstated kind is by its signing date: joint before 2021-01-01, general from then on."""
    return np.where((signed_on < CIVIL_CODE).to_numpy(dtype=bool), "连带责任保证", "一般保证").astype(object)
