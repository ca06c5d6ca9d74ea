from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from graph.side_store import FINAL, Job, Presence, SideStore, packed
from graph.side_store.jobs import LEASE_SECONDS

KINDS = ("work",)


@pytest.fixture
def side(tmp_path: Path) -> Iterator[SideStore]:
    found = SideStore(tmp_path / "side.db")
    yield found
    found.close()


def submit(side: SideStore, owner: str = "A", *, key: str | None = None, digest: str = "d", most: int = 99) -> tuple[Job | None, bool]:
    return side.jobs.submit("work", owner, {"n": 1}, digest=digest, snapshot="2026-06-30-r1", key=key, most=most)


def queued(side: SideStore) -> Job:
    job, new = submit(side)
    assert job is not None
    assert new
    return job


def status(side: SideStore, job: Job) -> str:
    found = side.jobs.get(job.id)
    assert found is not None
    return found.status


def test_a_job_from_its_submission_to_its_result(side: SideStore) -> None:
    job = queued(side)
    claimed = side.jobs.claim("R", KINDS)
    assert claimed is not None
    assert (claimed.id, claimed.status, claimed.request) == (job.id, "running", {"n": 1})
    assert side.jobs.beat("R", job.id, 0.5, "half") is False
    assert side.jobs.beat("R", job.id, 0.2) is False  # never back
    then = side.jobs.get(job.id)
    assert then is not None
    assert (then.progress, then.stage) == (0.5, "half")
    assert side.jobs.result(job.id) is None
    side.jobs.finish("R", job.id, "done", result=packed({"担保": 1.5}))
    assert status(side, job) == "done"
    assert json.loads(side.jobs.result(job.id) or b"") == {"担保": 1.5}


def test_the_same_key_is_the_same_job_to_its_owner_alone(side: SideStore) -> None:
    job, _ = submit(side, key="k")
    again, new = submit(side, key="k", digest="other")
    other, made = submit(side, "B", key="k")
    assert job is not None
    assert other is not None
    assert (again, new) == (job, False)  # whether it is the same request is told by its digest
    assert made
    assert other.id != job.id
    assert side.jobs.asked_before("A", "k") == job
    assert side.jobs.asked_before("C", "k") is None


def test_nobody_has_more_jobs_than_allowed_and_ended_ones_do_not_count(side: SideStore) -> None:
    job = queued(side)
    assert submit(side, most=1) == (None, False)
    assert submit(side, "B", most=1)[1]
    side.jobs.cancel(job.id)
    assert submit(side, most=1)[1]


def test_a_job_is_claimed_once_however_many_ask(tmp_path: Path, side: SideStore) -> None:
    jobs = [queued(side) for _ in range(20)]
    stores = [SideStore(tmp_path / "side.db") for _ in range(4)]

    def take(number: int) -> list[str]:
        found = []
        while (job := stores[number % 4].jobs.claim(f"R{number}", KINDS)) is not None:
            found.append(job.id)
        return found

    with ThreadPoolExecutor(8) as pool:
        taken = [name for names in pool.map(take, range(8)) for name in names]
    for store in stores:
        store.close()
    assert sorted(taken) == sorted(job.id for job in jobs)


def test_jobs_of_another_kind_are_left_alone(side: SideStore) -> None:
    queued(side)
    assert side.jobs.claim("R", ("play",)) is None


def test_a_job_whose_runner_falls_silent_is_interrupted_and_not_the_runner_s_any_more(side: SideStore) -> None:
    job = queued(side)
    side.jobs.claim("R", KINDS)
    with side.transaction() as connection:
        connection.execute("UPDATE jobs SET heartbeat = ?", (time.time() - LEASE_SECONDS - 1,))
    assert status(side, job) == "interrupted"
    assert side.jobs.beat("R", job.id) is True
    side.jobs.finish("R", job.id, "done", result=packed(1))
    assert status(side, job) == "interrupted"
    assert side.jobs.claim("R", KINDS) is None


@pytest.mark.parametrize("ending", FINAL)
def test_what_was_cancelled_is_cancelled_however_it_ends(side: SideStore, ending: Any) -> None:
    job = queued(side)
    side.jobs.claim("R", KINDS)
    side.jobs.cancel(job.id)
    assert status(side, job) == "running"
    assert side.jobs.beat("R", job.id) is True
    side.jobs.finish("R", job.id, ending, result=packed(1) if ending == "done" else None, error={"code": "x"})
    found = side.jobs.get(job.id)
    assert found is not None
    assert (found.status, found.error, side.jobs.result(job.id)) == ("cancelled", None, None)


def test_lists_are_latest_first_and_go_on_where_they_stopped(side: SideStore) -> None:
    jobs = [queued(side) for _ in range(5)]
    submit(side, "B")
    first = side.jobs.listed("work", "A", limit=3)
    queued(side)  # comes before all of them, and moves nothing
    rest = side.jobs.listed("work", "A", limit=3, before=first[-1].number)
    assert [job.id for job in first + rest] == [job.id for job in reversed(jobs)]
    assert (side.jobs.count("work", "A"), side.jobs.count("work", None)) == (6, 7)
    assert len(side.jobs.listed("work", None)) == 7


def test_the_jobs_of_a_runner_that_lives_are_left_to_it(side: SideStore) -> None:
    job = queued(side)
    here = Presence(side.path, "R")
    here.begin()
    side.jobs.claim("R", KINDS)
    side.jobs.abandon()
    assert status(side, job) == "running"
    here.end()
    assert list(side.path.parent.glob("*.runner.*")) == []
    side.jobs.abandon()
    assert status(side, job) == "running"  # nothing tells any more; the lease will


_HOLDER = """
import sys, time
from pathlib import Path
from graph.side_store import Presence
held = Presence(Path(sys.argv[1]), "R")
held.begin()
print("here", flush=True)
time.sleep(60)
"""


def test_the_jobs_of_a_runner_that_was_killed_are_interrupted_at_once(side: SideStore) -> None:
    job = queued(side)
    with subprocess.Popen([sys.executable, "-c", _HOLDER, str(side.path)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "here"
        side.jobs.claim("R", KINDS)
        side.jobs.abandon()
        assert status(side, job) == "running"
        holder.kill()
    side.jobs.abandon()
    assert status(side, job) == "interrupted"
    (left,) = side.path.parent.glob("*.runner.*")
    os.utime(left, (0, 0))
    Presence(side.path, "S").begin()
    assert not left.exists()
