"""Keys, the audit trail, and the names of persons."""

from __future__ import annotations

from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

T = TypeVar("T")

RoleName = Literal["city", "county", "bank", "analyst", "admin"]
_FOR: dict[str, Any] = {"role": "county", "jurisdiction": "330102", "label": "西河县金融办"}
_KEY: dict[str, Any] = {"id": "3f2a9c01d4e5"} | _FOR


class Listing(BaseModel, Generic[T]):
    """A page of a list that is of no snapshot."""

    items: list[T]
    next: str | None = Field(description="`cursor` of the next page, null on the last.")
    snapshot: None
    truncated: bool


class NewKey(BaseModel):
    """A key to be made."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_FOR]})

    role: RoleName
    jurisdiction: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)] | None = Field(
        None, description="A county's county code, a bank's bank code; other roles have none."
    )
    label: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)] | None = Field(
        None, description="Whose key it is, for people."
    )


class MadeKey(BaseModel):
    """A key that was made, with the text to send. It is told this once."""

    model_config = ConfigDict(json_schema_extra={"examples": [_KEY | {"key": "3f2a9c01d4e5.…"}]})

    id: str
    key: str = Field(description="Sent as `Authorization: Bearer KEY`; only a digest of it is kept.")
    role: RoleName
    jurisdiction: str | None
    label: str | None


class Key(BaseModel):
    """A key, without what is sent."""

    model_config = ConfigDict(json_schema_extra={"examples": [_KEY | {
        "created_at": "2026-07-01T02:03:04+00:00", "created_by": "cli:root", "revoked_at": None, "revoked_by": None,
    }]})  # fmt: skip

    id: str
    role: str
    jurisdiction: str | None
    label: str | None
    created_at: str
    created_by: str
    revoked_at: str | None
    revoked_by: str | None


class AuditEntry(BaseModel):
    """Who did what, when, why, and how much of it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{
        "number": 1042, "at": "2026-07-01T02:03:04.567+00:00", "who": "key:3f2a9c01d4e5", "role": "county", "jurisdiction": "330102",
        "action": "GET /api/v1/circles", "object": "/api/v1/circles", "reason": None, "results": 100, "status": 200,
        "request_id": "5f0c2f6e4b1d4c0f", "details": {}, "previous": "9f86d081…", "digest": "2c26b46b…",
    }]})  # fmt: skip

    number: int
    at: str
    who: str
    role: str
    jurisdiction: str | None
    action: str = Field(description="Method and route, or the name of an act: keys.create, keys.revoke, unmask.")
    object: str
    reason: str | None
    results: int | None = Field(description="How many rows left the house.")
    status: int | None
    request_id: str | None
    details: dict[str, Any]
    previous: str = Field(description="Digest of the entry before.")
    digest: str


class Head(BaseModel):
    """The last entry of the trail."""

    number: int
    digest: str


class TrailFault(BaseModel):
    """Where the trail does not hold."""

    number: int
    sentence: str


class Verification(BaseModel):
    """Whether every entry follows the one before it."""

    model_config = ConfigDict(json_schema_extra={"examples": [
        {"holds": True, "head": {"number": 1042, "digest": "2c26b46b…"}, "faults": []},
    ]})  # fmt: skip

    holds: bool
    head: Head
    faults: list[TrailFault] = Field(description="The first hundred.")


class Why(BaseModel):
    """Why a person's name is wanted."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"reason": "联席会议通知担保人，专班纪要第3号"}]})

    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class PersonName(BaseModel):
    """The name of a natural person."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"person": "P000123", "name": "王某某"}]})

    person: str
    name: str
