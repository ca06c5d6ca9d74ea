"""一圈一策: the dossier of a guarantee circle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from viz.papers.content import Fact, Origin, Paper, Row, called, count, facts, text, total, wan, withheld
from viz.papers.falling import FALLEN, FallenLine, Falls, fallen_lines, falling_facts, falling_lines
from viz.papers.handling import LABELS
from viz.papers.language import language, say
from viz.papers.layout import Column, Facts, Filled, Layout, Lines, Part, Signatures, Table
from viz.papers.sections import DUE, DueLine, county, due_lines, due_total
from viz.style import APPLICATION, LEVEL, TIER, word

MOST_MEMBERS: Final = 60
MEMBERS: Final = (
    Column("name", "成员", 30), Column("code", "代码", 27), Column("county", "区县", 11), Column("loans", "贷款（万元）", 13, number=True),
    Column("worst", "最差分类", 10), Column("class_", "保帮关", 8), Column("findings", "提示", 7, number=True),
)  # fmt: skip
BANKS: Final = (Column("bank", "银行", 40), Column("firms", "户数", 10, number=True), Column("exposure", "敞口（万元）", 18, number=True))
LINKS: Final = (Column("guarantor", "担保人", 34), Column("borrower", "被担保企业", 34), Column("contracts", "笔数", 8, number=True),
                Column("amount", "金额（万元）", 16, number=True))  # fmt: skip
LISTED: Final = (
    Column("name", "在账企业", 24), Column("tier", "等级", 8), Column("cause", "成因", 18), Column("measures", "措施", 20),
    Column("progress", "进展", 16), Column("people", "牵头领导／责任人", 18),
)  # fmt: skip


@dataclass(frozen=True)
class CircleMemberLine:
    """A member."""

    name: str
    code: str
    county: str
    loans: str
    worst: str
    class_: str
    findings: str


@dataclass(frozen=True)
class BankLine:
    """What one bank has at stake."""

    bank: str
    firms: str
    exposure: str


@dataclass(frozen=True)
class LinkLine:
    """Guarantees of one for another."""

    guarantor: str
    borrower: str
    contracts: str
    amount: str


@dataclass(frozen=True)
class ListedLine:
    """A member's entry on the ledger of risk enterprises."""

    name: str
    tier: str
    cause: str
    measures: str
    progress: str
    people: str


@dataclass(frozen=True)
class AboutCircle:
    """What answers said of a circle: its row, its row of the queue, its members; `listed` are members' entries on the ledger, by code."""

    circle: Row
    queue: Row | None
    members: Row
    due: Sequence[Row]
    listed: Mapping[str, Row]
    falls: Falls | None
    counties: Mapping[str, str]
    bank: bool


@dataclass(frozen=True)
class CirclePaper(Paper):
    """The dossier of a circle."""

    layout: ClassVar[Layout] = Layout(
        "circle",
        "担保圈风险化解方案（一圈一策）",
        (
            Part("一、基本情况", (Facts("figures"), Lines("reasons"))),
            Part("二、成员", (Table("members", MEMBERS),)),
            Part("三、债权银行", (Table("banks", BANKS, total="banks_total"),)),
            Part("四、圈内担保", (Table("links", LINKS),)),
            Part("五、三个月内到期及逾期（321）", (Table("due", DUE, total="due_total"),)),
            Part("六、若核心企业违约", (Lines("falling"), Facts("falling_figures"), Table("fallen", FALLEN, empty="无连锁违约"))),
            Part("七、成员台账登记情况", (Lines("ledger"), Table("listed", LISTED, empty="成员均未列入风险企业台账"))),
            Part("八、成因、措施与责任", (Filled("handling"),)),
            Part("九、审签", (Signatures(("经办", "复核", "签发", "日期")),)),
        ),
    )

    figures: tuple[Fact, ...]
    reasons: tuple[str, ...]
    members: tuple[CircleMemberLine, ...]
    banks: tuple[BankLine, ...]
    banks_total: BankLine
    links: tuple[LinkLine, ...]
    due: tuple[DueLine, ...]
    due_total: DueLine
    falling: tuple[str, ...]
    falling_figures: tuple[Fact, ...]
    fallen: tuple[FallenLine, ...]
    ledger: tuple[str, ...]
    listed: tuple[ListedLine, ...]
    handling: tuple[Fact, ...]


