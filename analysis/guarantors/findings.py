"""What the rules on guarantors, guarantee companies and guarantee law find."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import numpy as np
import pandas as pd

from analysis.findings import Batch, FindingTable, report
from analysis.groups import ControllerGroups
from analysis.guarantors.contracts import contracts, resolved_as
from analysis.guarantors.ratios import Ratios, limits
from analysis.lending.guaranteed import numbers
from analysis.lending.history import YEAR_MONTHS, earlier
from analysis.proportion import share as share_of
from analysis.rules import RuleBook
from graph.facts import CityFacts
from graph.lookup import places


def find(
    facts: CityFacts,
    guarantees: pd.DataFrame,
    found: Ratios,
    groups: ControllerGroups,
    book: RuleBook,
    guarantors: Collection[str] | None = None,
) -> FindingTable:
    """Findings about every guarantor, or some; `guarantees` are those in force by guarantor and loan, `found` their `ratios`."""
    return FindingTable.of(
        [
            *_ratios(facts, guarantees, found.table, book),
            *_companies(guarantees, found.table, groups, book),
            *_law(contracts(facts, guarantors), found.table, facts, book),
        ]
    )


def _ratios(facts: CityFacts, guarantees: pd.DataFrame, table: pd.DataFrame, book: RuleBook) -> Iterator[Batch]:
    """Guarantee companies have limits of their own; natural persons are not companies whose ratio a supervisor warns of."""
    companies = table.loc[(table["kind"] == "guarantee_companies").to_numpy(dtype=bool)]
    firms = table.loc[(table["kind"] == "enterprises").to_numpy(dtype=bool)]
    firms, companies = (part.assign(subject=part.index) for part in (firms, companies))
    either = pd.concat([firms, companies])
    share = firms["share"].to_numpy()
    told = facts.told_on("guarantees", earlier(facts.as_of, YEAR_MONTHS))  # else what is left of the past would show growth everywhere

    def line(rule: str, parameter: str) -> Any:
        return book.numbers(rule, parameter, firms["county"])

    above = share > line("guarantee.ratio_limit", "share_above")
    hits = {
        "guarantee.ratio_limit": above,
        "guarantee.ratio_warning": (share > line("guarantee.ratio_warning", "share_above")) & ~above,
        "guarantee.clients": firms["clients"].to_numpy() > line("guarantee.clients", "clients_above"),
        "guarantee.growth": (firms["growth"].to_numpy() >= line("guarantee.growth", "growth_from")) & told,
    }
    signed = numbers(guarantees, "guarantor")
    for rule, hit in hits.items():
        yield report(book, rule, firms.loc[hit], contracts=signed)
    yield report(book, "guarantee.no_net_assets", either.loc[(either["net_assets"] <= 0.0).to_numpy(dtype=bool)], contracts=signed)
    yield report(book, "guarantee.net_assets_unknown", either.loc[either["net_assets"].isna().to_numpy(dtype=bool)], contracts=signed)


def _companies(guarantees: pd.DataFrame, table: pd.DataFrame, groups: ControllerGroups, book: RuleBook) -> Iterator[Batch]:
    firms = table.loc[(table["kind"] == "guarantee_companies").to_numpy(dtype=bool) & (table["net_assets"] > 0.0).to_numpy(dtype=bool)]
    most = limits(firms, book)
    signed = numbers(guarantees, "guarantor")
    over = firms.assign(subject=firms.index, times=firms["share"], limit_times=most).loc[firms["share"].to_numpy() > most]
    yield report(book, "guarantee_company.leverage", over, contracts=signed)

    given = guarantees.loc[guarantees["guarantor"].isin(firms.index)]
    given = given.assign(group=groups.of(given["borrower"]).to_numpy())
    one = given.groupby(["guarantor", "borrower"]).agg(guaranteed=("amount", "sum")).reset_index()
    yield _above(one, "guarantee_company.client", firms, given, book)

    related = given.groupby(["guarantor", "group"]).agg(guaranteed=("amount", "sum"), clients=("borrower", "nunique"))
    related = related.loc[related["clients"] > 1].reset_index()
    yield _above(related, "guarantee_company.related_clients", firms, given, book)

    above = _controllers(groups, pd.Index(one["guarantor"].unique()))
    hit = [borrower in above[guarantor] for guarantor, borrower in zip(one["guarantor"], one["borrower"], strict=True)]
    rows = one.loc[np.array(hit, dtype=bool)].reset_index(drop=True)
    yield report(book, "guarantee_company.own_controller", _told(rows, firms), contracts=_signed(rows, given))


def _controllers(groups: ControllerGroups, companies: pd.Index[Any]) -> dict[str, set[str]]:
    """Everybody in the chain of control above each company."""
    code, parent = groups.held.code, groups.control.parent
    found: dict[str, set[str]] = {}
    for company, place in zip(companies, places(companies, code).tolist(), strict=True):
        above: set[int] = set()
        here = int(parent[place]) if place >= 0 else -1
        while here >= 0 and here not in above:
            above.add(here)
            here = int(parent[here])
        found[company] = {str(code[one]) for one in above if one != place}
    return found


def _above(rows: pd.DataFrame, rule: str, firms: pd.DataFrame, given: pd.DataFrame, book: RuleBook) -> Batch:
    """Rows whose part of the company's net assets is above the rule's line."""
    told = _told(rows, firms)
    net = told["subject"].map(firms["net_assets"]).astype("float64")
    told = told.assign(net_assets=net, share=share_of(told["guaranteed"], net))
    told = told.loc[told["share"].to_numpy() > book.numbers(rule, "share_above", told["county"])]
    return report(book, rule, told, contracts=_signed(told, given))


def _told(rows: pd.DataFrame, firms: pd.DataFrame) -> pd.DataFrame:
    subject = rows["guarantor"]
    return rows.assign(subject=subject, name=subject.map(firms["name"]), county=subject.map(firms["county"]))


def _signed(rows: pd.DataFrame, given: pd.DataFrame) -> pd.Series[str]:
    """The contracts behind rows of a guarantor and a borrower or group, by the rows' labels."""
    by = ["guarantor", "borrower" if "borrower" in rows else "group"]
    return numbers(rows[by].assign(label=rows.index).merge(given, on=by), "label")


