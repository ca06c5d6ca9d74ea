"""The ledger of maturities: every live loan of a bank and every bond with its three dates, its stage and whose turn it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.maturities.days import months, next_working_day
from analysis.overdue import counted_on, days_past, overdue
from analysis.rules import RuleBook
from graph.facts import CityFacts
from graph.lookup import places
from graph.network import Floats
from graph.values import FEN_PER_YUAN

STAGES: Final = ("before", "ledger", "plan", "funds", "overdue")
LAST_STAGES: Final = ("ledger", "plan", "funds", "overdue")  # those in which somebody has to act
AHEAD: Final = ("ledger", "plan", "funds")  # stages that begin some months before the day it falls due, by `maturities.steps`
ACTORS: Final = {"before": None, "ledger": "financial_regulator", "plan": "bank", "funds": "enterprise", "overdue": "bank"}
_STEPS: Final = ("fourth", "third", "second", "first")  # of `maturities.overdue_steps`, the longest first
_DATES: Final = ("due", "working_day", "ledger", "plan", "funds", "guarantee_period_ends")
_PLAIN: Final = (
    "kind", "no", "borrower", "name", "bank", "bank_name", "county", "department", "stage", "actor", "late", "overdue_days",
    "overdue_extrapolated", "step", "holidays_known", "sources",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Ledger:
    """One row a loan or bond, the earliest due first.

    Columns: `kind` loan | bond; `no`, `borrower`, `name`, `bank` (missing for bonds), `bank_name`, `county`, `department`; `balance`,
    `planned`, `funded`, `gap` in yuan; `due`, `working_day`, `ledger`, `plan`, `funds`, `guarantee_period_ends` as dates; `holidays_known`;
    `stage`, `actor`, `late`, `overdue_days`, `overdue_extrapolated` (`analysis.overdue`), `step`; `sources` of the funds recorded; `heard`,
    the day it was first handed in.
    """

    as_of: date
    rows: pd.DataFrame
    other_creditors: int  # live loans left out because no bank lent them

    def chosen(self, **wanted: Collection[str]) -> Ledger:
        """The rows whose columns have one of the values wanted: `chosen(stage=("plan",), county=("330102",))`; empty is no wish."""
        rows = self.rows
        for column, values in wanted.items():
            if values:
                rows = rows.loc[rows[column].isin(list(values))]
        return replace(self, rows=rows.reset_index(drop=True))

    def to_json(self, missed: pd.DataFrame) -> list[dict[str, Any]]:
        """Rows for JSON, amounts in yuan; `missed` is what `if_missed` found, by borrower."""
        rows = self.rows
        day = {name: rows[name].dt.strftime("%Y-%m-%d").tolist() for name in _DATES}
        money = {name: np.round(rows[name].to_numpy(dtype=np.float64), 2).tolist() for name in ("balance", "planned", "funded", "gap")}
        plain = {name: rows[name].astype("object").where(rows[name].notna(), None).tolist() for name in _PLAIN}
        follows = missed.round({"own_loss": 2, "caused_loss": 2}).to_dict("index")
        return [
            {
                **{name: values[place] for name, values in plain.items()},
                **{name: values[place] for name, values in money.items()},
                "due": day["due"][place],
                "working_day": day["working_day"][place],
                "stage_dates": {stage: day[stage][place] for stage in AHEAD},
                "guarantee_period_ends": day["guarantee_period_ends"][place],
                "sources": (plain["sources"][place] or "").split(",") if plain["sources"][place] else [],
                "if_missed": follows.get(plain["borrower"][place]),
            }
            for place in range(len(rows))
        ]


def ledger(facts: CityFacts, book: RuleBook, borrowers: Collection[str] | None = None) -> Ledger:
    """Stages on the facts' day by the county's months, of all borrowers or some.

    Loans of lenders that are no banks are left out and counted; bonds are an extension.

    `late` (迟报): the loan was first handed in only after the day its ledger was due, though it had been drawn by then; it starts at the
    stage the day asks for. Facts loaded later than the day asked for count as handed in on that day. O(loans · log loans).
    """
    loans, bonds = (
        frame.loc[(frame["balance"] > 0).to_numpy(dtype=bool) & (True if borrowers is None else frame[debtor].isin(list(borrowers)))]
        for frame, debtor in ((facts["loans"], "borrower"), (facts["bonds"], "issuer"))
    )
    banking = (loans["creditor_kind"].isna() | (loans["creditor_kind"] == "bank")).to_numpy(dtype=bool)
    debts = [_of_bonds(bonds, facts.as_of), _of_loans(facts, loans.loc[banking])]
    rows = pd.concat(debts, ignore_index=True)  # each in the order of its numbers
    firms = facts["enterprises"].drop_duplicates("credit_code").set_index("credit_code")
    banks = facts["banks"].drop_duplicates("bank_code").set_index("bank_code")
    place = places(rows["borrower"], firms.index)
    for column, source in (("name", "name"), ("county", "county_code"), ("department", "department")):
        rows[column] = firms[source].array.take(place, allow_fill=True)
    rows["bank_name"] = rows["bank"].map(banks["name"]).astype("str")
    rows = _with_plans(_staged(rows, facts.as_of, book), facts["capital_plans"])
    rows = rows.sort_values("due", kind="stable", ignore_index=True)
    return Ledger(facts.as_of, rows, int((~banking).sum()))


def _of_loans(facts: CityFacts, loans: pd.DataFrame) -> pd.DataFrame:
    today, late = pd.Timestamp(facts.as_of), overdue(facts, loans)
    first = facts.first_heard("loans")
    alike = len(first) and bool((first == first.iloc[0]).all())
    heard = pd.Series(first.iloc[0], index=loans.index) if alike else first.reindex(loans["_key"]).set_axis(loans.index)
    return pd.DataFrame(
        {
            "kind": "loan",
            "no": loans["loan_no"],
            "borrower": loans["borrower"],
            "bank": loans["bank_code"],
            "balance": loans["balance"].to_numpy(dtype=np.float64) / FEN_PER_YUAN,
            "due": loans["matures_on"],
            "heard": heard.where(heard < today, today),
            "drawn": loans["starts_on"],
            "overdue_days": late.days,
            "overdue_extrapolated": late.extrapolated,
        }
    )


def _of_bonds(bonds: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Nobody reports the days a bond is overdue."""
    past = days_past(bonds["matures_on"], as_of)
    late = counted_on(np.full(len(bonds), np.nan), past, np.zeros(len(bonds)))
    return pd.DataFrame(
        {
            "kind": "bond",
            "no": bonds["bond_code"],
            "borrower": bonds["issuer"],
            "bank": pd.Series(np.nan, index=bonds.index, dtype="str"),
            "balance": bonds["balance"].to_numpy(dtype=np.float64) / FEN_PER_YUAN,
            "due": bonds["matures_on"],
            "heard": pd.Series(pd.NaT, index=bonds.index, dtype="datetime64[s]"),
            "drawn": pd.Series(pd.NaT, index=bonds.index, dtype="datetime64[s]"),
            "overdue_days": late.days,
            "overdue_extrapolated": late.extrapolated,
        }
    )


