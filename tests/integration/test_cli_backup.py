"""A copy of a store in use is a store."""

from __future__ import annotations

import stat
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from graph.schema import TABLES
from graph.side_store import SideStore
from graph.sqlite_store import SqliteStore


@pytest.fixture
def loaded(call: Callable[..., Any], folder: Callable[..., Path], tmp_path: Path) -> Path:
    """The file of a store that holds four firms and has a key."""
    assert call("ingest", folder([300, 500, 500], [("JJ1", 0, 1200, None)], []), "--json").code == 0
    assert call("keys", "create", "--role", "admin").code == 0
    return tmp_path / "city.db"


def test_copies_hold_everything_while_others_write(call: Callable[..., Any], loaded: Path, tmp_path: Path) -> None:
    with closing(SqliteStore.open(loaded)) as store, closing(SideStore(loaded.with_name("city.db.side"))) as side, store.start_run():
        side.keys.create("city", None, author="tests")  # in the write-ahead log only
        done = call("backup", tmp_path / "backup", "--json")
        known = store.read(TABLES["enterprises"])
        keys = side.keys.every()
    assert done.code == 0
    assert done.json == {"store": str(tmp_path / "backup" / "city.db"), "side_store": str(tmp_path / "backup" / "city.db.side")}
    copy = ("--store", f"sqlite:///{(tmp_path / 'backup' / 'city.db').as_posix()}")
    assert call("info", "--json", *copy).json["network"] == call("info", "--json").json["network"]
    assert call("audit", "verify", *copy).code == 0
    with closing(SqliteStore.open(tmp_path / "backup" / "city.db")) as store:
        assert store.read(TABLES["enterprises"]).equals(known)
    with closing(SideStore(tmp_path / "backup" / "city.db.side")) as side:
        assert side.keys.every() == keys


def test_nothing_is_overwritten_and_nothing_half_made_stays(call: Callable[..., Any], loaded: Path, tmp_path: Path) -> None:
    assert call("backup", tmp_path / "backup").code == 0
    again = call("backup", tmp_path / "backup")
    assert (again.code, "overwrites nothing" in again.err) == (2, True)
    with loaded.open("r+b") as file:
        file.write(b"\0" * 4096)
    loaded.with_name("city.db.side").rename(tmp_path / "aside")
    assert call("backup", tmp_path / "other").code == 4
    assert not list((tmp_path / "other").iterdir())
    assert call("backup", tmp_path / "other", "--store", "sqlite:///nothing.db").code == 4


@pytest.mark.skipif(sys.platform == "win32", reason="there files have no such modes")
def test_keys_and_trail_are_for_their_owner_only(loaded: Path, call: Callable[..., Any], tmp_path: Path) -> None:
    assert call("backup", tmp_path / "backup").code == 0
    for file in (loaded.with_name("city.db.side"), tmp_path / "backup" / "city.db.side"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
