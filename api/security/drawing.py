"""What a picture needs beside names and figures: where a party stands, which circle and part it belongs to, how it is with its loans.

A party seen as a stub only has a place and a part, nothing else; the ledger of risk enterprises is no bank's to read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from analysis.neighbourhood import around
from api.security.coordination import circle_id
from api.security.neighbourhood import LinkFilter, links_among, links_seen, node
from graph.network import LoanClass
from viz.layout import placed
from viz.parts import MOST_ELEMENTS, parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.security.views import View
    from api.snapshots import Snapshot

MOST_LINKS: Final = 60_000
_ALARMING: Final = (LoanClass.SUBSTANDARD, LoanClass.DOUBTFUL, LoanClass.LOSS)


def picture(told: dict[str, Any], shot: Snapshot, view: View) -> dict[str, Any]:
    """A network with places, marks, and, where it is large, the part every party belongs to."""
    codes = tuple(row["party"] for row in told["nodes"])
    pairs = tuple((link["guarantor"], link["borrower"]) for link in told["links"])
    spots = placed(codes, pairs)
    large = len(codes) + len(pairs) > MOST_ELEMENTS
    part_of = {code: number for number, members in enumerate(parts(codes, pairs)) for code in members} if large else {}
    nodes = [
        row | mark(row, shot, view) | {"x": spots[row["party"]][0], "y": spots[row["party"]][1], "part": part_of.get(row["party"])}
        for row in told["nodes"]
    ]
    return told | {"nodes": nodes}


def mark(row: dict[str, Any], shot: Snapshot, view: View) -> dict[str, Any]:
    """The circle of a party, whether it is its core, and how it is with its loans: listed, alarming, watched, normal; null unknown."""
    code = row["party"]
    if row["stub"]:
        return {"circle": None, "core": False, "risk": None}
    circle = shot.circle_of.get(code)
    core = shot.core_of[circle] if circle else None
    return {
        "circle": circle_id(circle, core, view) if circle and core else None,
        "core": core == code,
        "risk": _risk(code, shot, view),
    }


@dataclass(frozen=True)
class Growth:
    """What a picture of the parties `shown` gains: other parties, and whoever stands within some steps of one of them."""

    shown: Sequence[str] = ()
    added: Sequence[str] = ()
    around: str | None = None
    depth: int = 1
    most: int = 500


def grown(shot: Snapshot, view: View, asked: Growth, wanted: LinkFilter) -> dict[str, Any]:
    """New nodes, and the links that touch these or the party they stand around; `missing` are codes nobody has or may see."""
    links = links_seen(view, wanted)
    place = _places((*asked.shown, *asked.added, *([asked.around] if asked.around is not None else [])), shot, view)
    start = np.array([place[asked.around]] if asked.around in place else [], np.int64)
    found = around(view.network, start, asked.depth, most=asked.most, direction=wanted.direction, links=links)
    before = {place[code] for code in asked.shown if code in place}
    reached = dict.fromkeys([*(place[code] for code in asked.added if code in place), *found.parties.tolist()])
    new = [one for one in reached if one not in before]
    touched = np.array([*new, *start.tolist()], np.int64)
    drawn, cut = links_among(view, np.array([*before, *new], np.int64), links, MOST_LINKS, touching=touched)
    nodes = [node(one, view) for one in new]
    return {
        "nodes": [row | mark(row, shot, view) for row in nodes],
        "links": drawn,
        "missing": sorted({*asked.shown, *asked.added} - place.keys()),
        "truncated": found.truncated or cut,
    }


def _places(codes: Sequence[str], shot: Snapshot, view: View) -> dict[str, int]:
    """The positions of those among some codes that the visitor sees, by an index made once: pictures ask often."""
    index = shot.once("index of codes", lambda: pd.Index(shot.network.parties.code.to_pylist(), dtype="object"))
    found = index.get_indexer(pd.Index(list(codes), dtype="object"))
    return {code: place for code, place in zip(codes, found.tolist(), strict=True) if place >= 0 and (view.own[place] or view.stubs[place])}


def _risk(code: str, shot: Snapshot, view: View) -> str | None:
    """Of an enterprise seen in full."""
    if view.bank is None and code in _ledger(shot):
        return "listed"
    return shot.once(("risk of loans", view.visitor.scope), lambda: _by_loans(view)).get(code)


def _ledger(shot: Snapshot) -> frozenset[str]:
    """Enterprises on the counties' ledgers."""
    return shot.once("ledger codes", lambda: frozenset(shot.facts["risk_list"]["enterprise"].dropna().tolist()))


def _by_loans(view: View) -> dict[str, str]:
    """The worst class of the loans that are seen, by borrower; who has none that is classed stands nowhere."""
    loans, codes = view.network.loans, view.network.parties.code
    worst = np.full(len(codes), int(LoanClass.UNKNOWN))
    np.maximum.at(worst, loans.borrower[view.loans], loans.loan_class[view.loans])
    return {
        codes[place].as_py(): "alarming" if level in _ALARMING else "watched" if level == LoanClass.SPECIAL_MENTION else "normal"
        for place, level in ((place, int(worst[place])) for place in np.flatnonzero(worst >= 0).tolist())
    }
