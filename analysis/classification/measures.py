"""The figures an indicator may be measured by: worked out from statements and loans, or the platform's own results."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import numpy as np
import pandas as pd

from analysis.findings import FindingTable
from analysis.importance import Impacts, sweep
from analysis.lending.desk import LendingDesk
from analysis.rules import Severity
from graph.lookup import places
from graph.network import Floats, GuaranteeNetwork, Ints
from graph.values import FEN_PER_YUAN
from graph.vocabulary import FIVE_CLASS

FINDINGS: Final = "findings_"  # how the names of measures begin that count what the rules find
_OWN: Final = "classification."  # findings of this topic are no indicator of it
_CLASSES: Final = {word: rank for rank, word in enumerate(FIVE_CLASS.words)}


@dataclass(frozen=True, eq=False)
class Ground:
    """What figures are worked out from; the sweep of all seeds only when some figure asks for it."""

    desk: LendingDesk
    network: GuaranteeNetwork
    firms: pd.Index[str]  # the enterprises asked about, by code
    found: FindingTable  # of the other topics

    def yuan(self, column: str) -> pd.Series[Any]:
        """A money column of the statements."""
        return self.desk.yuan(column).reindex(self.firms)

    def stated(self, column: str) -> pd.Series[Any]:
        """A number of the statements."""
        return self.desk.firms[column].reindex(self.firms).astype("Float64").astype("float64")

    @cached_property
    def loans(self) -> pd.DataFrame:
        """What is measured of these firms' loans (`lending.book`), with `firm`, the place of the borrower among them."""
        loans = self.desk.book.loans
        firm = places(loans["borrower"], self.firms)
        return loans[["bank", "gross", "class", "nonbank", "overdue_days"]].assign(firm=firm).loc[firm >= 0]

    @cached_property
    def owed(self) -> Floats:
        """Gross loan balance by firm, 0 where there is none."""
        return self.by_firm(self.loans["gross"])

    def by_firm(self, amounts: pd.Series[Any]) -> Floats:
        """Amounts of the loans added up by borrower, 0 where there is none."""
        return np.bincount(self.loans["firm"], weights=amounts.to_numpy(dtype=np.float64), minlength=len(self.firms)).astype(np.float64)

    def share_of_loans(self, part: Floats) -> pd.Series[Any]:
        """A part of the loans as their share; a firm without loans has none of it."""
        shares = np.divide(part, self.owed, out=np.zeros(len(self.firms)), where=self.owed > 0.0)
        return pd.Series(shares, index=self.firms)

    @cached_property
    def impacts(self) -> Impacts:
        """Every party as the only seed."""
        return sweep(self.network, worst=False)

    def of_party(self, figures: Floats) -> pd.Series[Any]:
        """A figure by party of the network, for these firms; NaN where the network has no such party."""
        return pd.Series(np.append(figures, np.nan)[self._places], index=self.firms)

    @cached_property
    def _places(self) -> Ints:
        return places(self.firms, self.network.parties.code)


Figure: TypeAlias = Callable[[Ground], "pd.Series[Any]"]


@dataclass(frozen=True)
class Measure:
    """A figure by firm (index: its code; NaN: unknown), and what it is."""

    zh: str
    en: str
    figure: Figure


def _over(part: pd.Series[Any], whole: pd.Series[Any]) -> pd.Series[Any]:
    """A ratio; unknown where the whole is not above 0."""
    return part / whole.where(whole > 0.0)


def _worst_class(ground: Ground) -> pd.Series[Any]:
    """0 normal or without loans, to 4 loss; a loan nobody classed counts as normal."""
    worst = np.zeros(len(ground.firms))
    np.maximum.at(worst, ground.loans["firm"].to_numpy(), ground.loans["class"].map(_CLASSES).fillna(0).to_numpy(dtype=np.float64))
    return pd.Series(worst, index=ground.firms)


