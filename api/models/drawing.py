"""Networks as they are drawn, and pictures people keep."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from analysis.neighbourhood import Direction
from api.models.lists import Answer, Kind
from api.models.network import Link, NearNode, Node

MOST_SHOWN = 20_000
Code = Annotated[str, Field(max_length=64)]
Pixels = Annotated[float, Field(ge=-1e7, le=1e7, allow_inf_nan=False)]
Risk = Literal["listed", "alarming", "watched", "normal"]


class Marked(BaseModel):
    """What a picture says of a party."""

    circle: str | None = Field(None, description="The circle it belongs to.")
    core: bool = Field(default=False, description="Whether it is the core firm of its circle.")
    risk: Risk | None = Field(
        None,
        description="On a county's ledger; else by the worst of its loans seen: substandard or worse, special mention, normal.",
    )


class DrawnNode(Node, Marked):
    """A party added to a picture."""


class PlacedNode(NearNode, Marked):
    """A party with its place on a picture, in pixels; `part` where the picture is so large that it comes in parts."""

    x: float | None = None
    y: float | None = None
    part: int | None = None


class DrawnNetwork(Answer):
    """The network around a party, or of a circle; places and marks with `positions=true`."""

    center: str | None = None
    circle: str | None = None
    depth: int
    nodes: list[PlacedNode]
    links: list[Link]
    truncated: bool


class Growing(BaseModel):
    """What is drawn already, and what is to come."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [
        {"shown": ["91330100MA2XXXXX0A"], "around": "91330100MA2XXXXX0A", "depth": 1, "direction": "given", "amount_from": 1_000_000.0},
    ]})  # fmt: skip

    shown: list[Code] = Field(default=[], max_length=MOST_SHOWN, description="Codes of the parties drawn already.")
    added: list[Code] = Field(default=[], max_length=MOST_SHOWN, description="Codes of parties to add.")
    around: Code | None = Field(None, description="The party to expand.")
    depth: int = Field(1, ge=0, le=6, description="Steps over guarantees from it.")
    most: int = Field(500, ge=1, le=2000, description="Parties around it at most, itself included.")
    direction: Direction = "any"
    amount_from: float = Field(0.0, ge=0, le=1e13, description="Only guarantees from this amount, yuan.")
    kind: list[Kind] | None = Field(None, description="Only parties of these kinds.")


class GrownNetwork(Answer):
    """What a picture gains: parties that were not drawn, and the links that touch them or the party they stand around."""

    nodes: list[DrawnNode]
    links: list[Link]
    missing: list[str] = Field(description="Codes of nobody the visitor sees.")
    truncated: bool


class KeptView(BaseModel):
    """A picture somebody keeps: its name, and what the explorer needs to draw it again."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [
        {"name": "东山担保圈", "state": {"nodes": {"91330100MA2XXXXX0A": [0.0, 0.0]}, "selected": []}},
    ]})  # fmt: skip

    name: str = Field(min_length=1, max_length=120)
    state: dict[str, Any]


class ViewRow(BaseModel):
    """A picture that is kept; its state is read one by one."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"id": "9f3c2a7d10b4", "name": "东山担保圈", "at": "2026-07-01T08:00:00+00:00"}]}
    )

    id: str
    name: str
    at: str


class ViewAnswer(ViewRow):
    """A picture with its state."""

    state: dict[str, Any]


class TakenNetwork(BaseModel):
    """A picture to take away as a file."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [
        {"parties": ["91330100MA2XXXXX0A", "91330100MA2YYYYY0B"], "format": "html", "lang": "zh"},
    ]})  # fmt: skip

    parties: list[Code] = Field(default=[], max_length=MOST_SHOWN, description="Codes of the parties on it.")
    positions: dict[Code, tuple[Pixels, Pixels]] = Field(default={}, description="Where they stand; computed where it is not said.")
    format: Literal["graphml", "gexf", "json", "html", "csv", "xlsx"] = "html"
    table: Literal["parties", "guarantees"] = Field("guarantees", description="Which table a CSV holds.")
    lang: Literal["zh", "en"] = "zh"
    title: str = Field("", max_length=200)
