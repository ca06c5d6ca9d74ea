from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from graph.errors import StoreBusy, StoreError, StoreIncompatible, StoreUnreachable
from graph.fingerprint import keys
from graph.schema import TABLES
from graph.sqlite_store import SqliteStore, ddl, frames
from graph.versions import compare

Frame = Callable[..., pd.DataFrame]
GUARANTEES = [
    {"guarantee_no": "G1", "guarantor": "A", "loan_no": "L1", "signed_on": "2025-01-01", "cap": 12.34, "same_document": True},
    {"guarantee_no": "G1", "guarantor": "A", "facility_no": "L1", "signed_on": "2025-01-01"},
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "city.db"


@pytest.fixture
def load(frame: Frame) -> Callable[..., None]:
    """Load rows into the store of a path, and close it."""

    def loading(path: Path, **tables: list[dict[str, Any]]) -> None:
        with closing(SqliteStore.open(path, create=True)) as store, store.start_run() as run:
            for name, rows in tables.items():
                run.write(TABLES[name], compare(TABLES[name], frame(name, rows), run.fingerprints(TABLES[name])))
            run.finish({})

    return loading


@pytest.fixture
def plain(path: Path) -> Iterator[Callable[..., list[Any]]]:
    """What any SQLite tool finds in the file."""

    def query(sql: str) -> list[Any]:
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute(sql).fetchall()

    return query


def test_reading_a_store_that_is_not_there_is_an_error_and_makes_no_file(path: Path) -> None:
    with pytest.raises(StoreUnreachable, match=r"city\.db"):
        SqliteStore.open(path)
    assert not path.exists()


def test_a_new_store_is_empty_and_leaves_no_file_until_something_is_loaded(tmp_path: Path, load: Callable[..., None]) -> None:
    path = tmp_path / "not" / "there yet" / "city.db"
    with closing(SqliteStore.open(path, create=True)) as store:
        assert store.read(TABLES["loans"], date(2026, 1, 1)).empty
        assert store.state().last_run == 0
        assert store.search("东山") == []
        assert store.results().empty
    assert not path.parent.exists()
    load(path, counties=[{"county_code": "990101", "name": "东山区"}])
    with closing(SqliteStore.open(path)) as store:
        assert store.read(TABLES["counties"])["name"].tolist() == ["东山区"]


def test_one_file_remains_when_everybody_has_left(path: Path, load: Callable[..., None]) -> None:
    load(path, counties=[{"county_code": "990101", "name": "东山区"}])
    assert [file.name for file in path.parent.iterdir()] == ["city.db"]


@pytest.mark.parametrize("name", ["城市 数据.db", "a#b?c=d&e%20f.db", "it's.db", "x;y.db"])
def test_any_file_name_will_do(tmp_path: Path, load: Callable[..., None], name: str) -> None:
    load(tmp_path / name, counties=[{"county_code": "990101", "name": "东山区"}])
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_the_address_leads_back_to_the_file(path: Path, load: Callable[..., None]) -> None:
    load(path)
    with closing(SqliteStore.open(path)) as store:
        assert store.url == f"sqlite:///{path.as_posix()}"


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreUnreachable, match="folder"):
        SqliteStore.open(tmp_path, create=True)


def test_a_path_through_a_file_is_no_place_for_a_store(path: Path) -> None:
    path.write_text("not a folder")
    store = SqliteStore.open(path / "city.db", create=True)
    with closing(store), pytest.raises(StoreUnreachable), store.start_run():
        pass


@pytest.mark.parametrize("create", [True, False])
@pytest.mark.parametrize("content", [b"PK\x03\x04 not a database at all" * 99, b"SQLite format 3\0" + b"\xff" * 4096, b"x"])
def test_another_file_is_no_store_and_is_left_as_it_is(path: Path, content: bytes, create: bool) -> None:
    path.write_bytes(content)
    with pytest.raises(StoreIncompatible, match=r"city\.db"):
        SqliteStore.open(path, create=create)
    assert path.read_bytes() == content


