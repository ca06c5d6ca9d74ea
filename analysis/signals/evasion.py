"""Prompts about evasion: assets that moved inside a controller group in the clawback window, and documents that name an evader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.findings import Batch, report
from analysis.lending.desk import LendingDesk
from analysis.lending.history import earlier
from analysis.rules import Severity
from analysis.signal_kinds import named
from graph.lookup import held
from graph.values import normalised

RULE: Final = "evasion.asset_transfer"
INSIDE, OUTSIDE, UNIDENTIFIED = "inside the group", "outside the group", "not identified"
_WORDS: Final = {"asset_transfer": "资产转移", "single_payment": "个别清偿", "share_transfer": "股权转移"}


def evasion(desk: LendingDesk) -> Iterator[Batch]:
    """One batch a rule. The window is counted back from the day, as no acceptance of a bankruptcy is known (破产法 31, 32)."""
    yield _moves(desk)
    yield _documents(desk)


def _moves(desk: LendingDesk) -> Batch:
    since = {
        kind: pd.Timestamp(earlier(desk.facts.as_of, int(desk.rules.number(RULE, f"{name}_months"))))
        for kind, name in (("asset_transfer", "transfer"), ("single_payment", "payment"))
    }
    rows = pd.concat([_signalled(desk, since), _shares(desk, since["asset_transfer"])], ignore_index=True)
    rows = rows.drop_duplicates(["subject", "kind", "moved_on", "to", "stated"], ignore_index=True)
    rows = rows.assign(county=rows["subject"].map(desk.county), name=rows["subject"].map(desk.names))
    return report(desk.rules, RULE, rows)


def _signalled(desk: LendingDesk, since: dict[str, pd.Timestamp]) -> pd.DataFrame:
    """Moves that somebody observed. Transfers to a party of another group are left out; those to nobody known are told as just that."""
    told = desk.facts["signals"]
    kind = named(told["kind"])
    recent = (told["observed_on"] > kind.map(since).astype("datetime64[s]")).to_numpy(dtype=bool)
    told, kind = told.loc[recent], kind.loc[recent]
    to = counterparties(desk, told["source"])
    to = to.where(to != told["enterprise"])  # a firm that reports its own move does not say to whom
    inside = to.map(desk.group) == told["enterprise"].map(desk.group)
    assets = kind == "asset_transfer"
    rows = pd.DataFrame(
        {
            "subject": told["enterprise"],
            "kind": kind.map(_WORDS),
            "amount": told["value"],
            "moved_on": told["observed_on"],
            "to": to,
            "relation": np.select([inside, to.notna()], [INSIDE, OUTSIDE], UNIDENTIFIED),
            "stated": told["source"].where(to.isna()),
            "severity": np.where(assets & to.isna(), Severity.INFO.value, desk.rules.rule(RULE).severity.value),
        }
    )
    return rows.loc[(inside | to.isna() | ~assets).to_numpy(dtype=bool)]


def counterparties(desk: LendingDesk, said: pd.Series[Any]) -> pd.Series[Any]:
    """The party each text names, by its code or as the only bearer of the name (as normalised); missing where it names none for sure."""
    known = held(said, desk.group.index)
    texts = said.loc[~known].dropna()
    if texts.empty:
        return said
    plain = desk.names.map(normalised(desk.names))
    bearer = pd.Series(plain.index, index=plain.array, dtype="str").loc[~plain.duplicated(keep=False).to_numpy()].drop("", errors="ignore")
    found = texts.map(normalised(texts)).map(bearer)
    return said.where(known, found.reindex(said.index)).astype("str")


def _shares(desk: LendingDesk, since: pd.Timestamp) -> pd.DataFrame:
    """Holdings that passed from one party to another of the same group inside the window: the seller is asked."""
    rows = desk.facts.every_version("controls")
    rows = rows.loc[~rows["_gone"].to_numpy(dtype=bool)].sort_values("_reported_on", na_position="first")
    rows = rows.drop_duplicates("_key", keep="last")
    today = pd.Timestamp(desk.facts.as_of)
    ended = rows.loc[((rows["valid_to"] > since) & (rows["valid_to"] <= today)).to_numpy(dtype=bool)]
    begun = rows.loc[((rows["valid_from"] > since) & (rows["valid_from"] <= today)).to_numpy(dtype=bool)]
    both = ended.merge(begun, on="enterprise", suffixes=("", "_new"))
    group = both["controller"].map(desk.group), both["controller_new"].map(desk.group)
    inside = (both["controller"] != both["controller_new"]) & (group[0] == group[1])
    both = both.loc[inside.to_numpy(dtype=bool)]
    return pd.DataFrame(
        {
            "subject": both["controller"],
            "kind": _WORDS["share_transfer"],
            "amount": np.full(len(both), np.nan),
            "moved_on": both["valid_from_new"],
            "to": both["controller_new"],
            "relation": INSIDE,
            "stated": None,
            "severity": desk.rules.rule(RULE).severity.value,
        }
    )


def _documents(desk: LendingDesk) -> Batch:
    told = desk.facts["signals"]
    rows: Any = told.loc[(named(told["kind"]) == "evasion_document").to_numpy(dtype=bool)].reset_index(drop=True)
    rows = rows.assign(subject=rows["enterprise"], moved_on=rows["observed_on"]).drop_duplicates(["subject", "kind", "moved_on"])
    rows = rows.assign(county=rows["subject"].map(desk.county), name=rows["subject"].map(desk.names))
    return report(desk.rules, "evasion.document", rows)
