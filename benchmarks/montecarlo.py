"""Monte Carlo with its sampling, beside plain C -O3 that lets the same seeds fall and draws nothing, in one run.

    python benchmarks/montecarlo.py [--firms 100000] [--scenarios 10000] [--seed 7] [--repeat 1]

Ours: all of `montecarlo.run`, from the network to the result with the tail played again. C: its loop over the scenarios alone, handed the
seeds, without reading the network in. Times are the best of the repetitions, taken in turn; CPU seconds tell what a busy machine adds.
Without a C compiler only our own figures are printed.
"""

from __future__ import annotations

import argparse
import ctypes
import time
from collections.abc import Callable

import numpy as np
from city_network import city_network
from ranking import PlainC, compiled

from analysis.contagion import montecarlo
from analysis.contagion.kernels.sampling import draw
from analysis.contagion.montecarlo.draws import plan
from graph.network import GuaranteeNetwork

BLOCK = 500  # scenarios handed to C at a time


class Seeds:
    """The seeds of the scenarios, drawn as the run draws them; `drawing` is the time that takes, all of it on one thread."""

    def __init__(self, network: GuaranteeNetwork, seed: int, scenarios: int) -> None:
        parties = network.parties
        chance = parties.default_probability
        self.draws = plan(parties.county, parties.sector, chance, chance, montecarlo.Design(scenarios, seed))
        self.weather, self.found = self.draws.furnish(), np.zeros(len(chance), np.int64)
        self.drawing = 0.0
        self.block(0, 1)
        self.drawing = 0.0

    def block(self, first: int, last: int) -> tuple[np.ndarray, np.ndarray]:
        """Where each scenario starts, and the seeds one after the other."""
        start, rows = np.zeros(last - first + 1, np.int64), []
        for number in range(first, last):
            before = time.perf_counter()
            size = draw(self.draws.cells, self.draws.members, self.draws.loadings, self.draws.seed, number, *self.weather, self.found)
            self.drawing += time.perf_counter() - before
            rows.append(self.found[:size].astype(np.int32))
            start[number - first + 1] = start[number - first] + size
        return start, np.concatenate(rows)


def in_c(plain: PlainC, network: GuaranteeNetwork, seed: int, scenarios: int) -> tuple[float, float, np.ndarray]:
    """Seconds of the cascades, seconds of drawing their seeds with our sampler, and the losses."""
    plain.library.scenarios_all.restype = ctypes.c_double
    seeds, loss, seconds = Seeds(network, seed, scenarios), np.zeros(scenarios), 0.0
    counts = np.zeros((2, plain.parties), np.int64)
    for first in range(0, scenarios, BLOCK):
        last = min(first + BLOCK, scenarios)
        start, rows = seeds.block(first, last)
        pulled, fallen = np.zeros(last - first), np.zeros(last - first, np.int64)
        part = loss[first:last]
        places = [ctypes.c_void_p(array.ctypes.data) for array in (start, rows, part, pulled, fallen, counts[0], counts[1])]
        seconds += plain.library.scenarios_all(ctypes.byref(plain.network), *places[:2], ctypes.c_int64(last - first), *places[2:])
    return seconds, seeds.drawing, loss


def timed(task: Callable[[], montecarlo.MonteCarloResult]) -> tuple[float, float, montecarlo.MonteCarloResult]:
    wall, cpu = time.perf_counter(), time.process_time()
    result = task()
    return time.perf_counter() - wall, time.process_time() - cpu, result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--firms", type=int, default=100_000)
    parser.add_argument("--scenarios", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--repeat", type=int, default=1)
    chosen = parser.parse_args()
    network = city_network(chosen.firms, 5 * chosen.firms, 7 * chosen.firms, seed=chosen.seed)
    montecarlo.run(city_network(1000, 5000, 7000), seed=0, scenarios=10)  # compiles, where nothing is kept from before
    library = compiled()
    plain = None if library is None else PlainC(library, network)
    best = {"ours, 1 thread": (np.inf, np.inf), "ours, 2 threads": (np.inf, np.inf)}
    cascades = drawing = np.inf
    for _ in range(chosen.repeat):
        for threads, name in enumerate(best, start=1):
            wall, cpu, result = timed(lambda t=threads: montecarlo.run(network, seed=chosen.seed, scenarios=chosen.scenarios, threads=t))
            best[name] = min(best[name][0], wall), min(best[name][1], cpu)
        if plain is not None:
            seconds, drawn, loss = in_c(plain, network, chosen.seed, chosen.scenarios)
            cascades, drawing = min(cascades, seconds), min(drawing, drawn)
            np.testing.assert_allclose(result.loss, loss, rtol=1e-9)
    sizes = f"{chosen.firms} firms, {len(network.loans.shortfall)} loans, {len(network.guarantees.cap)} guarantees, seed {chosen.seed}"
    print(f"{sizes}; {chosen.scenarios} scenarios, {result.seeds.mean():.0f} seeds and {result.defaults.mean():.0f} defaults each")
    for name, (wall, cpu) in best.items():
        against = f"   {wall / cascades:5.2f} x C's cascades, {wall - cascades:+.2f} s" if plain is not None else ""
        print(f"{name:40} {wall:8.3f} s ({cpu:.3f} s CPU){against}")
    print(f"{'  two threads against one':40} {best['ours, 1 thread'][0] / best['ours, 2 threads'][0]:8.2f} x")
    if plain is not None:
        print(f"{'plain C -O3, cascades alone, 1 thread':40} {cascades:8.3f} s")
        print(f"{'  our sampling alone, 1 thread':40} {drawing:8.3f} s")


if __name__ == "__main__":
    main()
