"""Settings: the one reader of the environment.

A setting is taken from `SURETYGRAPH_<NAME>`; whatever the command line says goes first. `SURETYGRAPH_STORE` says where the graph is
kept, `SURETYGRAPH_NEO4J_USER` and `SURETYGRAPH_NEO4J_PASSWORD` open a Neo4j store and are never part of its address.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Literal

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
    debug: bool = Field(default=False, description="show the traceback of an unexpected error")

    def network_cache(self, beside: Path | None) -> Path:
        """The folder of the network files of a store; `beside` is its file when it has one."""
        if self.cache_dir is not None:
            return self.cache_dir
        return beside.with_name(beside.name + ".cache") if beside is not None else user_cache() / "networks"


def load_settings() -> Settings:
    """The settings of this process; InvalidParameter names the variable that is wrong."""
    try:
        return Settings()
    except ValidationError as fault:
        first = fault.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper()
        raise InvalidParameter(f"the environment variable {name} is wrong: {first['msg']}") from None


def wants_traceback() -> bool:
    """Whether unexpected errors show their traceback; answers also when other settings are wrong."""
    return os.environ.get(PREFIX + "DEBUG", "").strip().lower() in {"1", "true", "yes", "on"}


def user_cache() -> Path:
    """The folder where this platform's programs of this user keep what they can make again."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return Path(base) / "suretygraph" / "Cache" if base else Path.home() / "AppData" / "Local" / "suretygraph" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "suretygraph"
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "suretygraph"
