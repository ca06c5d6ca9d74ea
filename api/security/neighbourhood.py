"""The network around a party as a visitor sees it: nodes and links, stubs without figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from analysis.neighbourhood import Direction, around, shortest_path
from api.security.enterprises import stub
from api.security.views import View
from graph.network import Bools, Ints, Liability, PartyKind

_LIABILITIES = [[kind.name.lower() for kind in Liability if bits >> kind & 1] for bits in range(1 << len(Liability))]
KINDS = ("enterprise", "person", "guarantee_company")


@dataclass(frozen=True)
class LinkFilter:
    """Which guarantees count: what is not wanted is left out before anything is reached over it."""

    direction: Direction = "any"
    amount_from: float = 0.0  # yuan, of one guarantee
    kinds: tuple[str, ...] = KINDS  # of the parties at both ends


def network_around(view: View, start: Ints, depth: int, most: int, wanted: LinkFilter) -> dict[str, Any]:
    """Nodes and links within some steps; `most` caps nodes, and links at three times as many, the largest kept."""
    links = links_seen(view, wanted)
    found = around(view.network, start, depth, most=most, direction=wanted.direction, links=links)
    drawn, cut = links_among(view, found.parties, links, 3 * most)
    steps = dict(zip(found.parties.tolist(), found.distance.tolist(), strict=True))
    return {
        "nodes": [node(place, view) | {"distance": steps[place]} for place in found.parties.tolist()],
        "links": drawn,
        "truncated": found.truncated or cut,
    }


def path_between(view: View, start: int, end: int, wanted: LinkFilter) -> dict[str, Any]:
    """A shortest chain of guarantees, its nodes in order; no nodes where there is none."""
    links = links_seen(view, wanted)
    chain = shortest_path(view.network, start, end, direction=wanted.direction, links=links)
    places = np.array(chain or (), np.int64)
    drawn, _ = links_among(view, places, links, 3 * max(1, len(places)))
    return {"nodes": [node(place, view) for place in places.tolist()], "links": drawn, "steps": len(places) - 1 if chain else None}


def node(place: int, view: View) -> dict[str, Any]:
    """A party as it is drawn: figures only where it is seen in full, and for a bank only its own loans."""
    parties, loans = view.network.parties, view.network.loans
    told = stub(place, view) | {"external": bool(parties.external[place])}
    if told["stub"]:
        return told | {"loans": None, "capacity": None, "employees": None}
    own = parties.own_loans[parties.first_loan[place] : parties.first_loan[place + 1]]
    known = view.bank is None and bool(parties.capacity_known[place])
    return told | {
        "loans": round(float(loans.exposure[own[view.loans[own]]].sum()), 2),
        "capacity": round(float(parties.capacity[place]), 2) if known else None,
        "employees": int(parties.employees[place]) if parties.employees[place] >= 0 else None,
    }


def links_among(view: View, members: Ints, links: Bools, most: int, *, touching: Ints | None = None) -> tuple[list[dict[str, Any]], bool]:
    """The guarantees among parties, summed by pair, largest first; whether some were cut. O(guarantees the members gave).

    `touching` leaves only those with one of these parties at an end.
    """
    network = view.network
    parties, loans, promises = network.parties, network.loans, network.guarantees
    inside = np.zeros(len(parties.code), dtype=bool)
    inside[members] = True
    given = [parties.given[parties.first_given[place] : parties.first_given[place + 1]] for place in members.tolist()]
    rows = np.concatenate(given) if given else np.zeros(0, np.int64)
    rows = rows[links[rows] & inside[loans.borrower[promises.loan[rows]]]]
    if touching is not None:
        near = np.zeros(len(parties.code), dtype=bool)
        near[touching] = True
        rows = rows[near[promises.guarantor[rows]] | near[loans.borrower[promises.loan[rows]]]]
    amount = np.minimum(promises.cap[rows], loans.shortfall[promises.loan[rows]])
    pairs, of = np.unique(np.stack([promises.guarantor[rows], loans.borrower[promises.loan[rows]]]), axis=1, return_inverse=True)
    total, number = np.bincount(of, amount, pairs.shape[1]), np.bincount(of, minlength=pairs.shape[1])
    mutual = {(int(a), int(b)) for a, b in pairs.T}
    kinds = np.zeros(pairs.shape[1], np.int64)  # a bit a kind of liability
    np.bitwise_or.at(kinds, of, 1 << promises.liability[rows].astype(np.int64))
    order = np.lexsort((pairs[1], pairs[0], -total)) if pairs.shape[1] else np.zeros(0, np.int64)
    order, cut = order[:most], len(order) > most
    guarantors, borrowers = (parties.code.take(pa.array(pairs[end, order])).to_pylist() for end in (0, 1))
    return [
        {
            "id": f"{guarantor}>{borrower}",
            "guarantor": guarantor,
            "borrower": borrower,
            "amount": round(float(total[pair]), 2),
            "guarantees": int(number[pair]),
            "liabilities": _LIABILITIES[int(kinds[pair])],
            "mutual": (int(pairs[1, pair]), int(pairs[0, pair])) in mutual,
        }
        for pair, guarantor, borrower in zip(order.tolist(), guarantors, borrowers, strict=True)
    ], cut


def links_seen(view: View, wanted: LinkFilter) -> Bools:
    """Guarantees that are seen and asked for."""
    network = view.network
    promises, loans, kind = network.guarantees, network.loans, network.parties.kind
    kept = view.guarantees
    if wanted.amount_from > 0:
        kept = kept & (np.minimum(promises.cap, loans.shortfall[promises.loan]) >= wanted.amount_from)
    if set(wanted.kinds) != set(KINDS):
        sorts = np.array([PartyKind[name.upper()] for name in wanted.kinds], dtype=np.int64)
        kept = kept & np.isin(kind[promises.guarantor], sorts) & np.isin(kind[loans.borrower[promises.loan]], sorts)
    return kept
