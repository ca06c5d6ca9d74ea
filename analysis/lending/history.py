"""How credit changed: growth over a year, lenders that came and went, credit that was withdrawn."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pandas as pd

from analysis.lending.book import CreditBook, units
from analysis.proportion import change

YEAR_MONTHS: Final = 12
RECENT_MONTHS: Final = 3


def earlier(day: date, months: int) -> date:
    """The same day some months before, clamped to the month's end."""
    return (pd.Timestamp(day) - pd.DateOffset(months=months)).date()


def balances(book: CreditBook, unit: pd.Series[Any] | None = None, *, nonbank: bool | None = None) -> pd.Series[Any]:
    """The balance by (unit, lender), yuan net of margins: of banks only, of lenders that are none, or (None) of all."""
    loans = book.loans if nonbank is None else book.loans.loc[book.loans["nonbank"] == nonbank]
    rows = loans.assign(unit=units(loans["borrower"], unit)).dropna(subset="unit")
    found: pd.Series[Any] = rows.groupby(["unit", "bank"])["balance"].sum()
    return found


def changes(now: CreditBook, then: CreditBook, unit: pd.Series[Any] | None = None, *, nonbank: bool | None = None) -> pd.DataFrame:
    """By unit and lender: `now`, `then`, `change` (yuan); lenders with credit on either day, all or some as for `balances`.

    The past is what the store answers for that day; a loan repaid since that no file of the past named is not in it.
    """
    table = pd.concat({name: balances(book, unit, nonbank=nonbank) for name, book in (("now", now), ("then", then))}, axis=1)
    table = table.fillna(0.0).round(2)
    return table.assign(change=(table["now"] - table["then"]).round(2)).reset_index()


def trends(now: CreditBook, recent: CreditBook, year: CreditBook, unit: pd.Series[Any]) -> pd.DataFrame:
    """By unit, how its credit moved since two earlier books, of `RECENT_MONTHS` and of `YEAR_MONTHS` ago.

    Columns: `before` (the balance of the year's book, yuan), `growth` (fraction; NaN without a balance then), `gained`, `lost` (lenders
    since the recent book, comma-joined codes), `withdrawn` (by how much the lenders that lend less than then lend less, yuan).
    """
    moved = changes(now, recent, unit)
    past = balances(year, unit).groupby("unit").sum()
    total = moved.groupby("unit")["now"].sum()
    came = (moved["then"] == 0.0) & (moved["now"] > 0.0)
    went = (moved["then"] > 0.0) & (moved["now"] == 0.0)
    table = pd.concat({"before": past, "now": total}, axis=1).fillna(0.0)
    growth = change(table["now"], table["before"])
    fallen = moved["change"].clip(upper=0.0).abs().groupby(moved["unit"]).sum()
    return pd.DataFrame(
        {
            "before": table["before"],
            "growth": growth,
            "gained": _joined(moved.loc[came]).reindex(table.index),
            "lost": _joined(moved.loc[went]).reindex(table.index),
            "withdrawn": fallen.reindex(table.index).fillna(0.0).round(2),
        },
        index=table.index,
    )


def _joined(rows: pd.DataFrame) -> pd.Series[Any]:
    found: pd.Series[Any] = rows.groupby("unit")["bank"].agg(lambda codes: ",".join(sorted(codes)))
    return found
