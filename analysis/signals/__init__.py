"""Early signals, listed companies, evasion inside the clawback window, and the people a risk firm touches."""

from __future__ import annotations

from analysis.findings import FindingTable
from analysis.lending.desk import LendingDesk
from analysis.signals import stability as people
from analysis.signals.evasion import evasion
from analysis.signals.listed import listed
from analysis.signals.signs import signs
from analysis.signals.stability import Stability, stability


def find(desk: LendingDesk) -> FindingTable:
    """Everything the rules of this topic find."""
    return FindingTable.of([*signs(desk), *evasion(desk), *people.find(desk, stability(desk))]) + listed(desk)


__all__ = ["Stability", "find", "stability"]
