"""The side store: keys, sessions, jobs and a trail that shows whoever touches it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graph.errors import StoreIncompatible, UnknownCode
from graph.side_store import Act, SideStore


@pytest.fixture
def side(tmp_path: Path) -> Iterator[SideStore]:
    with closing(SideStore(tmp_path / "side.db")) as found:
        yield found


def act(number: int) -> Act:
    return Act(f"key:{number}", "city", None, "GET /x", f"/x/{number}", results=number)


def tampered(side: SideStore, sql: str) -> None:
    """Change the file as somebody would who has it: past the triggers."""
    with closing(sqlite3.connect(side.path)) as connection, connection:
        for name in ("audit_keeps", "audit_stays"):
            connection.execute(f"DROP TRIGGER IF EXISTS {name}")
        connection.execute(sql)


def test_a_key_is_known_by_its_whole_text_until_it_is_revoked(side: SideStore) -> None:
    made, text = side.keys.create("bank", "B1", author="tests")
    assert side.keys.verify(text) == made
    for wrong in (text[:-1], text + "x", made.id, f"{made.id}.", "", ".", f"x{text}", text.swapcase()):
        assert side.keys.verify(wrong) is None, wrong
    side.keys.revoke(made.id, author="tests")
    assert side.keys.verify(text) is None
    assert not side.keys.any()
    with pytest.raises(UnknownCode):
        side.keys.revoke("none", author="tests")


def test_no_secret_stands_in_the_file(side: SideStore) -> None:
    secret = side.keys.create("city", None, author="tests")[1].partition(".")[2]
    cookie = side.sessions.begin("key:x", "city", None, key_id=None)
    side.close()
    content = b"".join(path.read_bytes() for path in side.path.parent.iterdir())
    assert secret.encode() not in content
    assert cookie.encode() not in content


def test_a_session_ends_with_its_key(side: SideStore) -> None:
    key, _ = side.keys.create("county", "330102", author="tests")
    cookie = side.sessions.begin(f"key:{key.id}", "county", "330102", key_id=key.id)
    found = side.sessions.find(cookie)
    assert found is not None
    assert (found.role, found.jurisdiction) == ("county", "330102")
    assert side.sessions.find(cookie + "x") is None
    side.keys.revoke(key.id, author="tests")
    assert side.sessions.find(cookie) is None


def test_the_trail_holds_and_is_only_added_to(side: SideStore) -> None:
    for number in range(5):
        side.audit.write(act(number))
    assert list(side.audit.faults()) == []
    assert [entry.act.results for entry in side.audit.read(limit=3)] == [4, 3, 2]
    for sql in ("UPDATE audit SET who = 'x'", "DELETE FROM audit"):
        with pytest.raises(sqlite3.IntegrityError, match="only added to"), side.transaction() as connection:
            connection.execute(sql)


@pytest.mark.parametrize(
    ("sql", "number"),
    [
        ("UPDATE audit SET who = 'somebody else' WHERE number = 3", 3),
        ("UPDATE audit SET results = 99 WHERE number = 1", 1),
        ("UPDATE audit SET digest = previous WHERE number = 2", 2),
        ("DELETE FROM audit WHERE number = 2", 2),
        ("DELETE FROM audit WHERE number = 1", 1),
    ],
)
def test_whoever_touches_an_entry_is_seen(side: SideStore, sql: str, number: int) -> None:
    for one in range(5):
        side.audit.write(act(one))
    tampered(side, sql)
    assert number in {fault.number for fault in side.audit.faults()}


def test_what_was_cut_off_is_seen_by_the_head_written_down(side: SideStore) -> None:
    for number in range(5):
        side.audit.write(act(number))
    head = side.audit.head()
    tampered(side, "DELETE FROM audit WHERE number > 3")
    assert [fault.number for fault in side.audit.faults()] == [4]
    tampered(side, "UPDATE sqlite_sequence SET seq = 3 WHERE name = 'audit'")
    assert list(side.audit.faults()) == []
    assert [fault.number for fault in side.audit.faults(head)] == [5]


def test_jobs_that_ended_long_ago_are_forgotten_and_no_others(side: SideStore) -> None:
    names = []
    for number in range(3):
        job, _ = side.jobs.submit("simulation", "tests", {"n": number}, digest="d", snapshot=None, key=None, most=9)
        assert job is not None
        names.append(job.id)
    for name in names[:2]:
        side.jobs.cancel(name)
    with side.transaction() as connection:
        connection.execute("UPDATE jobs SET finished_at = '2020-01-01T00:00:00.000+00:00' WHERE id = ?", (names[0],))
    assert side.jobs.forget(90) == 1
    assert [side.jobs.get(name) is None for name in names] == [True, False, False]


def test_a_file_that_is_something_else_is_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection, connection:
        connection.execute("CREATE TABLE x (y)")
    with pytest.raises(StoreIncompatible, match="no side store"):
        SideStore(tmp_path / "other.db")
