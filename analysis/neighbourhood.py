"""Around a party: who is reached over guarantees within some steps, and the shortest chain of guarantees between two parties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from graph.network import Bools, GuaranteeNetwork, Ints

Direction = Literal["any", "given", "received"]  # over guarantees both ways, only to whom one guarantees, only to one's guarantors
DIRECTIONS: Final = ("any", "given", "received")


@dataclass(frozen=True, eq=False)
class Neighbourhood:
    """Parties in the order they were reached, nearest first; `truncated` where the cap left some out."""

    parties: Ints
    distance: Ints  # steps from the nearest start
    truncated: bool


def around(
    network: GuaranteeNetwork,
    start: Ints,
    depth: int,
    *,
    most: int,
    direction: Direction = "any",
    links: Bools | None = None,
) -> Neighbourhood:
    """The parties within `depth` steps of `start`, at most `most` of them; breadth first, ties by position.

    Only guarantees in `links` count. Complexity O(guarantees of the parties reached).
    """
    reached = np.unique(np.asarray(start, np.int64))[:most]
    distance = np.zeros(len(reached), np.int64)
    seen = np.zeros(len(network.parties.code), dtype=bool)
    seen[reached] = True
    front: Ints = reached
    truncated = False
    for step in range(1, depth + 1):
        found = np.unique(_next(network, front, direction, links)[1])
        found = found[~seen[found]]
        room = most - len(reached)
        truncated |= len(found) > room
        front = found[:room]
        seen[front] = True
        reached = np.concatenate([reached, front])
        distance = np.concatenate([distance, np.full(len(front), step)])
        if not len(front):
            break
    return Neighbourhood(reached, distance, truncated)


def shortest_path(
    network: GuaranteeNetwork,
    start: int,
    end: int,
    *,
    direction: Direction = "any",
    links: Bools | None = None,
) -> tuple[int, ...] | None:
    """The parties of one shortest chain of guarantees from `start` to `end`, both included; None where there is none.

    Of several as short, the one through the lowest positions seen first. Options as for `around`. Complexity O(guarantees).
    """
    before = np.full(len(network.parties.code), -1, np.int64)
    before[start] = start
    front: Ints = np.array([start], np.int64)
    while len(front) and before[end] < 0:
        sources, targets = _next(network, front, direction, links)
        fresh = before[targets] < 0
        targets, first = np.unique(targets[fresh], return_index=True)
        before[targets] = sources[fresh][first]
        front = targets
    if before[end] < 0:
        return None
    chain = [end]
    while chain[-1] != start:
        chain.append(int(before[chain[-1]]))
    return tuple(reversed(chain))


def _next(network: GuaranteeNetwork, front: Ints, direction: Direction, links: Bools | None) -> tuple[Ints, Ints]:
    """One step: pairs of a party of the front and a party at the other end of one of its guarantees."""
    parties, loans, promises = network.parties, network.loans, network.guarantees
    pairs = []
    if direction != "received":
        source, at = _rows(front, parties.first_given)
        row = parties.given[at]
        pairs.append((source, row, loans.borrower[promises.loan[row]]))
    if direction != "given":
        source, at = _rows(front, parties.first_loan)
        loan, at = _rows(parties.own_loans[at], loans.first_guarantee)
        borrower = loans.borrower[loan]
        pairs.append((borrower, at, promises.guarantor[at]))
    source, row, target = (np.concatenate([pair[part] for pair in pairs]).astype(np.int64) for part in range(3))
    return (source, target) if links is None else (source[links[row]], target[links[row]])


def _rows(owners: Ints, first: Ints) -> tuple[Ints, Ints]:
    """Every position of the compressed rows of some owners, with its owner."""
    starts, ends = first[owners], first[np.asarray(owners, np.int64) + 1]
    lengths = ends - starts
    owner = np.repeat(np.asarray(owners, np.int64), lengths)
    offsets = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return owner, np.repeat(starts, lengths) + offsets
