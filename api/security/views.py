"""`View`: which parties, loans, guarantees and banks of a network a visitor sees, and how. The only place that decides it.

city, analyst, admin: everything. county: its own enterprises in full, whoever stands at the other end of their guarantees as a stub
(code, name, county, amount), the loans of its own. bank: its own loans, its borrowers in full but for other banks' loans, the guarantors
of its loans as stubs; circles and the queue with their members, without other banks.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa

from api.security.roles import Visitor
from graph.network import Bools, GuaranteeNetwork, Labels

NOBODY: Final = -2  # the place of a county or bank the network does not have: it owns nothing


@dataclass(frozen=True, eq=False)
class View:
    """Arrays over the network's parties, loans and guarantees; made once a visitor's scope and snapshot."""

    visitor: Visitor
    network: GuaranteeNetwork

    @property
    def whole(self) -> bool:
        """Whether everything is seen."""
        return self.visitor.whole

    @cached_property
    def county(self) -> int | None:
        """The place of the county the view is of; None for other roles."""
        return self._place("county", self.network.counties.code.to_pylist())

    @cached_property
    def bank(self) -> int | None:
        """The place of the bank the view is of; None for other roles."""
        return self._place("bank", self.network.banks.code.to_pylist())

    def _place(self, role: str, codes: list[str]) -> int | None:
        if self.visitor.role != role:
            return None
        code = self.visitor.jurisdiction
        return codes.index(code) if code in codes else NOBODY

    @cached_property
    def loans(self) -> Bools:
        """Loans seen one by one, with their numbers."""
        loans, parties = self.network.loans, self.network.parties
        if self.whole:
            return np.ones(len(loans.number), dtype=bool)
        if self.bank is not None:
            return np.asarray(loans.bank == self.bank)
        return np.asarray(parties.county[loans.borrower] == self.county)

    @cached_property
    def own(self) -> Bools:
        """Parties seen in full."""
        parties = self.network.parties
        if self.whole:
            return np.ones(len(parties.code), dtype=bool)
        if self.county is not None:
            return np.asarray(parties.county == self.county)
        mine = np.zeros(len(parties.code), dtype=bool)
        mine[self.network.loans.borrower[self.loans]] = True
        return mine

    @cached_property
    def guarantees(self) -> Bools:
        """Guarantees seen one by one: of a loan seen, and, for a county, those its own give; the loan's number only where it is seen."""
        promises = self.network.guarantees
        seen = self.loans[promises.loan]
        return seen | self.own[promises.guarantor] if self.county is not None else seen

    @cached_property
    def stubs(self) -> Bools:
        """Parties seen by code, name and county only: the other ends of guarantees seen."""
        promises, loans = self.network.guarantees, self.network.loans
        near = np.zeros(len(self.own), dtype=bool)
        near[promises.guarantor[self.guarantees]] = True
        near[loans.borrower[promises.loan[self.guarantees]]] = True
        return near & ~self.own

    @cached_property
    def named(self) -> Bools:
        """Parties whose code and name may be read somewhere: those seen, and for a bank the members of circles too."""
        return np.ones(len(self.own), dtype=bool) if self.bank is not None else self.own | self.stubs

    @cached_property
    def banks(self) -> Bools:
        """Banks that may be named: all; a county's are those its own borrow from, a bank is alone."""
        count = len(self.network.banks.code)
        if self.whole:
            return np.ones(count, dtype=bool)
        seen = np.zeros(count, dtype=bool)
        lent = self.network.loans.bank[self.loans]
        seen[lent[lent >= 0]] = True
        if self.bank is not None and self.bank >= 0:
            seen[self.bank] = True
        return seen

    @cached_property
    def named_codes(self) -> frozenset[str]:
        """The codes of `named`."""
        return _those(self.network.parties.code, self.named)

    @cached_property
    def own_codes(self) -> frozenset[str]:
        """The codes of `own`."""
        return _those(self.network.parties.code, self.own)

    @cached_property
    def stub_codes(self) -> frozenset[str]:
        """The codes of `stubs`."""
        return _those(self.network.parties.code, self.stubs)

    @cached_property
    def bank_codes(self) -> frozenset[str]:
        """The codes of `banks`."""
        return _those(self.network.banks.code, self.banks)

    @cached_property
    def loan_numbers(self) -> frozenset[str]:
        """The numbers of `loans`."""
        return _those(self.network.loans.number, self.loans)


def _those(labels: Labels, where: Bools) -> frozenset[str]:
    return frozenset(labels.filter(pa.array(where)).to_pylist())
