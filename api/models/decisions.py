"""Decisions on classes."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.models.entries import Name, Reasoned

ClassName = Literal["保", "帮", "关"]


class PublicationEntry(Reasoned):
    """The classes proposed today are published: the window for objections begins."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"county": "330102", "reason": "2026年第二季度拟分类公示"}]})

    county: str | None = Field(None, max_length=12, description="Whose firms. Default: those of one's own county, or all.")


class ObjectionEntry(Reasoned):
    """An objection to the class published; `reason` is that of who objects."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"by": "该企业", "reason": "已与债权银行达成展期协议"}]})

    by: Name | None = Field(None, description="Who objects. Default: who enters it.")


class OverrideEntry(Reasoned):
    """A class set by hand. It holds once a second person has confirmed it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"class": "帮", "reason": "展期协议已核实"}]})

    class_: ClassName = Field(alias="class")


class ConfirmationEntry(Reasoned):
    """A second person's word for a class set by hand."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "县专班复核"}]})


class PublishedClass(BaseModel):
    """A class that was published."""

    number: int
    enterprise: str
    class_: ClassName = Field(alias="class")
    objection_until: date = Field(description="The last day to object.")


class Publication(BaseModel):
    """What was published."""

    model_config = ConfigDict(json_schema_extra={"examples": [{
        "published_on": "2026-07-01", "unchanged": 3,
        "published": [{"number": 41, "enterprise": "91330100MA2XXXXX0A", "class": "关", "objection_until": "2026-07-16"}],
    }]})  # fmt: skip

    published_on: date
    published: list[PublishedClass]
    unchanged: int = Field(description="Firms whose class was published before and is the same: their window goes on.")
