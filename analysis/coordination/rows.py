"""A row of the coordination queue, and the queue: what it says in JSON, in a table, and to the store."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from analysis.circles import Circles, circle_name
from analysis.coordination.lines import CoordinationParameters, Reason
from analysis.importance import Impacts
from graph.values import Lang

_LEVELS: Final = {"county": "县级", "city": "市级"}
_KINDS: Final = {"circle": "担保圈", "enterprise": "企业"}
_APPLICATIONS: Final = {"none": "未申请", "filed": "已申请", "joined": "市级已介入"}


@dataclass(frozen=True)
class QueueRow:
    """A circle, or a firm in no circle. Parties, counties and banks by code; yuan to the fen."""

    rank: int
    kind: Literal["circle", "enterprise"]
    circle: str
    core: str  # the name of the first member
    home_county: str | None
    level: Literal["county", "city"]  # proposed; the county stays in charge
    application: str  # none, filed, joined: the strongest of the members'
    leader_link: bool  # proposed: a city leader one-to-one
    rule: str
    reasons: tuple[Reason, ...]
    counties_hit: tuple[str, ...]  # where borrowers lose their lenders' money in some member's S*({i}), home included
    banks_hit: tuple[str, ...]
    expected_spillover: float  # Σ over members PD_i · loss in other counties under S*({i})
    worst_case_spillover: float  # the largest over members of the loss in other counties under G*({i})
    employees: int  # the most over members of the known employees of S*({i}), i included
    class_: str
    unknown_capacity: int  # members
    flags: tuple[str, ...]
    members: tuple[str, ...]  # core first
    worst_case_loss: float  # the largest over members of the bank loss under G*({i}), own loans included
    parties: tuple[int, ...]  # the members' places in the network
    due_soon: float = 0.0  # the members' loans and bonds due within three months or overdue

    @property
    def name(self) -> str:
        """What the row is called."""
        return self.called("zh")

    def called(self, lang: Lang) -> str:
        """What the row is called in a language."""
        return circle_name(self.core, lang) if self.kind == "circle" else self.core

    def to_json(self) -> dict[str, Any]:
        """The fields others build on."""
        return {
            "rank": self.rank,
            "kind": self.kind,
            "circle": self.circle,
            "name": self.name,
            "home_county": self.home_county,
            "level": self.level,
            "application": self.application,
            "leader_link": self.leader_link,
            "rule": self.rule,
            "reasons": [dict(vars(reason)) for reason in self.reasons],
            "counties_hit": list(self.counties_hit),
            "banks_hit": list(self.banks_hit),
            "expected_spillover": self.expected_spillover,
            "worst_case_spillover": self.worst_case_spillover,
            "worst_case_loss": self.worst_case_loss,
            "employees": self.employees,
            "class": self.class_,
            "unknown_capacity": self.unknown_capacity,
            "flags": list(self.flags),
            "due_soon": self.due_soon,
            "members": list(self.members),
        }


@dataclass(frozen=True, eq=False)
class Queue:
    """The rows in order, and what they were computed from."""

    as_of: str | None
    rows: tuple[QueueRow, ...]
    parameters: CoordinationParameters
    circles: Circles
    impacts: Impacts  # home is the circle's
    unknown_probability: int  # parties without a default probability; they count as 0

    def to_json(self) -> dict[str, Any]:
        """As `queue --json` prints it."""
        return {
            "as_of": self.as_of,
            "rows": [row.to_json() for row in self.rows],
            "parameters": {
                "coordination": self.parameters.as_dict(),
                "circles": asdict(self.circles.parameters),
                "cascade": self.impacts.parameters.as_dict(),
            },
            "unknown_probability": self.unknown_probability,
        }

    def frame(self) -> pd.DataFrame:
        """One row a row, Chinese headers."""
        columns: dict[str, list[Any]] = {
            "排名": [row.rank for row in self.rows],
            "类型": [_KINDS[row.kind] for row in self.rows],
            "担保圈编号": [row.circle for row in self.rows],
            "名称": [row.name for row in self.rows],
            "属地": [row.home_county for row in self.rows],
            "协调层级": [_LEVELS[row.level] for row in self.rows],
            "提请市级": [_APPLICATIONS[row.application] for row in self.rows],
            "市领导联系": ["是" if row.leader_link else "否" for row in self.rows],
            "触发规则": [row.rule for row in self.rows],
            "理由": ["；".join(reason.zh for reason in row.reasons) for row in self.rows],
            "波及区县": ["、".join(row.counties_hit) for row in self.rows],
            "波及银行": ["、".join(row.banks_hit) for row in self.rows],
            "预期外溢(元/年)": [row.expected_spillover for row in self.rows],
            "最坏外溢(元)": [row.worst_case_spillover for row in self.rows],
            "涉及职工": [row.employees for row in self.rows],
            "等级": [row.class_ for row in self.rows],
            "代偿能力未知": [row.unknown_capacity for row in self.rows],
            "标记": ["、".join(row.flags) for row in self.rows],
            "三个月内到期及逾期(元)": [row.due_soon for row in self.rows],
            "成员数": [len(row.members) for row in self.rows],
            "成员": ["、".join(row.members) for row in self.rows],
        }
        return pd.DataFrame(columns)

    def results(self) -> pd.DataFrame:
        """What a store keeps (`GraphStore.save_results`): each party of a row with its circle, the row's rank, class and level."""
        size = [len(row.members) for row in self.rows]
        return pd.DataFrame(
            {
                "party": pd.Series([code for row in self.rows for code in row.members], dtype="str"),
                "circle": pd.Series(np.repeat(np.array([row.circle for row in self.rows], object), size), dtype="str"),
                "rank": pd.Series(np.repeat([row.rank for row in self.rows], size), dtype="Int64"),
                "class": pd.Series(np.repeat(np.array([row.class_ for row in self.rows], object), size), dtype="str"),
                "level": pd.Series(np.repeat(np.array([row.level for row in self.rows], object), size), dtype="str"),
            }
        )


def remembered(results: pd.DataFrame) -> dict[str, str]:
    """The circle ids parties had (`find(previous=…)`), from the results a store kept."""
    kept = results.dropna(subset=["circle"])
    return dict(zip(kept["party"].tolist(), kept["circle"].tolist(), strict=True))
