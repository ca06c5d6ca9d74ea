"""A controller group as a workbook: members with their chains, credit at all lenders, and what is said about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analysis.groups import ControllerGroup
from analysis.rules.units import Unit, spoken
from viz.credit_sheets import FIGURES
from viz.finding_sheets import findings_sheet
from viz.style import word
from viz.workbook import Column, Sheet


def group_sheets(found: ControllerGroup, credit: dict[str, Any], prompts: Sequence[dict[str, Any]]) -> list[Sheet]:
    """Three sheets: 集团成员, 集团授信, 规则提示. `credit` are the figures of the whole group, `prompts` findings as JSON has them."""
    day = found.as_of.isoformat() if found.as_of else ""
    about = (f"数据时点：{day}", f"控制线：超过 {spoken(found.parameters['share_above'], Unit.SHARE, 'zh')}")
    members = Sheet(
        "集团成员",
        f"{found.name} 控制集团成员（{day}）",
        (
            Column("代码", width=22), Column("名称", width=30), Column("区县代码"), Column("直接持股", "share"),
            Column("最终持股", "share"), Column("控制链", width=80),
        ),
        [
            (one.code, one.name, one.county, one.share, one.ultimate_share if one.chain else None, one.explain("zh"))
            for one in found.members
        ],
        about,
    )  # fmt: skip
    together = Sheet(
        "集团授信",
        f"{found.name} 控制集团多头授信（{day}）",
        (Column("集团", width=22), Column("名称", width=30), *(Column(word(name, "zh"), kind) for name, kind in FIGURES)),
        [(found.id, found.name, *(credit[name] for name, _ in FIGURES))],
        about[:1],
    )
    return [members, together, findings_sheet(prompts, day)]
