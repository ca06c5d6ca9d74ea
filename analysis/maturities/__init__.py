"""321: what falls due, who has to act three, two and one months before, and what a missed maturity would set off."""

from analysis.maturities.findings import find
from analysis.maturities.ledger import LAST_STAGES, STAGES, Ledger, ledger
from analysis.maturities.missed import if_missed
from analysis.maturities.rollup import DIMENSIONS, roll_up

__all__ = ["DIMENSIONS", "LAST_STAGES", "STAGES", "Ledger", "find", "if_missed", "ledger", "roll_up"]
