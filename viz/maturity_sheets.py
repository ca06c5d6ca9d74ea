"""The 321 ledger as the workbook offices hand on: the list with its 合计, and the sums."""

from __future__ import annotations

from typing import Final

import pandas as pd

from analysis.maturities import STAGES, Ledger
from viz.style import ACTOR, FUNDS_SOURCE, STAGE, word
from viz.workbook import Column, Kind, Sheet

_COLUMNS: Final = (
    Column("借据/债券编号", width=22), Column("借款企业", width=30), Column("统一社会信用代码", width=22), Column("机构代码"),
    Column("银行", width=24), Column("区县代码"), Column("行业主管部门"), Column("余额", "money", total=True), Column("到期日", "date"),
    Column("顺延工作日", "date"), Column("阶段"), Column("责任主体"), Column("摸排日（提前3个月）", "date"),
    Column("计划日（提前2个月）", "date"), Column("备款日（提前1个月）", "date"), Column("迟报", "flag"), Column("逾期天数", "count"),
    Column("逾期天数为推算", "flag"),
    Column("还款计划金额", "money", total=True), Column("到位资金", "money", total=True), Column("资金缺口", "money", total=True),
    Column("资金来源"), Column("若违约：拖累家数", "count"), Column("若违约：波及损失", "money"),
    Column("保证期间届满（未约定时）", "date"),
)  # fmt: skip


def ledger_sheets(
    ledger: Ledger, missed: pd.DataFrame, summed: pd.DataFrame | None, by: str | None, taken: str | None = None
) -> list[Sheet]:
    """The list, and the sums by a dimension where asked for. A day not published as holiday or work is said to be so, and who took it."""
    about = [f"数据时点：{ledger.as_of}", *([f"{word('taken', 'zh')}：{taken}"] if taken else [])]
    unsure = sorted({due.year for due in ledger.rows.loc[~ledger.rows["holidays_known"], "due"]})
    if unsure:
        about.append(f"节假日安排未公布的年份：{'、'.join(map(str, unsure))}（仅按周末顺延）")
    if ledger.other_creditors:
        about.append(f"另有非银行债权人借据 {ledger.other_creditors} 笔未列入")
    rows = [
        (
            row["no"], row["name"], row["borrower"], row["bank"], row["bank_name"], row["county"], row["department"], row["balance"],
            row["due"], row["working_day"], STAGE[row["stage"]].zh, ACTOR[row["actor"]].zh if row["actor"] else None,
            *row["stage_dates"].values(), row["late"], row["overdue_days"], row["overdue_extrapolated"],
            row["planned"], row["funded"], row["gap"],
            "、".join(FUNDS_SOURCE[source].zh for source in row["sources"]),
            (row["if_missed"] or {}).get("pulled_down"), (row["if_missed"] or {}).get("caused_loss"), row["guarantee_period_ends"],
        )
        for row in ledger.to_json(missed)
    ]  # fmt: skip
    sheets = [Sheet("到期台账", f"到期贷款“321”台账（{ledger.as_of}）", _COLUMNS, rows, tuple(about))]
    if summed is not None and by is not None:
        title = word(by, "zh")
        kinds: tuple[tuple[str, Kind], ...] = (("笔数", "count"), ("余额", "money"))
        added = [
            Column(f"{stage}{header}", kind, total=True) for stage in ("", *(STAGE[name].zh for name in STAGES)) for header, kind in kinds
        ]
        columns = (Column(title, width=26), *added)
        cells = [
            (row["by"], row["count"], row["balance"], *(row[f"{kind}_{name}"] for name in STAGES for kind in ("count", "balance")))
            for row in summed.to_dict("records")
        ]
        sheets.append(
            Sheet(f"按{title}汇总", f"到期贷款按{title}汇总（{ledger.as_of}）", columns, cells, tuple(about[: 2 if taken else 1]))
        )
    return sheets