@pytest.mark.parametrize("create", [True, False])
def test_another_programs_database_is_no_store(path: Path, create: bool) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE loans (loan_no TEXT)")
    content = path.read_bytes()
    with pytest.raises(StoreIncompatible, match="not a suretygraph store"):
        SqliteStore.open(path, create=create)
    assert path.read_bytes() == content


def test_a_store_of_another_schema_is_refused(path: Path, load: Callable[..., None]) -> None:
    load(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 1")
    with pytest.raises(StoreIncompatible, match="another version"):
        SqliteStore.open(path, create=True)


@pytest.mark.parametrize("begun", ["", "PRAGMA journal_mode = WAL"])
def test_a_store_whose_making_was_cut_short_is_begun_again(path: Path, load: Callable[..., None], begun: str) -> None:
    path.touch()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(begun)
    with pytest.raises(StoreUnreachable):
        SqliteStore.open(path)
    load(path, counties=[{"county_code": "990101", "name": "东山区"}])
    with closing(SqliteStore.open(path)) as store:
        assert len(store.runs()) == 1


def test_the_version_is_that_of_the_tables() -> None:
    tables = list(TABLES.values())
    assert ddl.version(tables) == ddl.version(tables)
    assert ddl.version(tables) != ddl.version(tables[:-1])
    assert 0 < ddl.version(tables) < 2**31


def test_facts_are_plain_to_any_sqlite_tool(path: Path, load: Callable[..., None], plain: Callable[..., list[Any]]) -> None:
    load(path, guarantees=GUARANTEES, risk_list=[{"enterprise": "A", "listed_on": "2026-01-01", "delisted_on": "2026-03-01"}])
    assert plain(
        "SELECT cap, same_document, signed_on, _valid_from, _reported_on, _opened, _closed FROM guarantees WHERE loan_no = 'L1'"
    ) == [(1234, 1, "2025-01-01", "2025-01-01", "", 1, None)]
    assert plain("SELECT _valid_from, _valid_to FROM risk_list") == [("2026-01-01", "2026-02-28")]
    assert plain("PRAGMA journal_mode") == [("wal",)]
    assert plain("PRAGMA integrity_check") == [("ok",)]


def test_sqlite_computes_the_same_keys(path: Path, load: Callable[..., None], plain: Callable[..., list[Any]], frame: Frame) -> None:
    rows = {
        "guarantees": GUARANTEES,
        "controls": [
            {"controller": "甲", "enterprise": "B", "kind": None, "valid_from": "2025-01-02"},
            {"controller": "C", "enterprise": "B"},
        ],
        "other_debts": [{"enterprise": "A", "kind": "tax", "amount": 1, "as_of": "2025-01-02"}],
        "counties": [{"county_code": "990101", "name": "东山区"}],
    }
    load(path, **rows)
    for name, given in rows.items():
        expected = keys(TABLES[name], frame(name, given)).tolist()
        assert [key for (key,) in plain(f"SELECT _key FROM {name} ORDER BY _id")] == sorted(expected)  # noqa: S608


def test_a_key_and_date_is_open_once(path: Path, load: Callable[..., None], frame: Frame) -> None:
    load(path, guarantees=GUARANTEES)
    changes = compare(TABLES["guarantees"], frame("guarantees", GUARANTEES), frame("guarantees", []))
    with closing(SqliteStore.open(path)) as store, pytest.raises(sqlite3.IntegrityError), store.start_run() as run:
        run.write(TABLES["guarantees"], changes)


def test_nothing_is_written_after_the_report(path: Path, load: Callable[..., None], frame: Frame) -> None:
    load(path)
    changes = compare(TABLES["guarantees"], frame("guarantees", GUARANTEES), frame("guarantees", []))
    with closing(SqliteStore.open(path)) as store, store.start_run() as run:
        run.finish({})
        with pytest.raises(RuntimeError, match="finished"):
            run.write(TABLES["guarantees"], changes)
        with pytest.raises(RuntimeError, match="finished"):
            run.finish({})
        assert store.read(TABLES["guarantees"]).empty


def test_fractions_come_back_to_the_last_bit(path: Path, load: Callable[..., None]) -> None:
    close = [0.1, 0.1 + 2**-56, 1 / 3, 1e-300, 5e-324]  # the first two have the same fifteen digits
    load(path, loans=[{"loan_no": f"L{place}", "rate": rate} for place, rate in enumerate([*close, None])])
    with closing(SqliteStore.open(path)) as store:
        assert store.read(TABLES["loans"])["rate"].tolist()[:-1] == close


@pytest.mark.parametrize("at_once", [1, 2, 5, 6, 50_000])
def test_a_table_reads_the_same_in_parts_and_by_two_readers(
    path: Path, load: Callable[..., None], monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    rows = [{"loan_no": f"L{place}", "borrower": name, "rate": rate} for place, (name, rate) in enumerate(
        [("甲", 0.05), (None, None), ("", 0.05), ("乙\n丙", 1 / 3), ('"丁",', None), ("甲", 0.07)])]  # fmt: skip
    load(path, loans=rows)
    with closing(SqliteStore.open(path)) as store:
        whole = store.read(TABLES["loans"])
        assert whole["borrower"].fillna("-").tolist() == ["甲", "-", "", "乙\n丙", '"丁",', "甲"]
        monkeypatch.setattr("graph.sqlite_store.frames.READ_AT_ONCE", at_once)
        pd.testing.assert_frame_equal(store.read(TABLES["loans"]), whole)
        pd.testing.assert_frame_equal(store.read(TABLES["loans"], known_at=1), whole)


def test_a_text_that_hides_a_sign_between_values_is_refused(path: Path, load: Callable[..., None], plain: Callable[..., list[Any]]) -> None:
    load(path, loans=[{"loan_no": "L1", "borrower": "甲"}])
    for hidden in ("甲\x1e乙", "\x1d"):
        with pytest.raises(StoreError, match=r"U\+001E"):
            load(path, loans=[{"loan_no": "L2", "borrower": hidden}])
    assert plain("SELECT loan_no FROM loans") == [("L1",)]
    with closing(sqlite3.connect(path)) as another:  # and one that another program put there is not guessed at
        another.execute("UPDATE loans SET borrower = '甲' || char(30) || '乙'")
        another.commit()
    with closing(SqliteStore.open(path)) as store, pytest.raises(StoreIncompatible, match=r"U\+001E"):
        store.read(TABLES["loans"])


def test_reading_goes_on_when_the_file_is_taken_away_or_replaced(tmp_path: Path, path: Path, load: Callable[..., None]) -> None:
    load(path, loans=[{"loan_no": "L1"}])
    load(tmp_path / "other.db", loans=[{"loan_no": "X1"}])
    with closing(SqliteStore.open(path)) as store, closing(SqliteStore.open(path)) as second:
        path.unlink()
        assert store.read(TABLES["loans"])["loan_no"].tolist() == ["L1"]
        assert not path.exists()
        (tmp_path / "other.db").rename(path)
        assert second.read(TABLES["loans"])["loan_no"].tolist() == ["L1"]


def test_a_connection_that_finds_no_store_in_the_file_is_let_go_of(
    path: Path, load: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    load(path, loans=[{"loan_no": "L1"}])
    connect, opened = sqlite3.connect, []

    def watched(*arguments: Any, **options: Any) -> sqlite3.Connection:
        opened.append(connect(*arguments, **options))
        return opened[-1]

    with closing(SqliteStore.open(path)) as store:
        path.unlink()
        with closing(connect(path)) as another:
            another.execute("CREATE TABLE notes (text TEXT)")
        monkeypatch.setattr(sqlite3, "connect", watched)
        assert store.read(TABLES["loans"])["loan_no"].tolist() == ["L1"]
        (second,) = opened
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            second.execute("SELECT 1")


def test_a_read_is_of_one_moment(path: Path, load: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    """A run lands between two parts of a table being read: nothing is missing, nothing is there twice."""
    rows = [{"loan_no": f"L{place}", "balance": 1.0} for place in range(6)]
    load(path, loans=rows)
    monkeypatch.setattr("graph.sqlite_store.frames.READ_AT_ONCE", 2)
    taken_apart, done = frames._taken_apart, []

    def interrupted(*arguments: Any) -> Any:
        if not done:
            done.append(True)
            load(path, loans=[{**row, "balance": 2.0} for row in rows])
        return taken_apart(*arguments)

    monkeypatch.setattr(frames, "_taken_apart", interrupted)
    with closing(SqliteStore.open(path)) as store:
        found = store.read(TABLES["loans"])
        assert found["loan_no"].tolist() == [row["loan_no"] for row in rows]
        assert found["balance"].tolist() == [100] * 6
        assert store.read(TABLES["loans"])["balance"].tolist() == [200] * 6


def test_a_busy_store_says_so(path: Path, load: Callable[..., None]) -> None:
    load(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other, closing(SqliteStore.open(path, busy_seconds=0.05)) as store:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy, match="another run"), store.start_run():
            pass
        with pytest.raises(StoreBusy):
            store.save_results(store.results(), as_of=date(2026, 1, 1), run_id="x")
        assert store.state().last_run == 1
        other.execute("ROLLBACK")
        with store.start_run() as run:
            run.finish({})


def test_the_log_does_not_stay_behind(path: Path, load: Callable[..., None], frame: Frame) -> None:
    load(path)
    with closing(SqliteStore.open(path)) as reader, closing(SqliteStore.open(path)) as store:
        assert reader.state().last_run == 1
        with store.start_run() as run:
            rows = [{"bank_code": f"B{number}", "name": "行" * 200} for number in range(5_000)]
            run.write(TABLES["banks"], compare(TABLES["banks"], frame("banks", rows), run.fingerprints(TABLES["banks"])))
            run.finish({})
        assert path.with_name("city.db-wal").stat().st_size == 0
        assert len(reader.read(TABLES["banks"])) == 5_000


def test_a_damaged_file_says_so(path: Path, load: Callable[..., None]) -> None:
    load(path, banks=[{"bank_code": f"B{number}", "name": "行" * 200} for number in range(2_000)])
    content = bytearray(path.read_bytes())
    content[ddl.PAGE_SIZE * 40 :] = b"\xa5" * (len(content) - ddl.PAGE_SIZE * 40)
    path.write_bytes(content)
    with closing(SqliteStore.open(path)) as store, pytest.raises(StoreIncompatible, match="damaged"):
        store.read(TABLES["banks"])


KILLED_IN_COMMIT = """
import os, signal, sys
from pathlib import Path
from graph.sqlite_store import SqliteStore
store = SqliteStore.open(Path(sys.argv[1]))
with store.start_run() as run:
    run._connection.execute("PRAGMA cache_size = 10")  # what is written leaves memory for the log at once
    run._connection.executemany("INSERT INTO banks (bank_code, _reported_on, _hash, _gone, _opened) VALUES (?, '', 0, 0, 2)",
                                [(f"X{number}",) for number in range(20000)])
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
"""


def test_what_a_killed_run_had_written_to_the_log_is_nowhere(path: Path, load: Callable[..., None]) -> None:
    load(path, banks=[{"bank_code": "B1", "name": "工行"}])
    done = subprocess.run([sys.executable, "-c", KILLED_IN_COMMIT, str(path)], check=False, cwd=Path(__file__).parents[3])
    assert done.returncode != 0
    assert path.with_name("city.db-wal").stat().st_size > 500_000
    with closing(SqliteStore.open(path)) as store:
        assert store.read(TABLES["banks"])["bank_code"].tolist() == ["B1"]
        assert store.state().last_run == 1
    load(path, banks=[{"bank_code": "B2", "name": "农行"}])
    with closing(SqliteStore.open(path)) as store:
        assert store.read(TABLES["banks"])["bank_code"].tolist() == ["B1", "B2"]
