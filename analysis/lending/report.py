"""The credit of one borrower and of its group, and what one more loan would make of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.findings import FindingTable
from analysis.lending import findings, many_lenders
from analysis.lending.book import BUCKETS, CLASSES
from analysis.lending.concentration import concentration
from analysis.lending.desk import LendingDesk
from analysis.lending.guaranteed import across
from analysis.lending.history import RECENT_MONTHS, YEAR_MONTHS, changes, earlier, trends
from analysis.lending.survey import by_lender, survey
from analysis.lending.working_capital import COMPUTED, NO_NEED, NOT_COMPUTABLE, crossings
from graph.errors import InvalidParameter, UnknownCode

_UNIT: Final = "unit"


@dataclass(frozen=True)
class Proposal:
    """One more loan: yuan, and the bank that would lend it (None: a lender the firm does not have yet)."""

    amount: float
    bank: str | None = None
    working_capital: bool = True

    def __post_init__(self) -> None:
        if not np.isfinite(self.amount) or self.amount <= 0:
            raise InvalidParameter(f"the proposed loan is {self.amount!r}: it must be an amount above 0")


def credit(
    desk: LendingDesk,
    borrower: str,
    proposal: Proposal | None = None,
    *,
    others: FindingTable | None = None,
    guarantor: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The answer of `credit --json`.

    `others` are what the rules of other topics find, of which those about the borrower are told; `guarantor` what it stands behind
    (`guarantors.Ratios.about`).

    Raises:
        UnknownCode: no enterprise has the code, or no bank has the proposal's.
        InvalidParameter: a proposed amount that is none.

    """
    if borrower not in desk.firms.index:
        raise UnknownCode(f"no enterprise has the code {borrower!r}")
    members = desk.groups.members(borrower)
    near = desk.only({borrower: None} | dict.fromkeys(members))
    found = _found(near, borrower)
    told = found + others.about(borrower) if others is not None else found
    answer = _answer(near, borrower, members) | {"as_guarantor": guarantor, "findings": told.to_json(), "rules": desk.rules.to_json()}
    if proposal is not None:
        answer["proposal"] = _proposed(near, borrower, members, proposal, answer)
    return answer


def _found(desk: LendingDesk, borrower: str) -> FindingTable:
    """What the rules on credit find about a borrower, and about its group as a whole."""
    return findings.find(desk).of_party(borrower, desk.group.get(borrower, borrower))


def _answer(desk: LendingDesk, borrower: str, members: Sequence[str]) -> dict[str, Any]:
    floor = findings.floors(desk).loc[borrower]
    own = figures(desk, [borrower])
    return {
        "borrower": borrower,
        "name": _text(desk.names.get(borrower)),
        "county": _text(desk.county.get(borrower)),
        "as_of": desk.facts.as_of.isoformat(),
        **own,
        "group": {
            "id": desk.group.get(borrower, borrower),
            "name": _text(desk.names.get(desk.group.get(borrower, borrower))),
            "members": list(members),
            **(own if len(members) == 1 else figures(desk, members)),
        },
        "class_floor": {
            "class": _text(floor["class"]),
            "share_overdue_90": _share(floor["share_overdue"]),
            "rule": _text(floor["rule"]),
            "everywhere": _text(floor["everywhere"]),
        },
    }


def figures(desk: LendingDesk, members: Sequence[str]) -> dict[str, Any]:
    """Everything section 2 asks of a borrower, or of several together. Yuan, fractions; a borrower without loans has zeros.

    Guarantees inside a group are left out on both sides.
    """
    unit = pd.Series(_UNIT, index=pd.Index(list(members)))
    found = survey(desk.book, unit)
    row = _row(found, found.index[0]) if len(found) else dict.fromkeys(map(str, found.columns), 0)
    over = across(desk.guarantees, members)
    balance = float(row["balance"])
    assets, revenue = (_known_sum(desk.yuan(name), members) for name in ("net_assets", "revenue"))
    needed = working_capital(desk, members)
    return {
        "lenders": int(row["lenders"]),
        "by_lender": _lenders(desk, unit),
        "limits": _money(row["limits"]),
        "used": _money(row["used"]),
        "balance": _money(balance),
        "by_class": {word: _money(row[f"class_{word}"]) for word in CLASSES},
        "by_maturity": {word: _money(row[f"bucket_{word}"]) for word in BUCKETS},
        "working_capital": needed,
        "largest_share": _share(row["largest_share"]),
        "hhi": _share(row["hhi"]),
        "offsite_balance": _money(row["offsite_balance"]),
        "unlocated_balance": _money(row["unlocated_balance"]),
        "nonbank_balance": _money(row["nonbank_balance"]),
        "nonbank_lenders": int(row["nonbanks"]),
        "guaranteed_in": over.guaranteed_in,
        "guaranteed_out": over.guaranteed_out,
        "clients": over.clients,
        "balance_to": {"net_assets": _ratio(balance, assets), "revenue": _ratio(balance, revenue), "need": _ratio(balance, needed["need"])},
        **_history(desk, unit),
        "concentration": _capital(desk, unit),
        "joint_credit": _joint(desk, unit, int(row["lenders"]), balance),
    }


