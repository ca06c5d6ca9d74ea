"""Rows that several papers have: loans by bank, what falls due, guarantees, findings with their law."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from viz.papers.content import NONE, Row, called, count, text, total, wan
from viz.papers.language import either, language, say
from viz.papers.layout import Column, Table
from viz.style import ACTOR, SEVERITY, STAGE, word

MOST_GUARANTEES: Final = 30
MOST_FINDINGS: Final = 40
MOST_DUE: Final = 60
_CLASSES: Final = ("normal", "unclassified", "special_mention", "substandard", "doubtful", "loss")  # least first


@dataclass(frozen=True)
class LenderLine:
    """What one bank lent."""

    bank: str
    loans: str
    balance: str
    worst: str
    due: str
    overdue: str


@dataclass(frozen=True)
class DueLine:
    """A loan or bond under 321."""

    number: str
    bank: str
    balance: str
    due: str
    stage: str
    actor: str
    planned: str
    funded: str


@dataclass(frozen=True)
class GuaranteeLine:
    """What one party guarantees."""

    name: str
    code: str
    county: str
    contracts: str
    amount: str


@dataclass(frozen=True)
class FindingLine:
    """A prompt of a rule: what it says, by which law, and how sure that is."""

    severity: str
    said: str
    source: str
    maturity: str


LENDERS: Final = (
    Column("bank", "银行", 26), Column("loans", "笔数", 8, number=True), Column("balance", "余额（万元）", 16, number=True),
    Column("worst", "最差分类", 11), Column("due", "最早到期", 14), Column("overdue", "最长逾期（天）", 13, number=True),
)  # fmt: skip
DUE: Final = (
    Column("number", "借据／债券", 19), Column("bank", "银行", 17), Column("balance", "余额（万元）", 12, number=True),
    Column("due", "到期日", 15), Column("stage", "阶段", 10), Column("actor", "责任主体", 12),
    Column("planned", "计划（万元）", 12, number=True), Column("funded", "到位（万元）", 12, number=True),
)  # fmt: skip
FINDINGS: Final = (
    Column("severity", "级别", 7),
    Column("said", "提示", 50),
    Column("source", "依据", 30),
    Column("maturity", "依据状态", 11),
)


def guarantees(field: str, other: str) -> Table:
    """The table of guarantees, by who stands at the other end."""
    columns = (
        Column("name", other, 34), Column("code", "代码", 26), Column("county", "区县", 12), Column("contracts", "笔数", 8, number=True),
        Column("amount", "金额（万元）", 16, number=True),
    )  # fmt: skip
    return Table(field, columns, total=f"{field}_total")


def lender_lines(loans: Sequence[Row]) -> tuple[LenderLine, ...]:
    """Loans by bank, the largest first."""
    of: dict[str, list[Row]] = {}
    for one in loans:
        of.setdefault(text(one["bank_name"] or one["bank"]), []).append(one)
    ordered = sorted(of.items(), key=lambda pair: -total(one["balance"] for one in pair[1]))
    return tuple(_lender(bank, rows) for bank, rows in ordered)


def lender_total(loans: Sequence[Row]) -> LenderLine:
    """All of them together."""
    return _lender(say("合计"), loans)


def _lender(bank: str, rows: Sequence[Row]) -> LenderLine:
    worst = max((str(one["class"]) for one in rows), key=_CLASSES.index, default="")
    days = [int(one["overdue_days"]) for one in rows if one["overdue_days"]]
    late = max(days, default=0)
    told = any(one["overdue_extrapolated"] for one in rows if one["overdue_days"] == late)
    return LenderLine(
        bank, count(len(rows)), wan(total(one["balance"] for one in rows)), word(worst, language()) if worst else NONE,
        min((str(one["matures_on"]) for one in rows if one["matures_on"]), default=NONE),
        f"{late}{say('（推算）') if told else ''}" if late else NONE,
    )  # fmt: skip


def due_lines(rows: Sequence[Row]) -> tuple[DueLine, ...]:
    """What somebody has to act on, the earliest due first; beyond some, how many more."""
    acted = _acted(rows)
    lines = [
        DueLine(
            text(one["no"]), text(one["bank_name"] or one["bank"]), wan(one["balance"]), text(one["due"]), called(STAGE, one["stage"]),
            called(ACTOR, one["actor"]) + (say("（迟报）") if one["late"] else ""), wan(one["planned"]), wan(one["funded"]),
        )
        for one in acted[:MOST_DUE]
    ]  # fmt: skip
    more = len(acted) - len(lines)
    return (*lines, *([DueLine(say("另有{more}笔", more=more), "", "", "", "", "", "", "")] if more else []))


def due_total(rows: Sequence[Row]) -> DueLine:
    """All of them together."""
    acted = _acted(rows)
    sums = [wan(total(one[name] for one in acted)) for name in ("balance", "planned", "funded")]
    return DueLine(say("合计"), "", sums[0], "", "", "", sums[1], sums[2])


def _acted(rows: Sequence[Row]) -> list[Row]:
    return [one for one in rows if one["stage"] != "before"]


def guarantee_lines(promises: Sequence[Row], end: str, counties: Mapping[str, str]) -> tuple[GuaranteeLine, ...]:
    """Guarantees by who stands at the other end, the largest first; beyond some, how many more."""
    of: dict[str, list[Row]] = {}
    for one in promises:
        of.setdefault(str(one[end]["party"]), []).append(one)
    ordered = sorted(of.values(), key=lambda rows: -total(one["amount"] for one in rows))
    lines = [_guarantee(rows[0][end], rows, counties) for rows in ordered[:MOST_GUARANTEES]]
    rest = [one for rows in ordered[MOST_GUARANTEES:] for one in rows]
    if rest:
        more = len(ordered) - MOST_GUARANTEES
        lines.append(GuaranteeLine(say("另有{more}户", more=more), "", "", count(len(rest)), wan(total(one["amount"] for one in rest))))
    return tuple(lines)


def guarantee_total(promises: Sequence[Row]) -> GuaranteeLine:
    """All of them together."""
    return GuaranteeLine(say("合计"), "", "", count(len(promises)), wan(total(one["amount"] for one in promises)))


def _guarantee(party: Row, rows: Sequence[Row], counties: Mapping[str, str]) -> GuaranteeLine:
    return GuaranteeLine(
        text(party["name"] or party["party"]), text(party["party"]), county(party["county"], counties), count(len(rows)),
        wan(total(one["amount"] for one in rows)),
    )  # fmt: skip


def finding_lines(findings: Sequence[Row], sources: Mapping[str, str]) -> tuple[FindingLine, ...]:
    """Prompts, worst first, with their law; beyond some, how many more."""
    lines = [
        FindingLine(called(SEVERITY, one["severity"]), text(one[f"text_{language()}"]), text(sources.get(one["rule"])), _sure(one))
        for one in findings[:MOST_FINDINGS]
    ]
    more = len(findings) - MOST_FINDINGS
    return (*lines, *([FindingLine("", say("另有{more}条，见系统", more=more), "", "")] if more > 0 else []))


def _sure(finding: Row) -> str:
    return text(either(finding["maturity_zh"], finding["maturity"]))


def county(code: str | None, counties: Mapping[str, str]) -> str:
    """What a county is called."""
    return text(counties.get(code or "", code))
