"""Peak memory of one million firms, five million loans and seven million guarantees analysed in a process of its own.

    python benchmarks/memory.py [--firms 1000000] [--seed 7]

A first process makes the network and writes it as the memory-mapped file a store keeps; a second one reads that and asks for the ranking
with worst cases, the spillover matrix, rings, circles and the coordination queue, printing the peak of its memory after each.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def peak() -> float:
    """The most memory this process has held, in GB; of a Linux process, else not known."""
    status = Path("/proc/self/status")
    if not status.exists():
        return float("nan")
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1e6


def make(path: Path, firms: int, seed: int) -> None:
    from city_network import city_network

    from graph.network_file import save

    save(city_network(firms, 5 * firms, 7 * firms, seed=seed), path)


def analyse(path: Path) -> None:
    from analysis.circles import find, rings
    from analysis.coordination import queue
    from analysis.importance import rank, sweep
    from analysis.spillover import matrix
    from graph.network_file import load

    started = time.perf_counter()

    def lap(name: str) -> None:
        print(f"  {name:32} {time.perf_counter() - started:7.1f} s   peak {peak():5.2f} GB", flush=True)

    network = load(path)
    if network is None:
        sys.exit("the file is no network")
    lap("network mapped")
    impacts = sweep(network)
    lap("every party as seed, worst cases")
    matrix(network, impacts)
    rank(network, impacts, 1000)
    lap("spillover and ranking")
    rings(network)
    lap("rings")
    find(network)
    lap("circles")
    queue(network)
    lap("queue, its own sweep and circles")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--firms", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--step", choices=("make", "analyse"), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.step == "make":
        make(chosen.file, chosen.firms, chosen.seed)
    elif chosen.step == "analyse":
        analyse(chosen.file)
    else:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            print(f"{chosen.firms} firms, {5 * chosen.firms} loans, {7 * chosen.firms} guarantees, seed {chosen.seed}", flush=True)
            for step in ("make", "analyse"):
                arguments = ["--step", step, "--file", f"{folder}/network.arrow", "--firms", str(chosen.firms), "--seed", str(chosen.seed)]
                subprocess.run([sys.executable, __file__, *arguments], check=True)


if __name__ == "__main__":
    main()
