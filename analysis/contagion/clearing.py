"""Clearing with partial payment: a party that fails still pays its creditors a part, and the bank turns to the guarantors for the rest."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, Unpack, get_args

import numpy as np
import numpy.typing as npt

from analysis.contagion.cascade import CallResult
from analysis.contagion.obligations import called_shortfall, positions, resolve
from analysis.contagion.parameters import CascadeOptions, CascadeParameters
from analysis.contagion.withdrawal import withdrawn
from graph.errors import InvalidParameter
from graph.network import HALF_FEN, Floats, GuaranteeNetwork, Ints

OwnClaims: TypeAlias = Literal["due", "all"]
TOLERANCE: Final = 1e-12  # of a recovery: a hundredth of a fen on a loan of a hundred million
MAX_ROUNDS: Final = 10_000


@dataclass(frozen=True, eq=False)
class ClearingResult(CallResult):
    """One clearing. `calls` are the claims o_jl on every guarantor, fallen or not; it pays its `recovery` of each.

    `rounds` are those in which a recovery fell, `round_of` the one in which a party failed. Without convergence recoveries are upper,
    calls lower bounds, and parties may be missing from `defaulted`.
    """

    recovery: Floats  # ρ: the part of what is claimed from it that each party pays; 1 where it stands
    paid: dict[int, dict[int, float]]  # loan -> guarantor -> amount paid
    unpaid_of_loan: Floats  # s: what a borrower that is down leaves of the shortfall; 0 where it stands
    enforced_of_loan: Floats  # of it, what enforcement against the borrower brings before general guarantors are called
    alpha: float
    own_claims: OwnClaims
    converged: bool
    tolerance: float


def run(
    network: GuaranteeNetwork,
    seeds: Sequence[int] | Ints,
    *,
    alpha: float,
    rescue: Sequence[int] | Ints = (),
    own_claims: OwnClaims = "due",
    tolerance: float = TOLERANCE,
    max_rounds: int = MAX_ROUNDS,
    **assumed: Unpack[CascadeOptions],
) -> ClearingResult:
    """The least fixed point of payments when a failed party's creditors share α of its resources e in proportion to their claims.

    Claims on j: Θ_j = d_j + Σ o_jl; recovery ρ_j = 1 while j stands, else min(1, α·e_j/Θ_j); a fallen borrower leaves
    s_l = D_l·(1 − ρ_b); guarantors are claimed o_jl = min(u_jl, s_l, λ_l·w_jl) at the smallest level λ_l with Σ ρ_j·o_jl ≥ s_l. Claims
    rise and recoveries fall from round to round, so the iteration from no claims reaches the least fixed point (after Eisenberg & Noe
    2001; Rogers & Veraart 2013). A round costs O(guarantees of the loans it touches), the square of a loan's guarantees at worst.

    j falls when its calls are above max(0, e_j − d_j) by more than half a fen: one that cannot meet its own debt stands until it is
    called, as in the cascade, whose default set this has at α = 0. Several: the fixed share of s_l, whoever pays. Joint: what the
    several do not pay. General: what the others, claimed in full, leave of (1 − q)·s_l, and never more than that.

    `own_claims` are what the lenders of a fallen party claim from it besides its guarantees: "due", its own debt d; "all", the
    shortfalls of all its loans where they are more, as default makes every loan due. With "due" a seed without debt due pays in full
    out of any resources. Unknown resources count as `unknown_capacity` says, for seeds too.
    Credit withdrawal brings parties down sooner; it adds nothing to what their lenders claim.

    Raises:
        UnknownCode: a seed or rescued party that is not in the network.
        InvalidParameter: a parameter outside its choices.
        InvalidNetwork: a value no model can compute with.

    >>> loans = [(0, 10.0, [(1, None, 1), (2, None, 1)]), (1, 3.0, []), (2, 3.0, [])]
    >>> network = GuaranteeNetwork.from_loans(loans, [0, 2, 17], resources=[4, 5, 20], own_debt=[10, 3, 3])
    >>> result = run(network, [0], alpha=1.0)
    >>> result.defaulted.tolist(), result.recovery.round(4).tolist(), round(result.bank_loss, 4), result.converged
    ([0, 1], [0.4, 0.7863, 1.0], 0.6411, True)

    """
    from analysis.contagion.kernels.clearing import clear, tally_loans
    from analysis.contagion.kernels.falling import AT_LOAN

    parameters = CascadeParameters(**assumed)
    _check(alpha, own_claims, tolerance, max_rounds)
    saved = positions(network, rescue, "rescue")
    started = np.setdiff1d(positions(network, seeds, "seeds"), saved, assume_unique=True)
    terms = resolve(network, parameters, saved)
    parties, loans = network.parties, network.loans
    purses = make_purses(network, parameters, saved, float(alpha), own_claims)
    called = np.zeros(len(terms.claims))
    rounds, converged = clear(*terms, purses, np.zeros(len(loans.shortfall), AT_LOAN), called, started, float(tolerance), int(max_rounds))

    by_row = np.zeros((3, len(loans.shortfall)))
    tally_loans(terms.loans, terms.claims, purses, called, *by_row)
    of_loan = np.zeros_like(by_row)
    of_loan[:, parties.own_loans] = by_row
    open_claims = np.flatnonzero(called)
    guarantor, amount = terms.claims["party"][open_claims], called[open_claims]
    loan = network.guarantees.loan[terms.claims["source"][open_claims]]
    defaulted = np.flatnonzero(purses["down"])
    return ClearingResult(
        defaulted=defaulted, rounds=int(rounds), round_of=purses["round_of"][defaulted].astype(np.int64),
        calls=_by_loan(loan, guarantor, amount), bank_loss=float(of_loan[2].sum()), loss_of_loan=of_loan[2], seeds=started, rescue=saved,
        parameters=parameters, worst=False, recovery=purses["recovery"].copy(),
        paid=_by_loan(loan, guarantor, amount * purses["recovery"][guarantor]), unpaid_of_loan=of_loan[0], enforced_of_loan=of_loan[1],
        alpha=float(alpha), own_claims=own_claims, converged=bool(converged), tolerance=float(tolerance),
    )  # fmt: skip


def make_purses(
    network: GuaranteeNetwork, parameters: CascadeParameters, saved: npt.NDArray[np.int64], alpha: float, own_claims: OwnClaims
) -> npt.NDArray[np.void]:
    """What each party bears, owns and owes before anybody fails."""
    from analysis.contagion.kernels.clearing import PURSE

    parties, loans = network.parties, network.loans
    resources = np.where(parties.capacity_known, parties.resources, 0.0 if parameters.unknown_capacity == "zero" else np.inf)
    purses = np.zeros(len(resources), PURSE)
    drain = withdrawn(network, parameters) if parameters.withdraws else 0.0
    purses["bears"] = np.maximum(0.0, np.maximum(0.0, resources - parties.own_debt) - drain) + HALF_FEN
    purses["bears"][saved] = np.inf
    purses["estate"] = alpha * resources if alpha > 0 else 0.0
    purses["own"] = parties.own_debt
    if own_claims == "all":
        lent = np.bincount(loans.borrower, weights=called_shortfall(network, parameters), minlength=len(resources))
        purses["own"] = np.maximum(purses["own"], lent)
    purses["recovery"] = 1.0
    return purses


def _by_loan(loan: Ints, guarantor: Ints, amount: Floats) -> dict[int, dict[int, float]]:
    """Amounts as loan -> guarantor -> sum over its contracts."""
    found: dict[int, dict[int, float]] = {}
    for row in np.lexsort((guarantor, loan)).tolist():
        of_loan = found.setdefault(int(loan[row]), {})
        payer = int(guarantor[row])
        of_loan[payer] = of_loan.get(payer, 0.0) + float(amount[row])
    return found


def _check(alpha: float, own_claims: str, tolerance: float, max_rounds: int) -> None:
    if not isinstance(alpha, (int, float, np.integer, np.floating)) or not 0.0 <= alpha <= 1.0:
        raise InvalidParameter(f"alpha is {alpha!r}: it must be between 0 and 1")
    if own_claims not in get_args(OwnClaims):
        raise InvalidParameter(f"own_claims is {own_claims!r}: it must be one of {', '.join(get_args(OwnClaims))}")
    if not isinstance(tolerance, (int, float, np.integer, np.floating)) or not 0.0 <= tolerance < math.inf:
        raise InvalidParameter(f"tolerance is {tolerance!r}: it must be a finite number of at least 0")
    if not isinstance(max_rounds, (int, np.integer)) or max_rounds < 1:
        raise InvalidParameter(f"max_rounds is {max_rounds!r}: it must be a whole number of at least 1")
