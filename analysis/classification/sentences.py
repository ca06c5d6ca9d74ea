"""Why a class is proposed and what every indicator added to a score, in a Chinese and an English sentence."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.classification.classes import BANKRUPTCY, CLOSE, HELP, KEEP, LINES
from analysis.classification.decisions import Standing
from analysis.classification.scheme import Direction, Indicator
from analysis.classification.scoring import AVERAGED, LEFT_OUT, NO_BENCHMARK, SCOPES, SCORED, STATES, ZERO, Scores
from analysis.rules import RuleBook

NOTE: Final = {
    "zh": "所列分类为拟分类，由县（区）依程序确定；未列入台账的企业不分类",
    "en": "classes are proposals; the county decides. A firm that is not on the ledger has none",
}
_WHOSE: Final = {
    "county": ("县中位数", "the county's median"),
    "city": ("市中位数", "the city's median"),
    "stated": ("设定值", "the stated benchmark"),
}
_WHY: Final = {
    "few": ("本县有数据的企业过少", "too few firms of the county have a value"),
    "not_positive": ("本县中位数不大于零", "the county's median is not above 0"),
    "unknown_county": ("属地不明", "its county is unknown"),
    "missing": ("无一企业有数据", "no firm has a value"),
}
_GIVEN: Final = {
    AVERAGED: ("缺失，按平均分计", "missing, scored as the average"),
    ZERO: ("缺失，计零分", "missing, scored as 0"),
    LEFT_OUT: ("缺失且无可比数据，不计，权重分摊", "missing and nothing to compare with: left out, its weight shared"),
    NO_BENCHMARK: ("无基准值，不计，权重分摊", "no benchmark: left out, its weight shared"),
}


@dataclass(frozen=True)
class Sentence:
    """One sentence in both languages."""

    zh: str
    en: str

    def to_json(self) -> dict[str, str]:
        """Both."""
        return asdict(self)


def reason(row: dict[str, Any], held: Standing | None, book: RuleBook) -> Sentence:
    """Why a row of `Classification.firms` has its class, or none."""
    scored = row["score"] == row["score"]  # NaN alone differs from itself
    if not row["on_ledger"]:
        return Sentence("未列入风险企业台账，不分类", "not on the ledger of risk enterprises: no class")
    if isinstance(row["veto"], str):
        told = _veto(row)
    elif not scored:
        why = ("企业无可计分指标", "nothing could be scored") if row["key"] else ("非重点企业，不计分", "no key enterprise, so not scored")
        told = Sentence(f"{why[0]}，不拟分类", f"{why[1]}: no class is proposed")
    else:
        told = _line(row, book)
    if held is None or held.override is None:
        return told
    one = held.override
    return Sentence(
        f"{told.zh}；{one.decided_on}经{one.author}提出、{one.confirmed_by}确认，人工调整为“{one.class_}”：{one.reason}",
        f"{told.en}; set to {one.class_} by {one.author} on {one.decided_on}, confirmed by {one.confirmed_by}: {one.reason}",
    )


def _veto(row: dict[str, Any]) -> Sentence:
    day = f"（{row['veto_on']:%Y-%m-%d}）" if row["veto_on"] == row["veto_on"] and row["veto_on"] is not None else ""
    what = ("", "") if row["veto"] == BANKRUPTCY else ("经营状态为", "its status is ")
    return Sentence(
        f"{what[0]}{row['veto_kind']}{day}，一票否决，拟为“{CLOSE}”", f"{what[1]}{row['veto_kind']}{day}: a veto, {CLOSE} is proposed"
    )


def _line(row: dict[str, Any], book: RuleBook) -> Sentence:
    county = row["county"] if isinstance(row["county"], str) else None
    keep, aid = (f"{book.number(LINES, name, county):g}" for name in ("keep_from", "help_from"))
    score = f"{row['score']:.2f}"
    lines = {
        KEEP: (f"不低于保线{keep}分", f"from the line of {KEEP} ({keep}) up"),
        HELP: (f"低于保线{keep}分、不低于帮线{aid}分", f"below the line of {KEEP} ({keep}), from that of {HELP} ({aid}) up"),
        CLOSE: (f"低于帮线{aid}分", f"below the line of {HELP} ({aid})"),
    }
    zh, en = lines[row["proposed"]]
    return Sentence(f"得分{score}，{zh}，拟为“{row['proposed']}”", f"scores {score}, {en}: {row['proposed']} is proposed")


def items(scores: Scores, firm: str) -> list[dict[str, Any]]:
    """Everything that made the score of a firm, indicator by indicator; empty for one that is not scored."""
    if firm not in scores.firms:
        return []
    row = int(scores.firms.get_indexer(pd.Index([firm]))[0])
    points = scores.points[row]
    return [_item(scores, row, column, one, float(points[column])) for column, one in enumerate(scores.used)]


def _item(scores: Scores, row: int, column: int, one: Indicator, points: float) -> dict[str, Any]:
    value, benchmark = float(scores.value[row, column]), float(scores.benchmark[row, column])
    state, weight = int(scores.state[row, column]), float(scores.weight[row, column])
    scope = SCOPES[scores.scope[row, column]]
    capped = state == SCORED and bool(scores.ratio[row, column] >= one.cap)
    why = _why(scores, row, column, scope)
    said = _said(one, state, (value, benchmark), scope, why, (weight, points), capped=capped)
    return {
        "indicator": one.id,
        "name_zh": one.zh,
        "name_en": one.en,
        "dimension": one.dimension.value,
        "direction": one.direction.value,
        "value": _plain(value),
        "benchmark": _plain(benchmark),
        "benchmark_of": scope,
        "benchmark_reason": why,
        "weight_stated": one.weight,
        "weight": round(weight, 6),
        "cap": one.cap,
        "capped": capped,
        "points": round(points, 6),
        "missing": state != SCORED,
        "state": STATES[state],
        "source": one.source,
        "text_zh": said.zh,
        "text_en": said.en,
    }


def _why(scores: Scores, row: int, column: int, scope: str) -> str | None:
    """Why the benchmark is not the county's."""
    if scope in ("county", "stated"):
        return None
    county, whole = scores.county[row], scores.benchmarks
    if not isinstance(county, str):
        return "unknown_county"
    mine = whole.loc[(whole["indicator"] == scores.used[column].id).to_numpy() & (whole["county"] == county).to_numpy(dtype=bool), "reason"]
    return str(mine.iloc[0])


