"""What the rules of 321 find: plans and funds that are not recorded, loans reported late, debt overdue."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.findings import FindingTable, report
from analysis.maturities.ledger import Ledger
from analysis.overdue import as_told
from analysis.rules import RuleBook, Severity

_CRITICAL_FROM: Final = "third"  # of the overdue steps


def find(ledger: Ledger, book: RuleBook) -> FindingTable:
    """Findings about everything in the ledger. Linear in its rows.

    What the first report of all brought late is marked in the ledger and no finding: nobody could have handed it in before.
    """
    rows = ledger.rows
    frame = pd.DataFrame(
        {
            "subject": rows["borrower"],
            "county": rows["county"],
            "name": rows["name"],
            "loan": rows["no"],
            "bank": rows["bank_name"].where(rows["bank_name"].notna(), rows["bank"]).where(rows["kind"] == "loan", "债券"),
            "balance": rows["balance"],
            "due_on": rows["due"],
            "days": rows["overdue_days"],
            "step": rows["step"],
            "band": _band(rows, book),
            "counted": as_told(rows["overdue_extrapolated"].to_numpy(dtype=bool)),
        }
    )
    stage = rows["stage"]
    begun = stage.isin(["plan", "funds"])
    funded = rows["funded"].to_numpy() + 0.005 >= rows["balance"].to_numpy()
    no_plan = begun & (rows["planned"] <= 0.0) & ~funded
    serious = book.numbers("maturities.overdue_steps", _CRITICAL_FROM, rows["county"])
    told = frame.assign(
        planned=rows["funded"],
        severity=np.where(rows["step"].to_numpy() >= serious, Severity.CRITICAL, Severity.WARNING),
    )
    wanted: dict[str, tuple[Any, Any]] = {
        "maturities.ledger": (stage == "ledger", rows["ledger"]),
        "maturities.plan_missing": (no_plan, rows["plan"]),
        "maturities.funds_missing": ((stage == "funds") & ~funded, rows["funds"]),
        "maturities.late": (rows["late"] & (stage != "overdue") & (rows["heard"] > rows["heard"].min()), rows["ledger"]),
    }
    batches = [
        report(book, rule, told.drop(columns="severity").assign(stage_on=day).loc[hit], contracts=rows.loc[hit, "no"])
        for rule, (hit, day) in wanted.items()
    ]
    overdue = stage == "overdue"
    batches.append(report(book, "maturities.overdue", told.loc[overdue], contracts=rows.loc[overdue, "no"]))
    return FindingTable.of(batches)


def _band(rows: pd.DataFrame, book: RuleBook) -> pd.Series[Any]:
    """The step reached as a range of days; before the first one, what is below it."""
    first = pd.Series(book.numbers("maturities.overdue_steps", "first", rows["county"]), index=rows.index).astype("int64")
    return ("≥" + rows["step"].astype("str")).where(rows["step"] > 0, "<" + first.astype("str"))
