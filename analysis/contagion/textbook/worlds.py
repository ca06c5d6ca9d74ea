"""Default probabilities of networked loans by sampling possible worlds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from analysis.contagion.textbook.matrices import probabilities, whole
from graph.errors import InvalidNetwork
from graph.network import Bools, Floats, Ints

AT_ONCE: Final = 1024  # worlds; eight to the byte


@dataclass(frozen=True, eq=False)
class PossibleWorlds:
    """How often everybody was down, and how far that may be from the truth."""

    default_probability: Floats  # n
    standard_error: Floats  # n, √(p(1−p)/samples); 0 where a party was down in no world or in all, which proves no certainty
    samples: int
    seed: int


def possible_worlds(
    self_risk: npt.ArrayLike, guarantees: npt.ArrayLike, diffusion: npt.ArrayLike, *, samples: int, seed: int
) -> PossibleWorlds:
    """The probability of each party to default by itself or through those it guarantees, over so many sampled worlds.

    In a world every party defaults by itself with its self-risk and every guarantee passes a default of the borrower on to the guarantor
    with its diffusion probability, all independently; a party is down when a chain of passing guarantees leads to it from one that
    defaulted by itself. Where no two chains to a party meet (trees), p(v) = 1 − (1 − r(v))·Π over the borrowers x of v of (1 − d(v,
    x)·p(x)). The same seed, parties and guarantees draw the same numbers, so raising a probability never lowers a result.

    Args:
        self_risk: n, the probability of each party to default by itself.
        guarantees: m × 2 positions of parties, one row (guarantor, borrower) a guarantee; two rows of one pair are two independent ways.
        diffusion: m, the probability that the guarantor defaults because the borrower did; or one value for all.
        samples: worlds drawn, at least 1.
        seed: of NumPy's default generator, at least 0.

    Returns:
        Probability and standard error of each party, with samples and seed.

    Raises:
        InvalidNetwork: no party, a guarantor or borrower that is not among them, a guarantor that is the borrower, shapes that differ.
        InvalidParameter: a probability outside [0, 1], samples below 1, a seed that is no whole number of at least 0.

    O(samples·(n + m)) draws and, for the spreading, at most n steps of O(m) a block of 1,024 worlds. Cheng, Wang, Zhang & Wang, VulnDS:
    Top-k Vulnerable SME Detection System in Networked Loans, 2019; Cheng, Chen, Wang & Xiang, Efficient Top-k Vulnerable Nodes Detection in
    Uncertain Graphs, 2019.

    >>> result = possible_worlds([0.2, 0.0], [(1, 0)], 0.5, samples=100_000, seed=1)
    >>> bool(abs(result.default_probability[1] - 0.1) < 4 * result.standard_error[1])
    True

    """
    own = probabilities("self_risk", self_risk)
    pairs = _pairs(guarantees, len(own))
    passing = probabilities("diffusion", diffusion, len(pairs))
    samples, seed = whole("samples", samples, 1), whole("seed", seed, 0)
    order = np.argsort(pairs[:, 0], kind="stable")
    guarantor, borrower = pairs[order, 0], pairs[order, 1]
    passing = passing[order]
    rng = np.random.default_rng(seed)
    times = np.zeros(len(own), np.int64)
    for drawn in range(0, samples, AT_ONCE):
        down = _draw(rng, own)
        _spread(down, _draw(rng, passing), guarantor, borrower)
        counted = np.packbits(np.arange(AT_ONCE) < samples - drawn).view(np.uint64)
        times += np.bitwise_count(down & counted).sum(axis=1, dtype=np.int64)
    chance = times / samples
    return PossibleWorlds(chance, np.sqrt(chance * (1 - chance) / samples), samples, seed)


def _draw(rng: np.random.Generator, chance: Floats) -> npt.NDArray[np.uint64]:
    """Of each event the worlds in which it happens, as bits."""
    bits = np.empty((len(chance), AT_ONCE // 64), np.uint64)
    for first in range(0, len(chance), AT_ONCE):
        part = chance[first : first + AT_ONCE, None]
        bits[first : first + AT_ONCE] = np.packbits(rng.random((len(part), AT_ONCE)) < part, axis=1).view(np.uint64)
    return bits


def _spread(down: npt.NDArray[np.uint64], passes: npt.NDArray[np.uint64], guarantor: Ints, borrower: Ints) -> None:
    """Pull guarantors down in the worlds where a guarantee passes, until nothing moves. Guarantees stand in the order of guarantors."""
    moved: Bools = np.asarray(down.any(axis=1))
    while True:
        touched = np.flatnonzero(moved[borrower])
        if not len(touched):
            return
        first = np.flatnonzero(np.diff(guarantor[touched], prepend=-1))
        who = guarantor[touched[first]]
        caught = np.bitwise_or.reduceat(passes[touched] & down[borrower[touched]], first, axis=0)
        moved[:] = False
        moved[who] = (caught & ~down[who]).any(axis=1)
        down[who] |= caught


def _pairs(guarantees: npt.ArrayLike, parties: int) -> npt.NDArray[np.int64]:
    if not parties:
        raise InvalidNetwork("self_risk is empty: there is no party in it")
    try:
        pairs = np.asarray(guarantees)
    except (TypeError, ValueError):
        raise InvalidNetwork(f"guarantees cannot be read as pairs: {guarantees!r}") from None
    if pairs.size == 0:
        return np.empty((0, 2), np.int64)
    if pairs.ndim != 2 or pairs.shape[1] != 2 or pairs.dtype.kind not in "iu":
        raise InvalidNetwork(
            f"guarantees has the shape {pairs.shape} of {pairs.dtype}: it must be rows of two positions (guarantor, borrower)"
        )
    outside = ((pairs < 0) | (pairs >= parties)).any(axis=1)
    own = pairs[:, 0] == pairs[:, 1]
    for bad, rule in ((outside, f"not both are among the {parties} parties"), (own, "the guarantor is the borrower itself")):
        if bad.any():
            row = int(np.argmax(bad))
            raise InvalidNetwork(f"guarantees[{row}] is {tuple(pairs[row].tolist())}: {rule}")
    return pairs.astype(np.int64)
