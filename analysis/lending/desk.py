"""`LendingDesk`: everything questions about credit are answered from, for one day, made once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import pandas as pd

from analysis.groups import ControllerGroups
from analysis.lending.book import CreditBook, credit_book, units
from analysis.lending.guaranteed import links
from analysis.lending.history import earlier
from analysis.lending.working_capital import need, room
from analysis.rules import RuleBook
from analysis.signal_kinds import enterprises_with
from graph.facts import CityFacts
from graph.network import GuaranteeNetwork
from graph.values import FEN_PER_YUAN


@dataclass(frozen=True, eq=False)
class LendingDesk:
    """Made by `lending_desk`; what follows from these is worked out when first asked for."""

    facts: CityFacts
    groups: ControllerGroups
    rules: RuleBook
    book: CreditBook
    firms: pd.DataFrame  # the enterprises' figures of the day as the table has them, by code
    guarantees: pd.DataFrame  # in force, by guarantor and loan (`lending.guaranteed.links`)
    group: pd.Series[Any]  # the controller group of every party, by code
    names: pd.Series[Any]  # the name of every party that has one, by code
    kept: tuple[str, ...] | None = None  # the borrowers it is limited to
    past: dict[int, CreditBook] = field(default_factory=dict, repr=False)  # books of earlier days, by months before

    @cached_property
    def borrowers(self) -> pd.Index[Any]:
        """Every enterprise, and whoever else has a loan."""
        return self.firms.index.union(pd.Index(self.book.loans["borrower"].unique()))

    @cached_property
    def joined(self) -> pd.Series[Any]:
        """The controller group of every party that is not alone in it, by code: a group of one is its member."""
        several = self.group.loc[self.group.duplicated(keep=False)]
        return several if self.kept is None else several.loc[several.index.isin(self.kept)]

    @cached_property
    def homes(self) -> pd.Series[Any]:
        """The county of every group that is not one party alone, by its id, as far as it is known.

        That of the enterprise the group is named after, else that whose members owe most (of two alike the smaller code).
        """
        ids = pd.Index(self.joined.unique())
        owed = self.book.loans.groupby("borrower")["balance"].sum().reset_index()
        owed = owed.assign(group=owed["borrower"].map(self.joined), county=owed["borrower"].map(self.county))
        summed = owed.groupby(["group", "county"])["balance"].sum().round(2).reset_index()
        largest = summed.sort_values(["balance", "county"], ascending=[False, True]).drop_duplicates("group").set_index("group")["county"]
        own = self.county.reindex(ids)
        return own.where(own.notna(), largest.reindex(ids))

    def rows(self, table: pd.DataFrame, county: pd.Series[Any] | None = None) -> pd.DataFrame:
        """A table by code as rows of findings, still labelled by the code; `county` by code, where not that of the enterprises."""
        subject = table.index.to_series()
        home = subject.map(self.county if county is None else county)
        return table.assign(subject=subject, county=home, name=subject.map(self.names))

    def loans_of(self, codes: pd.Index[Any], unit: pd.Series[Any] | None = None) -> pd.Series[Any]:
        """The numbers of the loans of some borrowers, or of some of `unit` (`lending.book.units`), by their codes."""
        borrowers = codes if unit is None else unit.index[unit.isin(codes)]
        loans = self.book.loans.loc[self.book.loans["borrower"].isin(borrowers)]
        return loans.set_index(units(loans["borrower"], unit))["loan_no"]

    def loans_at(self, rows: pd.DataFrame, unit: pd.Series[Any] | None = None) -> pd.Series[Any]:
        """The numbers of the loans behind rows of `unit` (`lending.book.units`) and `bank`, by the rows' labels."""
        loans = self.book.loans
        loans = loans.loc[loans["bank"].isin(rows["bank"].unique())]
        loans = loans.assign(unit=units(loans["borrower"], unit)).dropna(subset="unit")
        both = rows[["unit", "bank"]].assign(label=rows.index).merge(loans, on=["unit", "bank"])
        return both.set_index("label")["loan_no"]

    @cached_property
    def needs(self) -> pd.DataFrame:
        """Need and room of every enterprise (`lending.working_capital.room`)."""
        counted = self.working_capital_loans
        return room(need(self.firms.reset_index(drop=True)), counted.groupby("borrower")["balance"].sum().round(2))

    def before(self, months: int) -> CreditBook:
        """The book of the same day some months ago."""
        if months not in self.past:
            self.past[months] = credit_book(self.facts.on(earlier(self.facts.as_of, months)), self.kept)
        return self.past[months]

    @property
    def working_capital_loans(self) -> pd.DataFrame:
        """The loans the formula counts: for working capital, by banks; margins are not taken off."""
        loans = self.book.loans
        rows = loans.loc[loans["working_capital"] & ~loans["nonbank"]]
        return rows.assign(balance=rows["gross"])

    @cached_property
    def limits(self) -> pd.Series[Any]:
        """The joint limit in force by borrower, yuan: the one set last."""
        rows = self.facts["joint_limits"].sort_values("valid_from", na_position="first")
        latest = rows.drop_duplicates("borrower", keep="last")
        return pd.Series(latest["limit"].to_numpy(dtype="float64") / FEN_PER_YUAN, index=pd.Index(latest["borrower"]))

    @property
    def county(self) -> pd.Series[Any]:
        """The county of every enterprise, by code."""
        found: pd.Series[Any] = self.firms["county_code"]
        return found

    def yuan(self, column: str) -> pd.Series[Any]:
        """A money column of the enterprises in yuan, by code; NaN unknown."""
        found: pd.Series[Any] = self.firms[column].astype("Float64").astype("float64") / FEN_PER_YUAN
        return found

    def with_signal(self, *kinds: str) -> list[str]:
        """The enterprises that have a signal of one of these kinds (`signal_kinds`), or whose stated status is one, ascending."""
        states = self.firms["credit_code"].rename("enterprise").to_frame().assign(kind=self.firms["status"])
        return enterprises_with(pd.concat([self.facts["signals"][["enterprise", "kind"]], states], ignore_index=True), *kinds)

    def only(self, borrowers: Iterable[str]) -> LendingDesk:
        """The same for some borrowers, with the guarantees they gave and received: quicker."""
        wanted = tuple(dict.fromkeys(borrowers))
        past = {months: book.only(wanted) for months, book in self.past.items()}
        rows = self.guarantees
        near = rows.loc[(rows["guarantor"].isin(wanted) | rows["borrower"].isin(wanted)).to_numpy(dtype=bool)]
        firms = self.firms.loc[self.firms.index.isin(wanted)]
        return replace(self, book=self.book.only(wanted), firms=firms, guarantees=near, kept=wanted, past=past)


def lending_desk(facts: CityFacts, network: GuaranteeNetwork, groups: ControllerGroups, rules: RuleBook | None = None) -> LendingDesk:
    """The desk of a day. Linear in loans, lines and guarantees but for sorting them."""
    firms = facts["enterprises"].drop_duplicates("credit_code").set_index("credit_code", drop=False)
    table = groups.frame()
    group = pd.Series(table["group"].to_numpy(), index=pd.Index(table["party"]), dtype="str")
    return LendingDesk(facts, groups, rules or RuleBook(), credit_book(facts), firms, links(network), group, _names(facts, firms))


def _names(facts: CityFacts, firms: pd.DataFrame) -> pd.Series[Any]:
    """The names of enterprises, guarantee companies and persons, by code."""
    people = facts["persons"].rename(columns={"person_id": "credit_code"})
    whole = pd.concat([frame[["credit_code", "name"]] for frame in (firms, facts["guarantee_companies"], people)])
    whole = whole.dropna().drop_duplicates("credit_code")
    return pd.Series(whole["name"].to_numpy(), index=pd.Index(whole["credit_code"]), dtype="str")
