"""Credit withdrawal (抽贷): a bank that sees a firm called for another's debt calls its own loans to it back.

j is called for anything when its calls Q_j(S) are above half a fen; then w_j(S) = Σ_k ω_k·x_jk, ω_k the share bank k withdraws and x_jk
what j owes it, net of margin, as far as its own debt does not hold that already. j falls when Q_j + w_j is above its capacity C_j by
more than half a fen. As w_j is zero or all of it, that is the same as falling when Q_j is above max(0, C_j − Σ_k ω_k·x_jk) by more than
half a fen: withdrawal lowers what a party can bear and nothing else, so the fixed points stay those of a monotone map and grow with ω.

What a bank withdraws is money a standing party pays back, so it is no loss, and none it saved either: the loans of a party that falls
count in full, as it had nothing left to pay them back from.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from analysis.contagion.parameters import EVERY_BANK, CascadeParameters, Withdrawal
from graph.errors import UnknownCode
from graph.network import Floats, GuaranteeNetwork


def withdrawn(network: GuaranteeNetwork, parameters: CascadeParameters) -> Floats:
    """What banks call back from each party once it is called, yuan. O(loans).

    Loans due count as far as `own_debt` leaves them out: wholly where own debt was not taken off, not at all where it was.

    Raises:
        UnknownCode: a bank that is not in the network.

    """
    loans, parties = network.loans, network.parties
    n = len(parties.capacity)
    share = shares_by_bank(network, parameters.withdrawal)[loans.bank]
    due = np.bincount(loans.borrower, weights=np.where(loans.due, loans.exposure, 0.0), minlength=n)
    counted = np.minimum(1.0, np.divide(parties.own_debt, due, out=np.zeros(n), where=due > 0.0))
    kept = np.where(loans.due, 1.0 - counted[loans.borrower], 1.0)
    drain: Floats = np.bincount(loans.borrower, weights=share * loans.exposure * kept, minlength=n).astype(np.float64)
    return drain


def shares_by_bank(network: GuaranteeNetwork, withdrawal: Withdrawal) -> Floats:
    """ω by position of the bank; one more at the end, where -1 points, for a bank nobody stated.

    Raises:
        UnknownCode: a bank that is not in the network.

    """
    codes = network.banks.code.to_pylist()
    if not isinstance(withdrawal, Mapping):
        return np.full(len(codes) + 1, float(withdrawal))
    for code in withdrawal:
        if code != EVERY_BANK and code not in codes:
            raise UnknownCode(f"withdrawal: no bank has the code {code!r}")
    others = withdrawal.get(EVERY_BANK, 0.0)
    return np.array([*(withdrawal.get(code, others) for code in codes), others], np.float64)
