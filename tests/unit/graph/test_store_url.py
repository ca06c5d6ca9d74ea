from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import InvalidStoreUrl
from graph.store_url import StoreUrl, parse, shown


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///city.db", Path("city.db")),
        ("sqlite:///data/city.db", Path("data/city.db")),
        ("sqlite:////srv/city.db", Path("/srv/city.db")),
        ("sqlite:///C:/data/city.db", Path("C:/data/city.db")),
        ("SQLITE:///city.db", Path("city.db")),
        ("  sqlite:///城市 数据#1?%20.db ", Path("城市 数据#1?%20.db")),
        ("sqlite:////server/share/c.db", Path("/server/share/c.db")),
        ("sqlite:///a@b.db", Path("a@b.db")),
    ],
)
def test_a_file_has_an_address(url: str, path: Path) -> None:
    parsed = parse(url)
    assert (parsed.scheme, parsed.path) == ("sqlite", path)
    assert parse(str(parsed)) == parsed


def test_home_is_expanded() -> None:
    assert parse("sqlite:///~/city.db").path == Path.home() / "city.db"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("neo4j://db.city.gov.cn:7688/risk", ("neo4j", "db.city.gov.cn", 7688, "risk")),
        ("neo4j://localhost", ("neo4j", "localhost", 7687, "neo4j")),
        ("neo4j+s://host/", ("neo4j+s", "host", 7687, "neo4j")),
        ("neo4j+ssc://host:1/db", ("neo4j+ssc", "host", 1, "db")),
        ("bolt://127.0.0.1:7687/neo4j", ("bolt", "127.0.0.1", 7687, "neo4j")),
        ("BOLT+S://host", ("bolt+s", "host", 7687, "neo4j")),
        ("bolt+ssc://[::1]:7687/neo4j", ("bolt+ssc", "::1", 7687, "neo4j")),
    ],
)
def test_a_server_and_its_database_have_an_address(url: str, expected: tuple[str, str, int, str]) -> None:
    parsed = parse(url)
    assert (parsed.scheme, parsed.host, parsed.port, parsed.database) == expected
    assert parsed.path is None
    assert parse(str(parsed)) == parsed


def test_the_driver_gets_the_server_alone() -> None:
    assert parse("neo4j+s://host:7688/risk").server == "neo4j+s://host:7688"
    assert parse("bolt://[::1]/risk").server == "bolt://[::1]:7687"


@pytest.mark.parametrize(
    "url",
    [
        "", "city.db", "sqlite:", "sqlite://", "sqlite:///", "sqlite://city.db", "sqlite:/city.db", "sqlite:///a\0b.db", "postgres://host/db",
        "neo4j://", "neo4j:///db", "neo4j://host:port", "neo4j://host:70000", "neo4j://host/a/b", "neo4j://host/db?x=1", "neo4j://host/db#x",
        "neo4j://[::1/db", "http://host",
    ],
)  # fmt: skip
def test_what_names_no_store_is_refused(url: str) -> None:
    with pytest.raises(InvalidStoreUrl):
        parse(url)


@pytest.mark.parametrize(
    "url",
    [
        "neo4j://neo4j:geheim@host/db", "bolt://:geheim@host", "neo4j://geheim@host:7687/neo4j", "x://u:geheim@h", "neo4j:u:geheim@h",
        "sqlite://u:geheim@host/city.db", "neo4j://host/db?password=geheim", "neo4j://host/db?password=ge@geheim", "neo4j://u:ge/geheim@host",
        "neo4j://host/u:geheim@db", "neo4j://host/db#geheim", "u:geheim@host",
    ],
)  # fmt: skip
def test_credentials_are_refused_and_never_repeated(url: str) -> None:
    with pytest.raises(InvalidStoreUrl) as error:
        parse(url)
    assert "geheim" not in error.value.message
    assert "geheim" not in shown(url)


def test_an_address_is_equal_to_itself_written_out() -> None:
    assert str(StoreUrl("sqlite", path=Path("/srv/a.db"))) == "sqlite:////srv/a.db"
    assert str(StoreUrl("neo4j", host="h")) == "neo4j://h:7687/neo4j"
