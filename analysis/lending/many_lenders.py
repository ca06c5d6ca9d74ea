"""Section 2: joint credit, credit from outside the city, growth and joint limits, of every borrower and of every controller group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.findings import Batch, report
from analysis.lending.book import CreditBook, units
from analysis.lending.class_floors import NON_PERFORMING
from analysis.lending.desk import LendingDesk
from analysis.lending.history import YEAR_MONTHS, balances, earlier
from analysis.lending.survey import survey
from analysis.proportion import change, share
from analysis.rules import RuleBook
from graph.network import Floats

JOINT: Final = ("must", "may", "local")  # the lines of joint credit, the highest first


@dataclass(frozen=True, eq=False)
class Subjects:
    """Whom the rules are asked about: every borrower, or every controller group."""

    desk: LendingDesk
    rules: str  # how the ids of the rules about them begin
    unit: pd.Series[Any] | None  # the group of every party in it (`lending.book.units`); None: each borrower by itself
    county: pd.Series[Any]  # by code

    def book(self, book: CreditBook) -> CreditBook:
        """What of a book is theirs."""
        return book if self.unit is None else book.only(self.unit.index)

    def members(self, book: CreditBook) -> pd.Series[Any] | int:
        """How many borrowers of a book each of them has."""
        return 1 if self.unit is None else units(pd.Series(book.loans["borrower"].unique(), dtype="str"), self.unit).value_counts()

    def rows(self, table: pd.DataFrame) -> pd.DataFrame:
        """A table by code as rows of findings."""
        return self.desk.rows(table, self.county)

    def line(self, rule: str, parameter: str, rows: pd.DataFrame) -> Floats:
        """A number of a rule for every row."""
        return self.desk.rules.numbers(self.rules + rule, parameter, rows["county"])

    def report(self, rule: str, rows: pd.DataFrame) -> Batch:
        """Findings of a rule, with the loans of all who stand behind them."""
        return report(self.desk.rules, self.rules + rule, rows, contracts=self.desk.loans_of(rows.index, self.unit))


def find(desk: LendingDesk) -> Iterator[Batch]:
    """What these rules find. A group with one borrower owes what that one owes, so groups have several.

    Growth only where the store was told of the past by the past: what later reports still hold of it would show growth everywhere.
    """
    told = desk.facts.told_on("loans", earlier(desk.facts.as_of, YEAR_MONTHS))
    borrowers = Subjects(desk, "lending.", None, desk.county)
    groups = Subjects(desk, "lending.group_", _several(desk), desk.homes)
    for subjects in (borrowers, groups):
        rows = _surveyed(subjects)
        yield from _joint_credit(subjects, rows)
        yield _offsite(subjects, rows)
        yield from _limits(subjects)
        if told:
            yield _growth(subjects)
        if subjects is borrowers:
            yield _committee(subjects, rows)


def _several(desk: LendingDesk) -> pd.Series[Any]:
    """The controller group of every party in one with several borrowers."""
    borrowing = desk.group.reindex(desk.book.loans["borrower"].unique())
    return desk.group.loc[desk.group.isin(borrowing.loc[borrowing.duplicated(keep=False)])]


def _surveyed(subjects: Subjects) -> pd.DataFrame:
    """Lenders and financing of whoever owes something, as rows of findings."""
    book = subjects.book(subjects.desk.book)
    table = survey(book, subjects.unit)
    table = table.loc[(table["balance"] > 0.0).to_numpy(dtype=bool)].rename(columns={"balance": "financing"})
    return subjects.rows(table.assign(members=subjects.members(book)))


def joint_credit(rules: RuleBook, rows: pd.DataFrame, prefix: str) -> npt.NDArray[np.object_]:
    """The highest line of `JOINT` that each row of `lenders`, `financing` and `county` reaches, `none` where it reaches none.

    `prefix` is how the rules' ids begin: `lending.`, or `lending.group_` for groups.
    """
    financing = rows["financing"].to_numpy(dtype=np.float64).round(2)
    reached = []
    for word in JOINT:
        rule = f"{prefix}multi_lender_{word}"
        many = rows["lenders"].to_numpy() >= rules.numbers(rule, "lenders_from", rows["county"])
        reached.append(many & (financing >= rules.numbers(rule, "financing_from", rows["county"])))
    return np.select(reached, [np.array(word, dtype=object) for word in JOINT], "none")


def _joint_credit(subjects: Subjects, rows: pd.DataFrame) -> Iterator[Batch]:
    highest = joint_credit(subjects.desk.rules, rows, subjects.rules)
    for word in JOINT:
        yield subjects.report(f"multi_lender_{word}", rows.loc[highest == word])


def _committee(subjects: Subjects, rows: pd.DataFrame) -> Batch:
    """Of borrowers alone: a firm's difficulty is no difficulty of its group."""
    rule = "creditor_committee"
    bad = rows[[f"class_{word}" for word in NON_PERFORMING]].sum(axis=1).to_numpy() > 0.0
    listed = rows.index.isin(subjects.desk.facts["risk_list"]["enterprise"])
    several = rows["lenders"].to_numpy() >= subjects.line(rule, "lenders_from", rows)
    return subjects.report(rule, rows.loc[several & (bad | listed)])


