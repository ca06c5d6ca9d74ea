from __future__ import annotations

from pathlib import Path

import pytest

from api.settings import load_settings, user_cache
from graph.errors import InvalidParameter


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("STORE", "NEO4J_USER", "NEO4J_PASSWORD", "CACHE_DIR", "LANG", "RULES", "SCHEME", "DEBUG"):
        monkeypatch.delenv(f"SURETYGRAPH_{name}", raising=False)


def test_defaults_need_no_environment() -> None:
    settings = load_settings()
    assert settings.store == "sqlite:///suretygraph.db"
    assert settings.lang == "zh"
    assert settings.neo4j_password is None


def test_the_environment_is_read_and_a_password_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SURETYGRAPH_STORE", "neo4j://graph:7687/city")
    monkeypatch.setenv("SURETYGRAPH_NEO4J_PASSWORD", "geheim-7")
    settings = load_settings()
    assert settings.store == "neo4j://graph:7687/city"
    assert settings.neo4j_password is not None
    assert settings.neo4j_password.get_secret_value() == "geheim-7"
    assert "geheim-7" not in f"{settings!r} {settings} {settings.model_dump_json()}"


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SURETYGRAPH_STORE", "")
    assert load_settings().store == "sqlite:///suretygraph.db"


def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SURETYGRAPH_LANG", "fr")
    with pytest.raises(InvalidParameter, match="SURETYGRAPH_LANG"):
        load_settings()


def test_network_files_lie_beside_a_sqlite_store_or_where_the_setting_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    beside = tmp_path / "city.db"
    assert load_settings().network_cache(beside) == tmp_path / "city.db.cache"
    assert load_settings().network_cache(None).is_relative_to(user_cache())
    monkeypatch.setenv("SURETYGRAPH_CACHE_DIR", str(tmp_path / "elsewhere"))
    assert load_settings().network_cache(beside) == tmp_path / "elsewhere"
