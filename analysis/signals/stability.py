"""The people a risk firm touches: employees, wages and other creditors of the firm and its linked guarantors, nobody counted twice."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.findings import Batch, report
from analysis.lending.desk import LendingDesk
from graph.lookup import held
from graph.values import FEN_PER_YUAN

_OWED: Final = ("wages", "social_insurance", "tax", "supplier", "private", "other")


@dataclass(frozen=True, eq=False)
class Stability:
    """`firms`: one row a risk firm, with it and the guarantors of its loans together, each counted once.

    Columns: `name`, `county`, `firms` (natural persons are none), `employees` (stated ones), `unknown_employees` (firms that stated
    none), `unknown_debts` (firms of which no other debt is reported), `wages`, `social_insurance`, `tax`, `supplier`, `private`, `other`
    (yuan owed), `banks`, `creditors` (kinds of creditors).
    """

    firms: pd.DataFrame
    linked: pd.DataFrame  # `risk_firm`, `party`: who was counted for whom
    of_party: pd.DataFrame  # the same figures of every party counted, by code

    def total(self, wanted: pd.Series[Any] | None = None) -> dict[str, Any]:
        """All risk firms, or those wanted, and the guarantors of their loans together, nobody counted twice.

        `risk_firms`, `guarantors` (other firms), `persons` (natural ones), the counts and amounts of `firms`, and `other_creditors`
        (all that is owed but the wages). Linear.
        """
        return self._added_up(self._linked(wanted))

    def by_county(self, wanted: pd.Series[Any] | None = None) -> list[dict[str, Any]]:
        """The same by the county of the risk firms (`by`; None: not known), most risk firms first.

        Who guarantees risk firms of two counties counts in both, so that counties may add up to more than the total.
        """
        linked = self._linked(wanted)
        parts = linked.groupby(linked["risk_firm"].map(self.firms["county"]), dropna=False)
        rows = [{"by": None if pd.isna(county) else str(county), **self._added_up(part)} for county, part in parts]
        return sorted(rows, key=lambda row: -row["risk_firms"])

    def _linked(self, wanted: pd.Series[Any] | None) -> pd.DataFrame:
        return self.linked if wanted is None else self.linked.loc[held(self.linked["risk_firm"], wanted)]

    def _added_up(self, linked: pd.DataFrame) -> dict[str, Any]:
        counted = self.of_party.loc[linked["party"].unique()]
        listed, firms = linked["risk_firm"].nunique(), int(counted["firms"].sum())
        owed = {name: round(float(counted[name].sum()), 2) for name in _OWED}
        wages = owed.pop("wages")
        return {
            "risk_firms": listed,
            "guarantors": firms - listed,
            "persons": len(counted) - firms,
            **{name: int(counted[name].sum()) for name in ("employees", "unknown_employees", "unknown_debts")},
            "wages": wages,
            "other_creditors": round(math.fsum(owed.values()), 2),
            **owed,
        }


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
    return Stability(sums, linked, of_party)


def _of_party(desk: LendingDesk, parties: pd.Index[Any]) -> pd.DataFrame:
    debts = desk.facts["other_debts"]
    owed = debts.assign(amount=debts["amount"].astype("float64") / FEN_PER_YUAN).pivot_table(
        index="enterprise", columns="kind", values="amount", aggfunc="sum"
    )
    owed = owed.reindex(index=parties, columns=list(_OWED))
    people = desk.firms["employees"].reindex(parties)
    natural = held(parties, desk.facts["persons"]["person_id"])
    return owed.fillna(0.0).assign(
        employees=people.fillna(0).to_numpy(dtype=np.int64),
        firms=(~natural).astype(np.int64),
        unknown_employees=(people.isna().to_numpy() & held(parties, desk.firms.index)).astype(np.int64),
        unknown_debts=(owed.isna().all(axis=1).to_numpy() & ~natural).astype(np.int64),
    )


def _creditors(sums: pd.DataFrame) -> Any:
    """How many kinds of creditors are touched: banks, staff, tax, insurance, suppliers, private lenders, others."""
    kinds = [sums[name] > 0.0 for name in ("banks", *_OWED)]
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
