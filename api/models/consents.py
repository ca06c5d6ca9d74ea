"""Consents."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from api.models.lists import Answer


class ConsentState(Answer):
    """Whether a firm agreed in writing that its loans are shown."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{
        "enterprise": "91330100MA2XXXXX0A", "as_of": "2026-06-30", "in_force": True, "given_on": "2026-06-01", "ends_on": "2027-05-31",
        "snapshot": "2026-06-30-r4",
    }]})  # fmt: skip

    enterprise: str
    as_of: str
    in_force: bool
    given_on: str | None
    ends_on: str | None = Field(description="The last day it holds; null without one, or without an end.")
