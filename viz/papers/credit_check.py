"""核查单: what a bank checked of a borrower, why, by whose leave, and who asked when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from analysis.rules.terms import in_chinese
from viz.papers.content import NONE, Fact, Origin, Paper, Row, called, count, facts, percent, text, total, wan, withheld
from viz.papers.dossier import cautions, others_told
from viz.papers.language import either, language, say
from viz.papers.layout import Column, Facts, Layout, Lines, Part, Signatures, Table
from viz.papers.sections import FINDINGS, FindingLine, county, finding_lines
from viz.style import NEED_STATUS, word

_BAD: Final = ("substandard", "doubtful", "loss")
_CLASSES: Final = ("normal", "special_mention", *_BAD, "unclassified")
_TIMES: Final = {"overdue": "已逾期", "within_3_months": "三个月内", "within_12_months": "三至十二个月", "later": "一年以上"}
_JOINT: Final = {"none": "未触及", "local": "触及地方关注线", "may": "可以建立", "must": "应当建立"}
LENDERS: Final = (
    Column("bank", "债权机构", 28), Column("loans", "笔数", 8, number=True), Column("limit", "授信（万元）", 14, number=True),
    Column("used", "已用（万元）", 14, number=True), Column("balance", "余额（万元）", 14, number=True),
    Column("bad", "不良（万元）", 14, number=True), Column("overdue", "逾期（万元）", 14, number=True),
)  # fmt: skip


@dataclass(frozen=True)
class CheckLenderLine:
    """One lender, or the others together."""

    bank: str
    loans: str
    limit: str
    used: str
    balance: str
    bad: str
    overdue: str


@dataclass(frozen=True)
class AboutCheck:
    """The answer about a borrower's credit, its consent, and why it was asked for."""

    credit: Row
    consent: Row
    findings: Sequence[Row]
    purpose: str
    role: str
    number: str
    counties: Mapping[str, str]
    sources: Mapping[str, str]
    bank: bool  # a bank asks


@dataclass(frozen=True)
class CreditCheck(Paper):
    """The sheet."""

    layout: ClassVar[Layout] = Layout(
        "credit-check",
        "多头授信核查单",
        (
            Part("一、查询事项", (Facts("query"), Lines("authorisation"))),
            Part("二、授信与余额", (Facts("figures"), Table("lenders", LENDERS), Lines("others"))),
            Part("三、五级分类与期限结构（万元）", (Facts("structure", pairs=3),)),
            Part("四、流动资金需求测算（测算参考）", (Facts("need"),)),
            Part("五、控制人集团", (Facts("group"),)),
            Part("六、拟新增授信", (Facts("proposal"), Table("brought", FINDINGS, empty="未提出拟新增授信，或无新增提示"))),
            Part("七、规则提示", (Table("findings", FINDINGS), Lines("cautions"))),
            Part("八、核查意见", (Lines("use"), Signatures(("核查人", "复核人", "核查意见", "日期")))),
        ),
    )

    query: tuple[Fact, ...]
    authorisation: tuple[str, ...]
    figures: tuple[Fact, ...]
    lenders: tuple[CheckLenderLine, ...]
    others: tuple[str, ...]
    structure: tuple[Fact, ...]
    need: tuple[Fact, ...]
    group: tuple[Fact, ...]
    proposal: tuple[Fact, ...]
    brought: tuple[FindingLine, ...]
    findings: tuple[FindingLine, ...]
    cautions: tuple[str, ...]
    use: tuple[str, ...]


def credit_check(about: AboutCheck, origin: Origin) -> CreditCheck:
    """Compose it."""
    credit, hidden = about.credit, withheld() if about.bank else NONE
    proposal = credit.get("proposal")
    return CreditCheck(
        title=text(credit["name"]),
        origin=origin,
        query=_query(about, origin),
        authorisation=_authorisation(about.consent, bank=about.bank),
        figures=_figures(credit, hidden),
        lenders=_lenders(credit),
        others=others_told(credit),
        structure=facts(
            *((word(name, language()), wan(credit["by_class"][name], hidden)) for name in _CLASSES),
            *((label, wan(credit["by_maturity"][name], hidden)) for name, label in _TIMES.items()),
        ),
        need=_need(credit["working_capital"], hidden),
        group=_group(credit["group"], hidden),
        proposal=_proposal(proposal, hidden),
        brought=finding_lines(proposal["new_findings"], about.sources) if proposal else (),
        findings=finding_lines(about.findings, about.sources),
        cautions=cautions(),
        use=(say("本单仅用于所填查询目的，不得作其他用途，不得向第三方提供；本次查询已留痕。"),),
    )


