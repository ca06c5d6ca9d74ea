"""The simplest cascade, and a bound of the others: every guarantor is called alone for the most it promised.

A party falls when what it promised for fallen borrowers is together above its capacity. But for withdrawn credit no model asks it for more,
so nobody falls there who stands here; and as nothing is shared out, every party can be looked at as a seed in the time of a page.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.contagion.crew import share_out
from graph.network import HALF_FEN, Floats, GuaranteeNetwork, Ints, check


@dataclass(frozen=True, eq=False)
class Bounds:
    """By party as the only seed (arrays of n)."""

    fallen: Ints  # parties down, the seed included
    unpaid: Floats  # yuan that parties down promised for parties down


def sweep(network: GuaranteeNetwork, *, threads: int | None = None) -> Bounds:
    """Every party as the only seed. O(n + loans + guarantees), and per seed the edges of those who fall; unknown capacities are 0.

    Raises:
        InvalidNetwork: a value no model can compute with.
        InvalidParameter: no thread.

    >>> network = GuaranteeNetwork.from_loans([(0, 12.0, [(1, None, 1), (2, 5.0, 1)]), (1, 1.0, [(2, None, 1)])], [0, 3, 5])
    >>> found = sweep(network)
    >>> found.fallen.tolist(), found.unpaid.tolist()
    ([3, 1, 1], [18.0, 0.0, 0.0])

    """
    from analysis.compiled import pinned
    from analysis.contagion.kernels.tumbling import EDGE, STATE, TUMBLE, draw_promises, tumble_seeds

    check(network)
    parties, loans, promises = network.parties, network.loans, network.guarantees
    n = len(parties.capacity)
    first, edges = np.zeros(n + 1, np.int64), np.empty(len(promises.cap), EDGE)
    draw_promises(
        pinned(loans.first_guarantee, np.int64), pinned(loans.borrower, np.int32), pinned(loans.shortfall, np.float64),
        pinned(promises.guarantor, np.int32), pinned(promises.cap, np.float64), np.full(n, -1), np.zeros(n + 1, np.int64), first, edges,
    )  # fmt: skip
    threshold = np.where(parties.capacity_known, parties.capacity, 0.0) + HALF_FEN
    tumbles = np.empty(n, TUMBLE)

    def furnish() -> npt.NDArray[np.void]:
        states = np.zeros(n, STATE)
        states["threshold"] = threshold
        return states

    share_out(n, furnish, lambda states, begin, end: tumble_seeds(first, edges, states, tumbles, begin, end), threads, chunk=16_384)
    return Bounds(tumbles["fallen"].copy(), tumbles["unpaid"].copy())
