"""What the report says about a city: headline figures, the queue's top, who pays for whom, the worst circle, what is not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from analysis.contagion import cascade
from analysis.contagion.explanation import explain
from analysis.coordination import Queue, QueueRow
from analysis.spillover import Spillover
from graph.network import GuaranteeNetwork
from viz import style
from viz.report import OPEN_ROWS, Fact, Fall, Report, Row, Worst
from viz.style import Word, amount, count
from viz.view import circle_view

TOP_ROWS: Final = 20
MOST_ROWS: Final = 60  # with the rows further down that reach the city or a leader
_MOST_FALLS: Final = 15


def city_report(network: GuaranteeNetwork, queue: Queue, spillover: Spillover, place: str = "") -> Report:
    """The report of a network, its queue and its county spillover; `place` is the city's name."""
    rows, shown = queue.rows, _shown(queue.rows)
    places = dict(zip(network.counties.code.to_pylist(), network.counties.name.to_pylist(), strict=True))
    touched = [place for place, code in enumerate(spillover.codes) if code or spillover.expected[place].any()]
    parties, banks = len(network.parties.code), len(network.banks.code)
    return Report(
        place=place,
        as_of=network.as_of.isoformat() if network.as_of else "",
        scope=both("{} 个主体 · {} 个区县 · {} 家银行", "{} parties · {} counties · {} banks", parties, len(places), banks),
        headlines=_headlines(network, queue, spillover),
        queue_lead=_queue_lead(rows, len(shown)),
        more=both("展开其余 {} 行", "{} more rows", max(0, len(shown) - OPEN_ROWS)),
        rows=_rows(shown, places),
        spillover_lead=_spillover_lead(spillover),
        counties=tuple(spillover.names[place] for place in touched),
        flows=spillover.expected[np.ix_(touched, touched)],
        worst=_worst(network, queue),
        gaps=_gaps(network, spillover),
        assumptions=_assumptions(network),
    )


def both(zh: str, en: str, *values: float | str) -> Word:
    """A sentence in both languages with the same values; numbers are counts."""
    texts = [value if isinstance(value, str) else count(value) for value in values]
    return Word(zh.format(*texts), en.format(*texts))


def money(yuan: float) -> Word:
    """An amount in both languages."""
    return Word(amount(yuan, "zh"), amount(yuan, "en"))


def number(value: float) -> Word:
    """A count, the same in both languages."""
    return Word(count(value), count(value))


def _headlines(network: GuaranteeNetwork, queue: Queue, spillover: Spillover) -> tuple[Fact, ...]:
    rows, unknown = queue.rows, network.counts.unknown_capacity
    city = [row for row in rows if row.level == "city"]
    asked = sum(row.application != "none" for row in city)
    leaders = sum(row.leader_link for row in rows)
    guarantors = int((np.diff(network.parties.first_given) > 0).sum())
    exported = float(spillover.exported.sum())
    worst = max((row.worst_case_spillover for row in rows), default=0.0)
    facts = (
        ("贷款敞口", "Loan exposure", money(float(network.loans.exposure.sum())),
         both("{} 笔有余额的贷款", "{} live loans", len(network.loans.number)), False),
        ("有效担保", "Guarantees in force", number(len(network.guarantees.loan)), both("{} 个担保人", "{} guarantors", guarantors), False),
        ("担保圈", "Guarantee circles", number(len(queue.circles.circles)), both("清单共 {} 行", "{} rows in the queue", len(rows)), False),
        ("每年跨县预期外溢", "Expected spillover a year", money(exported), Word("各区县相加", "all counties together"), exported > 0),
        ("建议市级协调", "Proposed to the city", number(len(city)), both("{} 个已提请", "{} filed or joined", asked), bool(city)),
        ("建议市领导联系", "City leader one-to-one", number(leaders), Word("体量大、影响面广", "large and far-reaching"), leaders > 0),
        ("单圈最坏外溢", "Worst-case spillover, one circle", money(worst), Word("互不信任时", "when trust is gone"), False),
        ("代偿能力未知", "Capacity unknown", number(unknown), Word("按零计，并如实列示", "counted as zero, and said so"), unknown > 0),
    )  # fmt: skip
    return tuple(Fact(Word(zh, en), value, said, alarm=alarm) for zh, en, value, said, alarm in facts)


def _shown(rows: Sequence[QueueRow]) -> list[QueueRow]:
    """The top of the queue, and whoever reaches the city or a leader further down."""
    further = [row for row in rows[TOP_ROWS:] if row.level == "city" or row.leader_link]
    return [*rows[:TOP_ROWS], *further[: MOST_ROWS - TOP_ROWS]]


def _queue_lead(rows: Sequence[QueueRow], shown: int) -> Word:
    return both(
        "共 {} 行，按每年预期外溢排序；列出前 {} 行以及其后建议市级协调或市领导联系的，共 {} 行。每行写明触发的规则和数字。",
        "{} rows by expected spillover a year; shown are the first {} and those further down proposed to the city or a leader, {} in all. "
        "Each says which rule and which numbers put it there.",
        len(rows),
        min(len(rows), TOP_ROWS),
        shown,
    )


