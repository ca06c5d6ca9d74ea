"""`CreditBook`: who lent what to whom, by loan and by line, as every question about multi-lender credit needs it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.overdue import overdue
from graph.facts import CityFacts
from graph.network import Bools
from graph.values import FEN_PER_YUAN

CLASSES: Final = ("normal", "special_mention", "substandard", "doubtful", "loss", "unclassified")
BUCKETS: Final = ("overdue", "within_3_months", "within_12_months", "later")
PROPOSED: Final = "(proposed)"  # the number of a loan nobody has made yet


@dataclass(frozen=True, eq=False)
class CreditBook:
    """Amounts in yuan. Balances are net of margin deposits; `gross` is not.

    loans: `loan_no`, `borrower`, `bank`, `balance`, `gross`, `class` (one of CLASSES), `bucket` (one of BUCKETS), `overdue_days`,
    `overdue_extrapolated` (`analysis.overdue`), `starts_on`, `matures_on`, `working_capital`, `nonbank`, `facility_no`, `renewal`.
    lines: `facility_no`, `borrower`, `bank`, `limit`, `used` of the lines open on the day.
    """

    as_of: date
    loans: pd.DataFrame
    lines: pd.DataFrame
    banks: pd.DataFrame  # by code: `name`, `net_capital`, `tier1_capital` (yuan, NaN unknown), `local`, `offsite`, `located`

    def only(self, borrowers: Collection[str]) -> CreditBook:
        """The same with the loans and lines of some borrowers."""
        loans, lines = (frame.loc[frame["borrower"].isin(borrowers)].reset_index(drop=True) for frame in (self.loans, self.lines))
        return replace(self, loans=loans, lines=lines)

    def with_loans(self, proposed: Sequence[tuple[str, str, float, bool]], *, months: int = 12) -> CreditBook:
        """The same with more loans, drawn on the day for some months: what if we lend this much more?

        Each by borrower, bank, yuan, and whether it is for working capital.
        """
        day = pd.Timestamp(self.as_of)
        loans = [
            {
                "loan_no": PROPOSED, "borrower": borrower, "bank": bank, "balance": amount, "gross": amount, "class": "normal",
                "bucket": BUCKETS[2] if months > 3 else BUCKETS[1], "overdue_days": 0, "overdue_extrapolated": False,
                "starts_on": day, "matures_on": day + pd.DateOffset(months=months), "working_capital": working_capital, "nonbank": False,
                "facility_no": None, "renewal": "new",
            }
            for borrower, bank, amount, working_capital in proposed
        ]  # fmt: skip
        added = pd.DataFrame(loans).astype(self.loans.dtypes.to_dict())
        return replace(self, loans=pd.concat([self.loans, added], ignore_index=True))


def units(borrowers: pd.Series[Any], unit: pd.Series[Any] | None) -> pd.Series[Any]:
    """The unit of every borrower: itself, or what `unit` maps its code to (missing: none)."""
    return borrowers if unit is None else borrowers.map(unit).astype("str")


def credit_book(facts: CityFacts, borrowers: Collection[str] | None = None) -> CreditBook:
    """The book of a day, of all borrowers or some. Linear in loans and facilities.

    A line is open until its last day; what it has used is as stated, else what its loans add up to.
    """
    banks = lenders(facts)
    loans = _loans(facts, borrowers)
    return CreditBook(facts.as_of, loans, _lines(facts, loans, borrowers), banks)


def _of(rows: pd.DataFrame, borrowers: Collection[str] | None) -> pd.DataFrame:
    return rows if borrowers is None else rows.loc[rows["borrower"].isin(list(borrowers))]


def lenders(facts: CityFacts) -> pd.DataFrame:
    """The banks of a day (`CreditBook.banks`)."""
    rows = facts["banks"].drop_duplicates("bank_code")
    cities = home_cities(facts["counties"])
    city = rows["city_code"].where(rows["city_code"].notna(), rows["county_code"].map(city_of(facts["counties"])))
    city = city.where(city.notna(), rows["county_code"].str[:4])
    return pd.DataFrame(
        {
            "name": rows["name"].to_numpy(),
            "net_capital": _yuan(rows["net_capital"]).to_numpy(),
            "tier1_capital": _yuan(rows["tier1_capital"]).to_numpy(),
            "local": rows["local_legal_person"].fillna(value=False).to_numpy(dtype=bool),
            "offsite": (city.notna() & ~city.isin(cities)).to_numpy(dtype=bool),
            "located": city.notna().to_numpy(dtype=bool),
        },
        index=pd.Index(rows["bank_code"], name="bank"),
    )


def city_of(counties: pd.DataFrame) -> pd.Series[Any]:
    """The city of every county of the table, as stated, else the first four digits of its code (GB/T 2260)."""
    rows = counties.drop_duplicates("county_code")
    stated = rows["city_code"].where(rows["city_code"].notna(), rows["county_code"].str[:4])
    return pd.Series(stated.to_numpy(), index=pd.Index(rows["county_code"]), dtype="str")


def home_cities(counties: pd.DataFrame) -> set[str]:
    """The city the counties are those of; several where the table holds those of several."""
    return set(city_of(counties).dropna())


def _loans(facts: CityFacts, borrowers: Collection[str] | None) -> pd.DataFrame:
    rows = live(_of(facts["loans"], borrowers))
    late = overdue(facts, rows)
    told = loan_rows(rows, late.days > 0, pd.Timestamp(facts.as_of))
    return told.assign(overdue_days=late.days, overdue_extrapolated=late.extrapolated)


def live(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of the table of loans with a balance, by number."""
    return rows.loc[(rows["balance"] > 0).to_numpy(dtype=bool)].sort_values("loan_no", kind="stable", ignore_index=True)


