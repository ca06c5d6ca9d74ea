"""A circle's id: given at birth after its core firm, kept while its members change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from string import ascii_letters, digits
from typing import Final

_PLAIN: Final = frozenset(ascii_letters + digits + "_.-")


def birth_id(code: str) -> str:
    """The id a circle is born with, from its core's code; URL-safe, different for different codes.

    >>> birth_id("91330100MA2ABCDE1X"), birth_id("P/7")
    ('C-91330100MA2ABCDE1X', 'C-P~2f~7')
    """
    if code.isascii() and code.isalnum():
        return f"C-{code}"
    return "C-" + "".join(letter if letter in _PLAIN else f"~{ord(letter):x}~" for letter in code)


def free_id(code: str, used: Collection[str]) -> str:
    """The birth id, or with -2, -3 … behind it while another circle bears it."""
    born = birth_id(code)
    name, count = born, 1
    while name in used:
        count += 1
        name = f"{born}-{count}"
    return name


def inherit(circles: Sequence[Sequence[str]], previous: Mapping[str, str]) -> list[str]:
    """Ids of circles given as member codes, core first, from the ids parties had before.

    A former circle and a present one match when they share at least half of the smaller of the two. Pairs are matched greedily:
    most shared members first; among equals the former circle of the present core, then the one born of it, then by id. So of
    merged circles the one with most members in the heir gives its name, of a split one the largest heir keeps it. Circles without
    a match get their birth id.
    """
    before = Counter(previous.values())
    pairs = []
    for place, members in enumerate(circles):
        shared = Counter(previous[code] for code in members if code in previous)
        pairs += [
            (-count, previous.get(members[0]) != name, birth_id(members[0]) != name, name, place)
            for name, count in shared.items()
            if 2 * count >= min(before[name], len(members))
        ]
    names: dict[int, str] = {}
    used: set[str] = set()
    for _, _, _, name, place in sorted(pairs):
        if place not in names and name not in used:
            names[place] = name
            used.add(name)
    for place, members in enumerate(circles):
        if place not in names:
            names[place] = free_id(members[0], used)
            used.add(names[place])
    return [names[place] for place in range(len(circles))]


def lone_ids(codes: Sequence[str], used: Collection[str], previous: Mapping[str, str]) -> list[str]:
    """Ids of firms outside every circle, born of their own code: the one borne before while it is free, else the birth id."""
    return [_lone_id(code, used, previous.get(code, "")) for code in codes]


def _lone_id(code: str, used: Collection[str], before: str) -> str:
    kept = before not in used and before.startswith(birth_id(code))
    return before if kept else free_id(code, used)