def circle_paper(about: AboutCircle, origin: Origin) -> CirclePaper:
    """Compose it."""
    exposures, queue = about.members["exposures"], about.queue
    return CirclePaper(
        title=text(about.circle["name"]),
        origin=origin,
        figures=_figures(about),
        reasons=tuple(text(reason[language()]) for reason in queue["reasons"]) if queue is not None else (say("未进入市级协调清单。"),),
        members=_members(about),
        banks=_banks(about.members),
        banks_total=BankLine(
            say("合计"), count(len({one["party"] for one in exposures})), wan(total(one["exposure"] for one in exposures))
        ),
        links=_links(about.members),
        due=due_lines(about.due),
        due_total=due_total(about.due),
        falling=falling_lines(about.falls, withheld=about.bank),
        falling_figures=falling_facts(about.falls),
        fallen=fallen_lines(about.falls, about.counties),
        ledger=(say("台账信息按权限不予显示。"),) if about.bank else (),
        listed=() if about.bank else _listed(about),
        handling=facts(*((label, "") for label in LABELS)),
    )


def _figures(about: AboutCircle) -> tuple[Fact, ...]:
    circle, queue = about.circle, about.queue or {}
    hit = say("、").join(county(code, about.counties) for code in queue.get("counties_hit", ()))
    return facts(
        ("担保圈编号", text(circle["circle"])),
        ("属地", county(circle["home_county"], about.counties)),
        ("成员数", count(len(about.members["members"]) + about.members["members_elsewhere"])),
        ("贷款余额（万元）", wan(circle["loan_balance"])),
        ("等级", text(circle["class"])),
        ("互保对", count(circle["mutual_pairs"])),
        ("清单排名", count(queue.get("rank"))),
        ("协调层级", called(LEVEL, queue.get("level")) + (say("，建议市领导联系") if queue.get("leader_link") else "")),
        ("提请市级", called(APPLICATION, queue.get("application"))),
        ("波及区县", text(hit)),
        ("预期外溢（万元／年）", wan(queue.get("expected_spillover"))),
        ("最坏外溢（万元）", wan(queue.get("worst_case_spillover"))),
        ("最坏银行损失（万元）", wan(queue.get("worst_case_loss"))),
        ("涉及职工（人）", count(queue.get("employees"))),
        ("三个月内到期及逾期（万元）", wan(queue.get("due_soon"))),
        ("代偿能力未知（个）", count(queue.get("unknown_capacity"))),
    )


def _members(about: AboutCircle) -> tuple[CircleMemberLine, ...]:
    rows, hidden = about.members["members"], withheld() if about.bank else "—"
    lines = [
        CircleMemberLine(
            text(one["name"] or one["party"]) + (say("（核心）") if one["core"] else ""), text(one["party"]),
            county(one["county"], about.counties), wan(one["loans"]), word(one["worst_class"], language()) if one["worst_class"] else "—",
            text(one["class"], hidden), count(one["findings"], hidden),
        )
        for one in rows[:MOST_MEMBERS]
    ]  # fmt: skip
    more = len(rows) - len(lines) + about.members["members_elsewhere"]
    return (*lines, *([CircleMemberLine(say("另有{more}个成员", more=more), "", "", "", "", "", "")] if more else []))


def _banks(members: Row) -> tuple[BankLine, ...]:
    names = {one["bank"]: one["name"] for one in members["banks"]}
    of: dict[str, list[float]] = {}
    for one in members["exposures"]:
        of.setdefault(one["bank"], []).append(one["exposure"])
    ordered = sorted(of.items(), key=lambda pair: -total(pair[1]))
    return tuple(BankLine(text(names.get(bank) or bank), count(len(amounts)), wan(total(amounts))) for bank, amounts in ordered)


def _links(members: Row) -> tuple[LinkLine, ...]:
    names = {one["party"]: text(one["name"] or one["party"]) for one in members["members"]}
    rows = sorted(members["links"], key=lambda one: -one["amount"])
    lines = [
        LinkLine(names[one["guarantor"]], names[one["borrower"]], count(one["guarantees"]), wan(one["amount"]))
        for one in rows[:MOST_MEMBERS]
    ]  # fmt: skip
    more = len(rows) - len(lines)
    return (*lines, *([LinkLine(say("另有{more}组担保关系", more=more), "", "", "")] if more else []))


def _listed(about: AboutCircle) -> tuple[ListedLine, ...]:
    return tuple(
        ListedLine(
            text(one["name"]), called(TIER, row.get("tier")), text(row.get("cause")), text(row.get("measures")), text(row.get("progress")),
            say("／").join(text(row.get(name)) for name in ("leader", "officer")),
        )
        for one in about.members["members"]
        if (row := about.listed.get(one["party"])) is not None
    )  # fmt: skip