def _offsite(subjects: Subjects, rows: pd.DataFrame) -> Batch:
    rule = "offsite"
    rows = rows.assign(offsite_share=share(rows["offsite_balance"], rows["financing"]))
    much = rows["offsite_share"].to_numpy() >= subjects.line(rule, "share_from", rows)
    large = rows["offsite_balance"].to_numpy() >= subjects.line(rule, "balance_from", rows)
    return subjects.report(rule, rows.loc[much & large])


def _growth(subjects: Subjects) -> Batch:
    """A group is compared with what its members of today owed then."""
    rule = "growth"
    now, then = (subjects.book(book) for book in (subjects.desk.book, subjects.desk.before(YEAR_MONTHS)))
    sums = {name: balances(book, subjects.unit).groupby("unit").sum() for name, book in (("financing", now), ("before", then))}
    table = pd.concat(sums, axis=1).fillna(0.0)
    table = table.loc[(table["before"] > 0.0).to_numpy(dtype=bool)]
    rows = subjects.rows(table.assign(members=subjects.members(now)))
    rows = rows.assign(growth=change(rows["financing"], rows["before"]))
    fast = rows["growth"].to_numpy() >= subjects.line(rule, "growth_from", rows)
    large = rows["financing"].to_numpy() >= subjects.line(rule, "financing_from", rows)
    return subjects.report(rule, rows.loc[fast & large])


def usage(desk: LendingDesk, unit: pd.Series[Any] | None = None) -> pd.DataFrame:
    """What joint limits are used, by borrower that has one, or by `unit` (`lending.book.units`) of such borrowers.

    Columns: `financing`, `guaranteed_out` (for others outside the group), `limit` (yuan), `members` (those with a limit), `usage`
    (fraction). Members without a limit count neither in the limit nor in what is used.
    """
    limit = desk.limits.loc[(desk.limits > 0.0).to_numpy()]
    if desk.kept is not None:
        limit = limit.loc[limit.index.isin(desk.kept)]
    loans = desk.book.loans.loc[desk.book.loans["borrower"].isin(limit.index)]
    financing = loans.groupby("borrower")["balance"].sum().reindex(limit.index).fillna(0.0)
    rows = desk.guarantees.loc[desk.guarantees["guarantor"].isin(limit.index)]
    outside = rows["guarantor"].map(desk.group) != rows["borrower"].map(desk.group)
    given = rows.loc[outside.to_numpy(dtype=bool)].groupby("guarantor")["amount"].sum().reindex(limit.index).fillna(0.0)
    table = pd.DataFrame({"financing": financing, "guaranteed_out": given, "limit": limit, "members": 1})
    table = table.groupby(units(limit.index.to_series(), unit)).sum()
    return table.assign(usage=share(table["financing"] + table["guaranteed_out"], table["limit"]))


def _limits(subjects: Subjects) -> Iterator[Batch]:
    """A group whose only member with a limit is near it is that member's finding."""
    table = usage(subjects.desk, None if subjects.unit is None else subjects.desk.joined)
    rows = subjects.rows(table if subjects.unit is None else table.loc[(table["members"] > 1).to_numpy(dtype=bool)])
    near = rows["usage"].to_numpy() >= subjects.line("joint_limit_warning", "usage_from", rows)
    above = rows["usage"].to_numpy() > 1.0
    for rule, hit in (("joint_limit_warning", near & ~above), ("joint_limit_exceeded", above)):
        yield subjects.report(rule, rows.loc[hit])
