"""Which guarantee to replace."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Replacement(BaseModel):
    """A guarantee called in a cascade, and what falls once a company that can pay has taken it over."""

    guarantee: str = Field(description="The contract's number.")
    guarantor: str
    borrower: str
    loan: str
    called: float = Field(description="Yuan called from the guarantor.")
    defaulted: int = Field(description="Parties down afterwards.")
    bank_loss: float
    paid: float = Field(description="Yuan the company pays: with as much of its own it stands.")
    spared: int = Field(description="Parties that no longer fall.")
    saved: float = Field(description="Yuan banks lose less.")


class Replacements(BaseModel):
    """The guarantees of a cascade by what replacing each alone saves, the most first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{
        "items": [{"guarantee": "DB1", "guarantor": "91330100MA2YYYYY0B", "borrower": "91330100MA2XXXXX0A",
                   "loan": "J1", "called": 2000000.0,
                   "defaulted": 2, "bank_loss": 4000000.0, "paid": 6000000.0, "spared": 3, "saved": 6000000.0}],
        "truncated": False, "snapshot": "2026-06-30-r4",
    }]})  # fmt: skip

    items: list[Replacement]
    truncated: bool = Field(description="Only the largest calls were tried.")
    snapshot: str
