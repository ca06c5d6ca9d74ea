"""What a visitor sees of a Monte Carlo run: parties of his own, a county the counties' losses, a bank its own.

Figures of a party of which one or two other banks are the only other lenders would tell a bank how these class it: they are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from api.security.banks_together import FEWEST, others

if TYPE_CHECKING:
    from api.security.views import View

Row = dict[str, Any]
_OF_THE_CITY: Final[Row] = {  # figures over all banks, as a bank has them
    "expected_loss": None, "risks": [], "contagion_share": None, "quantiles": [], "histogram": None, "by_county": [],
}  # fmt: skip
_CHANCES: Final = ("probability_alone", "probability_alone_error", "probability", "probability_error")


def montecarlo(told: Row, view: View) -> Row:
    """Model D as a county or a bank sees it."""
    own = [row for row in told["by_party"] if row["party"] in view.own_codes]
    elsewhere = {"elsewhere": {"by_party": len(told["by_party"]) - len(own)}}
    if view.bank is None:
        return {"by_bank": [], "by_party": own} | elsewhere
    few = _of_few_lenders(view)
    return (
        _OF_THE_CITY
        | {
            "by_bank": [row for row in told["by_bank"] if row["bank"] in view.bank_codes],
            "by_party": sorted((_party(row, few) for row in own), key=lambda row: str(row["party"])),
            "others": others({row["bank"]: row["expected_loss"] for row in told["by_bank"]}, view.visitor.jurisdiction),
        }
        | elsewhere
    )


def _party(row: Row, few: frozenset[str]) -> Row:
    told = row | {"expected_loss": None, "tail_loss": None}
    return told | dict.fromkeys(_CHANCES) if row["party"] in few else told


def _of_few_lenders(view: View) -> frozenset[str]:
    """Parties with fewer than three other lenders, but not none."""
    loans, parties = view.network.loans, view.network.parties
    elsewhere = loans.bank != view.bank
    pairs = np.unique(np.column_stack((loans.borrower[elsewhere], loans.bank[elsewhere])), axis=0)
    lenders = np.bincount(pairs[:, 0].astype(np.int64), minlength=len(parties.code))
    codes: list[str] = parties.code.take(np.flatnonzero((lenders > 0) & (lenders < FEWEST))).to_pylist()
    return frozenset(codes)
