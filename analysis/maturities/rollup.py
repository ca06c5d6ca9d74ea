"""The ledger added up: how much falls due in which stage, by county, department, bank, controller group or circle."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from analysis.maturities.ledger import STAGES, Ledger

DIMENSIONS: Final = ("county", "department", "bank", "group", "circle")


def roll_up(ledger: Ledger, by: str, labels: pd.Series[Any] | None = None) -> pd.DataFrame:
    """One row a value of a dimension, the largest sum outside `before` first; the missing value is kept, as missing.

    `labels` gives the group or circle of a borrower by its code. Columns: `by`, `count`, `balance`, `late`, `gap` (of `funds` and
    `overdue`), and balance and count of every stage (`balance_plan`, `count_plan`, …). Amounts in yuan.
    """
    rows = ledger.rows
    value = rows[by] if labels is None else rows["borrower"].map(labels)
    pressing = rows["stage"].isin(["funds", "overdue"])
    table = pd.DataFrame(
        {
            "by": value.astype("object").where(value.notna(), None),
            "count": 1,
            "balance": rows["balance"],
            "late": rows["late"].astype("int64"),
            "gap": rows["gap"].where(pressing, 0.0),
            **{f"balance_{stage}": rows["balance"].where(rows["stage"] == stage, 0.0) for stage in STAGES},
            **{f"count_{stage}": (rows["stage"] == stage).astype("int64") for stage in STAGES},
        }
    )
    summed = table.groupby("by", dropna=False, sort=True).sum().reset_index()
    near = summed["balance"] - summed["balance_before"]
    order = pd.DataFrame({"near": -near.round(2), "by": summed["by"].astype("str")}).sort_values(["near", "by"]).index
    summed = summed.loc[order].reset_index(drop=True)
    return summed.assign(by=summed["by"].astype("object").where(summed["by"].notna(), None))
