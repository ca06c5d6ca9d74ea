"""Balance sheets that fit what a firm owes and promises. Money in yuan until the table is made.

By construction no firm of the background is lent more working capital than the formula allows, and no guarantor's promises exceed its
net assets: those findings belong to the planted structures alone.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from ingest.synthetic.lending import Lending
from ingest.synthetic.places import LESSOR, MICROLENDER, VILLAGE, Places
from ingest.synthetic.population import ABOVE_SCALE, Firms
from ingest.synthetic.promises import COMPANY, FIRM, Promises

Ints = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_NO_STATEMENT: Final = 0.05
_NO_DETAIL: Final = 0.12  # a statement without the averages the working-capital formula needs
_OLD_STATEMENT: Final = 0.08  # the latest figures are half a year old
_OWN_PROBABILITY: Final = 0.03


def guaranteed_out(promises: Promises, lending: Lending, firms: int) -> Floats:
    """What each firm has promised to others, yuan: every row up to its cap, so rather too much than too little."""
    mine = promises.kind == FIRM
    by_line = np.bincount(lending.facility[lending.facility >= 0], weights=lending.balance[lending.facility >= 0], minlength=1)
    debt = np.where(promises.loan >= 0, lending.balance[promises.loan], by_line[np.clip(promises.facility, 0, len(by_line) - 1)])
    debt = np.where((promises.facility >= 0) & (promises.cap >= 0), promises.cap, debt)
    return np.bincount(promises.guarantor[mine], weights=debt[mine], minlength=firms).astype(np.float64) / 100


def statement_table(rng: np.random.Generator, firms: Firms, lending: Lending, promised: Floats) -> pd.DataFrame:
    """The figures of every firm, in columns of the table; fen where it is money."""
    n = len(firms.revenue)
    borrowed = np.bincount(lending.borrower, weights=lending.balance, minlength=n) / 100
    liabilities = borrowed * rng.uniform(1.15, 2.2, n) + firms.revenue * rng.uniform(0.03, 0.2, n)
    net = liabilities * rng.uniform(0.25, 1.3, n)
    net = np.where(firms.state >= 2, net * 0.3, net)
    net = np.maximum(net, promised * np.exp(rng.uniform(0.04, 0.8, n)))
    total = net + liabilities
    liquid = total * rng.uniform(0.02, 0.12, n)
    figures = {
        "total_assets": total,
        "net_assets": net,
        "liquid_assets": liquid,
        "total_liabilities": liabilities,
        "revenue": firms.revenue,
    }
    detail, rates = _working_capital(rng, firms.revenue, _working_capital_loans(lending, n))
    chance = rng.random(n)
    blank, vague = chance < _NO_STATEMENT, (chance < _NO_STATEMENT + _NO_DETAIL) | np.isnan(detail["own_funds"])
    columns: dict[str, Any] = {name: _fen(values, blank) for name, values in figures.items()}
    columns |= {name: _fen(values, blank | vague) for name, values in detail.items()}
    columns |= {name: np.where(blank | vague, np.nan, values) for name, values in rates.items()}
    columns["employees"] = pd.array(firms.employees, dtype="Int64")
    columns["employees"] = pd.Series(columns["employees"]).mask(rng.random(n) < 0.04)
    columns["above_scale"] = pd.array(firms.revenue >= ABOVE_SCALE, dtype="boolean")
    columns["registered_in_city"] = pd.array(rng.random(n) > 0.02, dtype="boolean")
    columns["as_of"] = np.where(rng.random(n) < _OLD_STATEMENT, np.datetime64("2025-12-31", "s"), np.datetime64("2026-06-30", "s"))
    own = np.round(rng.uniform(0.002, 0.09, n), 4)
    columns["default_probability"] = np.where(rng.random(n) < _OWN_PROBABILITY, own, np.nan)
    return pd.DataFrame(columns)


def _working_capital_loans(lending: Lending, firms: int) -> Floats:
    mine = lending.product == 0
    return np.bincount(lending.borrower[mine], weights=lending.balance[mine], minlength=firms).astype(np.float64) / 100


def _working_capital(rng: np.random.Generator, revenue: Floats, loans: Floats) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """What the formula asks for; own funds are set last, so that the loans fit in. NaN own funds where they cannot."""
    n = len(revenue)
    profit, growth = np.round(rng.uniform(0.01, 0.12, n), 4), np.round(rng.uniform(-0.05, 0.18, n), 4)
    cost = np.round(revenue * (1 - profit) * rng.uniform(0.82, 0.97, n), 2)
    sold = {"avg_receivables": rng.uniform(30, 90, n), "avg_advances": rng.uniform(0, 8, n)}
    made = {"avg_inventory": rng.uniform(30, 80, n), "avg_payables": rng.uniform(15, 45, n), "avg_prepayments": rng.uniform(2, 15, n)}
    days = sold["avg_receivables"] - sold["avg_advances"] + made["avg_inventory"] - made["avg_payables"] + made["avg_prepayments"]
    need = revenue * (1 - profit) * (1 + growth) * days / 360
    other = np.where(rng.random(n) < 0.2, need * 0.03, 0.0)
    own = np.minimum(need * rng.uniform(0.1, 0.4, n), need - other - loans * 1.12)
    figures = {"cost_of_sales": cost, "own_funds": np.where(own < 0, np.nan, own), "other_funds": other}
    figures |= {name: value * revenue / 360 for name, value in sold.items()}
    figures |= {name: value * cost / 360 for name, value in made.items()}
    return figures, {"sales_profit_rate": profit, "growth_rate": growth}


def company_table(rng: np.random.Generator, places: Places, promises: Promises, lending: Lending, controller: Ints) -> pd.DataFrame:
    """Net assets of the guarantee companies, one a county: debts within ten times, a client and its group within a tenth."""
    mine = promises.kind == COMPANY
    owner, loan = promises.guarantor[mine], promises.loan[mine]
    amount = lending.balance[loan] / 100
    boss = controller[lending.borrower[loan]]
    group = np.where(boss >= 0, boss, boss.max(initial=0) + 1 + lending.borrower[loan])
    largest = np.zeros(len(places.counties))
    by_client = pd.Series(amount).groupby([owner, group]).sum()
    np.maximum.at(largest, by_client.index.get_level_values(0).to_numpy(), by_client.to_numpy())
    total = np.bincount(owner, weights=amount, minlength=len(largest))
    net = np.maximum.reduce([total / rng.uniform(4.5, 8.5, len(largest)), 12 * largest, np.full(len(largest), 5e7)])
    return pd.DataFrame({"net_assets": pd.array(np.ceil(net / 1e4).astype(np.int64) * 1_000_000, dtype="Int64")})


def bank_capital(places: Places, exposure: pd.DataFrame) -> pd.DataFrame:
    """Net capital of the local legal persons, fen: an eighth of their loans, and at least 13 times the largest borrower or group.

    `exposure` holds bank_code, group and fen. The planted village bank has 100 m yuan whatever it lends.
    """
    banks = places.banks
    total = exposure.groupby("bank_code")["fen"].sum().reindex(banks["bank_code"]).fillna(0).to_numpy()
    single = exposure.groupby(["bank_code", "group"])["fen"].sum().groupby("bank_code").max()
    largest = single.reindex(banks["bank_code"]).fillna(0).to_numpy()
    net = np.maximum.reduce([total / 8, 13 * largest, np.full(len(banks), 2e10)])
    net = np.ceil(net / 1e6).astype(np.int64) * 1_000_000
    net[(banks["kind"] == VILLAGE).to_numpy()] = 10_000_000_000
    stated = (banks["local_legal_person"] & ~banks["kind"].isin([MICROLENDER, LESSOR])).to_numpy()
    capital = pd.Series(net, dtype="Int64").mask(~stated)
    return banks.assign(net_capital=capital.to_numpy(), tier1_capital=(capital * 95 // 100).to_numpy())


def _fen(values: Floats, blank: Bools) -> pd.Series[Any]:
    whole = np.round(np.nan_to_num(values) * 100).astype(np.int64)
    return pd.Series(whole, dtype="Int64").mask(blank | np.isnan(values))
