"""A borrower's credit as one of its banks sees it: its own loans in full, and of the other lenders what `others` tells.

Nothing here is taken from the whole city's answer but what is the firm's own or the bank's own. Every figure over all lenders is put
together from the bank's figures and those released of the others, and is null where these are. What would tell more than sums is always
null: lines, the largest lender, HHI, place and kind of lenders, guarantees, credit withdrawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from analysis.lending import LendingDesk, many_lenders
from analysis.lending.book import BUCKETS, CLASSES
from analysis.lending.figures import in_order, ratio, together
from analysis.lending.history import YEAR_MONTHS, balances, earlier
from analysis.lending.working_capital import COMPUTED, NOT_COMPUTABLE, crossings
from analysis.proportion import share
from api.security.consents import consented
from api.security.others import added_up, last_shown, released, shown_at
from api.security.sums import WORKING_CAPITAL

if TYPE_CHECKING:
    from api.snapshots import Snapshot

Row = dict[str, Any]
NEVER: Final = (
    "limits", "used", "offsite_balance", "unlocated_balance", "nonbank_balance", "nonbank_lenders", "guaranteed_in", "guaranteed_out",
    "clients",
)  # fmt: skip
_NOTHING: Final[Row] = {
    "balance": 0.0, "loans": 0, "by_class": dict.fromkeys(CLASSES, 0.0), "by_maturity": dict.fromkeys(BUCKETS, 0.0),
}  # fmt: skip
_FUNDS: Final = ("need", "own_funds", "other_funds")
_PLACED: Final = ["borrower", "loan_no", "bank", "starts_on", "balance"]


@dataclass(frozen=True, eq=False)
class _Tables:
    """What a bank lent itself, and what firms stated, by code; made once a bank and snapshot."""

    counted: pd.DataFrame  # its working-capital loans
    existing: Mapping[str, float]  # these added up
    before: Mapping[str, float]  # its balance a year ago
    told_before: bool
    needs: Mapping[str, Row]
    stated: Mapping[str, Mapping[str, float]]


def _tables(desk: LendingDesk, bank: str) -> _Tables:
    counted = desk.working_capital_loans
    counted = counted.loc[(counted["bank"] == bank).to_numpy(dtype=bool), _PLACED]
    then = balances(desk.before(YEAR_MONTHS)).reset_index()
    return _Tables(
        counted,
        _plain(counted.groupby("borrower")["balance"].sum().to_dict()),
        _plain(then.loc[(then["bank"] == bank).to_numpy(dtype=bool)].groupby("unit")["balance"].sum().to_dict()),
        desk.facts.told_on("loans", earlier(desk.facts.as_of, YEAR_MONTHS)),
        _plain(desk.needs.to_dict("index")),
        {name: _plain(desk.yuan(name).to_dict()) for name in ("net_assets", "revenue")},
    )


class BankFigures:
    """The figures of borrowers and groups as one bank sees them."""

    def __init__(self, shot: Snapshot, bank: str) -> None:
        self.shot, self.bank = shot, bank
        self._own = shot.once(("tables of", bank), lambda: _tables(shot.desk, bank))

    def about(self, told: Mapping[str, Any], members: Sequence[str], *, stated: bool = True) -> Row:
        """The figures of some borrowers, of whose own `told` has (`lending.Figures.about`); without `stated` none that firms stated."""
        own, others = self.own_entry(told), added_up(shown_at(self.shot, self.bank, members))
        mine = own or _NOTHING
        balance = _plus(mine["balance"], others.balance)
        lenders = None if others.lenders is None else others.lenders + (mine["loans"] > 0)
        needed = self.working_capital(members) | {"by_loan": self._by_loan(told, members)} if stated else None
        bases = {name: self._stated(name, members) if stated else None for name in ("net_assets", "revenue")}
        bases |= {"need": needed["need"] if needed else None}
        alone = float(mine["balance"] > 0.0) if others.none else None
        return {
            "lenders": lenders,
            "by_lender": [own] if own else [],
            "others": others.to_json(),
            "balance": balance,
            "by_class": {name: _plus(mine["by_class"][name], others.cells[name]) for name in CLASSES},
            "by_maturity": {name: _plus(mine["by_maturity"][name], others.cells[name]) for name in BUCKETS},
            "working_capital": needed,
            "largest_share": alone,
            "hhi": alone,
            **dict.fromkeys(NEVER),
            "balance_to": {name: None if balance is None else ratio(balance, base) for name, base in bases.items()},
            "year": self._year(balance, members),
            "quarter": self._quarter(told["quarter"]),
            "concentration": [row for row in told["concentration"] if row["bank"] == self.bank],
            "joint_credit": {
                "status": self.joint_status(members, lenders, balance, mine["balance"]),
                "usage": None,
                "limit": told["joint_credit"]["limit"],
                "members": told["joint_credit"]["members"],
            },
        }

    def prepare(self, borrowers: Sequence[str]) -> None:
        """Work out at once what is to be asked of many."""
        released(self.shot, self.bank, borrowers)

    def exposure(self, amount: float) -> list[Row]:
        """The bank's row of `concentration` at an amount, where it gave its capital."""
        banks = self.shot.desk.book.banks
        if self.bank not in banks.index or banks.loc[self.bank, ["net_capital", "tier1_capital"]].isna().all():
            return []
        net, tier1 = banks.loc[[self.bank], ["net_capital", "tier1_capital"]].to_numpy(dtype=np.float64)[0].tolist()
        shares = {name: _share(amount, capital) for name, capital in (("share", net), ("tier1_share", tier1))}
        return [{"bank": self.bank, "exposure": round(amount, 2), "net_capital": _known(net), **shares}]

    def own_entry(self, told: Mapping[str, Any]) -> Row | None:
        """The bank's own row of `by_lender`."""
        return next((row for row in told["by_lender"] if row["bank"] == self.bank), None)

    def working_capital(self, members: Sequence[str], more: float = 0.0) -> Row:
        """Need, room and ratio, with `more` lent."""
        each = {code: added_up(shown_at(self.shot, self.bank, [code])) for code in members}
        existing = {code: _plus(self._own.existing.get(code, 0.0), others.cells[WORKING_CAPITAL]) for code, others in each.items()}
        known = [amount for amount in existing.values() if amount is not None]
        whole = round(sum(known) + more, 2) if len(known) == len(members) else None
        # what of others is not shown counts as some loan: then a need that cannot be computed is that of a borrower
        needs = [self._own.needs[code] | {"existing": 1.0 if amount is None else amount} for code, amount in existing.items()
                 if code in self._own.needs]  # fmt: skip
        if not needs:
            return dict.fromkeys((*_FUNDS, "room", "ratio")) | {
                "existing": whole, "status": NOT_COMPUTABLE, "reason": "no figures",
            }  # fmt: skip
        row = needs[0] if len(members) == 1 else together(needs)
        funds = {name: _known(row[name]) for name in _FUNDS}
        line = None if None in funds.values() else row["need"] - row["own_funds"] - row["other_funds"]
        return {
            **funds,
            "existing": whole,
            "room": round(line - whole, 2) if line is not None and whole is not None else None,
            "ratio": ratio(whole, line) if whole is not None and row["status"] == COMPUTED else None,
            "status": row["status"],
            "reason": None if pd.isna(row["reason"]) else str(row["reason"]),
        }

    def _by_loan(self, told: Mapping[str, Any], members: Sequence[str]) -> list[Row]:
        """The loans in their order: the bank's own, where the firm agreed those of others too, without number and bank.

        Where others' are not told, no sum is.
        """
        if len(members) > 1 or members[0] not in self._own.needs:
            return []
        borrower, others = members[0], added_up(shown_at(self.shot, self.bank, members))
        if not others.none and (others.cells[WORKING_CAPITAL] is None or not consented(self.shot, borrower)):
            own = (row for row in told["working_capital"]["by_loan"] if row["bank"] == self.bank)
            return [row | {"sum": None, "over": None, "crosses": None} for row in own]
        rows = self._own.counted.loc[(self._own.counted["borrower"] == borrower).to_numpy(dtype=bool)]
        if not others.none:
            rows = pd.concat([rows, last_shown(self.shot, self.bank, borrower)[_PLACED]], ignore_index=True)
        line = pd.Series({borrower: self._own.needs[borrower]["line"]})
        placed = [in_order(_plain(row)) for row in crossings(rows, line).to_dict("records")]
        return [row if row["bank"] == self.bank else row | {"loan": None, "bank": None} for row in placed]

    def joint_status(self, members: Sequence[str], lenders: int | None, balance: float | None, least: float) -> str | None:
        """Whether joint credit must, may or by the local line should be looked at; None where that hangs on an amount not shown."""
        if lenders is None:
            return None
        desk, several = self.shot.desk, len(members) > 1
        home = desk.homes.get(desk.group.get(members[0], members[0])) if several else desk.county.get(members[0])
        financing = [least, np.inf] if balance is None else [balance, balance]
        rows = pd.DataFrame({"lenders": lenders, "financing": financing, "county": home})
        low, high = many_lenders.joint_credit(desk.rules, rows, "lending.group_" if several else "lending.").tolist()
        return str(low) if low == high else None

    def _year(self, balance: float | None, members: Sequence[str]) -> Row:
        """What was shown of the others a year ago, with what the bank itself had lent."""
        if not self._own.told_before:
            return {"before": None, "growth": None, "reported": False}
        then = added_up(shown_at(self.shot, self.bank, members, earlier(self.shot.id.as_of, YEAR_MONTHS)))
        before = _plus(sum(self._own.before.get(code, 0.0) for code in members), then.balance)
        growth = None if balance is None or before is None else ratio(balance - before, before)
        return {"before": before, "growth": growth, "reported": True}

    def _quarter(self, told: Mapping[str, Any]) -> Row:
        """What the bank itself did."""
        own: Row = {name: None if told[name] is None else [code for code in told[name] if code == self.bank] for name in ("gained", "lost")}
        moved = None if told["by_lender"] is None else [row for row in told["by_lender"] if row["bank"] == self.bank]
        return own | {"withdrawn": None, "by_lender": moved, "reported": told["reported"]}

    def _stated(self, name: str, members: Sequence[str]) -> float | None:
        known = [value for value in (self._own.stated[name].get(code, np.nan) for code in members) if not np.isnan(value)]
        return float(sum(known)) if known else None


def _share(amount: float, capital: float) -> float | None:
    (found,) = share([amount], [capital]).tolist()
    return None if np.isnan(found) else float(found)


def _plus(own: float, others: float | None) -> float | None:
    return None if others is None else round(own + others, 2)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 2)


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): value for name, value in row.items()}
