"""Scores and classes 保 / 帮 / 关."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.models.lists import Page


class ClassRow(BaseModel):
    """A key enterprise or firm on the ledger: score, class proposed, and how it stands."""

    model_config = ConfigDict(extra="forbid")

    enterprise: str
    name: str | None
    county: str | None
    key_enterprise: bool
    on_ledger: bool
    tier: str | None
    score: float | None
    dimensions: dict[str, dict[str, float | None]]
    class_: str | None = Field(alias="class")
    proposed: str | None
    reason: dict[str, Any]
    veto: dict[str, str | None] | None
    missing: float | None
    status: str | None
    published_on: str | None
    objection_until: str | None
    objections: list[dict[str, Any]]
    override: dict[str, Any] | None
    overrides_waiting: list[dict[str, Any]]
    overrides_past: list[dict[str, Any]]
    items: list[dict[str, Any]] | None = Field(None, description="What made the score, indicator by indicator, where asked for.")


class ClassPage(Page[ClassRow]):
    """Classes, with the scheme they are by."""

    as_of: str
    scheme: dict[str, Any]
    note: Any
    counts: list[dict[str, Any]] = Field(description="Firms on the ledger by county and class.")
    benchmarks: list[dict[str, Any]] = Field(description="What every county was measured against.")


class UnlikePair(BaseModel):
    """Two firms with like scores and unlike classes; beyond one's border the other is not named."""

    model_config = ConfigDict(extra="forbid")

    enterprise: str
    name: str | None
    county: str | None
    score: float | None
    class_: str | None = Field(alias="class")
    other: str | None
    other_name: str | None
    other_county: str | None
    other_score: float | None
    other_class: str | None
    points: float
    cause: str
