"""The generated half of docs/data-contract.md: every table and column, as declared in `graph.schema`.

`python -m graph.contract_page docs/data-contract.md` rewrites what stands between the page's two marks.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from graph.model import Column, Table
from graph.schema import TABLES
from graph.values import Kind

BEGIN: Final = "<!-- generated from graph/schema.py: begin -->"
END: Final = "<!-- generated from graph/schema.py: end -->"
_UNITS: Final = {
    Kind.MONEY: "money, yuan unless the header or the sheet says otherwise",
    Kind.SHARE: "fraction, `6%` or `0.06`",
    Kind.RATE: "fraction, `6%` or `0.06`, may be negative",
}


def page(text: str) -> str:
    """The page with its generated half renewed; ValueError when a mark is missing."""
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n{tables()}{END}{after}"


def tables() -> str:
    """Markdown of every table."""
    return "\n".join(_section(table) for table in TABLES.values())


def _section(table: Table) -> str:
    lines = [f"### `{table.name}` {table.chinese}", "", table.description, "", f"Key: {', '.join(f'`{name}`' for name in table.key)}."]
    lines[-1] += f" Graph: {_graph(table)}."
    lines += ["", "| column | Chinese headers | holds | note |", "|---|---|---|---|"]
    for column in table.file_columns:
        star = "*" if column.required else ""
        note = "" if column.description == column.headers[0] else column.description
        lines.append(f"| `{column.name}`{star} | {'、'.join(column.headers)} | {_holds(column)} | {note} |")
    return "\n".join(lines) + "\n"


def _holds(column: Column) -> str:
    if column.vocabulary is not None:
        words = "; ".join(f"`{word}` {'、'.join(spellings)}" for word, spellings in column.vocabulary.words.items())
        return words + (f" (others load as `{column.vocabulary.other}`)" if column.vocabulary.other else "")
    kind = _UNITS.get(column.kind, str(column.kind))
    return f"{kind} → {' / '.join(f'`{name}`' for name in column.refers)}" if column.refers else kind


def _graph(table: Table) -> str:
    link = table.relationship
    if link is not None:
        ends = " or ".join(f"`{end}`" for end in link.ends)
        return f"`(:Party)-[:{link.type}]->()` from `{link.start}` to {ends}"
    edges = [
        f"`{'<-' if c.edge.incoming else '-'}[:{c.edge.type}]{'-' if c.edge.incoming else '->'}` by `{c.name}`"
        for c in table.columns
        if c.edge
    ]
    label = f"`(:{table.label}{':Party' if table.party else ''})`"
    return ", ".join([label, *edges])


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.write_text(page(target.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
