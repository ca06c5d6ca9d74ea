"""What the rules on early signals find: shrinking, lawsuits, payroll, credit withdrawn, non-bank financing, bond defaults."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.findings import Batch, report
from analysis.lending.desk import LendingDesk
from analysis.lending.history import changes, earlier
from analysis.proportion import change, share
from analysis.signal_kinds import named
from analysis.signals import trends
from graph.lookup import held
from graph.values import FEN_PER_YUAN

_RECENT: Final = 3  # months in which a change must have been reported to say anything of today
_YEAR: Final = 12


def signs(desk: LendingDesk) -> Iterator[Batch]:
    """One batch a rule."""
    rows = trends.changes(desk.facts["signals"], desk.facts["indicators"], desk.facts.as_of)
    yield _shrinking(desk, rows)
    yield _payroll(desk, rows)
    yield _lawsuits(desk)
    yield _withdrawn(desk)
    yield _nonbank(desk)
    yield _bonds(desk)


def _rows(desk: LendingDesk, table: pd.DataFrame, subject: pd.Series[Any]) -> pd.DataFrame:
    return table.assign(subject=subject, county=subject.map(desk.county), name=subject.map(desk.names))


def _shrinking(desk: LendingDesk, rows: pd.DataFrame) -> Batch:
    rule = "signals.shrinking"
    table = trends.latest(rows, desk.facts.as_of, _RECENT)
    told = _rows(desk, table, table.index.to_series())
    hit = np.ones(len(table), dtype=bool)
    for column, line in (("tax", "tax_down"), ("electricity", "power_down"), ("social_insurance", "insurance_down")):
        hit &= table[column].to_numpy() <= -desk.rules.numbers(rule, line, told["county"])
    told = told.rename(columns={"tax": "tax_change", "electricity": "power_change", "social_insurance": "insurance_change"})
    return report(desk.rules, rule, told.loc[hit])


def _payroll(desk: LendingDesk, rows: pd.DataFrame) -> Batch:
    rule = "signals.payroll"
    parts = []
    for months, borrowers in _by_number(desk, rule, "months_running"):
        found = trends.running(rows, "payroll", desk.facts.as_of, months, _RECENT)
        parts.append(found.loc[found.index.isin(borrowers)] if borrowers is not None else found)
    found = pd.concat(parts)
    told = _rows(desk, pd.DataFrame({"heads_change": found}), found.index.to_series())
    return report(desk.rules, rule, told.loc[found.to_numpy() <= -desk.rules.numbers(rule, "heads_down", told["county"])])


def _by_number(desk: LendingDesk, rule: str, parameter: str) -> list[tuple[int, pd.Index[Any] | None]]:
    """The values of a whole number that counties may set otherwise, each with the borrowers it holds for (None: everybody)."""
    number = desk.rules.numbers(rule, parameter, desk.borrowers.to_series().map(desk.county))
    values = np.unique(number).astype(np.int64).tolist() or [int(desk.rules.number(rule, parameter))]
    return [(value, desk.borrowers[number == value] if len(values) > 1 else None) for value in values]


def _since(desk: LendingDesk, months: int, kind: str) -> pd.DataFrame:
    """The signals of a kind of the last months."""
    told = desk.facts["signals"]
    start = pd.Timestamp(earlier(desk.facts.as_of, months))
    return told.loc[(named(told["kind"]).eq(kind) & (told["observed_on"] > start)).to_numpy(dtype=bool)]


def _lawsuits(desk: LendingDesk) -> Batch:
    """The amounts reported over twelve months, yuan, together."""
    rule = "signals.lawsuits"
    amount = _since(desk, _YEAR, "lawsuit").groupby("enterprise")["value"].sum()
    net = desk.yuan("net_assets").reindex(amount.index)
    told = _rows(desk, pd.DataFrame({"amount": amount, "net_assets": net}), amount.index.to_series())
    told = told.assign(share=share(told["amount"], told["net_assets"]))
    large = told["amount"].to_numpy(dtype=np.float64) > desk.rules.numbers(rule, "amount_above", told["county"])
    heavy = told["share"].to_numpy(dtype=np.float64) > desk.rules.numbers(rule, "share_above", told["county"])
    return report(desk.rules, rule, told.loc[large | heavy])


def _withdrawn(desk: LendingDesk) -> Batch:
    """Banks that lend less than they did; other creditors have a rule of their own."""
    rule = "signals.bank_withdrawal"
    parts = []
    for months, borrowers in _by_number(desk, rule, "months"):
        now, then = (book if borrowers is None else book.only(borrowers) for book in (desk.book, desk.before(months)))
        parts.append(changes(now, then, nonbank=False))
    moved = pd.concat(parts)
    moved = moved.loc[(moved["then"] > 0.0).to_numpy(dtype=bool)].reset_index(drop=True)
    told = _rows(desk, moved.rename(columns={"then": "before", "now": "balance"}), moved["unit"])
    told = told.assign(change=change(moved["now"], moved["then"]))
    told = told.loc[told["change"].to_numpy() <= -desk.rules.numbers(rule, "down_from", told["county"])]
    return report(desk.rules, rule, told, contracts=desk.loans_at(told))


def _nonbank(desk: LendingDesk) -> Batch:
    """Growth, new non-bank lenders and credit inquiries over the months looked back; any of them suffices."""
    rule = "signals.nonbank"
    table = pd.concat([_turning(desk, months, borrowers) for months, borrowers in _by_number(desk, rule, "months")])
    told = _rows(desk, table, table.index.to_series())
    growth = change(told["balance"], told["before"])

    def line(parameter: str) -> Any:
        return desk.rules.numbers(rule, parameter, told["county"])

    hit = (
        (growth >= line("growth_from"))
        | (told["new_lenders"].to_numpy() >= line("new_lenders_from"))
        | (told["inquiries"].to_numpy() >= line("inquiries_from"))
    )
    told = told.assign(growth=growth).loc[hit]
    loans = desk.book.loans
    loans = loans.loc[loans["nonbank"].to_numpy(dtype=bool) & held(loans["borrower"], told.index)]
    return report(desk.rules, rule, told, contracts=loans.set_index("borrower")["loan_no"])


def _turning(desk: LendingDesk, months: int, borrowers: pd.Index[Any] | None) -> pd.DataFrame:
    """By borrower, non-bank `balance` now and `before`, `new_lenders` since, and `inquiries`."""
    both = changes(desk.book, desk.before(months), nonbank=True)
    fresh = ((both["then"] == 0.0) & (both["now"] > 0.0)).groupby(both["unit"]).sum()
    asked = _since(desk, months, "inquiry")
    inquiries = asked["value"].fillna(1.0).groupby(asked["enterprise"]).sum()
    summed = both.groupby("unit")[["now", "then"]].sum()
    parts = {"balance": summed["now"], "before": summed["then"], "new_lenders": fresh, "inquiries": inquiries}
    table = pd.concat(parts, axis=1).fillna(0.0)
    return table if borrowers is None else table.loc[table.index.isin(borrowers)]


def _bonds(desk: LendingDesk) -> Batch:
    bonds = desk.facts["bonds"]
    failed = bonds.loc[bonds["defaulted"].fillna(value=False).to_numpy(dtype=bool)].reset_index(drop=True)
    table = pd.DataFrame(
        {"bond": failed["bond_code"], "balance": failed["balance"].astype("float64") / FEN_PER_YUAN, "due_on": failed["matures_on"]}
    )
    return report(desk.rules, "signals.bond_default", _rows(desk, table, failed["issuer"]), contracts=failed["bond_code"])
