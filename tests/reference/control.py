"""Company control as its definition reads: add holdings up again and again until nobody new falls under control. Plain and slow.

No statements, no concerted parties. Where shares add up to at most one and the line is at least one half, the answer is unique.
"""

from __future__ import annotations

from collections.abc import Mapping


def controlled_by(shares: Mapping[tuple[str, str], float], party: str, line: float = 0.5) -> set[str]:
    """Every firm that `party` and the firms it controls hold more than `line` of."""
    found: set[str] = set()
    while True:
        held: dict[str, float] = {}
        for (holder, firm), share in shares.items():
            if holder == party or holder in found:
                held[firm] = held.get(firm, 0.0) + share
        more = {firm for firm, share in held.items() if share > line + 1e-9 and firm != party} - found
        if not more:
            return found
        found |= more


def owned(shares: Mapping[tuple[str, str], float], party: str, firm: str, inside: set[str]) -> float:
    """The sum over all chains from `party` to `firm` through `inside` of the products of shares; no circles."""
    total = shares.get((party, firm), 0.0)
    for (holder, held), share in shares.items():
        if held == firm and holder in inside and holder not in {party, firm}:
            total += owned(shares, party, holder, inside) * share
    return total
