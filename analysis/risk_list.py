"""风险企业台账: who is on the counties' ledgers of risk enterprises, since when, what is done, and what changed between two days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.lending.desk import LendingDesk
from graph.facts import CityFacts

TIERS: Final = ("ordinary", "key")
CHANGES: Final = ("listed", "delisted", "raised", "lowered", "stated")  # stated: a tier where none stood, or none where one did
DIMENSIONS: Final = ("county", "tier", "department")
OWN: Final = ("tier", "listed_on", "delisted_on", "department", "cause", "application", "leader", "officer", "measures", "progress")
_DATES: Final = ("listed_on", "delisted_on")


@dataclass(frozen=True, eq=False)
class RiskLedger:
    """One row a listing, the latest first within a firm; firms by county, key tier first.

    Columns: `enterprise`, the table's own columns (`OWN`), `on_ledger` (today), `days` (of this listing, until today at most), `days_total`
    (of all of the firm's listings, no day twice), `listings` (how many it has had), `name`, `county`, `employees` (missing: not stated),
    `loan_balance`, `guaranteed_in` (at most each loan), `guaranteed_out` (yuan), `level` of its queue row (missing: none, or not asked).
    """

    as_of: date
    rows: pd.DataFrame

    def chosen(self, *, on_ledger: bool | None = None, **wanted: Any) -> RiskLedger:
        """The rows whose columns have one of the values wanted; empty is no wish."""
        rows = self.rows
        if on_ledger is not None:
            rows = rows.loc[rows["on_ledger"] == on_ledger]
        for column, values in wanted.items():
            rows = rows.loc[rows[column].isin(list(values))] if values else rows
        return RiskLedger(self.as_of, rows.reset_index(drop=True))

    def sums(self, by: str) -> pd.DataFrame:
        """Firms on the ledger today added up by county, tier or department; the missing value is kept, as missing.

        Columns: `by`, `firms`, `key` (of them), `employees`, `unknown_employees` (firms), `loan_balance`, `guaranteed_out`.
        """
        rows = self.rows.loc[self.rows["on_ledger"]].drop_duplicates("enterprise")
        table = pd.DataFrame(
            {
                "by": rows[by].astype("object").where(rows[by].notna(), None),
                "firms": 1,
                "key": (rows["tier"] == "key").astype("int64"),
                "employees": rows["employees"].fillna(0).astype("int64"),
                "unknown_employees": rows["employees"].isna().astype("int64"),
                "loan_balance": rows["loan_balance"],
                "guaranteed_out": rows["guaranteed_out"],
            }
        )
        summed = table.groupby("by", dropna=False, sort=True).sum().reset_index()
        summed = summed.sort_values("firms", ascending=False, kind="stable", ignore_index=True)
        return summed.assign(by=summed["by"].astype("object").where(summed["by"].notna(), None))

    def to_json(self) -> list[dict[str, Any]]:
        """Rows for JSON, amounts in yuan."""
        rows = self.rows
        told = rows.astype("object").where(rows.notna(), None)
        for name in _DATES:
            told[name] = rows[name].dt.strftime("%Y-%m-%d").astype("object").where(rows[name].notna(), None)
        return [{str(name): value for name, value in row.items()} for row in told.to_dict("records")]


def on_ledger(risk_list: pd.DataFrame) -> pd.DataFrame:
    """The firms on a day's ledger (`facts["risk_list"]`) by code; of several open listings of a firm the latest counts."""
    rows = risk_list.sort_values("listed_on", kind="stable").drop_duplicates("enterprise", keep="last")
    return rows.set_index("enterprise").sort_index()


def listings(facts: CityFacts) -> pd.DataFrame:
    """Every listing that had begun by the day, as last reported by then (a listing only reported later: as first reported).

    A day of delisting after the day asked for is not known yet, so that a ledger reads back as it stood. A listing a complete report no
    longer holds counts as delisted on the day of that report.
    """
    today = pd.Timestamp(facts.as_of)
    rows = facts.every_version("risk_list").sort_values("_reported_on", kind="stable", na_position="first")
    told = rows["_reported_on"].isna() | (rows["_reported_on"] <= today)
    ever = told.groupby(rows["_key"]).transform("any")
    rows = rows.loc[(told | ~ever & ~rows.duplicated("_key")).to_numpy(dtype=bool)]
    last = rows.drop_duplicates("_key", keep="last").set_index("_key")
    left = last.loc[last["_gone"].to_numpy(dtype=bool), "_reported_on"]
    rows = rows.loc[~rows["_key"].isin(left.index[left.isna()])]  # nobody says since when: it never was
    begun = (rows["listed_on"] <= today).to_numpy(dtype=bool)
    rows = rows.loc[begun & ~rows["_gone"].to_numpy(dtype=bool)].drop_duplicates("_key", keep="last")
    stated = rows["delisted_on"].where(rows["delisted_on"] <= today)
    ended = stated.where(stated.notna(), left.reindex(rows["_key"]).array).astype("datetime64[s]")
    table: pd.DataFrame = rows.assign(delisted_on=ended)[["enterprise", *OWN]].reset_index(drop=True)
    return table


def risk_ledger(desk: LendingDesk, levels: pd.Series[Any] | None = None) -> RiskLedger:
    """The ledger and its history on the desk's day. `levels` gives the level of a firm's queue row by its code. Linear but for sorting."""
    facts = desk.facts
    today = pd.Timestamp(facts.as_of)
    rows = listings(facts)
    ends = rows["delisted_on"].where(rows["delisted_on"].notna(), today)
    rows["on_ledger"] = rows["delisted_on"].isna()
    rows["days"] = np.maximum((ends - rows["listed_on"]).dt.days.to_numpy(dtype=np.float64), 0.0).astype(np.int64)
    rows = rows.join(_days(rows.assign(ends=ends)), on="enterprise")
    who = pd.Index(rows["enterprise"])
    said = {
        "name": desk.names,
        "county": desk.county,
        "employees": desk.firms["employees"],
        "level": pd.Series(dtype="str") if levels is None else levels,
    }
    rows = rows.assign(**{name: values.reindex(who).array for name, values in said.items()})
    promises = desk.guarantees
    of_loan = promises.groupby(["borrower", "loan"])[["amount", "exposure"]].agg({"amount": "sum", "exposure": "first"}).min(axis=1)
    sums = {
        "loan_balance": desk.book.loans.groupby("borrower")["gross"].sum(),
        "guaranteed_in": of_loan.groupby("borrower").sum(),
        "guaranteed_out": promises.groupby("guarantor")["amount"].sum(),
    }
    rows = rows.assign(**{name: values.astype("float64").reindex(who).fillna(0.0).round(2).to_numpy() for name, values in sums.items()})
    order = rows.assign(_key=(rows["tier"] != "key"), _since=-rows["listed_on"].astype("int64"))
    order = order.sort_values(["county", "_key", "enterprise", "_since"], kind="stable", na_position="last")
    return RiskLedger(facts.as_of, rows.loc[order.index].reset_index(drop=True))


def _days(rows: pd.DataFrame) -> pd.DataFrame:
    """By firm: `days_total`, days covered by any of its listings; `listings`, their number."""
    rows = rows.sort_values(["enterprise", "listed_on"], kind="stable")
    start = rows["listed_on"].to_numpy(dtype="datetime64[D]").astype(np.int64)
    end = np.maximum(rows["ends"].to_numpy(dtype="datetime64[D]").astype(np.int64), start)
    covered = pd.Series(end).groupby(rows["enterprise"].to_numpy()).cummax().groupby(rows["enterprise"].to_numpy()).shift()
    fresh = np.maximum(end - np.fmax(start, covered.to_numpy(dtype=np.float64)), 0.0)
    found = pd.DataFrame({"enterprise": rows["enterprise"].to_numpy(), "days_total": fresh, "listings": 1}).groupby("enterprise").sum()
    return found.astype(np.int64)


def changes(facts: CityFacts, since: date) -> pd.DataFrame:
    """What changed on the ledger between an earlier day and the facts' day, firm by firm.

    Columns: `enterprise`, `change` (one of CHANGES), `from`, `to` (tiers, missing where off the ledger or not stated).
    """
    then, now = on_ledger(facts.on(since)["risk_list"]), on_ledger(facts["risk_list"])
    codes = then.index.union(now.index)
    before, after = then["tier"].reindex(codes), now["tier"].reindex(codes)
    was, is_ = codes.isin(then.index), codes.isin(now.index)
    rank = {tier: place for place, tier in enumerate(TIERS)}
    step = (after.map(rank) - before.map(rank)).to_numpy(dtype=np.float64)
    stated = before.isna().to_numpy() != after.isna().to_numpy()
    change = np.select([is_ & ~was, was & ~is_, step > 0, step < 0, stated], CHANGES, "")
    table = pd.DataFrame({"enterprise": codes, "change": change, "from": before.to_numpy(), "to": after.to_numpy()})
    return table.loc[table["change"] != ""].reset_index(drop=True)
