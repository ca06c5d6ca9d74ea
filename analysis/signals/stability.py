"""The people a risk firm touches: employees, wages and other creditors of the firm and its linked guarantors, nobody counted twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.findings import Batch, report
from analysis.lending.desk import LendingDesk
from graph.lookup import held
from graph.values import FEN_PER_YUAN


@dataclass(frozen=True, eq=False)
class Stability:
    """`firms`: one row a risk firm, with it and the guarantors of its loans together; `total`: all of them, each firm counted once.

    Columns: `name`, `county`, `firms` (natural persons are none), `employees` (stated ones), `unknown_employees` (firms that stated
    none), `wages`, `tax`, `social_insurance`, `supplier`, `private`, `other` (yuan owed), `banks`, `creditors` (kinds of creditors).
    """

    firms: pd.DataFrame
    total: dict[str, Any]
    linked: pd.DataFrame  # `risk_firm`, `party`: who was counted for whom
    of_party: pd.DataFrame  # the same figures of every party counted, by code


def stability(desk: LendingDesk) -> Stability:
    """Figures for the firms on the ledger today. Linear in loans and guarantees."""
    risk = pd.Index(desk.facts["risk_list"]["enterprise"].unique())
    guarantors = desk.guarantees.loc[desk.guarantees["borrower"].isin(risk), ["borrower", "guarantor"]]
    linked = pd.concat(
        [
            pd.DataFrame({"risk_firm": risk, "party": risk}),
            guarantors.rename(columns={"borrower": "risk_firm", "guarantor": "party"}),
        ],
        ignore_index=True,
    ).drop_duplicates(ignore_index=True)
    of_party = _of_party(desk, pd.Index(linked["party"].unique()))
    joined = linked.join(of_party, on="party")
    sums = joined.groupby("risk_firm")[list(of_party.columns)].sum()
    lenders = desk.book.loans.loc[desk.book.loans["borrower"].isin(linked["party"]), ["borrower", "bank"]]
    banks = linked.merge(lenders, left_on="party", right_on="borrower").groupby("risk_firm")["bank"].nunique()
    sums = sums.assign(banks=banks.reindex(sums.index).fillna(0).astype(np.int64))
    code = sums.index.to_series()
    sums = sums.assign(name=code.map(desk.names), county=code.map(desk.county), creditors=_creditors(sums))
    whole = of_party.sum().to_dict()
    total = {str(name): value for name, value in whole.items()} | {"banks": int(lenders["bank"].nunique())}
    return Stability(sums, total, linked, of_party)


def _of_party(desk: LendingDesk, parties: pd.Index[Any]) -> pd.DataFrame:
    debts = desk.facts["other_debts"]
    owed = debts.assign(amount=debts["amount"].astype("float64") / FEN_PER_YUAN).pivot_table(
        index="enterprise", columns="kind", values="amount", aggfunc="sum"
    )
    owed = owed.reindex(index=parties, columns=["wages", "tax", "social_insurance", "supplier", "private", "other"]).fillna(0.0)
    people = desk.firms["employees"].reindex(parties)
    natural = held(parties, desk.facts["persons"]["person_id"])
    return owed.assign(
        employees=people.fillna(0).to_numpy(dtype=np.int64),
        firms=(~natural).astype(np.int64),
        unknown_employees=(people.isna().to_numpy() & held(parties, desk.firms.index)).astype(np.int64),
    )


def _creditors(sums: pd.DataFrame) -> Any:
    """How many kinds of creditors are touched: banks, staff, tax, insurance, suppliers, private lenders, others."""
    kinds = [sums[name] > 0.0 for name in ("banks", "wages", "tax", "social_insurance", "supplier", "private", "other")]
    return np.sum([kind.to_numpy(dtype=bool) for kind in kinds], axis=0).astype(np.int64)


def find(desk: LendingDesk, found: Stability) -> Iterator[Batch]:
    """Wages owed by any firm counted, and risk firms that touch many people."""
    book = desk.rules
    code = found.of_party.index.to_series()
    parties = found.of_party.assign(subject=code, county=code.map(desk.county), name=code.map(desk.names))
    wages = parties["wages"].to_numpy() >= book.numbers("stability.wages", "wages_from", parties["county"])
    yield report(book, "stability.wages", parties.loc[wages & (parties["wages"] > 0.0).to_numpy()])
    firms = found.firms.assign(subject=found.firms.index)
    many = firms["employees"].to_numpy() >= book.numbers("stability.people", "employees_from", firms["county"])
    yield report(book, "stability.people", firms.loc[many])
