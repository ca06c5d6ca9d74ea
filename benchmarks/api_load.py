"""How long readers wait: many users of a served city, each asking once every two seconds, with and without a simulation beside them.

    python benchmarks/api_load.py [--store sqlite:///demo/suretygraph.db] [--users 200] [--seconds 120] [--scenarios 200000]

The server is `suretygraph serve` in a process of its own, keys are those of 200 users of the roles city, county and bank. Prints
milliseconds by kind of question; asking takes processor time from the server where both run on one machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import httpx2
import numpy as np

from graph.side_store import SideStore

EVERY = 2.0  # seconds between two questions of one user


def served(store: str, folder: Path) -> tuple[subprocess.Popen[str], str]:
    """The server and its address, once it is warm."""
    environment = os.environ | {"SURETYGRAPH_SIDE_STORE": str(folder / "side.db"), "SURETYGRAPH_LOG_LEVEL": "error"}
    command = [sys.executable, "-m", "api", "serve", "--store", store, "--port", "0"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    for line in process.stderr or ():
        if found := re.search(r"http://[0-9.]+:\d+", line):
            break
    else:
        raise SystemExit("the server did not start")
    while httpx2.get(f"{found[0]}/readyz").json().get("warm") is not True:
        time.sleep(0.5)
    return process, found[0]


def users(folder: Path, count: int, county: str, bank: str) -> list[tuple[str, str]]:
    """Role and key of every user: half city, a quarter each county and bank."""
    side = SideStore(folder / "side.db")
    roles = [("city", None), ("county", county), ("city", None), ("bank", bank)]
    made = [(role, side.keys.create(role, place, author="load")[1]) for role, place in (roles[turn % 4] for turn in range(count))]
    side.close()
    return made


async def ask(
    client: httpx2.AsyncClient, kinds: dict[str, list[str]], key: str, ends: float, took: dict[str, list[float]], seed: int
) -> None:
    """One user, from a moment of its own on until the end."""
    chance = random.Random(seed)  # noqa: S311
    await asyncio.sleep(chance.uniform(0, EVERY))
    while time.monotonic() < ends:
        kind = chance.choice(list(kinds))
        began = time.perf_counter()
        answer = await client.get(chance.choice(kinds[kind]), headers={"authorization": f"Bearer {key}"})
        seconds = time.perf_counter() - began
        took[kind if answer.status_code == 200 else f"{kind} {answer.status_code}"].append(seconds)
        await asyncio.sleep(max(0.0, EVERY - seconds))


def questions(address: str, key: str) -> dict[str, list[str]]:
    """What a role asks for, by kind."""
    with httpx2.Client(base_url=f"{address}/api/v1", headers={"authorization": f"Bearer {key}"}, timeout=120) as client:
        rows = client.get("/enterprises", params={"limit": 500}).json()["items"]
        circles = client.get("/circles", params={"limit": 200}).json()["items"]
    firms = [row["party"] for row in rows if not row["stub"] and row["kind"] == "enterprise"]
    return {
        "queue": [f"/coordination-queue?limit={size}" for size in (20, 50, 100)],
        "circle": [f"/circles/{row['circle']}" for row in circles],
        "search": [f"/enterprises?q={row['name'][2:5]}" for row in rows[:100]],
        "dossier": [f"/enterprises/{code}" for code in firms],
        "network": [f"/enterprises/{code}/network?depth=2" for code in firms],
        "credit": [f"/enterprises/{code}/credit" for code in firms],
        "maturities": ["/maturities?stage=funds", "/maturities?stage=overdue"],
        "findings": ["/findings?limit=50"],
    }


async def load(
    address: str, people: list[tuple[str, str]], kinds: dict[str, dict[str, list[str]]], seconds: float
) -> dict[str, list[float]]:
    """Everybody for some seconds."""
    took: dict[str, list[float]] = defaultdict(list)
    limits = httpx2.Limits(max_connections=len(people), max_keepalive_connections=len(people))
    async with httpx2.AsyncClient(base_url=f"{address}/api/v1", timeout=60, limits=limits) as client:
        ends = time.monotonic() + seconds
        await asyncio.gather(*(ask(client, kinds[role], key, ends, took, turn) for turn, (role, key) in enumerate(people)))
    return took


def show(title: str, took: dict[str, list[float]]) -> None:
    """A line a kind of question."""
    every = [value for values in took.values() for value in values]
    print(f"\n{title}: {len(every)} answers\n{'':24}{'number':>8}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'max ms':>9}")
    for kind, values in [*sorted(took.items()), ("all", every)]:
        low, high, top = np.percentile(np.array(values) * 1000, (50, 95, 99))
        print(f"{kind:24}{len(values):8}{low:9.0f}{high:9.0f}{top:9.0f}{max(values) * 1000:9.0f}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", default="sqlite:///demo/suretygraph.db")
    parser.add_argument("--users", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--scenarios", type=int, default=200_000, help="of the simulation beside the readers; 0: none")
    parser.add_argument("--county", default="380103")
    parser.add_argument("--bank", default="JR38010001")
    asked: Any = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        people = users(Path(temporary), asked.users, asked.county, asked.bank)
        process, address = served(asked.store, Path(temporary))
        try:
            keys = dict(people)
            kinds = {role: questions(address, key) for role, key in keys.items()}
            show(f"{asked.users} users, each once in {EVERY:.0f} s", asyncio.run(load(address, people, kinds, asked.seconds)))
            if asked.scenarios:
                headers = {"authorization": f"Bearer {keys['city']}"}
                body = {"model": "montecarlo", "scenarios": asked.scenarios, "seed": 7}
                job = httpx2.post(f"{address}/api/v1/simulations", json=body, headers=headers).json()["id"]
                took = asyncio.run(load(address, people, kinds, asked.seconds))
                told = httpx2.get(f"{address}/api/v1/simulations/{job}?result=false", headers=headers).json()
                state = json.dumps({name: told[name] for name in ("status", "progress")})
                show(f"the same beside a simulation of {asked.scenarios:,} scenarios (at the end: {state})", took)
        finally:
            process.terminate()
            process.wait(timeout=15)


if __name__ == "__main__":
    main()
