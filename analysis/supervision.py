"""All the rules over the whole city: one desk, every topic, one table of findings."""

from __future__ import annotations

from typing import Final

import pandas as pd

from analysis import guarantors, lending, maturities, signals
from analysis.findings import FindingTable
from analysis.groups import ControllerGroups, dependence
from analysis.groups import findings as of_controls
from analysis.lending import LendingDesk
from analysis.lending.guaranteed import links
from analysis.lending.history import YEAR_MONTHS, earlier
from analysis.rules import Severity
from graph.assembly import assemble
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


def _a_year_ago(desk: LendingDesk) -> pd.DataFrame:
    """The guarantees of a year ago by guarantor and loan; none where the store was not told of that day (`CityFacts.told_on`)."""
    day = earlier(desk.facts.as_of, YEAR_MONTHS)
    if not desk.facts.told_on("guarantees", day):
        return desk.guarantees.iloc[:0]
    return links(assemble(desk.facts.on(day), day, f"a year before {desk.facts.as_of}", Assumptions()))


def _of_groups(groups: ControllerGroups, network: GuaranteeNetwork, desk: LendingDesk) -> FindingTable:
    return of_controls(groups, desk.rules) + FindingTable.of([dependence(desk.facts, network, groups, desk.rules)])
