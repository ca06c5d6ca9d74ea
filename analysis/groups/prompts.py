"""What control relations themselves say: circles, too many shares, several controllers, and possible dependence beyond control."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from analysis.findings import Batch, FindingTable, report
from analysis.groups.controller import ControllerGroups
from graph.network import GuaranteeNetwork, Ints
from graph.values import FEN_PER_YUAN

if TYPE_CHECKING:
    from analysis.rules import RuleBook
    from graph.facts import CityFacts

DEPENDENCE: Final = "groups.dependence"
_TOLD: Final = 8  # members of a circle named in its sentence


def findings(groups: ControllerGroups, book: RuleBook) -> FindingTable:
    """groups.cycle once a circle, groups.shares_over_full and groups.several_controllers once a firm."""
    held, control = groups.held, groups.control
    several = np.flatnonzero(control.several)
    full = np.flatnonzero(groups.over_full)
    stated = [
        "、".join(held.code.take(held.holder[rows[held.stated[rows]]]).to_pylist())
        for firm in several.tolist()
        for rows in [np.arange(held.first[firm], held.first[firm + 1])]
    ]
    return FindingTable.of(
        (
            report(book, "groups.cycle", _circles(groups)),
            report(book, "groups.shares_over_full", _rows(groups, full, held=groups.total_share[full])),
            report(book, "groups.several_controllers", _rows(groups, several, controllers=stated)),
        )
    )


def dependence(facts: CityFacts, network: GuaranteeNetwork, groups: ControllerGroups, book: RuleBook) -> Batch:
    """Guarantees of one guarantor for one borrower of another group that reach a share of the guarantor's net assets; never merged.

    A guarantee counts for its cap or stated share of the loan, at most the loan's exposure; contracts are those behind it. Guarantee
    companies, whose business it is, and guarantors without positive net assets, whose ratio means nothing, are left out.
    O(guarantees · log).
    """
    promises, loans, code = network.guarantees, network.loans, network.parties.code
    exposure = loans.exposure[promises.loan]
    part = np.where(np.isnan(promises.share), exposure, promises.share * exposure)
    amount = np.minimum(np.minimum(promises.cap, part), exposure)
    size = max(len(code), 1)
    borrower = loans.borrower[promises.loan].astype(np.int64)
    key, place = np.unique(promises.guarantor.astype(np.int64) * size + borrower, return_inverse=True)
    guaranteed = np.bincount(place, amount, minlength=len(key))
    subject, client = (pd.Series(code.take(part).to_pandas().astype("str")) for part in (key // size, key % size))
    net = _net_assets(facts, subject)
    apart = (groups.of(subject) != groups.of(client)).to_numpy(dtype=bool)
    share = np.divide(guaranteed, net, out=np.full(len(key), np.nan), where=net > 0)
    found = np.flatnonzero(apart & (share >= book.number(DEPENDENCE, "share_from")))
    rows = pd.DataFrame(
        {
            "subject": subject.iloc[found],
            "name": pd.Series(network.parties.name.take((key // size)[found]).to_pandas().to_numpy(), index=found, dtype="str"),
            "county": subject.iloc[found].map(groups.counties),
            "borrower": client.iloc[found],
            "guaranteed": guaranteed[found],
            "net_assets": net[found],
            "share": share[found],
        },
        index=pd.Index(found),
    )
    contracts = pd.Series(promises.contract.to_pandas().to_numpy(), index=place).astype("str")
    return report(book, DEPENDENCE, rows, contracts=contracts[~_repeated(place, contracts)])


def _repeated(place: Ints, contracts: pd.Series[str]) -> Any:
    """Rows of a contract already named for the same pair: one contract over several loans is one contract."""
    return pd.DataFrame({"place": place, "contract": contracts.to_numpy()}).duplicated().to_numpy(dtype=bool)


def _net_assets(facts: CityFacts, parties: pd.Series[str]) -> Any:
    known = pd.concat([facts["enterprises"].set_index("credit_code")["net_assets"], facts["persons"].set_index("person_id")["net_assets"]])
    known = known[~known.index.duplicated() & ~known.index.isin(facts["guarantee_companies"]["credit_code"])]
    return parties.map(known.astype("Float64")).to_numpy(dtype=np.float64, na_value=np.nan) / FEN_PER_YUAN


def _circles(groups: ControllerGroups) -> pd.DataFrame:
    """One row a circle, about its smallest member."""
    control = groups.control
    members = np.flatnonzero(control.cyclic)
    by = pd.Series(members).groupby(_circle_of(groups, members))
    first = by.min().to_numpy(dtype=np.int64)
    cycles = [
        "、".join(groups.held.code.take(rows.to_numpy(dtype=np.int64)[:_TOLD]).to_pylist()) + ("……" if len(rows) > _TOLD else "")
        for _, rows in by
    ]
    return _rows(groups, first, members=by.size().to_numpy(), cycle=cycles)


def _circle_of(groups: ControllerGroups, members: Ints) -> Ints:
    """Members of one circle share a number: they are those of one group joined by the links between them."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    held, cyclic, root = groups.held, groups.control.cyclic, groups.control.root
    links = cyclic[held.holder] & cyclic[held.firm] & (root[held.holder] == root[held.firm])
    pair = (held.holder[links], held.firm[links])
    _, label = connected_components(coo_array((np.ones(len(pair[0])), pair), shape=(len(root), len(root))), directed=False)
    found: Ints = label[members]
    return found


def _rows(groups: ControllerGroups, places: Ints, **figures: Any) -> pd.DataFrame:
    subject = pd.Series(groups.held.code.take(places).to_pandas().astype("str").to_numpy(), dtype="str")
    told = {"subject": subject, "name": subject.map(groups.names), "county": subject.map(groups.counties)}
    return pd.DataFrame(told | {name: np.asarray(values) for name, values in figures.items()})
