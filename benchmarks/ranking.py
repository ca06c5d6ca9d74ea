"""Every party as the only seed: our sweep beside plain C -O3 of the same model on the same network, in one run.

    python benchmarks/ranking.py [--firms 100000] [--seed 7] [--repeat 5]

Without a C compiler only our own figures are printed. Times are the best of the repetitions, taken in turn.
"""

from __future__ import annotations

import argparse
import ctypes
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from city_network import city_network

from analysis.importance import Impacts, sweep
from graph.network import GuaranteeNetwork

SOURCE = Path(__file__).with_name("threshold.c")  # and model_a.c within it
FIGURES = np.dtype(
    [
        ("own", "f8"),
        ("caused", "f8"),
        ("away", "f8"),
        ("paid", "f8"),
        ("fallen", "i8"),
        ("employees", "i8"),
        ("counties", "i8"),
        ("banks", "i8"),
    ]
)
COLUMNS: list[tuple[str, str]] = [
    ("first_loan", "i8"), ("first_given", "i8"), ("first_guarantee", "i8"), ("own_loans", "i4"), ("given", "i4"), ("borrower", "i4"),
    ("guarantor", "i4"), ("loan_of", "i4"), ("county", "i4"), ("bank", "i4"), ("shortfall", "f8"), ("cap", "f8"), ("weight", "f8"),
    ("share", "f8"), ("capacity", "f8"), ("kind", "i1"), ("employees", "i8"),
]  # fmt: skip
SIZES = ("parties", "loans", "guarantees", "counties", "banks")


class CNetwork(ctypes.Structure):
    _fields_ = (
        [(name, ctypes.c_int64) for name in SIZES] + [(name, ctypes.c_void_p) for name, _ in COLUMNS] + [("recovery", ctypes.c_double)]
    )


def compiled() -> ctypes.CDLL | None:
    """The C kernels, or None without a compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        return None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        library = Path(folder) / "model_a.so"
        subprocess.run([compiler, "-O3", "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-lm"], check=True)
        loaded = ctypes.CDLL(str(library))
        loaded.rank_all.restype = loaded.threshold_all.restype = ctypes.c_double
        return loaded


def columns(network: GuaranteeNetwork) -> dict[str, np.ndarray]:
    parties, loans, promises = network.parties, network.loans, network.guarantees
    values = {
        "first_loan": parties.first_loan, "first_given": parties.first_given, "first_guarantee": loans.first_guarantee,
        "own_loans": parties.own_loans, "given": parties.given, "borrower": loans.borrower, "guarantor": promises.guarantor,
        "loan_of": promises.loan, "county": parties.county, "bank": loans.bank, "shortfall": loans.shortfall, "cap": promises.cap,
        "weight": np.maximum(promises.weight, 0.01), "share": promises.share,
        "capacity": np.where(parties.capacity_known, parties.capacity, 0.0), "kind": promises.liability,
        "employees": np.maximum(parties.employees, 0),
    }  # fmt: skip
    return {name: np.ascontiguousarray(values[name], dtype) for name, dtype in COLUMNS}


class PlainC:
    """A C kernel on one network; `sweeping` is the best time of its loop over the seeds alone."""

    def __init__(self, library: ctypes.CDLL, network: GuaranteeNetwork, model: str = "rank_all", figures: np.dtype = FIGURES) -> None:
        self.library, self.arrays, self.rank, self.figures = library, columns(network), getattr(library, model), figures
        self.parties = len(network.parties.capacity)
        sizes = (
            self.parties,
            len(network.loans.shortfall),
            len(network.guarantees.cap),
            len(network.counties.code),
            len(network.banks.code),
        )
        self.network = CNetwork(*sizes, *(array.ctypes.data for array in self.arrays.values()), 0.0)
        self.sweeping = float("inf")

    def __call__(self) -> np.ndarray:
        figures = np.zeros(self.parties, self.figures)
        seconds = self.rank(ctypes.byref(self.network), ctypes.c_void_p(figures.ctypes.data))
        self.sweeping = min(self.sweeping, seconds)
        return figures


def same(impacts: Impacts, figures: np.ndarray) -> None:
    for ours, theirs in (
        (impacts.own_loss, "own"), (impacts.caused_loss, "caused"), (impacts.away_loss, "away"), (impacts.pulled_down + 1, "fallen"),
        (impacts.employees, "employees"), (np.diff(impacts.counties.start), "counties"), (np.diff(impacts.banks.start), "banks"),
    ):  # fmt: skip
        np.testing.assert_allclose(ours, figures[theirs], rtol=1e-9, atol=1e-3, err_msg=theirs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--firms", type=int, default=100_000)
    parser.add_argument("--ease", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--repeat", type=int, default=5)
    chosen = parser.parse_args()
    network = city_network(chosen.firms, 5 * chosen.firms, 7 * chosen.firms, seed=chosen.seed, ease=chosen.ease)
    work: dict[str, Callable[[], object]] = {
        "ours, 1 thread": lambda: sweep(network, worst=False, threads=1),
        "ours, 2 threads": lambda: sweep(network, worst=False, threads=2),
        "ours with the worst case, 2 threads": lambda: sweep(network, threads=2),
    }
    impacts = sweep(network)
    library = compiled()
    if library is not None:
        plain = PlainC(library, network)
        work["plain C -O3, 1 thread"] = plain
        same(impacts, plain())
    best = dict.fromkeys(work, float("inf"))
    for _ in range(chosen.repeat):
        for name, task in work.items():
            started = time.perf_counter()
            task()
            best[name] = min(best[name], time.perf_counter() - started)
    counts = f"{chosen.firms} firms, {len(network.loans.shortfall)} loans, {len(network.guarantees.cap)} guarantees, seed {chosen.seed}"
    print(f"{counts}; a seed pulls down {impacts.pulled_down.mean():.2f} on average, {impacts.pulled_down.max()} at most")
    yardstick = best.get("plain C -O3, 1 thread")
    for name, seconds in best.items():
        print(f"{name:40} {seconds:8.3f} s" + (f"   {seconds / yardstick:5.2f} x C" if yardstick else ""))
    if library is not None:
        print(f"{'  of which the loop over the seeds':40} {plain.sweeping:8.3f} s")


if __name__ == "__main__":
    main()
