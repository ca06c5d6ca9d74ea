"""How a paper is laid out: parts with a heading, made of blocks; each block names a field of the paper's content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Name = Literal["dossier", "circle", "meeting", "credit-check"]


@dataclass(frozen=True)
class Facts:
    """Labels and values, some pairs a row."""

    field: str
    pairs: int = 2
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True)
class Filled:
    """Labels with room beside them: what is not known yet is written in by hand."""

    field: str
    kind: Literal["filled"] = "filled"


@dataclass(frozen=True)
class Lines:
    """Sentences; `empty` where there are none."""

    field: str
    empty: str = ""
    kind: Literal["lines"] = "lines"


@dataclass(frozen=True)
class Column:
    """A column of a table: the field of its rows, its header, its part of the width."""

    field: str
    header: str
    width: int = 10
    number: bool = False


@dataclass(frozen=True)
class Table:
    """Rows under a header that is repeated on every page; `total` names the field of the last row."""

    field: str
    columns: tuple[Column, ...]
    total: str | None = None
    empty: str = "无"
    kind: Literal["table"] = "table"


@dataclass(frozen=True)
class Matrix:
    """Figures from the one to the other: a `Crossing`; on the page a `CountyMap` stands in its place where borders are known."""

    field: str
    map: str
    kind: Literal["matrix"] = "matrix"


@dataclass(frozen=True)
class Signatures:
    """Who signs."""

    labels: tuple[str, ...]
    kind: Literal["signatures"] = "signatures"


Block: TypeAlias = Facts | Filled | Lines | Table | Matrix | Signatures


@dataclass(frozen=True)
class Part:
    """A heading and what stands under it."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Layout:
    """A paper. `dense`: everything on one A4 page, so rows are of one line each and what does not fit in a cell is cut."""

    name: Name
    called: str
    parts: tuple[Part, ...]
    dense: bool = False
