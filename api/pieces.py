"""Pieces of JSON that several answers share: who, which loan, and losses by bank and county. Amounts in yuan to the fen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from analysis.scenario.notices import Notice
from api.messages import UNKNOWN, county_code, yuan
from graph.network import HALF_FEN, Floats, GuaranteeNetwork, Ints, PartyKind


def party_codes(network: GuaranteeNetwork, parties: Ints) -> list[str]:
    """The codes of parties."""
    codes: list[str] = network.parties.code.take(np.asarray(parties, np.int64)).to_pylist()
    return codes


def who(network: GuaranteeNetwork, party: int) -> dict[str, Any]:
    """A party as every list names it."""
    parties = network.parties
    return {
        "party": parties.code[party].as_py(),
        "name": parties.name[party].as_py(),
        "kind": PartyKind(int(parties.kind[party])).name.lower(),
        "county": county_code(network, int(parties.county[party])),
    }


def loan_number(network: GuaranteeNetwork, loan: int) -> str:
    """The number of a loan."""
    return str(network.loans.number[loan].as_py())


def by_bank(network: GuaranteeNetwork, loss_of_loan: Floats) -> Floats:
    """The losses of each bank; the last is that of no known bank."""
    return _summed(network.loans.bank, loss_of_loan, len(network.banks.code))


def by_county(network: GuaranteeNetwork, loss_of_loan: Floats) -> Floats:
    """The losses in each county, by the borrower's; the last is the unknown county."""
    return _summed(network.parties.county[network.loans.borrower], loss_of_loan, len(network.counties.code))


def named(codes: Iterable[str], totals: Floats) -> dict[str, float | None]:
    """Amounts by code, those of at least half a fen; the amount beyond the codes is the unknown one."""
    return {name: yuan(total) for name, total in zip([*codes, UNKNOWN], totals, strict=True) if total > HALF_FEN}


def notice_rows(notices: Iterable[Notice]) -> list[dict[str, Any]]:
    """What a scenario's author should be told."""
    return [{"code": notice.code, "edit": notice.edit, "zh": notice.zh, "en": notice.en} for notice in notices]


def _summed(places: Ints, amounts: Floats, size: int) -> Floats:
    place = np.where(places < 0, size, places).astype(np.int64)
    return np.bincount(place, weights=amounts, minlength=size + 1).astype(np.float64)
