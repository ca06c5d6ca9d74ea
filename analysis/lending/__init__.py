"""Credit at many lenders: who lent what, the need for it, limits, concentration, class floors, and what one more loan would change."""

from analysis.lending.desk import LendingDesk, lending_desk
from analysis.lending.figures import Figures, figures, figures_of
from analysis.lending.findings import find
from analysis.lending.report import CreditAnswers, Proposal, Proposed, credit_answers, proposals

__all__ = [
    "CreditAnswers", "Figures", "LendingDesk", "Proposal", "Proposed", "credit_answers", "figures", "figures_of", "find", "lending_desk",
    "proposals",
]  # fmt: skip
