"""What the rules on credit find: over-lending, many lenders, joint limits, concentration, class floors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from analysis.findings import Batch, FindingTable, report
from analysis.lending.class_floors import NON_PERFORMING, Lines, below_floor, class_floors, same_bank
from analysis.lending.concentration import concentration
from analysis.lending.desk import LendingDesk
from analysis.lending.history import YEAR_MONTHS, balances, earlier
from analysis.lending.survey import survey
from analysis.lending.working_capital import COMPUTED, NO_NEED, NOT_COMPUTABLE, crossings
from analysis.proportion import change
from analysis.proportion import share as share_of


def find(desk: LendingDesk) -> FindingTable:
    """Findings of the sections on lending, concentration and class floors for every borrower of the desk."""
    return FindingTable.of([*_need(desk), *_many_lenders(desk), _growth(desk), *_limits(desk), *_concentration(desk), *_floors(desk)])


def _rows(desk: LendingDesk, table: pd.DataFrame) -> pd.DataFrame:
    """A table by borrower as rows of findings, still labelled by the borrower."""
    subject = table.index.to_series()
    return table.assign(subject=subject, county=subject.map(desk.county), name=subject.map(desk.names))


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
        ("lending.over_lent", _rows(desk, over.assign(crossed_by=by.reindex(over.index)))),
        ("lending.no_need", _rows(desk, needs.loc[needs["status"] == NO_NEED])),
        ("lending.need_unknown", _rows(desk, needs.loc[needs["status"] == NOT_COMPUTABLE])),
    ):
        yield report(desk.rules, rule, rows, contracts=numbers)


def _many_lenders(desk: LendingDesk) -> Iterator[Batch]:
    table = survey(desk.book)
    table = table.loc[table["balance"] > 0.0].rename(columns={"balance": "financing"})
    county = table.index.to_series().map(desk.county)

    def line(rule: str, parameter: str) -> Any:
        return desk.rules.numbers(rule, parameter, county)

    def many(rule: str) -> Any:
        return table["lenders"].to_numpy() >= line(rule, "lenders_from")

    financing = table["financing"].to_numpy()
    must = many("lending.multi_lender_must") & (financing >= line("lending.multi_lender_must", "financing_from"))
    may = many("lending.multi_lender_may") & (financing >= line("lending.multi_lender_may", "financing_from")) & ~must
    local = many("lending.multi_lender_local") & (financing >= line("lending.multi_lender_local", "financing_from")) & ~must & ~may
    bad = table[[f"class_{word}" for word in NON_PERFORMING]].sum(axis=1).to_numpy() > 0.0
    listed = table.index.isin(desk.facts["risk_list"]["enterprise"])
    committee = many("lending.creditor_committee") & (bad | listed)
    share = share_of(table["offsite_balance"], table["financing"])
    offsite = (share >= line("lending.offsite", "share_from")) & (
        table["offsite_balance"].to_numpy() >= line("lending.offsite", "balance_from")
    )
    for rule, hit in (
        ("lending.multi_lender_must", must),
        ("lending.multi_lender_may", may),
        ("lending.multi_lender_local", local),
        ("lending.creditor_committee", committee),
        ("lending.offsite", offsite),
    ):
        rows = _rows(desk, table.assign(offsite_share=share).loc[hit])
        yield report(desk.rules, rule, rows, contracts=desk.loans_of(rows.index))


def _growth(desk: LendingDesk) -> Batch:
    """Only where the store was told of the past by the past: what later reports still hold of it would show growth everywhere."""
    rule = "lending.growth"
    past = desk.before(YEAR_MONTHS) if desk.facts.told_on("loans", earlier(desk.facts.as_of, YEAR_MONTHS)) else desk.book.only(())
    of_book = {"financing": desk.book, "before": past}
    table = pd.concat({name: balances(book).groupby("unit").sum() for name, book in of_book.items()}, axis=1).fillna(0.0)
    rows = _rows(desk, table.loc[(table["before"] > 0.0).to_numpy(dtype=bool)])
    rows = rows.assign(growth=change(rows["financing"], rows["before"]))
    fast = rows["growth"].to_numpy() >= desk.rules.numbers(rule, "growth_from", rows["county"])
    large = rows["financing"].to_numpy() >= desk.rules.numbers(rule, "financing_from", rows["county"])
    rows = rows.loc[fast & large]
    return report(desk.rules, rule, rows, contracts=desk.loans_of(rows.index))


def usage(desk: LendingDesk) -> pd.DataFrame:
    """By borrower with a joint limit: `financing`, `guaranteed_out` (for others outside the group), `limit`, `usage` (fraction)."""
    limit = desk.limits.loc[(desk.limits > 0.0).to_numpy()]
    if desk.kept is not None:
        limit = limit.loc[limit.index.isin(desk.kept)]
    loans = desk.book.loans.loc[desk.book.loans["borrower"].isin(limit.index)]
    financing = loans.groupby("borrower")["balance"].sum().reindex(limit.index).fillna(0.0)
    rows = desk.guarantees.loc[desk.guarantees["guarantor"].isin(limit.index)]
    outside = rows["guarantor"].map(desk.group) != rows["borrower"].map(desk.group)
    given = rows.loc[outside.to_numpy(dtype=bool)].groupby("guarantor")["amount"].sum().reindex(limit.index).fillna(0.0)
    used = share_of(financing + given, limit)
    return pd.DataFrame({"financing": financing, "guaranteed_out": given, "limit": limit, "usage": used})


def _limits(desk: LendingDesk) -> Iterator[Batch]:
    table = usage(desk)
    rule = "lending.joint_limit_warning"
    near = table["usage"].to_numpy() >= desk.rules.numbers(rule, "usage_from", table.index.to_series().map(desk.county))
    above = (table["usage"] > 1.0).to_numpy()
    for name, hit in ((rule, near & ~above), ("lending.joint_limit_exceeded", above)):
        rows = _rows(desk, table.loc[hit])
        yield report(desk.rules, name, rows, contracts=desk.loans_of(rows.index))


def _concentration(desk: LendingDesk) -> Iterator[Batch]:
    whole = desk.group
    joined = whole.loc[whole.map(whole.value_counts()) > 1]  # a group of one is its member
    for unit, kind in ((None, "borrower"), (joined, "group")):
        held = concentration(desk.book, unit)
        held = held.assign(
            subject=held["unit"], county=held["unit"].map(desk.county), capital=held["net_capital"], tier1=held["tier1_capital"]
        )
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
        floor=told["class"], raised=raised.reindex(told.index), share=told["share_overdue"], reason=np.where(named, "文书或程序", "逾期")
    )
    for rule in ("class_floor.non_performing", "class_floor.overdue", "class_floor.doubtful", "class_floor.loss"):
        rows = _rows(desk, told.loc[(told["rule"] == rule).to_numpy(dtype=bool)])
        yield report(desk.rules, rule, rows, contracts=low.set_index("borrower")["loan_no"])
    rule = "class_floor.same_bank"
    held = same_bank(loans, 0.0)
    held = held.assign(subject=held["borrower"], county=held["borrower"].map(desk.county), name=held["borrower"].map(desk.names))
    above = held["share"].to_numpy() > desk.rules.numbers(rule, "share_above", held["county"])
    rows = held.loc[above].reset_index(drop=True)
    yield report(desk.rules, rule, rows, contracts=desk.loans_at(rows.assign(unit=rows["borrower"])))
