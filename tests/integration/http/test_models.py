"""The OpenAPI document says what is answered: real answers against the shapes it declares, field by field."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, TypeAdapter

from api.models.coordination import Circle, CircleAnswer, QueuePage, QueueRow
from api.models.lists import Page, Party
from api.models.network import (
    County,
    DifferenceAnswer,
    Dossier,
    Exposure,
    NetworkAnswer,
    PathAnswer,
    SnapshotRow,
    SpilloverAnswer,
)  # fmt: skip

ROLES = ("city", "county", "bank")


def holds(model: Any, document: Any) -> None:
    """The document has the fields of the model and, at its top and in its rows, no others."""
    found = TypeAdapter(model).validate_python(document)
    told = [found, *getattr(found, "items", ())]
    given = [document, *document.get("items", ())]
    for one, there in zip(told, given, strict=True):
        assert isinstance(one, BaseModel)
        names = {field.alias or name for name, field in type(one).model_fields.items()}
        assert set(there) <= names, set(there) - names


@pytest.mark.parametrize("role", ROLES)
def test_answers_have_the_shape_that_is_declared(served: Any, role: str) -> None:
    circle = served.json(role, "/circles", limit=1)["items"][0]["circle"]
    rows = served.json(role, "/enterprises", limit=500)["items"]
    full, stubs = [row["party"] for row in rows if not row["stub"]], [row["party"] for row in rows if row["stub"]]
    asked: list[tuple[Any, str]] = [
        (QueuePage, "/coordination-queue"), (Page[Circle], "/circles"), (CircleAnswer, f"/circles/{circle}"),
        (Page[Party], "/enterprises"),
        (Page[County], "/counties"), (Page[Exposure], "/banks/JR38010001/exposures"), (Page[SnapshotRow], "/snapshots"),
        *((Dossier, f"/enterprises/{code}") for code in [*full[:20], *stubs[:5]]), (NetworkAnswer, f"/enterprises/{full[0]}/network"),
    ]  # fmt: skip
    if role != "bank":
        asked += [(SpilloverAnswer, "/spillover"), (PathAnswer, f"/paths?from={full[0]}&to={full[1]}")]
        snapshot = served.json(role, "/snapshots")["items"][0]["snapshot"]
        asked.append((DifferenceAnswer, f"/snapshots/2026-03-31/diff/{snapshot}"))
    for model, path in asked:
        holds(model, served.json(role, path))


def test_examples_in_the_document_have_their_own_shape(served: Any) -> None:
    for model in (QueueRow, Circle, Party, County, SnapshotRow):
        config: ConfigDict = model.model_config
        (example,) = config["json_schema_extra"]["examples"]  # type: ignore[index,call-overload,misc]
        holds(model, example)
