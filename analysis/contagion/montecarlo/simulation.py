"""Playing the scenarios: what a run does between its design and its result."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Unpack

import numpy as np
import numpy.typing as npt

from analysis.contagion import clearing
from analysis.contagion.crew import share_out
from analysis.contagion.montecarlo import risk
from analysis.contagion.montecarlo.design import LOADINGS, Design, FactorLoadings, Model
from analysis.contagion.montecarlo.draws import Draws, plan, probabilities_of
from analysis.contagion.montecarlo.results import MonteCarloResult, TailContributions
from analysis.contagion.obligations import positions, resolve
from analysis.contagion.parameters import CascadeOptions, CascadeParameters
from graph.network import Floats, GuaranteeNetwork, Ints
from graph.progress import Progress, silent

if TYPE_CHECKING:
    from analysis.contagion.kernels.sampling import Weather
    from analysis.contagion.kernels.terms import Records, Terms

_CHUNK: Final = 16  # scenarios a thread takes at a time
_ROOM: Final = 2.0**62
_FINEST: Final = 2.0**20  # units a yuan


def run(
    network: GuaranteeNetwork,
    *,
    seed: int,
    scenarios: int = 10_000,
    loadings: FactorLoadings = LOADINGS,
    probabilities: Floats | Sequence[float] | None = None,
    rescue: Sequence[int] | Ints = (),
    model: Model = "cascade",
    alpha: float = 0.0,
    tail: float = 0.99,
    threads: int | None = None,
    progress: Progress = silent,
    **assumed: Unpack[CascadeOptions],
) -> MonteCarloResult:
    """Draw who defaults of its own within a year (`FactorLoadings`), let the others fall, and sum up the losses of the scenarios.

    A party is a seed when X_i is below Φ⁻¹(PD_i); `probabilities` stand in for the network's own. One that is not known counts as 0 and
    is counted. A rescued party never falls, not even of its own. `model` is the guarantee-call cascade, or clearing with recovery
    `alpha`; `tail` the level beyond which losses are laid to parties, banks and counties, for which the scenarios beyond are played
    again. `assumed`: the fields of `CascadeParameters`.

    The same arguments give the same figures, bit for bit, whatever `threads` (default: all processors). Memory O(parties + loans +
    guarantees) and that again a thread, and 24 bytes a scenario; time a scenario O(cells + seeds) and what its cascade touches, with
    clearing also O(parties).

    Raises:
        UnknownCode: a rescued party that is not in the network.
        InvalidParameter: a parameter outside its choices.
        InvalidNetwork: no party, or a value no model can compute with.

    """
    design = Design(scenarios, seed, loadings, CascadeParameters(**assumed), model, alpha, tail)
    saved = positions(network, rescue, "rescue")
    chance, unknown = probabilities_of(network, probabilities, saved)
    draws = plan(network.parties.county, network.parties.sector, chance, chance, design)
    return simulate(Lot(network, design, saved, chance, unknown, draws), threads, progress)


@dataclass(frozen=True, eq=False)
class Lot:
    """One network with everything decided."""

    network: GuaranteeNetwork
    design: Design
    saved: npt.NDArray[np.int64]
    chance: Floats
    unknown: int  # probabilities
    draws: Draws


def simulate(lot: Lot, threads: int | None, progress: Progress, which: str = "") -> MonteCarloResult:
    """Play all scenarios, then those of the tail again; progress is told as of stages whose names end with `which`."""
    network, design, size = lot.network, lot.design, lot.design.scenarios
    stage = _Stage(lot)
    found = stage.play(np.arange(size), threads, progress, f"scenarios{which}")
    loss = found.outcomes["loss"].copy()
    ordered = np.sort(loss)
    var = float(ordered[risk.rank_of(size, design.tail) - 1])
    beyond = np.flatnonzero(loss > var)
    again = stage.play(beyond, threads, progress, f"tail scenarios{which}")
    risks = tuple(risk.tail_risk(ordered, level) for level in risk.LEVELS)
    notes = risk.notes_on(size, risks)
    if not len(beyond):
        notes.append(risk.Note(
            f"no scenario has a loss above the {design.tail * 100:g}% value at risk, so nobody contributes to the tail",
            f"没有情景的损失超过{design.tail * 100:g}%在险价值，尾部贡献无从计算",
        ))  # fmt: skip
    drawn = lot.chance > 0.0
    contagion = found.outcomes["pulled"].copy()
    seeds, defaults = found.outcomes["seeds"].astype(np.int64), found.outcomes["fallen"].astype(np.int64)
    return MonteCarloResult(
        design=design, snapshot=network.snapshot, as_of=network.as_of, rescue=lot.saved, unknown_probability=lot.unknown,
        unknown_county=int((drawn & (network.parties.county < 0)).sum()),
        unknown_sector=int((drawn & (network.parties.sector < 0)).sum()),
        not_converged=int((~found.outcomes["converged"].astype(bool)).sum()), loss=loss, contagion_loss=contagion, seeds=seeds,
        defaults=defaults, expected_loss=risk.mean(loss), risks=risks, contagion_share=risk.ratio(contagion, loss),
        multiplier=risk.ratio(defaults.astype(np.float64), seeds.astype(np.float64)), times_seed=found.times_seed,
        times_down=found.times_down, expected_loss_of_party=found.of_party / size, expected_loss_of_bank=found.of_bank / size,
        expected_loss_of_county=_by_county(network, found.of_party) / size, tail=_contributions(network, design, var, again, len(beyond)),
        notes=tuple(notes),
    )  # fmt: skip


def _contributions(network: GuaranteeNetwork, design: Design, var: float, again: _Played, scenarios: int) -> TailContributions:
    share = 1.0 / scenarios if scenarios else np.nan
    bank = again.of_bank * share
    capital = network.banks.net_capital
    return TailContributions(
        level=design.tail, var=var, scenarios=scenarios, party=again.of_party * share, bank=bank,
        bank_per_capital=np.divide(bank, capital, out=np.full(len(bank), np.nan), where=capital > 0.0),
        county=_by_county(network, again.of_party) * share,
    )  # fmt: skip


def _by_county(network: GuaranteeNetwork, of_party: Floats) -> Floats:
    counties = len(network.counties.code)
    county = np.where(network.parties.county < 0, counties, network.parties.county)
    return np.bincount(county, weights=of_party, minlength=counties + 1).astype(np.float64)


class _Played(NamedTuple):
    """What some scenarios sum up to: yuan by party and bank."""

    outcomes: Records
    times_seed: Ints
    times_down: Ints
    of_party: Floats
    of_bank: Floats


class _Stage:
    """The terms of a network, laid out once for all scenarios."""

    def __init__(self, lot: Lot) -> None:
        self._lot = lot
        self._terms: Terms = resolve(lot.network, lot.design.parameters, lot.saved)
        self._bank = np.asarray(lot.network.loans.bank, np.int32)[lot.network.parties.own_loans]

    def play(self, numbers: npt.NDArray[np.int64], threads: int | None, progress: Progress, name: str) -> _Played:
        """The scenarios of these numbers. Amounts add up as whole numbers of a unit, so that no order matters."""
        from analysis.contagion.kernels.scenarios import OUTCOME, TOLL, run_cascades, run_clearings

        terms, draws = self._terms, self._lot.draws
        kernel: Any = run_cascades if self._lot.design.model == "cascade" else run_clearings
        n, banks = len(terms.parties) - 1, len(self._lot.network.banks.code)
        lent = np.bincount(terms.loans["borrower"][:-1], weights=terms.loans["shortfall"][:-1], minlength=n)
        units = np.array([_fineness(float(lent.max()), len(numbers)), _fineness(float(lent.sum()), len(numbers))])
        outcomes = np.zeros(len(numbers), OUTCOME)
        ready, lock = 0, Lock()

        def furnish() -> _Desk:
            return _Desk(self._scratch(), draws.furnish(), np.zeros(n, np.int64), np.zeros(n, TOLL), np.zeros(banks, np.int64))

        def work(desk: _Desk, first: int, last: int) -> None:
            nonlocal ready
            kernel(
                *terms, *desk.scratch, draws.cells, draws.members, draws.loadings, draws.seed, *desk.weather, desk.seeds, self._bank,
                desk.tolls, desk.of_bank, units, numbers, first, last, outcomes,
            )  # fmt: skip
            with lock:
                ready += last - first
                progress(name, ready, len(numbers))

        _, desks = share_out(len(numbers), furnish, work, threads, chunk=_CHUNK)

        def total(field: str) -> npt.NDArray[np.int64]:
            summed: npt.NDArray[np.int64] = np.sum([desk.tolls[field] for desk in desks], axis=0, dtype=np.int64)
            return summed

        of_bank = np.sum([desk.of_bank for desk in desks], axis=0, dtype=np.int64)
        return _Played(outcomes, total("seeded"), total("fallen"), total("loss") / units[0], of_bank / units[1])

    def _scratch(self) -> tuple[Any, ...]:
        """What the model of one thread works on."""
        from analysis.contagion.kernels.falling import AT_LOAN, make_scratch

        if self._lot.design.model == "cascade":
            return tuple(make_scratch(self._terms))
        lot, terms = self._lot, self._terms
        purses = clearing.make_purses(lot.network, lot.design.parameters, lot.saved, float(lot.design.alpha), "due")
        at_loan = np.zeros(len(terms.loans) - 1, AT_LOAN)
        return purses, at_loan, np.zeros(len(terms.claims)), clearing.TOLERANCE, clearing.MAX_ROUNDS


class _Desk(NamedTuple):
    """What one thread works on and sums up."""

    scratch: tuple[Any, ...]
    weather: Weather
    seeds: npt.NDArray[np.int64]
    tolls: Records
    of_bank: npt.NDArray[np.int64]


def _fineness(most: float, scenarios: int) -> float:
    """Units a yuan, a power of two, with which so many times the amount stay a whole number of 64 bits."""
    return min(_FINEST, 2.0 ** math.floor(math.log2(_ROOM / max(most * scenarios, 1.0))))