def _law(rows: pd.DataFrame, people: pd.DataFrame, facts: CityFacts, book: RuleBook) -> Iterator[Batch]:
    """Contract by contract; a guarantee that has lapsed is only told to have lapsed."""
    today = pd.Timestamp(facts.as_of)
    subject = rows["guarantor"]
    told = rows.assign(subject=subject, name=subject.map(people["name"]), county=subject.map(people["county"]))
    lapsed = (told["ended_on"] < today).to_numpy(dtype=bool)
    months = int(book.number("guarantee.period_unclear", "months"))
    ended = (told["due_on"] + pd.DateOffset(months=months) < today).to_numpy(dtype=bool)
    unclear = (told["liability"] == "unclear").to_numpy(dtype=bool)
    old = (told["signed_on"] < told["starts_on"]).to_numpy(dtype=bool)
    promise = pd.MultiIndex.from_frame(told[["guarantor", "loan"]])
    left = (told["renewal"] == "refinanced").to_numpy(dtype=bool) & old & ~promise.isin(promise[~old])  # nobody recorded it again
    hits = {
        "guarantee.lapsed": lapsed,
        "guarantee.period_unclear": ~lapsed & told["ended_on"].isna().to_numpy() & ended,
        "guarantee.unclear_liability": ~lapsed & unclear,
        "guarantee.unrecorded_after_renewal": ~lapsed & left,
        "guarantee.resolution_unchecked": ~lapsed & (told["resolution_checked"] == False).fillna(value=False).to_numpy(dtype=bool),  # noqa: E712
    }
    told = told.assign(renewed_on=told["starts_on"], resolved_as=resolved_as(told["signed_on"]))
    for rule, hit in hits.items():
        yield report(book, rule, told.loc[hit], contracts=told.loc[hit, "guarantee"])
