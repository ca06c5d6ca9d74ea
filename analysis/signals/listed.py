"""Listed companies: what needs a shareholder vote, pledges, and the review of the quarter, which is a report also with nothing in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.findings import Batch, FindingTable, report
from analysis.groups import ControllerGroups
from analysis.lending.desk import LendingDesk
from analysis.lending.guaranteed import numbers
from analysis.proportion import share
from graph.lookup import held

_QUARTERS: Final = ("一季度", "二季度", "三季度", "四季度")


def listed(desk: LendingDesk) -> FindingTable:
    """Findings about every enterprise with a listed code, pledges of its shares, and its review of the quarter."""
    firms = desk.firms.loc[desk.firms["listed_code"].notna().to_numpy(dtype=bool)]
    guarantees = _of_listed(desk, firms)
    found = FindingTable.of([*_votes(desk, guarantees), _pledges(desk)])
    return found + FindingTable.of([_reviews(desk, firms, found)])


def subsidiaries(groups: ControllerGroups, codes: pd.Index[Any]) -> pd.Series[Any]:
    """For every party the nearest of `codes` at or above it in its chain of control; missing where there is none. O(depth · parties)."""
    code, above = groups.held.code, groups.control.parent
    sought = held(code, codes)
    here = np.arange(len(above))
    climbing = ~sought
    for _ in range(len(above)):
        climbing &= above[here] >= 0
        if not climbing.any():
            break
        here = np.where(climbing, above[here], here)
        climbing &= ~sought[here]
    party = pd.Index(code.to_pandas(), dtype="str")
    return pd.Series(party.take(here), index=party, dtype="str").where(sought[here])


def _of_listed(desk: LendingDesk, firms: pd.DataFrame) -> pd.DataFrame:
    """What listed companies and the firms they control guarantee; `subject` is the listed company.

    As exchanges count it (对外担保总额): what the company itself guarantees, for its subsidiaries too, and what those guarantee outside.
    """
    owner = subsidiaries(desk.groups, firms.index).dropna() if len(firms) else pd.Series(dtype="str")
    rows = desk.guarantees.loc[desk.guarantees["guarantor"].isin(owner.index)]
    rows = rows.assign(subject=rows["guarantor"].map(owner), debtor=rows["borrower"].map(owner))
    counted = rows["subject"].notna() & ((rows["subject"] != rows["debtor"]) | (rows["subject"] == rows["guarantor"]))
    rows = rows.loc[counted.to_numpy(dtype=bool)].reset_index(drop=True)
    return rows.assign(county=rows["subject"].map(desk.county), name=rows["subject"].map(desk.names))


def _votes(desk: LendingDesk, rows: pd.DataFrame) -> Iterator[Batch]:
    if rows.empty:
        return
    net, total, owed = (desk.yuan(name) for name in ("net_assets", "total_assets", "total_liabilities"))
    signed = numbers(rows, "subject")
    summed = rows.groupby("subject")["amount"].sum()
    whole = pd.DataFrame(
        {"guaranteed": summed, "net_assets": net.reindex(summed.index), "total_assets": total.reindex(summed.index)}, index=summed.index
    )
    subject = whole.index.to_series()
    whole = whole.assign(subject=subject, county=subject.map(desk.county), name=subject.map(desk.names))
    for rule, base in (("listed.net_assets", "net_assets"), ("listed.total_assets", "total_assets")):
        told = whole.assign(share=share(whole["guaranteed"], whole[base]))
        hit = told["share"].to_numpy() > desk.rules.numbers(rule, "share_above", told["county"])
        yield report(desk.rules, rule, told.loc[hit], contracts=signed)
    single = rows.assign(net_assets=rows["subject"].map(net), guarantee=rows["contracts"])
    by = ["subject", "county", "name", "guarantee", "borrower", "net_assets"]
    single = single.groupby(by, dropna=False)["amount"].sum().reset_index()
    single = single.assign(share=share(single["amount"], single["net_assets"]))
    rule = "listed.single_guarantee"
    hit = single["share"].to_numpy() > desk.rules.numbers(rule, "share_above", single["county"])
    single = single.loc[hit]
    signed = numbers(single.assign(label=single.index, contracts=single["guarantee"]), "label")
    yield report(desk.rules, rule, single, contracts=signed)
    by = ["subject", "county", "name", "borrower", "debtor"]
    debtors = rows.groupby(by, dropna=False)["amount"].sum().reset_index()
    owed = owed.where(owed.notna(), total - net)
    debtors = debtors.assign(leverage=share(debtors["borrower"].map(owed), debtors["borrower"].map(total)))
    rule = "listed.debtor_leverage"
    hit = debtors["leverage"].to_numpy() > desk.rules.numbers(rule, "leverage_above", debtors["county"])
    both = ["subject", "borrower"]
    behind = numbers(debtors[both].assign(label=debtors.index).merge(rows[[*both, "contracts"]].drop_duplicates(), on=both), "label")
    yield report(desk.rules, rule, debtors.loc[hit], contracts=behind)
    yield report(desk.rules, "listed.related_guarantee", debtors.loc[_related(desk, debtors)], contracts=behind)


def _related(desk: LendingDesk, debtors: pd.DataFrame) -> Any:
    """Whether the debtor is a shareholder or controller of the listed company, or of its controller group; its subsidiaries are neither."""
    controls = desk.facts["controls"]
    pairs = pd.MultiIndex.from_frame(controls[["controller", "enterprise"]])
    holder = pd.MultiIndex.from_arrays([debtors["borrower"], debtors["subject"]]).isin(pairs)
    same = (debtors["borrower"].map(desk.group) == debtors["subject"].map(desk.group)).to_numpy(dtype=bool)
    return (holder | same) & (debtors["debtor"] != debtors["subject"]).to_numpy(dtype=bool)


def _pledges(desk: LendingDesk) -> Batch:
    """The largest cumulative pledge of every pledgor and listed code; where none is stated, its pledges added up."""
    rule = "listed.pledge"
    pledges = desk.facts["pledges"]
    by = pledges.groupby(["pledgor", "listed_code"])
    table = by.agg(stated=("cumulative_share", "max"), added=("pledged_share", "sum")).reset_index()
    table = table.assign(pledged=table["stated"].where(table["stated"].notna(), table["added"]), subject=table["pledgor"])
    table = table.assign(county=table["subject"].map(desk.county), name=table["subject"].map(desk.names))
    hit = table["pledged"].to_numpy(dtype=np.float64) > desk.rules.numbers(rule, "pledged_above", table["county"])
    behind = pledges.set_index(by.ngroup().to_numpy())["pledge_no"]  # a group's number is its row in `table`
    return report(desk.rules, rule, table.loc[hit], contracts=behind)


def _reviews(desk: LendingDesk, firms: pd.DataFrame, found: FindingTable) -> Batch:
    """One row a listed company and quarter: how many matters its guarantees, pledges and bonds raise."""
    bonds = desk.facts["bonds"]
    failed = bonds.loc[bonds["defaulted"].fillna(value=False).to_numpy(dtype=bool), "issuer"]
    code = firms["listed_code"]
    matters = [
        batch.frame["listed_code"] if batch.rule.id == "listed.pledge" else batch.frame["subject"].map(code) for batch in found.batches
    ]
    counted = pd.concat([*matters, failed.map(code)]).value_counts()
    raised = code.map(counted).fillna(0).to_numpy()
    rows = pd.DataFrame(
        {
            "subject": firms.index.to_numpy(),
            "county": firms["county_code"].to_numpy(),
            "name": firms["name"].to_numpy(),
            "quarter": quarter(desk.facts.as_of),
            "listed_code": firms["listed_code"].to_numpy(),
            "raised": raised.astype(np.int64),
        }
    )
    return report(desk.rules, "listed.quarter", rows)


def quarter(day: date) -> str:
    """The quarter of a day, such as 2026年二季度."""
    return f"{day.year}年{_QUARTERS[(day.month - 1) // 3]}"
