"""Credit at many lenders: who lent what, the need for it, limits, concentration, class floors, and what one more loan would change."""

from analysis.lending.desk import LendingDesk, lending_desk
from analysis.lending.findings import find
from analysis.lending.report import Proposal, figures
from analysis.lending.report import credit as credit_of

__all__ = ["LendingDesk", "Proposal", "credit_of", "figures", "find", "lending_desk"]
