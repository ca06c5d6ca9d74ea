"""Settings: the one reader of the environment.

A setting is taken from `SURETYGRAPH_<NAME>`; whatever the command line says goes first. `SURETYGRAPH_STORE` says where the graph is
kept, `SURETYGRAPH_NEO4J_USER` and `SURETYGRAPH_NEO4J_PASSWORD` open a Neo4j store and are never part of its address.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph.errors import InvalidParameter

PREFIX = "SURETYGRAPH_"


class Settings(BaseSettings):
    """Everything the environment may say."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True)

    store: str = Field("sqlite:///suretygraph.db", description="address of the store: sqlite:///path.db or neo4j://host:7687/database")
    neo4j_user: str = Field("neo4j", description="user of a Neo4j store")
    neo4j_password: SecretStr | None = Field(None, description="password of a Neo4j store")
    cache_dir: Path | None = Field(
        None, description="folder of the network files; default: beside a SQLite store, else the user's cache folder"
    )
    lang: Literal["zh", "en"] = Field("zh", description="language of tables and reports")
    rules: Path | None = Field(None, description="TOML file of the rule numbers a city and its counties set for themselves")
    scheme: Path | None = Field(None, description="TOML file of the scheme that scores key enterprises")
    side_store: Path | None = Field(
        None, description="file of API keys, jobs and the audit trail; default: beside a SQLite store, else in the user's data folder"
    )
    host: str = Field("127.0.0.1", description="address the server listens on")
    port: int = Field(8000, ge=0, le=65535, description="port the server listens on")
    workers: int = Field(1, ge=1, le=64, description="server processes")
    trusted_proxies: str = Field(
        "127.0.0.1,::1", description="addresses of reverse proxies, by commas, whose X-Forwarded-For and X-Forwarded-Proto are believed"
    )
    auth: Literal["open", "required"] | None = Field(
        None, description="open: nobody signs in, on a loopback address only; required: everybody does; "
        "default: open as long as there is neither a key nor an issuer",
    )  # fmt: skip
    oidc_issuer: str | None = Field(None, description="issuer whose OpenID Connect tokens are taken")
    oidc_audience: str | None = Field(None, description="audience those tokens must name")
    oidc_jwks_url: str | None = Field(None, description="address of the issuer's keys; default: from its discovery document")
    rate_limit: int = Field(1200, ge=1, description="requests a minute a key or person may make")
    warm: bool = Field(default=True, description="compute what most requests read at the start and after every load, before somebody asks")
    map: Path | None = Field(None, description="GeoJSON file of the counties' borders, each feature with its code as `county` or `adcode`")
    templates: Path | None = Field(
        None, description="folder of Word templates that go before the program's own; `python -m viz.papers.templates FOLDER` writes those"
    )
    snapshots: int = Field(4, ge=1, le=64, description="days a server process keeps in memory")
    job_workers: int = Field(1, ge=1, le=32, description="processes that do long work, a server process")
    job_days: int = Field(90, ge=1, le=36500, description="days a job and its result are kept after its end")
    jobs_per_user: int = Field(4, ge=1, le=1000, description="jobs a person may have waiting or running")
    upload_most: int = Field(512 * 1024**2, ge=1024, description="bytes an upload may have")
    request_most: int = Field(1024**2, ge=1024, description="bytes any other request may have")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="what the server writes to its log")
    debug: bool = Field(default=False, description="show the traceback of an unexpected error")

    def network_cache(self, beside: Path | None) -> Path:
        """The folder of the network files of a store; `beside` is its file when it has one."""
        if self.cache_dir is not None:
            return self.cache_dir
        return beside.with_name(beside.name + ".cache") if beside is not None else user_cache() / "networks"

    def side_store_file(self, beside: Path | None, name: str) -> Path:
        """The file of the side store; `beside` is the store's file when it has one, else `name` tells stores apart."""
        if self.side_store is not None:
            return self.side_store
        return beside.with_name(beside.name + ".side") if beside is not None else user_data() / f"{name}.side"


def load_settings(**said: Any) -> Settings:
    """The settings of this process, after what the command line said; InvalidParameter names the variable that is wrong."""
    try:
        return Settings(**{name: value for name, value in said.items() if value is not None})
    except ValidationError as fault:
        first = fault.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper()
        raise InvalidParameter(f"the environment variable {name} is wrong: {first['msg']}") from None


def wants_traceback() -> bool:
    """Whether unexpected errors show their traceback; answers also when other settings are wrong."""
    return os.environ.get(PREFIX + "DEBUG", "").strip().lower() in {"1", "true", "yes", "on"}


def user_cache() -> Path:
    """The folder where this platform's programs of this user keep what they can make again."""
    return _user_folder(("LOCALAPPDATA", "AppData/Local"), "Library/Caches", ("XDG_CACHE_HOME", ".cache"), "Cache")


def user_data() -> Path:
    """The folder where this platform's programs of this user keep what nobody can make again."""
    return _user_folder(("LOCALAPPDATA", "AppData/Local"), "Library/Application Support", ("XDG_DATA_HOME", ".local/share"), "Data")


def _user_folder(windows: tuple[str, str], mac: str, other: tuple[str, str], inside: str) -> Path:
    """A folder of this program by the custom of the platform: a variable and, where it is not set, a place below the user's home."""
    if sys.platform == "darwin":
        return Path.home() / mac / "suretygraph"
    variable, place = windows if sys.platform == "win32" else other
    stated = os.environ.get(variable)
    base = (Path(stated) if stated else Path.home() / place) / "suretygraph"
    return base / inside if sys.platform == "win32" else base
