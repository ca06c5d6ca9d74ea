"""What a bank is told of the other lenders of a borrower: sums, and only those from which nobody's own figure follows.

Every number shown is a sum over lenders: a total, a cell of a split, and with them what several cells make together or leave of the total.
None is shown to which one or two lenders contribute, none that differs from another of the same report in what one or two lenders have, and
none that differs from what was shown of it before in what one or two lenders lend. Where a report would break this in its total it is not
shown, and the last one shown stands, with its day; where it would in a cell, the cell is left out. What was shown before follows from the
reports themselves, so nothing has to be remembered: whoever asks in whatever order is told the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from api.security.sums import CELLS, SPLITS, SUMS, Choice, opened
from graph.network import Bools, Floats, Ints

FEWEST: Final = 3  # lenders a number must come from, or differ in
_Fen = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Reports:
    """A borrower's other lenders, report by report in the order of the runs; `figures` in fen, by report, lender and `CELLS`."""

    lenders: tuple[str, ...]
    runs: tuple[int, ...]
    days: tuple[date, ...]
    lends: Bools  # by report and lender: whether it has a loan at all
    figures: _Fen


@dataclass(frozen=True)
class Release:
    """What a report shows, fen; None is left out. `suppressed`: one or two lenders, of whom nothing but their number is told."""

    day: date
    run: int
    lenders: tuple[str, ...]  # who they are is never told, only how many
    suppressed: bool
    balance: int | None = None
    cells: tuple[int | None, ...] = (None,) * len(CELLS)

    @property
    def alone(self) -> bool:
        """Whether nobody else lends."""
        return not self.lenders

    def cell(self, name: str) -> int | None:
        """A cell of a split by its name."""
        return self.cells[CELLS.index(name)]


@dataclass(frozen=True, eq=False)
class _Shown:
    """What was shown, to hold later reports against: every lender's part in every sum, and the sums that follow from it."""

    parts: _Fen  # by lender and sum
    sums: Bools


def releases(reports: Reports) -> tuple[Release, ...]:
    """What may be shown of the reports, one after the other. A report that is not among them shows what the last one before it did."""
    told: list[Release] = []
    shown: list[_Shown] = []
    known: dict[bytes, Release | None] = {}
    for place, (run, day) in enumerate(zip(reports.runs, reports.days, strict=True)):
        lends, figures = reports.lends[place], reports.figures[place]
        state = lends.tobytes() + figures.tobytes()
        if state not in known:  # a report that says what one before said shows what that one did
            known[state] = _released(reports, place, shown)
        found = known[state]
        if found is not None:
            told.append(replace(found, day=day, run=run))
    return tuple(told)


def standing(told: Sequence[Release], day: date) -> Release | None:
    """The last release that is not after a day; None before the first."""
    return next((one for one in reversed(told) if one.day <= day), None)


def _released(reports: Reports, place: int, shown: list[_Shown]) -> Release | None:
    """What a report shows, which is added to what was shown; None where it shows nothing new."""
    lends, figures = reports.lends[place], reports.figures[place]
    lenders = tuple(name for name, there in zip(reports.lenders, lends.tolist(), strict=True) if there)
    head = Release(reports.days[place], reports.runs[place], lenders, suppressed=True)
    parts: _Fen = figures @ SUMS.T
    contributing = np.count_nonzero(parts, axis=0)
    if lenders and contributing[0] < FEWEST:
        return head
    unsafe = _few(contributing)
    for before in shown:
        unsafe |= before.sums & _few(np.count_nonzero(parts != before.parts, axis=0))
    if unsafe[0]:
        return None
    choice = _chosen(parts, unsafe, figures.sum(axis=0))
    shown.append(_Shown(parts, opened(choice)))
    sums = figures.sum(axis=0).tolist()
    cells = tuple(int(amount) if told else None for amount, told in zip(sums, choice, strict=True))
    return replace(head, suppressed=False, balance=int(parts[:, 0].sum()), cells=cells)


def _chosen(parts: _Fen, unsafe: Bools, amounts: _Fen) -> Choice:
    """The cells to show: of each split in turn as many as can be, and of as many those with the largest sum."""
    chosen = np.zeros(len(CELLS), dtype=bool)
    following = np.zeros(len(SUMS), dtype=bool)  # sums that follow from the splits before
    following[0] = True
    for split in SPLITS:
        mine = parts[:, split.sums]
        wrong = unsafe[split.sums] | _apart(mine, parts[:, following]).any(axis=1)
        opens = split.opens[:, split.sums].astype(np.int64)
        together = ((opens @ _apart(mine, mine)) * opens).any(axis=1)  # two sums that follow from the same choice
        safe = np.flatnonzero(~(opens.astype(bool) & wrong).any(axis=1) & ~together)
        size = split.shown.sum(axis=1)[safe]
        amount = (split.shown * amounts).sum(axis=1)[safe]
        best = safe[np.lexsort((safe, -amount, -size))[0]]
        chosen |= split.shown[best]
        following |= split.opens[best]
    return chosen


def _apart(some: _Fen, others: _Fen) -> Bools:
    """Which of some sums differ from which of others in what too few lenders have."""
    return _few(np.count_nonzero(some[:, :, None] != others[:, None, :], axis=0))


def _few(lenders: Ints | Floats) -> Bools:
    """Where a number is made by some lenders, yet by too few."""
    found: Bools = (lenders > 0) & (lenders < FEWEST)
    return found
