"""What a picture shows: parties and the guarantees among them, summed by pair, capped, with what was left out counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.network import GuaranteeNetwork, Ints, Liability, PartyKind

MOST_ELEMENTS: Final = 2000  # nodes and links a browser draws without pause
_NODE_SHARE: Final = 0.4


@dataclass(frozen=True)
class Node:
    """One party."""

    code: str
    name: str
    kind: PartyKind
    county: str
    core: bool
    external: bool
    fell_in: int | None  # round of a simulated cascade, 0 a seed; None: stands
    loans: float | None  # yuan it owes, all banks; None: not to be seen
    capacity: float | None  # yuan it could pay; None: unknown
    employees: int | None


@dataclass(frozen=True)
class Link:
    """All guarantees of one guarantor for one borrower."""

    guarantor: str
    borrower: str
    amount: float  # yuan promised, each guarantee up to its loan's shortfall
    guarantees: int
    liabilities: tuple[Liability, ...]
    mutual: bool


@dataclass(frozen=True)
class View:
    """What is drawn. `left_out` says how many parties and links the cap cost."""

    title: str
    as_of: str
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    left_out: tuple[int, int]


def circle_view(
    network: GuaranteeNetwork,
    members: Sequence[int] | Ints,
    *,
    title: str,
    cores: Sequence[int] | Ints = (),
    rounds: Mapping[int, int] | None = None,
    most: int = MOST_ELEMENTS,
) -> View:
    """The members and the guarantees among them; `rounds` marks who fell when. First members and largest links stay under the cap."""
    wanted = np.asarray(members, dtype=np.int64)
    kept = wanted[: max(1, int(most * _NODE_SHARE))] if len(wanted) > most * _NODE_SHARE else wanted
    links = _links(network, kept)
    links.sort(key=lambda link: (-link.amount, link.guarantor, link.borrower))
    room = max(0, most - len(kept))
    owed = np.add.reduceat(np.append(network.loans.exposure[network.parties.own_loans], 0.0), network.parties.first_loan[:-1])
    owed = np.where(np.diff(network.parties.first_loan) > 0, owed, 0.0)
    marked, fell = set(map(int, cores)), rounds or {}
    nodes = tuple(_node(network, int(place), float(owed[place]), fell.get(int(place)), core=int(place) in marked) for place in kept)
    day = network.as_of.isoformat() if network.as_of else ""
    return View(title, day, nodes, tuple(links[:room]), (len(wanted) - len(kept), max(0, len(links) - room)))


def _node(network: GuaranteeNetwork, place: int, owed: float, fell_in: int | None, *, core: bool) -> Node:
    parties = network.parties
    county = int(parties.county[place])
    return Node(
        code=parties.code[place].as_py(),
        name=parties.name[place].as_py(),
        kind=PartyKind(int(parties.kind[place])),
        county=network.counties.name[county].as_py() if county >= 0 else "",
        core=core,
        external=bool(parties.external[place]),
        fell_in=fell_in,
        loans=round(owed, 2),
        capacity=round(float(parties.capacity[place]), 2) if parties.capacity_known[place] else None,
        employees=int(parties.employees[place]) if parties.employees[place] >= 0 else None,
    )


def _links(network: GuaranteeNetwork, members: Ints) -> list[Link]:
    """The guarantees among members, one link a pair. Complexity O(guarantees given by members)."""
    parties, loans, promises = network.parties, network.loans, network.guarantees
    inside = np.zeros(len(parties.code), dtype=bool)
    inside[members] = True
    given = [parties.given[parties.first_given[place] : parties.first_given[place + 1]] for place in members]
    rows = np.concatenate(given) if given else np.zeros(0, np.int64)
    borrower = loans.borrower[promises.loan[rows]]
    rows, borrower = rows[inside[borrower]], borrower[inside[borrower]]
    promised = np.minimum(promises.cap[rows], loans.shortfall[promises.loan[rows]])
    pairs: dict[tuple[int, int], list[int]] = {}
    for place, (guarantor, owing) in enumerate(zip(promises.guarantor[rows].tolist(), borrower.tolist(), strict=True)):
        pairs.setdefault((guarantor, owing), []).append(place)
    return [
        Link(
            guarantor=parties.code[guarantor].as_py(),
            borrower=parties.code[owing].as_py(),
            amount=round(float(promised[places].sum()), 2),
            guarantees=len(places),
            liabilities=tuple(Liability(kind) for kind in np.unique(promises.liability[rows[places]]).tolist()),
            mutual=(owing, guarantor) in pairs,
        )
        for (guarantor, owing), places in pairs.items()
    ]