def _staged(rows: pd.DataFrame, as_of: date, book: RuleBook) -> pd.DataFrame:
    today = pd.Timestamp(as_of)
    due, county = rows["due"], rows["county"]
    dates = {stage: _moved(due, -book.numbers("maturities.steps", f"{stage}_months", county)) for stage in AHEAD}
    expected = pd.concat([dates["ledger"], rows["drawn"]], axis=1).max(axis=1)
    place = sum((day <= today).to_numpy(dtype=np.int64) for day in dates.values()) + (due < today).to_numpy(dtype=np.int64)
    stage = np.array(STAGES, dtype=object)[place] if len(rows) else np.zeros(0, dtype=object)
    free = {day: next_working_day(day.date()) for day in due.drop_duplicates()}
    steps = [book.numbers("maturities.overdue_steps", name, county) for name in _STEPS]
    return rows.drop(columns="drawn").assign(
        **dates,
        late=(rows["heard"] > expected).to_numpy(dtype=bool),
        stage=pd.Series(stage, index=rows.index, dtype="str"),
        actor=pd.Series([ACTORS[name] for name in stage], index=rows.index, dtype="str"),
        step=np.select([rows["overdue_days"].to_numpy() >= step for step in steps], steps, 0.0).astype(np.int64),
        working_day=due.map({day: pd.Timestamp(found.day) for day, found in free.items()}).astype("datetime64[s]"),
        holidays_known=due.map({day: found.certain for day, found in free.items()}).astype(bool),
        guarantee_period_ends=_moved(due, book.numbers("guarantee.period_unclear", "months", county)),
    )


def _moved(days: pd.Series[Any], by: Floats) -> pd.Series[Any]:
    """Each day by its own number of months."""
    moved = days.copy()
    for number in np.unique(by):
        mine = by == number
        moved.loc[mine] = months(days.loc[mine], int(number))
    return moved


def _with_plans(rows: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """What the plans and the funds in place recorded for each loan add up to, and what is still missing for the balance."""
    sums: dict[str, Any] = {}
    loan = (rows["kind"] == "loan").to_numpy(dtype=bool)
    for name, stage in (("planned", "plan"), ("funded", "funded")):
        of_stage = plans.loc[(plans["stage"] == stage).to_numpy(dtype=bool)]
        total = of_stage.groupby("loan_no")["amount"].sum().astype("float64") / FEN_PER_YUAN
        place = places(rows["no"], total.index)
        sums[name] = np.where(loan & (place >= 0), np.append(total.to_numpy(), 0.0)[place], 0.0)
    named = plans.loc[plans["source"].notna(), ["loan_no", "source"]].drop_duplicates().sort_values(["loan_no", "source"])
    several = named["loan_no"].duplicated(keep=False)
    sources = pd.concat([named.loc[~several].set_index("loan_no")["source"], named.loc[several].groupby("loan_no")["source"].agg(",".join)])
    return rows.assign(
        **sums,
        gap=np.maximum(0.0, rows["balance"].to_numpy() - sums["funded"]),
        sources=sources.array.take(np.where(loan, places(rows["no"], sources.index), -1), allow_fill=True),
    )
