"""Fields that answers share: who, which loan, how much, losses by bank and county, and what every answer says of its network.

The answers are made of them: in `messages` those about the cascade, its ranking and the queue, in `outcomes` those of the other models, in
`differences` comparisons. Amounts are yuan to the fen; what is unknown or unlimited is null.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.network import HALF_FEN, Floats, GuaranteeNetwork, Ints, PartyKind

if TYPE_CHECKING:
    from analysis.scenario.notices import Notice

UNKNOWN = "unknown"  # the county or bank nobody stated


def yuan(amount: float) -> float | None:
    """An amount for JSON; None where it is unlimited or unknown."""
    return round(float(amount), 2) + 0.0 if np.isfinite(amount) else None


def share(value: float) -> float | None:
    """A fraction for JSON; None where it is unknown."""
    return float(value) if np.isfinite(value) else None


def as_of(network: GuaranteeNetwork) -> str | None:
    """The day of a network; None for one that was not made from a store."""
    return network.as_of.isoformat() if network.as_of else None


def assumptions(network: GuaranteeNetwork) -> dict[str, Any]:
    """Every number behind the network that no file states."""
    stated = asdict(network.assumptions)
    return stated | {"probability_by_class": list(stated["probability_by_class"])}


def built_from(network: GuaranteeNetwork) -> dict[str, Any]:
    """What every answer says of the network it was computed on."""
    return {"assumptions": assumptions(network), "counts": asdict(network.counts)}


def county_code(network: GuaranteeNetwork, place: int) -> str | None:
    """A county's code, None where it is unknown."""
    return str(network.counties.code[int(place)].as_py()) if place >= 0 else None


def county_names(network: GuaranteeNetwork) -> dict[str | None, str]:
    """County names by code."""
    return dict(zip(network.counties.code.to_pylist(), network.counties.name.to_pylist(), strict=True))


def party_code(network: GuaranteeNetwork, party: int) -> str:
    """The code of a party."""
    return str(network.parties.code[party].as_py())


def party_codes(network: GuaranteeNetwork, parties: Ints) -> list[str]:
    """The codes of parties."""
    codes: list[str] = network.parties.code.take(np.asarray(parties, np.int64)).to_pylist()
    return codes


def who(network: GuaranteeNetwork, party: int) -> dict[str, Any]:
    """A party as every list names it."""
    parties = network.parties
    return {
        "party": party_code(network, party),
        "name": parties.name[party].as_py(),
        "kind": PartyKind(int(parties.kind[party])).name.lower(),
        "county": county_code(network, int(parties.county[party])),
    }


def bank_code(network: GuaranteeNetwork, bank: int) -> str:
    """The code of a bank."""
    return str(network.banks.code[bank].as_py())


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


def losses(network: GuaranteeNetwork, loss_of_loan: Floats) -> dict[str, Any]:
    """What banks lose, by bank and by the borrower's county."""
    return {
        "loss_by_bank": named(network.banks.code.to_pylist(), by_bank(network, loss_of_loan)),
        "loss_by_county": named(network.counties.code.to_pylist(), by_county(network, loss_of_loan)),
    }


def employees(network: GuaranteeNetwork, parties: Ints) -> int:
    """How many people work for the parties, as far as that is stated."""
    stated = network.parties.employees[parties]
    return int(stated[stated > 0].sum())


def unknown_capacity(network: GuaranteeNetwork, parties: Ints) -> int:
    """How many of the parties, and of whoever guarantees their loans, have a capacity that nobody stated."""
    reached = np.zeros(len(network.parties.code), dtype=bool)
    reached[parties] = True
    reached[network.guarantees.guarantor[reached[network.loans.borrower[network.guarantees.loan]]]] = True
    return int((reached & ~network.parties.capacity_known).sum())


def notice_rows(notices: Iterable[Notice]) -> list[dict[str, Any]]:
    """What a scenario's author should be told."""
    return [{"code": notice.code, "edit": notice.edit, "zh": notice.zh, "en": notice.en} for notice in notices]


def _summed(places: Ints, amounts: Floats, size: int) -> Floats:
    place = np.where(places < 0, size, places).astype(np.int64)
    return np.bincount(place, weights=amounts, minlength=size + 1).astype(np.float64)
