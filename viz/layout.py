"""Where things stand on a picture: computed here, seeded, so that the browser moves nothing and a picture stays the same."""

from __future__ import annotations

from typing import Final

import numpy as np

from viz.view import View

Position = tuple[float, float]
_EXACT_UP_TO: Final = 120  # nodes; beyond, forces are cheaper than distances
_SPACE: Final = 115.0  # pixels between neighbours, about


def positions(view: View, seed: int = 7) -> dict[str, Position]:
    """Place every node of a view; the same view and seed give the same places."""
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(node.code for node in view.nodes)
    graph.add_edges_from((link.guarantor, link.borrower) for link in view.links if link.guarantor != link.borrower)
    if len(graph) < 2:
        return dict.fromkeys(graph, (0.0, 0.0))
    if len(graph) <= _EXACT_UP_TO and nx.is_connected(graph):
        placed = nx.kamada_kawai_layout(graph)
    else:
        placed = nx.spring_layout(graph, seed=seed, iterations=120, k=1.6 / len(graph) ** 0.5)
    spots = np.array([placed[code] for code in graph])
    spots -= spots.mean(axis=0)
    spots *= _SPACE * len(graph) ** 0.5 / max(float(np.abs(spots).max()), 1e-9)
    return {code: (round(float(x), 1), round(float(y), 1)) for code, (x, y) in zip(graph, spots, strict=True)}
