"""The sheet for a leader's meeting: one A4 page of what changed, what is to be decided, where it spills over, and the money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from viz.papers.content import Fact, Origin, Paper, Row, called, count, cut, facts, total, wan
from viz.papers.county_map import CountyMap, FlowLine, county_shapes
from viz.papers.language import either, language, say
from viz.papers.layout import Column, Facts, Layout, Lines, Matrix, Part, Table
from viz.papers.sections import county
from viz.style import LEVEL

MOST_DECISIONS: Final = 11
MOST_COUNTIES: Final = 9
MOST_FLOWS: Final = 8
_NAMED: Final = 3  # of a kind of change
DECISIONS: Final = (
    Column("rank", "排名", 8, number=True), Column("name", "担保圈／企业", 25), Column("county", "属地", 9),
    Column("asked", "请示事项", 18), Column("why", "列入依据", 35), Column("expected", "预期外溢", 12, number=True),
    Column("worst", "最坏外溢", 13, number=True), Column("due", "近期到期", 14, number=True), Column("word", "批示", 13),
)  # fmt: skip


@dataclass(frozen=True)
class DecisionLine:
    """A row of the queue on which somebody has to decide; amounts in 万元."""

    rank: str
    name: str
    county: str
    asked: str
    why: str
    expected: str
    worst: str
    due: str
    word: str = ""


@dataclass(frozen=True)
class CrossingLine:
    """From one county to each."""

    name: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Crossing:
    """Expected loss from the county where a default starts to the county that is hit."""

    corner: str
    columns: tuple[str, ...]
    lines: tuple[CrossingLine, ...]


@dataclass(frozen=True)
class AboutMeeting:
    """What answers said: the queue, what changed since, the ledger of maturities, flows between counties; `names` are of parties."""

    queue: Sequence[Row]
    difference: Row
    due: Sequence[Row]
    spillover: Row
    counties: Mapping[str, str]
    names: Mapping[str, str]
    place: str
    borders: Mapping[str, Any] | None = None  # GeoJSON


@dataclass(frozen=True)
class Meeting(Paper):
    """The sheet."""

    layout: ClassVar[Layout] = Layout(
        "meeting",
        "担保链风险化解专题会议材料",
        (
            Part("一、总体情况（金额：万元）", (Facts("money", pairs=4),)),
            Part("二、较上期变化", (Lines("changes"),)),
            Part("三、需会议决定的事项（金额：万元）", (Table("decisions", DECISIONS, empty="本期无需会议决定的事项"), Lines("more"))),
            Part("四、跨县外溢（万元／年）", (Matrix("crossing", map="map"),)),
        ),
        dense=True,
    )

    money: tuple[Fact, ...]
    changes: tuple[str, ...]
    decisions: tuple[DecisionLine, ...]
    more: tuple[str, ...]
    crossing: Crossing
    map: CountyMap


def meeting(about: AboutMeeting, origin: Origin) -> Meeting:
    """Compose it."""
    wanted = sorted(
        (row for row in about.queue if _asks(row)), key=lambda row: (not row["leader_link"], row["application"] != "filed", row["rank"])
    )
    left = len(wanted) - MOST_DECISIONS
    return Meeting(
        title=say("{place}担保链风险化解专题会议材料", place=about.place).strip(),
        origin=origin,
        money=_money(about),
        changes=_changes(about),
        decisions=tuple(_decision(row, about.counties) for row in wanted[:MOST_DECISIONS]),
        more=(say("另有{left}项，见市级协调清单。", left=left),) if left > 0 else (),
        crossing=_crossing(about),
        map=_map(about),
    )


def _asks(row: Row) -> bool:
    return row["level"] == "city" or bool(row["leader_link"]) or row["application"] == "filed"


def _asked(row: Row) -> str:
    asked = ["市领导联系"] if row["leader_link"] else []
    asked += ["答复区县提请"] if row["application"] == "filed" else []
    asked += ["市级统筹"] if row["level"] == "city" and row["application"] == "none" else []
    asked += ["继续市级统筹"] if row["level"] == "city" and row["application"] == "joined" else []
    return say("、").join(say(one) for one in asked)


def _decision(row: Row, counties: Mapping[str, str]) -> DecisionLine:
    return DecisionLine(
        count(row["rank"]), cut(row["name"], 22), cut(county(row["home_county"], counties), 5), _asked(row),
        cut(say("；").join(reason[language()] for reason in row["reasons"]), either(44, 60)), wan(row["expected_spillover"]),
        wan(row["worst_case_spillover"]), wan(row["due_soon"]),
    )  # fmt: skip


def _money(about: AboutMeeting) -> tuple[Fact, ...]:
    rows = about.queue
    late = [row for row in about.due if row["stage"] == "overdue"]
    return facts(
        ("清单条数", count(len(rows))),
        ("市级层面", count(sum(row["level"] == "city" for row in rows))),
        ("建议市领导联系", count(sum(bool(row["leader_link"]) for row in rows))),
        ("已提请市级", count(sum(row["application"] == "filed" for row in rows))),
        ("预期外溢合计（年）", wan(total(row["expected_spillover"] for row in rows))),
        ("单圈最坏外溢", wan(max((row["worst_case_spillover"] for row in rows), default=0.0))),
        ("近期到期及逾期", wan(total(row["due_soon"] for row in rows))),
        ("其中已逾期", wan(total(row["balance"] for row in late))),
    )


def _changes(about: AboutMeeting) -> tuple[str, ...]:
    told = about.difference
    queue, circles, classes = (told[name] for name in ("queue", "circles", "classes"))
    levels = [one for one in queue["changed"] if one["before"]["level"] != one["after"]["level"]]
    turned = [one for one in classes["changed"] if one["before"]["class"] != one["after"]["class"]]
    sizes = [one for one in circles["changed"] if one["before"]["members"] != one["after"]["members"]]
    rows = (
        ("协调清单", [
            ("新增", queue["counts"]["came"], [one["name"] for one in queue["came"]]),
            ("退出", queue["counts"]["went"], [one["name"] for one in queue["went"]]),
            ("层级调整", len(levels), [f"{one['after']['name']}→{called(LEVEL, one['after']['level'])}" for one in levels]),
        ]),
        ("担保圈", [
            ("新增", circles["counts"]["came"], [one["name"] for one in circles["came"]]),
            ("消失", circles["counts"]["went"], [one["name"] for one in circles["went"]]),
            ("成员变化", len(sizes), [one["after"]["name"] for one in sizes]),
        ]),
        ("保帮关", [
            ("新列入", classes["counts"]["came"], [_firm(one, about.names) for one in classes["came"]]),
            ("移出", classes["counts"]["went"], [_firm(one, about.names) for one in classes["went"]]),
            ("调整", len(turned), [_turn(one, about.names) for one in turned]),
        ]),
    )  # fmt: skip
    since = say("与{before}相比：", before=told["before"])
    return (since, *(say(what) + say("：") + say("；").join(_change(*one) for one in kinds) for what, kinds in rows))


def _change(what: str, number: int, named: Sequence[str]) -> str:
    if not number:
        return either(f"{what}0", f"{say(what)} 0")
    some = say("、").join(cut(one, 14) for one in named[:_NAMED])
    etc = say("等") if number > _NAMED else ""
    return either(f"{what}{number}（{some}{etc}）", f"{say(what)} {number} ({some}{etc})")


def _turn(change: Mapping[str, Any], names: Mapping[str, str]) -> str:
    return f"{_firm(change['after'], names)}{change['before']['class']}→{change['after']['class']}"


def _firm(row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    return names.get(row["enterprise"], row["enterprise"])


def _crossing(about: AboutMeeting) -> Crossing:
    """The counties with most at stake, in the order of their codes."""
    flows = {(one["from"], one["to"]): one["expected"] for one in about.spillover["flows"]}
    stake: dict[str, float] = {}
    for (start, end), loss in flows.items():
        for code in {start, end} - {None}:
            stake[code] = stake.get(code, 0.0) + (loss if start != end else 0.0)
    codes = sorted(sorted(stake, key=lambda code: (-stake[code], code))[:MOST_COUNTIES])
    names = {code: cut(county(code, about.counties), 5) for code in codes}
    lines = tuple(CrossingLine(names[start], tuple(wan(flows.get((start, end)), "") for end in codes)) for start in codes)
    return Crossing(say("起因＼受损"), tuple(names[code] for code in codes), lines)


def _map(about: AboutMeeting) -> CountyMap:
    """What counties bear for others, and the largest flows across borders."""
    across = [one for one in about.spillover["flows"] if one["from"] != one["to"] and None not in (one["from"], one["to"])]
    borne: dict[str, float] = {}
    for one in across:
        borne[one["to"]] = borne.get(one["to"], 0.0) + one["expected"]
    largest = sorted(across, key=lambda one: (-one["expected"], one["from"], one["to"]))[:MOST_FLOWS]
    flows = tuple(FlowLine(county(one["from"], about.counties), county(one["to"], about.counties), wan(one["expected"])) for one in largest)
    return CountyMap(county_shapes(about.borders or {}, borne, about.counties), flows)