def _query(about: AboutCheck, origin: Origin) -> tuple[Fact, ...]:
    credit = about.credit
    return facts(
        ("借款企业", text(credit["name"])),
        ("统一社会信用代码", text(credit["borrower"])),
        ("属地", county(credit["county"], about.counties)),
        ("查询目的", text(about.purpose)),
        ("查询人", text(origin.taker)),
        ("角色与机构", text(about.role)),
        ("查询时间", origin.made_at),
        ("查询编号", text(about.number)),
    )


def _authorisation(consent: Row, *, bank: bool) -> tuple[str, ...]:
    if not consent["in_force"]:
        return (say("企业授权：无有效授权，他行逐笔信息不予显示。" if bank else "企业授权：无有效授权。"),)
    until = "企业授权：有效，{given_on}出具至{ends_on}。" if consent["ends_on"] else "企业授权：有效，{given_on}出具，未约定截止日。"
    return (say(until, given_on=text(consent["given_on"]), ends_on=consent["ends_on"]),)


def _figures(credit: Row, hidden: str) -> tuple[Fact, ...]:
    floor, joint = credit["class_floor"], credit["joint_credit"]
    return facts(
        ("债权机构数", count(credit["lenders"], hidden)),
        ("余额合计（万元）", wan(credit["balance"], hidden)),
        ("授信额度（万元）", wan(credit["limits"], hidden)),
        ("已用额度（万元）", wan(credit["used"], hidden)),
        ("最大一家占比", percent(credit["largest_share"], hidden)),
        ("异地授信余额（万元）", wan(credit["offsite_balance"], hidden)),
        ("非银行融资（万元）", wan(credit["nonbank_balance"], hidden)),
        ("获得担保（万元）", wan(credit["guaranteed_in"], hidden)),
        ("对外担保（万元）", wan(credit["guaranteed_out"], hidden)),
        ("余额／净资产", percent(credit["balance_to"]["net_assets"], hidden)),
        ("联合授信", say(_JOINT[joint["status"]]) if joint["status"] in _JOINT else hidden),
        ("分类下限", word(floor["class"], language()) if floor["class"] else NONE),
    )


def _lenders(credit: Row) -> tuple[CheckLenderLine, ...]:
    return tuple(
        CheckLenderLine(
            text(one["name"] or one["bank"]), count(one["loans"]), wan(one["limit"]), wan(one["used"]), wan(one["balance"]),
            wan(total(one["by_class"][name] for name in _BAD)), wan(one["by_maturity"]["overdue"]),
        )
        for one in credit["by_lender"]
    )  # fmt: skip


def _need(told: Row | None, hidden: str) -> tuple[Fact, ...]:
    if told is None:
        return facts(("测算情况", hidden))
    return facts(
        ("测算情况", called(NEED_STATUS, told["status"])),
        ("流动资金需求（万元）", wan(told["need"])),
        ("自有资金（万元）", wan(told["own_funds"])),
        ("其他渠道资金（万元）", wan(told["other_funds"])),
        ("现有流动资金贷款（万元）", wan(told["existing"], hidden)),
        ("可新增额度（万元）", wan(told["room"], hidden)),
        ("超贷比", percent(told["ratio"], hidden)),
        ("不可测算原因", either(in_chinese(text(told["reason"])), text(told["reason"]))),
    )


def _group(group: Row, hidden: str) -> tuple[Fact, ...]:
    elsewhere = group.get("members_elsewhere", 0)
    return facts(
        ("集团", text(group["name"], hidden)),
        ("成员数", count(len(group["members"]) + elsewhere)),
        ("集团债权机构数", count(group["lenders"], hidden)),
        ("集团余额合计（万元）", wan(group["balance"], hidden)),
    )


def _proposal(told: Row | None, hidden: str) -> tuple[Fact, ...]:
    if told is None:
        return ()
    within = {True: say("在可新增额度内"), False: say("超过可新增额度"), None: hidden}[told["within_room"]]
    return facts(
        ("拟新增（万元）", wan(told["amount"])),
        ("是否超测算", within),
        ("新增后债权机构数", count(told["lenders"], hidden)),
        ("新增后余额（万元）", wan(told["balance"], hidden)),
    )
