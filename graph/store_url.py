"""Addresses of stores: `sqlite:///relative.db`, `sqlite:////absolute.db`, `sqlite:///C:/city.db`, `neo4j://host:7687/database`.

Credentials never stand in an address, since addresses are printed and logged.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from graph.errors import InvalidStoreUrl

NEO4J_SCHEMES: Final = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
NEO4J_PORT: Final = 7687
NEO4J_DATABASE: Final = "neo4j"


@dataclass(frozen=True)
class StoreUrl:
    """An address taken apart: a file, or a server and one of its databases."""

    scheme: str
    path: Path | None = None
    host: str = ""
    port: int = NEO4J_PORT
    database: str = NEO4J_DATABASE

    def __str__(self) -> str:
        if self.path is not None:
            return f"sqlite:///{self.path.as_posix()}"
        return f"{self.server}/{self.database}"

    @property
    def server(self) -> str:
        """The address of the server alone, the form the Neo4j driver takes."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


def parse(url: str) -> StoreUrl:
    """Take an address apart.

    Raises:
        InvalidStoreUrl: it names no store, or holds credentials.

    """
    scheme, mark, rest = url.strip().partition("://")
    scheme = scheme.lower()
    if mark and scheme == "sqlite":
        return StoreUrl("sqlite", path=_file(rest))
    if mark and scheme in NEO4J_SCHEMES:
        return _server(scheme, rest)
    raise InvalidStoreUrl(f"{shown(url)!r} names no store: use sqlite:///path.db or neo4j://host:7687/database")


def shown(url: str) -> str:
    """An address fit for a message: only its scheme, where the rest may hold a secret (user@, ?password=)."""
    scheme, mark, _ = url.partition("://")
    secret = any(sign in url for sign in "@?#")
    return url if not secret else f"{scheme}://…" if mark else "…"


def _file(rest: str) -> Path:
    name = rest.removeprefix("/")
    if name == rest or not name or "\0" in name:
        told = shown(f"sqlite://{rest}")
        raise InvalidStoreUrl(f"{told!r} names no file: use sqlite:///path.db, or sqlite:////path.db for an absolute path")
    return Path(name).expanduser()


def _server(scheme: str, rest: str) -> StoreUrl:
    url = f"{scheme}://{rest}"
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise InvalidStoreUrl(f"{shown(url)!r} is no address: use neo4j://host:7687/database") from None
    if "@" in f"{parts.netloc}{parts.path}":
        raise InvalidStoreUrl("an address must not hold credentials: use SURETYGRAPH_NEO4J_USER and SURETYGRAPH_NEO4J_PASSWORD")
    database = parts.path.strip("/")
    if not host or "/" in database or parts.query or parts.fragment:
        raise InvalidStoreUrl(f"{shown(url)!r} is no address: use neo4j://host:7687/database")
    return StoreUrl(scheme, host=host, port=NEO4J_PORT if port is None else port, database=database or NEO4J_DATABASE)
