"""Core firms: which enterprise a circle gathers around.

After the practice of a provincial regulator: loan balance, number and balance of guarantors, number and balance guaranteed, mutual
partners. Balances count as shares of the loans of the weakly connected part, numbers as shares of its edges; the score is the sum.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.circles.structures import Edges, mutual_among
from graph.network import Floats, GuaranteeNetwork, Ints, PartyKind


@dataclass(frozen=True, eq=False)
class Standing:
    """What makes a party the core of its part; arrays of n. Balances are exposures in yuan."""

    loan_balance: Floats
    guarantors: Floats
    balance_backed: Floats  # own loans behind which other parties stand, at most the caps; a loan counts once
    guaranteed: Floats
    balance_guaranteed: Floats  # others' loans the party stands behind, at most its caps
    mutual_partners: Floats
    score: Floats  # sum of the six shares
    rank: npt.NDArray[np.int64]  # 0 the best of all; score, then loan balance, then code


def standing(network: GuaranteeNetwork, found: Edges, part: Ints) -> Standing:
    """Score and rank every party; `part` is its weakly connected part. Linear in parties and guarantees but for one sort."""
    n = len(part)
    loans, promises = network.loans, network.guarantees
    connects = network.parties.kind != PartyKind.GUARANTEE_COMPANY
    counted = connects[promises.guarantor]
    promised = np.minimum(promises.cap, loans.exposure[promises.loan])[counted]
    backed = np.minimum(np.bincount(promises.loan[counted], promised, minlength=len(loans.borrower)), loans.exposure)
    mutual = mutual_among(found).ravel()
    tallies = {
        "loan_balance": np.bincount(loans.borrower, loans.exposure, minlength=n),
        "guarantors": np.bincount(found.borrower, minlength=n),
        "balance_backed": np.bincount(loans.borrower, backed, minlength=n),
        "guaranteed": np.bincount(found.guarantor, minlength=n),
        "balance_guaranteed": np.bincount(promises.guarantor[counted], promised, minlength=n),
        "mutual_partners": np.bincount(mutual, minlength=n),
    }
    measures = {name: tally.astype(np.float64) for name, tally in tallies.items()}
    loaned = np.bincount(part, measures["loan_balance"], minlength=n)[part]
    joined = np.bincount(part[found.guarantor], minlength=n)[part].astype(np.float64)
    score = np.zeros(n)
    for name, measure in measures.items():
        whole = loaned if "balance" in name else joined
        score += np.divide(measure, whole, out=np.zeros(n), where=whole > 0)
    score = np.round(score, 9)  # so that the order of adding up cannot decide
    order = np.lexsort((np.arange(n), -measures["loan_balance"], -score))
    rank = np.empty(n, np.int64)
    rank[order] = np.arange(n)
    return Standing(**measures, score=score, rank=rank)
