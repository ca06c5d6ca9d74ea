from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from api.settings import Settings
from api.wiring import KEPT_NETWORKS, default_date, drop_old, open_store
from graph.errors import InvalidStoreUrl, StoreEmpty, StoreUnreachable
from graph.sqlite_store import SqliteStore


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(store=f"sqlite:///{(tmp_path / 'default.db').as_posix()}")


def test_the_setting_says_which_store_unless_the_call_does(settings: Settings, tmp_path: Path) -> None:
    opened = open_store(settings, create=True)
    assert opened.url == settings.store
    opened.close()
    other = f"sqlite:///{(tmp_path / 'other.db').as_posix()}"
    opened = open_store(settings, other, create=True)
    assert isinstance(opened, SqliteStore)
    assert opened.url == other
    opened.close()


def test_a_store_is_made_only_when_asked(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(StoreUnreachable):
        open_store(settings)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["", "postgres://host/db", "city.db", "neo4j://user:word@host", "sqlite://"])
def test_an_address_that_names_no_store(url: str, settings: Settings) -> None:
    bad = Settings(store=url) if url == "" else settings
    with pytest.raises(InvalidStoreUrl) as refused:
        open_store(bad, url or None)
    assert "word" not in refused.value.message


def test_the_date_of_answers(settings: Settings) -> None:
    store = open_store(settings, create=True)
    with pytest.raises(StoreEmpty, match="ingest"):
        default_date(store)
    with store.start_run() as run:
        run.finish({})
    assert default_date(store) == datetime.now(UTC).astimezone().date()  # nothing is dated: the day of the load
    assert isinstance(default_date(store), date)
    store.close()


def test_only_the_latest_network_files_are_kept(tmp_path: Path) -> None:
    for place in range(KEPT_NETWORKS + 3):
        file = tmp_path / f"{place:02d}.network"
        file.write_bytes(b"x")
        os.utime(file, (place, place))
    (tmp_path / "other.txt").write_bytes(b"x")
    drop_old(tmp_path)
    assert sorted(path.name for path in tmp_path.glob("*.network")) == [f"{place:02d}.network" for place in range(3, KEPT_NETWORKS + 3)]
    assert (tmp_path / "other.txt").exists()
