"""Findings as a workbook: the list, and how many every rule has made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from viz.style import FINDING_STATUS, SEVERITY
from viz.workbook import Column, Sheet


def finding_sheets(rows: Sequence[dict[str, Any]], as_of: str) -> list[Sheet]:
    """The list with its sentences, and the counts."""
    counts = Counter(row["rule"] for row in rows)
    summed = (Column("规则", width=30), Column("条数", "count", total=True))
    return [
        findings_sheet(rows, as_of),
        Sheet("按规则汇总", f"规则提示汇总（{as_of}）", summed, sorted(counts.items()), (f"数据时点：{as_of}",)),
    ]


def findings_sheet(rows: Sequence[dict[str, Any]], as_of: str) -> Sheet:
    """The list with its sentences."""
    about = (f"数据时点：{as_of}", "提示供人工核查，不作为认定；“待核”“地方自设”为依据成熟度")
    columns = (
        Column("级别"), Column("规则", width=30), Column("主体代码", width=22), Column("主体名称", width=30), Column("区县代码"),
        Column("说明", width=90), Column("依据成熟度"), Column("合同", width=40), Column("变化"),
    )  # fmt: skip
    cells = [
        (
            SEVERITY[row["severity"]].zh, row["rule"], row["subject"], row["name"], row["county"], row["text_zh"], row["maturity_zh"],
            "、".join(row["contracts"]), FINDING_STATUS[row["status"]].zh if "status" in row else None,
        )
        for row in rows
    ]  # fmt: skip
    return Sheet("规则提示", f"规则提示清单（{as_of}）", columns, cells, about)
