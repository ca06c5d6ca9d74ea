"""Parts of a network too large to be drawn whole: communities of parties, each small enough to be opened on a picture."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

MOST_ELEMENTS: Final = 2000  # nodes and links beyond which a picture comes in parts
_MOST_NODES: Final = 300  # of one part
_KEPT: Final = 32


@lru_cache(maxsize=_KEPT)
def parts(codes: tuple[str, ...], pairs: tuple[tuple[str, str], ...], seed: int = 7) -> tuple[tuple[str, ...], ...]:
    """Parties in parts, the largest first; linked ones stay together as far as size allows. The same question has the same answer."""
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(codes)
    graph.add_edges_from(pair for pair in pairs if pair[0] != pair[1])
    place = {code: number for number, code in enumerate(codes)}
    found: list[list[str]] = []
    waiting = [set(codes)]
    while waiting:
        one = waiting.pop()
        split = nx.community.louvain_communities(graph.subgraph(sorted(one, key=place.__getitem__)), seed=seed) if len(one) > 1 else [one]
        for part in split:
            if len(part) > _MOST_NODES and len(split) > 1:
                waiting.append(part)
            else:
                ordered = sorted(part, key=place.__getitem__)
                found += [ordered[start : start + _MOST_NODES] for start in range(0, len(ordered), _MOST_NODES)]
    found.sort(key=lambda part: (-len(part), place[part[0]]))
    return tuple(tuple(part) for part in found)
