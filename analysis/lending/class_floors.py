"""Class floors across banks: what one bank's overdue or bad debt asks of all (令〔2023〕第1号). A prompt; the bank decides.

The lines are parameters of the rules `class_floor.*`; comparisons are strict, so 90 days are not above 90.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from analysis.proportion import share as share_of
from graph.network import Bools, Floats
from graph.values import FEN_PER_YUAN

ORDER: Final = ("normal", "special_mention", "substandard", "doubtful", "loss")
NON_PERFORMING: Final = ("substandard", "doubtful", "loss")


@dataclass(frozen=True, eq=False)
class Lines:
    """The rules' numbers, one for each borrower of `borrowers` (or one for all)."""

    overdue_days: Floats | float = 90.0
    overdue_share: Floats | float = 0.20
    doubtful_days: Floats | float = 270.0
    loss_days: Floats | float = 360.0


def class_floors(
    loans: pd.DataFrame,
    borrowers: pd.Index[str],
    *,
    lines: Lines | None = None,
    evaders: Collection[str] = (),
    in_liquidation: Collection[str] = (),
) -> pd.DataFrame:
    """One row a borrower of `borrowers`; loans of `CreditBook`, whose gross balances count as debts.

    Columns: `class` (the highest floor, missing where none), `rule` (the one that gives it), `share_overdue` (of the debts, more than
    `overdue_days` overdue; NaN without debts), `overdue`, `non_performing`, `total` (yuan), `days` (the longest), `extrapolated` (no report
    told the days of some loan overdue), `everywhere` (the floor that holds at every bank: a debt 270 or 360 days overdue sets a floor for
    the firm's class, yet law ties it to that debt).
    `evaders` are those a document names. Linear.
    """
    lines = lines or Lines()
    place = pd.Index(borrowers).get_indexer(pd.Index(loans["borrower"]))
    kept = place >= 0
    place, rows = place[kept], loans.loc[kept]
    n = len(borrowers)
    debt = np.round(rows["gross"].to_numpy(dtype=np.float64) * FEN_PER_YUAN)  # whole fen: what is on a line stays on it
    days = rows["overdue_days"].to_numpy(dtype=np.float64)

    def total(of: Bools) -> Floats:
        return np.bincount(place[of], weights=debt[of], minlength=n).astype(np.float64)

    every = np.ones(len(debt), dtype=bool)
    bad = rows["class"].isin(NON_PERFORMING).to_numpy(dtype=bool)
    owed, overdue, bad_debt = total(every), total(days > _each(lines.overdue_days, place)), total(bad)
    longest = np.zeros(n)
    np.maximum.at(longest, place, days)
    extrapolated = np.zeros(n, dtype=bool)
    extrapolated[place[rows["overdue_extrapolated"].to_numpy(dtype=bool)]] = True
    share = np.divide(overdue, owed, out=np.full(n, np.nan), where=owed > 0.0)
    evades, ends = (pd.Index(borrowers).isin(list(codes)) for codes in (evaders, in_liquidation))
    hits = (
        ("class_floor.non_performing", "special_mention", bad_debt > 0.0),
        ("class_floor.overdue", "substandard", np.nan_to_num(share) > lines.overdue_share),
        ("class_floor.doubtful", "doubtful", (longest > lines.doubtful_days) | evades),
        ("class_floor.loss", "loss", (longest > lines.loss_days) | ends),
    )
    floor = np.full(n, None, dtype=object)
    rule, everywhere = floor.copy(), floor.copy()
    for name, word, hit in hits:
        floor[hit], rule[hit] = word, name
        everywhere[hit if word in ("special_mention", "substandard") else (evades if word == "doubtful" else ends)] = word
    return pd.DataFrame(
        {
            "class": floor, "rule": rule, "everywhere": everywhere, "share_overdue": share, "overdue": overdue / FEN_PER_YUAN,
            "non_performing": bad_debt / FEN_PER_YUAN, "total": owed / FEN_PER_YUAN, "days": longest.astype(np.int64),
            "extrapolated": extrapolated,
        },
        index=pd.Index(borrowers, name="borrower"),
    )  # fmt: skip


def below_floor(loans: pd.DataFrame, floors: pd.DataFrame, lines: Lines | None = None) -> pd.DataFrame:
    """The loans whose class is better than the floor asks.

    Of every loan what holds everywhere is asked, of one overdue longer than the lines also what its own days ask; `lines` hold one number
    each, or one for each loan. A loan nobody classed counts as normal.
    """
    lines = lines or Lines()
    ranks = {word: rank for rank, word in enumerate(ORDER)}
    asked = loans["borrower"].map(floors["everywhere"]).map(ranks).fillna(0).to_numpy(dtype=np.float64)
    days = loans["overdue_days"].to_numpy(dtype=np.float64)
    asked = np.where(days > lines.doubtful_days, np.maximum(asked, ranks["doubtful"]), asked)
    asked = np.where(days > lines.loss_days, np.maximum(asked, ranks["loss"]), asked)
    given = loans["class"].map(ranks).fillna(0).to_numpy(dtype=np.float64)
    return loans.loc[given < asked]


def same_bank(loans: pd.DataFrame, share_above: float = 0.10) -> pd.DataFrame:
    """Borrowers with more than a share of a bank's claims on them non-performing, and not all of them yet (article 7).

    Columns: `borrower`, `bank`, `total`, `non_performing` (yuan), `share`.
    """
    rows = loans.assign(bad=loans["gross"].where(loans["class"].isin(NON_PERFORMING), 0.0))
    held = rows.groupby(["borrower", "bank"]).agg(total=("gross", "sum"), non_performing=("bad", "sum")).reset_index()
    held["share"] = share_of(held["non_performing"], held["total"])
    return held.loc[(held["share"] > share_above) & (held["share"] < 1.0)].round({"total": 2, "non_performing": 2}).reset_index(drop=True)


def _each(line: Floats | float, place: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Floats | float:
    return line[place] if isinstance(line, np.ndarray) else line
