"""A simulated default as tables: who fell and why, whom it costs what, and how much panic and missing statements add."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rich.console import RenderableType
from rich.table import Table

from api.tables import Cell, table
from viz.style import Lang, amount, word

_ROWS: Final = 10  # of the tables below the falls; --json has all
_NUMBERS: Final = frozenset(
    {"bank_loss", "net_capital", "share_of_capital", "members", "loss_at_stake", "called", "spared_loss", "spared_defaults"}
)


def simulation_tables(message: dict[str, Any], places: Mapping[str | None, str], lang: Lang) -> list[RenderableType]:
    """What `simulate` prints without --json, of its JSON; the outcome in one line comes last."""
    made: list[RenderableType] = [_falls(message["defaulted"], places, lang)]
    if message["banks"]:
        made.append(_banks(message["banks"], lang))
    if message["self_fulfilling"]:
        made.append(_panic(message["self_fulfilling"], lang))
    if message["missing_statements"]["rows"]:
        made.append(_missing(message["missing_statements"], lang))
    if "why" in message:
        made.append(_falls(message["why"]["falls"], places, lang, word("why", lang)))
    return [*made, _outcome(message, lang)]


def _falls(falls: list[dict[str, Any]], places: Mapping[str | None, str], lang: Lang, title: str = "") -> Table:
    rows = [(fall["round"], f"{fall['name']}\n{fall['party']}", places.get(fall["county"]), fall["explanation"][lang]) for fall in falls]
    return table(("round", "name", "county", "explanation"), rows, lang, numbers=("round",), title=title)


def _banks(banks: list[dict[str, Any]], lang: Lang) -> Table:
    rows = [
        (
            bank["name"],
            amount(bank["loss"], lang),
            "" if bank["net_capital"] is None else amount(bank["net_capital"], lang),
            "" if bank["share_of_capital"] is None else f"{bank['share_of_capital']:.2%}",
            word("yes", lang) if bank["local_legal_person"] else "",
        )
        for bank in banks
    ]
    return _below("banks_hit", ("bank", "bank_loss", "net_capital", "share_of_capital", "local_legal_person"), rows, lang)


def _panic(circles: list[dict[str, Any]], lang: Lang) -> Table:
    rows = [
        (
            len(circle["members"]),
            amount(circle["loss"], lang),
            amount(circle["called"], lang),
            "\n".join([f"{one['name']} ({one['holds_up']})" for one in circle["commitments"]] + ["…"] * circle["truncated"]),
        )
        for circle in circles
    ]
    return _below("self_fulfilling", ("members", "loss_at_stake", "called", "held_up_by"), rows, lang)


def _missing(missing: dict[str, Any], lang: Lang) -> Table:
    rows = [(f"{row['name']}\n{row['party']}", amount(row["loss"], lang), f"{row['defaults']:,.0f}") for row in missing["rows"]]
    note = f"{word('not_tried', lang)} {missing['truncated']:,}" if missing["truncated"] else ""
    return _below("missing_statements", ("name", "spared_loss", "spared_defaults"), rows, lang, note)


def _below(title: str, columns: tuple[str, ...], rows: Sequence[Sequence[Cell]], lang: Lang, note: str = "") -> Table:
    """A table with its title, which says what was cut."""
    cut = f"{_ROWS}/{len(rows):,} (--json)" if len(rows) > _ROWS else ""
    words = " · ".join(part for part in (word(title, lang), cut, note) if part)
    return table(columns, rows[:_ROWS], lang, numbers=[name for name in columns if name in _NUMBERS], title=words)


def _outcome(message: dict[str, Any], lang: Lang) -> str:
    worst, unlimited = message["worst_case"], message["bounds"]["unlimited"]
    return " · ".join(
        (
            f"{word('as_of', lang)} {message['as_of']}",
            f"{word('defaulted', lang)} {len(message['defaulted']):,}",
            f"{word('bank_loss', lang)} {amount(message['bank_loss'], lang)}",
            f"{word('unknown_capacity', lang)} {message['unknown_capacity']}",
            f"{word('if_unlimited', lang)}: {len(unlimited['defaulted']):,} / {amount(unlimited['bank_loss'], lang)}",
            f"{word('worst_case', lang)}: {len(worst['defaulted']):,} / {amount(worst['bank_loss'], lang)}",
        )
    )
