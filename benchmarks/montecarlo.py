"""Monte Carlo with its sampling, beside plain C -O3 that lets the same seeds fall and draws nothing, in one run.

    python benchmarks/montecarlo.py [--firms 100000] [--scenarios 10000] [--seed 7] [--repeat 1]

Ours: all of `montecarlo.run`, from the network to the result with the tail played again. C: its loop over the scenarios alone, handed the
seeds, without reading the network in. Times are the best of the repetitions, taken in turn; one thread is compared by CPU seconds, so that
others on the machine matter less, two threads by the clock. Without a C compiler only our own figures are printed.
"""

from __future__ import annotations

import argparse
import ctypes
import time
from dataclasses import dataclass

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
            before = time.thread_time()
            size = draw(self.draws.cells, self.draws.members, self.draws.loadings, self.draws.seed, number, *self.weather, self.found)
            self.drawing += time.thread_time() - before
            rows.append(self.found[:size].astype(np.int32))
            start[number - first + 1] = start[number - first] + size
        return start, np.concatenate(rows)


def in_c(plain: PlainC | None, network: GuaranteeNetwork, seed: int, scenarios: int) -> tuple[float, float, np.ndarray]:
    """Seconds of the cascades, seconds of drawing their seeds with our sampler, and the losses."""
    if plain is not None:
        plain.library.scenarios_all.restype = ctypes.c_double
    seeds, loss, seconds = Seeds(network, seed, scenarios), np.zeros(scenarios), 0.0
    counts = np.zeros((2, len(network.parties.capacity)), np.int64)
    for first in range(0, scenarios, BLOCK):
        last = min(first + BLOCK, scenarios)
        start, rows = seeds.block(first, last)
        if plain is None:
            continue
        pulled, fallen = np.zeros(last - first), np.zeros(last - first, np.int64)
        part = loss[first:last]
        places = [ctypes.c_void_p(array.ctypes.data) for array in (start, rows, part, pulled, fallen, counts[0], counts[1])]
        seconds += plain.library.scenarios_all(ctypes.byref(plain.network), *places[:2], ctypes.c_int64(last - first), *places[2:])
    return seconds, seeds.drawing, loss


@dataclass(frozen=True)
class Measured:
    """Seconds; those of C and of our sampling alone are CPU seconds of one thread, None without a compiler."""

    wall: tuple[float, float]  # of all of a run, by one thread and two
    cpu: tuple[float, float]
    cascades_in_c: float | None
    sampling: float
    result: montecarlo.MonteCarloResult

    @property
    def ratio(self) -> float | None:
        """All of our run to C's cascades, CPU seconds of one thread."""
        return None if self.cascades_in_c is None else self.cpu[0] / self.cascades_in_c

    @property
    def speed_up(self) -> float:
        """Of the second thread."""
        return self.wall[0] / self.wall[1]


def measure(network: GuaranteeNetwork, scenarios: int, seed: int, repeat: int = 1) -> Measured:
    """The best of the repetitions, taken in turn; our losses must be those of C."""
    montecarlo.run(city_network(1000, 5000, 7000), seed=0, scenarios=10)  # compiles, where nothing is kept from before
    library = compiled()
    plain = None if library is None else PlainC(library, network)
    best = np.full((2, 2), np.inf)
    cascades, drawing = np.inf, np.inf
    for _ in range(repeat):
        for threads in (1, 2):
            wall, cpu = time.perf_counter(), time.process_time()
            result = montecarlo.run(network, seed=seed, scenarios=scenarios, threads=threads)
            best[:, threads - 1] = np.minimum(best[:, threads - 1], [time.perf_counter() - wall, time.process_time() - cpu])
        seconds, drawn, loss = in_c(plain, network, seed, scenarios)
        cascades, drawing = min(cascades, seconds), min(drawing, drawn)
        if plain is not None:
            np.testing.assert_allclose(result.loss, loss, rtol=1e-9)
    (wall_1, wall_2), (cpu_1, cpu_2) = best.tolist()
    return Measured((wall_1, wall_2), (cpu_1, cpu_2), None if plain is None else cascades, drawing, result)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--firms", type=int, default=100_000)
    parser.add_argument("--scenarios", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--repeat", type=int, default=1)
    chosen = parser.parse_args()
    network = city_network(chosen.firms, 5 * chosen.firms, 7 * chosen.firms, seed=chosen.seed)
    measured = measure(network, chosen.scenarios, chosen.seed, chosen.repeat)
    result = measured.result
    sizes = f"{chosen.firms} firms, {len(network.loans.shortfall)} loans, {len(network.guarantees.cap)} guarantees, seed {chosen.seed}"
    print(f"{sizes}; {chosen.scenarios} scenarios, {result.seeds.mean():.0f} seeds and {result.defaults.mean():.0f} defaults each")
    print(f"{'':40} {'wall':>9} {'CPU':>9}")
    for threads, name in enumerate(("ours, 1 thread", "ours, 2 threads")):
        print(f"{name:40} {measured.wall[threads]:8.2f}s {measured.cpu[threads]:8.2f}s")
    print(f"{'  of which sampling':40} {'':9} {measured.sampling:8.2f}s")
    if measured.cascades_in_c is not None:
        print(f"{'plain C -O3, cascades alone, 1 thread':40} {'':9} {measured.cascades_in_c:8.2f}s")
        print(f"ours on one thread: {measured.ratio:.2f} x C's cascades, {measured.cpu[0] - measured.cascades_in_c:+.2f} s")
    print(f"two threads against one: {measured.speed_up:.2f} x")


if __name__ == "__main__":
    main()
