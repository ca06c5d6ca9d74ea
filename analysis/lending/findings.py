"""What the rules on credit find: over-lending, many lenders, joint limits, concentration, class floors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from analysis.findings import Batch, FindingTable, report
from analysis.lending import many_lenders
from analysis.lending.book import CreditBook
from analysis.lending.class_floors import Lines, below_floor, class_floors, same_bank
from analysis.lending.concentration import concentration
from analysis.lending.desk import LendingDesk
from analysis.lending.working_capital import COMPUTED, NO_NEED, NOT_COMPUTABLE, crossings
from analysis.overdue import as_told


def find(desk: LendingDesk) -> FindingTable:
    """Findings of the sections on lending, concentration and class floors for every borrower of the desk and every controller group."""
    return FindingTable.of([*_need(desk), *many_lenders.find(desk), *concentrations(desk), *_floors(desk)])


def _need(desk: LendingDesk) -> Iterator[Batch]:
    needs = desk.needs.loc[desk.needs["existing"].round(2) > 0.0]
    loans = desk.working_capital_loans
    numbers = loans.set_index("borrower")["loan_no"]
    line = desk.rules.numbers("lending.over_lent", "ratio_above", needs.index.to_series().map(desk.county))
    above = np.round(needs["existing"].to_numpy() - line * needs["line"].to_numpy(), 2) > 0.0
    over = needs.loc[(needs["status"] == COMPUTED).to_numpy() & above]
    crossed = crossings(loans.loc[loans["borrower"].isin(over.index)], over["line"])
    by = crossed.loc[crossed["crosses"]].drop_duplicates("borrower").set_index("borrower")["loan_no"]
    for rule, rows in (
        ("lending.over_lent", desk.rows(over.assign(crossed_by=by.reindex(over.index)))),
        ("lending.no_need", desk.rows(needs.loc[needs["status"] == NO_NEED])),
        ("lending.need_unknown", desk.rows(needs.loc[needs["status"] == NOT_COMPUTABLE])),
    ):
        yield report(desk.rules, rule, rows, contracts=numbers)


def concentrations(desk: LendingDesk, book: CreditBook | None = None) -> Iterator[Batch]:
    """What banks lent a borrower, or a controller group, above the lines of their capital; by the desk's book or another."""
    for unit, kind, county in ((None, "borrower", desk.county), (desk.joined, "group", desk.homes)):
        held = concentration(book or desk.book, unit)
        held = held.assign(subject=held["unit"], county=held["unit"].map(county), capital=held["net_capital"], tier1=held["tier1_capital"])
        for rule, share in ((f"concentration.{kind}", "share"), (f"concentration.{kind}_tier1", "tier1_share")):
            hit = held[share].to_numpy() > desk.rules.numbers(rule, "share_above", held["county"])
            rows = held.loc[hit].reset_index(drop=True)
            rows = rows.assign(share=rows[share], name=rows["unit"].map(desk.names))
            yield report(desk.rules, rule, rows, contracts=desk.loans_at(rows, unit))


def floors(desk: LendingDesk) -> pd.DataFrame:
    """The class floor of every borrower (`lending.class_floors`), by the rules of its county."""
    borrowers = pd.Index(desk.borrowers, dtype="str")
    return class_floors(
        desk.book.loans,
        borrowers,
        lines=_lines(desk, borrowers.to_series()),
        evaders=desk.with_signal("evasion_document"),
        in_liquidation=desk.with_signal("liquidation"),
    )


def _lines(desk: LendingDesk, borrowers: pd.Series[Any]) -> Lines:
    """The floors' numbers, one for each of these borrowers."""
    county = borrowers.map(desk.county)

    def line(rule: str, parameter: str) -> Any:
        return desk.rules.numbers(f"class_floor.{rule}", parameter, county)

    return Lines(
        overdue_days=line("overdue", "days_above"),
        overdue_share=line("overdue", "share_above"),
        doubtful_days=line("doubtful", "days_above"),
        loss_days=line("loss", "days_above"),
    )


def _floors(desk: LendingDesk) -> Iterator[Batch]:
    """Borrowers with a loan whose class is better than its floor; where every bank has followed there is nothing to say."""
    table = floors(desk)
    loans = desk.book.loans
    loans = loans.loc[loans["borrower"].isin(table.index[table["class"].notna()])]
    low = below_floor(loans, table, _lines(desk, loans["borrower"]))
    raised = low.groupby("borrower")["bank"].nunique()
    told = table.loc[table.index.isin(raised.index)]
    named = told.index.isin(desk.with_signal("evasion_document", "liquidation"))
    told = told.assign(
        floor=told["class"],
        raised=raised.reindex(told.index),
        share=told["share_overdue"],
        reason=np.where(named, "文书或程序", "逾期"),
        counted=as_told(told["extrapolated"].to_numpy(dtype=bool)),
    )
    for rule in ("class_floor.non_performing", "class_floor.overdue", "class_floor.doubtful", "class_floor.loss"):
        rows = desk.rows(told.loc[(told["rule"] == rule).to_numpy(dtype=bool)])
        yield report(desk.rules, rule, rows, contracts=low.set_index("borrower")["loan_no"])
    rule = "class_floor.same_bank"
    held = same_bank(loans, 0.0)
    held = held.assign(subject=held["borrower"], county=held["borrower"].map(desk.county), name=held["borrower"].map(desk.names))
    above = held["share"].to_numpy() > desk.rules.numbers(rule, "share_above", held["county"])
    rows = held.loc[above].reset_index(drop=True)
    yield report(desk.rules, rule, rows, contracts=desk.loans_at(rows.assign(unit=rows["borrower"])))
