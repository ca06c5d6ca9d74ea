"""Answers of the models and comparisons as tables for a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from api.tables import shown, table
from viz.style import amount, word

if TYPE_CHECKING:
    from viz.style import Lang

Places = Mapping[str | None, str]


def answer_tables(model: str, message: dict[str, Any], places: Places, limit: int | None, lang: Lang) -> list[Any]:
    """The answer of any model."""
    match model:
        case "clearing":
            return clearing_tables(message, places, lang)
        case "distress":
            return distress_tables(message, places, limit, lang)
        case "montecarlo":
            return montecarlo_tables(message, places, limit, lang)
        case _:
            from api.simulation_tables import simulation_tables

            return [*simulation_tables(message, places, lang), *_warnings(message, lang)]


def clearing_tables(message: dict[str, Any], places: Places, lang: Lang) -> list[Any]:
    """Who failed and what part each paid."""
    rows = [
        (fall["round"], fall["party"], fall["name"], places.get(fall["county"]), f"{fall['recovery']:.2%}", amount(fall["called"], lang),
         amount(fall["paid"], lang))
        for fall in message["defaulted"]
    ]  # fmt: skip
    columns = ("round", "code", "name", "county", "recovery", "called", "paid")
    outcome = f"{word('defaulted', lang)} {len(rows):,} · {word('bank_loss', lang)} {amount(message['bank_loss'], lang)}"
    listed = table(columns, rows, lang, numbers=("round", "recovery", "called", "paid"))
    return [listed, _line(message, outcome, lang), *_warnings(message, lang)]


def distress_tables(message: dict[str, Any], places: Places, limit: int | None, lang: Lang) -> list[Any]:
    """Who is weakened, the worst first."""
    rows = [
        (one["party"], one["name"], places.get(one["county"]), f"{one['initial']:.4f}", f"{one['distress']:.4f}",
         "" if one["capacity_used"] is None else amount(one["capacity_used"], lang))
        for one in message["distress"]
    ]  # fmt: skip
    columns = ("code", "name", "county", "initial", "distress", "capacity_used")
    listed = table(columns, rows, lang, numbers=("initial", "distress", "capacity_used"))
    outcome = f"{word('group_distress', lang)} {message['group']:.6f}"
    return [listed, shown(message["parties"], limit, lang), _line(message, outcome, lang), *_warnings(message, lang)]


def montecarlo_tables(message: dict[str, Any], places: Places, limit: int | None, lang: Lang) -> list[Any]:
    """Tail risks with their intervals, then the parties that expect to lose their banks most."""
    risks = [
        (f"{risk['level']:.1%}", amount(risk["var"], lang), _between(risk["var_low"], risk["var_high"], lang), amount(risk["es"], lang),
         _between(risk["es_low"], risk["es_high"], lang))
        for risk in message["risks"]
    ]  # fmt: skip
    rows = [
        (one["party"], one["name"], places.get(one["county"]), f"{one['probability_alone']:.2%}", f"{one['probability']:.2%}",
         amount(one["expected_loss"], lang), "" if one["tail_loss"] is None else amount(one["tail_loss"], lang))
        for one in message["by_party"]
    ]  # fmt: skip
    figures = ("probability_alone", "probability", "expected_loss", "tail_loss")
    loss = message["expected_loss"]
    outcome = " · ".join((
        f"{word('draws', lang)} {message['scenarios']:,}",
        f"{word('expected_loss', lang)} {amount(loss['value'], lang)} {_between(loss['low'], loss['high'], lang)}",
        f"{word('contagion_share', lang)} {_plain(message['contagion_share']['value'], '.1%')}",
        f"{word('multiplier', lang)} {_plain(message['multiplier']['value'], '.3f')}",
    ))  # fmt: skip
    return [
        table(("level", "value_at_risk", "interval", "expected_shortfall", "interval"), risks, lang),
        table(("code", "name", "county", *figures), rows, lang, numbers=figures),
        shown(message["parties"], limit, lang),
        _line(message, outcome, lang),
        *(note[lang] for note in message["notes"]),
        *_warnings(message, lang),
    ]


def comparison_tables(message: dict[str, Any], places: Places, limit: int | None, lang: Lang) -> list[Any]:
    """What the banks lose before and after, who is saved and who newly falls."""
    parts: list[Any] = []
    for name in ("least", "worst_case"):
        if name in message:
            title = word("worst_case", lang) if name == "worst_case" else word("defaulted", lang)
            parts += _calls_tables(message[name], title, places, lang)
    if "bank_loss" in message:
        parts += _calls_tables(message, word("defaulted", lang), places, lang)
    elif "distress" in message:
        parts += _distress_change(message, places, limit, lang)
    elif "change" in message:
        parts += _montecarlo_change(message, lang)
    return [*parts, f"{word('as_of', lang)} {message['as_of']}", *_warnings(message, lang)]


def _calls_tables(told: dict[str, Any], title: str, places: Places, lang: Lang) -> list[Any]:
    loss = [(word("bank_loss", lang), *_three(told["bank_loss"], lang))]
    loss += [(bank, *_three(pair, lang)) for bank, pair in told["by_bank"].items()]
    down = told["defaulted"]
    counted = [(word("defaulted", lang), len(down["before"]), len(down["after"]), f"{len(down['after']) - len(down['before']):+d}")]
    figures = ("before", "after", "change")
    return [table(("item", *figures), [*counted, *loss], lang, numbers=figures, title=title), *_fates(down, places, lang)]


def _fates(down: dict[str, Any], places: Places, lang: Lang) -> list[Any]:
    rows = [
        (word(fate, lang), one["party"], one["name"], places.get(one["county"]))
        for fate in ("saved", "newly_fallen")
        for one in down[fate]
    ]  # fmt: skip
    return [table(("fate", "code", "name", "county"), rows, lang)] if rows else []


def _distress_change(message: dict[str, Any], places: Places, limit: int | None, lang: Lang) -> list[Any]:
    rows = [
        (
            one["party"],
            one["name"],
            places.get(one["county"]),
            *(f"{one[name]:.4f}" for name in ("before", "after")),
            f"{one['change']:+.4f}",
        )
        for one in message["distress"]
    ]
    figures = ("before", "after", "change")
    group = message["group"]
    return [
        table(("code", "name", "county", *figures), rows, lang, numbers=figures),
        shown(message["parties"], limit, lang),
        *_fates(message["defaulted"], places, lang),
        f"{word('group_distress', lang)} {group['before']:.6f} → {group['after']:.6f} ({group['change']:+.6f})",
    ]


def _montecarlo_change(message: dict[str, Any], lang: Lang) -> list[Any]:
    one, other, change = message["result_before"], message["result_after"], message["change"]
    moved = change["expected_loss"]
    rows = [(word("expected_loss", lang), amount(one["expected_loss"]["value"], lang), amount(other["expected_loss"]["value"], lang),
             amount(moved["value"], lang), _between(moved["low"], moved["high"], lang))]  # fmt: skip
    for first, second, risk in zip(one["risks"], other["risks"], change["risks"], strict=True):
        name = f"{word('expected_shortfall', lang)} {risk['level']:.1%}"
        rows.append((name, amount(first["es"], lang), amount(second["es"], lang), amount(risk["es"], lang),
                     _between(risk["es_low"], risk["es_high"], lang)))  # fmt: skip
    return [table(("item", "before", "after", "change", "interval"), rows, lang, numbers=("before", "after", "change"))]


def _line(message: dict[str, Any], outcome: str, lang: Lang) -> str:
    parts = [f"{word('as_of', lang)} {message['as_of']}", outcome, f"{word('unknown_capacity', lang)} {message['unknown_capacity']}"]
    if message.get("converged") is False or message.get("not_converged"):
        parts.append(word("not_converged", lang))
    return " · ".join(parts)


def _warnings(message: dict[str, Any], lang: Lang) -> list[str]:
    return [f"{word('caution', lang)}: {warning[lang]}" for warning in message["warnings"]]


def _three(pair: dict[str, float], lang: Lang) -> tuple[str, str, str]:
    return amount(pair["before"], lang), amount(pair["after"], lang), amount(pair["change"], lang)


def _between(low: float | None, high: float | None, lang: Lang) -> str:
    ends = ["" if end is None else amount(end, lang) for end in (low, high)]
    return f"[{ends[0]}, {ends[1]}]" if any(ends) else ""


def _plain(value: float | None, form: str) -> str:
    return "–" if value is None else format(value, form)
