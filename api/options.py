"""The options commands share, declared once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from graph.days import iso_day
from graph.errors import UnknownCode


def parse_date(text: str) -> date:
    """A date as 2026-06-30."""
    try:
        return iso_day(text)
    except ValueError as fault:
        raise typer.BadParameter(str(fault)) from None


def codes(words: list[str] | None) -> list[str]:
    """Codes given once or often, separated by commas, each once, in the order given."""
    parts = (part.strip() for word in words or () for part in word.replace("，", ",").split(","))
    return list(dict.fromkeys(part for part in parts if part))


def existing(kind: str, wanted: list[str], there: Collection[str]) -> list[str]:
    """The codes wanted themselves; UnknownCode names the first that no county, bank or party has."""
    for one in wanted:
        if one not in there:
            raise UnknownCode(f"no {kind} has the code {one!r}")
    return wanted


def rows_wanted(limit: int | None, *, as_json: bool) -> int | None:
    """How many rows to give; None for all."""
    if limit is None:
        return None if as_json else 20
    return limit or None


StoreUrl = Annotated[
    str | None,
    typer.Option("--store", metavar="URL", help="Store: sqlite:///path.db or neo4j://host:7687/database. Default: SURETYGRAPH_STORE."),
]
AsOf = Annotated[
    date | None,
    typer.Option("--as-of", metavar="DATE", parser=parse_date, help="Day to answer for, 2026-06-30. Default: the latest date of the data."),
]
KnownAt = Annotated[
    str | None,
    typer.Option("--known-at", metavar="RUN", help="Answer as the store was known after this run (see 'runs'); needs --as-of."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Write one JSON document instead of a table.")]
Limit = Annotated[int | None, typer.Option("--limit", min=0, help="Rows, 0 for all. Default: 20 in a table, all in JSON.")]
Excel = Annotated[Path | None, typer.Option("--excel", metavar="FILE", help="Write an Excel workbook: 万元, with 合计.")]
RulesFile = Annotated[
    Path | None,
    typer.Option("--rules", metavar="FILE", help="TOML file of the city's and counties' own rule numbers. Default: SURETYGRAPH_RULES."),
]