def working_capital(desk: LendingDesk, members: Sequence[str]) -> dict[str, Any]:
    """The formula for a borrower; for several, the sums of those that can be computed, and none where one that borrows cannot be."""
    needs = desk.needs.reindex([code for code in members if code in desk.needs.index])
    if needs.empty:
        return {"need": None, "own_funds": None, "other_funds": None, "existing": 0.0, "room": None, "ratio": None,
                "status": NOT_COMPUTABLE, "reason": "no figures", "by_loan": []}  # fmt: skip
    row = needs.iloc[0] if len(members) == 1 else _together(needs)
    line = pd.Series({code: value for code, value in needs["line"].items() if np.isfinite(value)}, dtype="float64")
    ordered = crossings(desk.working_capital_loans, line) if len(members) == 1 else None
    return {
        **{name: _money(row[name]) for name in ("need", "own_funds", "other_funds", "existing", "room")},
        "ratio": _share(row["ratio"]),
        "status": row["status"],
        "reason": _text(row["reason"]),
        "by_loan": [
            {"loan": one["loan_no"], "bank": one["bank"], "starts_on": one["starts_on"].date().isoformat(),
             "balance": _money(one["balance"]), "sum": _money(one["sum"]), "over": _money(one["over"]), "crosses": bool(one["crosses"])}
            for one in (ordered.to_dict("records") if ordered is not None else [])
        ],
    }  # fmt: skip


def _together(needs: pd.DataFrame) -> dict[str, Any]:
    borrowing = needs.loc[(needs["existing"] > 0.0).to_numpy()]
    unknown = borrowing.loc[(borrowing["status"] == NOT_COMPUTABLE).to_numpy()]
    known = needs.loc[(needs["status"] != NOT_COMPUTABLE).to_numpy()]
    summed: dict[str, Any] = {name: float(known[name].sum()) if len(known) else np.nan for name in ("need", "own_funds", "other_funds")}
    existing = float(needs["existing"].sum())
    line = summed["need"] - summed["own_funds"] - summed["other_funds"]
    if len(unknown) or not len(known):
        reason = f"cannot be computed for {len(unknown) or len(needs)} of {len(needs)} members"
        return summed | {"existing": existing, "room": np.nan, "ratio": np.nan, "status": NOT_COMPUTABLE, "reason": reason}
    positive = round(line, 2) > 0.0
    status = COMPUTED if positive else NO_NEED
    ratio = existing / line if positive else np.nan
    return summed | {"existing": existing, "room": line - existing, "ratio": ratio, "status": status, "reason": None}


def _lenders(desk: LendingDesk, unit: pd.Series[Any]) -> list[dict[str, Any]]:
    return [
        {
            "bank": row["bank"],
            "name": desk.book.banks["name"].get(row["bank"]),
            "limit": _money(row["limit"]),
            "used": _money(row["used"]),
            "balance": _money(row["balance"]),
            "loans": int(row["loans"]),
            "nonbank": bool(row["nonbank"]),
            "offsite": bool(row["offsite"]),
            "by_class": {word: _money(row[f"class_{word}"]) for word in CLASSES},
            "by_maturity": {word: _money(row[f"bucket_{word}"]) for word in BUCKETS},
        }
        for row in by_lender(desk.book, unit).to_dict("records")
    ]


