"""Controller groups."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.models.credit import Figures
from api.models.findings import Finding
from api.models.lists import Answer


class Link(BaseModel):
    """One step of a chain of control."""

    model_config = ConfigDict(extra="forbid")

    controller: str
    controller_name: str
    enterprise: str
    enterprise_name: str
    kind: str
    share: float | None
    pooled: float | None


class Member(BaseModel):
    """A member, with the chain from the ultimate controller down to it."""

    model_config = ConfigDict(extra="forbid")

    party: str
    name: str | None
    county: str | None
    basis: str
    share: float | None
    ultimate_share: float | None
    chain: list[Link] | None = Field(description="Null where it runs through a party that may not be named.")
    chain_zh: str | None
    chain_en: str | None
    flags: list[str]


class Concerted(BaseModel):
    """A concerted party whose share was pooled; it is no member."""

    model_config = ConfigDict(extra="forbid")

    party: str
    name: str
    enterprise: str
    share: float | None


class GroupAnswer(Answer):
    """`group --json` over HTTP."""

    model_config = ConfigDict(extra="forbid")

    group: str | None
    name: str | None
    as_of: str | None
    members: list[Member]
    members_elsewhere: int | None = Field(None, description="Members that are not counted or may not be named; to a county and a bank.")
    concerted: list[Concerted]
    parameters: dict[str, Any]
    credit: Figures
    possible_links: list[Finding]
    findings: list[Finding]
    rules: dict[str, Any]
