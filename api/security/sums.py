"""The sums over a borrower's lenders that can follow from what is shown: of the total and of the cells of its splits."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
import numpy.typing as npt

from analysis.lending.book import BUCKETS, CLASSES
from graph.network import Bools

WORKING_CAPITAL: Final = "working_capital"
_BY: Final = (CLASSES, BUCKETS, (WORKING_CAPITAL,))
CELLS: Final = tuple(name for names in _BY for name in names)
Choice = Bools  # by CELLS: whether a cell is shown


@dataclass(frozen=True, eq=False)
class Split:
    """One way to split the balance. Row i of `shown` and `opens` is one choice of its cells."""

    sums: npt.NDArray[np.int64]  # the places of its sums among SUMS
    shown: Bools  # by choice and CELLS
    opens: Bools  # by choice and SUMS: what follows from the cells shown and the total


def opened(choice: Choice) -> Bools:
    """The sums that follow from a choice of cells."""
    found = np.zeros(len(SUMS), dtype=bool)
    found[0] = True
    for split in SPLITS:
        mine = split.shown.any(axis=0)
        found |= split.opens[int(np.flatnonzero((split.shown == (choice & mine)).all(axis=1))[0])]
    return found


def _subsets(size: int) -> npt.NDArray[np.int64]:
    return np.array(list(product((0, 1), repeat=size)), dtype=np.int64)


def _sums() -> tuple[npt.NDArray[np.int64], tuple[Split, ...]]:
    """Every sum as coefficients of CELLS, the total first, and the splits over them.

    A split of n cells has the sums of all its subsets but none and all, which are nothing and the total. A sum follows from the cells
    shown where they hold all of it, or all that it leaves of the total.
    """
    total = np.array([name in CLASSES for name in CELLS], dtype=np.int64)
    rows, pieces = [total], []
    for names in _BY:
        cells = np.eye(len(CELLS), dtype=np.int64)[[CELLS.index(name) for name in names]]
        if len(names) == 1:
            cells = np.concatenate([cells, total - cells])  # the rest of the total is a cell too, never shown
        subsets = _subsets(len(cells))[1:-1]
        pieces.append((names, subsets, len(rows)))
        rows += list(subsets @ cells)
    splits = []
    for names, subsets, start in pieces:
        choices = _subsets(len(names))
        held = np.pad(choices, ((0, 0), (0, subsets.shape[1] - len(names))))
        inside = ((subsets[None] * (1 - held[:, None])) == 0).all(axis=2)
        outside = (((1 - subsets)[None] * (1 - held[:, None])) == 0).all(axis=2)
        opens = np.zeros((len(choices), len(rows)), dtype=bool)
        places = np.arange(start, start + len(subsets))
        opens[:, places] = inside | outside
        opens[:, 0] = True
        shown = np.zeros((len(choices), len(CELLS)), dtype=bool)
        shown[:, [CELLS.index(name) for name in names]] = choices.astype(bool)
        splits.append(Split(places, shown, opens))
    return np.array(rows), tuple(splits)


SUMS, SPLITS = _sums()
