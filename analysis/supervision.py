"""All the rules over the whole city: one desk, every topic, one table of findings."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

from analysis import classification, guarantors, lending, maturities, signals
from analysis.classification import FINDINGS, STANDARD, Scheme
from analysis.coordination import CoordinationParameters, Queue, QueueRow, queue
from analysis.findings import FindingTable
from analysis.groups import dependence
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


def find_all(
    desk: LendingDesk,
    network: GuaranteeNetwork,
    progress: Progress = silent,
    *,
    matured: FindingTable | None = None,
    scheme: Scheme | None = STANDARD,
) -> FindingTable:
    """What every topic finds for the day of the desk.

    `matured` is what was found about its maturities, where that is known already; classes are proposed by `scheme`, with None not at all.
    """
    steps = 6
    progress("checking the rules", 0, steps)
    found = lending.find(desk)
    progress("checking the rules", 1, steps)
    facts, book, groups = desk.facts, desk.rules, desk.groups
    found += guarantors.find(facts, desk.guarantees, ratios(desk), groups, book)
    progress("checking the rules", 2, steps)
    found += maturities.find(maturities.ledger(facts, book), book) if matured is None else matured
    progress("checking the rules", 3, steps)
    found += signals.find(desk)
    progress("checking the rules", 4, steps)
    found += of_controls(groups, book) + FindingTable.of([dependence(facts, network, groups, book)])
    progress("checking the rules", 5, steps)
    found += of_classes(desk, network, found, scheme)
    progress("checking the rules", steps, steps)
    return found


def of_classes(desk: LendingDesk, network: GuaranteeNetwork, found: FindingTable, scheme: Scheme | None) -> FindingTable:
    """What the rules on classes find; `found` are the findings of the other topics."""
    if scheme is None:
        return FindingTable()
    return classification.find(classification.classify(desk, network, found, scheme=scheme))


def find_others(desk: LendingDesk, network: GuaranteeNetwork, codes: Collection[str], scheme: Scheme = STANDARD) -> FindingTable:
    """What the rules of all topics but lending find about some parties.

    Quicker than everything about everybody, but for firms on the ledger under a scheme that counts findings: it holds them against all.
    """
    wanted, facts, book = tuple(codes), desk.facts, desk.rules
    behind = desk.guarantees.loc[desk.guarantees["borrower"].isin(wanted), "guarantor"]  # they count where people are touched
    near = desk.only(dict.fromkeys([*(one for code in wanted for one in (code, *desk.groups.members(code))), *behind]))
    found = guarantors.find(facts, near.guarantees, ratios(near), desk.groups, book, wanted)
    found += maturities.find(maturities.ledger(facts, book, wanted), book)
    found += signals.find(near)
    found += of_controls(desk.groups, book) + FindingTable.of([dependence(facts, network, desk.groups, book)])
    if set(wanted) & set(facts["risk_list"]["enterprise"]):  # only firms on the ledger have a class
        counted = find_all(desk, network, scheme=None) if scheme.needs(FINDINGS) else FindingTable()
        found += of_classes(desk, network, counted, scheme)
    return found.about(*wanted)


def ratios(desk: LendingDesk) -> guarantors.Ratios:
    """What every guarantor of the desk stands behind, now and a year ago (nothing where the store was not told of that day)."""
    day = earlier(desk.facts.as_of, YEAR_MONTHS)
    if not desk.facts.told_on("guarantees", day):
        return guarantors.ratios(desk.facts, desk.guarantees, desk.guarantees.iloc[:0], desk.rules)
    then = links(assemble(desk.facts.on(day), day, f"a year before {desk.facts.as_of}", Assumptions()))
    return guarantors.ratios(desk.facts, desk.guarantees, then, desk.rules)


@dataclass(frozen=True, eq=False)
class Supervision:
    """What was worked out for a day: the desk, everything the rules find, the ledger of maturities."""

    desk: LendingDesk
    found: FindingTable
    due: maturities.Ledger


def supervised_queue(
    facts: CityFacts,
    network: GuaranteeNetwork,
    book: RuleBook,
    *,
    parameters: CoordinationParameters | None = None,
    previous: Mapping[str, str] | None = None,
    scheme: Scheme = STANDARD,
    progress: Progress = silent,
    known: Supervision | None = None,
) -> Queue:
    """The coordination queue by the book's lines (or `parameters`), each row with what the rules found about its members.

    Flags are the rules that found a member, or its controller group, at `FLAGGED` or above, the most severe rule first; `due_soon` is what
    the members' loans and bonds due within three months or overdue add up to, yuan. `known`, by the same book and scheme, saves time.
    """
    told = _told(known.desk, known.found, _owed(known.due)) if known else _found_out(facts, network, book, scheme, progress)
    ranked = queue(network, parameters=parameters or coordination_parameters(book), previous=previous)
    return replace(ranked, rows=tuple(told.beside(row) for row in ranked.rows))


@dataclass(frozen=True, eq=False)
class _Told:
    """What the rules say of parties, by code."""

    flags: Mapping[str, Collection[str]]
    severity: Mapping[str, int]  # of a rule, the most severe lowest
    owed: Mapping[str, float]  # yuan due soon or overdue

    def beside(self, row: QueueRow) -> QueueRow:
        """A row with what was told of its members."""
        rules = {rule for member in row.members for rule in self.flags.get(member, ())}
        owed = [self.owed[member] for member in row.members if member in self.owed]
        if not rules and not owed:
            return row
        flags = tuple(sorted(rules, key=lambda rule: (self.severity[rule], rule)))
        return replace(row, flags=flags, due_soon=round(math.fsum(owed), 2))


def _found_out(facts: CityFacts, network: GuaranteeNetwork, book: RuleBook, scheme: Scheme, progress: Progress) -> _Told:
    matured, owed = _due(facts, book)
    desk = lending_desk(facts, network, groups_of(facts, book), book)
    return _told(desk, find_all(desk, network, progress, matured=matured, scheme=scheme), owed)


def _told(desk: LendingDesk, found: FindingTable, owed: Mapping[str, float]) -> _Told:
    flagged = found.at_least(FLAGGED)
    severity = {batch.rule.id: -int(batch.frame["severity"].max()) for batch in flagged.batches}
    return _Told(flagged.flags(desk.group), severity, owed)


def _due(facts: CityFacts, book: RuleBook) -> tuple[FindingTable, dict[str, float]]:
    """What is found about maturities, and what falls due soon by borrower; the ledger itself, a row a loan, is let go of."""
    due = maturities.ledger(facts, book)
    return maturities.find(due, book), _owed(due)


def _owed(due: maturities.Ledger) -> dict[str, float]:
    soon = due.chosen(stage=maturities.LAST_STAGES).rows
    return {str(code): yuan for code, yuan in soon.groupby("borrower")["balance"].sum().items()}
