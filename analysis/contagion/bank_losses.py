"""Losses of banks against what they can bear: their net capital, where it is given."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.contagion.cascade import CallResult
from graph.network import HALF_FEN, Bools, Floats, GuaranteeNetwork


@dataclass(frozen=True)
class BankLoss:
    """One bank hit; yuan."""

    bank: int
    code: str
    name: str
    loss: float
    net_capital: float  # NaN: not given
    share_of_capital: float  # NaN where the capital is not given; infinite where it is not above 0
    local_legal_person: bool  # 地方法人机构: no head office elsewhere stands behind it


def bank_losses(network: GuaranteeNetwork, result: CallResult) -> tuple[BankLoss, ...]:
    """The banks that lose more than half a fen in a cascade, the largest part of their capital first, those of unknown capital last.

    Equal parts, and the unknown, by loss, then code. Losses of a bank nobody stated are left out.
    """
    banks = network.banks
    stated = network.loans.bank >= 0
    loss = np.bincount(network.loans.bank[stated], weights=result.loss_of_loan[stated], minlength=len(banks.code)).astype(np.float64)
    share = shares_of_capital(loss, banks.net_capital)
    found = [
        BankLoss(
            bank=bank,
            code=banks.code[bank].as_py(),
            name=banks.name[bank].as_py(),
            loss=float(loss[bank]),
            net_capital=float(banks.net_capital[bank]),
            share_of_capital=float(share[bank]),
            local_legal_person=bool(banks.local[bank]),
        )
        for bank in np.flatnonzero(loss > HALF_FEN).tolist()
    ]
    return tuple(sorted(found, key=lambda one: (np.isnan(one.share_of_capital), -np.nan_to_num(one.share_of_capital), -one.loss, one.code)))


def shares_of_capital(loss: Floats, net_capital: Floats) -> Floats:
    """Loss over net capital; NaN where the capital is unknown, infinite where it is not above 0 and something is lost."""
    known: Bools = ~np.isnan(net_capital)
    positive = known & (net_capital > 0)
    share: Floats = np.divide(loss, net_capital, out=np.full(loss.shape, np.nan), where=positive)
    share[known & ~positive] = np.where(loss[known & ~positive] > HALF_FEN, np.inf, 0.0)
    return share
