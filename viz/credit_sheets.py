"""A credit check as a workbook: the figures side by side, the lenders, and what the rules found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from viz.style import NEED_STATUS, Lang, amount, word
from viz.workbook import Column, Kind, Sheet

FIGURES: Final[tuple[tuple[str, Kind], ...]] = (
    ("lenders", "count"), ("limits", "money"), ("used", "money"), ("balance", "money"), ("largest_share", "share"), ("hhi", "number"),
    ("offsite_balance", "money"), ("nonbank_balance", "money"), ("guaranteed_in", "money"), ("guaranteed_out", "money"),
)  # fmt: skip
_HISTORY: Final[tuple[tuple[str, str, str, Kind], ...]] = (  # term, where it stands in the answer, kind
    ("balance_before", "year", "before", "money"), ("growth", "year", "growth", "share"), ("gained", "quarter", "gained", "text"),
    ("lost", "quarter", "lost", "text"), ("credit_withdrawn", "quarter", "withdrawn", "money"),
)  # fmt: skip
_NEED: Final[tuple[tuple[str, Kind], ...]] = (
    ("need", "money"), ("own_funds", "money"), ("other_funds", "money"), ("existing", "money"), ("room", "money"), ("ratio", "number"),
)  # fmt: skip
_CLASSES: Final = ("normal", "special_mention", "substandard", "doubtful", "loss", "unclassified")


def spoken(value: float | str | None, kind: Kind, lang: Lang) -> str:
    """A figure for a screen; — where it is unknown."""
    if value is None:
        return "—"
    if isinstance(value, str):
        return value
    if kind == "money":
        return amount(value, lang)
    return {"share": f"{value:.1%}", "number": f"{value:.4f}"}.get(kind, f"{value:,}")


def history(one: dict[str, Any], lang: Lang) -> list[tuple[str, Any, Kind]]:
    """How the credit of a borrower, or of its group, changed: what it is, the figure or 未报告, its kind; lenders are joined."""
    told = []
    for term, part, name, kind in _HISTORY:
        value = one[part][name] if one[part]["reported"] else word("not_reported", lang)
        told.append((word(term, lang), "、".join(value) or word("none", lang) if isinstance(value, list) else value, kind))
    return told


def credit_sheets(
    answers: Sequence[dict[str, Any]], lang: Lang = "zh", refused: Sequence[dict[str, Any]] = (), taken: str | None = None
) -> list[Sheet]:
    """Three sheets for one borrower or many: 多头授信, 债权机构, 提示; 拟新增授信 where loans are proposed, 退回 where rows were refused.

    `taken` is who took the workbook.
    """
    day = answers[0]["as_of"] if answers else ""
    unseen = (f"名单中有 {len(refused)} 处被退回，未核查，见“退回”",) if refused else ()
    marked = (f"{word('taken', 'zh')}：{taken}",) if taken else ()
    about = (f"数据时点：{day}", "测算参考，不作为违规认定；提示供人工核查", *unseen, *marked)
    titles = [Column(word(name, lang), kind, total=name in {"limits", "used", "balance"}) for name, kind in FIGURES]
    titles += [Column(word(term, lang), kind) for term, _, _, kind in _HISTORY]
    needs = [Column(word(name, lang), kind) for name, kind in _NEED]
    who = (Column(word("code", lang), width=22), Column(word("name", lang), width=30))
    figures = Sheet(
        "多头授信",
        f"多头授信核查表（{day}）",
        (*who, *titles, *needs, Column(word("status", lang)), Column(word("joint_usage", lang), "share"),
         Column(word("class_floor", lang)), Column(word("free", lang), "money")),
        [
            (
                one["borrower"], one["name"], *(one[name] for name, _ in FIGURES), *(value for _, value, _ in history(one, lang)),
                *(one["working_capital"][name] for name, _ in _NEED),
                NEED_STATUS[one["working_capital"]["status"]][lang], one["joint_credit"]["usage"], one["class_floor"]["class"],
                one["as_guarantor"] and one["as_guarantor"]["free"],
            )
            for one in answers
        ],
        about,
    )  # fmt: skip
    lenders = Sheet(
        "债权机构",
        f"债权机构明细（{day}）",
        (
            *who, Column(word("bank", lang)), Column(word("bank_name", lang), width=26), Column(word("limits", lang), "money", total=True),
            Column(word("used", lang), "money", total=True), Column(word("balance", lang), "money", total=True),
            *(Column(word(name, lang), "money", total=True) for name in _CLASSES),
        ),
        [
            (one["borrower"], one["name"], row["bank"], row["name"], row["limit"], row["used"], row["balance"],
             *(row["by_class"][name] for name in _CLASSES))
            for one in answers
            for row in one["by_lender"]
        ],
        about[:1],
    )  # fmt: skip
    findings = Sheet(
        "提示",
        f"规则提示（{day}）",
        (*who, Column("规则", width=26), Column("级别"), Column("依据成熟度"), Column("说明", width=80), Column("合同", width=40)),
        [
            (one["borrower"], one["name"], row["rule"], row["severity"], row["maturity_zh"], row["text_zh"], "、".join(row["contracts"]))
            for one in answers
            for row in one["findings"]
        ],
        about,
    )
    proposed = [one for one in answers if "proposal" in one]
    more = [*([_proposed(proposed, day, lang)] if proposed else []), *([_returned(refused)] if refused else [])]
    return [figures, lenders, findings, *more]


def _proposed(answers: Sequence[dict[str, Any]], day: str, lang: Lang) -> Sheet:
    """What the loans proposed would make of each borrower."""
    within = {True: "测算额度内", False: "超出测算额度", None: "不可测算"}
    columns = (
        Column(word("code", lang), width=22), Column(word("name", lang), width=30),
        Column(word("amount", lang), "money", total=True), Column(word("bank", lang)), Column("额度", width=16),
        Column(word("lenders", lang), "count"), Column(word("balance", lang), "money"),
        Column(word("room", lang), "money"), Column(word("ratio", lang), "number"), Column("新增提示", width=60),
    )  # fmt: skip
    rows = [
        (
            one["borrower"], one["name"], after["amount"], after["bank"], within[after["within_room"]], after["lenders"], after["balance"],
            (after["working_capital"] or {}).get("room"), (after["working_capital"] or {}).get("ratio"),
            "；".join(found["text_zh"] for found in after["new_findings"]),
        )
        for one in answers
        for after in (one["proposal"],)
    ]  # fmt: skip
    return Sheet("拟新增授信", f"拟新增授信测算（{day}）", columns, rows, (f"数据时点：{day}", "测算参考，不作为违规认定"))


def _returned(refused: Sequence[dict[str, Any]]) -> Sheet:
    """The rows of a list that were not looked at."""
    columns = (Column("文件", width=26), Column("工作表"), Column("行", "count"), Column("列"), Column("内容", width=26), Column("代码"))
    rows = [tuple(one[name] for name in ("file", "sheet", "row", "column", "value", "code", "chinese")) for one in refused]
    return Sheet("退回", "名单中被退回的行", (*columns, Column("退回原因", width=60)), rows)
