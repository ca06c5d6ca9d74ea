"""A network being edited: the columns edits may change, by position, and where everything is found by its code.

Parties never move: one that is merged away stays as an empty shell with default probability 0, a new one is appended. So a party has the
same place before and after, and the same random numbers. Loans and guarantees that end are only marked, and left out when the
draft becomes a network.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from analysis.scenario.notices import Notice
from graph.errors import InvalidScenario, UnknownCode
from graph.network import Floats, GuaranteeNetwork, Loans, Parties
from graph.pools import pools
from graph.rebuild import rebuild, take, with_parties

FEN = 100.0
Places = npt.NDArray[np.int64]


@dataclass
class Draft:
    """Working columns; nothing of the network it came from is ever written to."""

    network: GuaranteeNetwork  # as it was, with empty places for the newcomers
    resources: Floats
    own_debt: Floats
    known: npt.NDArray[np.bool_]
    probability: Floats
    employees: npt.NDArray[np.int64]
    application: npt.NDArray[np.int8]
    borrower: npt.NDArray[np.int32]
    exposure: Floats
    collateral: Floats
    haircut: Floats
    loan_stays: npt.NDArray[np.bool_]
    guarantor: npt.NDArray[np.int32]
    guarantee_stays: npt.NDArray[np.bool_]
    pool: Places  # guarantees that share a stated cap have the same number
    shared: npt.NDArray[np.bool_]  # guarantees that shared their cap at the start: it is split anew
    waiting: set[int]  # newcomers no edit has brought in yet
    handed: dict[tuple[int, int], int] = field(default_factory=dict)  # pool and new guarantor -> pool
    gone: dict[int, int] = field(default_factory=dict)  # merged away -> into whom
    rescued: set[int] = field(default_factory=set)
    notices: list[Notice] = field(default_factory=list)

    def party(self, code: str, where: str) -> int:
        """The place of a party that takes part."""
        found = pc.index(self.network.parties.code, code).as_py()
        if found < 0 or found in self.waiting:
            raise UnknownCode(f"{where}: no party has the code {code!r}")
        if found in self.gone:
            survivor = self.network.parties.code[self.gone[found]].as_py()
            raise InvalidScenario(f"{where} is {code!r}: it was merged into {survivor!r} by an earlier edit", where)
        return int(found)

    def loan(self, number: str, where: str) -> int:
        """The place of a loan that is not repaid."""
        found = pc.index(self.network.loans.number, number).as_py()
        if found < 0:
            raise UnknownCode(f"{where}: no live loan has the number {number!r}")
        if not self.loan_stays[found]:
            raise InvalidScenario(f"{where} is {number!r}: an earlier edit repaid it", where)
        return int(found)

    def guarantees(self, contract: str, guarantor: str | None, loan: str | None, where: str) -> Places:
        """The places of the guarantees of a contract, narrowed to one guarantor or loan where these are given."""
        promises = self.network.guarantees
        named = pc.equal(promises.contract, contract).to_numpy(zero_copy_only=False)
        rows = np.flatnonzero(named)
        if not len(rows):
            raise UnknownCode(f"{where}.guarantee: no guarantee in force has the number {contract!r}")
        rows = rows[self.guarantee_stays[rows]]
        if not len(rows):
            raise InvalidScenario(f"{where}.guarantee is {contract!r}: an earlier edit ended it", f"{where}.guarantee")
        if guarantor is not None:
            rows = rows[self.guarantor[rows] == self.party(guarantor, f"{where}.guarantor")]
        if loan is not None:
            rows = rows[promises.loan[rows] == self.loan(loan, f"{where}.loan")]
        if not len(rows):
            narrowed = " and ".join(f"{role} {code!r}" for role, code in (("guarantor", guarantor), ("loan", loan)) if code)
            raise UnknownCode(f"{where}.guarantee: guarantee {contract!r} has no {narrowed}")
        return rows

    def end(self, guarantees: Places) -> None:
        """Guarantees that are no more."""
        self.guarantee_stays[guarantees] = False

    def hand_over(self, guarantees: Places, to: int) -> None:
        """Guarantees that another party gives from now on, under a cap of its own as large as the one before."""
        self.guarantor[guarantees] = to
        for row in guarantees.tolist():
            place = (int(self.pool[row]), to)
            self.pool[row] = self.handed.setdefault(place, len(self.pool) + len(self.handed))

    def shortfall(self) -> Floats:
        """D of every loan: as it was where nothing it follows from changed, else to the fen as the network was assembled."""
        loans = self.network.loans
        changed = (
            (self.exposure != loans.exposure) | (self.collateral != loans.collateral) | (self.haircut != self.network.assumptions.haircut)
        )
        counted = np.round((1.0 - self.haircut) * (self.collateral * FEN).round())
        return np.where(changed, np.maximum(0.0, (self.exposure * FEN).round() - counted) / FEN, loans.shortfall)

    def capacity(self) -> Floats:
        """C of every party: as it was where neither resources nor own debt changed."""
        parties = self.network.parties
        changed = (self.resources != parties.resources) | (self.own_debt != parties.own_debt)
        return np.where(changed, np.maximum(0.0, self.resources - self.own_debt), parties.capacity)

    def finish(self) -> GuaranteeNetwork:
        """The network as edited; the network it was, and no copy, where nothing changed.

        Raises:
            InvalidNetwork: a value no model can compute with.

        """
        loans, promises = self.network.loans, self.network.guarantees
        figures: dict[str, Any] = {
            "resources": self.resources, "own_debt": self.own_debt, "capacity": self.capacity(), "capacity_known": self.known,
            "default_probability": self.probability, "employees": self.employees, "application": self.application,
        }  # fmt: skip
        terms: dict[str, Any] = {
            "borrower": self.borrower,
            "exposure": self.exposure,
            "collateral": self.collateral,
            "shortfall": self.shortfall(),
        }
        parties = replace(self.network.parties, **_changed(self.network.parties, figures))
        stays = self.guarantee_stays & self.loan_stays[promises.loan]
        if stays.all() and self.loan_stays.all() and np.array_equal(self.guarantor, promises.guarantor) and not _changed(loans, terms):
            return with_parties(self.network, parties) if _changed(self.network.parties, figures) else self.network
        place = np.cumsum(self.loan_stays) - 1
        return rebuild(
            self.network,
            parties=parties,
            loans=take(replace(loans, **terms), self.loan_stays),
            guarantees=take(replace(promises, guarantor=self.guarantor, loan=place[promises.loan].astype(np.int32)), stays),
            pool=self.pool[stays],
            split_again=self.shared[stays],
        )


def _changed(part: Parties | Loans, columns: dict[str, npt.NDArray[Any]]) -> dict[str, Any]:
    """The columns that are no longer what the part has."""
    return {
        name: values for name, values in columns.items() if not np.array_equal(values, getattr(part, name), equal_nan=values.dtype == float)
    }


def draft(network: GuaranteeNetwork, waiting: set[int]) -> Draft:
    """A draft of a network with places kept for newcomers (`analysis.scenario.newcomers`)."""
    parties, loans, promises = network.parties, network.loans, network.guarantees
    bank = loans.bank[promises.loan]
    pool = pools(promises.guarantor, loans.borrower[promises.loan], bank, promises.contract, promises.stated_cap)
    return Draft(
        network=network,
        resources=parties.resources.copy(),
        own_debt=parties.own_debt.copy(),
        known=parties.capacity_known.copy(),
        probability=parties.default_probability.copy(),
        employees=parties.employees.astype(np.int64),
        application=parties.application.astype(np.int8),
        borrower=loans.borrower.astype(np.int32),
        exposure=loans.exposure.copy(),
        collateral=loans.collateral.copy(),
        haircut=np.full(len(loans.exposure), network.assumptions.haircut),
        loan_stays=np.ones(len(loans.exposure), bool),
        guarantor=promises.guarantor.astype(np.int32),
        guarantee_stays=np.ones(len(promises.cap), bool),
        pool=pool,
        shared=(np.bincount(pool) > 1)[pool] if len(pool) else np.zeros(0, bool),
        waiting=set(waiting),
    )