def _history(desk: LendingDesk, unit: pd.Series[Any]) -> dict[str, Any]:
    """How credit changed over a year and a quarter: all null, and `reported` false, where no report was in by the day compared with.

    What later reports still hold of such a day lacks whatever was repaid since: it would show growth, and nobody lost.
    """
    trend = _row(trends(desk.book, desk.before(RECENT_MONTHS), desk.before(YEAR_MONTHS), unit), _UNIT)
    year = {"before": _money(trend.get("before", 0.0)), "growth": _share(trend.get("growth"))}
    quarter = {
        "gained": _codes(trend.get("gained")),
        "lost": _codes(trend.get("lost")),
        "withdrawn": _money(trend.get("withdrawn", 0.0)),
        "by_lender": [
            {"bank": one["bank"], "then": _money(one["then"]), "now": _money(one["now"]), "change": _money(one["change"])}
            for one in changes(desk.book, desk.before(RECENT_MONTHS), unit).to_dict("records")
            if one["change"]
        ],
    }
    told = {months: desk.facts.told_on("loans", earlier(desk.facts.as_of, months)) for months in (YEAR_MONTHS, RECENT_MONTHS)}
    return {
        name: (known if told[months] else dict.fromkeys(known)) | {"reported": told[months]}
        for name, known, months in (("year", year, YEAR_MONTHS), ("quarter", quarter, RECENT_MONTHS))
    }


def _capital(desk: LendingDesk, unit: pd.Series[Any]) -> list[dict[str, Any]]:
    return [
        {
            "bank": row["bank"],
            "exposure": _money(row["exposure"]),
            "net_capital": _money(row["net_capital"]),
            "share": _share(row["share"]),
            "tier1_share": _share(row["tier1_share"]),
        }
        for row in concentration(desk.book, unit).to_dict("records")
    ]


def _joint(desk: LendingDesk, unit: pd.Series[Any], lenders: int, financing: float) -> dict[str, Any]:
    """Whether joint credit must, may or by the local line should be looked at, and how much of a joint limit is used, by how many."""
    first, several = str(unit.index[0]), len(unit) > 1
    county = desk.homes.get(desk.group.get(first, first)) if several else desk.county.get(first)
    rows = pd.DataFrame({"lenders": [lenders], "financing": [financing], "county": [county]})
    (status,) = many_lenders.joint_credit(desk.rules, rows, "lending.group_" if several else "lending.")
    used = _row(many_lenders.usage(desk, unit), _UNIT)
    return {
        "status": status,
        "usage": _share(used.get("usage")),
        "limit": _money(used.get("limit")),
        "members": int(used.get("members", 0)),
    }


def _proposed(desk: LendingDesk, borrower: str, members: Sequence[str], proposal: Proposal, before: dict[str, Any]) -> dict[str, Any]:
    """The figures that a proposed loan changes, and the findings it brings."""
    if proposal.bank is not None and proposal.bank not in desk.book.banks.index:
        raise UnknownCode(f"no bank has the code {proposal.bank!r}")
    book = desk.book.with_loan(borrower, proposal.bank or "", proposal.amount, working_capital=proposal.working_capital)
    lent = replace(desk, book=book)
    after, found = _answer(lent, borrower, members), _found(lent, borrower)
    known = {finding["id"] for finding in before["findings"]}
    changed = ("lenders", "balance", "working_capital", "largest_share", "hhi", "joint_credit", "concentration")
    return {
        "amount": _money(proposal.amount),
        "bank": proposal.bank,
        "working_capital_loan": proposal.working_capital,
        "within_room": _within(before["working_capital"]["room"], proposal),
        **{name: after[name] for name in changed},
        "group": {name: after["group"][name] for name in changed},
        "new_findings": found.with_ids(known, inside=False).to_json(),
    }


def _within(room: float | None, proposal: Proposal) -> bool | None:
    """Whether the formula leaves room for it; None where that is unknown, or the loan is not for working capital."""
    return proposal.amount <= room if room is not None and proposal.working_capital else None


def _row(table: pd.DataFrame, label: Any) -> dict[str, Any]:
    """A row by its label, empty where there is none."""
    return {str(name): table[name][label] for name in table.columns} if label in table.index else {}


def _known_sum(values: pd.Series[Any], members: Sequence[str]) -> float | None:
    stated = values.reindex(list(members)).dropna()
    return float(stated.sum()) if len(stated) else None


def _money(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else round(float(value), 2) + 0.0


def _share(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _ratio(amount: float, base: float | None) -> float | None:
    return amount / base if base is not None and base > 0.0 else None


def _text(value: Any) -> str | None:
    return None if value is None or pd.isna(value) else str(value)


def _codes(joined: Any) -> list[str]:
    return joined.split(",") if isinstance(joined, str) and joined else []
