"""All the rules over the whole city: one desk, every topic, one table of findings."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import pandas as pd

from analysis import guarantors, lending, maturities, signals
from analysis.coordination import CoordinationParameters, Queue, QueueRow, queue
from analysis.findings import FindingTable
from analysis.groups import ControllerGroups, dependence
from analysis.groups import find as groups_of
from analysis.groups import findings as of_controls
from analysis.lending import LendingDesk, lending_desk
from analysis.lending.guaranteed import links
from analysis.lending.history import YEAR_MONTHS, earlier
from analysis.rules import RuleBook, Severity
from analysis.rules.catalogue.coordination import coordination_parameters
from graph.assembly import assemble
from graph.facts import CityFacts
from graph.network import Assumptions, GuaranteeNetwork
from graph.progress import Progress, silent

FLAGGED: Final = Severity.WARNING  # findings from this severity on are flags of a queue row


def find_all(desk: LendingDesk, network: GuaranteeNetwork, progress: Progress = silent) -> FindingTable:
    """What every topic finds for the day of the desk."""
    steps = 5
    progress("checking the rules", 0, steps)
    found = lending.find(desk)
    progress("checking the rules", 1, steps)
    facts, book, groups = desk.facts, desk.rules, desk.groups
    found += guarantors.find(facts, desk.guarantees, guarantors.ratios(facts, desk.guarantees, _a_year_ago(desk), book), groups, book)
    progress("checking the rules", 2, steps)
    found += maturities.find(maturities.ledger(facts, book), book)
    progress("checking the rules", 3, steps)
    found += signals.find(desk)
    progress("checking the rules", 4, steps)
    found += _of_groups(groups, network, desk)
    progress("checking the rules", steps, steps)
    return found


def supervised_queue(
    facts: CityFacts,
    network: GuaranteeNetwork,
    book: RuleBook,
    *,
    parameters: CoordinationParameters | None = None,
    previous: Mapping[str, str] | None = None,
    progress: Progress = silent,
) -> Queue:
    """The coordination queue by the book's lines (or `parameters`), each row with what the rules found about its members.

    Flags are the rules that found a member at `FLAGGED` or above, the most severe rule first; `due_soon` is what the members' loans and
    bonds due within three months or overdue add up to, yuan.
    """
    desk = lending_desk(facts, network, groups_of(facts, book), book)
    found = find_all(desk, network, progress).at_least(FLAGGED)
    flags = found.flags()
    severity = {batch.rule.id: -int(batch.frame["severity"].max()) for batch in found.batches}
    ledger = maturities.ledger(facts, book).chosen(stage=maturities.LAST_STAGES).rows
    due = ledger.groupby("borrower")["balance"].sum().to_dict()
    ranked = queue(network, parameters=parameters or coordination_parameters(book), previous=previous)

    def told(row: QueueRow) -> QueueRow:
        rules = {rule for member in row.members for rule in flags.get(member, ())}
        return replace(
            row,
            flags=tuple(sorted(rules, key=lambda rule: (severity[rule], rule))),
            due_soon=round(math.fsum(due.get(member, 0.0) for member in row.members), 2),
        )

    return replace(ranked, rows=tuple(told(row) for row in ranked.rows))


def _a_year_ago(desk: LendingDesk) -> pd.DataFrame:
    """The guarantees of a year ago by guarantor and loan; none where the store was not told of that day (`CityFacts.told_on`)."""
    day = earlier(desk.facts.as_of, YEAR_MONTHS)
    if not desk.facts.told_on("guarantees", day):
        return desk.guarantees.iloc[:0]
    return links(assemble(desk.facts.on(day), day, f"a year before {desk.facts.as_of}", Assumptions()))


def _of_groups(groups: ControllerGroups, network: GuaranteeNetwork, desk: LendingDesk) -> FindingTable:
    return of_controls(groups, desk.rules) + FindingTable.of([dependence(desk.facts, network, groups, desk.rules)])
