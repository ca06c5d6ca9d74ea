"""Which scores and classes a visitor sees: a county those of its own firms, with the like cases elsewhere unnamed; a bank none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from analysis.classification import message
from api.lists import MadeRows
from graph.network import Ints

if TYPE_CHECKING:
    import pandas as pd

    from analysis.classification import Classification
    from api.security.views import View

Row = dict[str, Any]
_SIDES: Final = (
    ("enterprise", "name", "county", "score", "class"),
    ("other", "other_name", "other_county", "other_score", "other_class"),
)
_HIDDEN: Final = dict.fromkeys(("other", "other_name", "other_county", "other_score"))


def classes(
    found: Classification,
    view: View,
    county: str | None,
    wanted: tuple[str, ...],
    codes: tuple[str, ...],
    *,
    on_ledger: bool = False,
    items: bool,
) -> MadeRows:
    """The rows that are seen and asked for."""
    firms = _firms(found, view)
    firms = firms.loc[firms["on_ledger"].to_numpy(dtype=bool)] if on_ledger else firms
    firms = firms.loc[firms["class"].isin(wanted)] if wanted else firms
    firms = firms.loc[firms.index.isin(codes)] if codes else firms
    firms = firms if county is None else firms.loc[(firms["county"] == county).to_numpy(dtype=bool)]

    def make(places: Ints) -> list[Row]:
        return message.rows(found, firms.iloc[places], with_items=items)

    return MadeRows(np.arange(len(firms)), make)


def beside(found: Classification, view: View) -> Row:
    """What stands beside the rows: the day, the scheme, counts and benchmarks of the counties seen."""
    head = message.head(found)
    own = view.visitor.jurisdiction
    told = {"counts": message.counts(found), "benchmarks": message.benchmarks(found)}
    seen = told if view.whole else {name: [row for row in rows if row["county"] == own] for name, rows in told.items()}
    return {name: head[name] for name in ("as_of", "scheme", "note")} | seen


def pairs(found: Classification, view: View, county: str | None) -> list[Row]:
    """Like cases treated unlike, one's own firm first; a firm elsewhere has a class and nothing else."""
    rows = message.unlike(found, None if view.whole else _firms(found, view).index)
    told = rows if view.whole else [_turned(row, view) for row in rows]
    return [row for row in told if county in (None, row["county"], row["other_county"])]


def _firms(found: Classification, view: View) -> pd.DataFrame:
    return found.firms if view.whole else found.firms.loc[found.firms.index.isin(view.own_codes)]


def _turned(row: Row, view: View) -> Row:
    if row["other"] in view.own_codes and row["enterprise"] in view.own_codes:
        return row
    if row["other"] in view.own_codes:
        turn = dict(zip((*_SIDES[0], *_SIDES[1]), (*_SIDES[1], *_SIDES[0]), strict=True))
        row = {name: row[turn.get(name, name)] for name in row}
    return row | _HIDDEN
