"""保 / 帮 / 关 and the ledger of risk enterprises as tables for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from api.tables import table
from viz.style import DIMENSION, LEDGER_CHANGE, LEVEL, STANDING, TIER, UNLIKE_CAUSE, Lang, amount, word

if TYPE_CHECKING:
    from rich.table import Table

Row = Mapping[str, Any]


def classes_table(rows: Sequence[Row], lang: Lang) -> Table:
    """Scores and classes, with the reason of each."""
    cells = [
        (
            f"{row['name'] or ''}\n{row['enterprise']}",
            TIER[row["tier"]][lang] if row["tier"] else "",
            _points(row["score"]),
            *(_points((row["dimensions"].get(name) or {}).get("score")) for name in DIMENSION),
            row["proposed"] or "",
            row["class"] or "",
            "" if row["missing"] is None else f"{row['missing']:.0%}",
            row["reason"][lang],
            STANDING[row["status"]][lang] if row["status"] else "",
            row["objection_until"] or "",
        )
        for row in rows
    ]
    columns = ("name", "tier", "score", *(DIMENSION[name][lang] for name in DIMENSION), "proposed_class", "final_class", "missing_share",
               "reasons", "status_of_class", "objection_until")  # fmt: skip
    return table(columns, cells, lang, numbers=("score", *(DIMENSION[name][lang] for name in DIMENSION), "missing_share"))


def items_table(row: Row, lang: Lang) -> Table:
    """What made one score, indicator by indicator."""
    cells = [
        (DIMENSION[item["dimension"]][lang], item[f"name_{lang}"], f"{item['points']:.2f}", item[f"text_{lang}"], item["source"])
        for item in row["items"]
    ]
    title = f"{row['name'] or row['enterprise']} {_points(row['score'])}"
    return table(("dimension", "indicator", "points", "explanation", "data_source"), cells, lang, numbers=("points",), title=title)


def unlike_table(rows: Sequence[Row], lang: Lang) -> Table:
    """Like cases treated unlike."""
    cells = [
        (row["name"] or row["enterprise"], _points(row["score"]), row["class"], row["other_name"] or row["other"],
         _points(row["other_score"]), row["other_class"], f"{row['points']:.2f}", UNLIKE_CAUSE[row["cause"]][lang])
        for row in rows
    ]  # fmt: skip
    columns = ("name", "score", "final_class", "like_case", "other_score", "other_class", "points_apart", "reasons")
    return table(columns, cells, lang, numbers=("score", "other_score", "points_apart"), title=word("unlike_cases", lang))


def class_line(head: Row, unlike: int, lang: Lang) -> str:
    """What stands below: the day, the scheme, and what the classes are worth."""
    scheme = head["scheme"]
    if lang == "zh":
        return (
            f"数据时点 {head['as_of']} · 评价方案 {scheme['id']} {scheme['version']}（{scheme['maturity_zh']}） · "
            f"计分 {head['scored']:,} 户 · 台账 {head['on_ledger']:,} 户 · 同类不同待 {unlike:,} 对 · {head['note']['zh']}"
        )
    return (
        f"as of {head['as_of']} · scheme {scheme['id']} {scheme['version']} ({scheme['maturity']}) · {head['scored']:,} firms scored · "
        f"{head['on_ledger']:,} on the ledger · {unlike:,} pairs treated unlike · {head['note']['en']}"
    )


def ledger_table(rows: Sequence[Row], places: Mapping[str, str], lang: Lang) -> Table:
    """The ledger with what stands beside each firm."""
    cells = [
        (
            f"{row['name'] or ''}\n{row['enterprise']}",
            places.get(row["county"] or "", row["county"]),
            TIER[row["tier"]][lang] if row["tier"] else "",
            row["listed_on"],
            row["delisted_on"] or "",
            row["days"],
            row["department"],
            row["cause"],
            "、".join(part for part in (row["measures"], row["progress"]) if part),
            amount(row["loan_balance"], lang),
            amount(row["guaranteed_out"], lang),
            "" if row["employees"] is None else row["employees"],
            LEVEL[row["level"]][lang] if row["level"] else "",
        )
        for row in rows
    ]
    columns = ("name", "county", "tier", "listed_on", "delisted_on", "days_on_ledger", "department", "cause", "measures", "loan_balance",
               "guaranteed_out", "staff", "level")  # fmt: skip
    return table(columns, cells, lang, numbers=("days_on_ledger", "loan_balance", "guaranteed_out", "staff"))


def stability_table(people: Row, places: Mapping[str, str], lang: Lang) -> Table:
    """The people touched, county by county, and together."""
    rows = [(word("none", lang) if row["by"] is None else places.get(row["by"], row["by"]), row) for row in people["by_county"]]
    counts = ("risk_firms", "guarantors", "persons", "employees", "unknown_employees", "unknown_debts")
    cells = [
        (where, *(f"{row[name]:,}" for name in counts), amount(row["wages"], lang), amount(row["other_creditors"], lang))
        for where, row in (*rows, (word("each_once", lang), people["total"]))
    ]
    columns = ("county", "risk_firms", "linked_guarantors", "linked_persons", "staff", "unknown_staff", "unknown_debts", "wages_owed",
               "other_creditors")  # fmt: skip
    return table(columns, cells, lang, numbers=columns[1:], title=word("stability", lang))


def changes_table(rows: Sequence[Row], lang: Lang) -> Table:
    """What changed on the ledger."""
    cells = [
        (f"{row['name'] or ''}\n{row['enterprise']}", LEDGER_CHANGE[row["change"]][lang],
         *(TIER[row[end]][lang] if row[end] else "" for end in ("from", "to")))
        for row in rows
    ]  # fmt: skip
    return table(("name", "change", "before", "after"), cells, lang)


def ledger_line(listed: int, sums: Mapping[str, Sequence[Row]], day: str, lang: Lang) -> str:
    """What stands below: the day and the tiers."""
    tiers = " · ".join(f"{TIER[row['by']][lang] if row['by'] else word('none', lang)} {row['firms']:,}" for row in sums["tier"])
    return f"数据时点 {day} · {listed:,} 条 · {tiers}" if lang == "zh" else f"as of {day} · {listed:,} listings · {tiers}"


def _points(score: float | None) -> str:
    return "" if score is None else f"{score:.2f}"
