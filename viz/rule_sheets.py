"""The policy's rules as a workbook: what each says with its law, and every number in force."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analysis.rules.units import Unit, spoken
from viz.style import SEVERITY
from viz.workbook import Column, Sheet


def rule_sheets(rules: Sequence[dict[str, Any]], origin: str, county: str | None) -> list[Sheet]:
    """Two sheets, 规则 and 参数, of rules as `rules --json` tells them; `origin` says where the numbers come from."""
    about = (origin, f"适用区县：{county or '全市'}", "“待核”为条文未核实，“地方自设”为本地参数")
    listed = Sheet(
        "规则",
        "政策规则清单",
        (
            Column("规则编号", width=34), Column("名称", width=30), Column("版本", "count"), Column("级别"), Column("依据成熟度"),
            Column("依据", width=50), Column("说明", width=80),
        ),
        [
            (
                one["rule"], one["zh"], one["version"], SEVERITY[one["severity"]].zh if one["severity"] else None, one["maturity_zh"],
                one["reference"], one["about_zh"],
            )
            for one in rules
        ],
        about,
    )  # fmt: skip
    numbers = Sheet(
        "参数",
        "规则参数（现行值）",
        (
            Column("规则编号", width=34), Column("参数", width=30), Column("参数名"), Column("现行值"), Column("默认值"), Column("下限"),
            Column("上限"), Column("与默认不同", "flag"),
        ),
        [
            (
                one["rule"], number["zh"], number["name"], *(_told(number, name) for name in ("value", "default", "low", "high")),
                number["value"] != number["default"],
            )
            for one in rules
            for number in one["parameters"]
        ],
        about[:2],
    )  # fmt: skip
    return [listed, numbers]


def _told(number: dict[str, Any], name: str) -> str | None:
    return None if number[name] is None else spoken(number[name], Unit(number["unit"]), "zh")
