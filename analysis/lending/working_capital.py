"""Working-capital need and what is left of it: the formula of 令2024年第2号 to the letter, for reference (测算参考)."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from graph.network import Floats
from graph.values import FEN_PER_YUAN

YEAR: Final = 360  # days, as the formula has it
COMPUTED: Final = "computed"
NO_NEED: Final = "no_need"
NOT_COMPUTABLE: Final = "not_computable"  # 不可测算
_REVENUE_BASED: Final = {"avg_receivables": 1, "avg_advances": -1}
_COST_BASED: Final = {"avg_inventory": 1, "avg_payables": -1, "avg_prepayments": 1}
_STATED: Final = ("revenue", "cost_of_sales", "sales_profit_rate", "growth_rate", *_REVENUE_BASED, *_COST_BASED)
_MONEY: Final = ("revenue", "cost_of_sales", *_REVENUE_BASED, *_COST_BASED, "own_funds", "other_funds")


def need(firms: pd.DataFrame) -> pd.DataFrame:
    """The need of every firm in yuan, by credit code; never truncated to whole turns, never 0 where it cannot be computed.

    need = revenue·(1 − sales profit rate)·(1 + growth)/turns; turns = 360/days; days = inventory + receivables − payables + prepayments −
    advances, each 360·average balance/base, the base revenue for receivables and advances and cost of sales for the others. An item
    whose average balance is 0 needs no base.

    Columns: `need`, `own_funds`, `other_funds` (yuan, NaN unknown), `days`, `turns`, and `reason` (missing where the need is known):
    `missing: fields`, `revenue is not above 0`, `cost of sales is not above 0`, `the day sum is not above 0`. Linear.

    >>> firm = {"credit_code": "A", "revenue": 50_000, "cost_of_sales": 40_000, "sales_profit_rate": 0.06, "growth_rate": 0.10,
    ...         "avg_inventory": 6_000, "avg_receivables": 8_000, "avg_payables": 5_000, "avg_prepayments": 1_000, "avg_advances": 500,
    ...         "own_funds": 2_500, "other_funds": 500}
    >>> found = need(pd.DataFrame([firm]))
    >>> round(found["need"]["A"] * 100, 6), round(found["turns"]["A"], 9)
    (10340.0, 5.0)

    """
    figure = {name: firms[name].to_numpy(dtype=np.float64, na_value=np.nan) / (FEN_PER_YUAN if name in _MONEY else 1) for name in
              dict.fromkeys((*_STATED, *_MONEY))}  # fmt: skip
    days = _days(figure, _REVENUE_BASED, "revenue") + _days(figure, _COST_BASED, "cost_of_sales")
    with np.errstate(divide="ignore", invalid="ignore"):
        turns = YEAR / days
        wanted = figure["revenue"] * (1.0 - figure["sales_profit_rate"]) * (1.0 + figure["growth_rate"]) / turns
    reason = _reasons(figure, days)
    known = reason.isna().to_numpy()
    return pd.DataFrame(
        {
            "need": np.where(known, wanted, np.nan),
            "own_funds": figure["own_funds"],
            "other_funds": figure["other_funds"],
            "days": np.where(np.isfinite(days), days, np.nan),
            "turns": np.where(known, turns, np.nan),
            "reason": reason.to_numpy(),
        },
        index=pd.Index(firms["credit_code"], name="borrower"),
    )


def _days(figure: dict[str, Floats], items: dict[str, int], base: str) -> Floats:
    total = np.zeros(len(figure[base]))
    with np.errstate(divide="ignore", invalid="ignore"):
        for name, sign in items.items():
            total = total + sign * np.where(figure[name] == 0.0, 0.0, YEAR * figure[name] / figure[base])
    return total


def _reasons(figure: dict[str, Floats], days: Floats) -> pd.Series[Any]:
    """Why a need cannot be computed; the first reason that applies."""
    lacking = np.array([np.isnan(figure[name]) for name in _STATED])
    rows = lacking.shape[1]
    reason = np.full(rows, None, dtype=object)
    reason[~(days > 0.0)] = "the day sum is not above 0"
    cost_used = np.any([figure[name] != 0.0 for name in _COST_BASED], axis=0)
    reason[cost_used & ~(figure["cost_of_sales"] > 0.0)] = "cost of sales is not above 0"
    reason[~(figure["revenue"] > 0.0)] = "revenue is not above 0"
    for place in np.flatnonzero(lacking.any(axis=0)).tolist():
        reason[place] = "missing: " + ", ".join(name for name, absent in zip(_STATED, lacking[:, place], strict=True) if absent)
    return pd.Series(reason, dtype="object")


def room(needs: pd.DataFrame, existing: pd.Series[Any]) -> pd.DataFrame:
    """What is left for new working-capital loans, and the over-lending ratio, by borrower.

    room = need − own funds − existing working-capital loans at all banks − other funds; ratio = existing/(need − own − other). Where that
    denominator is not above 0 the ratio is NaN and the status `no_need`; where the need, the own or the other funds are unknown both are
    NaN, the status is `not_computable` and the reason says why. `existing` in yuan by borrower; absent is 0.
    """
    found = needs.copy()
    found["existing"] = existing.reindex(needs.index).fillna(0.0).to_numpy(dtype=np.float64)
    line = (found["need"] - found["own_funds"] - found["other_funds"]).to_numpy()
    computable = np.isfinite(line)
    unknown = found[["own_funds", "other_funds"]].isna().to_numpy()
    reason = found["reason"].to_numpy(dtype=object).copy()
    funds_only = ~computable & pd.isna(reason)
    for place in np.flatnonzero(funds_only).tolist():
        reason[place] = "missing: " + ", ".join(
            name for name, absent in zip(("own_funds", "other_funds"), unknown[place], strict=True) if absent
        )
    positive = computable & (np.round(line, 2) > 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        found["ratio"] = np.where(positive, found["existing"].to_numpy() / line, np.nan)
    found["line"] = line  # what all banks together may lend
    found["room"] = line - found["existing"].to_numpy()
    found["status"] = np.select([positive, computable], [COMPUTED, NO_NEED], NOT_COMPUTABLE)
    found["reason"] = reason
    return found


def crossings(loans: pd.DataFrame, line: pd.Series[Any]) -> pd.DataFrame:
    """Every working-capital loan in the order of its date, with the sum up to it and whether it is the one that crossed the line.

    `loans`: `borrower`, `loan_no`, `bank`, `starts_on`, `balance` (yuan). Columns added: `line`, `sum`, `over` (its part above the line),
    `crosses`. Loans of borrowers without a known line above 0 are left out. O(loans · log loans).
    """
    limit = line.astype("float64").reindex(loans["borrower"]).to_numpy()
    known = loans.assign(line=limit).loc[limit > 0.0]
    rows = known.sort_values(["borrower", "starts_on", "loan_no"], ignore_index=True)
    rows["sum"] = rows.groupby("borrower")["balance"].cumsum()
    before = rows["sum"] - rows["balance"]
    above = (rows["sum"] - rows["line"]).round(2)
    rows["over"] = np.clip(above, 0.0, rows["balance"].to_numpy())
    rows["crosses"] = (above > 0.0) & ((before - rows["line"]).round(2) <= 0.0)
    return rows
