"""What all answers share: the frame of a page, and what names a party."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")

Kind = Literal["enterprise", "person", "guarantee_company"]


class Page(BaseModel, Generic[T]):
    """A page of a list."""

    items: list[T]
    next: str | None = Field(description="`cursor` of the next page, null on the last.")
    snapshot: str = Field(description="The day, and the run it is known after.", examples=["2026-06-30-r4"])
    truncated: bool = Field(description="Whether the list itself was cut.")
    total: int = Field(description="Rows of all pages.")


class Answer(BaseModel):
    """One object."""

    snapshot: str = Field(description="The day, and the run it is known after.", examples=["2026-06-30-r4"])


class Party(BaseModel):
    """Who somebody is; persons are called by their ids."""

    model_config = ConfigDict(json_schema_extra={"examples": [
        {"party": "91330100MA2XXXXX0A", "name": "东山机械有限公司", "kind": "enterprise", "county": "330102", "stub": False},
    ]})  # fmt: skip

    party: str
    name: str | None
    kind: Kind
    county: str | None
    stub: bool = Field(description="Seen by code, name and county only.")
