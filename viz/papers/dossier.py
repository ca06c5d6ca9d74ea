"""一企一策: the dossier of an enterprise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from viz.papers.content import NONE, Fact, Origin, Paper, Row, called, count, facts, percent, text, wan, withheld
from viz.papers.falling import FALLEN, FallenLine, Falls, fallen_lines, falling_facts, falling_lines
from viz.papers.handling import handling, listed
from viz.papers.language import say
from viz.papers.layout import Column, Facts, Filled, Layout, Lines, Part, Signatures, Table
from viz.papers.sections import (
    DUE,
    FINDINGS,
    LENDERS,
    DueLine,
    FindingLine,
    GuaranteeLine,
    LenderLine,
    county,
    due_lines,
    due_total,
    finding_lines,
    guarantee_lines,
    guarantee_total,
    guarantees,
    lender_lines,
    lender_total,
)
from viz.style import TIER

_STATED: Final = (
    ("资产总额（万元）", "total_assets"), ("负债总额（万元）", "total_liabilities"), ("净资产（万元）", "net_assets"),
    ("货币资金（万元）", "liquid_assets"),
    ("营业收入（万元）", "revenue"), ("自有资金（万元）", "own_funds"),
)  # fmt: skip
MEMBERS: Final = (
    Column("name", "成员", 34),
    Column("code", "代码", 24),
    Column("county", "区县", 12),
    Column("share", "最终持股", 12, number=True),
)


@dataclass(frozen=True)
class MemberLine:
    """A member of the controller group."""

    name: str
    code: str
    county: str
    share: str


@dataclass(frozen=True)
class About:
    """What answers said of an enterprise; None where the role is not told. `sources` is the law of every rule."""

    party: Row
    credit: Row | None
    findings: Sequence[Row]
    due: Sequence[Row]
    standing: Row | None
    falls: Falls | None
    counties: Mapping[str, str]
    sources: Mapping[str, str]
    bank: bool  # a bank asks


@dataclass(frozen=True)
class Dossier(Paper):
    """The dossier of an enterprise."""

    layout: ClassVar[Layout] = Layout(
        "dossier",
        "企业风险化解方案（一企一策）",
        (
            Part("一、基本情况", (Facts("identity"), Facts("figures"))),
            Part("二、债权银行与贷款", (Table("lenders", LENDERS, total="lenders_total"), Lines("others"))),
            Part("三、三个月内到期及逾期（321）", (Table("due", DUE, total="due_total"),)),
            Part("四、担保关系", (guarantees("received", "担保人"), guarantees("given", "被担保企业"))),
            Part("五、关联集团", (Lines("group"), Table("members", MEMBERS))),
            Part("六、规则提示", (Table("findings", FINDINGS), Lines("cautions"))),
            Part("七、若发生违约", (Lines("falling"), Facts("falling_figures"), Table("fallen", FALLEN, empty="无连锁违约"))),
            Part("八、成因、措施与责任", (Lines("ledger"), Filled("handling"))),
            Part("九、审签", (Signatures(("经办", "复核", "签发", "日期")),)),
        ),
    )

    identity: tuple[Fact, ...]
    figures: tuple[Fact, ...]
    lenders: tuple[LenderLine, ...]
    lenders_total: LenderLine
    others: tuple[str, ...]
    due: tuple[DueLine, ...]
    due_total: DueLine
    received: tuple[GuaranteeLine, ...]
    received_total: GuaranteeLine
    given: tuple[GuaranteeLine, ...]
    given_total: GuaranteeLine
    group: tuple[str, ...]
    members: tuple[MemberLine, ...]
    findings: tuple[FindingLine, ...]
    cautions: tuple[str, ...]
    falling: tuple[str, ...]
    falling_figures: tuple[Fact, ...]
    fallen: tuple[FallenLine, ...]
    ledger: tuple[str, ...]
    handling: tuple[Fact, ...]


def dossier(about: About, origin: Origin) -> Dossier:
    """Compose it."""
    party, counties = about.party, about.counties
    return Dossier(
        title=text(party["name"]),
        origin=origin,
        identity=_identity(about),
        figures=_figures(about),
        lenders=lender_lines(party["loans"]),
        lenders_total=lender_total(party["loans"]),
        others=others_told(about.credit),
        due=due_lines(about.due),
        due_total=due_total(about.due),
        received=guarantee_lines(party["guarantees_received"], "guarantor", counties),
        received_total=guarantee_total(party["guarantees_received"]),
        given=guarantee_lines(party["guarantees_given"], "borrower", counties),
        given_total=guarantee_total(party["guarantees_given"]),
        group=_group(party["group"]),
        members=_members(party["group"], counties),
        findings=finding_lines(about.findings, about.sources),
        cautions=cautions(),
        falling=falling_lines(about.falls, withheld=about.bank),
        falling_figures=falling_facts(about.falls),
        fallen=fallen_lines(about.falls, counties),
        ledger=_ledger(about),
        handling=handling(party["listing"]),
    )


def cautions() -> tuple[str, ...]:
    """What findings are, and are not."""
    return (say("提示供人工研判，不作认定；“待核”为依据尚待核对，“地方自设”为本地参数，“测算参考”为公式测算值。"),)


def _ledger(about: About) -> tuple[str, ...]:
    if about.bank:
        return (say("台账信息按权限不予显示。"),)
    return (say("风险企业台账：{listed}。空白处由责任单位填写。", listed=listed(about.party["listing"])),)


def _identity(about: About) -> tuple[Fact, ...]:
    party, stated = about.party, about.party["stated"]
    listing = party["listing"]
    return facts(
        ("企业名称", text(party["name"])),
        ("统一社会信用代码", text(party["party"])),
        ("属地", county(party["county"], about.counties)),
        ("行业代码", text(stated.get("industry_code"))),
        ("主管部门", text((listing or {}).get("department") or stated.get("department"))),
        ("登记状态", text(stated.get("status"))),
        ("职工人数", count(stated.get("employees"))),
        ("担保圈编号", text(party["circle"])),
        ("风险等级", withheld() if about.bank else called(TIER, (listing or {}).get("tier"))),
        ("保帮关分类", withheld() if about.bank else _class(about.standing)),
    )


def _class(standing: Row | None) -> str:
    if standing is None or standing.get("class") is None:
        return say("未分类")
    score = standing.get("score")
    return say("{class_}（得分{score:.2f}）", class_=standing["class"], score=score) if score is not None else str(standing["class"])


def _figures(about: About) -> tuple[Fact, ...]:
    stated, credit = about.party["stated"], about.credit or {}
    guarantor = credit.get("as_guarantor") or {}
    hidden = withheld() if about.bank else NONE
    return facts(
        ("报表日期", text(stated.get("as_of"))),
        *((label, wan(stated.get(name))) for label, name in _STATED),
        ("债权机构数", count(credit.get("lenders"))),
        ("贷款余额（万元）", wan(credit.get("balance"), hidden)),
        ("代偿能力（万元）", wan(about.party["capacity"], hidden)),
        ("对外担保（万元）", wan(guarantor.get("guaranteed"), hidden)),
        ("最大一家占比", percent(credit.get("largest_share"), hidden)),
    )


def others_told(credit: Row | None) -> tuple[str, ...]:
    """What a bank is told of the other lenders."""
    others = (credit or {}).get("others")
    if not others:
        return ()
    lenders = say("家数尚不能公布") if others["lenders"] is None else say("另有{lenders}家债权机构", lenders=others["lenders"])
    balance = (
        say("余额不予显示（按保密规则）") if others["balance"] is None else say("余额合计{balance}万元", balance=wan(others["balance"]))
    )
    return (say("{lenders}，{balance}。", lenders=lenders, balance=balance),)


def _group(group: Row | None) -> tuple[str, ...]:
    if group is None:
        return (say("未发现控制人集团。"),)
    elsewhere = say("，另有{more}个成员不在显示范围", more=group["members_elsewhere"]) if group["members_elsewhere"] else ""
    return (say("实际控制人：{name}{elsewhere}。", name=text(group["name"], withheld()), elsewhere=elsewhere),)


def _members(group: Row | None, counties: Mapping[str, str]) -> tuple[MemberLine, ...]:
    rows = group["members"] if group is not None else ()
    return tuple(
        MemberLine(text(one["name"] or one["party"]), text(one["party"]), county(one["county"], counties), percent(one["ultimate_share"]))
        for one in rows
    )
