"""What the pages say of papers."""

from __future__ import annotations

from typing import Final

from viz.style import Word

TEXTS: Final = {
    "papers.meeting": Word("会议材料", "Meeting sheet"),
    "papers.enterprise": Word("一企一策（打印／Word）", "Dossier (print / Word)"),
    "papers.circle": Word("一圈一策（打印／Word）", "Dossier (print / Word)"),
    "papers.check": Word("核查单", "Check sheet"),
    "papers.purpose": Word("查询目的", "Purpose"),
    "papers.purpose_about": Word(
        "查询目的将印在核查单上，并记入审计。", "The purpose is printed on the sheet and kept in the audit trail."
    ),
    "papers.findings": Word("规则提示清单", "Findings"),
    "papers.open": Word("生成", "Open"),
}
