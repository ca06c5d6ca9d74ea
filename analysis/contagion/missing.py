"""Unknown capacities: how much hangs on them (bounds), and the statements whose absence matters most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Unpack

import numpy as np
import numpy.typing as npt

from analysis.contagion import cascade
from analysis.contagion.cascade import CallResult
from analysis.contagion.crew import share_out
from analysis.contagion.obligations import positions, resolve
from analysis.contagion.parameters import CascadeOptions, CascadeParameters
from graph.network import GuaranteeNetwork, Ints

if TYPE_CHECKING:
    from analysis.contagion.kernels.falling import Scratch
    from analysis.contagion.kernels.terms import Terms

MOST_TRIED: Final = 1000  # parties of unknown capacity tried for given seeds
PER_SEED: Final = 32  # the same for each seed of the whole city


@dataclass(frozen=True, eq=False)
class Bounds:
    """The cascade if nobody of unknown capacity can pay anything, and if all of them can pay everything."""

    zero: CallResult
    unlimited: CallResult


@dataclass(frozen=True)
class MissingStatement:
    """What would vanish if this party, of unknown capacity, alone could pay everything it is called for."""

    party: int
    loss: float  # bank loss, yuan; for the whole city: expected, a year
    defaults: float  # parties that would not fall, itself included; for the whole city: expected, a year
    seeds: int  # seeds that bring it down; 1 for given seeds, which fail together


@dataclass(frozen=True)
class MissingStatements:
    """Missing statements, the one with the largest loss first."""

    rows: tuple[MissingStatement, ...]
    truncated: int  # falls of parties of unknown capacity that were not tried: rows may be missing or, for the city, too small
    unknown_probability: int  # seeds of the city without a default probability: they count as never failing


def bounds(
    network: GuaranteeNetwork, seeds: Sequence[int] | Ints, *, rescue: Sequence[int] | Ints = (), **assumed: Unpack[CascadeOptions]
) -> Bounds:
    """Both ends of what is possible, whatever `unknown_capacity` was asked for. Arguments and errors as for `cascade.run`."""
    return Bounds(
        zero=cascade.run(network, seeds, rescue=rescue, **(assumed | {"unknown_capacity": "zero"})),
        unlimited=cascade.run(network, seeds, rescue=rescue, **(assumed | {"unknown_capacity": "unlimited"})),
    )


def for_seeds(
    network: GuaranteeNetwork,
    seeds: Sequence[int] | Ints,
    *,
    rescue: Sequence[int] | Ints = (),
    most: int = MOST_TRIED,
    **assumed: Unpack[CascadeOptions],
) -> MissingStatements:
    """Each party of unknown capacity that the seeds bring down, counted as 0, and what its being able to pay would spare.

    One cascade for each, at most `most`, in the order of their falls: O(network + most · what a cascade touches). Arguments and errors as
    for `cascade.run`.
    """
    from analysis.contagion.kernels.falling import make_scratch
    from analysis.contagion.kernels.holding import SPARED, spare_each

    saved = positions(network, rescue, "rescue")
    started = np.setdiff1d(positions(network, seeds, "seeds"), saved, assume_unique=True)
    terms, doubtful = _doubtful(network, saved, assumed)
    rows = np.zeros(min(most, int(doubtful.sum())), SPARED)
    used, left_out = spare_each(*terms, *make_scratch(terms), doubtful, started, 0, len(started), 1.0, len(rows), rows, 0)
    return MissingStatements(_ranked(network, rows[:used]), int(left_out), 0)


def of_city(
    network: GuaranteeNetwork,
    *,
    rescue: Sequence[int] | Ints = (),
    most: int = PER_SEED,
    threads: int | None = None,
    **assumed: Unpack[CascadeOptions],
) -> MissingStatements:
    """The same for every party as the only seed, weighted by its default probability and summed: what a statement is worth a year.

    Only seeds of a party's weakly connected part can reach it. At most `most` parties are tried for each seed, in the order of their
    falls: O(network + seeds · most · what a cascade touches). The same whatever `threads` (default: all processors).
    """
    from analysis.contagion.kernels.falling import make_scratch
    from analysis.contagion.kernels.holding import SPARED, spare_by_seed

    saved = positions(network, rescue, "rescue")
    terms, doubtful = _doubtful(network, saved, assumed)
    chance = network.parties.default_probability
    seeds = np.setdiff1d(np.arange(len(chance)), saved)
    likely = np.nan_to_num(chance, nan=0.0)

    def work(scratch: Scratch, first: int, last: int) -> tuple[npt.NDArray[np.void], int]:
        rows = np.zeros((last - first) * most, SPARED)
        used, left_out = spare_by_seed(*terms, *scratch, doubtful, likely, seeds, first, last, most, rows)
        return rows[:used].copy(), int(left_out)

    found, _ = share_out(len(seeds), lambda: make_scratch(terms), work, threads)
    rows = np.concatenate([rows for rows, _ in found] or [np.zeros(0, SPARED)])
    return MissingStatements(_ranked(network, rows), sum(left_out for _, left_out in found), int(np.isnan(chance[seeds]).sum()))


def _doubtful(network: GuaranteeNetwork, saved: npt.NDArray[np.int64], assumed: Any) -> tuple[Terms, npt.NDArray[np.uint8]]:
    """The terms with unknown capacities at 0, and who has one."""
    parameters = CascadeParameters(**(assumed | {"unknown_capacity": "zero"}))
    return resolve(network, parameters, saved), (~network.parties.capacity_known).astype(np.uint8)


def _ranked(network: GuaranteeNetwork, spared: npt.NDArray[np.void]) -> tuple[MissingStatement, ...]:
    """Rows by party, summed in their order; by loss to the fen, then defaults, then code."""
    parties, place = np.unique(spared["party"], return_inverse=True)
    loss = np.bincount(place, weights=spared["loss"], minlength=len(parties))
    falls = np.bincount(place, weights=spared["falls"], minlength=len(parties))
    seeds = np.bincount(place, minlength=len(parties))
    codes = network.parties.code.take(parties).to_pylist()
    order = sorted(range(len(parties)), key=lambda row: (-round(float(loss[row]), 2), -round(float(falls[row]), 9), codes[row]))
    return tuple(MissingStatement(int(parties[row]), float(loss[row]), float(falls[row]), int(seeds[row])) for row in order)
