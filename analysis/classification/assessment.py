"""`Classification`: scores of key enterprises, and for the firms on the county's ledger the class proposed and how it stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.classification.classes import CLASSES, LINES, proposed, vetoes
from analysis.classification.decisions import NOTHING, Decisions, Standing, standing
from analysis.classification.fairness import unlike_cases
from analysis.classification.measures import MEASURES, Ground
from analysis.classification.scheme import Scheme
from analysis.classification.scoring import Scores, score
from analysis.classification.standard import STANDARD
from analysis.classification.stated import latest_values
from analysis.findings import FindingTable
from analysis.lending.desk import LendingDesk
from analysis.risk_list import on_ledger
from analysis.rules import RuleBook
from graph.errors import InvalidDecisions, UnknownCode
from graph.lookup import held
from graph.network import GuaranteeNetwork

_LAST: Final = len(CLASSES)


@dataclass(frozen=True, eq=False)
class Classification:
    """`firms`: one row a key enterprise or firm on the ledger (index: code); those on the ledger, 关 and low scores first.

    Columns: `name`, `county`, `key` (a key enterprise, so scored), `on_ledger`, `tier`, `listed_on`, `score` (0 to 100; NaN: none),
    `missing` (share of the weight), `proposed`, `class` (missing off the ledger, or without score and veto), `veto` (the rule),
    `veto_kind`, `veto_on`, `status`, `published_on`, `objection_until`. A class is a proposal (拟); the county decides.
    """

    as_of: date
    book: RuleBook
    scores: Scores
    firms: pd.DataFrame
    standings: Mapping[str, Standing]  # of the firms on the ledger
    unlike: pd.DataFrame  # `fairness.unlike_cases`
    decisions: Decisions

    def objection_days(self, enterprise: str) -> int:
        """How long a firm's published class may be objected to, by the numbers of its county."""
        return int(self.book.numbers(LINES, "objection_days", self.firms.loc[[enterprise], "county"])[0])

    def chosen(self, *, codes: Collection[str] = (), counties: Collection[str] = (), classes: Collection[str] = ()) -> pd.DataFrame:
        """The rows wanted; empty is no wish. UnknownCode names a firm that is neither scored nor on the ledger."""
        for code in codes:
            if code not in self.firms.index:
                raise UnknownCode(f"{code!r} is neither a key enterprise nor on the ledger of {self.as_of}: it is not scored")
        rows = self.firms
        for column, values in (("county", counties), ("class", classes)):
            rows = rows.loc[rows[column].isin(list(values))] if values else rows
        return rows.loc[rows.index.isin(list(codes))] if codes else rows


def classify(
    desk: LendingDesk,
    network: GuaranteeNetwork,
    found: FindingTable | None = None,
    *,
    scheme: Scheme = STANDARD,
    decisions: Decisions = NOTHING,
    day: date | None = None,
) -> Classification:
    """Score key enterprises (`above_scale`, registered in the city) and propose classes for firms on the ledger of the day.

    `found` are the findings of the other topics, for indicators that count them. Linear in firms and loans but for sorting and the
    sweep of all seeds, which only takes place for a scheme that uses its figures. Decisions count as they stand on `day` (default: the
    day of the facts).

    Raises:
        InvalidDecisions: a record of a file about a firm that is not on the ledger, or an objection outside its window.

    """
    book, as_of = desk.rules, desk.facts.as_of
    listed = on_ledger(desk.facts["risk_list"])
    keys = key_enterprises(desk.firms)
    ground = Ground(desk, network, keys, found or FindingTable())
    county = desk.county.reindex(keys)
    scores = score(_values(ground, scheme), county, scheme)
    return _with_decisions(as_of, book, scores, _firms(desk, keys, scores, listed), decisions, day)


def decided(found: Classification, decisions: Decisions, day: date | None = None) -> Classification:
    """The same scores under other decisions. Arguments and errors as for `classify`; linear in firms."""
    return _with_decisions(found.as_of, found.book, found.scores, found.firms, decisions, day)


def _with_decisions(
    as_of: date, book: RuleBook, scores: Scores, firms: pd.DataFrame, decisions: Decisions, day: date | None
) -> Classification:
    if decisions.register is None:
        _refuse_strangers(decisions, firms)
    standings = _standings(decisions, firms, book, day or as_of)
    firms = _with_standings(firms, standings)
    return Classification(as_of, book, scores, _ordered(firms), standings, unlike_cases(_of_ledger(firms, standings), book), decisions)


def key_enterprises(firms: pd.DataFrame) -> pd.Index[str]:
    """The codes of above-scale enterprises registered in the city (which empty means), ascending."""
    above = firms["above_scale"].fillna(value=False).to_numpy(dtype=bool)
    here = firms["registered_in_city"].fillna(value=True).to_numpy(dtype=bool)
    codes: pd.Index[str] = pd.Index(firms.index[above & here], dtype="str").sort_values()
    return codes