def loan_rows(rows: pd.DataFrame, late: Bools, today: pd.Timestamp | pd.Series[Any]) -> pd.DataFrame:
    """Live rows of the table of loans as `CreditBook.loans` has them, but for days overdue.

    `late` are those overdue; `today` may be each row's own.
    """
    gross = _yuan(rows["balance"])
    net = (gross - _yuan(rows["margin_deposit"]).fillna(0.0)).clip(lower=0.0)
    ends = rows["matures_on"]
    bucket = np.select(
        [
            late | (ends < today).to_numpy(dtype=bool),
            (ends <= today + pd.DateOffset(months=3)).to_numpy(dtype=bool),
            (ends <= today + pd.DateOffset(months=12)).to_numpy(dtype=bool),
        ],
        BUCKETS[:3],
        BUCKETS[3],
    )
    return pd.DataFrame(
        {
            "loan_no": rows["loan_no"],
            "borrower": rows["borrower"],
            "bank": rows["bank_code"],
            "balance": net.round(2),
            "gross": gross,
            "class": rows["five_class"].fillna("unclassified"),
            "bucket": pd.Series(bucket, dtype="str"),
            "starts_on": rows["starts_on"],
            "matures_on": ends,
            "working_capital": _is(rows["product"], "working_capital"),
            "nonbank": (rows["creditor_kind"].notna() & (rows["creditor_kind"] != "bank")).to_numpy(dtype=bool),
            "facility_no": rows["facility_no"],
            "renewal": rows["renewal"],
        }
    )


def _lines(facts: CityFacts, loans: pd.DataFrame, borrowers: Collection[str] | None) -> pd.DataFrame:
    rows = _of(facts["facilities"], borrowers)
    opened = (rows["ends_on"].isna() | (rows["ends_on"] >= pd.Timestamp(facts.as_of))).to_numpy(dtype=bool)
    rows = rows.loc[opened].reset_index(drop=True)
    drawn = rows["facility_no"].map(loans.groupby("facility_no")["balance"].sum()).fillna(0.0).to_numpy(dtype=np.float64)
    stated = _yuan(rows["used"])
    return pd.DataFrame(
        {
            "facility_no": rows["facility_no"],
            "borrower": rows["borrower"],
            "bank": rows["bank_code"],
            "limit": _yuan(rows["limit"]),
            "used": stated.where(stated.notna(), drawn),
        }
    )


def _is(column: pd.Series[Any], word: str) -> Bools:
    found: Bools = (column == word).fillna(value=False).to_numpy(dtype=bool)
    return found


def _yuan(column: pd.Series[Any]) -> pd.Series[Any]:
    return pd.Series(column.to_numpy(dtype=np.float64, na_value=np.nan) / FEN_PER_YUAN, index=column.index)