def _said(
    one: Indicator, state: int, figures: tuple[float, float], scope: str, why: str | None, made: tuple[float, float], *, capped: bool
) -> Sentence:
    weight, points = (f"{number:.2f}" for number in made)
    head = f"{one.dimension.zh}·{one.zh}：", f"{one.dimension.en}, {one.en}: "
    if state != SCORED:
        zh, en = _GIVEN[state]
        tail = (f"，得{points}分（权重{weight}）", f"; {points} points of {weight}") if state in (AVERAGED, ZERO) else ("", "")
        return Sentence(f"{head[0]}{zh}{tail[0]}", f"{head[1]}{en}{tail[1]}")
    whose = _WHOSE[scope]
    more = (f"（{_WHY[why][0]}）", f" ({_WHY[why][1]})") if why else ("", "")
    way = ("越高越好", "higher is better") if one.direction is Direction.HIGHER else ("越低越好", "lower is better")
    top = ("，封顶", ", the cap") if capped else ("", "")
    value, benchmark = (_number(figure) for figure in figures)
    return Sentence(
        f"{head[0]}{value}，{whose[0]}{benchmark}{more[0]}，{way[0]}，权重{weight}，得{points}分{top[0]}",
        f"{head[1]}{value} against {whose[1]} of {benchmark}{more[1]}, {way[1]}; {points} points of {weight}{top[1]}",
    )


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else round(value, 6) + 0.0


def _number(value: float) -> str:
    text = f"{value:,.4f}"
    return text.rstrip("0").rstrip(".")
