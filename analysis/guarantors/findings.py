"""What the rules on guarantors, guarantee companies and guarantee law find."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from analysis.findings import Batch, FindingTable, report
from analysis.groups import ControllerGroups
from analysis.guarantors.contracts import contracts, resolved_as
from analysis.guarantors.ratios import Ratios, limits
from analysis.lending.history import YEAR_MONTHS, earlier
from analysis.rules import RuleBook
from graph.facts import CityFacts


def find(facts: CityFacts, guarantees: pd.DataFrame, found: Ratios, groups: ControllerGroups, book: RuleBook) -> FindingTable:
    """Findings about every guarantor; `guarantees` are those in force by guarantor and loan, `found` what `ratios` made of them."""
    return FindingTable.of(
        [
            *_ratios(facts, guarantees, found.table, book),
            *_companies(guarantees, found.table, groups, book),
            *_law(contracts(facts), found.table, facts, book),
        ]
    )


def _ratios(facts: CityFacts, guarantees: pd.DataFrame, table: pd.DataFrame, book: RuleBook) -> Iterator[Batch]:
    """Guarantee companies have limits of their own; natural persons are not companies whose ratio a supervisor warns of."""
    firms = table.loc[(table["kind"] == "enterprises").to_numpy(dtype=bool)]
    firms = firms.assign(subject=firms.index)
    share, net = firms["share"].to_numpy(), firms["net_assets"].to_numpy()
    told = facts.told_on("guarantees", earlier(facts.as_of, YEAR_MONTHS))  # else what is left of the past would show growth everywhere

    def line(rule: str, parameter: str) -> Any:
        return book.numbers(rule, parameter, firms["county"])

    above = share > line("guarantee.ratio_limit", "share_above")
    hits = {
        "guarantee.ratio_limit": above,
        "guarantee.ratio_warning": (share > line("guarantee.ratio_warning", "share_above")) & ~above,
        "guarantee.no_net_assets": net <= 0.0,
        "guarantee.net_assets_unknown": np.isnan(net),
        "guarantee.clients": firms["clients"].to_numpy() > line("guarantee.clients", "clients_above"),
        "guarantee.growth": (firms["growth"].to_numpy() >= line("guarantee.growth", "growth_from")) & told,
    }
    numbers = guarantees.set_index("guarantor")["contracts"]
    for rule, hit in hits.items():
        yield report(book, rule, firms.loc[hit], contracts=numbers)


def _companies(guarantees: pd.DataFrame, table: pd.DataFrame, groups: ControllerGroups, book: RuleBook) -> Iterator[Batch]:
    firms = table.loc[(table["kind"] == "guarantee_companies").to_numpy(dtype=bool) & (table["net_assets"] > 0.0).to_numpy(dtype=bool)]
    most = limits(firms, book)
    numbers = guarantees.set_index("guarantor")["contracts"]
    over = firms.assign(subject=firms.index, times=firms["share"], limit_times=most).loc[firms["share"].to_numpy() > most]
    yield report(book, "guarantee_company.leverage", over, contracts=numbers)

    given = guarantees.loc[guarantees["guarantor"].isin(firms.index)]
    given = given.assign(group=groups.of(given["borrower"]).to_numpy())
    one = given.groupby(["guarantor", "borrower"]).agg(guaranteed=("amount", "sum"), numbers=("contracts", ",".join)).reset_index()
    yield _above(one, "guarantee_company.client", firms, book)

    related = given.groupby(["guarantor", "group"]).agg(
        guaranteed=("amount", "sum"), clients=("borrower", "nunique"), numbers=("contracts", ",".join)
    )
    related = related.loc[related["clients"] > 1].reset_index()
    yield _above(related, "guarantee_company.related_clients", firms, book)

    own = groups.frame().set_index("party")
    controllers = [own[column].reindex(one["guarantor"]).to_numpy() for column in ("controller", "group")]
    hit = (one["borrower"].to_numpy() == controllers[0]) | (one["borrower"].to_numpy() == controllers[1])
    rows = one.loc[hit & (one["borrower"] != one["guarantor"]).to_numpy()].reset_index(drop=True)
    yield report(book, "guarantee_company.own_controller", _told(rows, firms), contracts=_numbers(rows))


def _above(rows: pd.DataFrame, rule: str, firms: pd.DataFrame, book: RuleBook) -> Batch:
    """Rows whose part of the company's net assets is above the rule's line."""
    told = _told(rows, firms)
    told = told.assign(net_assets=told["subject"].map(firms["net_assets"]), share=0.0)
    told["share"] = told["guaranteed"] / told["net_assets"]
    hit = told["share"].to_numpy() > book.numbers(rule, "share_above", told["county"])
    return report(book, rule, told.loc[hit], contracts=_numbers(rows.loc[hit]))


def _told(rows: pd.DataFrame, firms: pd.DataFrame) -> pd.DataFrame:
    subject = rows["guarantor"]
    return rows.assign(subject=subject, name=subject.map(firms["name"]), county=subject.map(firms["county"]))


def _numbers(rows: pd.DataFrame) -> pd.Series[Any]:
    """Comma-joined contract numbers, one a row of the same label."""
    return rows["numbers"].str.split(",").explode().astype("str")


def _law(rows: pd.DataFrame, people: pd.DataFrame, facts: CityFacts, book: RuleBook) -> Iterator[Batch]:
    """Contract by contract; a guarantee that has lapsed is only told to have lapsed."""
    today = pd.Timestamp(facts.as_of)
    subject = rows["guarantor"]
    told = rows.assign(subject=subject, name=subject.map(people["name"]), county=subject.map(people["county"]))
    lapsed = (told["ended_on"] < today).to_numpy(dtype=bool)
    months = int(book.number("guarantee.period_unclear", "months"))
    ended = (told["due_on"] + pd.DateOffset(months=months) < today).to_numpy(dtype=bool)
    unclear = (told["liability"] == "unclear").to_numpy(dtype=bool)
    refinanced = (told["renewal"] == "refinanced").to_numpy(dtype=bool)
    hits = {
        "guarantee.lapsed": lapsed,
        "guarantee.period_unclear": ~lapsed & told["ended_on"].isna().to_numpy() & ended,
        "guarantee.unclear_liability": ~lapsed & unclear,
        "guarantee.unrecorded_after_renewal": ~lapsed & refinanced & (told["signed_on"] < told["starts_on"]).to_numpy(dtype=bool),
        "guarantee.resolution_unchecked": ~lapsed & (told["resolution_checked"] == False).fillna(value=False).to_numpy(dtype=bool),  # noqa: E712
    }
    told = told.assign(renewed_on=told["starts_on"], resolved_as=resolved_as(told["signed_on"]))
    for rule, hit in hits.items():
        yield report(book, rule, told.loc[hit], contracts=told.loc[hit, "guarantee"])
