"""From probabilities to what the sampler draws by: parties in cells of one county, sector and band of probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from analysis.contagion.montecarlo.design import LOADINGS, Design, FactorLoadings
from analysis.contagion.obligations import positions
from graph.errors import InvalidNetwork, InvalidParameter
from graph.network import Floats, GuaranteeNetwork, Ints

if TYPE_CHECKING:
    from analysis.contagion.kernels.sampling import Weather
    from analysis.contagion.kernels.terms import Records

SAMPLER: Final = "cells-1"  # changes whenever the same seed would draw other defaults


@dataclass(frozen=True, eq=False)
class Draws:
    """What the sampler needs besides the number of a scenario: O(parties)."""

    cells: Records
    members: Records
    loadings: Floats
    seed: np.uint64
    counties: int
    sectors: int

    def furnish(self) -> Weather:
        """Room for the common factors of one scenario."""
        from analysis.contagion.kernels.sampling import Weather

        return Weather(np.zeros(1), np.zeros(self.counties + 1), np.zeros(self.sectors + 1))


def plan(county: Ints, sector: Ints, probability: Floats, envelope: Floats, design: Design) -> Draws:
    """Cells for probabilities of default, drawn as if they were as high as the envelope and thinned to what they are.

    Runs of one envelope, seed and loadings draw from the same random numbers: who has the same probability in two of them defaults in the
    same scenarios, who has a higher one in these and others. A band is a factor of two, and the highest envelope of a cell is what its
    candidates are drawn by, so a table of a few probabilities wastes no candidate.
    """
    from scipy.special import ndtri

    from analysis.contagion.kernels.sampling import CELL, MEMBER, STEP

    drawn = np.flatnonzero(envelope > 0.0)
    band = 1 - np.frexp(envelope[drawn])[1]
    order = np.lexsort((drawn, band, sector[drawn], county[drawn]))
    party, band = drawn[order], band[order]
    places = np.stack([county[party], sector[party], band]).astype(np.int64)
    opens = np.ones(len(party), bool)
    opens[1:] = (places[:, 1:] != places[:, :-1]).any(axis=0)
    first = np.flatnonzero(opens)
    cells = np.zeros(len(first) + 1, CELL)
    cells["first"] = np.append(first, len(party))
    inner = cells[:-1]
    inner["county"], inner["sector"] = places[0, first], places[1, first]
    if len(first):
        inner["bound"] = ndtri(np.maximum.reduceat(envelope[party], first))
    own = np.array([[design.loadings.own(county=c, sector=s) for s in (False, True)] for c in (False, True)])
    inner["spread"] = own[(inner["county"] >= 0).astype(int), (inner["sector"] >= 0).astype(int)]
    packed = (places[0, first] + 1 << 40) + (places[1, first] + 1 << 16) + places[2, first]
    inner["key"] = packed.astype(np.uint64) * STEP
    members = np.zeros(len(party), MEMBER)
    members["party"], members["bound"] = party, ndtri(probability[party])
    loadings = np.array([design.loadings.market, design.loadings.county, design.loadings.sector], np.float64)
    return Draws(
        cells, members, loadings, np.uint64(design.seed), int(county.max(initial=-1)) + 1, int(sector.max(initial=-1)) + 1
    )  # fmt: skip


def probabilities_of(network: GuaranteeNetwork, given: Floats | Sequence[float] | None, saved: npt.NDArray[np.int64]) -> tuple[Floats, int]:
    """The probability of default of each party, 0 for the rescued, and of how many it is unknown and counts as 0.

    Raises:
        InvalidNetwork: there is no party.
        InvalidParameter: not one number a party, or one outside [0, 1].

    """
    n = len(network.parties.capacity)
    if not n:
        raise InvalidNetwork("the network is empty: there is no party in it")
    source = network.parties.default_probability if given is None else given
    try:
        chance = np.array(source, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InvalidParameter(f"probabilities must be numbers: {error}") from error
    if chance.shape != (n,):
        raise InvalidParameter(f"probabilities have the shape {chance.shape} where the network has {n} parties")
    outside = (chance < 0.0) | (chance > 1.0)
    if outside.any():
        place = int(np.argmax(outside))
        raise InvalidParameter(f"probability of party {place} is {chance[place]}: it must be between 0 and 1")
    unknown = int(np.isnan(chance).sum())
    chance = np.nan_to_num(chance, nan=0.0)
    chance[saved] = 0.0
    return chance, unknown


def seeds_of_scenario(
    network: GuaranteeNetwork,
    scenario: int,
    *,
    seed: int,
    loadings: FactorLoadings = LOADINGS,
    probabilities: Floats | Sequence[float] | None = None,
    rescue: Sequence[int] | Ints = (),
) -> Ints:
    """Who defaults of its own in one scenario (0 is the first) of `run`, ascending; arguments as there.

    Raises:
        InvalidParameter: a value outside its range.

    """
    from analysis.contagion.kernels.sampling import draw

    if isinstance(scenario, bool) or not isinstance(scenario, (int, np.integer)) or scenario < 0:
        raise InvalidParameter(f"scenario is {scenario!r}: it must be a whole number of at least 0")
    design = Design(scenarios=int(scenario) + 1, seed=seed, loadings=loadings)
    chance, _ = probabilities_of(network, probabilities, positions(network, rescue, "rescue"))
    draws = plan(network.parties.county, network.parties.sector, chance, chance, design)
    seeds = np.zeros(len(chance), np.int64)
    found = draw(draws.cells, draws.members, draws.loadings, draws.seed, int(scenario), *draws.furnish(), seeds)
    return np.sort(seeds[:found])