def _values(ground: Ground, scheme: Scheme) -> pd.DataFrame:
    facts = ground.desk.facts
    columns = {
        one.id: MEASURES[one.measure].figure(ground)
        if one.measure is not None
        else latest_values(facts["indicators"], str(one.table), ground.firms, facts.as_of)
        for one in scheme.used
    }
    return pd.DataFrame(columns, index=ground.firms).astype("float64")


def _firms(desk: LendingDesk, keys: pd.Index[str], scores: Scores, listed: pd.DataFrame) -> pd.DataFrame:
    codes = keys.union(pd.Index(listed.index, dtype="str"))
    table = pd.DataFrame(
        {
            "name": desk.names.reindex(codes),
            "county": desk.county.reindex(codes),
            "key": held(codes, keys),
            "on_ledger": codes.isin(listed.index),
            "tier": listed["tier"].reindex(codes),
            "listed_on": listed["listed_on"].reindex(codes),
            "score": pd.Series(scores.total, index=keys).reindex(codes),
            "missing": pd.Series(scores.missing, index=keys).reindex(codes),
        },
        index=codes,
    )
    vetoed = vetoes(desk, pd.Index(listed.index, dtype="str"))
    by_lines = proposed(table["score"].to_numpy(dtype=np.float64), table["county"], desk.rules)
    veto = vetoed["rule"].reindex(codes)
    closing = np.where(veto.notna(), CLASSES[-1], by_lines)
    return table.assign(
        veto=veto,
        veto_kind=vetoed["kind"].reindex(codes),
        veto_on=vetoed["stage_on"].reindex(codes),
        proposed=pd.Series(closing, index=codes, dtype="str").where(table["on_ledger"]),
    )


def _refuse_strangers(decisions: Decisions, firms: pd.DataFrame) -> None:
    ledger = firms.index[firms["on_ledger"].to_numpy(dtype=bool)]
    strange = [code for code in decisions.enterprises if code not in ledger]
    if strange:
        faults = tuple(f"{code} is not on the ledger of the day: only firms on it have a class" for code in strange)
        raise InvalidDecisions(decisions.file or "decisions", faults, "decisions-enterprise")


def _standings(decisions: Decisions, firms: pd.DataFrame, book: RuleBook, as_of: date) -> dict[str, Standing]:
    rows = firms.loc[firms["on_ledger"].to_numpy(dtype=bool)]
    days = book.numbers(LINES, "objection_days", rows["county"])
    said = decisions.by_enterprise()
    return {
        code: standing(
            said.get(code, NOTHING),
            code,
            told if isinstance(told, str) else None,
            as_of=as_of,
            listed_on=listed.date(),
            objection_days=int(wait),
        )
        for code, told, listed, wait in zip(rows.index.tolist(), rows["proposed"].tolist(), rows["listed_on"], days, strict=True)
    }


def _with_standings(firms: pd.DataFrame, standings: Mapping[str, Standing]) -> pd.DataFrame:
    classed = {code: one for code, one in standings.items() if one.class_ is not None}
    columns: dict[str, Mapping[str, Any]] = {
        "class": {code: one.class_ for code, one in classed.items()},
        "status": {code: one.status for code, one in classed.items()},
    }
    made = {name: pd.Series(values, dtype="str").reindex(firms.index) for name, values in columns.items()}
    for name in ("published_on", "objection_until"):
        days = pd.Series({code: getattr(one, name) for code, one in classed.items()}, dtype="object")
        made[name] = pd.to_datetime(days).astype("datetime64[s]").reindex(firms.index)
    return firms.assign(**made)


def _of_ledger(firms: pd.DataFrame, standings: Mapping[str, Standing]) -> pd.DataFrame:
    """What `unlike_cases` compares."""
    rows = firms.loc[firms["class"].notna().to_numpy(dtype=bool)]
    by_hand = [standings[code].override is not None for code in rows.index]
    return pd.DataFrame(
        {
            "score": rows["score"],
            "class": rows["class"],
            "county": rows["county"],
            "veto": rows["veto"].notna(),
            "override": np.array(by_hand, dtype=bool),
        },
        index=rows.index,
    )


def _ordered(firms: pd.DataFrame) -> pd.DataFrame:
    rank = firms["class"].map({one: place for place, one in enumerate(reversed(CLASSES))}).fillna(_LAST)
    score_ = firms["score"].fillna(np.inf)
    order = np.lexsort((firms.index.to_numpy(), score_.to_numpy(), rank.to_numpy(), ~firms["on_ledger"].to_numpy(dtype=bool)))
    return firms.iloc[order]