def _rows(rows: Sequence[QueueRow], places: Mapping[str | None, str]) -> tuple[Row, ...]:
    largest = max((row.expected_spillover for row in rows), default=0.0) or 1.0
    return tuple(
        Row(
            rank=row.rank,
            name=_called(row),
            kind=style.ROW_KIND[row.kind],
            circle=row.circle,
            members=len(row.members),
            home_county=places.get(row.home_county, "—"),
            level_key=row.level,
            level=style.LEVEL[row.level],
            application_key=row.application,
            application=style.APPLICATION[row.application],
            leader_link=row.leader_link,
            expected=row.expected_spillover,
            worst=row.worst_case_spillover,
            share=round(100 * row.expected_spillover / largest, 1),
            employees=count(row.employees),
            class_=row.class_ or "—",
            reasons=tuple(Word(reason.zh, reason.en) for reason in row.reasons),
        )
        for row in rows
    )


def _called(row: QueueRow) -> Word:
    return Word(row.called("zh"), row.called("en"))


def _spillover_lead(spillover: Spillover) -> Word:
    sent, taken = int(np.argmax(spillover.exported)), int(np.argmax(spillover.imported))
    if not spillover.exported[sent] > 0:
        return Word("没有跨县外溢。", "Nothing spills over.")
    names, out, back = spillover.names, money(float(spillover.exported[sent])), money(float(spillover.imported[taken]))
    return Word(
        f"每行是违约起因的区县，每列是贷款受损的区县，单位为每年预期损失。外溢最多的是{names[sent]}（{out.zh}/年），承受最多的是{names[taken]}（{back.zh}/年）。",
        f"Rows: where a default starts; columns: where the loan is lost; expected yuan a year. {names[sent]} sends most ({out.en} a year), "
        f"{names[taken]} receives most ({back.en} a year).",
    )


def _worst(network: GuaranteeNetwork, queue: Queue) -> Worst | None:
    """The queue's first circle, and the cascade of the member whose default costs other counties most."""
    row = next((row for row in queue.rows if row.kind == "circle"), None)
    if row is None:
        return None
    parties, members = network.parties, np.array(row.parties)
    first = int(members[np.lexsort((-queue.impacts.caused_loss[members], -queue.impacts.away_loss[members]))[0]])
    found = cascade.run(network, [first], **queue.impacts.parameters.options())
    name, fallen, lost = str(parties.name[first].as_py()), len(found.defaulted), money(found.bank_loss)
    title = _called(row)
    return Worst(
        title=title,
        view=circle_view(
            network,
            members,
            title=title.zh,
            cores=members[:1],
            rounds=dict(zip(found.defaulted.tolist(), found.round_of.tolist(), strict=True)),
        ),
        lead=Word(
            f"{title.zh}：若{name}违约，{found.rounds}轮内共有{fallen}家违约，银行损失{lost.zh}。图中箭头由担保人指向借款人。",
            f"{title.en}: if {name} defaults, {fallen} parties fall within {found.rounds} rounds and banks lose {lost.en}. "
            "Arrows point from guarantor to borrower.",
        ),
        falls=tuple(
            Fall(
                round=record.round,
                code=parties.code[record.party].as_py(),
                name=parties.name[record.party].as_py(),
                county=network.counties.name[int(parties.county[record.party])].as_py() if parties.county[record.party] >= 0 else "—",
                called=record.called,
                capacity=record.capacity,
            )
            for record in explain(network, found)[:_MOST_FALLS]
        ),
    )


def _gaps(network: GuaranteeNetwork, spillover: Spillover) -> tuple[Fact, ...]:
    counts = network.counts
    rows = (
        ("代偿能力未知的担保人（按零计）", "guarantors of unknown capacity (counted as 0)", counts.unknown_capacity),
        ("外部主体", "external parties", counts.external),
        ("保证期间已过、未计入的担保", "guarantees past their period, left out", counts.lapsed),
        ("保证期间不明、仍计入的担保", "guarantees of unclear period, kept", counts.period_unclear),
        ("所保贷款已结清或未发放、未计入的担保", "guarantees without a live loan, left out", counts.void),
        ("未作五级分类的贷款（按正常计）", "loans without a class (counted as normal)", counts.unclassified_loans),
        ("财务数据晚于数据时点的企业", "firms whose figures are dated later", counts.later_figures),
        ("无违约概率的主体", "parties without a default probability", spillover.unknown_probability),
    )
    return tuple(Fact(Word(zh, en), number(value)) for zh, en, value in rows)


def _assumptions(network: GuaranteeNetwork) -> tuple[Fact, ...]:
    given = network.assumptions
    classes = " / ".join(f"{share:.1%}" for share in given.probability_by_class)
    rows = (
        ("抵质押物折扣率", "collateral haircut", f"{given.haircut:.0%}"),
        ("非货币净资产可动用比例", "usable share of net assets beyond cash", f"{given.illiquid_share:.0%}"),
        ("视为到期债务的天数", "own debt: due within days", str(given.due_within_days)),
        ("年违约概率：正常/关注/次级/可疑/损失", "default probability by worst class", classes),
        ("无贷款主体的年违约概率", "default probability without loans", f"{given.probability_without_loans:.1%}"),
    )
    return tuple(Fact(Word(zh, en), Word(text, text)) for zh, en, text in rows)
