"""What a visitor sees of the queue and of circles.

A county sees rows with a member of its own, and of their members those it may name. A bank sees every row without other banks and without
amounts: a small circle's sums, or two days of one sum, would tell what a single other bank lent. Nor do circles come to it in the order of
their loans, where those of which it knows every loan would bound the others.
"""

from __future__ import annotations

import hashlib
from typing import Any, Final

from analysis.coordination.lines import LINES
from api.security.views import View

AMOUNTS: Final = ("expected_spillover", "worst_case_spillover", "worst_case_loss", "due_soon")
CORE_ELSEWHERE: Final = "外县核心企业担保圈"


def queue_rows(rows: list[dict[str, Any]], view: View) -> list[dict[str, Any]]:
    """The rows of the queue; `members_elsewhere` counts members that may not be named."""
    seen = _seen(rows, view)
    if view.whole:
        return seen
    told = [row | {"banks_hit": [code for code in row["banks_hit"] if code in view.bank_codes]} for row in seen]
    return (
        told
        if view.bank is None
        else [row | dict.fromkeys(AMOUNTS) | {"reasons": [_wordless(one) for one in row["reasons"]]} for row in told]
    )


def _wordless(reason: dict[str, Any]) -> dict[str, Any]:
    """Why a row stands on its level, without the figure."""
    line = next((one for one in LINES if one.id == reason["code"]), None)
    zh, en = (
        ("未达到市级标准，由属地县（区）负责", "below the city's lines")
        if line is None
        else (f"{line.zh}达到标准", f"{line.en}: at the line")
    )
    return reason | {"value": None, "zh": f"{zh}（金额不向银行显示）", "en": f"{en} (amounts are not shown to banks)"}


def circle_rows(rows: list[dict[str, Any]], view: View) -> list[dict[str, Any]]:
    """Circles in the same way; to a bank those with the most members first."""
    seen = _seen(rows, view)
    if view.whole:
        return seen
    if view.bank is not None:
        seen = sorted(seen, key=lambda row: (-len(row["members"]), str(row["circle"])))
    return [
        row
        | {
            "core": row["core"] if row["core"] in view.named_codes else None,
            "loan_balance": row["loan_balance"] if view.bank is None else None,
            "strongly_connected": [[code for code in group if code in view.named_codes] for group in row["strongly_connected"]],
        }
        for row in seen
    ]


def circle_id(name: str, core: str, view: View) -> str:
    """A circle's id as a visitor may read it: it holds the code of the firm it was born with, so where that may not be named, a digest."""
    born = name.removeprefix("C-")
    if view.whole or (core in view.named_codes and not {born, born.rpartition("-")[0]}.isdisjoint(view.named_codes)):
        return name
    store_id = view.network.snapshot.partition(":")[0]  # random, and never told
    return f"C-{hashlib.blake2b(name.encode(), key=store_id.encode()[:64], digest_size=8).hexdigest()}"


def _seen(rows: list[dict[str, Any]], view: View) -> list[dict[str, Any]]:
    if view.whole:
        return [row | {"members_elsewhere": 0} for row in rows]
    if view.county is not None:
        rows = [row for row in rows if not view.own_codes.isdisjoint(row["members"])]
    return [row | _members(row, view) for row in rows]


def _members(row: dict[str, Any], view: View) -> dict[str, Any]:
    """Members that may be named, core first as they stand, and what the row is called where its core may not be."""
    members = row["members"]
    named = [code for code in members if code in view.named_codes]
    told = {"members": named, "members_elsewhere": len(members) - len(named), "circle": circle_id(row["circle"], members[0], view)}
    return told if members[0] in view.named_codes else told | {"name": CORE_ELSEWHERE}
