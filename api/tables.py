"""Results as tables for a terminal, in the language of the settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from viz.style import LEVEL, Lang, amount, word

if TYPE_CHECKING:
    from analysis.coordination import QueueRow
    from analysis.spillover import Spillover
    from graph.network import GuaranteeNetwork

Cell = str | int | float | None
SHOWN_REJECTIONS: Final = 20


def table(columns: Sequence[str], rows: Sequence[Sequence[Cell]], lang: Lang, *, numbers: Sequence[str] = (), title: str = "") -> Table:
    """A table whose columns are field names, shown in the language asked for; every cell is text, never markup."""
    made = Table(box=SIMPLE_HEAD, title=Text(title) if title else None, title_justify="left", title_style="bold", header_style="bold")
    for name in columns:
        made.add_column(Text(word(name, lang)), justify="right" if name in numbers else "left", overflow="fold")
    for row in rows:
        made.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    return made


def queue_table(network: GuaranteeNetwork, rows: Sequence[QueueRow], lang: Lang) -> Table:
    """The queue's rows with the reasons that put them there."""
    places = dict(zip(network.counties.code.to_pylist(), network.counties.name.to_pylist(), strict=True))
    amounts = ("expected_spillover", "worst_case_spillover")
    columns = ("rank", "name", "home_county", "level", *amounts, "employees", "class", "members", "reasons")
    cells = [
        (
            row.rank,
            f"{row.called(lang)}\n{row.circle}",
            places.get(row.home_county),
            LEVEL[row.level][lang] + (f"\n{word('leader_link', lang)}" if row.leader_link else ""),
            amount(row.expected_spillover, lang),
            amount(row.worst_case_spillover, lang),
            f"{row.employees:,}",
            row.class_,
            len(row.members),
            "\n".join(reason.zh if lang == "zh" else reason.en for reason in row.reasons),
        )
        for row in rows
    ]
    return table(columns, cells, lang, numbers=("rank", *amounts, "employees", "members"))


def matrix_table(found: Spillover, lang: Lang) -> Table:
    """County by county, with what each sends out and takes in; the unknown county only where something touches it."""
    touched = [place for place, code in enumerate(found.codes) if code or found.expected[place].any() or found.expected[:, place].any()]
    names = [found.names[place] for place in touched]
    cells = [
        (found.names[a], *(amount(found.expected[a, b], lang) if found.expected[a, b] >= 0.005 else "·" for b in touched),
         amount(found.exported[a], lang), amount(found.imported[a], lang))
        for a in touched
    ]  # fmt: skip
    columns = ("from", *names, "exported", "imported")
    return table(columns, cells, lang, numbers=columns[1:])


def rejection_tables(rejections: Sequence[Mapping[str, Any]], lang: Lang, sentences: Sequence[str] = ()) -> list[RenderableType]:
    """The first refused rows as a report has them, if need be in other sentences than the report's, and how many more there are."""
    columns = ("file", "sheet", "row", "column", "value", "message")
    shown_ones = rejections[:SHOWN_REJECTIONS]
    told = sentences[:SHOWN_REJECTIONS] or [one["message"] for one in shown_ones]
    rows = [(*(one[column] for column in columns[:-1]), sentence) for one, sentence in zip(shown_ones, told, strict=True)]
    parts: list[RenderableType] = [table(columns, rows, lang, numbers=("row",), title=word("rejected", lang))] if rows else []
    return parts + ([f"… {more:,} +"] if (more := len(rejections) - len(rows)) else [])


def footer(network: GuaranteeNetwork, lang: Lang) -> str:
    """What every table says below itself: the day it is for, and how many guarantors' capacity nobody stated."""
    unknown = network.counts.unknown_capacity
    if lang == "zh":
        return f"数据时点 {network.as_of} · 代偿能力未知的担保人 {unknown:,}（按零计）"
    return f"as of {network.as_of} · guarantors of unknown capacity {unknown:,} (counted as 0)"


def shown(total: int, limit: int | None, lang: Lang) -> str:
    """What a cut table says below itself."""
    if limit is None or total <= limit:
        return ""
    if lang == "zh":
        return f"共 {total:,} 行，显示前 {limit:,} 行；--limit 0 显示全部"
    return f"{limit:,} of {total:,} rows; --limit 0 shows all"
