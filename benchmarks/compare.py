"""Ours beside NetworkX, SciPy, rustworkx and plain C -O3 on seeded cities, in one run: every party as the only seed, and rings.

    python benchmarks/compare.py [--firms 10000 100000 1000000] [--seed 7] [--repeat 5] [--links 0.75 7]

A round lets each work once, in turn; the figures are the best of the rounds and their ratios to plain C: seconds of the processor where
one thread works, so that others on the machine matter less, else of the clock. Before any clock runs the results are compared, party by
party. All start from the network's arrays: ours is the public function, its checks of every value included; the others lay their own graph
out first. The tools of Python walk the threshold shape only and at most 100,000 seeds, scaled to all. Without a C compiler or rustworkx
their rows are missing.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from city_network import city_network
from peers import networkx_loop, plain_edges, rustworkx_loop, scipy_products
from ranking import PlainC, compiled, same

from analysis.circles import rings
from analysis.contagion import threshold
from analysis.importance import sweep
from graph.network import GuaranteeNetwork

SOME: int = 100_000  # seeds the tools of Python walk
C_ONE: str = "plain C -O3, 1 thread"
TUMBLE = np.dtype([("fallen", "i8"), ("unpaid", "f8")])


@dataclass(frozen=True)
class Work:
    name: str
    task: Callable[[], object]
    scale: float = 1.0  # of the time, where only some seeds are done
    before: float = 0.0  # seconds of what is done once, whatever the number of seeds
    alone: bool = True  # on one thread, so measured by the processor's time


def measure(title: str, works: list[Work], repeat: int) -> None:
    best = {work.name: float("inf") for work in works}
    for _ in range(repeat):
        for work in works:
            clock = time.process_time if work.alone else time.perf_counter
            started = clock()
            work.task()
            best[work.name] = min(best[work.name], work.before + (clock() - started) * work.scale)
    print(f"\n{title}")
    for name, seconds in best.items():
        ratio = f"{seconds / best[C_ONE]:10.2f} x C" if C_ONE in best else ""
        print(f"  {name:44} {seconds:10.4f} s {ratio}", flush=True)


def threshold_shape(network: GuaranteeNetwork, library: ctypes.CDLL | None, repeat: int) -> None:
    n, bounds, edges = len(network.parties.capacity), threshold.sweep(network), plain_edges(network)
    seeds = np.sort(np.random.default_rng(0).choice(n, min(n, SOME), replace=False))
    works = [
        Work("ours, 1 thread", lambda: threshold.sweep(network, threads=1)),
        Work("ours, 2 threads", lambda: threshold.sweep(network, threads=2), alone=False),
    ]
    if library is not None:
        plain = PlainC(library, network, "threshold_all", TUMBLE)
        _agree(plain(), bounds, np.arange(n))
        works.append(Work(C_ONE, plain))
    made = {"NetworkX loop": networkx_loop, "scipy.sparse products": scipy_products}
    if find_spec("rustworkx"):
        made["rustworkx loop"] = rustworkx_loop
    for name, make in made.items():
        started = time.process_time()
        peer = make(plain_edges(network))
        before = time.process_time() - started
        found = peer(seeds)
        _agree({"fallen": found.fallen, "unpaid": found.unpaid}, bounds, seeds)
        title = name if n == len(seeds) else f"{name} ({len(seeds)} seeds, scaled)"
        works.append(Work(title, partial(peer, seeds), n / len(seeds), before))
    print(f"\na seed pulls down {bounds.fallen.mean() - 1:.2f} on average, {bounds.fallen.max() - 1} at most")
    measure(f"threshold shape: {n} firms, {len(edges.amount)} edges", works, repeat)


def _agree(found: Any, bounds: threshold.Bounds, seeds: np.ndarray) -> None:
    np.testing.assert_array_equal(found["fallen"], bounds.fallen[seeds])
    np.testing.assert_allclose(found["unpaid"], bounds.unpaid[seeds], rtol=1e-9, atol=1e-3)


def model_a(network: GuaranteeNetwork, library: ctypes.CDLL | None, repeat: int) -> None:
    impacts = sweep(network)
    works = [
        Work("ours, 1 thread", lambda: sweep(network, worst=False, threads=1)),
        Work("ours, 2 threads", lambda: sweep(network, worst=False, threads=2), alone=False),
        Work("ours and the worst case, 1 thread", lambda: sweep(network, threads=1)),
    ]
    if library is not None:
        plain = PlainC(library, network)
        same(impacts, plain())
        works.append(Work(C_ONE, plain))
    size = f"{len(network.parties.capacity)} firms, {len(network.loans.shortfall)} loans, {len(network.guarantees.cap)} guarantees"
    print(f"\na seed pulls down {impacts.pulled_down.mean():.2f} on average, {impacts.pulled_down.max()} at most")
    measure(f"model A in full: {size}", works, repeat)


def ring_search(network: GuaranteeNetwork, links: float, repeat: int) -> None:
    found = np.bincount(rings(network).length, minlength=6)
    works = [Work("ours, listed and sorted", lambda: rings(network))]
    library = built("rings.c")
    if library is not None:
        loans, promises = network.loans, network.guarantees
        arrays = [
            np.ascontiguousarray(values, kind)
            for values, kind in ((loans.first_guarantee, "i8"), (promises.guarantor, "i4"), (loans.borrower, "i4"))
        ]

        def count() -> np.ndarray:
            counts = np.zeros(6, np.int64)
            sizes = (ctypes.c_int64(len(network.parties.capacity)), ctypes.c_int64(len(loans.borrower)))
            library.count_rings(*sizes, *(ctypes.c_void_p(array.ctypes.data) for array in (*arrays, counts)))
            return counts

        np.testing.assert_array_equal(count(), found)
        works.append(Work(C_ONE, count))
    size = f"{len(network.parties.capacity)} firms, {links} edges a firm drawn, {found[3]} + {found[4]} + {found[5]} rings"
    measure(f"rings of three to five: {size}", works, max(repeat, 10))


def built(source: str) -> ctypes.CDLL | None:
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        return None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        made = Path(folder) / "kernel.so"
        subprocess.run([compiler, "-O3", "-shared", "-fPIC", "-o", str(made), str(Path(__file__).with_name(source)), "-lm"], check=True)
        return ctypes.CDLL(str(made))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--firms", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--links", type=float, nargs="+", default=[0.75, 7.0], help="edges a firm in the search for rings")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--repeat", type=int, default=5)
    chosen = parser.parse_args()
    library = compiled()
    for firms in chosen.firms:
        repeat = chosen.repeat if firms <= 100_000 else 2
        network = city_network(firms, 5 * firms, 7 * firms, seed=chosen.seed)
        threshold_shape(network, library, repeat)
        model_a(network, library, repeat)
        if firms <= 100_000:
            for links in chosen.links:
                ring_search(city_network(firms, 5 * firms, 7 * firms, seed=chosen.seed, links=links), links, repeat)
    print(f"\nload average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")


if __name__ == "__main__":
    main()
