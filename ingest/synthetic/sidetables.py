"""What stands beside the loans: ledgers, limits, consents, other debts, signals, plans, bonds and pledges of the background."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from ingest.synthetic.identities import chosen
from ingest.synthetic.lending import DAY, TODAY, Lending
from ingest.synthetic.population import Firms

Ints = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.float64]

_CAUSES: Final = ["资金链紧张", "订单下滑", "担保代偿", "投资失误", "诉讼缠身"]
_MEASURES: Final = ["协调续贷", "处置资产", "引入战略投资", "债务重组"]


@dataclass(frozen=True, eq=False)
class Background:
    """What the side tables are drawn from."""

    firms: Firms
    lending: Lending
    code: pd.Series[str]
    person: pd.Series[str]
    controller: Ints
    loan_no: pd.Series[str]
    promised: Floats  # yuan promised to others, per firm


def side_tables(rng: np.random.Generator, city: Background) -> dict[str, pd.DataFrame]:
    """Frames by table name, with the columns they fill."""
    tables = {"risk_list": _risk_list(rng, city), "consents": _consents(rng, city), "joint_limits": _joint_limits(rng, city)}
    tables |= {"other_debts": _other_debts(rng, city), "signals": _signals(rng, city), "capital_plans": _plans(rng, city)}
    bonds, pledges = _securities(rng, city)
    return tables | {"bonds": bonds, "pledges": pledges}


def _risk_list(rng: np.random.Generator, city: Background) -> pd.DataFrame:
    """Six in ten of the firms with bad loans, one in ten of those watched."""
    state = city.firms.state
    borrows = np.diff(city.lending.first_loan) > 0
    listed = np.flatnonzero(borrows & (rng.random(len(state)) < np.choose(state, [0.0, 0.1, 0.6, 0.6, 0.6])))
    n = len(listed)
    return pd.DataFrame(
        {
            "enterprise": _of(city.code, listed),
            "tier": chosen(["ordinary", "key"], (city.firms.revenue[listed] > 1e8).astype(np.int64)),
            "listed_on": _dates(TODAY - rng.integers(5, 500, n)),
            "department": chosen(["工业和信息化局", "商务局", "住房和城乡建设局"], rng.integers(0, 3, n)),
            "cause": chosen(_CAUSES, rng.integers(0, len(_CAUSES), n)),
            "application": chosen(["none", "filed", "joined"], rng.choice(3, n, p=[0.86, 0.1, 0.04])),
            "leader": chosen(["某某"], np.zeros(n, np.int64)),
            "officer": chosen(["某某"], np.zeros(n, np.int64)),
            "measures": chosen(_MEASURES, rng.integers(0, len(_MEASURES), n)),
            "progress": chosen(["推进中", "已完成方案", "待研究"], rng.integers(0, 3, n)),
        }
    )


def _consents(rng: np.random.Generator, city: Background) -> pd.DataFrame:
    who = np.flatnonzero((np.diff(city.lending.first_loan) > 0) & (rng.random(len(city.code)) < 0.35))
    given = TODAY - rng.integers(1, 700, len(who))
    return pd.DataFrame({"enterprise": _of(city.code, who), "given_on": _dates(given), "ends_on": _dates(given + 1095)})


def _joint_limits(rng: np.random.Generator, city: Background) -> pd.DataFrame:
    """The largest borrowers, four fifths used at most, guarantees for others included."""
    n = len(city.code)
    owed = np.bincount(city.lending.borrower, weights=city.lending.balance, minlength=n)
    who = np.sort(np.argsort(-owed, kind="stable")[: max(2, n // 200)])
    limit = (owed[who] + 100 * city.promised[who]) * rng.uniform(1.25, 1.8, len(who))
    whole = np.ceil(limit / 1e8).astype(np.int64) * 100_000_000
    since = _dates(TODAY - rng.integers(30, 900, len(who)))
    return pd.DataFrame({"borrower": _of(city.code, who), "limit": pd.array(whole, dtype="Int64"), "valid_from": since})


def _other_debts(rng: np.random.Generator, city: Background) -> pd.DataFrame:
    kinds = ["supplier", "private", "wages", "tax", "social_insurance"]
    odds = np.where(city.firms.state >= 2, 0.5, np.where(city.firms.state == 1, 0.2, 0.004))
    firm, kind = np.nonzero(rng.random((len(city.code), len(kinds))) < odds[:, None])
    amount = city.firms.revenue[firm] * rng.uniform(0.001, 0.06, len(firm))
    return pd.DataFrame(
        {
            "enterprise": _of(city.code, firm),
            "kind": chosen(kinds, kind),
            "amount": pd.array(np.round(amount * 100).astype(np.int64) + 100, dtype="Int64"),
            "as_of": _dates(np.full(len(firm), TODAY)),
        }
    )


def _signals(rng: np.random.Generator, city: Background) -> pd.DataFrame:
    kinds = ["税收", "用电", "社保", "诉讼金额", "经营异常"]
    odds = np.where(city.firms.state >= 2, 0.3, 0.004)
    firm, kind = np.nonzero(rng.random((len(city.code), len(kinds))) < odds[:, None])
    n = len(firm)
    change = np.round(rng.uniform(-0.14, 0.05, n), 3)  # never the three falls together that a rule asks for
    value = np.where(kind == 3, np.round(rng.uniform(1e4, 4e6, n)), np.where(kind == 4, 1.0, change))
    observed = _dates(TODAY - rng.integers(0, 180, n))
    return pd.DataFrame(
        {
            "enterprise": _of(city.code, firm),
            "kind": chosen(kinds, kind),
            "observed_on": observed,
            "value": value,
            "source": chosen(["部门共享", "法院", "市场监管局"], np.array([0, 0, 0, 1, 2])[kind]),
        }
    )


def _plans(rng: np.random.Generator, city: Background) -> pd.DataFrame:
    """Six in ten of the loans due within two months have a plan, four in ten of those due within one the money."""
    left = city.lending.matures - TODAY
    planned = np.flatnonzero((left > 0) & (left <= 58) & (rng.random(len(left)) < 0.6))
    funded = planned[(left[planned] <= 28) & (rng.random(len(planned)) < 0.65)]
    loan = np.concatenate([planned, funded])
    stage = np.repeat([0, 1], [len(planned), len(funded)])
    recorded = np.where(stage == 1, TODAY - rng.integers(0, 10, len(loan)), TODAY - rng.integers(2, 30, len(loan)))
    return pd.DataFrame(
        {
            "loan_no": _of(city.loan_no, loan),
            "stage": chosen(["plan", "funded"], stage),
            "source": chosen(["own_funds", "renewal", "bridge", "asset_disposal"], rng.choice(4, len(loan), p=[0.45, 0.4, 0.1, 0.05])),
            "amount": pd.array(city.lending.balance[loan], dtype="Int64"),
            "responsible": chosen(["客户经理"], np.zeros(len(loan), np.int64)),
            "recorded_on": _dates(recorded),
        }
    )


def _securities(rng: np.random.Generator, city: Background) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A few of the largest firms are listed; their controllers pledge less than half of their shares."""
    who = listed_firms(city.firms, city.controller)
    n = len(who)
    code = pd.Series([f"938{100 + place}" for place in range(n)], dtype="str")
    bonds = pd.DataFrame(
        {
            "bond_code": code + "001",
            "issuer": _of(city.code, who),
            "balance": pd.array(np.ceil(city.firms.revenue[who] * 0.05 / 1e6).astype(np.int64) * 100_000_000, dtype="Int64"),
            "matures_on": _dates(TODAY + rng.integers(100, 1500, n)),
            "defaulted": pd.array(np.zeros(n, dtype=bool), dtype="boolean"),
        }
    )
    pledges = pd.DataFrame(
        {
            "pledge_no": "ZY3801" + code,
            "pledgor": _of(city.person, city.controller[who]),
            "listed_code": code,
            "pledged_share": np.round(rng.uniform(0.02, 0.1, n), 3),
            "cumulative_share": np.round(rng.uniform(0.12, 0.48, n), 3),
        }
    )
    return bonds, pledges


def listed_firms(firms: Firms, controller: Ints) -> Ints:
    """One firm in five hundred is listed, the largest ones with a known controller."""
    candidates = np.flatnonzero(controller >= 0)
    largest = candidates[np.argsort(-firms.revenue[candidates], kind="stable")]
    return np.sort(largest[: max(2, min(60, len(firms.revenue) // 500))])


def _of(codes: pd.Series[str], places: Ints) -> pd.Series[str]:
    return codes.take(places).reset_index(drop=True)


def _dates(days: Ints) -> npt.NDArray[np.datetime64]:
    return (days.astype(np.int64) * DAY).astype("datetime64[s]")
