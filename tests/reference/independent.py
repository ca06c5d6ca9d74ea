"""Model A a second time, from the text alone: nothing of the engine, its network or the other reference is used.

Levels come from bisection, the least fixed point from letting one party fall at a time in a random order, or, with the greatest, from
looking at every set there is (Knaster and Tarski: the intersection of all closed sets, the union of all that hold themselves down).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import chain, combinations

import numpy as np


@dataclass(frozen=True)
class Promise:
    who: int
    cap: float  # inf: the whole debt
    weight: float
    kind: str  # joint | several | general
    share: float | None = None  # stated, of several liability


@dataclass(frozen=True)
class Debt:
    borrower: int
    amount: float
    promises: tuple[Promise, ...]


@dataclass(frozen=True)
class Circle:
    debts: tuple[Debt, ...]
    capacity: tuple[float, ...]
    recovered: float = 0.0  # q

    @property
    def everybody(self) -> range:
        return range(len(self.capacity))


def filled(promises: list[Promise], amount: float) -> list[float]:
    """What each is asked for at the lowest level that brings the amount or all caps."""
    goal = min(amount, sum(p.cap for p in promises))
    if not promises or goal <= 0:
        return [0.0] * len(promises)
    weights = [max(p.weight, 0.01) for p in promises]

    def asked(level: float) -> list[float]:
        return [min(p.cap, level * w) for p, w in zip(promises, weights, strict=True)]

    low, high = 0.0, 2 * amount / min(weights) + 1.0
    for _ in range(90):
        middle = (low + high) / 2
        low, high = (low, middle) if math.fsum(asked(middle)) >= goal else (middle, high)
    return asked(high)


def shares(debt: Debt) -> dict[int, float]:
    """The fixed part of each several promise, by its place."""
    first = [p for p in debt.promises if p.kind != "general"]
    alone = dict(zip((id(p) for p in first), filled(first, debt.amount), strict=True))
    agreed, silent = {}, {}
    for place, promise in enumerate(debt.promises):
        if promise.kind == "several":
            if promise.share is None:
                silent[place] = alone[id(promise)]
            else:
                agreed[place] = min(promise.cap, promise.share * debt.amount)
    for part, room in ((agreed, debt.amount), (silent, max(0.0, debt.amount - sum(agreed.values())))):
        if sum(part.values()) > room:
            cut = room / sum(part.values())
            part.update({place: value * cut for place, value in part.items()})
    return agreed | silent


def asked_of(circle: Circle, debt: Debt, down: frozenset[int]) -> list[float]:
    """Calls on the promises of an open debt."""
    fixed = shares(debt)
    up = [place for place, p in enumerate(debt.promises) if p.who not in down]
    asked = [fixed[place] if place in fixed and place in up else 0.0 for place in range(len(debt.promises))]
    left = debt.amount - sum(asked)
    joint = [place for place in up if debt.promises[place].kind == "joint"]
    for place, amount in zip(joint, filled([debt.promises[place] for place in joint], max(0.0, left)), strict=True):
        asked[place] = amount
    reach = sum(min(debt.promises[place].cap, math.inf) if debt.promises[place].cap < math.inf else debt.amount for place in joint)
    rest = (1 - circle.recovered) * debt.amount - sum(fixed[place] for place in fixed if place in up) - reach
    general = [place for place in up if debt.promises[place].kind == "general"]
    for place, amount in zip(general, filled([debt.promises[place] for place in general], max(0.0, rest)), strict=True):
        asked[place] = amount
    return asked


def on(circle: Circle, party: int, down: frozenset[int]) -> float:
    """All calls on a party when these are down, itself not."""
    others = down - {party}
    total = 0.0
    for debt in circle.debts:
        if debt.borrower in others:
            asked = asked_of(circle, debt, others)
            total += sum(amount for promise, amount in zip(debt.promises, asked, strict=True) if promise.who == party)
    return total


def overwhelmed(circle: Circle, party: int, down: frozenset[int]) -> bool:
    return on(circle, party, down) > circle.capacity[party] + 0.005


def one_at_a_time(circle: Circle, seeds: set[int], rng: np.random.Generator) -> set[int]:
    """Who is down when, in a random order, whoever is asked for too much falls at once."""
    down = set(seeds)
    while True:
        standing = rng.permutation([party for party in circle.everybody if party not in down]).tolist()
        fallen = next((party for party in standing if overwhelmed(circle, party, frozenset(down))), None)
        if fallen is None:
            return down
        down.add(fallen)


def every_set(circle: Circle) -> list[frozenset[int]]:
    return [frozenset(some) for some in chain.from_iterable(combinations(circle.everybody, k) for k in range(len(circle.capacity) + 1))]


def ends(circle: Circle, seeds: set[int]) -> tuple[set[int], set[int]]:
    """The least and the greatest fixed point, by looking at all sets."""
    closed, held = [], []
    for some in every_set(circle):
        wants = seeds | {party for party in circle.everybody if overwhelmed(circle, party, some)}
        if wants <= some:
            closed.append(some)
        if some <= wants:
            held.append(some)
    return set(frozenset.intersection(*closed)), set(frozenset.union(*held))


def lost(circle: Circle, down: set[int]) -> float:
    """What the banks lose."""
    total = 0.0
    for debt in circle.debts:
        if debt.borrower in down:
            fixed = shares(debt)
            left = debt.amount
            if any(p.kind == "general" for p in debt.promises):
                left -= circle.recovered * debt.amount
            for place, p in enumerate(debt.promises):
                if p.who not in down:
                    left -= fixed[place] if place in fixed else min(p.cap, debt.amount)
            total += max(0.0, left)
    return total


def random_circle(rng: np.random.Generator, most: int = 8) -> Circle:
    """Whole amounts, so that calls often meet a capacity exactly; mutual promises, several contracts of one guarantor, every kind."""
    n = int(rng.integers(2, most + 1))
    mixed = rng.random() < 0.6
    debts = []
    for _ in range(int(rng.integers(1, n + 4))):
        borrower = int(rng.integers(n))
        others = [party for party in range(n) if party != borrower]
        promises = []
        for _ in range(int(rng.integers(0, 5))):
            kind = str(rng.choice(["joint", "several", "general"], p=[0.5, 0.25, 0.25])) if mixed else "joint"
            cap = math.inf if rng.random() < 0.5 else float(rng.integers(0, 13))
            share = float(rng.choice([0.0, 0.25, 0.5, 0.75, 1.0])) if kind == "several" and rng.random() < 0.5 else None
            promises.append(Promise(int(rng.choice(others)), cap, float(rng.choice([0.0, 1, 1, 2, 3])), kind, share))
        debts.append(Debt(borrower, float(rng.integers(0, 25)), tuple(promises)))
    capacity = tuple(float(c) for c in rng.choice([0, 0, 2, 3, 4, 6, 8, 12, 24], n))
    return Circle(tuple(debts), capacity, float(rng.choice([0.0, 0.0, 0.25, 0.5])))
