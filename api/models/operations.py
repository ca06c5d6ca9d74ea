"""The state of a server."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Health(BaseModel):
    """The process lives."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"status": "ok"}]})

    status: Literal["ok"]


class StoreHealth(BaseModel):
    """What the store says of itself."""

    model_config = ConfigDict(extra="forbid")

    reachable: bool
    schema_version: int = Field(description="Of the tables and columns the store keeps.")
    last_run: int = Field(description="Number of the last finished run, 0 when nothing was loaded.")


class Readiness(BaseModel):
    """Requests can be answered."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{
        "status": "ready", "store": {"reachable": True, "schema_version": 120, "last_run": 4}, "snapshot": "2026-06-30-r4", "warm": True,
    }]})  # fmt: skip

    status: Literal["ready"]
    store: StoreHealth
    snapshot: str | None = Field(description="The snapshot of the store's own day, null until it is built.")
    warm: bool = Field(description="Whether what most requests read was computed already.")
