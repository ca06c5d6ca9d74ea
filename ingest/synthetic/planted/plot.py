"""The ground on which structures are planted: rows by hand, and the answers to them.

Amounts are given in yuan. A firm's `capacity` is turned into figures that add up to it exactly: liquid assets of a quarter, net assets
of 2.75 times (0.25 + 0.3 · (2.75 − 0.25) = 1), so that a call may exceed the capacity and stay below the net assets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np

from ingest.synthetic.identities import credit_codes, numbered
from ingest.synthetic.numbering import FACILITY, GUARANTEE, PERSON, loan_prefixes, scattered
from ingest.synthetic.places import CITY_BANK, NATIONAL, OUTSIDE, TRADES, Places

AS_OF: Final = np.datetime64("2026-06-30", "s")
WAN: Final = 10_000
STARTED: Final = "2026-03-31"
DUE: Final = "2027-03-31"  # far enough not to weigh on anybody's capacity


class Plot:
    """Rows of every table and the answers that go with them."""

    def __init__(self, places: Places, offset: int) -> None:
        self.places = places
        self.rows: dict[str, list[dict[str, Any]]] = {}
        self.answers: list[dict[str, Any]] = []
        self.decisions: dict[str, list[dict[str, Any]]] = {}
        self.external: list[str] = []
        self.county_of: dict[str, str] = {}
        self._bank_of: dict[str, str] = {}
        self._borrower_of: dict[str, str] = {}
        self._offset = offset
        self._serial = dict.fromkeys(("enterprises", "parties", "loans", "facilities", "guarantees", "persons"), 0)

    def firm(
        self,
        county: int = 0,
        *,
        capacity: float | None = None,
        net: float | None = None,
        liquid: float | None = None,
        trade: int = 11,
        employees: int = 60,
        **columns: Any,
    ) -> str:
        """A firm of the first city's county; its credit code."""
        if capacity is not None:
            net, liquid = 2.75 * capacity, 0.25 * capacity
        place = self._next("enterprises")
        home = str(self.places.counties["county_code"].iloc[county])
        code = credit_codes([f"91{home}"], np.zeros(1, np.int64), np.array([place]), self._offset)[0]
        self.county_of[code] = home
        row = {
            "credit_code": code, "county_code": home, "industry_code": TRADES[trade][0], "department": TRADES[trade][2],
            "employees": employees, "net_assets": fen(net), "liquid_assets": fen(liquid), "above_scale": True,
            "registered_in_city": True, "status": "存续", "as_of": AS_OF, "_county": county, "_trade": trade,
        }  # fmt: skip
        self.add("enterprises", **row | columns)
        return code

    def stranger(self) -> str:
        """The code of a firm of another city, in no table."""
        number = np.array([20_000_000 + self._next("parties")])
        code: str = credit_codes([f"91{OUTSIDE}01"], np.zeros(1, np.int64), number, self._offset)[0]
        self.external.append(code)
        return code

    def company(self, county: int, net: float) -> str:
        """A guarantee company."""
        home = str(self.places.counties["county_code"].iloc[county])
        number = np.array([10_000_000 + self._next("parties")])
        code: str = credit_codes([f"91{home}"], np.zeros(1, np.int64), number, self._offset)[0]
        name = f"{self.places.counties['name'].iloc[county]}普惠融资担保有限公司"
        self.add("guarantee_companies", credit_code=code, name=name, county_code=home, net_assets=fen(net), small_business_focus=False)
        return code

    def person(self, net: float | None) -> str:
        """A natural person."""
        identity: str = numbered([PERSON], np.zeros(1, np.int64), scattered(np.array([self._next("persons")]), 8), 8)[0]
        self.add("persons", person_id=identity, name="某某", net_assets=fen(net))
        return identity

    def bank(self, number: int = 0, kind: str = NATIONAL) -> str:
        """The code of a bank; national ones, which state no capital, unless asked otherwise. Each lender counts once."""
        heads = self.places.banks
        mine = heads.loc[(heads["kind"] == kind) & (heads["city_code"] == "3801")].drop_duplicates(
            "head_office" if kind == NATIONAL else "name"
        )
        return str(mine["bank_code"].iloc[number])

    def city_bank(self) -> str:
        """The city's own commercial bank."""
        return self.bank(0, CITY_BANK)

    def loan(
        self,
        borrower: str,
        bank: str,
        balance: float,
        *,
        due: str = DUE,
        start: str = STARTED,
        product: str = "working_capital",
        **columns: Any,
    ) -> str:
        """A loan; its number."""
        row = np.array([self._next("loans")])
        place = self.places.banks.index[self.places.banks["bank_code"] == bank].to_numpy()
        number: str = numbered(loan_prefixes(len(self.places.banks)), place, scattered(row, 8), 8)[0]
        self._bank_of[number], self._borrower_of[number] = bank, borrower
        late = int((AS_OF - np.datetime64(due, "s")) // np.timedelta64(1, "D"))
        stated = {
            "loan_no": number, "borrower": borrower, "bank_code": bank, "product": product, "principal": fen(balance),
            "balance": fen(balance), "starts_on": start, "matures_on": due, "rate": 0.0435, "five_class": "normal",
            "overdue_days": max(late, 0), "overdue_principal": fen(balance) if late > 0 else 0, "overdue_interest": 0,
            "creditor_kind": "bank", "purpose": "经营周转", "renewal": "new",
        }  # fmt: skip
        self.add("loans", **stated | columns)
        return number

    def facility(self, borrower: str, bank: str, limit: float, used: float) -> str:
        """A credit line; its number."""
        number: str = numbered([FACILITY], np.zeros(1, np.int64), scattered(np.array([self._next("facilities")]), 8), 8)[0]
        self.add(
            "facilities", facility_no=number, bank_code=bank, borrower=borrower, limit=fen(limit), used=fen(used), starts_on=STARTED,
            ends_on=DUE, kind="综合授信",
        )  # fmt: skip
        return number

    def guarantee(
        self,
        guarantor: str,
        loan: str | None = None,
        *,
        facility: str | None = None,
        cap: float | None = None,
        liability: str = "joint",
        signed: str = STARTED,
        ends: str | None = "2030-03-31",
        kind: str = "enterprise",
        contract: str | None = None,
        **columns: Any,
    ) -> str:
        """A guarantee; its number. With `contract` another row of that contract."""
        number = contract or self.contract()
        row = {
            "guarantee_no": number, "guarantor": guarantor, "guarantor_kind": kind, "loan_no": loan, "facility_no": facility,
            "cap": fen(cap), "liability": liability, "signed_on": signed, "period_ends_on": ends, "resolution_checked": True,
        }  # fmt: skip
        self.add("guarantees", **row | columns)
        return number

    def contract(self) -> str:
        """A guarantee contract number nobody has yet."""
        number = scattered(np.array([self._next("guarantees")]), 8)
        return str(numbered([GUARANTEE], np.zeros(1, np.int64), number, 8)[0])

    def add(self, table: str, **row: Any) -> None:
        """A row of any table, money in fen."""
        self.rows.setdefault(table, []).append(row)

    def answer(self, kind: str, codes: Iterable[str], numbers: Mapping[str, Any] | None = None, **expected: Any) -> None:
        """Write down what must be found."""
        self.answers.append({"kind": kind, "codes": list(codes), "numbers": dict(numbers or {}), "expected": expected})

    def planted(self, kind: str) -> dict[str, Any]:
        """The first answer of a kind, for what is planted on the same firms."""
        return next(entry for entry in self.answers if entry["kind"] == kind)

    def decide(self, kind: str, record: dict[str, Any]) -> None:
        """Record what a county decided about a firm's class, as `classify --overrides` reads it."""
        self.decisions.setdefault(kind, []).append(record)

    def cascade(
        self,
        seeds: Iterable[str],
        fell: Iterable[str] = (),
        *,
        rounds: int = 0,
        lost: Mapping[str, float] | None = None,
        calls: Mapping[str, Mapping[str, float]] | None = None,
        worst: tuple[Iterable[str], Mapping[str, float]] | None = None,
    ) -> dict[str, Any]:
        """What `simulate` must say: `fell` beside the seeds, `lost` per loan, `calls` per loan on who stands; `worst` where it differs."""
        start, losses = sorted(seeds), dict(lost or {})
        down, panic, panic_losses = sorted({*start, *fell}), None, losses
        if worst is not None:
            panic, panic_losses = sorted({*start, *worst[0]}), dict(worst[1])
        return {
            "seeds": start,
            "defaulted": down,
            "rounds": rounds,
            "bank_loss": sum(losses.values()),
            "loss_of_loan": losses,
            "loss_by_county": self._summed(losses, {loan: self.county_of[who] for loan, who in self._borrower_of.items()}),
            "loss_by_bank": self._summed(losses, self._bank_of),
            "calls": {loan: dict(called) for loan, called in (calls or {}).items()},
            "worst_case": {"defaulted": panic or down, "bank_loss": sum(panic_losses.values())},
        }

    def _next(self, what: str) -> int:
        self._serial[what] += 1
        return self._serial[what] - 1

    def count(self, what: str) -> int:
        """How many serial numbers of a kind are taken."""
        return self._serial[what]

    @staticmethod
    def _summed(losses: Mapping[str, float], of: Mapping[str, str]) -> dict[str, float]:
        total: dict[str, float] = {}
        for loan, amount in losses.items():
            total[of[loan]] = total.get(of[loan], 0.0) + amount
        return {key: amount for key, amount in sorted(total.items()) if amount}


def fen(yuan: float | None) -> int | None:
    """Yuan of a planted row as fen."""
    return None if yuan is None else round(yuan * 100)
