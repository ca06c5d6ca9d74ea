"""The threshold shape with others' tools: every party as the only seed, by loops over NetworkX and rustworkx and by SciPy's products.

A party falls when what it promised for fallen borrowers is together above its capacity (`analysis.contagion.threshold`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from graph.network import HALF_FEN, GuaranteeNetwork

BATCH = 2_000  # seeds SciPy takes at once


@dataclass(frozen=True)
class Outcome:
    """By seed: parties down, and what those down promised for those down."""

    fallen: np.ndarray
    unpaid: np.ndarray


@dataclass(frozen=True)
class Edges:
    """What every guarantor promised for every borrower at most, and who can pay how much."""

    borrower: np.ndarray
    guarantor: np.ndarray
    amount: np.ndarray
    threshold: np.ndarray


def plain_edges(network: GuaranteeNetwork) -> Edges:
    loans, promises, n = network.loans, network.guarantees, len(network.parties.capacity)
    pairs, place = np.unique(loans.borrower[promises.loan].astype(np.int64) * n + promises.guarantor, return_inverse=True)
    amount = np.bincount(place, np.minimum(promises.cap, loans.shortfall[promises.loan]), minlength=len(pairs))
    capacity = np.where(network.parties.capacity_known, network.parties.capacity, 0.0)
    return Edges(pairs // n, pairs % n, amount, capacity + HALF_FEN)


def networkx_loop(edges: Edges) -> Callable[[np.ndarray], Outcome]:
    import networkx as nx

    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(edges.threshold)))
    graph.add_edges_from((b, g, {"amount": amount}) for b, g, amount in _triples(edges))
    return lambda seeds: _walked(seeds, lambda p: [(j, edge["amount"]) for j, edge in graph.adj[p].items()], edges)


def rustworkx_loop(edges: Edges) -> Callable[[np.ndarray], Outcome]:
    import rustworkx as rx

    graph = rx.PyDiGraph(multigraph=False)
    graph.add_nodes_from(range(len(edges.threshold)))
    graph.add_edges_from(list(_triples(edges)))
    return lambda seeds: _walked(seeds, lambda p: [(j, amount) for _, j, amount in graph.out_edges(p)], edges)


def _triples(edges: Edges) -> Iterator[tuple[int, int, float]]:
    return zip(edges.borrower.tolist(), edges.guarantor.tolist(), edges.amount.tolist(), strict=True)


def _walked(seeds: np.ndarray, promised: Callable[[int], list[tuple[int, float]]], edges: Edges) -> Outcome:
    fallen, unpaid, threshold = [], [], edges.threshold.tolist()
    for seed in seeds.tolist():
        down, queue, called = {seed}, [seed], dict[int, float]()
        for p in queue:
            for j, amount in promised(p):
                called[j] = called.get(j, 0.0) + amount
                if j not in down and called[j] > threshold[j]:
                    down.add(j)
                    queue.append(j)
        fallen.append(len(queue))
        unpaid.append(sum(called[j] for j in called.keys() & down))
    return Outcome(np.array(fallen), np.array(unpaid, float))


def scipy_products(edges: Edges) -> Callable[[np.ndarray], Outcome]:
    """Batches of seeds as columns: calls are amounts times who is down, until nobody new is above capacity."""
    from scipy.sparse import csr_array

    n = len(edges.threshold)
    amounts = csr_array((edges.amount, (edges.guarantor, edges.borrower)), shape=(n, n))

    def walk(seeds: np.ndarray) -> Outcome:
        size = len(seeds)
        begun = csr_array((np.ones(size), (seeds, np.arange(size))), shape=(n, size))
        down, before = begun, 0
        while down.nnz > before:
            before = down.nnz
            calls = (amounts @ down).tocoo()
            above = calls.data > edges.threshold[calls.row]
            down = begun + csr_array((np.ones(above.sum()), (calls.row[above], calls.col[above])), shape=(n, size))
            down.data[:] = 1.0
        both = down.multiply(amounts @ down).tocoo()
        return Outcome(np.bincount(down.tocoo().col, minlength=size), np.bincount(both.col, both.data, minlength=size))

    def batches(seeds: np.ndarray) -> Outcome:
        found = [walk(seeds[first : first + BATCH]) for first in range(0, len(seeds), BATCH)]
        return Outcome(np.concatenate([some.fallen for some in found]), np.concatenate([some.unpaid for some in found]))

    return batches
