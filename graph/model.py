"""The declaration language of the schema: columns, tables and how they become nodes and relationships.

A table is a pydantic model (one row, one field per column) whose class line says how it is stored. Everything generated (SQL,
Cypher, Excel templates, docs) reads the `Table` built here. A bad declaration fails at import and names the class.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, get_args

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

from graph.values import Kind
from graph.vocabulary import Vocabulary


@dataclass(frozen=True)
class Edge:
    """The relationship a reference column draws: `incoming` points from the party referred to at this node."""

    type: str
    incoming: bool


@dataclass(frozen=True)
class Column:
    """One column: its English name, kind and accepted Chinese headers (the first is the one written)."""

    name: str
    kind: Kind
    headers: tuple[str, ...]
    description: str
    required: bool  # in files; a stub party may lack it
    refers: tuple[str, ...] = ()
    stub: bool = False  # a party referred to and not in the tables becomes a stub instead of a rejection
    edge: Edge | None = None
    vocabulary: Vocabulary | None = None
    derived: bool = False  # set by the platform, never read from a file
    loose: tuple[str, ...] = ()  # of the headers, those that also stand for something else and give way to the others
    empty_says: bool = False  # an empty cell is a statement of its own, so a word for “not known” is not one


@dataclass(frozen=True)
class Relationship:
    """A table that is a relationship: `(start)-[:type {columns}]->(end)`; of several end columns exactly one is filled."""

    type: str
    start: str
    ends: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One table: what it is called, its key, its times, and its place in the graph."""

    name: str
    chinese: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    label: str
    party: bool
    relationship: Relationship | None
    valid_from: str | None
    through: str | None  # column holding the last day on which the fact holds
    until: str | None  # column holding the first day on which it no longer holds
    reported_on: str | None  # column that dates the figures; several dates of one key stand side by side

    @property
    def identity(self) -> tuple[str, ...]:
        """The key without the reporting date: what stays the same thing over time."""
        return tuple(name for name in self.key if name != self.reported_on)

    @property
    def file_columns(self) -> tuple[Column, ...]:
        """The columns a file may bring."""
        return tuple(column for column in self.columns if not column.derived)

    def column(self, name: str) -> Column:
        """The column called `name`; KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


@dataclass(frozen=True)
class _Declared:
    """What `column()` was told; pydantic calls it when it writes the field's JSON schema."""

    headers: tuple[str, ...]
    description: str
    refers: tuple[str, ...]
    stub: bool
    edge: Edge | None
    vocabulary: Vocabulary | None
    derived: bool
    required: bool
    loose: tuple[str, ...]
    empty_says: bool

    def __call__(self, schema: dict[str, Any]) -> None:
        schema["x-headers"] = list(self.headers)


def column(
    headers: str,
    description: str = "",
    *,
    refers: str | tuple[str, ...] = (),
    stub: bool = False,
    edge: str = "",
    vocabulary: Vocabulary | None = None,
    derived: bool = False,
    required: bool = False,
    loose: str = "",
    empty_says: bool = False,
) -> Any:
    """Declare a column: Chinese headers separated by blanks; `edge` is `>TYPE` (from here) or `<TYPE` (towards here).

    `loose` headers come after the others and give way to them.
    A column is required in files when its annotation excludes None, or when `required` says so (only a stub party lacks it then).
    """
    loosely = tuple(loose.split())
    names = (*headers.split(), *loosely)
    places = (refers,) if isinstance(refers, str) else refers
    arrow = Edge(edge[1:], edge[0] == "<") if edge else None
    declared = _Declared(names, description or names[0], places, stub, arrow, vocabulary, derived, required, loosely, empty_says)
    return Field(description=declared.description, json_schema_extra=declared)


class Fact(BaseModel):
    """One row of a table. Subclasses declare a table; `table` is what was declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    table: ClassVar[Table]

    def __init_subclass__(cls, **_: Any) -> None:
        super().__init_subclass__()

    @classmethod
    def __pydantic_init_subclass__(cls, **declared: Any) -> None:
        cls.table = _table(cls, **declared)


def _table(
    model: type[Fact],
    *,
    name: str,
    chinese: str,
    key: str,
    label: str = "",
    party: bool = False,
    relationship: tuple[str, str, str] | None = None,
    valid_from: str | None = None,
    through: str | None = None,
    until: str | None = None,
    reported_on: str | None = None,
) -> Table:
    columns = tuple(_column(model, field, info) for field, info in model.model_fields.items())
    link = Relationship(relationship[0], relationship[1], tuple(relationship[2].split())) if relationship else None
    named = {*key.split(), *filter(None, (valid_from, through, until, reported_on)), *((link.start, *link.ends) if link else ())}
    unknown = named - {column.name for column in columns}
    if unknown:
        raise TypeError(f"{model.__name__} names columns it does not declare: {sorted(unknown)}")
    return Table(
        name=name,
        chinese=chinese,
        description=(model.__doc__ or "").strip(),
        columns=columns,
        key=tuple(key.split()),
        label=label or model.__name__,
        party=party,
        relationship=link,
        valid_from=valid_from,
        through=through,
        until=until,
        reported_on=reported_on,
    )


def _column(model: type[Fact], name: str, info: FieldInfo) -> Column:
    declared = info.json_schema_extra
    if not isinstance(declared, _Declared):
        raise TypeError(f"{model.__name__}.{name} must be declared with column(...)")
    kinds = [mark for mark in (*info.metadata, *_marks(info.annotation)) if isinstance(mark, Kind)]
    if len(kinds) != 1:
        raise TypeError(f"{model.__name__}.{name} must be annotated with one kind of value, such as Money or Money | None")
    if (kinds[0] is Kind.CHOICE) != (declared.vocabulary is not None):
        raise TypeError(f"{model.__name__}.{name}: a Choice, and only a Choice, has a vocabulary")
    return Column(
        name=name,
        kind=kinds[0],
        headers=declared.headers,
        description=declared.description,
        required=declared.required or type(None) not in get_args(info.annotation),
        refers=declared.refers,
        stub=declared.stub,
        edge=declared.edge,
        vocabulary=declared.vocabulary,
        derived=declared.derived,
        loose=declared.loose,
        empty_says=declared.empty_says,
    )


def _marks(annotation: Any) -> list[Any]:
    return [mark for part in get_args(annotation) for mark in getattr(part, "__metadata__", ())]
