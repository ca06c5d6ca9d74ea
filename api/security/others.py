"""The other lenders of a bank's borrowers, as far as `releases` shows them: of one borrower, or of several added up."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from analysis.lending.book import BUCKETS, CLASSES
from api.security.releases import Release, Reports, releases, standing
from api.security.sums import CELLS, WORKING_CAPITAL
from graph.values import FEN_PER_YUAN

if TYPE_CHECKING:
    from analysis.lending import LendingDesk
    from api.snapshots import Snapshot

AT_ONCE: Final = 200  # borrowers


@dataclass(frozen=True)
class Others:
    """Lenders other than the bank. Amounts in yuan; None is not shown."""

    lenders: int | None  # None: no report was shown yet
    suppressed: bool
    balance: float | None
    cells: Mapping[str, float | None]
    as_of: date | None  # the oldest report behind it

    @property
    def none(self) -> bool:
        """Whether nobody else lends."""
        return self.lenders == 0

    def to_json(self) -> dict[str, Any]:
        """The message."""
        return {
            "lenders": self.lenders,
            "balance": self.balance,
            "by_class": {name: self.cells[name] for name in CLASSES},
            "by_maturity": {name: self.cells[name] for name in BUCKETS},
            "suppressed": self.suppressed,
            "as_of": self.as_of.isoformat() if self.as_of else None,
        }


def added_up(told: Sequence[Release | None]) -> Others:
    """Several borrowers' other lenders: a sum where each of them shows it, so that none of them follows that is not shown itself."""
    known = [one for one in told if one is not None]
    if not known or len(known) < len(told):
        return Others(None, suppressed=True, balance=None, cells=dict.fromkeys(CELLS), as_of=None)
    return Others(
        lenders=len({name for one in known for name in one.lenders}),
        suppressed=any(one.suppressed for one in known),
        balance=_sum([one.balance for one in known]),
        cells={name: _sum([one.cell(name) for one in known]) for name in CELLS},
        as_of=min(one.day for one in known),
    )


def shown_at(shot: Snapshot, bank: str, borrowers: Collection[str], day: date | None = None) -> list[Release | None]:
    """What stands of each borrower's other lenders on a day (default: the snapshot's)."""
    told = released(shot, bank, borrowers)
    return [standing(told[code], day or shot.id.as_of) for code in dict.fromkeys(borrowers)]


def last_shown(shot: Snapshot, bank: str, borrower: str) -> pd.DataFrame:
    """The other banks' working-capital loans in the report that stands, one by one: for who has the firm's consent."""
    (release,) = shown_at(shot, bank, [borrower])
    with shot.lock:
        rows, runs = shot.over_time.loans([borrower]), shot.over_time.moments([borrower])["run"]
    last = runs.loc[runs <= (release.run if release is not None else 0)].max()  # nothing of it was different since
    mine = rows["working_capital"] & ~rows["nonbank"] & (rows["bank"] != bank) & (rows["run"] == last)
    found: pd.DataFrame = rows.loc[mine.to_numpy(dtype=bool)]
    return found.assign(balance=found["gross"])


def released(shot: Snapshot, bank: str, borrowers: Collection[str]) -> dict[str, tuple[Release, ...]]:
    """What may be shown to a bank of each borrower's other lenders, report by report.

    Many cost little more than one: with what is asked for the first time some more of the bank's borrowers are worked out.
    """
    wanted = list(dict.fromkeys(borrowers))
    if not all(shot.made(("releases", bank, code)) for code in wanted):
        with shot.lock:
            _work_out(shot, bank, wanted)
    return {code: shot.once(("releases", bank, code), tuple) for code in wanted}


def _work_out(shot: Snapshot, bank: str, wanted: Sequence[str]) -> None:
    every = shot.once(("near", bank), lambda: _near(shot.desk, bank))
    missing = [code for code in dict.fromkeys([*wanted, *every]) if not shot.made(("releases", bank, code))]
    missing = missing[: max(len(wanted), AT_ONCE)]
    moments = shot.over_time.moments(missing)
    rows = shot.over_time.by_lender(shot.over_time.loans(missing))
    of = {str(code): part for code, part in rows.groupby("borrower")}
    for code in missing:
        reports = _reports(of.get(code, rows.iloc[:0]), moments, bank)
        shot.once(("releases", bank, code), partial(releases, reports))


def _near(desk: LendingDesk, bank: str) -> list[str]:
    """The borrowers of a bank, and whoever is in their controller groups."""
    loans = desk.book.loans
    own = loans.loc[(loans["bank"] == bank).to_numpy(dtype=bool), "borrower"].unique()
    groups = desk.group.reindex(own).dropna().unique()
    return list(dict.fromkeys([*own.tolist(), *desk.group.index[desk.group.isin(groups)].tolist()]))


def _reports(rows: pd.DataFrame, moments: pd.DataFrame, bank: str) -> Reports:
    """The other lenders of a borrower at every moment."""
    rows = rows.loc[(rows["bank"] != bank).to_numpy(dtype=bool)]
    lenders = pd.Index(sorted(rows["bank"].unique()))
    place = (pd.Index(moments["run"]).get_indexer(rows["run"]), lenders.get_indexer(rows["bank"]))
    lends = np.zeros((len(moments), len(lenders)), dtype=bool)
    figures = np.zeros((*lends.shape, len(CELLS)), dtype=np.int64)
    lends[place] = True
    columns = [*(f"class_{name}" for name in CLASSES), *(f"bucket_{name}" for name in BUCKETS), WORKING_CAPITAL]
    figures[place] = np.round(rows[columns].to_numpy(dtype=np.float64) * FEN_PER_YUAN).astype(np.int64)
    days = tuple(moments["day"].dt.date)
    return Reports(tuple(lenders), tuple(moments["run"].tolist()), days, lends, figures)


def _sum(amounts: Sequence[int | None]) -> float | None:
    known = [amount for amount in amounts if amount is not None]
    return round(sum(known) / FEN_PER_YUAN, 2) if len(known) == len(amounts) else None
