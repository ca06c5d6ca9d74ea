"""Multi-lender credit of many borrowers, or controller groups, at once."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.lending.book import BUCKETS, CLASSES, CreditBook, units
from analysis.proportion import share
from graph.lookup import held

_SPLIT: Final = (*(f"class_{word}" for word in CLASSES), *(f"bucket_{word}" for word in BUCKETS))
_COUNTED: Final = ("lenders", "banks", "nonbanks", "offsite_lenders")


def survey(book: CreditBook, unit: pd.Series[Any] | None = None) -> pd.DataFrame:
    """One row a unit (`lending.book.units`) that has loans or lines. Yuan and fractions.

    Columns: `lenders` (institutions with a live loan), `banks`, `nonbanks`, `offsite_lenders`, `limits`, `used`, `balance`,
    `largest_share`, `hhi` (Σ share² of the lenders, 0..1), `offsite_balance`, `unlocated_balance` (lenders of unknown place),
    `nonbank_balance`, `working_capital` (at banks, margins not taken off), `class_*`, `bucket_*`. Linear.
    """
    return surveyed(by_lender(book, unit))


def surveyed(rows: pd.DataFrame) -> pd.DataFrame:
    """The same of what each lender lent (`by_lender`)."""
    lends = rows["loans"] > 0
    balance = rows["balance"]
    part = np.nan_to_num(share(balance, balance.groupby(rows["unit"]).transform("sum")))
    parts = rows[["unit", "balance", "used", "working_capital", *_SPLIT]].assign(
        limits=rows["limit"],
        lenders=lends,
        banks=lends & ~rows["nonbank"],
        nonbanks=lends & rows["nonbank"],
        offsite_lenders=lends & rows["offsite"],
        offsite_balance=balance.where(rows["offsite"], 0.0),
        unlocated_balance=balance.where(~rows["located"], 0.0),
        nonbank_balance=balance.where(rows["nonbank"], 0.0),
    )
    table = parts.groupby("unit", sort=True).sum().round(2)
    place = table.index.get_indexer(pd.Index(rows["unit"]))
    table["hhi"] = np.bincount(place, part**2, len(table))  # one after the other: the same whoever else is asked about
    table["largest_share"] = pd.Series(part).groupby(rows["unit"].to_numpy()).max().reindex(table.index)
    return table.astype(dict.fromkeys(_COUNTED, np.int64))


def by_lender(book: CreditBook, unit: pd.Series[Any] | None) -> pd.DataFrame:
    """One row a unit and lender: what it lent and granted.

    Columns: `loans` (number), `limit`, `used` (what the open lines have used and the loans outside any open line), `balance`,
    `working_capital`, `class_*`, `bucket_*` (yuan), `nonbank`, `offsite`, `located`. Lenders with a line and no loan are here too. Sorted
    by unit, then by balance, the largest first, then by code. Linear but for the sorting.
    """
    keys = ["unit", "bank"]
    loans, lines = (frame.assign(unit=units(frame["borrower"], unit)).dropna(subset="unit") for frame in (book.loans, book.lines))
    balance = loans["balance"].to_numpy()
    kind, bucket = loans["class"].to_numpy(dtype=object), loans["bucket"].to_numpy(dtype=object)
    owed = loans[keys].assign(
        loans=1,
        balance=balance,
        outside=np.where(held(loans["facility_no"], lines["facility_no"]), 0.0, balance),
        working_capital=np.where(loans["working_capital"] & ~loans["nonbank"], loans["gross"], 0.0),
        nonbank=loans["nonbank"].astype(np.int64),
        **{f"class_{word}": np.where(kind == word, balance, 0.0) for word in CLASSES},
        **{f"bucket_{word}": np.where(bucket == word, balance, 0.0) for word in BUCKETS},
    )
    granted = lines[keys].assign(limit=lines["limit"], used=lines["used"]).groupby(keys).sum()
    table = owed.groupby(keys).sum().join(granted, how="outer").fillna(0.0).reset_index()
    table["used"] += table.pop("outside")
    table = table.round(2)
    table["loans"] = table["loans"].astype(np.int64)
    table["nonbank"] = table["nonbank"] > 0
    for name in ("offsite", "located"):
        table[name] = table["bank"].map(book.banks[name]).eq(other=True).to_numpy(dtype=bool)
    order = np.lexsort((table["bank"].to_numpy(dtype=object), -table["balance"].round(2).to_numpy(), table["unit"].to_numpy(dtype=object)))
    return table.iloc[order].reset_index(drop=True)