def _largest_lender(ground: Ground) -> pd.Series[Any]:
    bank = pd.factorize(ground.loans["bank"])[0].astype(np.int64)
    pair, place = np.unique(ground.loans["firm"].to_numpy(dtype=np.int64) * (bank.max(initial=0) + 1) + bank, return_inverse=True)
    held = np.bincount(place, weights=ground.loans["gross"].to_numpy(dtype=np.float64), minlength=len(pair))
    largest = np.zeros(len(ground.firms))
    np.maximum.at(largest, pair // (bank.max(initial=0) + 1), held)
    return ground.share_of_loans(largest)


def _guaranteed_out(ground: Ground) -> pd.Series[Any]:
    rows = ground.desk.guarantees
    given = rows.groupby("guarantor")["amount"].sum().reindex(ground.firms).fillna(0.0)
    return _over(given, ground.yuan("total_assets"))


def _wages_owed(ground: Ground) -> pd.Series[Any]:
    debts = ground.desk.facts["other_debts"]
    debts = debts.loc[debts["kind"].isin(["wages", "social_insurance"])]
    owed = debts.groupby("enterprise")["amount"].sum().astype("float64") / FEN_PER_YUAN
    found: pd.Series[Any] = owed.reindex(ground.firms).fillna(0.0)
    return found


def _importance(ground: Ground) -> pd.Series[Any]:
    """The share of the other firms asked about that cause less loss, to the fen: 0 the least important, 1 the most."""
    fen = np.rint(ground.of_party(ground.impacts.caused_loss).to_numpy(dtype=np.float64) * FEN_PER_YUAN)
    known = np.isfinite(fen)
    less = np.searchsorted(np.sort(fen[known]), fen, "left").astype(np.float64)
    return pd.Series(np.where(known, less / max(int(known.sum()) - 1, 1), np.nan), index=ground.firms)


def _expected_spillover(ground: Ground) -> pd.Series[Any]:
    return ground.of_party(ground.network.parties.default_probability * ground.impacts.away_loss)


def _found(severity: Severity) -> Figure:
    def figure(ground: Ground) -> pd.Series[Any]:
        told = [
            batch.frame.loc[(batch.frame["severity"] == severity.rank).to_numpy(dtype=bool), "subject"]
            for batch in ground.found.batches
            if not batch.rule.id.startswith(_OWN) and not batch.rule.of_group  # a group's is no member's
        ]
        counts = pd.concat(told).value_counts() if told else pd.Series(dtype="float64")
        found: pd.Series[Any] = counts.reindex(ground.firms).fillna(0).astype("float64")
        return found

    return figure


MEASURES: Final[Mapping[str, Measure]] = MappingProxyType(
    {
        "revenue_per_employee": Measure(
            "人均营业收入（元）", "revenue per employee, yuan", lambda g: _over(g.yuan("revenue"), g.stated("employees"))
        ),
        "revenue": Measure("营业收入（元）", "revenue, yuan", lambda g: g.yuan("revenue")),
        "sales_profit_rate": Measure("销售利润率", "net margin", lambda g: g.stated("sales_profit_rate")),
        "growth_rate": Measure("预计销售收入年增长率", "growth of sales expected", lambda g: g.stated("growth_rate")),
        "asset_turnover": Measure("总资产周转率", "revenue over total assets", lambda g: _over(g.yuan("revenue"), g.yuan("total_assets"))),
        "leverage": Measure("资产负债率", "leverage", lambda g: _over(g.yuan("total_liabilities"), g.yuan("total_assets"))),
        "cash_share": Measure(
            "货币资金占负债", "liquid assets over liabilities", lambda g: _over(g.yuan("liquid_assets"), g.yuan("total_liabilities"))
        ),
        "largest_lender_share": Measure("最大债权机构占比", "share of the largest lender", _largest_lender),
        "nonbank_share": Measure(
            "非银行融资占比",
            "share owed to non-banks",
            lambda g: g.share_of_loans(g.by_firm(g.loans["gross"].where(g.loans["nonbank"], 0.0))),
        ),
        "guaranteed_out_share": Measure("对外担保占总资产", "guarantees given over total assets", _guaranteed_out),
        "employees": Measure("职工人数", "employees", lambda g: g.stated("employees")),
        "wages_owed": Measure("欠薪欠保（元）", "wages and social insurance owed, yuan", _wages_owed),
        "systemic_importance": Measure("系统重要性（位次）", "systemic importance, by rank of the loss caused", _importance),
        "expected_spillover": Measure("预期外溢（元/年）", "expected spillover, yuan a year", _expected_spillover),
        "vulnerability": Measure("脆弱性", "probability of falling through others", lambda g: g.of_party(g.impacts.vulnerability)),
        "loan_class": Measure("最差贷款分类（0正常至4损失）", "worst loan class, 0 normal to 4 loss", _worst_class),
        "overdue_share": Measure(
            "逾期贷款占比",
            "share of loans overdue",
            lambda g: g.share_of_loans(g.by_firm(g.loans["gross"].where(g.loans["overdue_days"] > 0, 0.0))),
        ),
        "findings_critical": Measure("重大提示条数", "critical findings", _found(Severity.CRITICAL)),
        "findings_warning": Measure("预警提示条数", "warnings", _found(Severity.WARNING)),
    }
)
